//! The proofs of delivery through the commands: what crosses, and what is written where.

use std::fs;

use serde_json::{Value, json};
use smartfile_sandbox::World;

use crate::stage::Stage;

/// A stage on which one file was sent and one was fetched; the ids of both transfers.
fn stage() -> (Stage, u32, Value, Value) {
    let (stage, facts) = Stage::connected(World::Empty);
    let chosen = stage.folder("desk").join("=plan.pdf");
    fs::write(&chosen, b"a plan").unwrap();
    *stage.dialogs.files.lock().unwrap() = vec![chosen];
    let tickets = stage.ask("choose_upload", json!({})).unwrap();
    let request = json!({ "requestId": "up", "ticket": tickets[0]["ticket"], "into": "/" });
    let sent = stage.ask("upload", request).unwrap();
    stage.until_transfer(facts, &sent, "done");
    fs::write(stage.remote("maya").join("photo.png"), b"pixels").unwrap();
    *stage.dialogs.target.lock().unwrap() = Some(stage.folder("desk").join("my photo.png"));
    let request = json!({ "requestId": "down", "path": "/photo.png" });
    let fetched = stage.ask("download", request).unwrap();
    stage.until_transfer(facts, &fetched, "done");
    (stage, facts, sent, fetched)
}

fn page(stage: &Stage, query: &str, before: &Value, limit: u32) -> Value {
    let asked = json!({ "query": query, "before": before, "limit": limit });
    stage.ask("receipts", asked).unwrap()
}

/// D1: told once, listed page by page, one by its transfer; no path of this computer crosses.
#[test]
fn a_receipt_is_told_and_listed_and_names_no_path_of_this_computer() {
    let (stage, facts, sent, fetched) = stage();
    let told = stage.crossed.until(facts, |fact| {
        fact["type"] == "receiptKept" && fact["receipt"]["id"] == fetched
    });
    let first = page(&stage, "", &Value::Null, 1);
    assert_eq!(first["total"], 2);
    assert_eq!(first["receipts"][0], told["receipt"]);
    let second = page(&stage, "", &first["next"], 1);
    assert_eq!(second["next"], Value::Null);
    let one = stage.ask("receipt", json!({ "id": sent })).unwrap();
    assert_eq!(second["receipts"][0], one);
    assert_eq!(one["name"], "=plan.pdf");
    assert_eq!(one["by"], "Maya Lindqvist");
    assert_eq!(one["proof"]["fingerprint"]["algorithm"], "SHA-256");
    assert_eq!(told["receipt"]["localName"], "my photo.png");
    assert_eq!(page(&stage, "photo", &Value::Null, 9)["total"], 1);
    let home = stage.home.path().to_str().unwrap();
    assert!(!stage.crossed.text().contains(home), "a path crossed");

    let strange = json!({ "query": "", "before": "1; DROP", "limit": 1 });
    assert_eq!(
        stage.ask("receipts", strange).unwrap_err()["code"],
        "internal"
    );
    let strange = stage.ask("receipt", json!({ "id": "nobody's" }));
    assert_eq!(strange.unwrap_err()["code"], "internal");
}

#[test]
fn a_look_tells_how_far_it_is_and_what_it_found() {
    let (stage, _, _, fetched) = stage();
    let (progress, channel) = stage.channel();
    let asked = json!({ "id": fetched, "readBack": false, "onProgress": channel });
    let checked = stage.ask("check_again", asked).unwrap();
    let found = &checked["checks"][0];
    assert_eq!(found["there"]["found"], "same");
    assert_eq!(found["here"]["means"], "fingerprint");
    let told = stage.crossed.on(progress);
    assert_eq!(told.last().unwrap()["read"], 6);

    let copy = stage.folder("desk").join("my photo.png");
    fs::write(copy, b"pixelz").unwrap();
    let (_, channel) = stage.channel();
    let asked = json!({ "id": fetched, "readBack": false, "onProgress": channel });
    let checked = stage.ask("check_again", asked).unwrap();
    assert_eq!(checked["checks"][0]["here"]["found"], "changed");
    assert_eq!(checked["checks"].as_array().unwrap().len(), 2);
    assert_eq!(stage.ask("stop_check_again", json!({})), Ok(Value::Null));
}

/// D19: where the person said, and nowhere when they changed their mind.
#[test]
fn receipts_are_saved_where_the_person_said() {
    let (stage, _, sent, _) = stage();
    let save = |form: &str, target: Option<&str>| {
        let target = target.map(|name| stage.folder("desk").join(name));
        *stage.dialogs.target.lock().unwrap() = target;
        stage.ask("save_receipts", json!({ "query": "", "form": form }))
    };
    assert_eq!(save("csv", None), Ok(Value::Null));
    assert_eq!(save("csv", Some("list.csv")), Ok(json!(2)));
    let offered = stage.dialogs.offered.lock().unwrap().clone();
    assert_eq!(offered.as_deref(), Some("SmartFile receipts.csv"));
    let text = fs::read_to_string(stage.folder("desk").join("list.csv")).unwrap();
    assert!(text.contains("\"'=plan.pdf\""), "{text}");

    *stage.dialogs.target.lock().unwrap() = Some(stage.folder("desk").join("one.txt"));
    assert_eq!(
        stage.ask("save_receipt", json!({ "id": sent })),
        Ok(json!(true))
    );
    let text = fs::read_to_string(stage.folder("desk").join("one.txt")).unwrap();
    assert!(text.contains("Arrived complete"), "{text}");

    let nowhere = stage.home.path().join("gone").join("list.csv");
    *stage.dialogs.target.lock().unwrap() = Some(nowhere);
    let refused = stage.ask("save_receipts", json!({ "query": "", "form": "json" }));
    assert_eq!(refused.unwrap_err()["code"], "file_unwritable");
}

#[test]
fn what_is_not_on_this_computer_is_not_shown_on_it() {
    let (stage, _, sent, fetched) = stage();
    assert_eq!(
        stage.ask("show_received", json!({ "id": sent })),
        Ok(json!(false))
    );
    fs::remove_file(stage.folder("desk").join("my photo.png")).unwrap();
    assert_eq!(
        stage.ask("show_received", json!({ "id": fetched })),
        Ok(json!(false))
    );
}

#[test]
fn a_folder_is_checked_as_a_whole() {
    let (stage, ..) = stage();
    fs::write(stage.remote("maya").join("=plan.pdf"), b"a plot").unwrap();
    fs::write(stage.remote("maya").join("stranger.txt"), b"?").unwrap();
    let (counts, channel) = stage.channel();
    let asked = json!({ "path": "/", "onCount": channel });
    let counted = stage.ask("verify_entry", asked).unwrap();
    let told = ["same", "changed", "never", "total"].map(|name| counted[name].as_u64());
    assert_eq!(told, [Some(1), Some(1), Some(1), Some(2)]);
    assert_eq!(counted["whole"], true);
    assert_eq!(stage.crossed.on(counts).len(), 3);
}
