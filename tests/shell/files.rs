//! Listing and moving files through the commands.

use std::fs;

use serde_json::json;
use smartfile_sandbox::World;

use crate::stage::Stage;

#[test]
fn a_folder_of_a_thousand_arrives_page_by_page() {
    let (stage, _) = Stage::connected(World::Thousand);
    let (pages, channel) = stage.channel();
    let listing = stage
        .ask(
            "list_folder",
            json!({ "path": "/Thousand", "onPage": channel }),
        )
        .unwrap();
    let told = stage.crossed.on(pages);
    let entries: usize = told
        .iter()
        .map(|page| page["entries"].as_array().unwrap().len())
        .sum();
    assert_eq!(listing["listed"], 1000);
    assert_eq!(entries, 1000);
    assert!(told.len() > 1, "all came at once");
    let numbers: Vec<u64> = told
        .iter()
        .map(|page| page["page"].as_u64().unwrap())
        .collect();
    assert!(numbers.is_sorted(), "{numbers:?}");
}

/// C31: the page cannot skip the question.
#[test]
fn no_file_moves_before_the_person_has_said_that_it_is_them() {
    let stage = Stage::new(World::Firm);
    let (facts, _) = stage.subscribe();
    stage.ask("connect", json!({})).unwrap();
    stage.until_connection(facts, "connected");
    let (_, channel) = stage.channel();
    let refused = stage.ask("list_folder", json!({ "path": "/", "onPage": channel }));
    assert_eq!(refused.unwrap_err()["code"], "internal");
    assert_eq!(stage.sandbox.ledger().count("GET", "/api/2/path/"), 0);
}

#[test]
fn a_chosen_file_is_uploaded_by_its_ticket_and_asking_twice_sends_it_once() {
    let (stage, facts) = Stage::connected(World::Empty);
    let chosen = stage.folder("desk").join("plan, revision D.pdf");
    fs::write(&chosen, b"a plan").unwrap();
    *stage.dialogs.files.lock().unwrap() = vec![chosen.clone()];

    let tickets = stage.ask("choose_upload", json!({})).unwrap();
    assert_eq!(tickets[0]["name"], "plan, revision D.pdf");
    assert_eq!(tickets[0]["size"], 6);
    let told = tickets.to_string();
    assert!(
        !told.contains(stage.home.path().to_str().unwrap()),
        "a path crossed: {told}"
    );

    let request = json!({ "requestId": "r-1", "ticket": tickets[0]["ticket"], "into": "/" });
    let id = stage.ask("upload", request.clone()).unwrap();
    let done = stage.until_transfer(facts, &id, "done");
    let proof = &done["proof"]["fingerprint"];
    assert_eq!(proof["algorithm"], "SHA-256");
    assert_eq!(proof["here"].as_str().map(str::len), Some(64), "{done}");
    assert_eq!(proof["here"], proof["there"]);
    assert_eq!(stage.ask("upload", request).unwrap(), id);
    assert_eq!(
        fs::read(stage.remote("maya").join("plan, revision D.pdf")).unwrap(),
        b"a plan"
    );
    assert_eq!(stage.sandbox.ledger().count("POST", "/api/2/path/data/"), 1);

    let stranger = json!({ "requestId": "r-2", "ticket": "/etc/passwd", "into": "/" });
    assert_eq!(
        stage.ask("upload", stranger).unwrap_err()["code"],
        "internal"
    );
}

#[test]
fn a_download_goes_where_the_person_said_and_nowhere_when_they_changed_their_mind() {
    let (stage, facts) = Stage::connected(World::Empty);
    fs::write(stage.remote("maya").join("photo.png"), b"\x89PNG pixels").unwrap();

    let nothing = stage.ask(
        "download",
        json!({ "requestId": "d-0", "path": "/photo.png" }),
    );
    assert_eq!(nothing, Ok(serde_json::Value::Null));

    let target = stage.folder("desk").join("my photo.png");
    *stage.dialogs.target.lock().unwrap() = Some(target.clone());
    let id = stage
        .ask(
            "download",
            json!({ "requestId": "d-1", "path": "/photo.png" }),
        )
        .unwrap();
    stage.until_transfer(facts, &id, "done");
    assert_eq!(fs::read(&target).unwrap(), b"\x89PNG pixels");
    assert_eq!(
        stage.dialogs.offered.lock().unwrap().as_deref(),
        Some("photo.png")
    );
    let beside: Vec<_> = fs::read_dir(target.parent().unwrap()).unwrap().collect();
    assert_eq!(beside.len(), 1, "{beside:?}");
}
