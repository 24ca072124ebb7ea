//! Faults of this computer itself, in processes that have limits, mounts or a network of their own: nobody else meets
//! them, and they end with the process. Where that is not permitted it is said, and nothing is tried.
#![allow(clippy::similar_names, reason = "a desk has a disk")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use connect_core::{Outcome, Phase, TransferId, Wait};
use support::{Desk, DeskPlan, Direction, Own, apart, is_apart, let_real_time_pass, must, report};

use crate::killed::{self, Course};
use crate::matrix::Letter;
use crate::outcome::Point;
use crate::stage::{Moved, SIZE, content, path};
use crate::weather::{settled, until_held};

/// Runs one of the tests of this file that are started by others, in a process of its own.
pub(crate) fn tried(test: &str) -> Point {
    let again = Command::new(std::env::current_exe().unwrap());
    run(again, test);
    Point::Ended(Letter::R, None, Moved::default())
}

fn run(mut again: Command, test: &str) {
    let name = format!("place::{test}");
    let ended = again
        .args([&name, "--exact", "--include-ignored", "--nocapture"])
        .arg("--test-threads=1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    let errors = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{said}\n{errors}");
    assert!(said.contains("1 passed"), "it did not run: {said}");
}

/// Whether this process is the one with a place of its own. If not, that one is started, or it is said why not.
fn in_a_place(test: &str, own: Own) -> bool {
    if is_apart() {
        return true;
    }
    match apart(std::env::current_exe().unwrap(), own) {
        Some(again) => run(again, test),
        None => report(&format!(
            "{test}: not tried, this computer permits nobody a place of their own (`unshare`)"
        )),
    }
    false
}

async fn desk() -> Desk {
    let desk = Desk::with(DeskPlan {
        wired: true,
        ..DeskPlan::default()
    })
    .await;
    desk.connect().await;
    desk.put_remote("roof.bin", &content());
    desk.put_remote("Into/b.txt", b"b.txt");
    desk.clock.hurry(crate::stage::HURRY);
    desk
}

/// A small disk of its own, for as long as this lives.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    fn at(folder: &'a Path, bytes: usize) -> Self {
        let size = format!("size={bytes}");
        let place = folder.to_str().unwrap();
        must("mount", &["-t", "tmpfs", "-o", &size, "none", place]);
        Self(folder)
    }

    fn fill(&self) {
        let mut step = 1 << 16;
        let file = self.0.join("journal.lock.filler");
        let mut all = Vec::new();
        while step > 0 {
            let more = [all.as_slice(), &vec![0; step]].concat();
            if std::fs::write(&file, &more).is_ok() {
                all = more;
            } else {
                step /= 2;
            }
        }
        std::fs::write(file, all).unwrap();
    }

    fn make_room(&self) {
        std::fs::remove_file(self.0.join("journal.lock.filler")).unwrap();
    }

    fn only_to_read(&self, only: bool) {
        let how = if only { "remount,ro" } else { "remount,rw" };
        must("mount", &["-o", how, self.0.to_str().unwrap()]);
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _it_goes_with_the_process = Command::new("umount").arg("-l").arg(self.0).output();
    }
}

fn fetch(desk: &Desk) -> TransferId {
    let target = desk.download_to("came.bin");
    desk.app.download("1", path("/roof.bin"), target).unwrap()
}

async fn fails(desk: &Desk, id: &TransferId) -> Outcome {
    let failed = desk.until_phase(id, Phase::Failed).await;
    failed.problem.unwrap().outcome
}

/// L1: a real disk becomes full while a file comes: the old one stays whole, nothing is left, and there is a next try.
#[tokio::test]
async fn a_disk_that_becomes_full_leaves_the_old_file_whole() {
    if !in_a_place(
        "a_disk_that_becomes_full_leaves_the_old_file_whole",
        Own::Mounts,
    ) {
        return;
    }
    let desk = desk().await;
    let folder = desk.download_to("");
    let disk = SmallDisk::at(&folder, 1 << 20);
    std::fs::write(desk.download_to("came.bin"), b"the old one").unwrap();
    let wire = desk.wire.as_ref().unwrap();
    wire.hold_after(Direction::Back, SIZE / 2);
    let id = fetch(&desk);
    until_held(&desk).await;
    disk.fill();
    wire.hold_together();
    assert_eq!(fails(&desk, &id).await, Outcome::DiskFull);
    let old = std::fs::read(desk.download_to("came.bin")).unwrap();
    assert_eq!(old, b"the old one");
    disk.make_room();
    assert_eq!(desk.downloaded(), ["came.bin"], "nothing half done");
    desk.app.retry_transfer(&id).unwrap();
    desk.until_phase(&id, Phase::Done).await;
    assert!(std::fs::read(desk.download_to("came.bin")).unwrap() == content());
}

