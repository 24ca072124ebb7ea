//! Who may ask what.

use serde_json::{Value, json};
use smartfile_sandbox::World;

use crate::stage::{Stage, ask_from};

/// T3: granted to one window by name.
#[test]
fn the_main_window_may_ask_and_another_window_may_not() {
    let stage = Stage::new(World::Empty);
    assert_eq!(stage.ask("cancel_connect", json!({})), Ok(Value::Null));

    let refused = ask_from(&stage.other_window(), "cancel_connect", json!({}));
    let text = refused.unwrap_err();
    let text = text
        .as_str()
        .expect("a refusal of the permissions is a plain string");
    assert!(text.contains("not allowed"), "{text}");
}

/// T3, T8: no event, dialog, file or opener of a plugin.
#[test]
fn nothing_of_the_plugins_is_open_to_the_page() {
    let stage = Stage::new(World::Empty);
    for command in [
        "plugin:event|listen",
        "plugin:event|emit",
        "plugin:deep-link|get_current",
        "plugin:dialog|open",
        "plugin:dialog|save",
        "plugin:fs|read_file",
        "plugin:shell|open",
        "plugin:path|resolve_directory",
        "plugin:window|create",
        "plugin:webview|create_webview_window",
    ] {
        let refused = stage.ask(command, json!({ "event": "deep-link://new-url" }));
        assert!(refused.is_err(), "{command} answered {refused:?}");
    }
}

#[test]
fn a_path_that_is_none_is_a_mistake_of_ours_and_asks_nobody() {
    let (stage, _) = Stage::connected(World::Empty);
    let before = stage.sandbox.ledger().count("GET", "/api/");
    for path in ["", "Projects", "/a/../b", "/a//b", "/a\u{0}b"] {
        let (_, channel) = stage.channel();
        let refused = stage.ask("list_folder", json!({ "path": path, "onPage": channel }));
        assert_eq!(refused.unwrap_err()["code"], "internal", "{path:?}");
    }
    assert_eq!(stage.sandbox.ledger().count("GET", "/api/"), before);
}

/// T1, T2, T3: no remote page, a closed policy, one window.
#[test]
fn the_configuration_leaves_the_page_no_way_out() {
    let text = include_str!("../../tauri.conf.json");
    let configuration: Value = serde_json::from_str(text).unwrap();
    let security = &configuration["app"]["security"];
    let csp = security["csp"].as_object().unwrap();
    assert_eq!(csp["default-src"], "'self'");
    assert_eq!(csp["script-src"], "'self'");
    assert_eq!(csp["style-src"], "'self'");
    for shut in ["object-src", "frame-src", "form-action", "base-uri"] {
        assert_eq!(csp[shut], "'none'", "{shut}");
    }
    assert_eq!(csp["worker-src"], "'self'");
    let everything = security["csp"].to_string();
    for open in ["unsafe", "https:", "*"] {
        assert!(!everything.contains(open), "{open} in {everything}");
    }
    assert_eq!(configuration["app"]["withGlobalTauri"], false);

    let text = include_str!("../../src-tauri/capabilities/main.json");
    let capability: Value = serde_json::from_str(text).unwrap();
    assert_eq!(capability["windows"], json!(["main"]));
    assert!(capability.get("remote").is_none());
    for permission in capability["permissions"].as_array().unwrap() {
        let permission = permission.as_str().unwrap();
        assert!(!permission.contains(':'), "{permission} is not one of ours");
    }
}
