//! The person brings the code.

use connect_core::{ConnectionState, Outcome, Rung};
use support::{Desk, DeskPlan, Script, Visit, outcome_of};

async fn code(desk: &Desk, visit: usize) -> String {
    match desk.browser.visit(visit).await {
        Visit::Code(code) => code,
        other => panic!("no code but {other:?}"),
    }
}

/// A desk that waits, with the page that shows a code open.
async fn with_code_page() -> (Desk, String) {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::Leave);
    desk.app.connect().await.unwrap();
    desk.browser.visit(0).await;
    desk.app.offer_code().await.unwrap();
    assert_eq!(desk.until_waiting().await.0, Rung::Paste);
    assert_eq!(desk.browser.opened(), 1, "offering opens nothing");
    desk.browser.follow(Script::Allow);
    desk.app.open_code_page().await.unwrap();
    let code = code(&desk, 1).await;
    (desk, code)
}

/// C31: nothing moves before the confirmation.
#[tokio::test]
async fn a_pasted_code_connects_and_the_account_is_to_be_confirmed() {
    let (desk, code) = with_code_page().await;
    let opened = matches!(
        desk.state(),
        ConnectionState::AwaitingResponse {
            code_page_opened: true,
            ..
        }
    );
    assert!(opened);
    desk.app
        .submit_code(&format!(" \t\"{code}\"\r\n"))
        .await
        .unwrap();
    let account = desk.until_connected().await;
    assert_eq!(account.username, "maya");
    assert!(!account.confirmed);
    assert_eq!(
        outcome_of(desk.list("/").await),
        Outcome::Internal,
        "nothing before the confirmation"
    );
    let exchange = desk.sandbox.ledger().to("/oauth2/token").remove(0);
    let body = String::from_utf8(exchange.body.to_vec()).unwrap();
    assert!(!body.contains("redirect_uri"), "left out in both steps");
}

#[tokio::test]
async fn what_cannot_be_a_code_is_refused_before_anything_is_sent() {
    let (desk, code) = with_code_page().await;
    for text in [
        "",
        "   ",
        "two words",
        "schlüssel",
        "a\u{7}b",
        &"x".repeat(600),
    ] {
        assert_eq!(
            outcome_of(desk.app.submit_code(text).await),
            Outcome::CodeMalformed,
            "{text:?}"
        );
    }
    assert_eq!(desk.token_calls(), 0);
    desk.app.submit_code(&code).await.unwrap();
    desk.until_connected().await;
}

#[tokio::test]
async fn a_wrong_code_is_said_and_the_right_one_still_works() {
    let (desk, code) = with_code_page().await;
    desk.app.submit_code("NotTheCodeOnThePage").await.unwrap();
    let problem = desk
        .until("a refused code", |snapshot| match &snapshot.connection {
            ConnectionState::AwaitingResponse {
                rung: Rung::Paste,
                problem,
                ..
            } => problem.clone(),
            _ => None,
        })
        .await;
    assert_eq!(problem.outcome, Outcome::GrantRefused);
    desk.app.submit_code(&code).await.unwrap();
    desk.until_connected().await;
    assert_eq!(desk.token_calls(), 2);
}

#[tokio::test]
async fn a_whole_redirect_uri_can_be_pasted() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::AllowAndHold);
    desk.app.connect().await.unwrap();
    let Visit::Redirection(uri) = desk.browser.visit(0).await else {
        panic!("no redirection");
    };
    desk.app.offer_code().await.unwrap();
    let forged = format!("{uri}x");
    assert_eq!(
        outcome_of(desk.app.submit_code(&forged).await),
        Outcome::AuthorizationMismatch
    );
    desk.app.submit_code(&format!("  {uri}\n")).await.unwrap();
    desk.until_connected().await;
    assert_eq!(desk.token_calls(), 1);
}

#[tokio::test]
async fn the_code_of_the_page_that_redirects_can_be_pasted_as_well() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::AllowAndHold);
    desk.app.connect().await.unwrap();
    let Visit::Redirection(uri) = desk.browser.visit(0).await else {
        panic!("no redirection");
    };
    let (_, rest) = uri.split_once("code=").unwrap();
    let code = rest.split('&').next().unwrap();
    desk.app.offer_code().await.unwrap();
    desk.app.submit_code(code).await.unwrap();
    desk.until_connected().await;
}

/// S13.5: the way by paste stands beside the other.
#[tokio::test]
async fn a_redirection_is_welcome_while_a_code_is_expected() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::AllowAndHold);
    desk.app.connect().await.unwrap();
    let Visit::Redirection(uri) = desk.browser.visit(0).await else {
        panic!("no redirection");
    };
    desk.app.open_code_page().await.unwrap();
    code(&desk, 1).await;
    desk.app.receive_redirection(&uri);
    desk.until_connected().await;
    assert_eq!(desk.token_calls(), 1);
}

#[tokio::test]
async fn a_site_without_a_redirect_uri_opens_the_page_with_the_code_at_once() {
    let desk = Desk::with(DeskPlan {
        return_by: Rung::Paste,
        ..DeskPlan::default()
    })
    .await;
    desk.until_disconnected().await;
    desk.app.connect().await.unwrap();
    let code = code(&desk, 0).await;
    assert_eq!(desk.until_waiting().await.0, Rung::Paste);
    desk.app.submit_code(&code).await.unwrap();
    desk.until_connected().await;
}

#[tokio::test]
async fn without_a_sign_in_that_waits_no_code_is_sent_anywhere() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    assert_eq!(
        outcome_of(desk.app.submit_code("SomeCode").await),
        Outcome::AuthorizationMismatch
    );
    assert_eq!(
        outcome_of(desk.app.offer_code().await),
        Outcome::AuthorizationMismatch
    );
    assert_eq!(desk.token_calls(), 0);
}
