//! The browser says no.

use connect_core::{Outcome, What};
use support::{Desk, Script};

/// B7: in one step, with its own outcome.
#[tokio::test]
async fn denying_ends_the_attempt_in_one_step_and_nothing_is_shared() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::Deny);
    desk.app.connect().await.unwrap();
    let problem = desk.until_refused().await;
    assert_eq!(problem.outcome, Outcome::AuthorizationDenied);
    assert_eq!(
        desk.facts.connection_states(),
        ["Disconnected", "AwaitingResponse", "Disconnected"],
        "no state in between, so nothing to wait for"
    );
    assert_eq!(desk.token_calls(), 0);
    assert!(desk.vault.keys().is_empty());
    desk.app.stop().await;
    let raised = desk
        .facts
        .all()
        .iter()
        .any(|fact| matches!(fact.what, What::Raised));
    assert!(raised, "the window comes to the front");
}

#[tokio::test]
async fn denying_and_its_echo_are_one_denial() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::Deny);
    desk.app.connect().await.unwrap();
    desk.until_refused().await;
    let support::Visit::Redirection(uri) = desk.browser.visit(0).await else {
        panic!("no redirection");
    };
    desk.app.receive_redirection(&uri);
    assert_eq!(
        desk.until_refused().await.outcome,
        Outcome::AuthorizationDenied
    );
}

/// C9: the table, as the app tells it.
#[tokio::test]
async fn every_error_of_the_rfc_has_its_own_outcome_and_its_description_is_inert_text() {
    let table = [
        ("access_denied", Outcome::AuthorizationDenied),
        ("invalid_request", Outcome::AuthorizationInvalidRequest),
        (
            "unauthorized_client",
            Outcome::AuthorizationUnauthorizedClient,
        ),
        (
            "unsupported_response_type",
            Outcome::AuthorizationUnsupportedResponseType,
        ),
        ("invalid_scope", Outcome::AuthorizationInvalidScope),
        ("server_error", Outcome::AuthorizationServerError),
        (
            "temporarily_unavailable",
            Outcome::AuthorizationTemporarilyUnavailable,
        ),
        ("something_new", Outcome::AuthorizationUnknownError),
    ];
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    for (code, outcome) in table {
        desk.browser.follow(Script::Error(code));
        desk.app.connect().await.unwrap();
        let problem = desk
            .until(code, |snapshot| match &snapshot.connection {
                connect_core::ConnectionState::Disconnected {
                    problem: Some(problem),
                    ..
                } => (problem.outcome == outcome).then(|| problem.clone()),
                _ => None,
            })
            .await;
        assert_eq!(
            problem.said.as_deref(),
            Some("<b>The server's own words</b>")
        );
    }
    assert_eq!(desk.token_calls(), 0);
}
