//! Whole journeys of the app at this server.

use std::time::Duration;

use connect_core::{ConnectionState, LinkOwner, Outcome, RemotePath, Rung};
use smartfile::AuthorizationErrorCode;

use crate::browser::Choice;
use crate::desk::{Desk, Plan, Way};
use crate::registration::{BY_LINK, BY_LOOPBACK, Registration, refusal};

/// The life of an access token of this server.
const LIFE: Duration = Duration::from_hours(10);

#[tokio::test]
async fn the_app_connects_by_a_link_and_shows_files() {
    for registration in [
        Registration::usual(BY_LINK).await,
        Registration::strict(BY_LINK).await,
    ] {
        let desk = Desk::at(registration);
        let account = desk.connect().await;
        assert_eq!(account.username, "maya");
        assert_eq!(account.name.as_deref(), Some("Maya Lind"));
        assert_eq!(desk.names().await.unwrap(), ["plan.txt"]);
        assert_eq!(desk.registration.grants().await, (1, 0));
        assert!(desk.registration.lets_in(&desk.tokens().access_token).await);
    }
}

/// B3, C6, C7: where links go to nobody, the answer comes to a port of this computer, which is closed again.
#[tokio::test]
async fn the_app_connects_by_loopback_where_links_go_to_nobody() {
    for registration in [
        Registration::usual(&format!("{BY_LINK} {BY_LOOPBACK}")).await,
        Registration::strict(&format!("{BY_LINK} {BY_LOOPBACK}")).await,
    ] {
        let plan = Plan {
            rungs: vec![Rung::Redirect, Rung::Loopback],
            links: LinkOwner::Nobody,
            ..Plan::of(&registration)
        };
        let desk = Desk::with(registration, plan);
        desk.connect().await;
        let came_back = desk.browser.came_back().await;
        assert_eq!(came_back.host_str(), Some("127.0.0.1"));
        assert_eq!(desk.names().await.unwrap(), ["plan.txt"]);
        assert_eq!(desk.registration.grants().await, (1, 0));
        desk.until_closed(came_back.port().unwrap()).await;

        desk.clock.advance(LIFE);
        assert_eq!(desk.names().await.unwrap(), ["plan.txt"]);
        let tokens = desk.tokens();
        desk.app.disconnect().await.unwrap();
        assert!(!desk.registration.lets_in(&tokens.access_token).await);
    }
}

/// B7: nothing was shared, and the app says so.
#[tokio::test]
async fn a_denial_ends_the_attempt_and_the_next_one_connects() {
    let desk = Desk::at(Registration::usual(BY_LINK).await);
    desk.browser.go(Way::Straight(Choice::Deny));
    desk.until_disconnected().await;
    desk.app.connect().await.unwrap();
    let problem = desk.until_refused().await;
    assert_eq!(problem.outcome, Outcome::AuthorizationDenied);
    assert!(desk.vault.keys().is_empty());
    assert_eq!(desk.registration.grants().await, (0, 0));

    desk.browser.go(Way::Straight(Choice::Allow));
    desk.app.connect().await.unwrap();
    assert_eq!(desk.until_connected().await.username, "maya");
}

/// C17: the person is told that the registration is wrong, not that the sign-in was.
#[tokio::test]
async fn a_wrong_secret_is_told_as_such() {
    let registration = Registration::usual(BY_LINK).await;
    let plan = Plan {
        client: registration.impostor(),
        ..Plan::of(&registration)
    };
    let desk = Desk::with(registration, plan);
    desk.until_disconnected().await;
    desk.app.connect().await.unwrap();
    assert_eq!(desk.until_refused().await.outcome, Outcome::ClientRefused);
    assert!(desk.vault.keys().is_empty());
}

#[tokio::test]
async fn a_wrong_code_is_told_as_such_and_the_next_attempt_connects() {
    let desk = Desk::at(Registration::usual(BY_LINK).await);
    desk.browser.go(Way::OtherCode);
    desk.until_disconnected().await;
    desk.app.connect().await.unwrap();
    assert_eq!(desk.until_refused().await.outcome, Outcome::GrantRefused);
    assert_eq!(
        desk.registration.grants().await,
        (1, 0),
        "a code is not tried again"
    );

    desk.browser.go(Way::Straight(Choice::Allow));
    desk.app.connect().await.unwrap();
    desk.until_connected().await;
}

