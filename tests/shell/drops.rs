//! Files dragged in from the desktop.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use smartfile_sandbox::World;
use tauri::{DragDropEvent, PhysicalPosition};

use crate::stage::Stage;

fn enter(paths: &[PathBuf]) -> DragDropEvent {
    DragDropEvent::Enter {
        paths: paths.to_vec(),
        position: PhysicalPosition::new(10.0, 20.0),
    }
}

fn over(x: f64, y: f64) -> DragDropEvent {
    DragDropEvent::Over {
        position: PhysicalPosition::new(x, y),
    }
}

fn drop_at(paths: &[PathBuf]) -> DragDropEvent {
    DragDropEvent::Drop {
        paths: paths.to_vec(),
        position: PhysicalPosition::new(30.0, 40.0),
    }
}

/// A stage whose page watches what is dragged, and the channel it is told on.
fn watched() -> (Stage, u32, u32) {
    let (stage, facts) = Stage::connected(World::Empty);
    let (drags, channel) = stage.channel();
    stage
        .ask("watch_drags", json!({ "onDrag": channel }))
        .unwrap();
    (stage, facts, drags)
}

/// B48: the page learns how many things come and where the pointer is; no path of this computer crosses.
#[test]
fn a_drop_is_told_by_its_place_and_a_ticket_and_uploaded_once() {
    let (stage, facts, drags) = watched();
    let desk = stage.folder("desk");
    let paths: Vec<PathBuf> = ["a.txt", "b.txt"]
        .iter()
        .map(|name| desk.join(name))
        .collect();
    for path in &paths {
        fs::write(path, path.file_name().unwrap().as_encoded_bytes()).unwrap();
    }
    stage.drag(&enter(&paths));
    stage.drag(&over(15.0, 25.0));
    stage.drag(&over(15.0, 25.0));
    stage.drag(&drop_at(&paths));
    let told = stage.crossed.on(drags);
    let ticket = told[2]["ticket"].clone();
    assert_eq!(
        told,
        [
            json!({ "type": "over", "items": 2, "x": 10.0, "y": 20.0 }),
            json!({ "type": "over", "items": 2, "x": 15.0, "y": 25.0 }),
            json!({ "type": "dropped", "ticket": ticket, "items": 2, "x": 30.0, "y": 40.0 }),
        ]
    );

    let request = json!({ "requestId": "d", "ticket": ticket, "into": "/" });
    let taken = stage.ask("upload_dropped", request.clone()).unwrap();
    assert_eq!(taken, json!({ "started": 2, "leftOut": 0 }));
    for path in &paths {
        let name = path.file_name().unwrap().to_str().unwrap();
        stage.crossed.until(facts, |fact| {
            fact["transfer"]["name"] == name && fact["transfer"]["phase"] == "done"
        });
        assert_eq!(
            fs::read(stage.remote("maya").join(name)).unwrap(),
            fs::read(path).unwrap()
        );
    }
    assert_eq!(stage.ask("upload_dropped", request).unwrap(), taken);
    assert_eq!(stage.sandbox.ledger().count("POST", "/api/2/path/data/"), 2);
    let home = stage.home.path().to_str().unwrap();
    assert!(!stage.crossed.text().contains(home), "a path crossed");
}

#[test]
fn what_is_taken_elsewhere_is_told_and_what_is_no_file_of_this_computer_is_not() {
    let (stage, _, drags) = watched();
    stage.drag(&enter(&[
        "https://example.com/a.png".into(),
        "preview:1".into(),
    ]));
    stage.drag(&over(1.0, 1.0));
    stage.drag(&DragDropEvent::Leave);
    stage.drag(&drop_at(&["https://example.com/a.png".into()]));
    assert_eq!(stage.crossed.on(drags), Vec::<Value>::new());

    stage.drag(&enter(&[stage.folder("desk")]));
    stage.drag(&DragDropEvent::Leave);
    let told = stage.crossed.on(drags);
    assert_eq!(told[1], json!({ "type": "left" }));
    assert_eq!(told.len(), 2);
}

#[test]
fn a_ticket_that_nobody_was_given_uploads_nothing() {
    let (stage, _, _) = watched();
    let request = json!({ "requestId": "d", "ticket": "/etc", "into": "/" });
    let refused = stage.ask("upload_dropped", request).unwrap_err();
    assert_eq!(refused["code"], "internal");
    assert_eq!(stage.sandbox.ledger().count("POST", "/api/2/path/data/"), 0);
}
