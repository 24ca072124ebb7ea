//! Files that arrived, and the proof of it: what may be called done, and by what.

use std::fmt::Write as _;
use std::time::Duration;

use connect_core::{
    Algorithm, Answer, Outcome, Phase, Proof, RemotePath, Transfer, TransferId, What,
};
use sha2::{Digest, Sha256};
use smartfile_sandbox::{ChecksumAnswer, Endpoint, Fault, ThrottleStyle};
use support::Desk;

use crate::upload::content;

const SIZE: u32 = 300_000;

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
}

/// A desk at which time passes by itself, as far as a transfer waits for anything.
async fn desk() -> Desk {
    let desk = Desk::connected().await;
    desk.clock.hurry(Duration::from_secs(8));
    desk
}

fn send(desk: &Desk, bytes: &[u8]) -> TransferId {
    let local = desk.local_file("plan.bin", bytes);
    desk.app
        .upload("request", local, RemotePath::root())
        .unwrap()
}

fn fetch(desk: &Desk) -> TransferId {
    let path = RemotePath::parse("/plan.bin").unwrap();
    let target = desk.download_to("plan.bin");
    desk.app.download("request", path, target).unwrap()
}

/// How it ends: never by waiting for a phase that is hoped for.
async fn end(desk: &Desk, id: &TransferId) -> Transfer {
    desk.until("an end", |snapshot| {
        let ended = [Phase::Done, Phase::Failed, Phase::Cancelled];
        let mut all = snapshot.transfers.iter();
        all.find(|t| t.id == *id && ended.contains(&t.phase))
            .cloned()
    })
    .await
}

fn outcome(transfer: Transfer) -> Outcome {
    assert_eq!(transfer.phase, Phase::Failed, "{transfer:?}");
    assert_eq!(transfer.proof, None);
    transfer.problem.unwrap().outcome
}

/// Proven by this algorithm; gives what each end said.
fn fingerprints(transfer: Transfer) -> (Algorithm, String, String) {
    assert_eq!(transfer.phase, Phase::Done, "{transfer:?}");
    match transfer.proof {
        Some(Proof::Fingerprint(both)) => (both.algorithm, both.here, both.there),
        other => panic!("proven by {other:?}"),
    }
}

fn sent(desk: &Desk) -> usize {
    desk.sandbox.ledger().count("POST", "/api/2/path/data")
}

fn asked(desk: &Desk) -> usize {
    desk.sandbox
        .ledger()
        .count("POST", "/api/2/path/oper/checksum")
}

/// B26: done is a match of size and of both fingerprints, and the row has them.
#[tokio::test]
async fn a_file_that_is_sent_is_done_when_both_ends_say_the_same_fingerprint() {
    for bytes in [content(SIZE), Vec::new()] {
        let desk = desk().await;
        let id = send(&desk, &bytes);
        let both = fingerprints(end(&desk, &id).await);
        assert_eq!(both, (Algorithm::Sha256, sha256(&bytes), sha256(&bytes)));
    }
}

/// B26: also on the way here, and also when it came in pieces.
#[tokio::test]
async fn a_file_that_comes_is_done_when_both_ends_say_the_same_fingerprint() {
    for cuts in [0, 3] {
        let desk = desk().await;
        let bytes = content(SIZE);
        desk.put_remote("plan.bin", &bytes);
        let faults = desk.sandbox.faults();
        faults.times(Endpoint::Download, cuts, Fault::Cut(70_000));
        let id = fetch(&desk);
        let both = fingerprints(end(&desk, &id).await);
        assert_eq!(both, (Algorithm::Sha256, sha256(&bytes), sha256(&bytes)));
        assert_eq!(std::fs::read(desk.download_to("plan.bin")).unwrap(), bytes);
    }
}

