//! The token endpoint in bad weather: each answer has its own outcome and a way on.

use std::time::Duration;

use connect_core::Outcome;
use smartfile_sandbox::{Endpoint, Fault};
use support::{Desk, DeskPlan, Script, Visit};

async fn meets(fault: Fault) -> (Desk, Outcome) {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.sandbox.faults().next(Endpoint::Token, fault);
    desk.app.connect().await.unwrap();
    let outcome = desk.until_refused().await.outcome;
    assert!(desk.vault.keys().is_empty());
    assert_eq!(desk.token_calls(), 1, "a code is never sent twice");
    (desk, outcome)
}

/// There is always a way on: the same button.
async fn and_then_it_works(desk: Desk) {
    desk.app.connect().await.unwrap();
    desk.until_connected().await;
}

fn json(status: u16, body: &str) -> Fault {
    Fault::Reply {
        status,
        content_type: "application/json".into(),
        body: body.into(),
    }
}

/// C17: the grant.
#[tokio::test]
async fn the_documented_invalid_grant_is_a_refused_grant() {
    let (desk, outcome) = meets(json(400, r#"{"error": "invalid_grant"}"#)).await;
    assert_eq!(outcome, Outcome::GrantRefused);
    and_then_it_works(desk).await;
}

/// C17: the settings.
#[tokio::test]
async fn a_wrong_client_secret_is_the_clients_problem() {
    let (desk, outcome) = meets(json(401, r#"{"error": "invalid_client"}"#)).await;
    assert_eq!(outcome, Outcome::ClientRefused);
    and_then_it_works(desk).await;
}

#[tokio::test]
async fn a_page_is_no_token() {
    let (desk, outcome) = meets(Fault::Html).await;
    assert_eq!(outcome, Outcome::TokenPage);
    and_then_it_works(desk).await;
}

#[tokio::test]
async fn a_failing_server_is_said() {
    let (desk, outcome) = meets(Fault::Status(500)).await;
    assert_eq!(outcome, Outcome::TokenFailed);
    and_then_it_works(desk).await;
}

/// C15, C20: another host hears nothing.
#[tokio::test]
async fn a_redirect_is_not_followed_with_a_secret_in_hand() {
    let elsewhere = smartfile_sandbox::Sandbox::start(smartfile_sandbox::Profile {
        world: smartfile_sandbox::World::Empty,
        ..smartfile_sandbox::Profile::default()
    })
    .await
    .unwrap();
    let there = format!("{}/oauth2/token/", elsewhere.url());
    let (desk, outcome) = meets(Fault::Redirect(there)).await;
    assert_eq!(outcome, Outcome::TokenMoved);
    assert!(elsewhere.ledger().exchanges().is_empty());
    and_then_it_works(desk).await;
}

#[tokio::test]
async fn half_an_answer_is_unreadable() {
    let (desk, outcome) = meets(Fault::BrokenJson).await;
    assert_eq!(outcome, Outcome::TokenUnreadable);
    and_then_it_works(desk).await;
}

#[tokio::test]
async fn a_server_that_hangs_is_left_after_thirty_seconds() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.sandbox.faults().next(Endpoint::Token, Fault::Hang);
    desk.app.connect().await.unwrap();
    assert!(
        desk.sandbox
            .ledger()
            .wait_until_asked(1, "/oauth2/token")
            .await
    );
    assert!(desk.clock.until_asleep_for(Duration::from_secs(30)).await);
    desk.clock.advance(Duration::from_millis(29_999));
    assert_eq!(desk.state_name(), "ExchangingCode");
    desk.clock.advance(Duration::from_millis(1));
    assert_eq!(desk.until_refused().await.outcome, Outcome::TokenTimeout);
    desk.sandbox.faults().clear();
    desk.browser.follow(Script::Allow);
    and_then_it_works(desk).await;
}

#[tokio::test]
async fn no_way_to_the_server_is_offline() {
    let desk = Desk::with(DeskPlan {
        wired: true,
        ..DeskPlan::default()
    })
    .await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::AllowAndHold);
    desk.app.connect().await.unwrap();
    let Visit::Redirection(uri) = desk.browser.visit(0).await else {
        panic!("no redirection");
    };
    desk.wire.as_ref().unwrap().cut().await;
    // It is tried for some seconds whether there is a way after all.
    desk.clock.hurry(Duration::from_secs(8));
    desk.app.receive_redirection(&uri);
    assert_eq!(desk.until_refused().await.outcome, Outcome::Offline);
    // Not what the way back from the browser is waited for: that is the person's own pace.
    desk.clock.hurry(Duration::ZERO);
    desk.wire.as_ref().unwrap().mend().await;
    desk.browser.follow(Script::Allow);
    and_then_it_works(desk).await;
}
