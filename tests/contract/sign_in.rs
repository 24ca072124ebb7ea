//! A sign-in lasts until the server ends it.

use std::sync::Arc;

use smartfile::{ErrorKind, TokenSet};
use smartfile_sandbox::{Endpoint, Fault, ThrottleStyle};

use crate::bearer::{LIFE, held, held_with};
use crate::practice::Keeper;

#[tokio::test]
async fn a_failing_server_ends_nothing_and_a_living_token_goes_on() {
    let held = held().await;
    held.practice
        .sandbox
        .faults()
        .always(Endpoint::Token, Fault::Status(500));
    held.clock.advance(LIFE * 95 / 100);
    for _ in 0..10 {
        assert_eq!(held.bearer.token().await.unwrap(), held.first);
    }
    // Not every call tries again: the next attempt comes after a pause.
    assert_eq!(held.practice.refreshes(), 1);
    held.clock.advance(6);
    assert_eq!(held.bearer.token().await.unwrap(), held.first);
    assert_eq!(held.practice.refreshes(), 2);

    held.clock.advance(LIFE);
    let error = held.bearer.token().await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Server { status: 500 });
    assert!(!held.bearer.is_ended());

    held.practice.sandbox.faults().clear();
    assert_ne!(held.bearer.token().await.unwrap(), held.first);
}

#[tokio::test]
async fn a_pause_the_server_asks_for_is_kept_while_the_token_lives() {
    let held = held().await;
    held.practice
        .sandbox
        .faults()
        .next(Endpoint::Token, Fault::Throttle(ThrottleStyle::New, 60.0));
    held.clock.advance(LIFE * 9 / 10);
    assert_eq!(held.bearer.token().await.unwrap(), held.first);
    held.clock.advance(59);
    assert_eq!(held.bearer.token().await.unwrap(), held.first);
    assert_eq!(held.practice.refreshes(), 1);
    held.clock.advance(1);
    assert_ne!(held.bearer.token().await.unwrap(), held.first);
}

