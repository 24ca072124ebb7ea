//! The journal by itself: what is promised, who owns what, and what it does when it is ill.
#![allow(clippy::unwrap_used)] // tests

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use smartfile::{Algorithm, RemotePath};

use super::*;
use crate::problem::Outcome;
use crate::transfers::state::{Answer, Phase};
use crate::transfers::{Direction, Fingerprint, Proof};

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

fn open(folder: &Path) -> (Journal, Adopted) {
    Journal::open(folder, now(), true).unwrap()
}

fn record(id: &str) -> Record {
    Record {
        id: id.into(),
        member: None,
        request: format!("request {id}"),
        account: "account".to_owned().into(),
        kind: Kind::Upload,
        local: "/home/maya/plan.pdf".into(),
        remote: vec![RemotePath::parse("/Plans & Übersicht").unwrap()],
        name: "plan (2).pdf".into(),
        size: Some(5),
        phase: Phase::Moving,
        place: 12,
        answer: Some(Answer::KeepBoth),
        source: Some(Source {
            size: Some(5),
            time: Some("2027-01-15T08:00:00".into()),
            id: Some(7),
        }),
        was_free: true,
        replaces: Some(Source {
            size: Some(9),
            time: None,
            id: None,
        }),
        part: Some("/home/maya/.abc123.part".into()),
        safe: 3,
        digest: Some((Algorithm::Sha1, "a9993e36".into())),
        problem: Some(Outcome::Offline),
        created: now(),
        changed: now(),
    }
}

fn receipt(id: &str) -> Receipt {
    Receipt {
        transfer: id.into(),
        account: "account".to_owned().into(),
        username: "maya".into(),
        site: "files.example.com".into(),
        at: now(),
        direction: Direction::Upload,
        remote: RemotePath::parse("/Plans/Straße 100%.pdf").unwrap(),
        local_name: "plan.pdf".into(),
        size: 5,
        proof: Some(Proof::Fingerprint(Fingerprint {
            algorithm: Algorithm::Sha1,
            here: "a9993e36".into(),
            there: "a9993e36".into(),
        })),
    }
}

/// D3: a row that was promised comes back as it was, once its process is no more.
#[tokio::test]
async fn a_row_comes_back_whole_when_its_process_is_gone_and_not_before() {
    let folder = tempfile::tempdir().unwrap();
    let (first, _) = open(folder.path());
    first.promise(record("one")).await.unwrap();
    let (second, adopted) = open(folder.path());
    assert!(adopted.unfinished.is_empty(), "its owner lives");
    second.close().await;
    first.close().await;
    let (_third, adopted) = open(folder.path());
    assert_eq!(adopted.unfinished, [record("one")]);
    let owners = fs::read_dir(folder.path().join("owners")).unwrap().count();
    assert_eq!(owners, 1, "whoever is gone leaves no lock behind");
}

#[tokio::test]
async fn a_request_is_known_for_a_week_after_its_transfer_has_finished() {
    let folder = tempfile::tempdir().unwrap();
    let (first, _) = open(folder.path());
    let done = Record {
        phase: Phase::Done,
        ..record("one")
    };
    first.promise_done(done, receipt("one")).await.unwrap();
    first.close().await;
    let day = std::time::Duration::from_hours(24);
    for (days, known) in [(6, 1), (8, 0)] {
        let (again, adopted) = Journal::open(folder.path(), now() + day * days, true).unwrap();
        assert!(adopted.unfinished.is_empty());
        assert_eq!(adopted.finished.len(), known, "after {days} days");
        assert_eq!(
            again.receipt(&"one".into()).await.unwrap(),
            Some(receipt("one"))
        );
        again.close().await;
    }
}

#[tokio::test]
async fn a_second_receipt_for_the_same_transfer_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path());
    journal
        .promise_done(record("one"), receipt("one"))
        .await
        .unwrap();
    let other = Receipt {
        size: 6,
        ..receipt("one")
    };
    journal.promise_done(record("one"), other).await.unwrap();
    let page = journal
        .receipts(ReceiptFilter::default(), None, 9)
        .await
        .unwrap();
    assert_eq!(page.receipts, [receipt("one")]);
}

