//! The authorization request: what the person's browser is opened with.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use url::Url;
use zeroize::Zeroizing;

use super::response::{ResponseError, read};
use crate::address::Server;
use crate::secret::{AuthorizationCode, ClientSecret};

/// Whether the authorization code is bound to this request by RFC 7636.
///
/// The service documents nothing about it (API facts §13.4). A server that does not know it must
/// ignore it (RFC 6749 §3.1), so it is sent unless it is switched off for a server that refuses.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Hash)]
pub enum Pkce {
    /// `code_challenge_method=S256`.
    #[default]
    S256,
    /// Nothing is sent.
    Off,
}

/// A registered application (RFC 6749 §2; *documented*, step 1 of the service's workflow page).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Client {
    /// The client identifier. Not a secret.
    pub id: String,
    /// The client secret. This crate carries none.
    pub secret: ClientSecret,
}

/// One attempt to connect: the address for the browser, and what is needed to recognise and use
/// the answer. Good for one answer.
pub struct AuthorizationRequest {
    server: Server,
    /// The very text that was sent, for it must be repeated byte for byte (RFC 6749 §4.1.3).
    redirect_uri: Option<String>,
    state: Zeroizing<String>,
    code_verifier: Option<Zeroizing<String>>,
    url: Url,
    pending: AtomicBool,
}

impl AuthorizationRequest {
    /// A new request with a new `state` (256 bits, RFC 6749 §10.12) and a new code verifier
    /// (256 bits, RFC 7636 §4.1).
    ///
    /// The parameters `client_id`, `response_type=code` and `redirect_uri` are the *documented*
    /// ones, in their documented order; `state` and the code challenge follow. No scope is asked
    /// for (API facts §13.3).
    ///
    /// Without a `redirect_uri` the service shows the code on its page for the person to copy
    /// (*documented*); it is then left out of the token request as well (API facts §13.6).
    pub fn new(
        server: &Server,
        client_id: &str,
        redirect_uri: Option<&str>,
        pkce: Pkce,
    ) -> AuthorizationRequest {
        AuthorizationRequest::with_scope(server, client_id, redirect_uri, pkce, None)
    }

    /// The same, asking for a scope (RFC 6749 §3.3), for a site whose administrator names one. What was
    /// granted is in the [`TokenSet`](super::TokenSet).
    pub fn with_scope(
        server: &Server,
        client_id: &str,
        redirect_uri: Option<&str>,
        pkce: Pkce,
        scope: Option<&str>,
    ) -> AuthorizationRequest {
        let state = random();
        let code_verifier = (pkce == Pkce::S256).then(random);
        let mut url = server.authorization_endpoint();
        {
            let mut query = url.query_pairs_mut();
            query
                .append_pair("client_id", client_id)
                .append_pair("response_type", "code");
            if let Some(redirect_uri) = redirect_uri {
                query.append_pair("redirect_uri", redirect_uri);
            }
            if let Some(scope) = scope {
                query.append_pair("scope", scope);
            }
            query.append_pair("state", &state);
            if let Some(verifier) = &code_verifier {
                query
                    .append_pair("code_challenge", &challenge(verifier))
                    .append_pair("code_challenge_method", "S256");
            }
        }
        AuthorizationRequest {
            server: server.clone(),
            redirect_uri: redirect_uri.map(str::to_owned),
            state,
            code_verifier,
            url,
            pending: AtomicBool::new(true),
        }
    }

    /// The address to open in the person's own browser. It holds the `state`: not for logs.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The server that is asked.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The redirect URI exactly as it was sent, if one was.
    pub fn redirect_uri(&self) -> Option<&str> {
        self.redirect_uri.as_deref()
    }

    /// Checks a redirection that arrived and takes the code out of it.
    ///
    /// Nothing is believed before the redirect URI and the `state` fit. An accepted and a refused
    /// answer use the request up: afterwards everything is [`ResponseError::Foreign`]. Anything
    /// else leaves it pending, so that a forged redirection cannot end a real attempt.
    pub fn accept(&self, redirection: &str) -> Result<AuthorizationCode, ResponseError> {
        let Some(redirect_uri) = self.redirect_uri.as_deref().filter(|_| self.is_pending()) else {
            return Err(ResponseError::Foreign);
        };
        let answer = read(redirection, redirect_uri, &self.state, &self.server);
        let decided = matches!(answer, Ok(_) | Err(ResponseError::Refused(_)));
        // Of two answers that arrive at the same moment only one is taken.
        if decided && !self.pending.swap(false, Ordering::AcqRel) {
            return Err(ResponseError::Foreign);
        }
        answer
    }