/// B21: once for each life, however many ask; a strict server would end the sign-in otherwise.
#[tokio::test]
async fn the_app_stays_connected_over_many_lives_of_a_token() {
    let desk = Desk::at(Registration::strict(BY_LINK).await);
    desk.connect().await;
    for life in 1..=5 {
        // By turns: the app sees it coming, and the server says it first.
        if life % 2 == 1 {
            desk.clock.advance(LIFE);
        } else {
            desk.registration.age().await;
        }
        let questions: Vec<_> = (0..8)
            .map(|_| {
                let app = desk.app.clone();
                tokio::spawn(async move { app.info(&RemotePath::root()).await })
            })
            .collect();
        for question in questions {
            question.await.unwrap().unwrap();
        }
        assert_eq!(desk.registration.grants().await, (1, life));
    }
    assert!(desk.registration.lets_in(&desk.tokens().access_token).await);
    assert_eq!(desk.browser.opened(), 1);
}

/// B14: the sign-in outlives the program.
#[tokio::test]
async fn a_restart_needs_no_browser() {
    let mut desk = Desk::at(Registration::strict(BY_LINK).await);
    let account = desk.connect().await;
    for restart in 1..=3 {
        desk.clock.advance(LIFE);
        desk.restart().await;
        assert_eq!(desk.until_connected().await.id, account.id);
        assert_eq!(desk.names().await.unwrap(), ["plan.txt"]);
        assert_eq!(desk.registration.grants().await, (1, restart));
    }
    assert_eq!(desk.browser.opened(), 1);
}

/// B23, C17: somebody else has used the refresh token up. The sign-in ends, the account stays, one click
/// connects it again.
#[tokio::test]
async fn an_old_refresh_token_ends_the_sign_in_and_keeps_the_account() {
    for registration in [
        Registration::usual(BY_LINK).await,
        Registration::strict(BY_LINK).await,
    ] {
        let mut desk = Desk::at(registration);
        let account = desk.connect().await;
        desk.registration.refresh(&desk.tokens()).await.unwrap();
        desk.clock.advance(LIFE);
        let error = desk.names().await.unwrap_err();
        assert_eq!(error.problem().outcome, Outcome::ReauthorizationRequired);
        let (kept, problem) = desk.until_ended().await;
        assert_eq!((&kept.id, kept.username.as_str()), (&account.id, "maya"));
        assert_eq!(problem.outcome, Outcome::ReauthorizationRequired);
        desk.names().await.unwrap_err();
        assert_eq!(
            desk.registration.grants().await,
            (1, 2),
            "it is not tried again"
        );

        desk.restart().await;
        assert_eq!(desk.until_ended().await.0.id, account.id);
        assert_eq!(desk.browser.opened(), 1, "no browser without a click");
        desk.app.connect().await.unwrap();
        assert_eq!(desk.until_connected().await.id, account.id);
        assert_eq!(desk.names().await.unwrap(), ["plan.txt"]);
    }
}

/// C25: gone here, and dead there.
#[tokio::test]
async fn disconnecting_kills_the_tokens_at_the_server() {
    for registration in [
        Registration::usual(BY_LINK).await,
        Registration::strict(BY_LINK).await,
    ] {
        let desk = Desk::at(registration);
        desk.connect().await;
        let tokens = desk.tokens();
        assert!(desk.registration.lets_in(&tokens.access_token).await);
        desk.app.disconnect().await.unwrap();
        let state = desk.app.snapshot().connection;
        assert!(
            matches!(
                state,
                ConnectionState::Disconnected {
                    problem: None,
                    erased: true
                }
            ),
            "{state:?}"
        );
        assert!(desk.vault.keys().is_empty());
        assert!(!desk.registration.lets_in(&tokens.access_token).await);
        let answer = desk.registration.refresh(&tokens).await;
        assert_eq!(refusal(answer), AuthorizationErrorCode::InvalidGrant);
    }
}
