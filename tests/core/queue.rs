//! Order, holding, limits, and what keeps files from going for a while.

use std::time::Duration;

use connect_core::{Outcome, Phase, RemotePath, TransferId, TransferLimits, Wait, What};
use smartfile_sandbox::{Endpoint, Fault, ThrottleStyle};
use support::{Desk, DeskPlan};

use crate::upload::content;

fn path(text: &str) -> RemotePath {
    RemotePath::parse(text).unwrap()
}

fn fetch(desk: &Desk, name: &str) -> TransferId {
    let target = desk.download_to(name);
    let from = path(&format!("/{name}"));
    desk.app.download(name, from, target).unwrap()
}

fn phases(desk: &Desk) -> Vec<Phase> {
    let rows = desk.app.snapshot().transfers;
    rows.iter().map(|row| row.phase).collect()
}

/// Downloads of one account that hang as soon as they are asked for.
async fn hanging(desk: &Desk, count: usize) -> Vec<TransferId> {
    let ids: Vec<TransferId> = (0..count)
        .map(|number| {
            let name = format!("{number}.txt");
            desk.put_remote(&name, b"content");
            desk.sandbox.faults().next(Endpoint::Download, Fault::Hang);
            fetch(desk, &name)
        })
        .collect();
    let asked = desk
        .sandbox
        .ledger()
        .wait_until_asked(count.min(3), "/api/2/path/data");
    assert!(asked.await);
    ids
}

async fn limited_to(desk: &Desk, parallel: u8) {
    let limits = TransferLimits {
        parallel,
        ..TransferLimits::default()
    };
    desk.app.limit_transfers(limits).await.unwrap();
}

#[tokio::test]
async fn what_is_held_keeps_still_and_goes_on_when_it_is_let_go() {
    let desk = Desk::connected().await;
    let ids = hanging(&desk, 4).await;
    desk.app.pause_transfer(&ids[0]).unwrap();
    desk.until_phase(&ids[0], Phase::Paused).await;
    // Its place is free for the next one.
    desk.until_phase(&ids[3], Phase::Moving).await;
    assert!(desk.app.pause_transfer(&ids[0]).is_err());
    assert!(desk.app.resume_transfer(&ids[1]).is_err());
    desk.sandbox.faults().clear();
    for id in &ids[1..] {
        desk.until_phase(id, Phase::Done).await;
    }
    assert_eq!(phases(&desk)[0], Phase::Paused);
    desk.app.resume_transfer(&ids[0]).unwrap();
    desk.until_phase(&ids[0], Phase::Done).await;
}

#[tokio::test]
async fn all_are_held_and_let_go_together_and_nothing_moves_up_meanwhile() {
    let desk = Desk::connected().await;
    let ids = hanging(&desk, 5).await;
    desk.app.pause_transfers();
    assert_eq!(phases(&desk), [Phase::Paused; 5]);
    desk.sandbox.faults().clear();
    let moved_up = desk.facts.all().into_iter().any(|fact| match fact.what {
        What::TransferChanged(row) => ids[3..].contains(&row.id) && row.phase.is_active(),
        _ => false,
    });
    assert!(!moved_up);
    desk.app.resume_transfers();
    for id in &ids {
        desk.until_phase(id, Phase::Done).await;
    }
}

#[tokio::test]
async fn all_are_cancelled_together_and_leave_nothing_behind() {
    let desk = Desk::connected().await;
    let ids = hanging(&desk, 5).await;
    desk.app.pause_transfer(&ids[4]).unwrap();
    desk.app.cancel_transfers();
    assert_eq!(phases(&desk), [Phase::Cancelled; 5]);
    desk.app.stop().await;
    assert!(desk.downloaded().is_empty());
}

#[tokio::test]
async fn everything_that_failed_is_tried_again_together() {
    let desk = Desk::connected().await;
    let ids = ["a.txt", "b.txt"].map(|name| fetch(&desk, name));
    for id in &ids {
        desk.until_phase(id, Phase::Failed).await;
    }
    desk.put_remote("a.txt", b"a");
    desk.put_remote("b.txt", b"b");
    desk.app.retry_transfers();
    for id in &ids {
        desk.until_phase(id, Phase::Done).await;
    }
}

