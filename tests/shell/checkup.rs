//! "Check my connection" across the border: every step as it comes, all of them as the answer.

use serde_json::{Value, json};
use smartfile_sandbox::World;

use crate::stage::Stage;

#[test]
fn each_step_begins_and_ends_on_the_channel_and_the_answer_has_them_all() {
    let stage = Stage::new(World::Empty);
    let (number, channel) = stage.channel();
    let answer = stage
        .ask("check_connection", json!({ "onFinding": channel }))
        .unwrap();
    assert_eq!(answer["stopped"], false);
    let findings = answer["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 9);
    for finding in findings {
        let told = stage.crossed.on(number);
        let of_it: Vec<&Value> = told
            .iter()
            .filter(|told| told["step"] == finding["step"])
            .collect();
        assert_eq!(of_it.first().unwrap()["standing"], "running", "{finding}");
        assert_eq!(of_it.last().unwrap(), &finding);
    }
    let found = |step: &str| {
        let finding = findings.iter().find(|finding| finding["step"] == step);
        finding.unwrap()["found"].clone()
    };
    assert_eq!(found("site"), "site_answers");
    assert_eq!(found("vault"), "vault_works");

    let report = answer["report"].as_str().unwrap();
    assert!(report.contains("SmartFile: ok (site_answers"), "{report}");
    let home = stage.home.path().to_string_lossy().into_owned();
    for private in ["maya", "Maya", home.as_str()] {
        assert!(!report.contains(private), "{private} is in {report}");
    }
    assert_eq!(stage.ask("stop_check", json!({})), Ok(Value::Null));
}
