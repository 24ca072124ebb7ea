//! Numbered requirements that no other file has for its subject.

use bytes::Bytes;
use futures_util::stream;
use smartfile::{AuthorizationCode, ErrorKind, Pkce, exchange_code, refresh, revoke};
use smartfile_sandbox::{Endpoint, Fault};

use crate::practice::{Practice, REDIRECT_URI, at, collect};

/// C18, C19: every call of the product, and then a look through all that was sent: the token is in the
/// header of each call about files and people, once, and in no address and no body.
#[tokio::test]
async fn the_access_token_is_in_the_header_of_every_call_and_nowhere_else() {
    let practice = Practice::start().await;
    practice.put("/plan.txt", b"the plan");
    let tokens = practice.tokens().await;
    let token = tokens.access_token.expose().to_owned();
    let api = practice.connected().await;
    api.whoami().await.unwrap();
    api.info(&at("/plan.txt")).await.unwrap();
    api.page(&at("/"), 1, 100).await.unwrap();
    let download = api.download(&at("/plan.txt"), 2).await.unwrap();
    assert_eq!(collect(download.into_stream()).await.0, b"e plan");
    let body = stream::iter([Ok(Bytes::from_static(b"new"))]);
    api.upload(&at("/"), "new.txt", 3, body).await.unwrap();

    let issued: Vec<String> = practice
        .sandbox
        .ledger()
        .secrets()
        .into_iter()
        .filter(|secret| secret.kind == "access_token" || secret.kind == "refresh_token")
        .map(|secret| secret.value)
        .collect();
    assert!(issued.len() >= 4 && issued.contains(&token));
    let mut calls = 0;
    for sent in practice.sandbox.ledger().exchanges() {
        let address = format!(
            "{} {}",
            sent.path,
            sent.query.as_deref().unwrap_or_default()
        );
        let body = String::from_utf8_lossy(&sent.body).into_owned();
        assert!(
            !issued.iter().any(|secret| address.contains(secret)),
            "{}",
            sent.path
        );
        assert!(!address.contains("token="), "{}", sent.path);
        if sent.path.starts_with("/api/") {
            calls += 1;
            let given = sent.header("authorization").unwrap_or_default();
            let given = given.strip_prefix("Bearer ").unwrap_or_default();
            assert!(issued.iter().any(|secret| secret == given), "{}", sent.path);
            assert!(
                !issued.iter().any(|secret| body.contains(secret)),
                "{}",
                sent.path
            );
        }
    }
    assert_eq!(calls, 5);
}

/// C15: the token endpoint and the one for revoking are asked with POST and a form, and their addresses
/// carry nothing.
#[tokio::test]
async fn nothing_secret_is_in_the_address_of_the_token_endpoint() {
    let practice = Practice::start().await;
    let tokens = practice.tokens().await;
    let (http, server, client) = (&practice.http, &practice.server, &practice.client);
    let token = tokens.refresh_token.unwrap();
    let tokens = refresh(http, server, client, &token).await.unwrap();
    let token = tokens.refresh_token.unwrap();
    revoke(http, server, client, &token).await.unwrap();
    let sent = [
        practice.sandbox.ledger().to("/oauth2/token/"),
        practice.sandbox.ledger().to("/oauth2/revoke_token/"),
    ]
    .concat();
    assert_eq!(sent.len(), 3);
    for call in sent {
        assert_eq!(
            (call.method.as_str(), call.query.as_deref()),
            ("POST", None)
        );
        assert_eq!(
            call.header("content-type"),
            Some("application/x-www-form-urlencoded")
        );
    }
}

/// C25: a 200 for a token that nobody knows is a success; after a 503 nobody knows, so it is an error of
/// the passing kind.
#[tokio::test]
async fn revoking_is_a_success_only_where_the_server_says_so() {
    let practice = Practice::start().await;
    let token = practice.tokens().await.refresh_token.unwrap();
    let (http, server, client) = (&practice.http, &practice.server, &practice.client);
    revoke(http, server, client, &token).await.unwrap();
    revoke(http, server, client, &token).await.unwrap();
    practice
        .sandbox
        .faults()
        .next(Endpoint::Revoke, Fault::Status(503));
    let error = revoke(http, server, client, &token).await.unwrap_err();
    assert!(error.is_temporary(), "{error:?}");
}

/// C17: a refusal of the token endpoint keeps its name, by which it is decided whether the sign-in is over,
/// whatever else the server adds.
#[tokio::test]
async fn each_refusal_of_the_token_endpoint_keeps_its_name() {
    let practice = Practice::start().await;
    for code in [
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    ] {
        practice.sandbox.faults().next(
            Endpoint::Token,
            Fault::Reply {
                status: 400,
                content_type: "application/json".into(),
                body: format!(r#"{{"error": "{code}", "new_in_2030": {{}}}}"#),
            },
        );
        let request = practice.request(Some(REDIRECT_URI), Pkce::S256);
        let any = AuthorizationCode::new("a-code-of-this-test".into());
        let error = exchange_code(&practice.http, &practice.client, &request, &any)
            .await
            .unwrap_err();
        let ErrorKind::Authorization(refusal) = error.kind() else {
            panic!("{code}: {error:?}")
        };
        assert_eq!(refusal.code.as_str(), code);
        assert!(!error.is_temporary(), "{code}");
    }
}