#[tokio::test]
async fn one_that_is_moved_to_the_front_is_the_next_one() {
    let desk = Desk::connected().await;
    limited_to(&desk, 1).await;
    for name in ["0.txt", "1.txt", "2.txt"] {
        desk.put_remote(name, b"content");
    }
    desk.sandbox.faults().next(Endpoint::Download, Fault::Hang);
    let ids = ["0.txt", "1.txt", "2.txt"].map(|name| fetch(&desk, name));
    let asked = desk
        .sandbox
        .ledger()
        .wait_until_asked(1, "/api/2/path/data");
    assert!(asked.await);
    desk.app.move_transfer_to_front(&ids[2]).unwrap();
    desk.sandbox.faults().clear();
    for id in &ids {
        desk.until_phase(id, Phase::Done).await;
    }
    let calls = desk.sandbox.ledger().to("/api/2/path/data");
    let order: Vec<char> = calls
        .iter()
        .filter_map(|call| {
            call.path
                .trim_end_matches('/')
                .strip_suffix(".txt")?
                .chars()
                .last()
        })
        .collect();
    assert_eq!(order, ['0', '2', '1']);
}

/// S13.36: three at once unless the person wants it otherwise, and never more than eight.
#[tokio::test]
async fn how_many_move_at_once_is_the_persons_choice_and_is_kept() {
    let mut desk = Desk::connected().await;
    assert_eq!(desk.app.transfer_limits().parallel, 3);
    limited_to(&desk, 1).await;
    let ids = hanging_one(&desk).await;
    assert_eq!(phases(&desk).iter().filter(|it| it.is_active()).count(), 1);
    limited_to(&desk, 200).await;
    assert_eq!(desk.app.transfer_limits().parallel, 8);
    desk.sandbox.faults().clear();
    for id in &ids {
        desk.until_phase(id, Phase::Done).await;
    }
    desk.restart().await;
    assert_eq!(desk.app.transfer_limits().parallel, 8);
}

async fn hanging_one(desk: &Desk) -> Vec<TransferId> {
    desk.sandbox.faults().next(Endpoint::Download, Fault::Hang);
    let ids = ["a.txt", "b.txt", "c.txt"].map(|name| {
        desk.put_remote(name, b"content");
        fetch(desk, name)
    });
    let asked = desk
        .sandbox
        .ledger()
        .wait_until_asked(1, "/api/2/path/data");
    assert!(asked.await);
    ids.to_vec()
}

#[tokio::test]
async fn with_a_limit_bytes_wait_for_their_time() {
    let desk = Desk::connected().await;
    let limits = TransferLimits {
        bytes_per_second: Some(1000),
        ..TransferLimits::default()
    };
    desk.app.limit_transfers(limits).await.unwrap();
    let local = desk.local_file("plan.bin", &content(5000));
    let id = desk.app.upload("up", local, RemotePath::root()).unwrap();
    desk.clock.sleep_through_about(Duration::from_secs(5)).await;
    desk.until_phase(&id, Phase::Done).await;
    desk.put_remote("film.bin", &content(3000));
    let id = fetch(&desk, "film.bin");
    desk.clock.sleep_through_about(Duration::from_secs(3)).await;
    desk.until_phase(&id, Phase::Done).await;
}

/// B34, H10: the site's wish to be left alone holds for everything of that account, is shown with its end, and then
/// all goes on by itself.
#[tokio::test]
async fn when_the_site_wants_to_be_left_alone_all_of_its_transfers_wait() {
    let desk = Desk::connected().await;
    limited_to(&desk, 1).await;
    for name in ["a.txt", "b.txt"] {
        desk.put_remote(name, b"content");
    }
    let throttle = Fault::Throttle(ThrottleStyle::New, 30.0);
    desk.sandbox.faults().next(Endpoint::Info, throttle);
    let ids = ["a.txt", "b.txt"].map(|name| fetch(&desk, name));
    let until = desk.clock_wall() + Duration::from_secs(30);
    desk.until_waiting_for(&ids[1], Wait::Until(until)).await;
    desk.until("the first one to wait as well", |snapshot| {
        (snapshot.transfers[0].wait == Some(Wait::Until(until))).then_some(())
    })
    .await;
    let asked = desk.sandbox.ledger().count("GET", "/api/2/path/info");
    assert_eq!(asked, 1, "nobody asks meanwhile");
    desk.clock.advance(Duration::from_secs(30));
    for id in &ids {
        assert_eq!(desk.until_phase(id, Phase::Done).await.wait, None);
    }
}

