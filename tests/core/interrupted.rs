//! The app ends while files are on their way, and starts again.

use std::path::Path;
use std::time::Duration;

use connect_core::{
    Answer, Direction, Outcome, Phase, Proof, ReceiptFilter, RemotePath, TransferId, Wait,
};
use smartfile_sandbox::{Endpoint, Fault, RangeAnswer};
use support::{Desk, DeskPlan};

use crate::upload::content;

const SIZE: u32 = 24_000_000;

fn path(text: &str) -> RemotePath {
    RemotePath::parse(text).unwrap()
}

fn fetch(desk: &Desk, name: &str) -> TransferId {
    let from = path(&format!("/{name}"));
    let target = desk.download_to(name);
    desk.app.download(name, from, target).unwrap()
}

fn send(desk: &Desk, name: &str, bytes: &[u8]) -> TransferId {
    let local = desk.local_file(name, bytes);
    desk.app.upload(name, local, RemotePath::root()).unwrap()
}

fn phases(desk: &Desk) -> Vec<Phase> {
    let rows = desk.app.snapshot().transfers;
    rows.iter().map(|row| row.phase).collect()
}

async fn receipts(desk: &Desk) -> u64 {
    let page = desk.app.receipts(ReceiptFilter::default(), None, 1).await;
    page.unwrap().total
}

/// Ranges that were asked for.
fn ranges(desk: &Desk) -> Vec<String> {
    let calls = desk.sandbox.ledger().to("/api/2/path/data");
    let ranges = calls.iter().filter_map(|call| call.header("range"));
    ranges.map(str::to_owned).collect()
}

/// A download of [`SIZE`] bytes whose first 20 million have come when the app is quit.
async fn quit_half_way(desk: &mut Desk, bytes: &[u8]) -> TransferId {
    desk.put_remote("film.bin", bytes);
    desk.sandbox
        .faults()
        .next(Endpoint::Download, Fault::Cut(20_000_000));
    // It looks whether the file is the same before it goes on, and gets no answer to that.
    desk.sandbox
        .faults()
        .next(Endpoint::Info, Fault::Slow(Duration::ZERO));
    desk.sandbox.faults().next(Endpoint::Info, Fault::Hang);
    let id = fetch(desk, "film.bin");
    let asked = desk
        .sandbox
        .ledger()
        .wait_until_asked(2, "/api/2/path/info");
    assert!(asked.await);
    assert_eq!(desk.downloaded().len(), 1, "a part");
    desk.app.stop().await;
    desk.sandbox.faults().clear();
    desk.restart().await;
    desk.until_connected().await;
    id
}

/// D3, B27: what was on its way when the app ended is there again, and does nothing before the person says so.
#[tokio::test]
async fn what_was_interrupted_waits_for_the_persons_word() {
    let mut desk = Desk::connected().await;
    let bytes = content(SIZE);
    let id = quit_half_way(&mut desk, &bytes).await;
    assert_eq!(phases(&desk), [Phase::Interrupted]);
    let asked = desk.sandbox.ledger().count("GET", "/api/2/path/data");
    assert_eq!(asked, 1, "nothing by itself");
    assert_eq!(
        fetch(&desk, "film.bin"),
        id,
        "the same request is the same one"
    );
    assert_eq!(phases(&desk), [Phase::Interrupted]);
    desk.app.continue_interrupted();
    let done = desk.until_phase(&id, Phase::Done).await;
    assert!(matches!(done.proof, Some(Proof::Fingerprint(_))));
    assert_eq!(done.moved, u64::from(SIZE));
    assert_eq!(std::fs::read(desk.download_to("film.bin")).unwrap(), bytes);
    assert_eq!(desk.downloaded(), ["film.bin"]);
    let ranges = ranges(&desk);
    assert_eq!(ranges.len(), 1, "{ranges:?}");
    let from: u64 = ranges[0]["bytes=".len()..]
        .trim_end_matches('-')
        .parse()
        .unwrap();
    assert!(from >= 16 * 1024 * 1024, "at most one block again: {from}");
    assert_eq!(receipts(&desk).await, 1);
}