/// D1: receipts are found by any of their words, by account and by direction, page by page, and all of them for a
/// file.
#[tokio::test]
async fn receipts_are_found_and_turned_page_by_page() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path());
    for number in 0..1200 {
        let receipt = Receipt {
            account: format!("account {}", number % 2).into(),
            direction: if number < 600 {
                Direction::Upload
            } else {
                Direction::Download
            },
            local_name: format!("{number}.pdf"),
            proof: None,
            ..receipt(&number.to_string())
        };
        let record = record(&number.to_string());
        journal.promise_done(record, receipt).await.unwrap();
    }
    let all = ReceiptFilter::default();
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = journal.receipts(all.clone(), before, 500).await.unwrap();
        assert_eq!(page.total, 1200);
        seen.extend(page.receipts.into_iter().map(|it| it.local_name));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let newest_first: Vec<String> = (0..1200).rev().map(|it| format!("{it}.pdf")).collect();
    assert_eq!(seen, newest_first);
    let exported = journal.all_receipts(all.clone());
    let exported: Vec<String> = exported.map(|it| it.unwrap().local_name).collect();
    assert!(exported.iter().eq(newest_first.iter().rev()));
    let by = |words: &str| ReceiptFilter {
        words: words.into(),
        ..all.clone()
    };
    for (filter, total) in [
        (by("  STRASSE "), 0),
        (by("straße MAYA example"), 1200),
        (by("100%"), 1200),
        (by("1%"), 0),
        (by("1199.PDF"), 1),
        (by("' OR 1 --"), 0),
        (
            ReceiptFilter {
                account: Some("account 1".to_owned().into()),
                direction: Some(Direction::Download),
                ..all.clone()
            },
            300,
        ),
    ] {
        let page = journal.receipts(filter.clone(), None, 10).await.unwrap();
        assert_eq!(page.total, total, "{filter:?}");
    }
}

/// A disk that is full keeps nothing from being read, and what could not be written is an error of its own call.
#[tokio::test]
async fn a_full_disk_is_said_and_what_was_promised_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path());
    journal
        .promise_done(record("one"), receipt("one"))
        .await
        .unwrap();
    let limit = |pages: u32| {
        journal.commit(Weight::Progress, move |connection| {
            let set = connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()));
            Ok(set?)
        })
    };
    limit(1).await.unwrap();
    let large = Record {
        name: "n".repeat(100_000),
        ..record("two")
    };
    let error = journal.promise(large.clone()).await.unwrap_err();
    assert_eq!(error.problem().outcome, Outcome::DiskFull);
    assert!(journal.receipt(&"one".into()).await.unwrap().is_some());
    limit(u32::MAX / 2).await.unwrap();
    journal.promise(large).await.unwrap();
}

/// A damaged journal never keeps the app from starting or going on: it is set aside and a new one begun.
#[tokio::test]
async fn a_journal_that_is_damaged_is_set_aside_and_a_new_one_begun() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal.db");
    let damage = || {
        let mut bytes = fs::read(&file).unwrap();
        bytes.iter_mut().skip(100).for_each(|byte| *byte = 0x5a);
        fs::write(&file, &bytes).unwrap();
    };
    let (first, _) = open(folder.path());
    first.promise(record("one")).await.unwrap();
    first.close().await;
    damage();
    let (second, adopted) = open(folder.path());
    assert!(adopted.unfinished.is_empty());
    assert!(folder.path().join("journal.db.damaged").exists());
    second.promise(record("two")).await.unwrap();
    second.close().await;
    let (_third, adopted) = open(folder.path());
    assert_eq!(adopted.unfinished, [record("two")]);
}

#[tokio::test]
async fn a_damaged_journal_that_another_process_uses_stays_where_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (first, _) = open(folder.path());
    first.promise(record("one")).await.unwrap();
    let store = Store::new(folder.path()).unwrap();
    assert_eq!(store.set_aside(), Err(Trouble::Locked));
    first.close().await;
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_can_read_the_journal() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path());
    journal.promise(record("one")).await.unwrap();
    for name in [
        "journal.db",
        "journal.db-wal",
        "journal.db-shm",
        "journal.lock",
    ] {
        let mode = fs::metadata(folder.path().join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    journal.close().await;
}

/// P7: what happens to a row while it waits to be written is written once, and the last of it is what stays, whatever
/// was promised in between.
#[test]
fn the_last_word_about_a_row_is_what_stays_however_many_waited() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    proptest::proptest!(
        proptest::test_runner::Config::with_cases(24),
        |(steps in proptest::collection::vec((0..3_u8, proptest::bool::ANY), 1..40))| {
            let folder = tempfile::tempdir().unwrap();
            let (journal, _) = open(folder.path());
            let last = runtime.block_on(async {
                let mut last = [None, None, None];
                let mut promises = Vec::new();
                for (safe, (row, is_promise)) in (0..).zip(steps) {
                    let id = format!("row {row}");
                    let record = Record { safe, place: row.into(), ..record(&id) };
                    last[usize::from(row)] = Some(record.clone());
                    if is_promise {
                        // Handed over, and not waited for: more comes meanwhile.
                        let mut promise = Box::pin(journal.promise(record));
                        let _ = futures_util::poll!(&mut promise);
                        promises.push(promise);
                    } else {
                        journal.note(record);
                    }
                }
                for promise in promises {
                    promise.await.unwrap();
                }
                journal.close().await;
                last
            });
            let (_again, adopted) = open(folder.path());
            let expected: Vec<Record> = last.into_iter().flatten().collect();
            proptest::prop_assert_eq!(adopted.unfinished, expected);
        }
    );
}
