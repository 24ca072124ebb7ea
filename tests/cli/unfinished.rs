//! What an ended program left: `transfers`.

use rustix::process::{Pid, Signal, kill_process};
use smartfile_sandbox::{Endpoint, Fault, World};

use crate::program::Table;

const LARGE: usize = 3_000_000;

/// A download of the command line, killed in the middle.
async fn killed() -> Table {
    let table = Table::laid(World::Empty).await;
    table.desk.put_remote("/a.bin", &vec![7; LARGE]);
    let faults = table.desk.sandbox.faults();
    faults.always(Endpoint::Download, Fault::Hang);
    let mut command = table.program(&["get", "/a.bin"]);
    command
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    let mut process = command.spawn().unwrap();
    let begun = async {
        while table.desk.downloaded().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(support::PATIENCE, begun)
        .await
        .unwrap();
    let listed = table.run(&["transfers", "--json"]).await.well().objects();
    assert_eq!(listed[0]["standing"], "under_way");
    assert_eq!(listed[0]["elsewhere"], true);
    kill_process(Pid::from_child(&process), Signal::KILL).unwrap();
    process.wait().unwrap();
    faults.clear();
    table
}

/// D3: it is shown, other commands leave it alone, and it goes on when that is asked for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_killed_is_shown_and_goes_on() {
    let table = killed().await;
    for _ in 0..2 {
        // No other command takes it over, and neither does the list.
        table.run(&["ls"]).await.well();
        let ran = table.run(&["transfers"]).await.well();
        assert_eq!(ran.out, "a.bin  from /  Interrupted when the app ended\n");
        assert!(ran.err.contains("transfers continue"), "{}", ran.err);
    }
    let ran = table.run(&["transfers", "continue"]).await.well();
    assert_eq!(ran.out, "a.bin: Arrived. Both copies are the same.\n");
    assert_eq!(std::fs::read(table.local("a.bin")).unwrap(), vec![7; LARGE]);
    assert_eq!(table.desk.downloaded(), ["a.bin"]);
    let ran = table.run(&["transfers"]).await.well();
    assert_eq!(
        (ran.out.as_str(), ran.err.as_str()),
        ("", "Nothing is unfinished.\n")
    );
}

/// D3, B28: the command that was killed is run again: it goes on with what it had begun, and nothing is begun twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_command_goes_on_with_what_it_had_begun() {
    let table = killed().await;
    let ran = table.run(&["get", "/a.bin", "elsewhere.bin"]).await.well();
    assert_eq!(
        ran.out,
        "elsewhere.bin: Arrived. Both copies are the same.\n"
    );
    // That is another place: what was killed is still there to go on.
    let ran = table.run(&["transfers"]).await.well();
    assert_eq!(ran.out, "a.bin  from /  Interrupted when the app ended\n");
    let ran = table.run(&["get", "/a.bin"]).await.well();
    assert_eq!(ran.out, "a.bin: Arrived. Both copies are the same.\n");
    let ran = table.run(&["transfers"]).await.well();
    assert_eq!(ran.err, "Nothing is unfinished.\n");
    assert_eq!(table.desk.downloaded(), ["a.bin", "elsewhere.bin"]);
}

/// D3: given up, no part of it is left.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_killed_can_be_given_up() {
    let table = killed().await;
    let ran = table.run(&["transfers", "cancel"]).await.well();
    assert_eq!(ran.out, "1 was given up. No part of it is left here.\n");
    assert_eq!(table.desk.downloaded(), Vec::<String>::new());
    let ran = table.run(&["transfers", "continue"]).await.well();
    assert_eq!(ran.err, "Nothing is unfinished.\n");
}

/// D3: stopped once more in the middle, it is kept as far as it has come.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ctrl_c_while_it_goes_on_keeps_it() {
    let table = killed().await;
    let faults = table.desk.sandbox.faults();
    faults.always(Endpoint::Download, Fault::Hang);
    let ledger = table.desk.sandbox.ledger();
    let mut command = table.program(&["transfers", "continue", "--json"]);
    let process = command
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    assert!(ledger.wait_until_asked(2, "/api/2/path/data").await);
    kill_process(Pid::from_child(&process), Signal::INT).unwrap();
    let ended = tokio::task::spawn_blocking(|| process.wait_with_output());
    let output = ended.await.unwrap().unwrap();
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    faults.clear();
    let ran = table.run(&["transfers"]).await.well();
    assert_eq!(ran.out, "a.bin  from /  Interrupted when the app ended\n");
    table
        .run(&["transfers", "continue", "--limit-rate", "20M"])
        .await
        .well();
    assert_eq!(table.desk.downloaded(), ["a.bin"]);
}
