//! A process that is killed while files are on their way: at every step it does on the disk, and at every fact it
//! tells.
//!
//! The other process is this test program once more, told by its environment where to work and when to end.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use connect_core::{
    App, ConnectionState, Options, Phase, Ports, Proof, ReceiptFilter, RemotePath, Snapshot,
    TransferId,
};
use support::{
    Chronicle, Desk, DeskPlan, Doom, DoomedDisk, DoomedEar, Facts, ManualClock, PATIENCE,
    ScriptedBrowser, forget_everything, shared_vault,
};
use tokio::process::Command;

use crate::upload::content;

const DATA: &str = "CONNECT_TEST_KILLED_DATA";
const VAULT: &str = "CONNECT_TEST_KILLED_VAULT";
const HOME: &str = "CONNECT_TEST_KILLED_HOME";
const STEP: &str = "CONNECT_TEST_KILLED_STEP";
/// More steps than there are.
const MOST: usize = 200;

fn ask_for_both(app: &App, home: &Path) -> [TransferId; 2] {
    let from = RemotePath::parse("/film.bin").unwrap();
    [
        app.upload("up", home.join("local/plan.bin"), RemotePath::root())
            .unwrap(),
        app.download("down", from, home.join("downloads/film.bin"))
            .unwrap(),
    ]
}

fn all_done(snapshot: &Snapshot) -> bool {
    let mut rows = snapshot.transfers.iter();
    rows.all(|row| row.phase == Phase::Done)
}

/// The other process: one file up and one down, for as long as it lives.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the test beside it"]
async fn the_other_process() {
    let variable = |name| std::env::var(name).unwrap();
    let home = PathBuf::from(variable(HOME));
    let doom = Arc::new(Doom::at_any(variable(STEP).parse().unwrap()));
    let ear = DoomedEar(Facts::new(Chronicle::default()), Arc::clone(&doom));
    let ear = Arc::new(ear);
    let clock = Arc::new(ManualClock::default());
    clock.hurry(std::time::Duration::from_secs(2));
    let ports = Ports::new(
        ScriptedBrowser::new(),
        shared_vault(&variable(VAULT)),
        clock,
        Arc::clone(&ear) as _,
        Arc::new(DoomedDisk(Arc::clone(&doom))),
    );
    let mut changes = ear.0.changes();
    let options = Options {
        data_dir: variable(DATA).into(),
        ..support::options_without_a_site()
    };
    let app = App::start(ports, options).unwrap();
    while !matches!(app.snapshot().connection, ConnectionState::Connected { .. }) {
        changes.changed().await.unwrap();
    }
    doom.arm();
    ask_for_both(&app, &home);
    while !all_done(&app.snapshot()) {
        changes.changed().await.unwrap();
    }
    // The last facts are told, and the last steps done.
    app.stop().await;
}

/// Whether it was killed; otherwise it had come to its end.
async fn is_killed_at(desk: &Desk, vault: &Path, step: usize) -> bool {
    let home = desk.data_dir().parent().unwrap().to_owned();
    let other = Command::new(std::env::current_exe().unwrap())
        .args(["killed::the_other_process", "--exact", "--ignored"])
        .args(["--nocapture", "--test-threads=1"])
        .env(DATA, desk.data_dir())
        .env(VAULT, vault)
        .env(HOME, home)
        .env(STEP, step.to_string())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .status();
    let ended = tokio::time::timeout(PATIENCE, other).await;
    let ended = ended.unwrap_or_else(|_| panic!("step {step}: it never came to an end"));
    !ended.unwrap().success()
}

/// D3, B27, B28, P1: killed at whatever step, afterwards every file is whole at both ends, nothing is there twice,
/// nothing unfinished lies about, and there is one true receipt for each.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_is_killed_at_any_step_loses_and_doubles_nothing() {
    let vault = tempfile::tempdir().unwrap();
    let mut desk = Desk::with(DeskPlan {
        other_vault: Some(shared_vault(vault.path().to_str().unwrap())),
        ..DeskPlan::default()
    })
    .await;
    desk.connect().await;
    desk.clock.hurry(std::time::Duration::from_secs(2));
    let (up, down) = (content(300_000), content(400_000));
    desk.local_file("plan.bin", &up);
    desk.put_remote("film.bin", &down);
    let mut step = 0;
    loop {
        step += 1;
        assert!(step < MOST, "it never came to its end");
        desk.app.stop().await;
        let killed = is_killed_at(&desk, vault.path(), step).await;
        desk.restart().await;
        desk.until_connected().await;
        desk.app.continue_interrupted();
        let home = desk.data_dir().parent().unwrap().to_owned();
        // Whoever is not sure asks again, by the same names.
        let ids = ask_for_both(&desk.app, &home);
        desk.until(&format!("the end, after step {step}"), |snapshot| {
            all_done(snapshot).then_some(())
        })
        .await;
        let there = std::fs::read(desk.remote_file("plan.bin")).unwrap();
        assert!(there == up, "step {step}");
        assert!(
            std::fs::read(desk.download_to("film.bin")).unwrap() == down,
            "step {step}"
        );
        assert_eq!(
            desk.names("/").await,
            ["film.bin", "plan.bin"],
            "step {step}"
        );
        assert_eq!(desk.downloaded(), ["film.bin"], "step {step}");
        for (id, bytes) in ids.iter().zip([&up, &down]) {
            let receipt = desk.app.receipt(id).await.unwrap();
            let receipt = receipt.unwrap_or_else(|| panic!("step {step}: no receipt"));
            assert_eq!(receipt.size, bytes.len() as u64, "step {step}");
            assert!(
                matches!(receipt.proof, Some(Proof::Fingerprint(_))),
                "step {step}"
            );
        }
        let all = desk.app.receipts(ReceiptFilter::default(), None, 9).await;
        assert_eq!(all.unwrap().total, 2, "step {step}");
        if !killed {
            break;
        }
        // And from the beginning.
        std::fs::remove_file(desk.remote_file("plan.bin")).unwrap();
        std::fs::remove_file(desk.download_to("film.bin")).unwrap();
        desk.app.stop().await;
        forget_everything(&desk.data_dir());
        desk.restart().await;
        desk.until_connected().await;
    }
    assert!(step > 20, "only {step} steps");
    desk.app.disconnect().await.unwrap();
}
