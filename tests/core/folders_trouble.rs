//! Folders in bad weather, at ill disks, and in the way of people who change their minds.
#![allow(clippy::similar_names, reason = "a desk has a disk")]

use std::io;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use connect_core::{
    Answer, FolderAnswer, ItemState, ItemsShown, LocalDisk, NameRules, Outcome, Phase,
    ReceiptFilter, RemotePath, Snapshot, Stat, Temporary, TransferId, Vfs, Wait, site_item_name,
};
use smartfile_sandbox::{Endpoint, Fault, ThrottleStyle, World};
use support::{Desk, DeskPlan, DiskStep, FailingDisk};
use tokio::io::AsyncRead;

use crate::folders::{counts, folder_here, held_here, items, path, paths, quick};
use crate::upload::content;

/// B42: what failed is tried again, alone, and what had arrived is not sent twice.
#[tokio::test]
async fn what_failed_of_a_folder_is_tried_again_and_nothing_else() {
    let desk = Desk::new().await;
    quick(&desk).await;
    let files: &[(&str, &[u8])] = &[("a.txt", b"a"), ("b.txt", b"b"), ("c.txt", b"c")];
    let local = folder_here(&desk, "Harbor", files);
    desk.sandbox
        .faults()
        .next(Endpoint::Upload, Fault::Status(413));
    let id = desk
        .app
        .upload_folder("up", local, RemotePath::root())
        .unwrap();
    let failed = desk.until_phase(&id, Phase::Failed).await;
    let all = counts(&failed);
    assert_eq!((all.done, all.failed, all.waiting), (2, 1, 0), "{all:?}");
    assert_eq!(
        failed.problem.as_ref().unwrap().outcome,
        Outcome::UnexpectedReply
    );
    let open = items(&desk, &id, ItemsShown::Failed).await;
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].state, ItemState::Failed(Outcome::UnexpectedReply));
    let before = desk.sandbox.ledger().count("POST", "/api/2/path/data");
    desk.app.retry_transfer(&id).unwrap();
    let done = desk.until_phase(&id, Phase::Done).await;
    assert_eq!(counts(&done).done, 3);
    let sent = desk.sandbox.ledger().count("POST", "/api/2/path/data") - before;
    assert_eq!(sent, 1, "only what had failed");
    let receipts = desk
        .app
        .receipts(ReceiptFilter::default(), None, 9)
        .await
        .unwrap();
    assert_eq!(receipts.total, 3);
}

/// B42: what failed may be left, and is listed as left then.
#[tokio::test]
async fn what_failed_of_a_folder_can_be_left() {
    let desk = Desk::new().await;
    quick(&desk).await;
    let local = folder_here(&desk, "Harbor", &[("a.txt", b"a"), ("b.txt", b"b")]);
    desk.sandbox
        .faults()
        .next(Endpoint::Upload, Fault::Status(402));
    let id = desk
        .app
        .upload_folder("up", local, RemotePath::root())
        .unwrap();
    desk.until_phase(&id, Phase::Failed).await;
    desk.app.leave_failed_items(&id).await.unwrap();
    let done = desk.until_phase(&id, Phase::Done).await;
    let all = counts(&done);
    assert_eq!(
        (all.files, all.done, all.failed, all.left_out),
        (1, 1, 0, 1)
    );
}

/// An unreadable file is told, and the folder is not done without it.
#[tokio::test]
async fn a_file_that_cannot_be_read_keeps_a_folder_from_being_done() {
    let disk = FailingDisk::default();
    let desk = Desk::with(DeskPlan {
        vfs: Arc::new(disk.clone()),
        ..DeskPlan::default()
    })
    .await;
    quick(&desk).await;
    let local = folder_here(&desk, "Harbor", &[("sub/a.txt", b"a")]);
    disk.fail(DiskStep::Open, 0, 13);
    let id = desk
        .app
        .upload_folder("up", local, RemotePath::root())
        .unwrap();
    desk.until_phase(&id, Phase::Failed).await;
    let open = items(&desk, &id, ItemsShown::Failed).await;
    assert_eq!(paths(&open), ["sub/a.txt"]);
    assert_eq!(open[0].state, ItemState::Failed(Outcome::FileUnreadable));
    assert!(disk.mend());
    desk.app.retry_item(&id, open[0].number).await.unwrap();
    desk.until_phase(&id, Phase::Done).await;
}