/// B26: a fingerprint that is taken anew when the bytes are.
#[tokio::test]
async fn bytes_that_are_sent_or_fetched_again_are_summed_up_from_the_start() {
    let desk = desk().await;
    let bytes = content(SIZE);
    let throttle = Fault::Throttle(ThrottleStyle::Middle, 2.0);
    desk.sandbox.faults().next(Endpoint::Upload, throttle);
    let id = send(&desk, &bytes);
    assert_eq!(fingerprints(end(&desk, &id).await).1, sha256(&bytes));
    assert_eq!(sent(&desk), 2);

    desk.sandbox
        .switches()
        .change(|switches| switches.range = smartfile_sandbox::RangeAnswer::Ignored);
    let faults = desk.sandbox.faults();
    faults.next(Endpoint::Download, Fault::Cut(70_000));
    let path = RemotePath::parse("/plan.bin").unwrap();
    let target = desk.download_to("again.bin");
    let id = desk.app.download("again", path, target).unwrap();
    assert_eq!(fingerprints(end(&desk, &id).await).1, sha256(&bytes));
}

/// B26, B42: a server that drops the last bytes and answers 200, one that answers 200 and has nothing,
/// one that answers 200 with an error inside, one that corrupts a byte in the middle: never done.
#[tokio::test]
async fn what_a_server_only_says_is_never_done() {
    let answer = |body: &str| Fault::Reply {
        status: 200,
        content_type: "application/json".into(),
        body: body.into(),
    };
    let liar = r#"[{"name": "plan.bin", "path": "/plan.bin", "size": 300000, "isfile": true}]"#;
    let refusal = r#"{"status": 500, "detail": "The file could not be stored."}"#;
    let cases = [
        (Fault::DropTail(100), Some(Outcome::Incomplete)),
        (answer(liar), Some(Outcome::Incomplete)),
        (answer(refusal), None),
        (Fault::Corrupt(150_000), Some(Outcome::DamagedThere)),
        (Fault::Corrupt(0), Some(Outcome::DamagedThere)),
        (Fault::Corrupt(299_999), Some(Outcome::DamagedThere)),
    ];
    for (fault, expected) in cases {
        let desk = desk().await;
        desk.sandbox
            .faults()
            .always(Endpoint::Upload, fault.clone());
        let id = send(&desk, &content(SIZE));
        let said = outcome(end(&desk, &id).await);
        assert!(expected.is_none_or(|it| it == said), "{fault:?}: {said:?}");
        let most = if expected.is_some() { 2 } else { 1 };
        assert_eq!(sent(&desk), most, "{fault:?}: sent again blindly");
        desk.app.stop().await;
        let done = |fact: &connect_core::Fact| matches!(&fact.what, What::TransferChanged(t) if t.phase == Phase::Done);
        assert!(!desk.facts.all().iter().any(done), "{fault:?}");
    }
}

/// B26: what is damaged on the way here never takes the name of what is there.
#[tokio::test]
async fn a_download_with_one_wrong_byte_touches_nothing_and_can_be_tried_again() {
    let desk = desk().await;
    let bytes = content(SIZE);
    desk.put_remote("plan.bin", &bytes);
    std::fs::write(desk.download_to("plan.bin"), b"the old one").unwrap();
    let faults = desk.sandbox.faults();
    faults.always(Endpoint::Download, Fault::Corrupt(150_000));
    let id = fetch(&desk);
    assert_eq!(outcome(end(&desk, &id).await), Outcome::DamagedHere);
    faults.clear();
    assert_eq!(desk.downloaded(), ["plan.bin"], "no temporary file");
    let old = std::fs::read(desk.download_to("plan.bin")).unwrap();
    assert_eq!(old, b"the old one");

    desk.app.retry_transfer(&id).unwrap();
    let done = desk.until_phase(&id, Phase::Done).await;
    assert_eq!(fingerprints(done).2, sha256(&bytes));
    assert_eq!(std::fs::read(desk.download_to("plan.bin")).unwrap(), bytes);
}

#[tokio::test]
async fn a_fingerprint_that_was_wrong_once_is_asked_for_again_before_anything_is_called_damaged() {
    let desk = desk().await;
    let faults = desk.sandbox.faults();
    faults.next(Endpoint::Operation, Fault::WrongChecksum);
    let id = send(&desk, &content(SIZE));
    fingerprints(end(&desk, &id).await);
    assert_eq!(asked(&desk), 2);
}

