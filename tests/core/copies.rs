//! Verified copies, where the site does not give everything, and where they are stopped.

use std::sync::Mutex;
use std::time::Duration;

use connect_core::{CopyFile, CopyNews, CopyReport, Error, Outcome, RemotePath};
use smartfile_sandbox::{Endpoint, Fault};
use support::Desk;

async fn desk() -> Desk {
    let desk = Desk::connected().await;
    desk.clock.hurry(Duration::from_secs(8));
    desk.put_remote("Firm/plan.txt", b"the plan");
    desk.put_remote("Firm/Old/notes.txt", b"old notes");
    desk
}

fn firm() -> RemotePath {
    RemotePath::parse("/Firm").unwrap()
}

async fn keep(desk: &Desk) -> CopyReport {
    let into = desk.download_to("copy");
    desk.app.keep_copy(&firm(), &into, &|_| {}).await.unwrap()
}

/// D19: a folder that could not be looked into is no reason to call its files gone.
#[tokio::test]
async fn what_could_not_be_seen_is_not_called_gone() {
    let desk = desk().await;
    assert_eq!(keep(&desk).await.new, 2);
    // The folder is asked for, then its page; that of the folder below it is refused, however often.
    let faults = desk.sandbox.faults();
    let app = desk.app.clone();
    let told = Mutex::new(Vec::new());
    let into = desk.download_to("copy");
    let note = |news: CopyNews<'_>| match news {
        CopyNews::Settled(path, how) => told.lock().unwrap().push((path.to_string(), how)),
        CopyNews::Skipped(skipped) => assert!(skipped.is_folder, "{skipped:?}"),
        CopyNews::SetAside(..) => panic!("{news:?}"),
    };
    faults.times(Endpoint::Info, 2, Fault::Slow(Duration::ZERO));
    faults.times(Endpoint::Info, 2, Fault::Status(403));
    let report = app.keep_copy(&firm(), &into, &note).await.unwrap();
    assert_eq!((report.unchanged, report.gone, report.files), (1, 0, 2));
    assert_eq!(report.skipped.len(), 1);
    assert_eq!(report.skipped[0].path.as_str(), "/Firm/Old");
    assert_eq!(report.skipped[0].problem.outcome, Outcome::Forbidden);
    assert!(!report.is_whole());
    let told = told.into_inner().unwrap();
    assert_eq!(told, [("/Firm/plan.txt".to_owned(), CopyFile::Unchanged)]);
}

/// D1, D19: other bytes under the same size and time are seen by the fingerprint, and take the place of the old ones.
#[tokio::test]
async fn other_bytes_of_the_same_size_and_time_are_not_called_unchanged() {
    let desk = desk().await;
    keep(&desk).await;
    let there = desk.remote_file("Firm/plan.txt");
    let before = std::fs::metadata(&there).unwrap().modified().unwrap();
    std::fs::write(&there, b"the PLAN").unwrap();
    let file = std::fs::File::options().write(true).open(&there).unwrap();
    file.set_modified(before).unwrap();
    let report = keep(&desk).await;
    assert_eq!((report.unchanged, report.changed), (1, 1), "{report:?}");
    let here = std::fs::read(desk.download_to("copy").join("files/plan.txt"));
    assert_eq!(here.unwrap(), b"the PLAN");
}

/// D19: one that is stopped has its papers about what it has, and the next run goes on.
#[tokio::test]
async fn a_copy_that_is_stopped_says_so_and_goes_on_another_time() {
    let desk = desk().await;
    let faults = desk.sandbox.faults();
    faults.always(Endpoint::Download, Fault::Hang);
    let into = desk.download_to("copy");
    let folder = firm();
    let copy = desk.app.keep_copy(&folder, &into, &|_| {});
    let stop = async {
        let ledger = desk.sandbox.ledger();
        assert!(ledger.wait_until_asked(2, "/api/2/path/data").await);
        desk.app.stop_copy();
    };
    let (stopped, ()) = tokio::join!(copy, stop);
    let stopped = stopped.unwrap();
    let ended_by = stopped.ended_by.clone().map(|problem| problem.outcome);
    assert_eq!(ended_by, Some(Outcome::Cancelled));
    assert_eq!((stopped.new, stopped.files), (0, 0));
    let summary = std::fs::read_to_string(into.join("SUMMARY.txt")).unwrap();
    assert!(summary.contains("did not get to its end"), "{summary}");
    faults.clear();
    // Somebody else is at it.
    let held = std::fs::File::open(into.join("copy.jsonl")).unwrap();
    held.lock().unwrap();
    let busy = desk.app.keep_copy(&folder, &into, &|_| {}).await;
    assert!(matches!(busy, Err(Error::CopyUnderWay)), "{busy:?}");
    drop(held);
    let report = keep(&desk).await;
    assert!(report.is_whole(), "{report:?}");
    assert_eq!((report.new, report.by_fingerprint), (2, 2));
    desk.until("their rows go", |now| {
        now.transfers.is_empty().then_some(())
    })
    .await;
}
