//! The stream of facts: complete, in order, and healed by a reload.

use serde_json::{Value, json};
use smartfile_sandbox::World;

use crate::stage::Stage;

fn numbers(facts: &[Value]) -> Vec<u64> {
    facts
        .iter()
        .map(|fact| fact["seq"].as_u64().unwrap())
        .collect()
}

#[test]
fn connecting_is_told_step_by_step_and_numbered_without_a_gap() {
    let stage = Stage::new(World::Firm);
    let (facts, snapshot) = stage.subscribe();
    assert!(snapshot["version"].is_string());
    assert_eq!(
        snapshot["site"]["redirectUri"],
        "com.smartfile.connect:/oauth2/callback"
    );

    stage.ask("connect", json!({})).unwrap();
    let connected = stage.until_connection(facts, "connected");
    assert_eq!(connected["account"]["name"], "Maya Lindqvist");
    assert_eq!(connected["account"]["email"], "maya@harrowfinch.example");
    assert_eq!(connected["confirmed"], false);
    assert!(connected["account"]["storage"]["used"].is_u64());

    let told = stage.crossed.on(facts);
    let states: Vec<&str> = told
        .iter()
        .filter_map(|fact| fact["connection"]["state"].as_str())
        .collect();
    let order = ["awaitingResponse", "exchangingCode", "connected"];
    let mut steps = states.iter();
    for step in order {
        assert!(
            steps.any(|state| *state == step),
            "{step} is missing or late in {states:?}"
        );
    }
    let numbers = numbers(&told);
    let first = snapshot["seq"].as_u64().unwrap() + 1;
    let expected: Vec<u64> = (first..).take(numbers.len()).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn a_reload_gets_everything_again_and_the_old_page_hears_no_more() {
    let (stage, before) = Stage::connected(World::Firm);
    let (after, snapshot) = stage.subscribe();
    assert_eq!(snapshot["connection"]["state"], "connected");
    assert_eq!(snapshot["connection"]["confirmed"], true);

    let heard = stage.crossed.on(before).len();
    stage.ask("disconnect", json!({})).unwrap();
    let gone = stage.until_connection(after, "disconnected");
    assert_eq!(gone["erased"], true);
    assert_eq!(stage.crossed.on(before).len(), heard);
    let told = numbers(&stage.crossed.on(after));
    assert_eq!(told[0], snapshot["seq"].as_u64().unwrap() + 1);
}

/// B7: the page hears of it.
#[test]
fn a_denial_reaches_the_page_with_its_code() {
    let stage = Stage::new(World::Empty);
    let (facts, _) = stage.subscribe();
    stage.browser.follow(support::Script::Deny);
    stage.ask("connect", json!({})).unwrap();
    let denied = stage.crossed.until(facts, |fact| {
        fact["connection"]["problem"]["code"] == "authorization_denied"
    });
    assert_eq!(denied["connection"]["state"], "disconnected");
    assert_eq!(denied["connection"]["problem"]["action"], "connect");
    assert!(
        denied["connection"]["problem"]["reference"]
            .as_str()
            .unwrap()
            .len()
            >= 6
    );
}
