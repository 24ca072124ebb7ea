//! Changing one's mind, and pages that wait too long.

use std::time::Duration;

use connect_core::{Outcome, Rung};
use smartfile_sandbox::{Endpoint, Fault};
use support::{Desk, Script, Visit};

#[tokio::test]
async fn cancelling_while_waiting_is_done_at_once_and_a_late_answer_makes_no_call() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::AllowAndHold);
    desk.app.connect().await.unwrap();
    let Visit::Redirection(uri) = desk.browser.visit(0).await else {
        panic!("no redirection");
    };
    desk.app.cancel_connect().await;
    assert_eq!(desk.state_name(), "Disconnected");
    assert!(
        desk.until_disconnected().await.is_none(),
        "a person's own wish is no problem"
    );
    desk.app.receive_redirection(&uri);
    assert_eq!(
        desk.until_refused().await.outcome,
        Outcome::AuthorizationMismatch
    );
    assert_eq!(desk.token_calls(), 0);
}

#[tokio::test]
async fn tokens_that_arrive_after_cancelling_are_revoked_and_not_stored() {
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
    desk.app.cancel_connect().await;
    assert_eq!(desk.state_name(), "Disconnected");
    desk.sandbox.faults().clear();
    assert!(
        desk.sandbox
            .ledger()
            .wait_for(1, "/oauth2/revoke_token")
            .await
    );
    desk.app.stop().await;
    assert!(desk.vault.keys().is_empty());
    assert!(
        desk.chronicle.position("vault wrote").is_none(),
        "not even for a moment"
    );
    assert_eq!(desk.state_name(), "Disconnected");
}

#[tokio::test]
async fn cancelling_while_the_site_says_who_it_is_leaves_nothing_behind() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.sandbox.faults().next(Endpoint::WhoAmI, Fault::Hang);
    desk.app.connect().await.unwrap();
    assert!(
        desk.sandbox
            .ledger()
            .wait_until_asked(1, "/api/2/whoami")
            .await
    );
    assert_eq!(desk.vault.kinds().len(), 3);
    desk.app.cancel_connect().await;
    desk.sandbox.faults().clear();
    assert!(
        desk.sandbox
            .ledger()
            .wait_for(1, "/oauth2/revoke_token")
            .await
    );
    desk.vault
        .until("no entry", |vault| vault.keys().is_empty())
        .await;
    assert_eq!(desk.state_name(), "Disconnected");
}

#[tokio::test]
async fn a_page_that_nobody_answers_is_given_up_after_ten_minutes() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::Leave);
    desk.app.connect().await.unwrap();
    assert!(desk.clock.until_asleep_for(Duration::from_mins(10)).await);
    desk.clock.advance(Duration::from_secs(599));
    assert_eq!(desk.state_name(), "AwaitingResponse");
    desk.clock.advance(Duration::from_secs(1));
    assert_eq!(
        desk.until_refused().await.outcome,
        Outcome::AuthorizationExpired
    );
}

#[tokio::test]
async fn a_refused_code_gives_the_person_new_time() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::Leave);
    desk.app.connect().await.unwrap();
    assert!(desk.clock.until_asleep_for(Duration::from_mins(10)).await);
    desk.app.offer_code().await.unwrap();
    desk.clock.advance(Duration::from_secs(599));
    desk.app.submit_code("WrongCodeFromThePage").await.unwrap();
    desk.until("a refused code", |snapshot| match &snapshot.connection {
        connect_core::ConnectionState::AwaitingResponse {
            rung: Rung::Paste,
            problem: Some(_),
            ..
        } => Some(()),
        _ => None,
    })
    .await;
    desk.clock.advance(Duration::from_secs(2));
    assert_eq!(
        desk.until_waiting().await.0,
        Rung::Paste,
        "the old deadline counts no more"
    );
}
