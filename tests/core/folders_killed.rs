//! A process that is killed while folders are on their way: at every fact it tells about them, and at every step of
//! its disk.
//!
//! The other process is this test program once more, told by its environment where to work and when to end.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use connect_core::{
    Answer, App, ConnectionState, FolderAnswer, Options, Phase, Ports, ReceiptFilter, RemotePath,
    Snapshot, TransferId,
};
use support::{
    Chronicle, Desk, DeskPlan, Doom, DoomedDisk, DoomedEar, Facts, ManualClock, PATIENCE,
    ScriptedBrowser, forget_everything, shared_vault,
};
use tokio::process::Command;

use crate::folders::{folder_here, held_here, path};
use crate::upload::content;

const DATA: &str = "CONNECT_TEST_FOLDERS_DATA";
const VAULT: &str = "CONNECT_TEST_FOLDERS_VAULT";
const HOME: &str = "CONNECT_TEST_FOLDERS_HOME";
const STEP: &str = "CONNECT_TEST_FOLDERS_STEP";
/// More steps than there are.
const MOST: usize = 400;
/// Each of so many steps is the last once.
const EVERY: usize = 3;

fn ask_for_both(app: &App, home: &Path) -> [TransferId; 2] {
    let up = home.join("local/Harbor");
    let down = home.join("downloads/Films");
    [
        app.upload_folder("up", up, RemotePath::root()).unwrap(),
        app.download_folder("down", path("/Films"), down).unwrap(),
    ]
}

fn all_done(snapshot: &Snapshot) -> bool {
    let mut rows = snapshot.transfers.iter();
    rows.all(|row| row.phase == Phase::Done)
}

/// The other process: one folder up and one down, for as long as it lives.
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
    app.stop().await;
}

/// Whether it was killed; otherwise it had come to its end.
async fn is_killed_at(desk: &Desk, vault: &Path, step: usize) -> bool {
    let home = desk.data_dir().parent().unwrap().to_owned();
    let other = Command::new(std::env::current_exe().unwrap())
        .args(["folders_killed::the_other_process", "--exact", "--ignored"])
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

/// D3, B27, B28: killed at whatever step, afterwards every file of both folders is whole at its other end, none is
/// there twice, nothing unfinished lies about, and there is one true receipt for each.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_is_killed_at_any_step_of_a_folder_loses_and_doubles_nothing() {
    let vault = tempfile::tempdir().unwrap();
    let mut desk = Desk::with(DeskPlan {
        other_vault: Some(shared_vault(vault.path().to_str().unwrap())),
        ..DeskPlan::default()
    })
    .await;
    desk.connect().await;
    desk.clock.hurry(std::time::Duration::from_secs(2));
    let (up, down) = (content(300_000), content(400_000));
    let files: &[(&str, &[u8])] = &[("plan.bin", &up), ("sub/a.txt", b"a"), ("empty/", b"")];
    let local = folder_here(&desk, "Harbor", files);
    desk.put_remote("Films/film.bin", &down);
    desk.put_remote("Films/sub/b.txt", b"b");
    let sent = held_here(&local);
    let fetched = held_here(&desk.remote_file("Films"));
    let mut step = 1;
    let mut kills = 0;
    loop {
        assert!(step < MOST, "it never came to its end");
        desk.app.stop().await;
        let killed = is_killed_at(&desk, vault.path(), step).await;
        kills += usize::from(killed);
        desk.restart().await;
        desk.until_connected().await;
        desk.app.continue_interrupted();
        let home = desk.data_dir().parent().unwrap().to_owned();
        // Whoever is not sure asks again, by the same names.
        ask_for_both(&desk.app, &home);
        desk.until(&format!("the end, after step {step}"), |snapshot| {
            all_done(snapshot).then_some(())
        })
        .await;
        assert_eq!(held_here(&desk.remote_file("Harbor")), sent, "step {step}");
        assert_eq!(
            held_here(&desk.download_to("Films")),
            fetched,
            "step {step}"
        );
        assert_eq!(desk.names("/").await, ["Films", "Harbor"], "step {step}");
        let all = desk.app.receipts(ReceiptFilter::default(), None, 9).await;
        assert_eq!(all.unwrap().total, 4, "step {step}");
        if !killed {
            break;
        }
        // And from the beginning.
        std::fs::remove_dir_all(desk.remote_file("Harbor")).unwrap();
        std::fs::remove_dir_all(desk.download_to("Films")).unwrap();
        desk.app.stop().await;
        forget_everything(&desk.data_dir());
        desk.restart().await;
        desk.until_connected().await;
        step += EVERY;
    }
    assert!(kills > 10, "only {kills} kills");
    desk.app.disconnect().await.unwrap();
}

/// D3: what was interrupted is shown with what is known of it, and answers given before hold.
#[tokio::test]
async fn a_folder_that_was_interrupted_is_there_again_with_its_counts_and_answers() {
    let mut desk = Desk::new().await;
    crate::folders::quick(&desk).await;
    desk.put_remote("Harbor/a.txt", b"theirs");
    let local = folder_here(&desk, "Harbor", &[("a.txt", b"mine"), ("b.txt", b"new")]);
    let id = desk
        .app
        .upload_folder("up", local, RemotePath::root())
        .unwrap();
    desk.until_phase(&id, Phase::NeedsYou).await;
    desk.restart().await;
    desk.until_connected().await;
    let asked = desk.until_phase(&id, Phase::NeedsYou).await;
    assert!(asked.problem.is_some());
    desk.app
        .answer_folder(&id, FolderAnswer::Merge(None))
        .unwrap();
    desk.until("the question about a.txt", |snapshot| {
        let row = snapshot.transfers.iter().find(|row| row.id == id)?;
        let contents = row.contents.as_ref()?;
        (row.phase == Phase::NeedsYou && contents.needs_you == 1).then_some(())
    })
    .await;
    desk.restart().await;
    desk.until_connected().await;
    let again = desk.until_phase(&id, Phase::NeedsYou).await;
    let contents = again.contents.unwrap();
    assert_eq!(
        (contents.files, contents.done, contents.needs_you),
        (2, 1, 1)
    );
    desk.app.answer_transfer(&id, Answer::Replace).unwrap();
    let done = desk.until_phase(&id, Phase::Done).await;
    assert_eq!(done.contents.unwrap().done, 2);
    assert_eq!(desk.held()["/Harbor/a.txt"].as_deref(), Some(&b"mine"[..]));
}
