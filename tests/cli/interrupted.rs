//! Ctrl-C and the system's signal in the middle: nothing half done is left.

use rustix::process::{Pid, Signal, kill_process};
use smartfile_sandbox::{Endpoint, Fault, World};
use std::time::Duration;

use crate::program::Table;
use crate::screen::Screen;

const LARGE: usize = 3_000_000;

/// Waits until there is a file of a name that nobody chose, which is what a part has.
async fn until_begun(table: &Table) {
    let begun = async {
        while table.desk.downloaded().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(support::PATIENCE, begun)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ctrl_c_in_the_middle_of_a_download_leaves_no_part_of_it() {
    let table = Table::laid(World::Empty).await;
    table.run(&["ls"]).await.well();
    table.desk.put_remote("/a.bin", &vec![7; LARGE]);
    table
        .desk
        .sandbox
        .faults()
        .always(Endpoint::Download, Fault::Hang);
    let mut screen = Screen::start(&table, &["get", "/a.bin"]);
    until_begun(&table).await;
    screen.type_in("\u{3}");
    let (code, shown) = screen.end();
    assert_eq!(code, 130, "{shown}");
    assert!(
        shown.contains("No part of a file is left behind."),
        "{shown}"
    );
    assert_eq!(table.desk.downloaded(), Vec::<String>::new());
    table.desk.sandbox.faults().clear();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_in_the_middle_of_an_upload_ends_it_in_good_order() {
    let table = Table::laid(World::Empty).await;
    table.run(&["ls"]).await.well();
    table.put_local("a.bin", &vec![7; LARGE]);
    table
        .desk
        .sandbox
        .faults()
        .always(Endpoint::Upload, Fault::Hang);
    for (asked, signal) in [(1, Signal::TERM), (2, Signal::INT)] {
        let mut command = table.program(&["put", "a.bin", "/", "--json"]);
        let process = command
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let ledger = table.desk.sandbox.ledger();
        assert!(ledger.wait_until_asked(asked, "/api/2/path/data").await);
        kill_process(Pid::from_child(&process), signal).unwrap();
        let ended = tokio::task::spawn_blocking(|| process.wait_with_output());
        let output = tokio::time::timeout(Duration::from_secs(20), ended)
            .await
            .unwrap();
        let output = output.unwrap().unwrap();
        table.look_for_secrets(&output);
        assert_eq!(output.status.code(), Some(130), "{output:?}");
        let out = String::from_utf8(output.stdout).unwrap();
        let last: serde_json::Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
        assert_eq!(
            (&last["code"], &last["exit"]),
            (&"stopped".into(), &130.into())
        );
    }
    table.desk.sandbox.faults().clear();
    assert!(!table.desk.remote_file("/a.bin").exists());
}
