//! The process that moves a file is killed at each of its steps, and the next one goes on.
//!
//! The other process is this test program once more, told by its environment where to work and when to end.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use connect_core::{
    App, ConnectionState, Options, Phase, Ports, Proof, ReceiptFilter, Snapshot, TransferId,
};
use smartfile_sandbox::{Endpoint, Fault};
use support::{
    Chronicle, Desk, DeskPlan, Doom, DoomedDisk, DoomedEar, Facts, LABELS, ManualClock, PATIENCE,
    ScriptedBrowser, forget_everything, shared_vault,
};
use tokio::process::Command;

use crate::matrix::Letter;
use crate::outcome::Point;
use crate::plan::{Make, Plan};
use crate::stage::{Moved, SIZE, content, path};

const DATA: &str = "CONNECT_FAULTS_KILLED_DATA";
const VAULT: &str = "CONNECT_FAULTS_KILLED_VAULT";
const COURSE: &str = "CONNECT_FAULTS_KILLED_COURSE";
const LABEL: &str = "CONNECT_FAULTS_KILLED_LABEL";
const NTH: &str = "CONNECT_FAULTS_KILLED_NTH";
/// The longest wait that passes by itself.
const HURRY: Duration = Duration::from_secs(2);

/// What is under way when it is killed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Course {
    /// A file comes here.
    Comes,
    /// A file goes there.
    Goes,
    /// The app starts, and both are taken up again.
    Again,
}

/// Every step, by its name; one of the same name after the other.
pub(crate) fn plan(course: Course) -> Plan {
    let names = LABELS.iter().filter(|label| **label != "at rest");
    Plan::Tried(names.map(|label| Make::Killed(course, label)).collect())
}

fn ask(app: &App, data: &Path, course: Course) -> Vec<TransferId> {
    let home = data.parent().unwrap();
    let mut ids = Vec::new();
    if course != Course::Goes {
        let target = home.join("downloads/came.bin");
        ids.push(app.download("down", path("/roof.bin"), target).unwrap());
    }
    if course != Course::Comes {
        let local = home.join("local/sent.bin");
        ids.push(app.upload("up", local, path("/Into")).unwrap());
    }
    ids
}

fn all_done(snapshot: &Snapshot) -> bool {
    let mut rows = snapshot.transfers.iter();
    rows.all(|row| row.phase == Phase::Done)
}

/// The other process, for as long as it lives.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the test beside it"]
async fn the_other_process() {
    let variable = |name| std::env::var(name).unwrap();
    let data = PathBuf::from(variable(DATA));
    let course = match variable(COURSE).as_str() {
        "Comes" => Course::Comes,
        "Goes" => Course::Goes,
        _ => Course::Again,
    };
    let doom = Arc::new(Doom::at(variable(LABEL), variable(NTH).parse().unwrap()));
    let ear = Arc::new(DoomedEar(
        Facts::new(Chronicle::default()),
        Arc::clone(&doom),
    ));
    let clock = Arc::new(ManualClock::default());
    clock.hurry(HURRY);
    let ports = Ports::new(
        ScriptedBrowser::new(),
        shared_vault(&variable(VAULT)),
        clock,
        Arc::clone(&ear) as _,
        Arc::new(DoomedDisk(Arc::clone(&doom))),
    );
    let mut changes = ear.0.changes();
    let options = Options {
        data_dir: data.clone(),
        ..support::options_without_a_site()
    };
    if course == Course::Again {
        doom.arm();
    }
    let app = App::start(ports, options).unwrap();
    while !matches!(app.snapshot().connection, ConnectionState::Connected { .. }) {
        changes.changed().await.unwrap();
    }
    doom.arm();
    app.continue_interrupted();
    ask(&app, &data, course);
    while !all_done(&app.snapshot()) {
        changes.changed().await.unwrap();
    }
    app.stop().await;
}

/// A process of its own that moves the files, and is killed at its nth step of this name if there is one.
pub(crate) fn other(desk: &Desk, vault: &Path, course: Course, label: &str, nth: usize) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["killed::the_other_process", "--exact", "--ignored"])
        .args(["--nocapture", "--test-threads=1"])
        .env(DATA, desk.data_dir())
        .env(VAULT, vault)
        .env(COURSE, format!("{course:?}"))
        .env(LABEL, label)
        .env(NTH, nth.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    command
}

