//! A client that is registered at the server, of one test alone.

use std::collections::BTreeMap;

use serde_json::Value;
use smartfile::{
    AccessToken, AuthorizationCode, AuthorizationErrorCode, AuthorizationRequest, Client,
    ClientSecret, Error, ErrorKind, Http, Pkce, Server, TokenSet,
};

use crate::browser::{self, Choice, Landing};
use crate::server::Witness;

/// The product's own redirect URI.
pub(crate) const BY_LINK: &str = "com.smartfile.connect:/oauth2/callback";
/// What is registered for loopback: the toolkit lets the port be any (RFC 8252 §7.3).
pub(crate) const BY_LOOPBACK: &str = "http://127.0.0.1/oauth2/callback";

/// A registered client, and all that is needed to act as it.
#[derive(Debug)]
pub(crate) struct Registration {
    pub(crate) witness: &'static Witness,
    pub(crate) http: Http,
    pub(crate) server: Server,
    pub(crate) client: Client,
}

impl Registration {
    /// At the server with the usual settings.
    pub(crate) async fn usual(redirect_uris: &str) -> Self {
        Self::at(Witness::usual(), redirect_uris).await
    }

    /// At the strict server.
    pub(crate) async fn strict(redirect_uris: &str) -> Self {
        Self::at(Witness::strict(), redirect_uris).await
    }

    /// At the server with a time of grace.
    pub(crate) async fn graceful(redirect_uris: &str) -> Self {
        Self::at(Witness::graceful(), redirect_uris).await
    }

    async fn at(witness: &'static Witness, redirect_uris: &str) -> Self {
        let form = [
            ("name", "Connect SmartFile"),
            ("redirect_uris", redirect_uris),
        ];
        let answer = browser::client()
            .post(format!("{}/witness/clients/", witness.address))
            .form(&form)
            .send()
            .await
            .unwrap();
        let answer: Value = answer.json().await.unwrap();
        let text = |key: &str| answer[key].as_str().unwrap_or_else(|| panic!("{answer}"));
        let client = Client {
            id: text("client_id").to_owned(),
            secret: ClientSecret::new(text("client_secret").to_owned()),
        };
        Self {
            witness,
            http: Http::new("Connect SmartFile/test").unwrap(),
            server: Server::parse(&witness.address).unwrap(),
            client,
        }
    }

    /// The same client with a secret that is not its own.
    pub(crate) fn impostor(&self) -> Client {
        Client {
            id: self.client.id.clone(),
            secret: ClientSecret::new("not-the-secret-of-this-client".into()),
        }
    }

    pub(crate) fn request(&self, redirect_uri: &str) -> AuthorizationRequest {
        AuthorizationRequest::new(
            &self.server,
            &self.client.id,
            Some(redirect_uri),
            Pkce::S256,
        )
    }

    /// Opens the page of a request as a person would.
    pub(crate) async fn visit(&self, request: &AuthorizationRequest, choice: Choice) -> Landing {
        browser::visit(self.witness, request.url(), choice).await
    }

    /// A request that the person has allowed, with its code.
    pub(crate) async fn allowed(&self) -> (AuthorizationRequest, AuthorizationCode) {
        let request = self.request(BY_LINK);
        let landing = self.visit(&request, Choice::Allow).await;
        let code = request.accept(&landing.redirection()).unwrap();
        (request, code)
    }

    /// The whole way to tokens.
    pub(crate) async fn tokens(&self) -> TokenSet {
        let (request, code) = self.allowed().await;
        self.exchange(&request, &code).await.unwrap()
    }

    pub(crate) async fn exchange(
        &self,
        request: &AuthorizationRequest,
        code: &AuthorizationCode,
    ) -> Result<TokenSet, Error> {
        smartfile::exchange_code(&self.http, &self.client, request, code).await
    }

    pub(crate) async fn refresh(&self, tokens: &TokenSet) -> Result<TokenSet, Error> {
        let token = tokens.refresh_token.as_ref().unwrap();
        smartfile::refresh(&self.http, &self.server, &self.client, token).await
    }

    /// Whether the server lets this access token in.
    pub(crate) async fn lets_in(&self, token: &AccessToken) -> bool {
        let answer = browser::client()
            .get(format!("{}/api/2/whoami/", self.witness.address))
            .bearer_auth(token.expose())
            .send()
            .await
            .unwrap();
        match answer.status().as_u16() {
            200 => true,
            401 => false,
            other => panic!("{other}"),
        }
    }

    /// The access tokens of this client reach the end of their life, at the server.
    pub(crate) async fn age(&self) {
        let answer = browser::client()
            .post(format!("{}/witness/age/", self.witness.address))
            .form(&[("client_id", &self.client.id)])
            .send()
            .await
            .unwrap();
        let answer: Value = answer.json().await.unwrap();
        assert!(answer["aged"].as_u64() > Some(0), "{answer}");
    }

    /// How often this client asked for tokens: for a code, and for a refresh token.
    pub(crate) async fn grants(&self) -> (u64, u64) {
        let answer = browser::client()
            .get(format!("{}/witness/grants/", self.witness.address))
            .query(&[("client_id", &self.client.id)])
            .send()
            .await
            .unwrap();
        let counts: BTreeMap<String, u64> = answer.json().await.unwrap();
        (counts["authorization_code"], counts["refresh_token"])
    }
}

/// The error code that the server named.
pub(crate) fn refusal<T: std::fmt::Debug>(answer: Result<T, Error>) -> AuthorizationErrorCode {
    let error = answer.unwrap_err();
    match error.kind() {
        ErrorKind::Authorization(refusal) => refusal.code.clone(),
        other => panic!("{other:?}"),
    }
}
