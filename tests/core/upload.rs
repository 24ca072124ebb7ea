//! Files that go there, and disks that are ill.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use connect_core::{
    Answer, LocalDisk, Outcome, Phase, RemotePath, Stat, Temporary, TransferId, Vfs, Wait, What,
};
use smartfile_sandbox::{Endpoint, Fault, ThrottleStyle, UploadAnswer};
use support::{Desk, DeskPlan};
use tokio::io::AsyncRead;

/// Bytes that are the same each time and nowhere alike.
pub(crate) fn content(size: u32) -> Vec<u8> {
    (0..size)
        .map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[1])
        .collect()
}

/// What ails a disk.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ailment {
    LittleRoom,
    NoTemporary,
    FullWhileWriting,
    WriteError,
    /// The file is one byte shorter when it is read than it was when it was looked at.
    ShorterThanSeen,
    /// The file is one byte longer.
    LongerThanSeen,
}

/// A disk that falls ill on command.
#[derive(Default)]
pub(crate) struct SickDisk(Mutex<Option<Ailment>>);

impl SickDisk {
    pub(crate) fn fall_ill(&self, ailment: Ailment) {
        *self.0.lock().unwrap() = Some(ailment);
    }

    fn has(&self, ailment: Ailment) -> bool {
        *self.0.lock().unwrap() == Some(ailment)
    }
}

#[async_trait]
impl Vfs for SickDisk {
    async fn stat(&self, path: &Path) -> io::Result<Stat> {
        let mut stat = LocalDisk.stat(path).await?;
        if self.has(Ailment::ShorterThanSeen) {
            stat.size += 1;
        }
        if self.has(Ailment::LongerThanSeen) {
            stat.size -= 1;
        }
        Ok(stat)
    }

    async fn open(&self, path: &Path) -> io::Result<Box<dyn AsyncRead + Send + Unpin>> {
        LocalDisk.open(path).await
    }

    async fn create_temporary(&self, target: &Path) -> io::Result<Box<dyn Temporary>> {
        LocalDisk.create_temporary(target).await
    }

    async fn reopen_part(&self, part: &Path, length: u64) -> io::Result<Box<dyn Temporary>> {
        LocalDisk.reopen_part(part, length).await
    }

    async fn remove(&self, path: &Path) -> io::Result<()> {
        LocalDisk.remove(path).await
    }

    async fn create_part(&self, part: &Path) -> io::Result<Box<dyn Temporary>> {
        if self.has(Ailment::NoTemporary) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let part = LocalDisk.create_part(part).await?;
        if self.has(Ailment::FullWhileWriting) {
            return Ok(Box::new(SickPart(part, io::ErrorKind::StorageFull)));
        }
        if self.has(Ailment::WriteError) {
            return Ok(Box::new(SickPart(part, io::ErrorKind::Other)));
        }
        Ok(part)
    }

    async fn free_space(&self, folder: &Path) -> io::Result<u64> {
        if self.has(Ailment::LittleRoom) {
            return Ok(1000);
        }
        LocalDisk.free_space(folder).await
    }
}

struct SickPart(Box<dyn Temporary>, io::ErrorKind);

#[async_trait]
impl Temporary for SickPart {
    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write(&bytes[..bytes.len() / 2]).await?;
        Err(self.1.into())
    }

    async fn clear(&mut self) -> io::Result<()> {
        self.0.clear().await
    }

    async fn settle(&mut self) -> io::Result<()> {
        self.0.settle().await
    }

    async fn keep(self: Box<Self>, target: &Path, replace: bool) -> io::Result<()> {
        self.0.keep(target, replace).await
    }
}

fn send(desk: &Desk, name: &str, bytes: &[u8]) -> TransferId {
    let local = desk.local_file(name, bytes);
    desk.app.upload(name, local, RemotePath::root()).unwrap()
}

async fn fails_with(desk: &Desk, id: &TransferId) -> Outcome {
    desk.until_phase(id, Phase::Failed)
        .await
        .problem
        .unwrap()
        .outcome
}