/// B29, H22: a file that changed meanwhile is fetched from its start.
#[tokio::test]
async fn a_download_does_not_go_on_in_another_file() {
    let mut desk = Desk::connected().await;
    let old = content(SIZE);
    let id = quit_half_way(&mut desk, &old).await;
    let new: Vec<u8> = old.iter().map(|byte| byte ^ 0xff).collect();
    desk.put_remote("film.bin", &new);
    let long_ago = std::time::SystemTime::now() - Duration::from_hours(48);
    let file = std::fs::File::options()
        .write(true)
        .open(desk.remote_file("film.bin"));
    file.unwrap().set_modified(long_ago).unwrap();
    desk.app.continue_interrupted();
    desk.until_phase(&id, Phase::Done).await;
    assert_eq!(std::fs::read(desk.download_to("film.bin")).unwrap(), new);
    assert!(ranges(&desk).is_empty());
}

/// B29, H20: nor is anything patched where the site ignores what was asked for, or where the part was changed.
#[tokio::test]
async fn a_part_that_cannot_be_gone_on_with_is_begun_anew() {
    for what in [
        "ranges ignored",
        "part damaged",
        "part gone",
        "part shorter",
    ] {
        let mut desk = Desk::connected().await;
        let bytes = content(SIZE);
        let id = quit_half_way(&mut desk, &bytes).await;
        let part = desk.download_to(&desk.downloaded()[0]);
        match what {
            "ranges ignored" => desk
                .sandbox
                .switches()
                .change(|s| s.range = RangeAnswer::Ignored),
            "part damaged" => {
                let mut there = std::fs::read(&part).unwrap();
                there[1000] ^= 0xff;
                std::fs::write(&part, there).unwrap();
            }
            "part gone" => std::fs::remove_file(&part).unwrap(),
            _ => std::fs::write(&part, b"short").unwrap(),
        }
        desk.app.continue_interrupted();
        if what == "part damaged" {
            // Seen by the fingerprint, never kept, and whole at the next try.
            assert!(desk.clock.until_asleep_for(Duration::from_secs(1)).await);
            let kept = desk.downloaded();
            assert!(!kept.contains(&"film.bin".to_owned()), "{kept:?}");
            desk.clock.advance(Duration::from_secs(1));
        }
        desk.until_phase(&id, Phase::Done).await;
        assert!(
            std::fs::read(desk.download_to("film.bin")).unwrap() == bytes,
            "{what}"
        );
        assert_eq!(desk.downloaded(), ["film.bin"], "{what}");
    }
}

#[tokio::test]
async fn what_is_forgotten_goes_with_its_unfinished_file_and_nothing_else() {
    let mut desk = Desk::connected().await;
    quit_half_way(&mut desk, &content(SIZE)).await;
    desk.app.forget_interrupted().await;
    assert!(desk.app.snapshot().transfers.is_empty());
    assert!(desk.downloaded().is_empty());
    assert!(desk.remote_file("film.bin").exists());
    desk.restart().await;
    desk.until_connected().await;
    assert!(desk.app.snapshot().transfers.is_empty());
    assert_eq!(receipts(&desk).await, 0);
}

/// B28: an upload whose answer never came is looked for at the site, and not sent again.
#[tokio::test]
async fn an_upload_that_had_arrived_is_found_and_not_sent_again() {
    let mut desk = Desk::connected().await;
    let bytes = content(500_000);
    desk.sandbox
        .faults()
        .next(Endpoint::Info, Fault::Slow(Duration::ZERO));
    desk.sandbox.faults().next(Endpoint::Info, Fault::Hang);
    let id = send(&desk, "plan.bin", &bytes);
    let asked = desk
        .sandbox
        .ledger()
        .wait_until_asked(2, "/api/2/path/info");
    assert!(asked.await);
    assert_eq!(phases(&desk), [Phase::Checking]);
    desk.app.stop().await;
    desk.sandbox.faults().clear();
    desk.restart().await;
    desk.until_connected().await;
    assert_eq!(phases(&desk), [Phase::Interrupted]);
    desk.app.continue_interrupted();
    let done = desk.until_phase(&id, Phase::Done).await;
    assert!(matches!(done.proof, Some(Proof::Fingerprint(_))));
    assert_eq!(desk.sandbox.ledger().count("POST", "/api/2/path/data"), 1);
    assert_eq!(desk.names("/").await, ["plan.bin"]);
    assert_eq!(receipts(&desk).await, 1);
}

