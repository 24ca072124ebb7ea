//! Tokens grow old.

use std::time::Duration;

use connect_core::{Clock, ConnectionState, Outcome, RemotePath};
use smartfile_sandbox::{Endpoint, Fault};
use support::{Desk, Script, outcome_of};

/// The life of an access token of the sandbox, as it says itself.
const LIFE: Duration = Duration::from_hours(10);

fn refreshes(desk: &Desk) -> usize {
    let calls = desk.sandbox.ledger().to("/oauth2/token");
    calls
        .iter()
        .filter(|call| String::from_utf8_lossy(&call.body).contains("grant_type=refresh_token"))
        .count()
}

async fn ask_in_parallel(desk: &Desk) {
    let root = RemotePath::root();
    let questions: Vec<_> = (0..8)
        .map(|_| {
            let (app, root) = (desk.app.clone(), root.clone());
            tokio::spawn(async move { app.info(&root).await.unwrap() })
        })
        .collect();
    desk.list("/").await.unwrap();
    for question in questions {
        question.await.unwrap();
    }
}

#[tokio::test]
async fn each_life_of_a_token_costs_exactly_one_refresh_whatever_runs_in_parallel() {
    let desk = Desk::connected().await;
    ask_in_parallel(&desk).await;
    assert_eq!(refreshes(&desk), 0);
    for life in 1..=5 {
        desk.clock.advance(LIFE);
        ask_in_parallel(&desk).await;
        assert_eq!(refreshes(&desk), life);
        ask_in_parallel(&desk).await;
        assert_eq!(refreshes(&desk), life, "a fresh token is not refreshed");
    }
}

#[tokio::test]
async fn a_renewed_set_is_in_the_vault_before_its_access_token_is_used() {
    let desk = Desk::connected().await;
    let old = desk.vault.secret("/refresh_token").unwrap();
    desk.clock.advance(LIFE);
    desk.vault.hold();
    let listing = {
        let app = desk.app.clone();
        tokio::spawn(async move { app.list(&RemotePath::root(), &|_| {}).await })
    };
    desk.vault.until_held().await;
    assert_eq!(desk.sandbox.ledger().count("GET", "/api/2/path"), 0);
    desk.vault.release();
    listing.await.unwrap().unwrap();
    let new = desk.vault.secret("/refresh_token").unwrap();
    assert_ne!(old, new, "rotated");
}

#[tokio::test]
async fn when_the_sign_in_was_renewed_is_shown() {
    let desk = Desk::connected().await;
    let before = desk.until_connected().await.last_renewed.unwrap();
    desk.clock.advance(LIFE);
    desk.list("/").await.unwrap();
    let after = desk.until_connected().await.last_renewed.unwrap();
    assert_eq!(
        Duration::try_from(after.duration_since(before)).unwrap(),
        LIFE
    );
}

#[tokio::test]
async fn a_restart_remembers_how_old_the_tokens_are() {
    let mut desk = Desk::connected().await;
    desk.restart().await;
    desk.until_connected().await;
    desk.list("/").await.unwrap();
    assert_eq!(refreshes(&desk), 0);
    desk.clock.advance(LIFE);
    desk.restart().await;
    desk.until_connected().await;
    desk.list("/").await.unwrap();
    assert_eq!(refreshes(&desk), 1);
}

/// B25, C33: lives are measured on the monotonic clock; the calendar may say what it likes.
#[tokio::test]
async fn a_calendar_that_jumps_a_day_costs_nothing_while_the_app_runs() {
    let desk = Desk::connected().await;
    let today = connect_core::Timestamp::now();
    for days in [1, 365] {
        let jump = Duration::from_hours(24) * days;
        desk.clock.set_calendar(today + jump);
        desk.list("/").await.unwrap();
        desk.clock.set_calendar(today - jump);
        desk.list("/").await.unwrap();
    }
    assert_eq!(refreshes(&desk), 0);
}

/// B25, C33: and at a start, where there is nothing but the calendar, a wrong one costs one refresh at most.
#[tokio::test]
async fn a_restart_under_a_wrong_calendar_costs_one_refresh_at_most() {
    let mut desk = Desk::connected().await;
    let today = connect_core::Timestamp::now();
    desk.clock.set_calendar(today + Duration::from_hours(24));
    desk.restart().await;
    desk.until_connected().await;
    ask_in_parallel(&desk).await;
    ask_in_parallel(&desk).await;
    assert_eq!(refreshes(&desk), 1);
    desk.clock.set_calendar(today - Duration::from_hours(24));
    desk.restart().await;
    desk.until_connected().await;
    ask_in_parallel(&desk).await;
    assert_eq!(refreshes(&desk), 1, "a calendar set back makes tokens new");
}

/// B23: a dead sign-in is tried once, then the person is asked; the account stays.
#[tokio::test]
async fn a_refused_refresh_means_please_connect_again_with_the_account_kept() {
    let mut desk = Desk::connected().await;
    let account = desk.until_connected().await;
    desk.sandbox.end_sign_in("maya");
    assert_eq!(
        outcome_of(desk.list("/").await),
        Outcome::ReauthorizationRequired
    );
    let (kept, problem) = desk.until_ended().await;
    assert_eq!(kept.id, account.id);
    assert_eq!(problem.outcome, Outcome::ReauthorizationRequired);
    desk.vault
        .until("no tokens", |vault| vault.kinds() == ["client_secret"])
        .await;
    assert_eq!(
        outcome_of(desk.list("/").await),
        Outcome::ReauthorizationRequired
    );
    assert_eq!(refreshes(&desk), 1, "a dead token is not tried for ever");
    assert_eq!(desk.browser.opened(), 1, "no browser without a click");

    desk.restart().await;
    assert_eq!(desk.until_ended().await.0.username, "maya");
    desk.app.connect().await.unwrap();
    let again = desk.until_connected().await;
    assert_eq!(again.id, account.id);
    desk.list("/").await.unwrap();
}

