//! What is done to files, looked into and given out, through the commands; and what of it crosses.

use std::fs;

use connect_core::App;
use connect_smartfile::preview::answer;
use serde_json::{Value, json};
use smartfile_sandbox::World;
use support::SecretsWatch;
use tauri::Manager;
use tauri::http::{Request, Response};

use crate::stage::Stage;

fn put(stage: &Stage, name: &str, bytes: &[u8]) {
    let path = stage.remote("maya").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn ended(stage: &Stage, facts: u32, id: &Value) -> Value {
    let fact = stage.crossed.until(facts, |fact| {
        let phase = fact["operation"]["phase"].as_str().unwrap_or("waiting");
        fact["operation"]["id"] == *id && !["waiting", "working", "checking"].contains(&phase)
    });
    fact["operation"].clone()
}

/// T15: rows, links, details and previews cross without a secret and without a path of this computer.
#[test]
fn rows_links_details_and_previews_cross_and_nothing_secret_does() {
    let (stage, facts) = Stage::connected(World::Empty);
    put(&stage, "a.txt", b"<b>text</b>");
    put(&stage, "b.txt", b"b");
    let request = json!({ "requestId": "c", "folder": "/", "name": "Neu & alt" });
    let id = stage.ask("create_folder", request.clone()).unwrap();
    assert_eq!(
        stage.ask("create_folder", request).unwrap(),
        id,
        "asked twice, done once"
    );
    assert_eq!(ended(&stage, facts, &id)["phase"], "done");
    let request =
        json!({ "requestId": "m", "paths": ["/a.txt", "/gone.txt"], "into": "/Neu & alt" });
    let id = stage.ask("move_entries", request).unwrap();
    let row = ended(&stage, facts, &id);
    assert_eq!(
        (&row["phase"], &row["failed"]),
        (&json!("partly"), &json!(1))
    );
    assert_eq!(row["failures"][0]["problem"]["code"], "not_found");
    assert_eq!(row["mayUndo"], true);
    let (counts, channel) = stage.channel();
    let rehearsal = stage.ask(
        "rehearse_removal",
        json!({ "paths": ["/Neu & alt"], "onCount": channel }),
    );
    assert_eq!(rehearsal.unwrap()["files"], 1);
    assert!(!stage.crossed.on(counts).is_empty());
    let text = stage
        .ask("preview", json!({ "path": "/Neu & alt/a.txt" }))
        .unwrap();
    assert_eq!(
        (&text["kind"], &text["text"]),
        (&json!("text"), &json!("<b>text</b>"))
    );
    let form = json!({ "name": null, "rights": null, "expires": null, "limit": null });
    let request = json!({ "requestId": "l", "path": "/b.txt", "form": form });
    let link = stage.ask("create_link", request).unwrap();
    assert_eq!(link["neverOpened"], true);
    assert_eq!(
        stage.ask("links", json!({ "path": null })).unwrap()["links"][0]["id"],
        link["id"]
    );
    let details = stage.ask("details", json!({ "path": "/b.txt" })).unwrap();
    assert_eq!(details["links"].as_array().map(Vec::len), Some(1));
    stage
        .ask(
            "star",
            json!({ "path": "/b.txt", "isFolder": false, "starred": true }),
        )
        .unwrap();
    let risk = json!({ "requestId": "o", "path": "/setup.exe", "sure": false });
    assert_eq!(stage.ask("open_entry", risk).unwrap()["risk"], "program");
    for path in ["", "a", "/a/../b"] {
        let refused = stage.ask(
            "remove_entries",
            json!({ "requestId": "x", "paths": [path] }),
        );
        assert_eq!(refused.unwrap_err()["code"], "internal", "{path:?}");
    }
    let root = stage.ask(
        "remove_entries",
        json!({ "requestId": "x", "paths": ["/"] }),
    );
    assert_eq!(root.unwrap_err()["code"], "forbidden");
    let crossed = stage.crossed.text();
    let watch = SecretsWatch::of(stage.sandbox.ledger());
    watch
        .text("what crossed to the page", &crossed)
        .assert_clean();
    assert!(!crossed.contains(stage.home.path().to_str().unwrap()));
}

fn fetch(stage: &Stage, address: &str, range: Option<&str>, method: &str) -> Response<Vec<u8>> {
    let mut request = Request::builder().uri(address).method(method);
    if let Some(range) = range {
        request = request.header("Range", range);
    }
    answered(stage, request.body(Vec::new()).unwrap())
}

fn answered(stage: &Stage, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
    let app = stage.page.state::<App>().inner().clone();
    tauri::async_runtime::block_on(answer(&app, &request, None))
}

/// T1, T2, T9: bytes of a preview do nothing but be seen, and only for a ticket.
#[test]
fn the_bytes_of_a_preview_come_as_what_they_are_in_a_sandbox() {
    let (stage, _) = Stage::connected(World::Empty);
    let picture = b"\x89PNG\r\n\x1a\nnot much of a picture";
    put(&stage, "page.html", picture);
    let view = stage
        .ask("preview", json!({ "path": "/page.html" }))
        .unwrap();
    let address = view["address"].as_str().unwrap().to_owned();
    let whole = fetch(&stage, &address, None, "GET");
    assert_eq!(
        (whole.status().as_u16(), whole.body().as_slice()),
        (200, picture.as_slice())
    );
    let part = fetch(&stage, &address, Some("bytes=1-3"), "GET");
    assert_eq!(
        (part.status().as_u16(), part.body().as_slice()),
        (206, b"PNG".as_slice())
    );
    assert_eq!(
        part.headers()["Content-Range"],
        format!("bytes 1-3/{}", picture.len())
    );
    let other = address.replace(view["ticket"].as_str().unwrap(), "another");
    let answers = [
        whole,
        fetch(&stage, &other, None, "GET"),
        fetch(&stage, &address, None, "POST"),
        fetch(&stage, &address, Some("bytes=0-1,3-4"), "GET"),
    ];
    let statuses: Vec<u16> = answers.iter().map(|a| a.status().as_u16()).collect();
    assert_eq!(statuses, [200, 404, 405, 416]);
    for response in &answers {
        let header = |name: &str| response.headers().get(name).map(|v| v.to_str().unwrap());
        assert_eq!(header("X-Content-Type-Options"), Some("nosniff"));
        assert!(
            header("Content-Security-Policy")
                .unwrap()
                .starts_with("sandbox; default-src 'none'")
        );
        assert_eq!(header("Cache-Control"), Some("no-store"));
        assert!(header("Content-Type").is_none_or(|media| media == "image/png"));
    }
    let ticket = json!({ "ticket": view["ticket"] });
    stage.ask("close_preview", ticket).unwrap();
    assert_eq!(fetch(&stage, &address, None, "GET").status().as_u16(), 404);
}

/// T1, T9: a PDF is read by our page's own script, in parts; no other origin may read it.
#[test]
fn the_bytes_of_a_paper_are_read_by_our_page_and_no_other() {
    let (stage, _) = Stage::connected(World::Empty);
    put(&stage, "plan", b"%PDF-1.7 and what follows");
    let view = stage.ask("preview", json!({ "path": "/plan" })).unwrap();
    assert_eq!(
        (&view["kind"], &view["size"]),
        (&json!("paper"), &json!(25))
    );
    let address = view["address"].as_str().unwrap();
    let allowed = |origin: &str, method: &str| {
        let request = Request::builder()
            .uri(address)
            .method(method)
            .header("Origin", origin)
            .header("Range", "bytes=1-3");
        let response = answered(&stage, request.body(Vec::new()).unwrap());
        let header = |name: &str| {
            let header = response.headers().get(name);
            header.map(|value| value.to_str().unwrap().to_owned())
        };
        (
            response.status().as_u16(),
            header("Access-Control-Allow-Origin"),
            header("Access-Control-Allow-Headers"),
        )
    };
    for ours in ["tauri://localhost", "http://tauri.localhost"] {
        let range = Some("range".to_owned());
        assert_eq!(
            allowed(ours, "GET"),
            (206, Some(ours.to_owned()), range.clone())
        );
        assert_eq!(
            allowed(ours, "OPTIONS"),
            (204, Some(ours.to_owned()), range)
        );
    }
    for other in [
        "http://localhost:1420",
        "https://example.com",
        "null",
        "preview://localhost",
    ] {
        assert_eq!(allowed(other, "GET"), (206, None, None), "{other}");
    }
}