/// B26: a site that asks for patience while a file is checked gets it, and the file its proof.
#[tokio::test]
async fn a_check_that_is_told_to_wait_waits_and_is_no_less_of_a_proof() {
    let desk = desk().await;
    desk.clock.hurry(Duration::from_secs(20));
    let faults = desk.sandbox.faults();
    faults.next(
        Endpoint::Operation,
        Fault::Throttle(ThrottleStyle::New, 20.0),
    );
    let id = send(&desk, &content(SIZE));
    fingerprints(end(&desk, &id).await);
}

#[tokio::test]
async fn a_fingerprint_that_stays_wrong_is_believed() {
    let desk = desk().await;
    desk.put_remote("there.bin", &content(SIZE));
    desk.sandbox
        .switches()
        .change(|switches| switches.checksum = ChecksumAnswer::Wrong);
    let id = send(&desk, &content(SIZE));
    assert_eq!(outcome(end(&desk, &id).await), Outcome::DamagedThere);
    // Each of two tries asks twice, and the second one did before it sent anything; once it was asked with others.
    assert_eq!(asked(&desk), 7);
    let path = RemotePath::parse("/there.bin").unwrap();
    let target = desk.download_to("there.bin");
    let id = desk.app.download("2", path, target).unwrap();
    assert_eq!(outcome(end(&desk, &id).await), Outcome::DamagedHere);
    assert!(desk.downloaded().is_empty());
}

#[tokio::test]
async fn a_file_that_was_changed_meanwhile_is_not_called_damaged() {
    let desk = desk().await;
    desk.put_remote("plan.bin", &content(SIZE));
    desk.sandbox.faults().next(Endpoint::Operation, Fault::Hang);
    let id = fetch(&desk);
    let ledger = desk.sandbox.ledger();
    assert!(
        ledger
            .wait_until_asked(1, "/api/2/path/oper/checksum")
            .await
    );
    desk.put_remote("plan.bin", b"the next revision");
    desk.sandbox.faults().clear();
    // It is fetched anew.
    let done = desk.until_phase(&id, Phase::Done).await;
    assert_eq!(done.size, Some(17));
    assert_eq!(
        std::fs::read(desk.download_to("plan.bin")).unwrap(),
        b"the next revision"
    );
}

/// B42: the row says that it was the size and no more.
#[tokio::test]
async fn where_the_site_cannot_say_it_is_the_size_and_the_row_says_so() {
    let refusal = Fault::Reply {
        status: 400,
        content_type: "application/json".into(),
        body: r#"{"algorithm": ["Unknown."]}"#.into(),
    };
    let cases = [
        Fault::Status(404),
        Fault::Status(405),
        Fault::Status(501),
        Fault::Status(500),
        Fault::Status(403),
        Fault::Html,
        Fault::BrokenJson,
        Fault::FailTask,
        Fault::Lie,
        refusal,
    ];
    for fault in cases {
        let desk = desk().await;
        desk.put_remote("there.bin", &content(SIZE));
        let faults = desk.sandbox.faults();
        faults.always(Endpoint::Operation, fault.clone());
        let id = send(&desk, &content(SIZE));
        let done = end(&desk, &id).await;
        let size = (Phase::Done, Some(Proof::Size));
        assert_eq!((done.phase, done.proof), size, "{fault:?}");
        let path = RemotePath::parse("/there.bin").unwrap();
        let target = desk.download_to("there.bin");
        let id = desk.app.download("2", path, target).unwrap();
        let done = end(&desk, &id).await;
        assert_eq!((done.phase, done.proof), size, "{fault:?}");
    }
}

#[tokio::test]
async fn a_fingerprint_that_never_comes_is_waited_for_within_a_limit() {
    let desk = desk().await;
    desk.sandbox
        .switches()
        .change(|switches| switches.task_length = Duration::from_hours(24));
    let began = connect_core::Clock::now(&*desk.clock);
    let id = send(&desk, &content(SIZE));
    let done = end(&desk, &id).await;
    assert_eq!((done.phase, done.proof), (Phase::Done, Some(Proof::Size)));
    let waited = connect_core::Clock::now(&*desk.clock) - began;
    assert!(waited > Duration::from_mins(5), "{waited:?}");
    assert!(waited < Duration::from_mins(8), "{waited:?}");
}