#[tokio::test]
async fn a_file_arrives_whole_and_its_folder_is_shown_anew() {
    let desk = Desk::connected().await;
    let bytes = content(700_000);
    let id = send(&desk, "Übersicht & Plan #1.bin", &bytes);
    let done = desk.until_phase(&id, Phase::Done).await;
    assert_eq!((done.size, done.moved), (Some(700_000), 700_000));
    assert_eq!(
        std::fs::read(desk.remote_file("Übersicht & Plan #1.bin")).unwrap(),
        bytes
    );
    desk.app.stop().await;
    let changed =
        desk.facts.all().iter().any(
            |fact| matches!(&fact.what, What::FolderChanged { folder, .. } if folder.is_root()),
        );
    assert!(changed);
    let mut phases: Vec<Phase> = desk
        .facts
        .all()
        .into_iter()
        .filter_map(|fact| match fact.what {
            What::TransferChanged(transfer) => Some(transfer.phase),
            _ => None,
        })
        .collect();
    phases.dedup();
    assert_eq!(
        phases,
        [
            Phase::Waiting,
            Phase::Preparing,
            Phase::Moving,
            Phase::Finishing,
            Phase::Checking,
            Phase::Done
        ]
    );
}

#[tokio::test]
async fn an_empty_file_arrives_too() {
    let desk = Desk::connected().await;
    let id = send(&desk, "empty.txt", b"");
    assert_eq!(desk.until_phase(&id, Phase::Done).await.size, Some(0));
    assert_eq!(std::fs::read(desk.remote_file("empty.txt")).unwrap(), b"");
}

#[tokio::test]
async fn the_same_request_is_the_same_transfer() {
    let desk = Desk::connected().await;
    let local = desk.local_file("once.txt", b"once");
    let first = desk
        .app
        .upload("request", local.clone(), RemotePath::root())
        .unwrap();
    let second = desk
        .app
        .upload("request", local.clone(), RemotePath::root())
        .unwrap();
    assert_eq!(first, second);
    desk.until_phase(&first, Phase::Done).await;
    assert_eq!(
        desk.app
            .upload("request", local, RemotePath::root())
            .unwrap(),
        first
    );
    assert_eq!(desk.app.snapshot().transfers.len(), 1);
    assert_eq!(desk.sandbox.ledger().count("POST", "/api/2/path/data"), 1);
}

/// S13.21: asked before anything is replaced.
#[tokio::test]
async fn a_name_that_is_taken_is_the_persons_to_decide() {
    let desk = Desk::connected().await;
    for (name, answer) in [
        ("a.txt", Answer::Replace),
        ("b.txt", Answer::KeepBoth),
        ("c.txt", Answer::Skip),
    ] {
        let before = send(&desk, name, b"there before");
        desk.until_phase(&before, Phase::Done).await;
        let local = desk.local_file(name, b"new");
        let request = format!("again {name}");
        let id = desk
            .app
            .upload(&request, local, RemotePath::root())
            .unwrap();
        let asking = desk.until_phase(&id, Phase::NeedsYou).await;
        assert_eq!(asking.problem.unwrap().outcome, Outcome::NameTaken);
        assert_eq!(
            std::fs::read(desk.remote_file(name)).unwrap(),
            b"there before"
        );
        desk.app.answer_transfer(&id, answer).unwrap();
        let end = if answer == Answer::Skip {
            Phase::Cancelled
        } else {
            Phase::Done
        };
        desk.until_phase(&id, end).await;
        assert!(
            desk.app.answer_transfer(&id, answer).is_err(),
            "asked once, answered once"
        );
    }
    assert_eq!(std::fs::read(desk.remote_file("a.txt")).unwrap(), b"new");
    assert_eq!(
        std::fs::read(desk.remote_file("b.txt")).unwrap(),
        b"there before"
    );
    assert_eq!(
        std::fs::read(desk.remote_file("b (2).txt")).unwrap(),
        b"new"
    );
    assert_eq!(
        std::fs::read(desk.remote_file("c.txt")).unwrap(),
        b"there before"
    );
}

#[tokio::test]
async fn keeping_both_takes_the_first_free_name() {
    let desk = Desk::connected().await;
    for name in ["plan.pdf", "plan (2).pdf", "plan (3).pdf"] {
        desk.put_remote(name, b"there before");
    }
    let id = send(&desk, "plan.pdf", b"new");
    desk.until_phase(&id, Phase::NeedsYou).await;
    desk.app.answer_transfer(&id, Answer::KeepBoth).unwrap();
    assert_eq!(
        desk.until_phase(&id, Phase::Done).await.name,
        "plan (4).pdf"
    );
}