/// An upload that was cut before the site had all of it.
async fn quit_while_sending(desk: &mut Desk) -> TransferId {
    desk.sandbox.faults().next(Endpoint::Upload, Fault::Hang);
    let id = send(desk, "plan.bin", &content(500_000));
    let asked = desk
        .sandbox
        .ledger()
        .wait_until_asked(1, "/api/2/path/data");
    assert!(asked.await);
    desk.app.stop().await;
    desk.sandbox.faults().clear();
    desk.restart().await;
    desk.until_connected().await;
    id
}

#[tokio::test]
async fn an_upload_that_had_not_arrived_is_sent() {
    let mut desk = Desk::connected().await;
    let id = quit_while_sending(&mut desk).await;
    assert!(!desk.remote_file("plan.bin").exists());
    // All of it had been handed over, so it may only not be visible yet.
    desk.clock.hurry(Duration::from_secs(2));
    desk.app.continue_interrupted();
    desk.until_phase(&id, Phase::Done).await;
    assert_eq!(
        std::fs::read(desk.remote_file("plan.bin")).unwrap(),
        content(500_000)
    );
}

/// B29: what somebody else has put there meanwhile, or what is not whole, is the person's to decide about.
#[tokio::test]
async fn what_is_there_and_is_not_ours_is_asked_about() {
    for other in [content(300_000), vec![7; 500_000]] {
        let mut desk = Desk::connected().await;
        let id = quit_while_sending(&mut desk).await;
        desk.put_remote("plan.bin", &other);
        desk.app.continue_interrupted();
        let asking = desk.until_phase(&id, Phase::NeedsYou).await;
        assert_eq!(asking.problem.unwrap().outcome, Outcome::NameTaken);
        assert_eq!(std::fs::read(desk.remote_file("plan.bin")).unwrap(), other);
        desk.app.answer_transfer(&id, Answer::KeepBoth).unwrap();
        assert_eq!(
            desk.until_phase(&id, Phase::Done).await.name,
            "plan (2).bin"
        );
        assert_eq!(std::fs::read(desk.remote_file("plan.bin")).unwrap(), other);
    }
}

/// A file that somebody put where the download was to go is not replaced: nobody was asked about it.
#[tokio::test]
async fn a_file_that_came_meanwhile_keeps_its_name() {
    let desk = Desk::connected().await;
    desk.put_remote("plan.pdf", b"from the site");
    desk.sandbox.faults().next(Endpoint::Download, Fault::Hang);
    let id = fetch(&desk, "plan.pdf");
    let asked = desk
        .sandbox
        .ledger()
        .wait_until_asked(1, "/api/2/path/data");
    assert!(asked.await);
    std::fs::write(desk.download_to("plan.pdf"), b"somebody else's").unwrap();
    desk.sandbox.faults().clear();
    assert_eq!(
        desk.until_phase(&id, Phase::Done).await.name,
        "plan (2).pdf"
    );
    let read = |name: &str| std::fs::read(desk.download_to(name)).unwrap();
    assert_eq!(read("plan.pdf"), b"somebody else's");
    assert_eq!(read("plan (2).pdf"), b"from the site");
    let receipt = desk.app.receipt(&id).await.unwrap().unwrap();
    assert_eq!(receipt.local_name, "plan (2).pdf");
}

