//! Code to tokens: what is documented, byte for byte.

use std::time::Duration;

use smartfile::{
    AuthorizationCode, AuthorizationErrorCode, Client, ClientSecret, Error, ErrorKind, Pkce,
    exchange_code, revoke,
};
use smartfile_sandbox::Exchange;

use crate::practice::Practice;

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn authorization(error: &Error) -> &AuthorizationErrorCode {
    match error.kind() {
        ErrorKind::Authorization(error) => &error.code,
        other => panic!("{other:?}"),
    }
}

fn only(exchanges: Vec<Exchange>) -> Exchange {
    assert_eq!(exchanges.len(), 1, "{exchanges:?}");
    exchanges.into_iter().next().unwrap()
}

/// C8, C15: a POST with a form, nothing in the address, and the same redirect URI.
#[tokio::test]
async fn the_five_documented_fields_are_sent_byte_for_byte() {
    let practice = Practice::start().await;
    let (request, code) = practice.allowed(Pkce::Off).await;
    exchange_code(&practice.http, &practice.client, &request, &code)
        .await
        .unwrap();

    let sent = only(practice.sandbox.ledger().to("/oauth2/token"));
    assert_eq!(
        (
            sent.method.as_str(),
            sent.path.as_str(),
            sent.query.as_deref()
        ),
        ("POST", "/oauth2/token/", None)
    );
    let documented = format!(
        "client_id={}&client_secret={}&code={}&grant_type=authorization_code&redirect_uri=com.smartfile.connect%3A%2Foauth2%2Fcallback",
        practice.sandbox.client_id(),
        practice.sandbox.client_secret(),
        code.expose(),
    );
    assert_eq!(text(&sent.body), documented);
    assert_eq!(
        sent.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(
        sent.header("content-length"),
        Some(documented.len().to_string().as_str())
    );
    assert_eq!(sent.header("accept"), Some("application/json"));
    assert_eq!(
        (sent.header("authorization"), sent.header("cookie")),
        (None, None)
    );
}

/// C2: the verifier goes with the code.
#[tokio::test]
async fn with_pkce_the_code_verifier_follows_the_five_fields() {
    let practice = Practice::start().await;
    let (request, code) = practice.allowed(Pkce::S256).await;
    exchange_code(&practice.http, &practice.client, &request, &code)
        .await
        .unwrap();

    let secrets = practice.sandbox.ledger().secrets();
    let verifier = &secrets
        .iter()
        .find(|secret| secret.kind == "code_verifier")
        .unwrap()
        .value;
    assert!(
        verifier.len() == 43
            && verifier
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    );
    let documented = format!(
        "client_id={}&client_secret={}&code={}&grant_type=authorization_code&redirect_uri=com.smartfile.connect%3A%2Foauth2%2Fcallback&code_verifier={verifier}",
        practice.sandbox.client_id(),
        practice.sandbox.client_secret(),
        code.expose(),
    );
    assert_eq!(
        text(&only(practice.sandbox.ledger().to("/oauth2/token")).body),
        documented
    );
}

#[tokio::test]
async fn the_documented_answer_becomes_the_token_set_byte_for_byte() {
    let practice = Practice::start().await;
    let (request, code) = practice.allowed(Pkce::S256).await;
    let tokens = exchange_code(&practice.http, &practice.client, &request, &code)
        .await
        .unwrap();

    let answered = only(practice.sandbox.ledger().to("/oauth2/token"));
    let documented = format!(
        r#"{{"access_token": "{}", "expires_in": 36000, "refresh_token": "{}", "scope": "read write", "token_type": "Bearer"}}"#,
        tokens.access_token.expose(),
        tokens.refresh_token.as_ref().unwrap().expose(),
    );
    assert_eq!(
        (answered.status, text(&answered.reply)),
        (200, documented.as_str())
    );
    assert_eq!(answered.reply_type, "application/json");
    assert_eq!(tokens.expires_in, Some(Duration::from_hours(10)));
    assert_eq!(tokens.scope.as_deref(), Some("read write"));
}

#[tokio::test]
async fn a_code_used_twice_gets_the_documented_refusal_byte_for_byte() {
    let practice = Practice::start().await;
    let (request, code) = practice.allowed(Pkce::S256).await;
    exchange_code(&practice.http, &practice.client, &request, &code)
        .await
        .unwrap();
    let error = exchange_code(&practice.http, &practice.client, &request, &code)
        .await
        .unwrap_err();

    let answered = practice.sandbox.ledger().to("/oauth2/token").pop().unwrap();
    assert_eq!(
        (answered.status, text(&answered.reply)),
        (400, r#"{"error": "invalid_grant"}"#)
    );
    assert_eq!(authorization(&error), &AuthorizationErrorCode::InvalidGrant);
    assert_eq!(
        (error.operation(), error.is_temporary()),
        ("exchange code", false)
    );
}

#[tokio::test]
async fn a_wrong_code_and_the_verifier_of_another_request_are_invalid_grants() {
    let practice = Practice::start().await;
    let (request, code) = practice.allowed(Pkce::S256).await;
    let made_up = AuthorizationCode::new("made-up".into());
    let error = exchange_code(&practice.http, &practice.client, &request, &made_up)
        .await
        .unwrap_err();
    assert_eq!(authorization(&error), &AuthorizationErrorCode::InvalidGrant);

    let (other, _) = practice.allowed(Pkce::S256).await;
    let error = exchange_code(&practice.http, &practice.client, &other, &code)
        .await
        .unwrap_err();
    assert_eq!(authorization(&error), &AuthorizationErrorCode::InvalidGrant);
}

/// C17: a matter of settings, told apart from a refused grant.
#[tokio::test]
async fn a_wrong_client_secret_is_an_invalid_client() {
    let practice = Practice::start().await;
    let (request, code) = practice.allowed(Pkce::S256).await;
    let client = Client {
        secret: ClientSecret::new("wrong & odd=secret+%".into()),
        ..practice.client.clone()
    };
    let error = exchange_code(&practice.http, &client, &request, &code)
        .await
        .unwrap_err();
    assert_eq!(
        authorization(&error),
        &AuthorizationErrorCode::InvalidClient
    );
    let sent = only(practice.sandbox.ledger().to("/oauth2/token"));
    assert!(text(&sent.body).contains("&client_secret=wrong+%26+odd%3Dsecret%2B%25&code="));
}

/// C25: revoked at the server.
#[tokio::test]
async fn a_token_is_revoked_and_a_server_without_that_endpoint_is_no_surprise() {
    let practice = Practice::start().await;
    let tokens = practice.tokens().await;
    let token = tokens.refresh_token.unwrap();
    revoke(&practice.http, &practice.server, &practice.client, &token)
        .await
        .unwrap();
    let sent = only(practice.sandbox.ledger().to("/oauth2/revoke_token/"));
    let (id, secret) = (
        practice.sandbox.client_id(),
        practice.sandbox.client_secret(),
    );
    assert_eq!(
        text(&sent.body),
        format!(
            "client_id={id}&client_secret={secret}&token={}&token_type_hint=refresh_token",
            token.expose()
        )
    );
    let error = smartfile::refresh(&practice.http, &practice.server, &practice.client, &token)
        .await
        .unwrap_err();
    assert_eq!(authorization(&error), &AuthorizationErrorCode::InvalidGrant);

    practice
        .sandbox
        .switches()
        .change(|switches| switches.revoke = false);
    let error = revoke(&practice.http, &practice.server, &practice.client, &token)
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.operation()),
        (&ErrorKind::NotFound, "revoke")
    );
}