    /// Whether no answer was taken yet.
    pub fn is_pending(&self) -> bool {
        self.pending.load(Ordering::Acquire)
    }

    pub(crate) fn code_verifier(&self) -> Option<&str> {
        self.code_verifier
            .as_ref()
            .map(|verifier| verifier.as_str())
    }
}

impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationRequest")
            .field("server", &self.server.host())
            .field("redirect_uri", &self.redirect_uri)
            .field("pkce", &self.code_verifier.is_some())
            .field("pending", &self.is_pending())
            .finish_non_exhaustive()
    }
}

/// 256 random bits from the operating system as 43 unreserved characters (RFC 7636 §4.1).
fn random() -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    while getrandom::fill(bytes.as_mut()).is_err() {
        // The system's generator is only ever briefly not ready; a guessable value is no way out.
        std::thread::yield_now();
    }
    Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_ref()))
}

/// The S256 code challenge (RFC 7636 §4.2).
fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test may stop at a surprise

    use super::{AuthorizationRequest, Client, Pkce, challenge};
    use crate::address::Server;
    use crate::secret::ClientSecret;

    const REDIRECT_URI: &str = "com.smartfile.connect:/oauth2/callback";

    fn request(redirect_uri: Option<&str>, pkce: Pkce) -> AuthorizationRequest {
        AuthorizationRequest::new(
            &Server::parse("acme").unwrap(),
            "an id & more",
            redirect_uri,
            pkce,
        )
    }

    fn pairs(request: &AuthorizationRequest) -> Vec<(String, String)> {
        request.url().query_pairs().into_owned().collect()
    }

    /// C2: the standard's own example.
    #[test]
    fn the_code_challenge_is_that_of_rfc_7636_appendix_b() {
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn the_parameters_are_the_documented_ones_in_order_and_then_ours() {
        let request = request(Some(REDIRECT_URI), Pkce::S256);
        let pairs = pairs(&request);
        let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "client_id",
                "response_type",
                "redirect_uri",
                "state",
                "code_challenge",
                "code_challenge_method"
            ]
        );
        assert_eq!(pairs[0].1, "an id & more");
        assert_eq!(pairs[1].1, "code");
        assert_eq!(pairs[2].1, REDIRECT_URI);
        assert_eq!(pairs[4].1, challenge(request.code_verifier().unwrap()));
        assert_eq!(pairs[5].1, "S256");
        assert!(request.url().as_str().starts_with("https://acme.smartfile.com/oauth2/authorize/?client_id=an+id+%26+more&response_type=code&redirect_uri="));
    }

    #[test]
    fn without_a_redirect_uri_and_without_pkce_neither_is_mentioned() {
        let pairs = pairs(&request(None, Pkce::Off));
        let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["client_id", "response_type", "state"]);
    }

    /// S13.3: none by default, and the one that was chosen otherwise.
    #[test]
    fn a_scope_is_asked_for_only_if_one_was_chosen() {
        let server = Server::parse("acme").unwrap();
        let asked = |scope| {
            let request = AuthorizationRequest::with_scope(&server, "id", None, Pkce::Off, scope);
            pairs(&request)
                .into_iter()
                .find(|(name, _)| name == "scope")
                .map(|(_, value)| value)
        };
        assert_eq!(asked(None), None);
        assert_eq!(asked(Some("read write")).as_deref(), Some("read write"));
    }

    /// C2, C3: two attempts share nothing.
    #[test]
    fn every_request_has_a_state_and_a_verifier_of_its_own_with_256_bits() {
        let (a, b) = (request(None, Pkce::S256), request(None, Pkce::S256));
        assert_eq!((a.state.len(), a.code_verifier().unwrap().len()), (43, 43));
        assert_ne!(*a.state, *b.state);
        assert_ne!(a.code_verifier(), b.code_verifier());
        assert_ne!(Some(a.state.as_str()), a.code_verifier());
    }

    /// T15: neither state nor verifier nor secret.
    #[test]
    fn nothing_secret_is_printed() {
        let request = request(Some(REDIRECT_URI), Pkce::S256);
        let client = Client {
            id: "me".into(),
            secret: ClientSecret::new("hush-hush".into()),
        };
        let printed = format!("{request:?} {request:#?} {client:?}");
        for secret in [
            &request.state,
            request.code_verifier().unwrap(),
            "hush-hush",
            &challenge(request.code_verifier().unwrap()),
        ] {
            assert!(!printed.contains(secret), "{printed}");
        }
        assert!(printed.contains("acme.smartfile.com"), "{printed}");
    }
}
