//! Files that come here.

use std::sync::Arc;
use std::time::Duration;

use connect_core::{Outcome, Phase, RemotePath, TransferId, What};
use smartfile_sandbox::{Endpoint, Fault, RangeAnswer};
use support::{Desk, DeskPlan};

use crate::upload::{Ailment, SickDisk, content};

fn path(text: &str) -> RemotePath {
    RemotePath::parse(text).unwrap()
}

/// A desk with a file of 300,000 bytes to fetch.
async fn with_file() -> (Desk, Vec<u8>) {
    let desk = Desk::connected().await;
    let bytes = content(300_000);
    desk.put_remote("Photos/roof.bin", &bytes);
    (desk, bytes)
}

fn fetch(desk: &Desk) -> TransferId {
    let target = desk.download_to("roof.bin");
    desk.app
        .download("request", path("/Photos/roof.bin"), target)
        .unwrap()
}

#[tokio::test]
async fn a_file_arrives_whole() {
    let (desk, bytes) = with_file().await;
    let id = fetch(&desk);
    let done = desk.until_phase(&id, Phase::Done).await;
    assert_eq!(std::fs::read(desk.download_to("roof.bin")).unwrap(), bytes);
    assert_eq!((done.size, done.moved), (Some(300_000), 300_000));
    assert_eq!(
        (done.name.as_str(), done.folder.as_str()),
        ("roof.bin", "/Photos")
    );
    assert_eq!(desk.downloaded(), ["roof.bin"]);
    desk.app.stop().await;
    let phases: Vec<Phase> = desk.facts.all().into_iter().filter_map(phase_of).collect();
    let mut steps = phases.clone();
    steps.dedup();
    assert_eq!(
        steps,
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

fn phase_of(fact: connect_core::Fact) -> Option<Phase> {
    match fact.what {
        What::TransferChanged(transfer) => Some(transfer.phase),
        _ => None,
    }
}

#[tokio::test]
async fn an_empty_file_arrives_too() {
    let desk = Desk::connected().await;
    desk.put_remote("empty.txt", b"");
    let id = desk
        .app
        .download("1", path("/empty.txt"), desk.download_to("empty.txt"))
        .unwrap();
    assert_eq!(desk.until_phase(&id, Phase::Done).await.size, Some(0));
    assert_eq!(std::fs::read(desk.download_to("empty.txt")).unwrap(), b"");
}

/// S13.26: compared with the size that the entry tells.
#[tokio::test]
async fn a_file_without_a_declared_length_is_measured_all_the_same() {
    let (desk, bytes) = with_file().await;
    desk.sandbox
        .switches()
        .change(|switches| switches.chunked_downloads = true);
    desk.until_phase(&fetch(&desk), Phase::Done).await;
    assert_eq!(std::fs::read(desk.download_to("roof.bin")).unwrap(), bytes);
}

#[tokio::test]
async fn a_broken_download_goes_on_where_it_broke() {
    let (desk, bytes) = with_file().await;
    desk.sandbox
        .faults()
        .times(Endpoint::Download, 3, Fault::Cut(70_000));
    desk.until_phase(&fetch(&desk), Phase::Done).await;
    assert_eq!(std::fs::read(desk.download_to("roof.bin")).unwrap(), bytes);
    let calls = desk.sandbox.ledger().to("/api/2/path/data");
    let ranges: Vec<_> = calls
        .iter()
        .filter_map(|call| call.header("range"))
        .collect();
    assert_eq!(ranges.len(), 3, "{ranges:?}");
}

#[tokio::test]
async fn a_server_that_ignores_ranges_sends_the_file_from_the_start() {
    let (desk, bytes) = with_file().await;
    desk.sandbox
        .switches()
        .change(|switches| switches.range = RangeAnswer::Ignored);
    desk.sandbox
        .faults()
        .next(Endpoint::Download, Fault::Cut(70_000));
    desk.until_phase(&fetch(&desk), Phase::Done).await;
    assert_eq!(std::fs::read(desk.download_to("roof.bin")).unwrap(), bytes);
}

#[tokio::test]
async fn a_download_that_breaks_again_and_again_is_incomplete_and_leaves_nothing() {
    let (desk, bytes) = with_file().await;
    desk.sandbox
        .faults()
        .always(Endpoint::Download, Fault::Cut(1000));
    desk.clock.hurry(Duration::from_mins(5));
    let id = fetch(&desk);
    let failed = desk.until_phase(&id, Phase::Failed).await;
    assert_eq!(failed.problem.unwrap().outcome, Outcome::Incomplete);
    assert!(desk.downloaded().is_empty());
    desk.sandbox.faults().clear();
    desk.app.retry_transfer(&id).unwrap();
    desk.until_phase(&id, Phase::Done).await;
    assert_eq!(std::fs::read(desk.download_to("roof.bin")).unwrap(), bytes);
}

#[tokio::test]
async fn cancelling_leaves_no_temporary_file_and_no_half_file() {
    let (desk, _) = with_file().await;
    std::fs::write(desk.download_to("roof.bin"), b"the old one").unwrap();
    desk.sandbox.faults().next(Endpoint::Download, Fault::Hang);
    let id = fetch(&desk);
    assert!(
        desk.sandbox
            .ledger()
            .wait_until_asked(1, "/api/2/path/data")
            .await
    );
    assert_eq!(
        desk.downloaded().len(),
        2,
        "a temporary file beside the target"
    );
    desk.app.cancel_transfer(&id);
    desk.until_phase(&id, Phase::Cancelled).await;
    desk.app.stop().await;
    assert_eq!(desk.downloaded(), ["roof.bin"]);
    assert_eq!(
        std::fs::read(desk.download_to("roof.bin")).unwrap(),
        b"the old one"
    );
}

#[tokio::test]
async fn a_file_that_is_gone_is_said_so() {
    let desk = Desk::connected().await;
    let id = desk
        .app
        .download("1", path("/gone.txt"), desk.download_to("gone.txt"))
        .unwrap();
    let failed = desk.until_phase(&id, Phase::Failed).await;
    assert_eq!(failed.problem.unwrap().outcome, Outcome::NotFound);
}

#[tokio::test]
async fn a_throttled_download_waits_as_told() {
    let (desk, bytes) = with_file().await;
    let throttle = Fault::Throttle(smartfile_sandbox::ThrottleStyle::New, 3.0);
    desk.sandbox.faults().next(Endpoint::Download, throttle);
    let id = fetch(&desk);
    desk.clock.sleep_through_about(Duration::from_secs(3)).await;
    desk.until_phase(&id, Phase::Done).await;
    assert_eq!(std::fs::read(desk.download_to("roof.bin")).unwrap(), bytes);
}

#[tokio::test]
async fn a_disk_without_room_is_found_out_before_a_byte_moves() {
    let sick = Arc::new(SickDisk::default());
    let desk = Desk::with(DeskPlan {
        vfs: Arc::clone(&sick) as _,
        ..DeskPlan::default()
    })
    .await;
    desk.connect().await;
    desk.put_remote("Photos/roof.bin", &content(300_000));
    sick.fall_ill(Ailment::LittleRoom);
    let failed = desk.until_phase(&fetch(&desk), Phase::Failed).await;
    assert_eq!(failed.problem.unwrap().outcome, Outcome::DiskFull);
    assert_eq!(desk.sandbox.ledger().count("GET", "/api/2/path/data"), 0);
}

#[tokio::test]
async fn disk_errors_are_said_and_leave_nothing_behind() {
    for (ailment, outcome) in [
        (Ailment::NoTemporary, Outcome::FileUnwritable),
        (Ailment::FullWhileWriting, Outcome::DiskFull),
        (Ailment::WriteError, Outcome::FileUnwritable),
    ] {
        let sick = Arc::new(SickDisk::default());
        let desk = Desk::with(DeskPlan {
            vfs: Arc::clone(&sick) as _,
            ..DeskPlan::default()
        })
        .await;
        desk.connect().await;
        desk.put_remote("Photos/roof.bin", &content(300_000));
        sick.fall_ill(ailment);
        let failed = desk.until_phase(&fetch(&desk), Phase::Failed).await;
        assert_eq!(failed.problem.unwrap().outcome, outcome, "{ailment:?}");
        assert!(desk.downloaded().is_empty(), "{ailment:?}");
    }
}

#[tokio::test]
async fn a_folder_that_does_not_exist_cannot_be_written_to() {
    let (desk, _) = with_file().await;
    let target = desk.download_to("nowhere/roof.bin");
    let id = desk
        .app
        .download("1", path("/Photos/roof.bin"), target)
        .unwrap();
    let failed = desk.until_phase(&id, Phase::Failed).await;
    assert_eq!(failed.problem.unwrap().outcome, Outcome::FileUnwritable);
}

/// S13.36: well below what the service lets one person do at once.
#[tokio::test]
async fn three_move_at_once_and_the_rest_wait_their_turn() {
    let desk = Desk::connected().await;
    let ids: Vec<TransferId> = (0..5)
        .map(|number| {
            let name = format!("{number}.txt");
            desk.put_remote(&name, b"content");
            let target = desk.download_to(&name);
            desk.sandbox.faults().next(Endpoint::Download, Fault::Hang);
            desk.app
                .download(&name, path(&format!("/{name}")), target)
                .unwrap()
        })
        .collect();
    assert!(
        desk.sandbox
            .ledger()
            .wait_until_asked(3, "/api/2/path/data")
            .await
    );
    let snapshot = desk.app.snapshot();
    let phases: Vec<Phase> = snapshot.transfers.iter().map(|t| t.phase).collect();
    assert_eq!(
        phases.iter().filter(|phase| phase.is_active()).count(),
        3,
        "{phases:?}"
    );
    assert_eq!(phases[3..], [Phase::Waiting, Phase::Waiting]);
    desk.sandbox.faults().clear();
    for id in &ids {
        desk.until_phase(id, Phase::Done).await;
    }
    desk.app.clear_finished();
    assert!(desk.app.snapshot().transfers.is_empty());
}
