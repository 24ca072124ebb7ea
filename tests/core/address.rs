//! A browser that cannot be opened: its page's address is there for a person to open by hand.

use connect_core::{Outcome, Rung, UserAgent};
use support::{Desk, Script, outcome_of};

/// B6: the page's own address, and opened by hand it connects.
#[tokio::test]
async fn a_page_that_could_not_be_opened_can_be_opened_by_hand() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    assert_eq!(
        outcome_of(desk.app.page_address()),
        Outcome::AuthorizationMismatch,
        "nothing is waited for"
    );
    desk.browser.follow(Script::CannotOpen);
    desk.app.connect().await.unwrap();
    let problem = desk
        .until("a page that did not open", |snapshot| {
            match &snapshot.connection {
                connect_core::ConnectionState::AwaitingResponse { problem, .. } => problem.clone(),
                _ => None,
            }
        })
        .await;
    assert_eq!(problem.outcome, Outcome::BrowserUnavailable);
    assert_eq!(desk.browser.opened(), 0);

    let address = desk.app.page_address().unwrap();
    assert_eq!(address.path(), "/oauth2/authorize/");
    let names: Vec<String> = address.query_pairs().map(|(name, _)| name.into()).collect();
    assert!(names.contains(&"redirect_uri".to_owned()), "{names:?}");
    desk.browser.follow(Script::Allow);
    desk.browser.open(&address).unwrap();
    assert_eq!(desk.until_connected().await.username, "maya");
    assert_eq!(
        outcome_of(desk.app.page_address()),
        Outcome::AuthorizationMismatch,
        "it is used up"
    );
}

/// B6: on the way with a code it is the address of the page with the code; and none when the attempt is over.
#[tokio::test]
async fn the_address_is_the_one_of_the_page_that_was_asked_for_last() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::Leave);
    desk.app.connect().await.unwrap();
    let first = desk.app.page_address().unwrap();
    assert_eq!(first, desk.app.page_address().unwrap(), "the same page");
    desk.app.open_code_page().await.unwrap();
    assert_eq!(desk.until_waiting().await.0, Rung::Paste);
    let second = desk.app.page_address().unwrap();
    assert_ne!(first, second);
    assert!(!second.query_pairs().any(|(name, _)| name == "redirect_uri"));
    desk.app.cancel_connect().await;
    assert_eq!(
        outcome_of(desk.app.page_address()),
        Outcome::AuthorizationMismatch
    );
}