/// B43: there is no room for all of it: said before the disk is full, and nothing half is left.
#[tokio::test]
async fn a_folder_that_does_not_fit_is_held_before_the_disk_is_full() {
    let disk = FailingDisk::default();
    let desk = Desk::with(DeskPlan {
        vfs: Arc::new(disk.clone()),
        ..DeskPlan::default()
    })
    .await;
    quick(&desk).await;
    for number in 0..5 {
        desk.put_remote(&format!("Films/{number}.bin"), &content(1000));
    }
    disk.has_room_for(3000);
    let target = desk.download_to("Films");
    let id = desk
        .app
        .download_folder("down", path("/Films"), target)
        .unwrap();
    let held = desk.until_phase(&id, Phase::Failed).await;
    assert_eq!(held.problem.as_ref().unwrap().outcome, Outcome::DiskFull);
    assert_eq!(counts(&held).failed, 0, "no file failed over it");
    disk.has_room_for(1_000_000);
    desk.app.retry_transfer(&id).unwrap();
    let done = desk.until_phase(&id, Phase::Done).await;
    assert_eq!(counts(&done).done, 5);
}

/// B34: a site that wants to be left alone is left alone by all of it, and then it goes on.
#[tokio::test]
async fn a_folder_goes_on_when_the_site_has_asked_to_wait() {
    let desk = Desk::new().await;
    quick(&desk).await;
    let files: &[(&str, &[u8])] = &[("a.txt", b"a"), ("sub/b.txt", b"b"), ("sub/c.txt", b"c")];
    let local = folder_here(&desk, "Harbor", files);
    let wait = || Fault::Throttle(ThrottleStyle::New, 1.0);
    desk.sandbox.faults().next(Endpoint::Upload, wait());
    desk.sandbox.faults().next(Endpoint::Info, wait());
    let id = desk
        .app
        .upload_folder("up", local, RemotePath::root())
        .unwrap();
    let done = desk.until_phase(&id, Phase::Done).await;
    assert_eq!(counts(&done).done, 3);
}

/// The way is lost in the middle: nothing failed, and it goes on by itself.
#[tokio::test]
async fn a_folder_waits_while_the_way_is_closed_and_goes_on_by_itself() {
    let desk = Desk::with(DeskPlan {
        wired: true,
        ..DeskPlan::default()
    })
    .await;
    quick(&desk).await;
    let large = content(400_000);
    let files: &[(&str, &[u8])] = &[("a.bin", &large), ("b.bin", &large), ("sub/c.bin", &large)];
    let local = folder_here(&desk, "Harbor", files);
    let wire = desk.wire.as_ref().unwrap();
    wire.cut().await;
    let id = desk
        .app
        .upload_folder("up", local, RemotePath::root())
        .unwrap();
    desk.until_waiting_for(&id, Wait::Offline).await;
    wire.mend().await;
    desk.clock.hurry(std::time::Duration::from_mins(1));
    let done = desk.until_phase(&id, Phase::Done).await;
    let all = counts(&done);
    assert_eq!((all.done, all.failed, all.needs_you), (3, 0, 0), "{all:?}");
}

/// Held half way, it stands still; let go, it comes to its end. Given up, nothing half is left.
#[tokio::test]
async fn a_folder_is_held_let_go_and_given_up() {
    let desk = Desk::new().await;
    quick(&desk).await;
    for number in 0..40 {
        desk.put_remote(&format!("Films/{number}.bin"), &content(50_000));
    }
    let faults = desk.sandbox.faults();
    let some_then_none = || {
        faults.times(
            Endpoint::Download,
            4,
            Fault::Slow(std::time::Duration::ZERO),
        );
        faults.always(Endpoint::Download, Fault::Hang);
    };
    some_then_none();
    let target = desk.download_to("Films");
    let id = desk
        .app
        .download_folder("down", path("/Films"), target.clone())
        .unwrap();
    let four_done = |id: TransferId| {
        move |snapshot: &Snapshot| {
            let row = snapshot.transfers.iter().find(|row| row.id == id)?;
            (counts(row).done == 4).then_some(())
        }
    };
    desk.until("four done", four_done(id.clone())).await;
    desk.app.pause_transfer(&id).unwrap();
    let held = desk.until_phase(&id, Phase::Paused).await;
    assert_eq!(counts(&held).done, 4);
    faults.clear();
    desk.app.resume_transfer(&id).unwrap();
    desk.until_phase(&id, Phase::Done).await;
    assert_eq!(held_here(&target).len(), 40);
    // Once more, and given up.
    some_then_none();
    let other = desk.download_to("Others");
    let id = desk
        .app
        .download_folder("again", path("/Films"), other.clone())
        .unwrap();
    desk.until("four done", four_done(id.clone())).await;
    desk.app.cancel_transfer(&id);
    desk.until_phase(&id, Phase::Cancelled).await;
    faults.clear();
    desk.app.stop().await;
    assert_eq!(held_here(&other).len(), 4, "nothing half is left");
}

