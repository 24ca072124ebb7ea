//! Every outcome has a code of its own, and what a problem carries reaches the page as values for its words.

use std::time::Duration;

use connect_core::{Account, ConnectionState, KeptIn, Outcome, Problem, Rung, Server, Timestamp};
use connect_smartfile::wire::{Argument, ConnectionView, ErrorAction, ErrorCode, UiError};
use connect_smartfile::words;

#[test]
fn what_a_problem_carries_fills_its_words() {
    let mut problem = Problem::new(Outcome::Throttled);
    problem.site = Some("acme.smartfile.com".into());
    problem.name = Some("plan.pdf".into());
    problem.wait = Some(Duration::from_millis(39_200));
    problem.status = Some(429);
    let reference = problem.reference.clone();
    let shown = UiError::from(problem);
    assert_eq!(shown.code, ErrorCode::Throttled);
    assert_eq!(shown.reference, reference);
    assert_eq!(shown.args["seconds"], Argument::Number(40));
    assert_eq!(shown.args["status"], Argument::Number(429));
    assert_eq!(shown.args["name"], Argument::Text("plan.pdf".into()));
    assert_eq!(
        shown.args["site"],
        Argument::Text("acme.smartfile.com".into())
    );
    assert!(!shown.args.contains_key("said"));
}

#[test]
fn a_superseded_listing_is_told_apart_from_a_mistake() {
    let superseded = UiError::from(Problem::new(Outcome::Superseded));
    let mistake = UiError::from(Problem::new(Outcome::Internal));
    assert_eq!(superseded.code, mistake.code);
    assert_eq!(superseded.args["superseded"], Argument::Number(1));
    assert!(mistake.args.is_empty());
}

#[test]
fn a_way_on_follows_from_what_happened() {
    for (outcome, way) in [
        (Outcome::AuthorizationDenied, ErrorAction::Connect),
        (Outcome::ReauthorizationRequired, ErrorAction::Connect),
        (Outcome::ClientRefused, ErrorAction::EditSite),
        (Outcome::CodeMalformed, ErrorAction::PasteAgain),
        (Outcome::BrowserUnavailable, ErrorAction::OpenPageAgain),
        (Outcome::NameTaken, ErrorAction::ChooseName),
        (Outcome::Offline, ErrorAction::Retry),
        (Outcome::ProxySignIn, ErrorAction::EditProxy),
        (Outcome::SiteMovedToFiles, ErrorAction::EditSite),
        (Outcome::Forbidden, ErrorAction::None),
    ] {
        assert_eq!(words::action(words::code(outcome)), way, "{outcome:?}");
    }
}

#[test]
fn an_ended_sign_in_offers_a_new_one_whatever_ended_it() {
    let account = Account {
        id: serde_json::from_value(serde_json::json!("an-account")).unwrap(),
        server: Server::parse("acme.smartfile.com").unwrap(),
        client_id: "client".into(),
        rung: Rung::Redirect,
        username: "maya".into(),
        name: None,
        email: None,
        site_name: None,
        storage: None,
        connected_since: Timestamp::UNIX_EPOCH,
        last_renewed: None,
        last_answered: None,
        kept_in: KeptIn::Vault,
        confirmed: true,
    };
    for (outcome, way) in [
        (Outcome::VaultDamaged, ErrorAction::Connect),
        (Outcome::ReauthorizationRequired, ErrorAction::Connect),
        (Outcome::ClientRefused, ErrorAction::EditSite),
    ] {
        let state = ConnectionState::ReauthorizationRequired {
            account: account.clone(),
            problem: Problem::new(outcome),
        };
        let ConnectionView::ReauthorizationRequired { problem, .. } = state.into() else {
            panic!("another state");
        };
        assert_eq!(problem.action, way, "{outcome:?}");
    }
}
