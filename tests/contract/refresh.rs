//! Refresh tokens and their rotation.

use smartfile::{ErrorKind, refresh};
use smartfile_sandbox::{Endpoint, Fault};

use crate::practice::Practice;

/// C23, C24, S13.2: the new token replaces the old one, and no scope is asked for.
#[tokio::test]
async fn a_refresh_is_the_request_of_the_standard_and_rotates() {
    let practice = Practice::start().await;
    let old = practice.tokens().await;
    let token = old.refresh_token.clone().unwrap();
    practice.sandbox.ledger().clear();
    let new = refresh(&practice.http, &practice.server, &practice.client, &token)
        .await
        .unwrap();
    assert_ne!(new.access_token, old.access_token);
    assert_ne!(new.refresh_token, old.refresh_token);

    let sent = practice.sandbox.ledger().to("/oauth2/token/").remove(0);
    let (id, secret) = (
        practice.sandbox.client_id(),
        practice.sandbox.client_secret(),
    );
    assert_eq!(
        String::from_utf8(sent.body.to_vec()).unwrap(),
        format!(
            "client_id={id}&client_secret={secret}&grant_type=refresh_token&refresh_token={}",
            token.expose()
        )
    );
    let error = refresh(&practice.http, &practice.server, &practice.client, &token)
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Authorization(_)),
        "{error:?}"
    );
}

/// S13.2: the old refresh token is kept.
#[tokio::test]
async fn the_old_refresh_token_goes_on_when_no_new_one_comes() {
    let practice = Practice::start().await;
    let token = practice.tokens().await.refresh_token.unwrap();
    for body in [
        r#"{"access_token": "a", "token_type": "Bearer"}"#,
        r#"{"access_token": "a", "token_type": "Bearer", "refresh_token": null}"#,
        r#"{"access_token": "a", "token_type": "Bearer", "refresh_token": ""}"#,
    ] {
        let fault = Fault::Reply {
            status: 200,
            content_type: "application/json".into(),
            body: body.into(),
        };
        practice.sandbox.faults().next(Endpoint::Token, fault);
        let new = refresh(&practice.http, &practice.server, &practice.client, &token)
            .await
            .unwrap();
        assert_eq!(new.refresh_token.as_ref(), Some(&token), "{body}");
    }
}