#[tokio::test]
async fn a_file_that_was_to_be_replaced_and_changed_meanwhile_is_not() {
    for changes in [false, true] {
        let desk = Desk::connected().await;
        desk.put_remote("plan.pdf", b"from the site");
        std::fs::write(desk.download_to("plan.pdf"), b"old").unwrap();
        desk.sandbox.faults().next(Endpoint::Download, Fault::Hang);
        let id = fetch(&desk, "plan.pdf");
        let asked = desk
            .sandbox
            .ledger()
            .wait_until_asked(1, "/api/2/path/data");
        assert!(asked.await);
        if changes {
            std::fs::write(desk.download_to("plan.pdf"), b"work of today").unwrap();
        }
        desk.sandbox.faults().clear();
        desk.until_phase(&id, Phase::Done).await;
        let kept = std::fs::read(desk.download_to("plan.pdf")).unwrap();
        let expected: &[u8] = if changes {
            b"work of today"
        } else {
            b"from the site"
        };
        assert_eq!(kept, expected);
    }
}

/// P4: what a living process has at its hands is left alone.
#[tokio::test]
async fn the_rows_of_a_living_process_are_left_alone() {
    let desk = Desk::connected().await;
    desk.put_remote("plan.pdf", b"from the site");
    desk.sandbox.faults().next(Endpoint::Download, Fault::Hang);
    let id = fetch(&desk, "plan.pdf");
    let asked = desk
        .sandbox
        .ledger()
        .wait_until_asked(1, "/api/2/path/data");
    assert!(asked.await);
    let other = desk.start_again().unwrap();
    assert!(other.snapshot().transfers.is_empty());
    other.stop().await;
    desk.sandbox.faults().clear();
    desk.until_phase(&id, Phase::Done).await;
}

/// What failed, and what was held, is so after a restart too.
#[tokio::test]
async fn what_failed_or_was_held_is_as_it_was() {
    let mut desk = Desk::connected().await;
    let failed = fetch(&desk, "gone.txt");
    desk.until_phase(&failed, Phase::Failed).await;
    desk.put_remote("plan.pdf", b"from the site");
    desk.sandbox.faults().next(Endpoint::Download, Fault::Hang);
    let held = fetch(&desk, "plan.pdf");
    let asked = desk
        .sandbox
        .ledger()
        .wait_until_asked(1, "/api/2/path/data");
    assert!(asked.await);
    desk.app.pause_transfer(&held).unwrap();
    desk.until_phase(&held, Phase::Paused).await;
    desk.sandbox.faults().clear();
    desk.restart().await;
    desk.until_connected().await;
    let rows = desk.app.snapshot().transfers;
    let shown: Vec<_> = rows.iter().map(|row| (&row.id, row.phase)).collect();
    assert_eq!(shown, [(&failed, Phase::Failed), (&held, Phase::Paused)]);
    assert_eq!(rows[0].problem.as_ref().unwrap().outcome, Outcome::NotFound);
    desk.app.continue_interrupted();
    assert_eq!(phases(&desk), [Phase::Failed, Phase::Paused]);
    desk.app.resume_transfer(&held).unwrap();
    desk.put_remote("gone.txt", b"here again");
    desk.app.retry_transfer(&failed).unwrap();
    desk.until_phase(&held, Phase::Done).await;
    assert_eq!(
        desk.until_phase(&failed, Phase::Done).await.direction,
        Direction::Download
    );
}

/// What is to go on waits for the sign-in, and then goes on by itself.
#[tokio::test]
async fn what_goes_on_before_the_sign_in_is_back_waits_for_it() {
    let mut desk = Desk::with(DeskPlan {
        wired: true,
        ..DeskPlan::default()
    })
    .await;
    desk.connect().await;
    let id = quit_while_sending(&mut desk).await;
    desk.wire.as_ref().unwrap().cut().await;
    desk.restart().await;
    desk.app.continue_interrupted();
    desk.until_waiting_for(&id, Wait::Offline).await;
    desk.wire.as_ref().unwrap().mend().await;
    desk.clock.hurry(Duration::from_mins(1));
    desk.until_phase(&id, Phase::Done).await;
    assert!(Path::new(&desk.remote_file("plan.bin")).exists());
}
