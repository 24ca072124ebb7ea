//! A process that is killed while files arrive.
//!
//! The other process is this test program once more, told by its environment where to work.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;

use connect_core::{App, ConnectionState, LocalDisk, Options, Phase, Ports, RemotePath, What};
use support::{
    Chronicle, Desk, DeskPlan, Facts, ManualClock, PATIENCE, ScriptedBrowser, shared_vault,
};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

const ROUNDS: usize = 5;
const DATA: &str = "CONNECT_TEST_RECEIPTS_DATA";
const VAULT: &str = "CONNECT_TEST_RECEIPTS_VAULT";
const LOCAL: &str = "CONNECT_TEST_RECEIPTS_LOCAL";
const ROUND: &str = "CONNECT_TEST_RECEIPTS_ROUND";
/// More than are sent before it is killed.
const FILES: usize = 400;

/// The other process: sends one file after the other and says of each when it is told that it is done.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the test beside it"]
async fn the_other_process() {
    let variable = |name| std::env::var(name).unwrap();
    let facts = Arc::new(Facts::new(Chronicle::default()));
    let ports = Ports::new(
        ScriptedBrowser::new(),
        shared_vault(&variable(VAULT)),
        Arc::new(ManualClock::default()),
        Arc::clone(&facts) as _,
        Arc::new(LocalDisk),
    );
    let options = Options {
        data_dir: variable(DATA).into(),
        ..support::options_without_a_site()
    };
    let mut changes = facts.changes();
    let app = App::start(ports, options).unwrap();
    while !matches!(app.snapshot().connection, ConnectionState::Connected { .. }) {
        changes.changed().await.unwrap();
    }
    let (local, round) = (PathBuf::from(variable(LOCAL)), variable(ROUND));
    for number in 0..FILES {
        let name = format!("{round}-{number}.txt");
        std::fs::write(local.join(&name), &name).unwrap();
        app.upload(&name, local.join(&name), RemotePath::root())
            .unwrap();
    }
    let mut heard = 0;
    loop {
        let all = facts.all();
        for fact in &all[heard..] {
            if let What::TransferChanged(row) = &fact.what
                && row.phase == Phase::Done
            {
                let mut out = std::io::stdout();
                writeln!(out, "\ndone {}", row.id).unwrap();
                out.flush().unwrap();
            }
        }
        heard = all.len();
        changes.changed().await.unwrap();
    }
}

/// Kills it as soon as it has said of so many files that they are done; gives their transfers.
async fn kill_after(desk: &Desk, vault: &str, round: usize, files: usize) -> BTreeSet<String> {
    let local = desk.local_file("any", b"");
    let mut other = Command::new(std::env::current_exe().unwrap())
        .args(["receipts_killed::the_other_process", "--exact", "--ignored"])
        .args(["--nocapture", "--test-threads=1"])
        .env(DATA, desk.data_dir())
        .env(VAULT, vault)
        .env(LOCAL, local.parent().unwrap())
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut says = BufReader::new(other.stdout.take().unwrap()).lines();
    let mut told = BTreeSet::new();
    let listen = async {
        while told.len() < files {
            let line = says.next_line().await.unwrap();
            let line = line.expect("it ended by itself");
            if let Some(id) = line.strip_prefix("done ") {
                told.insert(id.to_owned());
            }
        }
    };
    tokio::time::timeout(PATIENCE, listen).await.unwrap();
    other.kill().await.unwrap();
    while let Some(line) = says.next_line().await.unwrap() {
        told.extend(line.strip_prefix("done ").map(str::to_owned));
    }
    told
}

fn ids(journal: &rusqlite::Connection, question: &str) -> BTreeSet<String> {
    let mut query = journal.prepare(question).unwrap();
    let found = query.query_map([], |row| row.get(0)).unwrap();
    found.map(Result::unwrap).collect()
}

/// D1, D3: killed at any moment, whatever is done has a receipt, whatever was told is done, and what a receipt
/// proves is there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_while_files_arrive_leaves_a_receipt_for_each_that_is_done_and_for_no_other()
 {
    let folder = tempfile::tempdir().unwrap();
    let vault = folder.path().to_str().unwrap().to_owned();
    let mut desk = Desk::with(DeskPlan {
        other_vault: Some(shared_vault(&vault)),
        ..DeskPlan::default()
    })
    .await;
    desk.connect().await;
    for round in 0..ROUNDS {
        desk.app.stop().await;
        let told = kill_after(&desk, &vault, round, 1 + 7 * round).await;
        let journal = rusqlite::Connection::open(desk.data_dir().join("journal.db")).unwrap();
        let done = ids(&journal, "SELECT id FROM transfers WHERE phase = 'done'");
        let receipts = ids(&journal, "SELECT transfer FROM receipts");
        drop(journal);
        assert_eq!(done, receipts, "round {round}");
        assert!(told.is_subset(&receipts), "round {round}: told too early");
        desk.restart().await;
        desk.until_connected().await;
        let mut before = None;
        loop {
            let page = desk.app.kept_receipts("", before, 100).await.unwrap();
            for kept in page.receipts {
                let there = desk.remote_file(kept.receipt.remote.as_str());
                let there = std::fs::read_to_string(there).unwrap();
                assert_eq!(there, kept.receipt.local_name, "round {round}");
            }
            before = page.next;
            if before.is_none() {
                break;
            }
        }
    }
    desk.app.disconnect().await.unwrap();
}
