//! A start that fails: the window is there, says why, and the app begins when the reason is gone.

use std::fs;
use std::sync::Arc;

use connect_core::{App, LocalDisk, MemoryVault, Options, Ports, REDIRECT_URI, SystemClock};
use connect_smartfile::bridge::Bridge;
use connect_smartfile::clipboard::Clipboard;
use connect_smartfile::startup::Startup;
use connect_smartfile::with_commands;
use serde_json::{Value, json};
use support::ScriptedBrowser;
use tauri::Manager;
use tauri::test::mock_builder;

use crate::stage::{Pad, ask_from, open};

/// Accounts stay where earlier versions, which asked the framework, have put them.
#[test]
fn the_app_keeps_its_files_where_the_framework_says() {
    let app = mock_builder()
        .build(tauri::generate_context!(test = true))
        .unwrap();
    let folder = app.path().app_data_dir().unwrap();
    assert_eq!(connect_core::data_dir().unwrap(), folder);
}

/// The page's part of it, over a core that can't start as long as a file lies where its folder belongs.
#[test]
fn a_failed_start_is_told_and_tried_again_and_begins_when_the_folder_is_mended() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("app");
    fs::write(&folder, b"in the way").unwrap();
    let bridge = Arc::new(Bridge::new(|| {}));
    let pad = Arc::new(Pad::default());
    let (observer, data_dir) = (bridge.clone(), folder.clone());
    let startup = Startup::new(folder.clone(), move || {
        let observer = observer.clone();
        let data_dir = data_dir.clone();
        tauri::async_runtime::block_on(async move {
            let ports = Ports::new(
                ScriptedBrowser::new(),
                Arc::new(MemoryVault::new()),
                Arc::new(SystemClock),
                observer,
                Arc::new(LocalDisk),
            );
            let options = Options {
                data_dir,
                user_agent_name: "Connect SmartFile/test".into(),
                redirect_uri: REDIRECT_URI.into(),
                loopback_ports: vec![0],
                provided_site: None,
            };
            App::start(ports, options)
        })
    });
    let app = with_commands(mock_builder())
        .build(tauri::generate_context!(test = true))
        .unwrap();
    app.manage(bridge);
    app.manage(pad.clone() as Arc<dyn Clipboard>);
    app.manage(startup.clone());
    startup.begin(app.handle()).unwrap_err();
    let page = open(&app, "main");
    let ask = |command: &str, arguments: Value| ask_from(&page, command, arguments);
    let subscribe = || ask("subscribe", json!({ "onEvent": "__CHANNEL__:1" }));

    let why = subscribe().unwrap_err();
    assert_eq!(why["code"], "own_folder");
    assert_eq!(why["action"], "startAgain");
    // A reload hears the same, under the same reference.
    assert_eq!(subscribe().unwrap_err(), why);
    // Whatever else the page asks is refused, not a crash.
    assert!(ask("connect", json!({})).is_err());

    assert_eq!(ask("copy_start_report", json!({})), Ok(Value::Null));
    let report = pad.text.lock().unwrap().clone().unwrap();
    let reference = why["reference"].as_str().unwrap();
    for part in [reference, "OwnFolder", folder.to_str().unwrap()] {
        assert!(report.contains(part), "{part} is not in {report}");
    }
    let told = format!("{why}");
    assert!(!told.contains(home.path().to_str().unwrap()), "{told}");

    let still = ask("start_again", json!({})).unwrap_err();
    assert_eq!(still["action"], "startAgain");
    assert_ne!(still["reference"], why["reference"], "a failure of its own");
    fs::remove_file(&folder).unwrap();
    assert_eq!(ask("start_again", json!({})), Ok(Value::Null));
    let snapshot = subscribe().unwrap();
    assert!(snapshot["version"].is_string());
    assert!(folder.is_dir());

    // Asked twice it is the same app, and there is nothing more to report.
    assert_eq!(ask("start_again", json!({})), Ok(Value::Null));
    assert!(ask("copy_start_report", json!({})).is_err());
}
