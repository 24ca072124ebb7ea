//! The main road.

use connect_core::{ConnectionState, KeptIn, Outcome, What};
use support::{Desk, DeskPlan, REDIRECT_URI, Script, Visit, outcome_of};

#[tokio::test]
async fn one_click_and_the_account_is_there() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.app.connect().await.unwrap();
    let account = desk.until_connected().await;
    assert_eq!(account.username, "maya");
    assert_eq!(account.name.as_deref(), Some("Maya Lindqvist"));
    assert_eq!(account.email.as_deref(), Some("maya@harrowfinch.example"));
    assert!(account.storage.is_some());
    assert_eq!(account.kept_in, KeptIn::Vault);
    assert!(!account.confirmed);
    assert!(desk.sandbox.url().ends_with(&account.server.host()));
    assert_eq!(desk.browser.opened(), 1);
    assert_eq!(desk.token_calls(), 1);
    assert_eq!(
        desk.facts.connection_states(),
        [
            "Disconnected",
            "AwaitingResponse",
            "ExchangingCode",
            "Connected"
        ]
    );
    desk.app.stop().await;
    let raised = desk
        .facts
        .all()
        .iter()
        .any(|fact| matches!(fact.what, What::Raised));
    assert!(raised, "the window comes to the front");
}

#[tokio::test]
async fn the_token_request_has_the_documented_fields_in_their_order_and_the_verifier_after_them() {
    let desk = Desk::connected().await;
    let exchange = desk.sandbox.ledger().to("/oauth2/token").remove(0);
    let body = String::from_utf8(exchange.body.to_vec()).unwrap();
    let fields: Vec<String> = url_pairs(&body).into_iter().map(|(key, _)| key).collect();
    assert_eq!(
        fields,
        [
            "client_id",
            "client_secret",
            "code",
            "grant_type",
            "redirect_uri",
            "code_verifier"
        ]
    );
    let redirect_uri = url_pairs(&body)
        .into_iter()
        .find(|(key, _)| key == "redirect_uri");
    assert_eq!(redirect_uri.unwrap().1, REDIRECT_URI);
}

fn url_pairs(body: &str) -> Vec<(String, String)> {
    let url = connect_core::Url::parse(&format!("http://form/?{body}")).unwrap();
    url.query_pairs().into_owned().collect()
}

#[tokio::test]
async fn tokens_are_in_the_vault_before_anything_is_announced() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::AllowAndHold);
    desk.app.connect().await.unwrap();
    let Visit::Redirection(uri) = desk.browser.visit(0).await else {
        panic!("no redirection");
    };
    // The vault takes its time, and nothing is announced or asked meanwhile.
    desk.vault.hold();
    desk.app.receive_redirection(&uri);
    desk.vault.until_held().await;
    assert_eq!(desk.state_name(), "ExchangingCode");
    assert_eq!(desk.sandbox.ledger().count("GET", "/api/2/whoami"), 0);
    desk.vault.release();
    desk.until_connected().await;
    desk.app.stop().await;
    let connected = desk.chronicle.position("announced Connected").unwrap();
    for entry in ["access_token", "refresh_token", "client_secret"] {
        let written = desk
            .chronicle
            .position(&format!("vault wrote {entry}"))
            .unwrap();
        assert!(written < connected, "{:?}", desk.chronicle.lines());
    }
    assert_eq!(
        desk.vault.kinds(),
        ["access_token", "client_secret", "refresh_token"]
    );
}

/// B11, C27, C31: first who it is, then files.
#[tokio::test]
async fn no_file_is_touched_before_the_person_says_that_the_account_is_theirs() {
    let desk = Desk::new().await;
    desk.put_remote("plan.txt", b"plan");
    desk.until_disconnected().await;
    desk.app.connect().await.unwrap();
    desk.until_connected().await;
    let root = connect_core::RemotePath::root();
    let local = desk.local_file("note.txt", b"note");
    assert_eq!(outcome_of(desk.list("/").await), Outcome::Internal);
    assert_eq!(outcome_of(desk.app.info(&root).await), Outcome::Internal);
    assert_eq!(
        outcome_of(desk.app.upload("1", local, root.clone())),
        Outcome::Internal
    );
    let plan = root.join("plan.txt").unwrap();
    let target = desk.download_to("plan.txt");
    assert_eq!(
        outcome_of(desk.app.download("2", plan, target)),
        Outcome::Internal
    );
    assert_eq!(desk.sandbox.ledger().count("GET", "/api/2/path"), 0);
    assert_eq!(desk.sandbox.ledger().count("POST", "/api/2/path"), 0);

    desk.app.confirm_account().await.unwrap();
    let confirmed = matches!(
        desk.state(),
        ConnectionState::Connected {
            confirmed: true,
            ..
        }
    );
    assert!(confirmed);
    assert_eq!(desk.names("/").await, ["plan.txt"]);
}