#[tokio::test]
async fn a_site_that_knows_only_an_older_algorithm_is_asked_in_its_own_words_from_then_on() {
    for (only, algorithm, digits, tries) in [
        (ChecksumAnswer::OnlySha1, Algorithm::Sha1, 40, 2),
        (ChecksumAnswer::OnlyMd5, Algorithm::Md5, 32, 3),
    ] {
        let desk = desk().await;
        desk.sandbox
            .switches()
            .change(|switches| switches.checksum = only);
        let id = send(&desk, &content(SIZE));
        let (by, here, there) = fingerprints(end(&desk, &id).await);
        assert_eq!((by, here.len()), (algorithm, digits));
        assert_eq!(here, there);
        assert_eq!(asked(&desk), tries);
        let id = fetch_as(&desk, "second");
        assert_eq!(fingerprints(end(&desk, &id).await).0, algorithm);
        assert_eq!(asked(&desk), tries + 1, "it is known by now");

        // It has learned more, or forgotten: then there is no proof once, and all are tried again.
        desk.sandbox
            .switches()
            .change(|switches| switches.checksum = ChecksumAnswer::Unsupported);
        let id = fetch_as(&desk, "third");
        assert_eq!(end(&desk, &id).await.proof, Some(Proof::Size));
        desk.sandbox
            .switches()
            .change(|switches| switches.checksum = ChecksumAnswer::Right);
        let id = fetch_as(&desk, "fourth");
        assert_eq!(fingerprints(end(&desk, &id).await).0, Algorithm::Sha256);
    }
}

/// Three fingerprints of one file cost more than sending it: a start must not bring them back.
#[tokio::test]
async fn what_a_site_speaks_is_still_known_after_a_restart() {
    let mut desk = desk().await;
    let speaks = |desk: &Desk, answer| desk.sandbox.switches().change(|it| it.checksum = answer);
    speaks(&desk, ChecksumAnswer::OnlyMd5);
    let id = send(&desk, &content(SIZE));
    end(&desk, &id).await;
    let before = asked(&desk);
    desk.restart().await;
    desk.until_connected().await;
    let id = fetch_as(&desk, "second");
    assert_eq!(fingerprints(end(&desk, &id).await).0, Algorithm::Md5);
    assert_eq!(asked(&desk), before + 1);

    // What it has forgotten is not tried alone at every start.
    speaks(&desk, ChecksumAnswer::Unsupported);
    let id = fetch_as(&desk, "third");
    assert_eq!(end(&desk, &id).await.proof, Some(Proof::Size));
    speaks(&desk, ChecksumAnswer::Right);
    desk.restart().await;
    desk.until_connected().await;
    let id = fetch_as(&desk, "fourth");
    assert_eq!(fingerprints(end(&desk, &id).await).0, Algorithm::Sha256);
}

fn fetch_as(desk: &Desk, name: &str) -> TransferId {
    let path = RemotePath::parse("/plan.bin").unwrap();
    desk.app
        .download(name, path, desk.download_to(name))
        .unwrap()
}

/// B28: cleared up by looking and by the fingerprint, never by sending again.
#[tokio::test]
async fn an_answer_that_was_lost_or_failed_after_the_last_byte_is_cleared_up_by_asking() {
    for fault in [Fault::Cut(0), Fault::Afterwards(500), Fault::BrokenJson] {
        let desk = desk().await;
        let stored = !matches!(fault, Fault::BrokenJson);
        desk.sandbox.faults().next(Endpoint::Upload, fault.clone());
        let bytes = content(SIZE);
        let id = send(&desk, &bytes);
        let end = end(&desk, &id).await;
        if stored {
            assert_eq!(fingerprints(end).2, sha256(&bytes), "{fault:?}");
        } else {
            assert_eq!(outcome(end), Outcome::UnexpectedReply, "{fault:?}");
        }
        assert_eq!(sent(&desk), 1, "{fault:?}");
    }
}