/// T10, T11: whatever the site calls its files, they lie in the folder that was chosen.
#[tokio::test]
async fn hostile_names_lead_nowhere() {
    let desk = Desk::in_world(World::Hostile).await;
    quick(&desk).await;
    let target = desk.download_to("Hostile");
    let id = desk
        .app
        .download_folder("1", path("/Hostile"), target.clone())
        .unwrap();
    let row = desk
        .until("an end", |snapshot| {
            let row = snapshot.transfers.iter().find(|row| row.id == id)?;
            let over = matches!(row.phase, Phase::Done | Phase::Failed | Phase::NeedsYou);
            over.then(|| row.clone())
        })
        .await;
    let all = counts(&row);
    assert!(all.done > 10 && all.renamed > 0, "{all:?}");
    assert_eq!(desk.downloaded(), ["Hostile"]);
    for item in items(&desk, &id, ItemsShown::Renamed).await {
        let there = item.path.rsplit('/').next().unwrap();
        let told = site_item_name(item.renamed.as_ref().unwrap());
        assert!(told.is_none() || told.as_deref() == Some(there), "{item:?}");
    }
}

/// T12: a link in the place of a folder that is to be merged into leads nothing elsewhere.
#[cfg(unix)]
#[tokio::test]
async fn no_link_on_this_computer_leads_a_folder_elsewhere() {
    let desk = Desk::new().await;
    quick(&desk).await;
    desk.put_remote("Films/sub/a.txt", b"a");
    let (target, elsewhere) = (desk.download_to("Films"), desk.download_to("elsewhere"));
    std::fs::create_dir(&target).unwrap();
    std::fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, target.join("sub")).unwrap();
    let id = desk
        .app
        .download_folder("2", path("/Films"), target)
        .unwrap();
    desk.until_phase(&id, Phase::NeedsYou).await;
    let merge = FolderAnswer::Merge(Some(Answer::Replace));
    desk.app.answer_folder(&id, merge).unwrap();
    desk.until_phase(&id, Phase::Failed).await;
    let failed = items(&desk, &id, ItemsShown::Failed).await;
    assert_eq!(paths(&failed), ["sub"]);
    assert!(
        held_here(&elsewhere).is_empty(),
        "nothing went through the link"
    );
}

/// B37, B38: on a disk that takes fewer names than the site, twins both land, and each can be told back.
#[tokio::test]
async fn names_that_the_disk_does_not_take_are_spelled_and_told() {
    let desk = Desk::with(DeskPlan {
        vfs: Arc::new(StickFromWindows),
        ..DeskPlan::default()
    })
    .await;
    quick(&desk).await;
    for name in [
        "Plan.txt",
        "plan.txt",
        "a:b.txt",
        "con",
        "dot.",
        "sub./x?.txt",
    ] {
        desk.put_remote(&format!("Odd/{name}"), name.as_bytes());
    }
    let target = desk.download_to("Odd");
    let id = desk
        .app
        .download_folder("down", path("/Odd"), target.clone())
        .unwrap();
    let done = desk.until_phase(&id, Phase::Done).await;
    assert_eq!(counts(&done).done, 6);
    for (spelled, bytes) in held_here(&target) {
        let Some(bytes) = bytes else { continue };
        let names: Vec<String> = spelled
            .split('/')
            .map(|name| site_item_name(name).unwrap())
            .collect();
        assert_eq!(
            names.join("/").as_bytes(),
            bytes,
            "{spelled} comes back as it was"
        );
        let refused = |c: char| ":?".contains(c);
        assert!(
            !spelled.contains(refused) && !spelled.ends_with('.'),
            "{spelled}"
        );
    }
    let renamed = items(&desk, &id, ItemsShown::Renamed).await;
    assert_eq!(
        renamed.len(),
        6,
        "one of the twins, and all that are odd: {renamed:?}"
    );
}

/// This computer's disk, as it would be if somebody had put a stick from Windows into it.
struct StickFromWindows;

#[async_trait]
impl Vfs for StickFromWindows {
    async fn stat(&self, path: &Path) -> io::Result<Stat> {
        LocalDisk.stat(path).await
    }

    async fn open(&self, path: &Path) -> io::Result<Box<dyn AsyncRead + Send + Unpin>> {
        LocalDisk.open(path).await
    }

    async fn create_temporary(&self, target: &Path) -> io::Result<Box<dyn Temporary>> {
        LocalDisk.create_temporary(target).await
    }

    async fn create_part(&self, part: &Path) -> io::Result<Box<dyn Temporary>> {
        LocalDisk.create_part(part).await
    }

    async fn reopen_part(&self, part: &Path, length: u64) -> io::Result<Box<dyn Temporary>> {
        LocalDisk.reopen_part(part, length).await
    }

    async fn remove(&self, path: &Path) -> io::Result<()> {
        LocalDisk.remove(path).await
    }

    async fn free_space(&self, folder: &Path) -> io::Result<u64> {
        LocalDisk.free_space(folder).await
    }

    async fn name_rules(&self, _folder: &Path) -> io::Result<NameRules> {
        Ok(NameRules {
            windows: true,
            one_case: true,
            one_form: false,
        })
    }
}
