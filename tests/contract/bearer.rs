//! One refresh for everybody, and a sign-in that only the server can end.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use smartfile::{AccessToken, Bearer, ErrorKind, TokenSet};
use smartfile_sandbox::{Endpoint, Fault, ThrottleStyle};

use crate::practice::{Keeper, ManualClock, Practice};

const LIFE: u64 = 36000;

struct Held {
    practice: Practice,
    bearer: Arc<Bearer>,
    keeper: Arc<Keeper>,
    clock: Arc<ManualClock>,
    first: AccessToken,
}

async fn held() -> Held {
    held_with(Keeper::default(), |tokens| tokens).await
}

async fn held_with(keeper: Keeper, change: impl FnOnce(TokenSet) -> TokenSet) -> Held {
    let practice = Practice::start().await;
    let tokens = change(practice.tokens().await);
    practice.sandbox.ledger().clear();
    let (keeper, clock, first) = (
        Arc::new(keeper),
        ManualClock::new(),
        tokens.access_token.clone(),
    );
    let bearer = practice.bearer(
        tokens,
        Arc::<Keeper>::clone(&keeper),
        Arc::<ManualClock>::clone(&clock),
    );
    Held {
        practice,
        bearer,
        keeper,
        clock,
        first,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_callers_of_a_token_that_is_due_make_one_refresh() {
    let held = held().await;
    held.clock.advance(LIFE);
    let tokens = join_all((0..50).map(|_| {
        let bearer = Arc::clone(&held.bearer);
        tokio::spawn(async move { bearer.token().await.unwrap() })
    }))
    .await;
    let tokens: Vec<AccessToken> = tokens.into_iter().map(Result::unwrap).collect();
    assert!(
        tokens
            .iter()
            .all(|token| *token == tokens[0] && *token != held.first)
    );
    assert_eq!(held.practice.refreshes(), 1);
    assert_eq!(held.keeper.kept.lock().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_calls_refused_with_401_make_one_refresh_and_all_succeed() {
    let held = held().await;
    held.practice.sandbox.expire_access_tokens();
    let api = held.practice.api(Arc::clone(&held.bearer));
    let names = join_all((0..50).map(|_| {
        let api = api.clone();
        tokio::spawn(async move { api.whoami().await.unwrap().username })
    }))
    .await;
    assert!(names.into_iter().all(|name| name.unwrap() == "maya"));
    assert_eq!(held.practice.refreshes(), 1);
}

#[tokio::test]
async fn a_token_is_renewed_when_nine_tenths_of_its_life_are_over() {
    let held = held().await;
    held.clock.advance(LIFE * 9 / 10 - 1);
    assert_eq!(held.bearer.token().await.unwrap(), held.first);
    assert_eq!(held.practice.refreshes(), 0);
    held.clock.advance(1);
    assert_ne!(held.bearer.token().await.unwrap(), held.first);
    held.clock.advance(LIFE * 9 / 10 - 1);
    held.bearer.token().await.unwrap();
    assert_eq!(held.practice.refreshes(), 1);
}

#[tokio::test]
async fn the_age_at_the_start_counts() {
    let practice = Practice::start().await;
    let tokens = practice.tokens().await;
    practice.sandbox.ledger().clear();
    let (http, server, client) = (
        practice.http.clone(),
        practice.server.clone(),
        practice.client.clone(),
    );
    let age = Duration::from_secs(LIFE * 95 / 100);
    let bearer = Bearer::new(
        http,
        server,
        client,
        tokens,
        age,
        Arc::new(Keeper::default()),
        ManualClock::new(),
    );
    bearer.token().await.unwrap();
    assert_eq!(practice.refreshes(), 1);
}

#[tokio::test]
async fn a_new_set_is_kept_before_its_token_is_used() {
    struct Watching {
        ledger: Arc<smartfile_sandbox::Sandbox>,
        kept: std::sync::Mutex<Vec<(String, usize)>>,
    }
    #[async_trait::async_trait]
    impl smartfile::TokenKeeper for Watching {
        async fn keep(
            &self,
            tokens: &TokenSet,
        ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
            let used = self.ledger.ledger().count("GET", "/api/2/whoami/");
            self.kept
                .lock()
                .unwrap()
                .push((tokens.access_token.expose().to_owned(), used));
            Ok(())
        }
    }
    let held = held().await;
    let tokens = held.practice.tokens().await;
    let (http, server, client) = (
        held.practice.http.clone(),
        held.practice.server.clone(),
        held.practice.client.clone(),
    );
    let sandbox = Arc::new(held.practice.sandbox);
    let keeper = Arc::new(Watching {
        ledger: Arc::clone(&sandbox),
        kept: std::sync::Mutex::default(),
    });
    let bearer = Bearer::new(
        http.clone(),
        server.clone(),
        client,
        tokens,
        Duration::from_secs(LIFE),
        Arc::<Watching>::clone(&keeper),
        ManualClock::new(),
    );
    smartfile::SmartFile::new(http, server, bearer)
        .whoami()
        .await
        .unwrap();
    let asked = sandbox.ledger().to("/api/2/whoami/");
    let kept = keeper.kept.lock().unwrap();
    assert_eq!((asked.len(), kept.len(), kept[0].1), (1, 1, 0));
    assert_eq!(
        asked[0].header("authorization"),
        Some(format!("Bearer {}", kept[0].0).as_str())
    );
}

#[tokio::test]
async fn a_keeper_that_fails_does_not_stop_the_new_set_from_being_used() {
    let held = held_with(
        Keeper {
            fails: true,
            ..Keeper::default()
        },
        |tokens| tokens,
    )
    .await;
    held.clock.advance(LIFE);
    let token = held.bearer.token().await.unwrap();
    let kept = held.keeper.kept.lock().unwrap();
    assert_eq!((kept.len(), &kept[0].access_token), (1, &token));
    assert_eq!(held.bearer.refresh_token(), kept[0].refresh_token);
}

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
        assert!(held.bearer.replace(&held.first).await.is_ok(), "{fault:?}");
    }
}

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

#[tokio::test]
async fn whoever_comes_with_an_older_token_gets_the_present_one_without_a_request() {
    let held = held().await;
    let second = held.bearer.replace(&held.first).await.unwrap();
    assert_eq!(held.bearer.replace(&held.first).await.unwrap(), second);
    assert_eq!(held.practice.refreshes(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_callers_share_one_failure() {
    let held = held().await;
    held.practice
        .sandbox
        .faults()
        .always(Endpoint::Token, Fault::Status(500));
    // All of them wait for the one that was first.
    held.practice
        .sandbox
        .faults()
        .next(Endpoint::Token, Fault::Hang);
    held.clock.advance(LIFE);
    let callers: Vec<_> = (0..50)
        .map(|_| {
            let bearer = Arc::clone(&held.bearer);
            tokio::spawn(async move { bearer.token().await })
        })
        .collect();
    assert!(
        held.practice
            .sandbox
            .ledger()
            .wait_until_asked(1, "/oauth2/token/")
            .await
    );
    while Arc::strong_count(&held.bearer) < 51
        || callers.iter().any(tokio::task::JoinHandle::is_finished)
    {
        tokio::task::yield_now().await;
    }
    held.practice.sandbox.end_sign_in("maya");
    held.practice.sandbox.faults().clear();
    for caller in callers {
        assert_eq!(
            caller.await.unwrap().unwrap_err().kind(),
            &ErrorKind::ReauthorizationRequired
        );
    }
    assert_eq!(held.practice.refreshes(), 1);
}

#[tokio::test]
async fn a_refresh_is_finished_and_kept_although_its_caller_gave_up() {
    let held = held().await;
    held.practice
        .sandbox
        .faults()
        .next(Endpoint::Token, Fault::Hang);
    held.clock.advance(LIFE);
    let caller = {
        let bearer = Arc::clone(&held.bearer);
        tokio::spawn(async move { bearer.token().await })
    };
    assert!(
        held.practice
            .sandbox
            .ledger()
            .wait_until_asked(1, "/oauth2/token/")
            .await
    );
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());

    held.practice.sandbox.faults().clear();
    held.keeper.told.notified().await;
    let token = held.bearer.token().await.unwrap();
    assert_eq!(held.keeper.kept.lock().unwrap()[0].access_token, token);
    assert_eq!(held.practice.refreshes(), 1);
}

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