/// B28: and what is not there whole is not called done because an answer was lost as well.
#[tokio::test]
async fn an_unclear_end_of_a_file_that_lost_its_tail_is_incomplete() {
    let desk = desk().await;
    desk.sandbox
        .switches()
        .change(|switches| switches.lossy_uploads = 100);
    desk.sandbox.faults().next(Endpoint::Upload, Fault::Cut(0));
    let id = send(&desk, &content(SIZE));
    assert_eq!(outcome(end(&desk, &id).await), Outcome::Incomplete);
    assert_eq!(sent(&desk), 1);
}

/// B28: an old file of the same size is not taken for the new one.
#[tokio::test]
async fn an_unclear_replacement_is_told_from_the_old_file_by_its_fingerprint() {
    for (fault, arrives) in [(Fault::Afterwards(500), true), (Fault::Status(500), false)] {
        let desk = desk().await;
        desk.clock.hurry(Duration::from_mins(5));
        let mut old = content(SIZE);
        old.reverse();
        desk.put_remote("plan.bin", &old);
        let id = send(&desk, &content(SIZE));
        desk.until_phase(&id, Phase::NeedsYou).await;
        let faults = desk.sandbox.faults();
        if arrives {
            faults.next(Endpoint::Upload, fault);
        } else {
            faults.always(Endpoint::Upload, fault);
        }
        desk.app.answer_transfer(&id, Answer::Replace).unwrap();
        let end = end(&desk, &id).await;
        if arrives {
            assert_eq!(sent(&desk), 1);
            assert_eq!(fingerprints(end).2, sha256(&content(SIZE)));
        } else {
            assert_eq!(outcome(end), Outcome::ServerFailed);
            assert_eq!(std::fs::read(desk.remote_file("plan.bin")).unwrap(), old);
        }
    }
}

/// B28: where nobody can tell an old file of the same size from the new one, it is not called done.
#[tokio::test]
async fn an_unclear_replacement_without_a_fingerprint_is_not_done() {
    let desk = desk().await;
    desk.clock.hurry(Duration::from_mins(5));
    desk.sandbox
        .switches()
        .change(|switches| switches.checksum = ChecksumAnswer::Unsupported);
    desk.put_remote("plan.bin", &content(SIZE));
    let id = send(&desk, &content(SIZE));
    desk.until_phase(&id, Phase::NeedsYou).await;
    let faults = desk.sandbox.faults();
    faults.always(Endpoint::Upload, Fault::Afterwards(500));
    desk.app.answer_transfer(&id, Answer::Replace).unwrap();
    assert_eq!(outcome(end(&desk, &id).await), Outcome::ServerFailed);
}

#[tokio::test]
async fn cancelling_a_check_leaves_what_arrived_and_says_that_it_was_not_checked() {
    let desk = Desk::connected().await;
    desk.put_remote("there.bin", &content(SIZE));
    desk.sandbox
        .switches()
        .change(|switches| switches.task_length = Duration::from_hours(24));
    let up = send(&desk, &content(SIZE));
    let path = RemotePath::parse("/there.bin").unwrap();
    std::fs::write(desk.download_to("there.bin"), b"the old one").unwrap();
    let target = desk.download_to("there.bin");
    let down = desk.app.download("2", path, target).unwrap();
    for id in [&up, &down] {
        desk.until_phase(id, Phase::Checking).await;
        desk.app.cancel_transfer(id);
        let cancelled = desk.until_phase(id, Phase::Cancelled).await;
        assert!(cancelled.unchecked);
        assert_eq!(cancelled.proof, None);
        assert!(cancelled.problem.is_none());
    }
    let bytes = content(SIZE);
    assert_eq!(std::fs::read(desk.remote_file("plan.bin")).unwrap(), bytes);
    assert_eq!(std::fs::read(desk.download_to("there.bin")).unwrap(), bytes);
    assert_eq!(desk.downloaded(), ["there.bin"]);
}

#[tokio::test]
async fn a_cancelled_transfer_that_had_not_arrived_does_not_say_that_it_was_left_unchecked() {
    let desk = Desk::connected().await;
    desk.sandbox.faults().next(Endpoint::Upload, Fault::Hang);
    let id = send(&desk, &content(SIZE));
    desk.until_phase(&id, Phase::Finishing).await;
    desk.app.cancel_transfer(&id);
    assert!(!desk.until_phase(&id, Phase::Cancelled).await.unchecked);
}