/// L6: a disk that can only be read is told, and there is a next try.
#[tokio::test]
async fn a_disk_that_can_only_be_read_is_told() {
    if !in_a_place("a_disk_that_can_only_be_read_is_told", Own::Mounts) {
        return;
    }
    let desk = desk().await;
    let folder = desk.download_to("");
    let disk = SmallDisk::at(&folder, 1 << 20);
    disk.only_to_read(true);
    let id = fetch(&desk);
    assert_eq!(fails(&desk, &id).await, Outcome::FileUnwritable);
    disk.only_to_read(false);
    desk.app.retry_transfer(&id).unwrap();
    desk.until_phase(&id, Phase::Done).await;
    assert!(std::fs::read(desk.download_to("came.bin")).unwrap() == content());
}

/// L6: the folder that a file was to go to is gone meanwhile. Nothing is made in its place, and there is a next try.
#[tokio::test]
async fn a_folder_that_is_gone_meanwhile_is_told() {
    let desk = desk().await;
    let folder = desk.download_to("");
    let wire = desk.wire.as_ref().unwrap();
    wire.hold_after(Direction::Back, SIZE / 2);
    let id = fetch(&desk);
    until_held(&desk).await;
    std::fs::remove_dir_all(&folder).unwrap();
    wire.hold_together();
    assert_eq!(fails(&desk, &id).await, Outcome::FileUnwritable);
    assert!(!folder.exists());
    std::fs::create_dir(&folder).unwrap();
    desk.app.retry_transfer(&id).unwrap();
    desk.until_phase(&id, Phase::Done).await;
    assert!(std::fs::read(desk.download_to("came.bin")).unwrap() == content());
}

/// L11: no room for the journal: nothing is begun that cannot be written down, the app goes on, and says so.
#[tokio::test]
async fn a_journal_without_room_is_told_and_nothing_is_begun() {
    if !in_a_place(
        "a_journal_without_room_is_told_and_nothing_is_begun",
        Own::Mounts,
    ) {
        return;
    }
    let mut desk = desk().await;
    desk.app.stop().await;
    let data = desk.data_dir();
    let kept = tempfile::tempdir().unwrap();
    let copy = |from: &Path, to: &Path| {
        let (from, to) = (from.join("."), to.to_str().unwrap().to_owned());
        must("cp", &["-a", from.to_str().unwrap(), &to]);
    };
    copy(&data, kept.path());
    let disk = SmallDisk::at(&data, 1 << 20);
    copy(kept.path(), &data);
    desk.restart().await;
    desk.until_connected().await;
    disk.fill();
    let asked = desk.sandbox.ledger().to("/api/2/path/data").len();
    let mut told = None;
    // What fits into the log that is there already still goes.
    for number in 0..500 {
        let local = desk.local_file("sent.bin", &content());
        let request = format!("r{number}");
        let id = desk.app.upload(&request, local, path("/Into")).unwrap();
        let row = desk
            .until("an end", |snapshot| {
                let rest = [Phase::Done, Phase::Failed, Phase::NeedsYou];
                let mut rows = snapshot.transfers.iter();
                rows.find(|row| row.id == id && rest.contains(&row.phase))
                    .cloned()
            })
            .await;
        if row.phase == Phase::Failed {
            told = Some((id, row.problem.unwrap().outcome));
            break;
        }
    }
    let (id, outcome) = told.expect("the disk was full");
    assert!(
        matches!(outcome, Outcome::DiskFull | Outcome::OwnFolder),
        "{outcome:?}"
    );
    let sent = desk.sandbox.ledger().to("/api/2/path/data").len();
    assert!(
        sent <= asked + 1,
        "nothing is sent that cannot be written down"
    );
    disk.make_room();
    let _it_is_asked_about = desk.app.retry_transfer(&id);
    desk.until("what could not be written down goes on", |snapshot| {
        let rest = [Phase::Done, Phase::NeedsYou];
        let mut rows = snapshot.transfers.iter();
        rows.find(|row| row.id == id && rest.contains(&row.phase))
            .map(|_| ())
    })
    .await;
    desk.app.stop().await;
    drop(disk);
    desk.excuse();
}