/// B11: somebody else is not taken for the same person.
#[tokio::test]
async fn connecting_again_as_somebody_else_is_refused_and_the_account_stays() {
    let desk = Desk::connected().await;
    desk.sandbox.end_sign_in("maya");
    desk.list("/").await.unwrap_err();
    let (account, _) = desk.until_ended().await;
    desk.vault
        .until("no tokens", |vault| vault.kinds() == ["client_secret"])
        .await;
    desk.browser.sit_down("jonas");
    desk.app.connect().await.unwrap();
    let problem = desk
        .until("another person", |snapshot| match &snapshot.connection {
            ConnectionState::ReauthorizationRequired { problem, .. }
                if problem.outcome == Outcome::DifferentAccount =>
            {
                Some(problem.clone())
            }
            _ => None,
        })
        .await;
    assert_eq!(problem.name.as_deref(), Some("jonas"));
    assert_eq!(desk.revocations(), 1, "the stranger's tokens are revoked");
    assert_eq!(desk.vault.kinds(), ["client_secret"], "and not kept");

    desk.browser.sit_down("maya");
    desk.app.connect().await.unwrap();
    assert_eq!(desk.until_connected().await.id, account.id);
}

#[tokio::test]
async fn giving_up_connecting_again_keeps_the_account() {
    let desk = Desk::connected().await;
    desk.sandbox.end_sign_in("maya");
    desk.list("/").await.unwrap_err();
    desk.until_ended().await;
    desk.browser.follow(Script::Deny);
    desk.app.connect().await.unwrap();
    desk.until("a denial", |snapshot| match &snapshot.connection {
        ConnectionState::ReauthorizationRequired { problem, .. }
            if problem.outcome == Outcome::AuthorizationDenied =>
        {
            Some(())
        }
        _ => None,
    })
    .await;
    desk.browser.follow(Script::Leave);
    desk.app.connect().await.unwrap();
    desk.app.cancel_connect().await;
    assert_eq!(desk.state_name(), "ReauthorizationRequired");
}

/// B20: a failing server or network ends nothing.
#[tokio::test]
async fn bad_weather_during_a_refresh_ends_nothing() {
    let desk = Desk::connected().await;
    // A list that fails is asked for again after moments.
    desk.clock.hurry(Duration::from_secs(2));
    for fault in [Fault::Status(500), Fault::Html, Fault::Status(502)] {
        desk.sandbox.expire_access_tokens();
        desk.clock.advance(LIFE);
        desk.sandbox.faults().always(Endpoint::Token, fault.clone());
        let outcome = outcome_of(desk.list("/").await);
        assert_ne!(outcome, Outcome::ReauthorizationRequired, "{fault:?}");
        assert_eq!(desk.state_name(), "Connected", "{fault:?}");
        assert_eq!(desk.vault.kinds().len(), 3, "{fault:?}");
        desk.sandbox.faults().clear();
        desk.clock.advance(Duration::from_mins(1));
        desk.list("/").await.unwrap();
    }
}

/// B25, C33: while a computer sleeps, its monotonic clock may stand still and the tokens die unseen. The
/// first refusal costs one refresh for everybody, and nobody notices.
#[tokio::test]
async fn tokens_that_died_while_the_computer_slept_cost_one_refresh() {
    let desk = Desk::connected().await;
    for night in 1..=3 {
        let wake = desk.clock.wall() + Duration::from_hours(9);
        desk.clock.set_calendar(wake);
        desk.sandbox.expire_access_tokens();
        ask_in_parallel(&desk).await;
        assert_eq!(refreshes(&desk), night);
        assert_eq!(desk.state_name(), "Connected");
    }
}

/// B25: the renewal comes with a margin before the end, never at it.
#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    let desk = Desk::connected().await;
    desk.clock.advance(Duration::from_secs(9 * 3600 - 1));
    desk.list("/").await.unwrap();
    assert_eq!(refreshes(&desk), 0);
    desk.clock.advance(Duration::from_secs(1));
    desk.list("/").await.unwrap();
    assert_eq!(refreshes(&desk), 1);
}

/// C17: a wrong client secret costs no token.
#[tokio::test]
async fn a_refused_client_keeps_the_tokens_and_says_so() {
    let desk = Desk::connected().await;
    desk.clock.advance(LIFE);
    desk.sandbox.faults().next(
        Endpoint::Token,
        Fault::Reply {
            status: 401,
            content_type: "application/json".into(),
            body: r#"{"error": "invalid_client"}"#.into(),
        },
    );
    assert_eq!(outcome_of(desk.list("/").await), Outcome::ClientRefused);
    assert_eq!(desk.until_ended().await.1.outcome, Outcome::ClientRefused);
    assert_eq!(desk.vault.kinds().len(), 3);
}