/// A desk whose sign-in two processes can use.
pub(crate) async fn shared_desk(vault: &Path) -> Desk {
    let desk = Desk::with(DeskPlan {
        wired: true,
        other_vault: Some(shared_vault(vault.to_str().unwrap())),
        ..DeskPlan::default()
    })
    .await;
    desk.connect().await;
    desk.clock.hurry(HURRY);
    desk.put_remote("roof.bin", &content());
    desk.put_remote("Into/b.txt", b"b.txt");
    desk.local_file("sent.bin", &content());
    desk
}

/// Killed at each step of this name, until there is none any more.
pub(crate) async fn tried(course: Course, label: &str) -> Point {
    let vault = tempfile::tempdir().unwrap();
    let mut desk = shared_desk(vault.path()).await;
    let mut moved = Moved::default();
    for nth in 1.. {
        if course == Course::Again {
            interrupted(&desk).await;
        }
        desk.app.stop().await;
        let ended = other(&desk, vault.path(), course, label, nth).status();
        let ended = tokio::time::timeout(PATIENCE, ended).await;
        let killed = !ended.expect("it never came to an end").unwrap().success();
        desk.restart().await;
        desk.until_connected().await;
        desk.app.continue_interrupted();
        // Whoever is not sure asks again, by the same names.
        let ids = ask(&desk.app, &desk.data_dir(), course);
        let what = format!("the end, after {label} {nth}");
        desk.until(&what, |snapshot| all_done(snapshot).then_some(()))
            .await;
        moved.files += ids.len();
        moved.bytes += ids.len() * SIZE;
        is_whole(&desk, &ids, course).await;
        if !killed {
            assert!(nth < 100, "it never came to its end");
            break;
        }
        begin_anew(&mut desk).await;
    }
    desk.app.disconnect().await.unwrap();
    Point::Ended(Letter::R, None, moved)
}

/// Both are under way when the app ends.
async fn interrupted(desk: &Desk) {
    let faults = desk.sandbox.faults();
    faults.next(Endpoint::Download, Fault::Hang);
    faults.next(Endpoint::Upload, Fault::Hang);
    let asked = desk.sandbox.ledger().to("/api/2/path/data").len() + 2;
    ask(&desk.app, &desk.data_dir(), Course::Again);
    let ledger = desk.sandbox.ledger();
    assert!(ledger.wait_until_asked(asked, "/api/2/path/data").await);
    desk.app.stop().await;
    faults.clear();
}

/// Whole at both ends, nothing twice, nothing lying about, and one true receipt for each.
async fn is_whole(desk: &Desk, ids: &[TransferId], course: Course) {
    if course != Course::Goes {
        let came = std::fs::read(desk.download_to("came.bin")).unwrap();
        assert!(came == content(), "silently wrong: done, and other bytes");
        assert_eq!(desk.downloaded(), ["came.bin"]);
    }
    let mut there = vec!["b.txt"];
    if course != Course::Comes {
        let sent = std::fs::read(desk.remote_file("Into/sent.bin")).unwrap();
        assert!(sent == content(), "silently wrong: done, and other bytes");
        there.push("sent.bin");
    }
    assert_eq!(desk.names("/Into").await, there, "lost or done twice");
    assert_eq!(desk.names("/").await, ["Into", "roof.bin"]);
    for id in ids {
        let receipt = desk.app.receipt(id).await.unwrap().expect("a receipt");
        assert!(matches!(receipt.proof, Some(Proof::Fingerprint(_))));
    }
    let all = desk.app.receipts(ReceiptFilter::default(), None, 9).await;
    assert_eq!(all.unwrap().total, ids.len() as u64);
}

async fn begin_anew(desk: &mut Desk) {
    let gone = [
        desk.remote_file("Into/sent.bin"),
        desk.download_to("came.bin"),
    ];
    for file in gone {
        let _it_may_not_be_there = std::fs::remove_file(file);
    }
    desk.app.stop().await;
    forget_everything(&desk.data_dir());
    desk.restart().await;
    desk.until_connected().await;
}