/// N1, N11: the network itself goes and comes back in the middle of a file, which goes on by itself.
#[tokio::test]
async fn a_network_that_goes_and_comes_back_is_gone_on_with() {
    if !in_a_place(
        "a_network_that_goes_and_comes_back_is_gone_on_with",
        Own::Network,
    ) {
        return;
    }
    let link = |state: &str| must("ip", &["link", "set", "lo", state]);
    link("up");
    let desk = desk().await;
    let wire = desk.wire.as_ref().unwrap();
    wire.hold_after(Direction::Back, SIZE / 2);
    let id = fetch(&desk);
    until_held(&desk).await;
    link("down");
    wire.hold_together();
    let silence = async {
        loop {
            settled().await;
            let_real_time_pass(Duration::from_secs(76)).await;
        }
    };
    let waits = desk.until("a wait", |snapshot| {
        let waits = |wait| matches!(wait, Some(Wait::Offline | Wait::Again(_)));
        let row = snapshot.transfers.iter().find(|row| row.id == id)?;
        waits(row.wait).then_some(())
    });
    tokio::select! {
        () = waits => {}
        () = silence => unreachable!("it has no end"),
    }
    link("up");
    desk.clock.hurry(Duration::from_mins(5));
    desk.until_phase(&id, Phase::Done).await;
    assert!(std::fs::read(desk.download_to("came.bin")).unwrap() == content());
    desk.app.disconnect().await.unwrap();
}

/// N11: the app sleeps for as long as it takes the site to forget it, and goes on when it wakes.
#[tokio::test]
async fn a_process_that_slept_goes_on_when_it_wakes() {
    for (course, direction) in [
        (Course::Comes, Direction::Back),
        (Course::Goes, Direction::There),
    ] {
        let vault = tempfile::tempdir().unwrap();
        let mut desk = killed::shared_desk(vault.path()).await;
        desk.app.stop().await;
        let wire = desk.wire.as_ref().unwrap();
        wire.hold_after(direction, SIZE / 2);
        let mut other = killed::other(&desk, vault.path(), course, "never", 1)
            .spawn()
            .unwrap();
        until_held(&desk).await;
        let id = rustix::process::Pid::from_raw(i32::try_from(other.id().unwrap()).unwrap());
        let send = |signal| rustix::process::kill_process(id.unwrap(), signal).unwrap();
        send(rustix::process::Signal::STOP);
        wire.renew().await;
        wire.hold_together();
        send(rustix::process::Signal::CONT);
        let ended = tokio::time::timeout(support::PATIENCE, other.wait()).await;
        assert!(ended.unwrap().unwrap().success(), "{course:?}");
        let moved = match course {
            Course::Comes => desk.download_to("came.bin"),
            _ => desk.remote_file("Into/sent.bin"),
        };
        assert!(std::fs::read(moved).unwrap() == content(), "{course:?}");
        desk.restart().await;
        desk.until_connected().await;
        desk.app.disconnect().await.unwrap();
    }
}

/// P5: one whole run by a calendar that is a year ahead, and by one that is a day behind.
#[test]
fn a_run_by_another_calendar_comes_to_the_same_end() {
    let there = Command::new("faketime").arg("--version").output();
    if there.is_err() {
        report("a run by another calendar: not tried, there is no `faketime` here");
        return;
    }
    for calendar in ["+1y", "-1d"] {
        let mut again = Command::new("faketime");
        again
            .args(["-f", calendar])
            .arg(std::env::current_exe().unwrap());
        again.stdin(Stdio::null());
        run(again, "a_file_comes_and_one_goes");
    }
}

#[tokio::test]
#[ignore = "started by the test beside it"]
async fn a_file_comes_and_one_goes() {
    let desk = desk().await;
    let comes = fetch(&desk);
    let local = desk.local_file("sent.bin", &content());
    let goes = desk.app.upload("2", local, path("/Into")).unwrap();
    desk.until_phase(&comes, Phase::Done).await;
    desk.until_phase(&goes, Phase::Done).await;
    assert!(std::fs::read(desk.download_to("came.bin")).unwrap() == content());
    assert!(std::fs::read(desk.remote_file("Into/sent.bin")).unwrap() == content());
}

/// L10: all files that the process may have are open; when some are closed the list comes.
#[tokio::test]
#[ignore = "its limits are those of a process"]
async fn too_many_files_open_while_browsing() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    use std::os::fd::AsRawFd as _;
    let desk = desk().await;
    desk.clock.hurry(Duration::ZERO);
    desk.wire.as_ref().unwrap().renew().await;
    settled().await;
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    let next = std::fs::File::open("/dev/null").unwrap().as_raw_fd();
    let limit = |soft| setrlimit(Resource::RLIMIT_NOFILE, soft, hard).unwrap();
    limit(u64::try_from(next).unwrap());
    let freed = async {
        assert!(
            desk.clock
                .until_asleep_for(Duration::from_millis(500))
                .await
        );
        limit(soft);
        desk.clock.advance(Duration::from_millis(500));
    };
    let listed = tokio::join!(desk.list("/"), freed).0;
    assert_eq!(listed.unwrap().listed, 2);
}
