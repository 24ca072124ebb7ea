//! Whole folders through the commands.

use std::fs;

use serde_json::{Value, json};
use smartfile_sandbox::World;
use tauri::{DragDropEvent, PhysicalPosition};

use crate::stage::Stage;

/// A folder of this computer with two files and a link.
fn made(stage: &Stage, name: &str) -> std::path::PathBuf {
    let folder = stage.folder("desk").join(name);
    fs::create_dir_all(folder.join("inside")).unwrap();
    fs::write(folder.join("a.txt"), b"first").unwrap();
    fs::write(folder.join("inside/b.txt"), b"second").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/hostname", folder.join("link")).unwrap();
    folder
}

fn shown(stage: &Stage, id: &Value, which: &str) -> Value {
    let asked = json!({ "id": id, "shown": which, "after": null, "limit": 100 });
    stage.ask("folder_items", asked).unwrap()
}

/// B48: a folder is dropped as a file is; it is one row, and what was left out is told with its reason.
#[cfg(unix)]
#[test]
fn a_dropped_folder_is_one_transfer_and_says_what_it_left_out() {
    let (stage, facts) = Stage::connected(World::Empty);
    let (drags, channel) = stage.channel();
    stage
        .ask("watch_drags", json!({ "onDrag": channel }))
        .unwrap();
    let folder = made(&stage, "Harbor");
    stage.drag(&DragDropEvent::Drop {
        paths: vec![folder.clone()],
        position: PhysicalPosition::new(1.0, 1.0),
    });
    let ticket = stage.crossed.on(drags)[0]["ticket"].clone();
    let request = json!({ "requestId": "d", "ticket": ticket, "into": "/" });
    stage.ask("upload_dropped", request).unwrap();
    let done = stage.crossed.until(facts, |fact| {
        fact["transfer"]["name"] == "Harbor" && fact["transfer"]["phase"] == "done"
    })["transfer"]
        .clone();
    assert_eq!(done["contents"]["done"], 2, "{done}");
    assert_eq!(done["contents"]["leftOut"], 1, "{done}");
    for file in ["a.txt", "inside/b.txt"] {
        let there = stage.remote("maya").join("Harbor").join(file);
        assert_eq!(
            fs::read(there).unwrap(),
            fs::read(folder.join(file)).unwrap()
        );
    }
    let left_out = shown(&stage, &done["id"], "leftOut");
    assert_eq!(left_out["items"][0]["path"], "link");
    assert_eq!(left_out["items"][0]["leftOut"], "link");
    assert_eq!(left_out["next"], Value::Null);
    let home = stage.home.path().to_str().unwrap();
    assert!(!stage.crossed.text().contains(home), "a path crossed");
}

#[test]
fn a_folder_whose_name_is_taken_is_merged_when_the_person_says_so_and_each_file_is_asked_about() {
    let (stage, facts) = Stage::connected(World::Empty);
    let folder = made(&stage, "Plans");
    *stage.dialogs.folder.lock().unwrap() = Some(folder.clone());
    let there = stage.remote("maya").join("Plans");
    fs::create_dir_all(&there).unwrap();
    fs::write(there.join("a.txt"), b"of somebody else").unwrap();
    let id = stage
        .ask("upload_folder", json!({ "requestId": "u", "into": "/" }))
        .unwrap();
    stage.until_transfer(facts, &id, "needsYou");
    let merge = json!({ "id": id, "answer": "merge" });
    stage.ask("answer_folder", merge).unwrap();
    stage.crossed.until(facts, |fact| {
        fact["transfer"]["phase"] == "needsYou" && fact["transfer"]["contents"]["needsYou"] == 1
    });
    let asked = shown(&stage, &id, "needsYou");
    let item = &asked["items"][0];
    assert_eq!(item["path"], "a.txt");
    assert_eq!(item["problem"]["code"], "name_taken");
    let both = json!({ "id": id, "item": item["number"], "answer": "keepBoth" });
    stage.ask("answer_item", both).unwrap();
    stage.until_transfer(facts, &id, "done");
    assert_eq!(fs::read(there.join("a.txt")).unwrap(), b"of somebody else");
    assert_eq!(fs::read(there.join("a (2).txt")).unwrap(), b"first");
    assert_eq!(fs::read(there.join("inside/b.txt")).unwrap(), b"second");
}

#[test]
fn a_folder_comes_down_into_the_place_that_was_chosen_and_a_changed_mind_fetches_nothing() {
    let (stage, facts) = Stage::connected(World::Empty);
    let there = stage.remote("maya").join("Plans/inside");
    fs::create_dir_all(&there).unwrap();
    fs::write(there.join("b.txt"), b"second").unwrap();
    let request = json!({ "requestId": "d", "path": "/Plans" });
    assert_eq!(
        stage.ask("download_folder", request.clone()).unwrap(),
        Value::Null
    );
    let place = stage.folder("downloads");
    *stage.dialogs.folder.lock().unwrap() = Some(place.clone());
    let id = stage.ask("download_folder", request).unwrap();
    stage.until_transfer(facts, &id, "done");
    assert_eq!(
        fs::read(place.join("Plans/inside/b.txt")).unwrap(),
        b"second"
    );
}
