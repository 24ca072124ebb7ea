//! One refresh for everybody.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use smartfile::{AccessToken, Bearer, ErrorKind, TokenSet};
use smartfile_sandbox::{Endpoint, Fault};

use crate::practice::{Keeper, ManualClock, Practice};

pub(crate) const LIFE: u64 = 36000;

pub(crate) struct Held {
    pub(crate) practice: Practice,
    pub(crate) bearer: Arc<Bearer>,
    pub(crate) keeper: Arc<Keeper>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) first: AccessToken,
}

pub(crate) async fn held() -> Held {
    held_with(Keeper::default(), |tokens| tokens).await
}

pub(crate) async fn held_with(keeper: Keeper, change: impl FnOnce(TokenSet) -> TokenSet) -> Held {
    held_at(Practice::start().await, keeper, change).await
}

async fn held_at(
    mut practice: Practice,
    keeper: Keeper,
    change: impl FnOnce(TokenSet) -> TokenSet,
) -> Held {
    let tokens = change(practice.tokens().await);
    practice.sandbox.ledger().clear();
    let (keeper, clock, first) = (
        Arc::new(keeper),
        ManualClock::new(),
        tokens.access_token.clone(),
    );
    practice.http = practice.http.on_clock(Arc::<ManualClock>::clone(&clock));
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

/// B21: one refresh however many ask.
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

/// B21, C21: one refresh and one repetition each.
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

/// S13.1: the life that the server told is obeyed.
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

/// B21, C23, S13.2: saved before use.
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
async fn whoever_comes_with_an_older_token_gets_the_present_one_without_a_request() {
    let held = held().await;
    let second = held.bearer.replace(&held.first).await.unwrap();
    assert_eq!(held.bearer.replace(&held.first).await.unwrap(), second);
    assert_eq!(held.practice.refreshes(), 1);
}

#[tokio::test]
async fn fifty_callers_share_one_failure() {
    let held = held_at(Practice::impatient().await, Keeper::default(), |tokens| {
        tokens
    })
    .await;
    let faults = held.practice.sandbox.faults();
    faults.next(Endpoint::Token, Fault::Hang);
    // Whoever asks a second time is told otherwise.
    faults.always(Endpoint::Token, Fault::Status(500));
    held.clock.advance(LIFE);
    let outcomes = join_all((0..50).map(|_| held.bearer.token())).await;
    for outcome in outcomes {
        assert_eq!(outcome.unwrap_err().kind(), &ErrorKind::TimedOut);
    }
    assert_eq!(held.practice.refreshes(), 0);
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
