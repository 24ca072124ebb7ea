//! The way back from the browser ends in Rust: the page cannot listen for it, ask for it, or make one up.

use serde_json::json;
use smartfile_sandbox::World;

use crate::stage::Stage;

/// T4, T5: the deep-link plugin tells every address to whoever may listen and keeps the last one for whoever
/// may ask; the page may do neither, nor tell the app that an address came.
#[test]
fn the_page_can_neither_hear_nor_ask_for_nor_make_up_the_answer_of_the_browser() {
    let stage = Stage::new(World::Empty);
    let event = "deep-link://new-url";
    let target = json!({ "kind": "Any" });
    for (command, arguments) in [
        (
            "plugin:event|listen",
            json!({ "event": event, "target": target, "handler": 7 }),
        ),
        (
            "plugin:event|emit",
            json!({ "event": event, "payload": ["com.smartfile.connect:/oauth2/callback?code=x"] }),
        ),
        (
            "plugin:event|emit_to",
            json!({ "event": event, "target": target, "payload": [] }),
        ),
        ("plugin:deep-link|get_current", json!({})),
        ("plugin:deep-link|register", json!({ "protocol": "https" })),
        (
            "plugin:deep-link|unregister",
            json!({ "protocol": "com.smartfile.connect" }),
        ),
    ] {
        let refused = stage.ask(command, arguments).unwrap_err().to_string();
        // By the permissions, not because the arguments were wrong or the plugin is not there.
        assert!(refused.contains("not allowed"), "{command}: {refused}");
    }
    assert_eq!(stage.sandbox.ledger().count("POST", "/oauth2/token"), 0);
}

/// T4: no command of our own takes an address of the browser or tells one: what is asked for is read off the
/// permissions, so that a new command has to be looked at here.
#[test]
fn no_command_of_ours_carries_the_answer_of_the_browser() {
    let permissions = [
        include_str!("../../src-tauri/permissions/app.toml"),
        include_str!("../../src-tauri/permissions/connection.toml"),
    ]
    .concat();
    assert!(permissions.contains("\"submit_code\""));
    for word in [
        "redirection",
        "callback",
        "deep_link",
        "get_current",
        "receive",
    ] {
        assert!(!permissions.contains(word), "{word}");
    }
}
