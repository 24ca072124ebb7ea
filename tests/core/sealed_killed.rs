//! A process that is killed while it writes the sealed file.
//!
//! The other process is this test program once more, told by its environment where to work.

use std::io::Write;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use connect_core::{
    App, ConnectionState, LocalDisk, Options, Outcome, Passphrase, Ports, RemotePath, VaultError,
};
use support::{
    Chronicle, Desk, Facts, FlakyVault, ManualClock, PASSPHRASE, PATIENCE, ScriptedBrowser,
};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

const LIFE: Duration = Duration::from_hours(10);
const ROUNDS: usize = 6;
const DATA: &str = "CONNECT_TEST_SEALED_DATA";

async fn until(app: &App, facts: &Facts, looks: impl Fn(&ConnectionState) -> bool) {
    let mut changes = facts.changes();
    while !looks(&app.snapshot().connection) {
        changes.changed().await.unwrap();
    }
}

/// The other process: unlocks, then renews the sign-in for as long as it lives.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the test beside it"]
async fn the_other_process() {
    let chronicle = Chronicle::default();
    let vault = FlakyVault::new(chronicle.clone());
    vault.fail(Some(VaultError::Unavailable));
    let facts = Arc::new(Facts::new(chronicle));
    let clock = Arc::new(ManualClock::default());
    let ports = Ports::new(
        ScriptedBrowser::new(),
        Arc::new(vault),
        Arc::clone(&clock) as _,
        Arc::clone(&facts) as _,
        Arc::new(LocalDisk),
    );
    let app = App::start(
        ports,
        Options {
            data_dir: std::env::var(DATA).unwrap().into(),
            ..support::options_without_a_site()
        },
    )
    .unwrap();
    until(&app, &facts, |state| {
        matches!(state, ConnectionState::VaultUnavailable { .. })
    })
    .await;
    let passphrase = Passphrase::new(PASSPHRASE.into());
    app.unlock(passphrase).await.unwrap();
    until(&app, &facts, |state| {
        matches!(state, ConnectionState::Connected { .. })
    })
    .await;
    let mut out = std::io::stdout();
    writeln!(out, "\nready").unwrap();
    out.flush().unwrap();
    loop {
        clock.advance(LIFE);
        app.info(&RemotePath::root()).await.unwrap();
    }
}

/// Kills it as soon as the sealed file is being written: its new text lies beside it, or it has just taken
/// its name. Later in each round, so that other writes of a renewal are met too. Until then the file is looked at
/// without a pause: what is seen at any moment is what a kill at that moment would have left.
async fn kill_while_it_writes(desk: &Desk, round: usize) {
    let mut other = Command::new(std::env::current_exe().unwrap())
        .args(["sealed_killed::the_other_process", "--exact", "--ignored"])
        .args(["--nocapture", "--test-threads=1"])
        .env(DATA, desk.data_dir())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut says = BufReader::new(other.stdout.take().unwrap()).lines();
    let ready = async {
        while let Some(line) = says.next_line().await.unwrap() {
            if line == "ready" {
                return;
            }
        }
        panic!("it ended before it was ready");
    };
    tokio::time::timeout(PATIENCE, ready).await.unwrap();
    let start = Instant::now();
    let mut seen = 0;
    while seen <= round * 10 {
        assert!(start.elapsed() < PATIENCE, "it never wrote");
        let now = std::fs::read(desk.data_dir().join("sealed.json")).unwrap();
        let whole = serde_json::from_slice::<serde_json::Value>(&now);
        assert!(whole.is_ok(), "half a file, of {} bytes", now.len());
        let unfinished = std::fs::read_dir(desk.data_dir())
            .unwrap()
            .flatten()
            .any(|entry| {
                entry
                    .file_name()
                    .to_string_lossy()
                    .starts_with(".unfinished-")
            });
        seen += usize::from(unfinished);
        std::thread::yield_now();
    }
    other.kill().await.unwrap();
    support::sweep(&desk.data_dir());
}

/// B16, B22: killed in the middle of a write, the old file is there or the new one, never half of any; it
/// opens with the passphrase, and the sign-in in it works.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_while_it_writes_leaves_the_old_file_or_the_new_one() {
    let mut desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.vault.fail(Some(VaultError::Unavailable));
    // A killed process may hold an answer in its hand that was never written; what this tests is the file.
    desk.sandbox
        .switches()
        .change(|switches| switches.refresh_grace = Duration::from_hours(1));
    desk.app.connect().await.unwrap();
    desk.until_connected().await;
    desk.app.confirm_account().await.unwrap();
    let passphrase = || Passphrase::new(PASSPHRASE.into());
    desk.app.keep_in_file(passphrase()).await.unwrap();
    for round in 0..ROUNDS {
        desk.app.stop().await;
        kill_while_it_writes(&desk, round).await;
        desk.restart().await;
        desk.until(
            "a question for the passphrase",
            |snapshot| match &snapshot.connection {
                ConnectionState::VaultUnavailable { problem, .. } => {
                    assert_eq!(problem.outcome, Outcome::PassphraseNeeded);
                    Some(())
                }
                ConnectionState::Restoring => None,
                state => panic!("round {round}: {state:?}"),
            },
        )
        .await;
        desk.app.unlock(passphrase()).await.unwrap();
        desk.until_connected().await;
        desk.list("/")
            .await
            .unwrap_or_else(|error| panic!("round {round}: {error}"));
    }
    assert_eq!(desk.browser.opened(), 1);
    desk.app.disconnect().await.unwrap();
}