/// P10, P25: a site that asked to wait gets half as many at once when the wait is over, and one more after each window
/// full of good answers.
#[tokio::test]
async fn after_a_wait_half_as_many_go_at_once_and_good_answers_bring_them_back() {
    let desk = Desk::connected().await;
    limited_to(&desk, 4).await;
    let throttle = Fault::Throttle(ThrottleStyle::New, 30.0);
    desk.sandbox.faults().next(Endpoint::Info, throttle);
    desk.put_remote("first.txt", b"content");
    let first = fetch(&desk, "first.txt");
    desk.until("the first one to wait", |snapshot| {
        let wait = snapshot.transfers.first()?.wait;
        matches!(wait, Some(Wait::Until(_))).then_some(())
    })
    .await;
    desk.sandbox
        .faults()
        .always(Endpoint::Download, Fault::Hang);
    let ids: Vec<TransferId> = (0..5)
        .map(|number| {
            let name = format!("{number}.txt");
            desk.put_remote(&name, b"content");
            fetch(&desk, &name)
        })
        .collect();
    desk.clock.advance(Duration::from_secs(30));
    let ledger = desk.sandbox.ledger();
    assert!(ledger.wait_until_asked(3, "/api/2/path/data").await);
    let active = |snapshot: &connect_core::Snapshot| {
        let rows = snapshot.transfers.iter();
        rows.filter(|row| row.phase.is_active()).count()
    };
    // Two, and a third since two looks at files were answered well.
    assert_eq!(active(&desk.app.snapshot()), 3);
    desk.sandbox.faults().clear();
    for id in ids.iter().chain([&first]) {
        desk.until_phase(id, Phase::Done).await;
    }
}

/// N1: without a network nothing fails: it waits, and goes on by itself.
#[tokio::test]
async fn without_a_network_transfers_wait_and_go_on_by_themselves() {
    let desk = Desk::with(DeskPlan {
        wired: true,
        ..DeskPlan::default()
    })
    .await;
    desk.connect().await;
    desk.put_remote("plan.pdf", b"content");
    let wire = desk.wire.as_ref().unwrap();
    wire.cut().await;
    let id = fetch(&desk, "plan.pdf");
    desk.until_waiting_for(&id, Wait::Offline).await;
    wire.mend().await;
    desk.clock.hurry(Duration::from_mins(1));
    desk.until_phase(&id, Phase::Done).await;
    assert_eq!(
        std::fs::read(desk.download_to("plan.pdf")).unwrap(),
        b"content"
    );
}

/// H13: what breaks is tried again by itself, after growing waits; after five tries the row says why, and when the next
/// one is.
#[tokio::test]
async fn what_breaks_is_tried_again_and_says_why_only_when_that_takes_long() {
    let desk = Desk::connected().await;
    let faults = desk.sandbox.faults();
    faults.always(Endpoint::Download, Fault::Status(500));
    desk.put_remote("plan.bin", b"x");
    let id = fetch(&desk, "plan.bin");
    for seconds in [1, 2, 4, 8, 300] {
        let wait = Duration::from_secs(seconds);
        let rests = desk
            .until("a rest", |snapshot| {
                let row = snapshot.transfers.iter().find(|row| row.id == id)?;
                let again = Wait::Again(desk.clock_wall() + wait);
                (row.wait == Some(again)).then(|| row.clone())
            })
            .await;
        assert_eq!(rests.phase, Phase::Waiting);
        let why = rests.problem.map(|problem| problem.outcome);
        assert_eq!(why, (seconds > 60).then_some(Outcome::ServerFailed));
        assert!(desk.clock.until_asleep_for(wait).await);
        if seconds == 300 {
            faults.clear();
        }
        desk.clock.advance(wait);
    }
    desk.until_phase(&id, Phase::Done).await;
    assert_eq!(desk.sandbox.ledger().count("GET", "/api/2/path/data"), 6);
}

/// Whoever stops what rests stops it.
#[tokio::test]
async fn what_rests_can_be_held_and_given_up() {
    let desk = Desk::connected().await;
    let faults = desk.sandbox.faults();
    faults.always(Endpoint::Download, Fault::Status(500));
    desk.put_remote("plan.bin", b"x");
    let id = fetch(&desk, "plan.bin");
    assert!(desk.clock.until_asleep_for(Duration::from_secs(1)).await);
    desk.app.pause_transfer(&id).unwrap();
    desk.until_phase(&id, Phase::Paused).await;
    desk.clock.advance(Duration::from_secs(1));
    desk.app.resume_transfer(&id).unwrap();
    // Its tries are counted from the person's word on.
    assert!(desk.clock.until_asleep_for(Duration::from_secs(1)).await);
    desk.app.cancel_transfer(&id);
    desk.until_phase(&id, Phase::Cancelled).await;
    desk.clock.advance(Duration::from_secs(1));
    assert_eq!(desk.sandbox.ledger().count("GET", "/api/2/path/data"), 2);
}