#[tokio::test]
async fn a_site_that_takes_its_time_over_fingerprints_keeps_no_bytes_from_moving() {
    let desk = Desk::connected().await;
    desk.sandbox
        .switches()
        .change(|switches| switches.task_length = Duration::from_hours(24));
    let ids: Vec<TransferId> = (0..8)
        .map(|number| {
            let name = format!("{number}.bin");
            let local = desk.local_file(&name, b"content");
            desk.app.upload(&name, local, RemotePath::root()).unwrap()
        })
        .collect();
    for id in &ids {
        desk.until_phase(id, Phase::Checking).await;
    }
    assert_eq!(sent(&desk), 8);
    desk.app.stop().await;
}

/// Sends this many small files while the site sums none of them up; then it does. How many each question named.
async fn many(desk: &Desk, number: usize) -> (Vec<TransferId>, Vec<usize>) {
    let hours = |hours| {
        let length = Duration::from_hours(hours);
        desk.sandbox.switches().change(|it| it.task_length = length);
    };
    // It is known by now what the site speaks.
    let first = send(desk, &content(100));
    desk.until_phase(&first, Phase::Done).await;
    desk.sandbox.ledger().clear();
    hours(1);
    let ids: Vec<TransferId> = (0..number)
        .map(|number| {
            let local = desk.local_file(&format!("{number}.bin"), format!("{number}").as_bytes());
            let into = RemotePath::root();
            desk.app.upload(&format!("{number}"), local, into).unwrap()
        })
        .collect();
    for id in &ids {
        desk.until_phase(id, Phase::Checking).await;
    }
    hours(0);
    desk.clock.hurry(Duration::from_secs(8));
    for id in &ids {
        desk.until("an end", |snapshot| {
            let mut all = snapshot.transfers.iter();
            all.find(|t| t.id == *id && t.phase == Phase::Done)
                .map(drop)
        })
        .await;
    }
    let questions = desk.sandbox.ledger().to("/api/2/path/oper/checksum");
    let named = questions.iter().map(|asked| {
        let pairs = asked.body.split(|byte| *byte == b'&');
        pairs.filter(|pair| pair.starts_with(b"path=")).count()
    });
    (ids, named.collect())
}

/// P7: small files are asked about together, and each has a proof of its own.
#[tokio::test]
async fn small_files_that_wait_for_their_check_are_asked_about_together() {
    let desk = Desk::connected().await;
    let (ids, named) = many(&desk, 12).await;
    assert!(named.iter().any(|files| *files > 1), "{named:?}");
    let fact = |id: &TransferId| {
        let snapshot = desk.app.snapshot();
        let mut all = snapshot.transfers.into_iter();
        all.find(|t| t.id == *id).unwrap()
    };
    for (number, id) in ids.iter().enumerate() {
        let (by, here, there) = fingerprints(fact(id));
        assert_eq!(by, Algorithm::Sha256);
        assert_eq!(here, sha256(format!("{number}").as_bytes()));
        assert_eq!(here, there);
    }
}

/// S13: whether a site sums up several files at once is not known. One that names only one of them is asked about
/// each alone, at once and from then on, and every file has its proof all the same.
#[tokio::test]
async fn a_site_that_sums_up_one_at_a_time_is_asked_for_one_at_a_time() {
    let desk = Desk::connected().await;
    desk.sandbox
        .switches()
        .change(|switches| switches.checksum = ChecksumAnswer::OnlyLast);
    let (ids, named) = many(&desk, 12).await;
    assert!(named.iter().any(|files| *files > 1), "{named:?}");
    for id in &ids {
        let snapshot = desk.app.snapshot();
        let mut all = snapshot.transfers.into_iter();
        fingerprints(all.find(|t| t.id == *id).unwrap());
    }
    desk.sandbox.ledger().clear();
    let id = fetch_as(&desk, "later");
    fingerprints(end(&desk, &id).await);
    assert_eq!(asked(&desk), 1);
}
