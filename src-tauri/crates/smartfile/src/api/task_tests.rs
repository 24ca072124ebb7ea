use serde_json::{Value, json};

use super::{Report, TaskState, state, words};

#[test]
fn every_documented_state_is_known_and_any_other_runs() {
    for (word, expected) in [
        ("PENDING", TaskState::Waiting),
        ("PROGRESS", TaskState::Running),
        ("SUCCESS", TaskState::Done),
        ("FAILURE", TaskState::Failed),
        ("STARTED", TaskState::Running),
        ("REVOKED", TaskState::Running),
        ("success", TaskState::Running),
    ] {
        assert_eq!(state(&json!({"result": {"status": word}})), expected);
        assert_eq!(state(&json!({"status": word})), expected);
    }
    assert_eq!(state(&json!({"result": "SUCCESS"})), TaskState::Running);
}

fn failed(errors: &Value) -> usize {
    Report::read(Some(&json!({"errors": errors})))
        .failures
        .len()
}

#[test]
fn no_shape_of_errors_is_overlooked() {
    for (errors, count) in [
        (json!(null), 0),
        (json!({}), 0),
        (json!([]), 0),
        (json!(""), 0),
        (json!(false), 0),
        (json!({"/a": "x"}), 1),
        (json!({"/a": null}), 1),
        (json!(["x", "y"]), 2),
        (json!("x"), 1),
        (json!(true), 1),
        (json!(5), 1),
    ] {
        assert_eq!(failed(&errors), count, "{errors}");
    }
    assert_eq!(Report::read(None), Report::default());
}

#[test]
fn a_failure_has_words_if_there_are_any() {
    assert_eq!(
        words(Some(&json!("Out of order"))).as_deref(),
        Some("Out of order")
    );
    assert_eq!(
        words(Some(&json!({"errors": {"/a": "Busy"}}))).as_deref(),
        Some("Busy")
    );
    assert_eq!(words(Some(&json!({"errors": {}}))), None);
    assert_eq!(words(None), None);
}