/// C12: an answer to an attempt that was given up is none.
#[tokio::test]
async fn asking_again_while_waiting_begins_anew_and_the_old_page_counts_no_more() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::AllowAndHold);
    desk.app.connect().await.unwrap();
    let Visit::Redirection(old) = desk.browser.visit(0).await else {
        panic!("no redirection");
    };
    desk.app.connect().await.unwrap();
    let Visit::Redirection(new) = desk.browser.visit(1).await else {
        panic!("no redirection");
    };
    desk.app.receive_redirection(&old);
    assert_eq!(desk.state_name(), "AwaitingResponse");
    assert_eq!(desk.token_calls(), 0);
    desk.app.receive_redirection(&new);
    desk.until_connected().await;
}

#[tokio::test]
async fn the_same_page_can_be_opened_again() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::Leave);
    desk.app.connect().await.unwrap();
    desk.browser.visit(0).await;
    let first = desk.browser.last_address();
    desk.browser.follow(Script::Allow);
    desk.app.reopen_page().await.unwrap();
    desk.until_connected().await;
    assert_eq!(desk.browser.last_address(), first);
    assert_eq!(
        outcome_of(desk.app.reopen_page().await),
        Outcome::AuthorizationMismatch
    );
}

/// B6: said while waiting, with a way on.
#[tokio::test]
async fn a_browser_that_does_not_open_is_said_and_the_attempt_goes_on() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::CannotOpen);
    desk.app.connect().await.unwrap();
    let problem = desk
        .until("a problem while waiting", |snapshot| {
            match &snapshot.connection {
                ConnectionState::AwaitingResponse { problem, .. } => problem.clone(),
                _ => None,
            }
        })
        .await;
    assert_eq!(problem.outcome, Outcome::BrowserUnavailable);
    desk.browser.follow(Script::Allow);
    desk.app.reopen_page().await.unwrap();
    desk.until_connected().await;
}

#[tokio::test]
async fn the_service_may_call_the_code_verifier() {
    let mut plan = DeskPlan::default();
    plan.profile.switches.code_parameter = smartfile_sandbox::CodeParameter::Verifier;
    let desk = Desk::with(plan).await;
    assert_eq!(desk.connect().await.username, "maya");
}

#[tokio::test]
async fn a_site_that_does_not_say_who_signed_in_is_asked_again_and_the_grant_is_not_lost() {
    use smartfile_sandbox::{Endpoint, Fault};
    use std::time::Duration;

    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.sandbox
        .faults()
        .times(Endpoint::WhoAmI, 4, Fault::Status(500));
    desk.app.connect().await.unwrap();
    for wait in [500, 1000, 2000] {
        let wait = Duration::from_millis(wait);
        assert!(desk.clock.until_asleep_for(wait).await);
        assert_eq!(desk.state_name(), "ExchangingCode");
        desk.clock.advance(wait);
    }
    // Still nothing: connected all the same, with the reason, and the site is asked again.
    desk.until("who it is", |snapshot| match &snapshot.connection {
        ConnectionState::Connected {
            account,
            problem: None,
            ..
        } if account.username == "maya" => Some(()),
        _ => None,
    })
    .await;
    let states = desk.facts.all();
    let said = states.iter().any(|fact| match &fact.what {
        What::ConnectionChanged(ConnectionState::Connected {
            account,
            problem: Some(problem),
            ..
        }) => account.username.is_empty() && problem.outcome == Outcome::ServerFailed,
        _ => false,
    });
    assert!(said, "the person was told meanwhile");
    assert_eq!(desk.token_calls(), 1);
    assert_eq!(desk.revocations(), 0);
}

/// B6: a site that does not let one ask who one is gives the same answer each time: what is wrong stays said, and
/// going on asks again.
#[tokio::test]
async fn what_keeps_a_site_from_saying_who_signed_in_stays_said_until_it_does() {
    use smartfile_sandbox::{Endpoint, Fault};
    use std::time::Duration;

    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.sandbox
        .faults()
        .always(Endpoint::WhoAmI, Fault::Status(404));
    desk.app.connect().await.unwrap();
    for wait in [500, 1000, 2000].map(Duration::from_millis) {
        assert!(desk.clock.until_asleep_for(wait).await);
        desk.clock.advance(wait);
    }
    desk.until_connected().await;
    assert!(desk.sandbox.ledger().wait_for(5, "/api/2/whoami").await);
    assert_eq!(
        outcome_of(desk.app.confirm_account().await),
        Outcome::NotFound
    );
    let ConnectionState::Connected {
        account,
        problem: Some(problem),
        ..
    } = desk.state()
    else {
        panic!("nobody says what is wrong: {:?}", desk.state());
    };
    assert_eq!(
        (account.username.as_str(), problem.outcome),
        ("", Outcome::NotFound)
    );
    desk.sandbox.faults().clear();
    desk.app.confirm_account().await.unwrap();
    assert_eq!(desk.until_connected().await.username, "maya");
    assert!(matches!(
        desk.state(),
        ConnectionState::Connected { problem: None, .. }
    ));
}