#[tokio::test]
async fn a_folder_is_never_replaced_by_a_file() {
    let desk = Desk::connected().await;
    desk.put_remote("plans/inside.txt", b"precious");
    let id = send(&desk, "plans", b"a file");
    desk.until_phase(&id, Phase::NeedsYou).await;
    desk.app.answer_transfer(&id, Answer::Replace).unwrap();
    assert_eq!(fails_with(&desk, &id).await, Outcome::NameTaken);
    assert_eq!(
        std::fs::read(desk.remote_file("plans/inside.txt")).unwrap(),
        b"precious"
    );
}

#[tokio::test]
async fn success_that_lost_the_tail_is_incomplete_and_not_done() {
    let desk = Desk::connected().await;
    desk.sandbox
        .faults()
        .always(Endpoint::Upload, Fault::DropTail(100));
    let id = send(&desk, "plan.bin", &content(5000));
    // It is looked for, sent once more, and looked for again.
    for wait in [500, 1000, 2000, 1000, 500, 1000, 2000] {
        let wait = Duration::from_millis(wait);
        assert!(desk.clock.until_asleep_for(wait).await);
        desk.clock.advance(wait);
    }
    assert_eq!(fails_with(&desk, &id).await, Outcome::Incomplete);
}

/// S13.29: also by the app.
#[tokio::test]
async fn a_file_that_is_not_visible_at_once_is_looked_for_again() {
    let desk = Desk::connected().await;
    // The first look is whether the name is free, the second whether the file is there.
    let bytes = content(5000);
    desk.sandbox
        .faults()
        .next(Endpoint::Info, Fault::Status(404));
    desk.sandbox
        .faults()
        .next(Endpoint::Info, Fault::Status(404));
    let id = send(&desk, "plan.bin", &bytes);
    let wait = Duration::from_millis(500);
    assert!(desk.clock.until_asleep_for(wait).await);
    desk.clock.advance(wait);
    desk.until_phase(&id, Phase::Done).await;
}

#[tokio::test]
async fn both_shapes_of_the_services_answer_will_do() {
    let desk = Desk::connected().await;
    for (name, shape) in [
        ("1.txt", UploadAnswer::Array),
        ("2.txt", UploadAnswer::Object),
    ] {
        desk.sandbox
            .switches()
            .change(|switches| switches.upload_answer = shape);
        let id = send(&desk, name, b"content");
        desk.until_phase(&id, Phase::Done).await;
    }
}

#[tokio::test]
async fn an_answer_that_was_lost_is_cleared_up_by_asking_and_not_by_sending_again() {
    let desk = Desk::connected().await;
    desk.sandbox.faults().next(Endpoint::Upload, Fault::Cut(0));
    let id = send(&desk, "plan.bin", &content(5000));
    desk.until_phase(&id, Phase::Done).await;
    assert_eq!(desk.sandbox.ledger().count("POST", "/api/2/path/data"), 1);
}

#[tokio::test]
async fn a_throttled_upload_waits_as_told_and_is_sent_again() {
    let desk = Desk::connected().await;
    let throttle = Fault::Throttle(ThrottleStyle::Middle, 9.0);
    desk.sandbox.faults().next(Endpoint::Upload, throttle);
    let bytes = content(5000);
    let id = send(&desk, "plan.bin", &bytes);
    desk.clock.sleep_through_about(Duration::from_secs(9)).await;
    desk.until_phase(&id, Phase::Done).await;
    assert_eq!(std::fs::read(desk.remote_file("plan.bin")).unwrap(), bytes);
}

#[tokio::test]
async fn a_token_that_is_refused_half_way_is_renewed_once_and_the_file_sent_again() {
    let desk = Desk::connected().await;
    desk.sandbox
        .switches()
        .change(|switches| switches.bad_token_status = 401);
    desk.sandbox.expire_access_tokens();
    let local = desk.local_file("plan.bin", &content(5000));
    // The look for the name is what meets the dead token first; so the upload's own is refused by hand.
    desk.sandbox
        .faults()
        .next(Endpoint::Upload, Fault::Status(401));
    let id = desk.app.upload("1", local, RemotePath::root()).unwrap();
    desk.until_phase(&id, Phase::Done).await;
    assert_eq!(desk.state_name(), "Connected");
}

