//! How many files move at once, and how fast.

use serde_json::json;
use smartfile_sandbox::World;

use crate::stage::Stage;

#[test]
fn what_is_chosen_is_kept_and_what_is_not_possible_becomes_the_nearest_that_is() {
    let stage = Stage::new(World::Empty);
    let usual = json!({ "parallel": 3, "bytesPerSecond": null });
    assert_eq!(stage.ask("transfer_limits", json!({})).unwrap(), usual);

    let chosen = json!({ "parallel": 5, "bytesPerSecond": 2_000_000 });
    let answer = stage.ask("limit_transfers", json!({ "limits": chosen }));
    assert_eq!(answer.unwrap(), chosen);
    assert_eq!(stage.ask("transfer_limits", json!({})).unwrap(), chosen);
    let kept = std::fs::read_to_string(stage.home.path().join("data/transfers.json")).unwrap();
    assert!(kept.contains("2000000"), "{kept}");

    let too_much = json!({ "parallel": 200, "bytesPerSecond": 0 });
    let answer = stage.ask("limit_transfers", json!({ "limits": too_much }));
    assert_eq!(
        answer.unwrap(),
        json!({ "parallel": 8, "bytesPerSecond": null })
    );
}
