//! Every outcome has a code of its own, and what a problem carries reaches the page as values for its words.

use std::time::Duration;

use connect_core::{Outcome, Problem};
use connect_smartfile::wire::{Argument, ErrorAction, ErrorCode, UiError};
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