#[tokio::test]
async fn a_file_that_changes_while_it_is_sent_is_not_sent_under_a_wrong_size() {
    for ailment in [Ailment::ShorterThanSeen, Ailment::LongerThanSeen] {
        let sick = Arc::new(SickDisk::default());
        let desk = Desk::with(DeskPlan {
            vfs: Arc::clone(&sick) as _,
            ..DeskPlan::default()
        })
        .await;
        desk.connect().await;
        sick.fall_ill(ailment);
        let id = send(&desk, "plan.bin", &content(5000));
        assert_eq!(
            fails_with(&desk, &id).await,
            Outcome::FileUnreadable,
            "{ailment:?}"
        );
        assert!(!desk.remote_file("plan.bin").exists(), "{ailment:?}");
    }
}

#[tokio::test]
async fn what_is_no_file_is_not_sent() {
    let desk = Desk::connected().await;
    let missing = desk.download_to("no such file.txt");
    let id = desk.app.upload("1", missing, RemotePath::root()).unwrap();
    assert_eq!(fails_with(&desk, &id).await, Outcome::FileUnreadable);
    let folder = desk.data_dir();
    let id = desk.app.upload("2", folder, RemotePath::root()).unwrap();
    assert_eq!(fails_with(&desk, &id).await, Outcome::FileUnreadable);
}

#[tokio::test]
async fn a_folder_that_vanished_and_a_full_storage_are_said() {
    let desk = Desk::connected().await;
    let local = desk.local_file("plan.bin", b"plan");
    let gone = RemotePath::parse("/gone").unwrap();
    let id = desk.app.upload("1", local.clone(), gone).unwrap();
    assert_eq!(fails_with(&desk, &id).await, Outcome::NotFound);
    desk.sandbox
        .switches()
        .change(|switches| switches.disk_limit = Some(1));
    let id = desk.app.upload("2", local, RemotePath::root()).unwrap();
    assert_eq!(fails_with(&desk, &id).await, Outcome::QuotaExceeded);
}

#[tokio::test]
async fn cancelling_stops_an_upload_and_failed_ones_can_be_put_away() {
    let desk = Desk::connected().await;
    desk.sandbox.faults().next(Endpoint::Upload, Fault::Hang);
    let id = send(&desk, "plan.bin", &content(5000));
    assert!(
        desk.sandbox
            .ledger()
            .wait_until_asked(1, "/api/2/path/data")
            .await
    );
    desk.app.cancel_transfer(&id);
    assert!(
        desk.until_phase(&id, Phase::Cancelled)
            .await
            .problem
            .is_none()
    );
    assert!(desk.app.retry_transfer(&id).is_err());

    desk.sandbox
        .faults()
        .always(Endpoint::Upload, Fault::Status(500));
    desk.clock.hurry(Duration::from_mins(5));
    let failed = send(&desk, "other.bin", b"x");
    desk.until_phase(&failed, Phase::Failed).await;
    desk.app.clear_finished();
    assert_eq!(
        desk.app.snapshot().transfers.len(),
        1,
        "what failed is not hidden"
    );
    desk.app.cancel_transfer(&failed);
    desk.app.clear_finished();
    assert!(desk.app.snapshot().transfers.is_empty());
}

/// H3: a sign-in that has ended fails nothing: what waits for it goes on by itself after the next one.
#[tokio::test]
async fn an_upload_without_a_sign_in_waits_for_it_and_goes_on_by_itself() {
    let desk = Desk::connected().await;
    desk.sandbox.end_sign_in("maya");
    let id = send(&desk, "plan.bin", b"plan");
    desk.until_ended().await;
    desk.until_waiting_for(&id, Wait::SignIn).await;
    desk.app.connect().await.unwrap();
    desk.until_phase(&id, Phase::Done).await;
    assert_eq!(desk.sandbox.ledger().count("POST", "/api/2/path/data"), 1);
}