/// B20, C17: only the word about the grant ends it.
#[tokio::test]
async fn every_outcome_but_invalid_grant_leaves_the_sign_in_alive() {
    let reply = |status, body: &str| Fault::Reply {
        status,
        content_type: "application/json".into(),
        body: body.into(),
    };
    for fault in [
        Fault::Html,
        Fault::BrokenJson,
        Fault::Status(404),
        Fault::Status(401),
        Fault::Cut(3),
        Fault::Redirect("/ftp/login".into()),
        Fault::Redirect("https://acme.files.com/".into()),
        Fault::Throttle(ThrottleStyle::Old, 0.5),
        reply(401, r#"{"error": "invalid_client"}"#),
        reply(400, r#"{"error": "invalid_request"}"#),
        reply(400, r#"{"error": "unauthorized_client"}"#),
    ] {
        let held = held().await;
        // With rotation, an answer that is lost on the way takes the new refresh token with it.
        held.practice
            .sandbox
            .switches()
            .change(|switches| switches.rotate_refresh = false);
        held.practice
            .sandbox
            .faults()
            .next(Endpoint::Token, fault.clone());
        let error = held.bearer.replace(&held.first).await.unwrap_err();
        assert_ne!(
            error.kind(),
            &ErrorKind::ReauthorizationRequired,
            "{fault:?}"
        );
        assert!(!held.bearer.is_ended(), "{fault:?}");
        held.clock.advance(1);
        assert!(held.bearer.replace(&held.first).await.is_ok(), "{fault:?}");
    }
}

/// B23, C17: one attempt, and no request after it.
#[tokio::test]
async fn a_refused_refresh_token_ends_the_sign_in_and_nobody_asks_again() {
    let held = held().await;
    held.practice.sandbox.end_sign_in("maya");
    let api = held.practice.api(Arc::clone(&held.bearer));
    assert_eq!(
        api.whoami().await.unwrap_err().kind(),
        &ErrorKind::ReauthorizationRequired
    );
    assert!(held.bearer.is_ended());
    let before = held.practice.sandbox.ledger().exchanges().len();
    for _ in 0..5 {
        assert_eq!(
            api.whoami().await.unwrap_err().kind(),
            &ErrorKind::ReauthorizationRequired
        );
        assert_eq!(
            held.bearer.replace(&held.first).await.unwrap_err().kind(),
            &ErrorKind::ReauthorizationRequired
        );
    }
    assert_eq!(held.practice.sandbox.ledger().exchanges().len(), before);
    assert_eq!(held.keeper.kept.lock().unwrap().len(), 0);
}

/// S13.1: a life that was not told is not guessed.
#[tokio::test]
async fn without_a_life_a_token_is_renewed_only_when_it_is_refused() {
    let held = held_with(Keeper::default(), |tokens| TokenSet {
        expires_in: None,
        ..tokens
    })
    .await;
    held.clock.advance(LIFE * 1000);
    assert_eq!(held.bearer.token().await.unwrap(), held.first);
    held.practice.sandbox.expire_access_tokens();
    let api = held.practice.api(Arc::clone(&held.bearer));
    assert!(api.whoami().await.is_ok());
    assert_eq!(held.practice.refreshes(), 1);
}

#[tokio::test]
async fn without_a_refresh_token_a_dead_token_means_connecting_again() {
    let held = held_with(Keeper::default(), |tokens| TokenSet {
        refresh_token: None,
        ..tokens
    })
    .await;
    held.clock.advance(LIFE - 1);
    assert_eq!(held.bearer.token().await.unwrap(), held.first);
    held.clock.advance(1);
    assert_eq!(
        held.bearer.token().await.unwrap_err().kind(),
        &ErrorKind::ReauthorizationRequired
    );
    assert_eq!(held.practice.refreshes(), 0);
}

/// C21, S13.11: counted at the server.
#[tokio::test]
async fn a_refused_token_is_replaced_once_and_the_call_repeated_once() {
    let held = held().await;
    let api = held.practice.api(Arc::clone(&held.bearer));
    held.practice
        .sandbox
        .faults()
        .times(Endpoint::WhoAmI, 1, Fault::Status(401));
    assert!(api.whoami().await.is_ok());
    assert_eq!(
        (
            held.practice.refreshes(),
            held.practice.sandbox.ledger().count("GET", "/api/")
        ),
        (1, 2)
    );

    held.practice.sandbox.ledger().clear();
    held.practice
        .sandbox
        .faults()
        .times(Endpoint::WhoAmI, 2, Fault::Status(401));
    assert_eq!(
        api.whoami().await.unwrap_err().kind(),
        &ErrorKind::Unauthorized
    );
    assert_eq!(
        (
            held.practice.refreshes(),
            held.practice.sandbox.ledger().count("GET", "/api/")
        ),
        (1, 2)
    );
}

/// C21, S13.11: a missing permission costs no refresh.
#[tokio::test]
async fn a_403_about_login_is_cured_by_a_refresh_and_any_other_is_not_tried() {
    let held = held().await;
    held.practice
        .sandbox
        .switches()
        .change(|switches| switches.bad_token_status = 403);
    held.practice.sandbox.expire_access_tokens();
    let api = held.practice.api(Arc::clone(&held.bearer));
    assert!(api.whoami().await.is_ok());
    assert_eq!(held.practice.refreshes(), 1);

    held.practice.sandbox.ledger().clear();
    let detail = Fault::Reply {
        status: 403,
        content_type: "application/json".into(),
        body: r#"{"detail": "You do not have permission to perform this action."}"#.into(),
    };
    held.practice
        .sandbox
        .faults()
        .next(Endpoint::WhoAmI, detail.clone());
    let said = Some("You do not have permission to perform this action.".to_owned());
    assert_eq!(
        api.whoami().await.unwrap_err().kind(),
        &ErrorKind::Forbidden { said }
    );
    assert_eq!(
        (
            held.practice.refreshes(),
            held.practice.sandbox.ledger().count("GET", "/api/")
        ),
        (0, 1)
    );

    // A 403 with words about login that a fresh token does not cure is about permission.
    held.practice
        .sandbox
        .faults()
        .times(Endpoint::WhoAmI, 2, Fault::Status(403));
    assert!(matches!(
        api.whoami().await.unwrap_err().kind(),
        ErrorKind::Forbidden { said: Some(_) }
    ));
    assert_eq!(held.practice.refreshes(), 1);
}
