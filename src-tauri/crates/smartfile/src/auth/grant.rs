//! The token endpoint: a code becomes tokens, a refresh token becomes new ones, a token is ended.

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use super::request::{AuthorizationRequest, Client};
use super::response::{AuthorizationError, AuthorizationErrorCode};
use super::token::TokenSet;
use crate::address::Server;
use crate::error::{Error, ErrorKind};
use crate::http::{Fault, Http};
use crate::reply::Reply;
use crate::secret::{AuthorizationCode, RefreshToken};

/// The most bytes of an answer of the token endpoint.
const LIMIT: usize = 64 * 1024;
const EXPECTED: &str = "a token response";

/// Changes an authorization code into tokens (RFC 6749 §4.1.3).
///
/// The form holds the five fields of step 3 of the service's workflow page (*documented*), in its
/// order: `client_id`, `client_secret`, `code`, `grant_type`, `redirect_uri`; then `code_verifier`
/// (RFC 7636 §4.5) if PKCE is on. `redirect_uri` is the very text of the authorization request, and
/// is left out if it was left out there.
///
/// A code works once. After [`ErrorKind::Cut`] or [`ErrorKind::TimedOut`] nobody knows whether it was
/// used: start again rather than send it a second time.
pub async fn exchange_code(
    http: &Http,
    client: &Client,
    request: &AuthorizationRequest,
    code: &AuthorizationCode,
) -> Result<TokenSet, Error> {
    let mut fields = vec![
        ("client_id", client.id.as_str()),
        ("client_secret", client.secret.expose()),
        ("code", code.expose()),
        ("grant_type", "authorization_code"),
    ];
    fields.extend(request.redirect_uri().map(|uri| ("redirect_uri", uri)));
    fields.extend(
        request
            .code_verifier()
            .map(|verifier| ("code_verifier", verifier)),
    );
    let secrets = [
        client.secret.expose(),
        code.expose(),
        request.code_verifier().unwrap_or_default(),
    ];
    let endpoint = request.server().token_endpoint();
    tokens(
        http,
        request.server(),
        &endpoint,
        "exchange code",
        &fields,
        &secrets,
    )
    .await
}

/// Changes a refresh token into a new set (RFC 6749 §6; the service documents only that there is a
/// refresh token, API facts §13.2).
///
/// If the answer holds no refresh token, the old one goes on and is in the returned set. No scope
/// is sent, which asks for what was granted.
pub async fn refresh(
    http: &Http,
    server: &Server,
    client: &Client,
    refresh_token: &RefreshToken,
) -> Result<TokenSet, Error> {
    let fields = [
        ("client_id", client.id.as_str()),
        ("client_secret", client.secret.expose()),
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token.expose()),
    ];
    let secrets = [client.secret.expose(), refresh_token.expose()];
    let endpoint = server.token_endpoint();
    let mut set = tokens(http, server, &endpoint, "refresh", &fields, &secrets).await?;
    set.refresh_token
        .get_or_insert_with(|| refresh_token.clone());
    Ok(set)
}

/// Ends a refresh token, and with it what was issued from it (RFC 7009; that the service has such
/// an endpoint is *inferred*, API facts §13.9). Whoever disconnects forgets the tokens in any case
/// and may ignore every failure of this.
pub async fn revoke(
    http: &Http,
    server: &Server,
    client: &Client,
    token: &RefreshToken,
) -> Result<(), Error> {
    let fields = [
        ("client_id", client.id.as_str()),
        ("client_secret", client.secret.expose()),
        ("token", token.expose()),
        ("token_type_hint", "refresh_token"),
    ];
    let secrets = [client.secret.expose(), token.expose()];
    let endpoint = server.revocation_endpoint();
    let reply = post(http, &endpoint, "revoke", &fields).await?;
    let answer = serde_json::from_slice(&reply.body).unwrap_or_default();
    failure(&reply, &answer, server, &endpoint, &secrets)
        .map_or(Ok(()), |kind| Err(Error::new("revoke", kind)))
}

async fn tokens(
    http: &Http,
    server: &Server,
    endpoint: &Url,
    operation: &'static str,
    fields: &[(&str, &str)],
    secrets: &[&str],
) -> Result<TokenSet, Error> {
    let reply = post(http, endpoint, operation, fields).await?;
    // Parsed once only, and the tokens are moved out of it: no copy of them stays in memory.
    let answer = reply.json(EXPECTED);
    if let Some(kind) = failure(
        &reply,
        answer.as_ref().unwrap_or(&Value::Null),
        server,
        endpoint,
        secrets,
    ) {
        return Err(Error::new(operation, kind));
    }
    answer
        .and_then(|answer| {
            TokenSet::read(answer).ok_or(ErrorKind::UnexpectedReply { expected: EXPECTED })
        })
        .map_err(|kind| Error::new(operation, kind))
}

/// Sends a form (RFC 6749 §3.2; that the body is form-encoded is *inferred* from the standard, the
/// page does not say). The bytes are wiped after sending.
async fn post(
    http: &Http,
    endpoint: &Url,
    operation: &'static str,
    fields: &[(&str, &str)],
) -> Result<Reply, Error> {
    let faulty = |fault: Fault| {
        let in_doubt = fault.may_have_arrived();
        fault.within(operation).in_doubt_if(in_doubt)
    };
    let request = http
        .request(Method::POST, endpoint)
        .map_err(faulty)?
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Bytes::from_owner(form(fields)));
    let response = http.send(request).await.map_err(faulty)?;
    http.reply(response, LIMIT, EXPECTED)
        .await
        .map_err(|fault| fault.within(operation))
}

fn form(fields: &[(&str, &str)]) -> Zeroizing<Vec<u8>> {
    // Room for the worst case, so that no half-filled buffer with a secret is left behind.
    let room = fields
        .iter()
        .map(|(name, value)| 3 * (name.len() + value.len()) + 2)
        .sum();
    let mut form = form_urlencoded::Serializer::new(String::with_capacity(room));
    form.extend_pairs(fields);
    Zeroizing::new(form.finish().into_bytes())
}

/// What is wrong with an answer of the token endpoint. An `error` member counts whatever the
/// status, for some servers send it with 200.
fn failure(
    reply: &Reply,
    answer: &Value,
    server: &Server,
    endpoint: &Url,
    secrets: &[&str],
) -> Option<ErrorKind> {
    let by_status = reply.failure(server, endpoint, secrets);
    if let Some(ErrorKind::Throttled { .. } | ErrorKind::Moved { .. } | ErrorKind::Redirected) =
        by_status
    {
        return by_status;
    }
    let text = |key: &str| answer.get(key)?.as_str();
    let Some(error) = text("error").filter(|error| !error.is_empty()) else {
        return by_status;
    };
    let error = AuthorizationError::new(error, text("error_description"), secrets);
    match by_status {
        // A failing server may put any words there; only the standard's count.
        Some(ErrorKind::Server { .. })
            if matches!(error.code, AuthorizationErrorCode::Other(_)) =>
        {
            by_status
        }
        _ => Some(ErrorKind::Authorization(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::form;

    #[test]
    fn a_form_keeps_its_order_and_encodes_what_must_be() {
        let form = form(&[
            ("b", "x y&z=1"),
            ("a", "com.smartfile.connect:/oauth2/callback"),
            ("c", "é+%"),
        ]);
        assert_eq!(
            std::str::from_utf8(&form),
            Ok("b=x+y%26z%3D1&a=com.smartfile.connect%3A%2Foauth2%2Fcallback&c=%C3%A9%2B%25")
        );
    }
}
