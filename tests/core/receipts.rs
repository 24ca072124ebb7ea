//! The receipts that a person keeps: who has one, what a later look finds, and what is saved of them.

use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;

use connect_core::{
    CopyFound, CopyMeans, Error, KeptReceipt, Outcome, Phase, Proof, ReceiptForm, ReceiptQuery,
    Recheck, RemotePath, TransferId, Verified, VerifyNews, What,
};
use smartfile_sandbox::{ChecksumAnswer, Endpoint, Fault};
use support::Desk;

use crate::upload::content;

const SIZE: u32 = 300_000;

/// A desk at which time passes by itself, as far as a check waits for anything.
async fn desk() -> Desk {
    let desk = Desk::connected().await;
    desk.clock.hurry(Duration::from_secs(8));
    desk
}

async fn sent(desk: &Desk, name: &str, bytes: &[u8]) -> TransferId {
    let local = desk.local_file(name, bytes);
    let id = desk.app.upload(name, local, RemotePath::root()).unwrap();
    desk.until_phase(&id, Phase::Done).await;
    id
}

async fn fetched(desk: &Desk, name: &str, bytes: &[u8]) -> TransferId {
    desk.put_remote(name, bytes);
    let path = RemotePath::parse(&format!("/{name}")).unwrap();
    let target = desk.download_to(name);
    let id = desk.app.download(name, path, target).unwrap();
    desk.until_phase(&id, Phase::Done).await;
    id
}

fn cannot_sum_up(desk: &Desk) {
    desk.sandbox
        .switches()
        .change(|switches| switches.checksum = ChecksumAnswer::Unsupported);
}

async fn all(desk: &Desk) -> Vec<KeptReceipt> {
    let page = desk.app.kept_receipts("", None, 100).await;
    page.unwrap().receipts
}

async fn look(desk: &Desk, id: &TransferId, read_back: bool) -> Recheck {
    let before = desk.app.kept_receipt(id).await.unwrap();
    let checked = desk.app.check_again(id, read_back, &|_| {}).await;
    let checked = checked.unwrap().expect("nobody stopped it");
    assert_eq!(checked.receipt, before.receipt, "the old truth stays");
    assert_eq!(checked.checks[1..], before.checks, "each look is added");
    checked.checks[0].clone()
}

type Standing = Option<(CopyFound, CopyMeans)>;

fn standing(recheck: &Recheck) -> (Standing, Standing) {
    let both = |copy: Option<connect_core::CopyState>| copy.map(|copy| (copy.found, copy.means));
    (both(recheck.there), both(recheck.here))
}

const SAME: Standing = Some((CopyFound::Same, CopyMeans::Fingerprint));
const CHANGED: Standing = Some((CopyFound::Changed, CopyMeans::Fingerprint));
const RESIZED: Standing = Some((CopyFound::Changed, CopyMeans::Size));
const GONE: Standing = Some((CopyFound::Gone, CopyMeans::Size));
const SAME_SIZE: Standing = Some((CopyFound::SameSize, CopyMeans::Size));
const READ_SAME: Standing = Some((CopyFound::Same, CopyMeans::ReadBack));
const READ_CHANGED: Standing = Some((CopyFound::Changed, CopyMeans::ReadBack));

/// D1: it is told when it is added, after the row is done, and says who, whatever the account is called.
#[tokio::test]
async fn a_receipt_is_told_when_its_file_has_arrived() {
    let desk = desk().await;
    let id = sent(&desk, "plan.bin", &content(SIZE)).await;
    let told = desk.until("a receipt", |_| {
        let facts = desk.facts.all();
        let done = facts.iter().position(
            |fact| matches!(&fact.what, What::TransferChanged(row) if row.phase == Phase::Done),
        );
        let kept = facts
            .iter()
            .enumerate()
            .find_map(|(at, fact)| match &fact.what {
                What::ReceiptKept { receipt, .. } => Some((at, (**receipt).clone())),
                _ => None,
            })?;
        assert!(done.is_some_and(|done| done < kept.0), "before it was done");
        Some(kept.1)
    });
    let told = told.await;
    assert_eq!(told.receipt.transfer, id);
    assert_eq!(told, desk.app.kept_receipt(&id).await.unwrap());
    assert!(told.checks.is_empty());
    let account = desk.until_connected().await;
    assert_eq!(Some(told.by), account.name);
}

/// D1, B26: whatever a server only says, there is no receipt for it.
#[tokio::test]
async fn a_lying_server_gets_no_receipt() {
    let faults = [
        Fault::DropTail(100),
        Fault::Corrupt(150_000),
        Fault::Reply {
            status: 200,
            content_type: "application/json".into(),
            body: r#"{"status": 500, "detail": "The file could not be stored."}"#.into(),
        },
    ];
    for fault in faults {
        let desk = desk().await;
        desk.sandbox
            .faults()
            .always(Endpoint::Upload, fault.clone());
        desk.clock.hurry(Duration::from_mins(5));
        let local = desk.local_file("plan.bin", &content(SIZE));
        let id = desk.app.upload("r", local, RemotePath::root()).unwrap();
        desk.until_phase(&id, Phase::Failed).await;
        assert_eq!(all(&desk).await, [], "{fault:?}");
        let unknown = desk.app.kept_receipt(&id).await.unwrap_err();
        assert!(matches!(unknown, Error::ReceiptUnknown), "{unknown:?}");
    }
}

/// D1: the receipts of a person are there again after a disconnect, though the account is another one.
#[tokio::test]
async fn who_connects_again_has_their_receipts_again() {
    let desk = Desk::connected().await;
    let id = sent(&desk, "plan.bin", b"abc").await;
    let before = desk.app.kept_receipt(&id).await.unwrap();
    desk.app.disconnect().await.unwrap();
    let nobody = desk.app.kept_receipts("", None, 10).await.unwrap_err();
    assert!(matches!(nobody, Error::NotConnected), "{nobody:?}");
    let account = desk.connect().await;
    assert_ne!(account.id, before.receipt.account);
    assert_eq!(all(&desk).await, [before]);
    desk.clock.hurry(Duration::from_secs(8));
    assert_eq!(standing(&look(&desk, &id, false).await), (SAME, None));
}

/// D1: a changed byte, a changed size and a deletion at the site are all seen, and each look is kept.
#[tokio::test]
async fn another_look_sees_a_changed_byte_another_size_and_a_deletion() {
    let mut desk = desk().await;
    let bytes = content(SIZE);
    let id = sent(&desk, "plan.bin", &bytes).await;
    let first = look(&desk, &id, false).await;
    assert_eq!(standing(&first), (SAME, None));
    let both = first.fingerprint.unwrap();
    assert_eq!(both.here, both.there);

    let mut changed = bytes.clone();
    changed[150_000] ^= 1;
    desk.put_remote("plan.bin", &changed);
    let second = look(&desk, &id, false).await;
    assert_eq!(standing(&second), (CHANGED, None));
    let both = second.fingerprint.unwrap();
    assert_ne!(both.here, both.there);

    desk.put_remote("plan.bin", &bytes[1..]);
    assert_eq!(standing(&look(&desk, &id, false).await), (RESIZED, None));
    std::fs::remove_file(desk.remote_file("plan.bin")).unwrap();
    assert_eq!(standing(&look(&desk, &id, false).await), (GONE, None));

    let kept = desk.app.kept_receipt(&id).await.unwrap();
    assert_eq!(kept.checks.len(), 4);
    assert!(matches!(kept.receipt.proof, Some(Proof::Fingerprint(_))));
    desk.restart().await;
    desk.until_connected().await;
    assert_eq!(desk.app.kept_receipt(&id).await.unwrap(), kept);
}

/// D1: of a download both copies are looked at, the one here by every byte.
#[tokio::test]
async fn of_a_download_the_copy_here_is_looked_at_too() {
    let desk = desk().await;
    let bytes = content(SIZE);
    let id = fetched(&desk, "plan.bin", &bytes).await;
    let here = desk.download_to("plan.bin");
    let told = Mutex::new(Vec::new());
    let note = |progress: connect_core::RecheckProgress| {
        told.lock().unwrap().push((progress.read, progress.total));
    };
    let checked = desk.app.check_again(&id, false, &note).await;
    let checked = checked.unwrap().unwrap();
    assert_eq!(standing(&checked.checks[0]), (SAME, SAME));
    let told = told.into_inner().unwrap();
    assert_eq!(told.last(), Some(&(u64::from(SIZE), u64::from(SIZE))));

    let mut changed = bytes.clone();
    changed[299_999] ^= 0x80;
    std::fs::write(&here, &changed).unwrap();
    let look_again = look(&desk, &id, false).await;
    assert_eq!(standing(&look_again), (SAME, CHANGED));
    let both = look_again.fingerprint.unwrap();
    assert_ne!(both.here, both.there);

    std::fs::write(&here, b"short").unwrap();
    assert_eq!(standing(&look(&desk, &id, false).await), (SAME, RESIZED));
    std::fs::remove_file(&here).unwrap();
    assert_eq!(standing(&look(&desk, &id, false).await), (SAME, GONE));
}

/// D1: where the site can't sum up, the size is all there is to say, unless every byte is read.
#[tokio::test]
async fn where_the_site_cannot_say_more_than_the_size_every_byte_can_be_read_back() {
    let desk = desk().await;
    let bytes = content(SIZE);
    let id = sent(&desk, "plan.bin", &bytes).await;
    cannot_sum_up(&desk);
    let size_only = look(&desk, &id, false).await;
    assert_eq!(standing(&size_only), (SAME_SIZE, None));
    assert_eq!(size_only.fingerprint, None);

    let faults = desk.sandbox.faults();
    faults.next(Endpoint::Download, Fault::Cut(70_000));
    assert_eq!(standing(&look(&desk, &id, true).await), (READ_SAME, None));
    let mut changed = bytes;
    changed[7] ^= 1;
    desk.put_remote("plan.bin", &changed);
    assert_eq!(
        standing(&look(&desk, &id, true).await),
        (READ_CHANGED, None)
    );
    assert!(desk.downloaded().is_empty(), "nothing is kept of it");
}

/// D1: without a fingerprint of then, the copies of a download can still be compared with each other.
#[tokio::test]
async fn a_download_by_size_alone_can_be_compared_with_what_the_site_has_now() {
    let desk = desk().await;
    cannot_sum_up(&desk);
    let id = fetched(&desk, "plan.bin", &content(SIZE)).await;
    let kept = desk.app.kept_receipt(&id).await.unwrap();
    assert_eq!(kept.receipt.proof, Some(Proof::Size));
    assert_eq!(
        standing(&look(&desk, &id, false).await),
        (SAME_SIZE, SAME_SIZE)
    );
    let read = look(&desk, &id, true).await;
    assert_eq!(standing(&read).0, READ_SAME);
    let both = read.fingerprint.unwrap();
    assert_eq!(both.here, both.there);
}

#[tokio::test]
async fn a_look_that_cannot_ask_the_site_finds_nothing_and_says_why() {
    let desk = desk().await;
    let id = sent(&desk, "plan.bin", b"abc").await;
    let faults = desk.sandbox.faults();
    faults.times(Endpoint::Info, 9, Fault::Status(403));
    let refused = desk.app.check_again(&id, false, &|_| {}).await;
    assert_eq!(refused.unwrap_err().problem().outcome, Outcome::Forbidden);
    let kept = desk.app.kept_receipt(&id).await.unwrap();
    assert!(kept.checks.is_empty(), "a question is no finding");
}

#[tokio::test]
async fn a_look_that_is_stopped_finds_nothing() {
    let desk = desk().await;
    let id = fetched(&desk, "plan.bin", &content(SIZE)).await;
    let app = desk.app.clone();
    let stop = |_| app.stop_check_again();
    let stopped = desk.app.check_again(&id, true, &stop).await;
    assert_eq!(stopped.unwrap(), None);
    let kept = desk.app.kept_receipt(&id).await.unwrap();
    assert!(kept.checks.is_empty());
}

/// D19: all of them, in each form, page by page, where the person said; what is saved says what is true.
#[tokio::test]
async fn receipts_are_saved_as_text_for_a_spreadsheet_and_for_programs() {
    let desk = desk().await;
    let id = sent(&desk, "=plan, final.txt", b"abc").await;
    fetched(&desk, "photo.png", b"pixels").await;
    look(&desk, &id, false).await;
    let saved = |name: &str| std::fs::read_to_string(desk.download_to(name)).unwrap();
    for form in [ReceiptForm::Text, ReceiptForm::Csv, ReceiptForm::Json] {
        let name = format!("list.{}", form.ending());
        let target = desk.download_to(&name);
        let count = desk.app.save_receipts("", form, &target).await;
        assert_eq!(count.unwrap(), 2, "{form:?}");
        let text = saved(&name);
        assert!(
            text.contains("/=plan, final.txt") && text.contains("photo.png"),
            "{text}"
        );
        assert!(text.contains("ba7816bf8f01cfea"), "{text}");
        let home = desk.data_dir();
        let home = home.parent().unwrap().to_str().unwrap();
        assert!(!text.contains(home), "a path of this computer: {text}");
    }
    let read: serde_json::Value = serde_json::from_str(&saved("list.json")).unwrap();
    assert_eq!(read["receipts"][1]["checks"][0]["there"]["found"], "same");
    assert!(saved("list.csv").contains("\"'=plan, final.txt\""));

    let target = desk.download_to("some.json");
    let some = desk.app.save_receipts("PHOTO", ReceiptForm::Json, &target);
    assert_eq!(some.await.unwrap(), 1);
    desk.app
        .save_receipt(&id, &desk.download_to("one.txt"))
        .await
        .unwrap();
    let one = saved("one.txt");
    assert!(
        one.contains("Arrived complete") && !one.contains("photo.png"),
        "{one}"
    );

    let nowhere = desk.download_to("no such folder").join("list.csv");
    let refused = desk.app.save_receipts("", ReceiptForm::Csv, &nowhere).await;
    assert_eq!(
        refused.unwrap_err().problem().outcome,
        Outcome::FileUnwritable
    );
}

/// D19: what is written as JSON and as CSV is read by programs that this project did not write.
#[tokio::test]
async fn other_programs_read_what_was_saved() {
    let desk = desk().await;
    let names = [
        "plain.txt",
        "quote \" and, comma.txt",
        "-2.txt",
        "Größe.txt",
    ];
    for name in names {
        sent(&desk, name, name.as_bytes()).await;
    }
    let csv = desk.download_to("list.csv");
    let json = desk.download_to("list.json");
    desk.app
        .save_receipts("", ReceiptForm::Csv, &csv)
        .await
        .unwrap();
    desk.app
        .save_receipts("", ReceiptForm::Json, &json)
        .await
        .unwrap();
    let script = "import csv, json, sys\n\
        rows = list(csv.DictReader(open(sys.argv[1], newline='', encoding='utf-8-sig'), strict=True))\n\
        told = json.load(open(sys.argv[2], encoding='utf-8'))['receipts']\n\
        assert [r['path'] for r in rows] == [r['path'] for r in told]\n\
        assert [r['fingerprint there'] for r in rows] == [r['fingerprint']['there'] for r in told]\n\
        print('\\n'.join(r['path'] for r in rows))";
    let read = Command::new("python3")
        .args(["-c", script])
        .args([&csv, &json])
        .output()
        .unwrap();
    assert!(read.status.success(), "{read:?}");
    let told = String::from_utf8(read.stdout).unwrap();
    let told: Vec<&str> = told.lines().rev().map(|path| &path[1..]).collect();
    assert_eq!(told, names);
}

#[tokio::test]
async fn words_find_receipts_page_by_page_and_nobody_elses() {
    let desk = desk().await;
    for number in 0..7 {
        sent(&desk, &format!("Plan {number}.pdf"), b"abc").await;
    }
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = desk.app.kept_receipts("plan PDF", before, 3).await.unwrap();
        assert_eq!(page.total, 7);
        seen.extend(
            page.receipts
                .into_iter()
                .map(|kept| kept.receipt.local_name),
        );
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let expected: Vec<String> = (0..7).rev().map(|at| format!("Plan {at}.pdf")).collect();
    assert_eq!(seen, expected);
    let none = desk.app.kept_receipts("façade", None, 3).await.unwrap();
    assert_eq!((none.receipts.len(), none.total), (0, 0));
}

/// D1, D19: a folder as a whole: what is the same, changed, gone, and what never came by here.
#[tokio::test]
async fn a_folder_is_verified_as_a_whole() {
    let desk = desk().await;
    let folder = RemotePath::parse("/Plans").unwrap();
    std::fs::create_dir_all(desk.remote_file("Plans/Old")).unwrap();
    std::fs::create_dir_all(desk.remote_file("Plans and more")).unwrap();
    for (into, name) in [
        ("/Plans", "same.txt"),
        ("/Plans", "changed.txt"),
        ("/Plans/Old", "gone.txt"),
        ("/Plans and more", "elsewhere.txt"),
    ] {
        let local = desk.local_file(name, name.as_bytes());
        let into = RemotePath::parse(into).unwrap();
        let id = desk.app.upload(name, local, into).unwrap();
        desk.until_phase(&id, Phase::Done).await;
    }
    desk.put_remote("Plans/changed.txt", b"CHANGED.txt");
    std::fs::remove_file(desk.remote_file("Plans/Old/gone.txt")).unwrap();
    desk.put_remote("Plans/Old/stranger.txt", b"who is this");
    let told = Mutex::new(Vec::new());
    let strange = Mutex::new(Vec::new());
    let note = |news: VerifyNews<'_>| match news {
        VerifyNews::Counted(count) => told.lock().unwrap().push(count),
        VerifyNews::Never(path) => strange.lock().unwrap().push(path.as_str().to_owned()),
        _ => {}
    };
    let verified = desk.app.verify(&folder, &note).await.unwrap();
    let expected = Verified {
        same: 1,
        changed: 1,
        gone: 1,
        never: 1,
        total: 3,
        whole: true,
        ..Verified::default()
    };
    assert_eq!(verified, expected);
    assert_eq!(told.into_inner().unwrap().len(), 4);
    assert_eq!(strange.into_inner().unwrap(), ["/Plans/Old/stranger.txt"]);
    let kept = all(&desk).await;
    let looked_at = |name: &str| {
        let mut kept = kept.iter();
        let kept = kept.find(|kept| kept.receipt.local_name == name).unwrap();
        kept.checks.len()
    };
    assert_eq!((looked_at("same.txt"), looked_at("elsewhere.txt")), (1, 0));

    let everything = desk.app.verify(&RemotePath::root(), &|_| {}).await.unwrap();
    assert_eq!((everything.total, everything.same), (4, 2));
    let one = RemotePath::parse("/Plans/same.txt").unwrap();
    let one = desk.app.verify(&one, &|_| {}).await.unwrap();
    assert_eq!((one.total, one.same, one.never), (1, 1, 0));
    let app = desk.app.clone();
    let stop = |news: VerifyNews<'_>| {
        if matches!(news, VerifyNews::Looked(_)) {
            app.stop_check_again();
        }
    };
    let stopped = desk.app.verify(&folder, &stop).await.unwrap();
    assert!(!stopped.whole, "{stopped:?}");
    assert_eq!(stopped.same + stopped.changed + stopped.gone, 1);
}

/// D1: a file of this computer has its receipt by where it was put, and by its bytes whatever it is called now.
#[tokio::test]
async fn a_folder_of_this_computer_is_verified_by_place_and_by_bytes() {
    let desk = desk().await;
    for name in ["fetched.txt", "edited.txt", "lost.txt"] {
        fetched(&desk, name, name.as_bytes()).await;
    }
    let id = sent(&desk, "sent.txt", b"these bytes").await;
    let folder = desk.download_to(".");
    std::fs::write(desk.download_to("edited.txt"), b"EDITED.txt").unwrap();
    std::fs::remove_file(desk.download_to("lost.txt")).unwrap();
    std::fs::create_dir(desk.download_to("below")).unwrap();
    std::fs::write(desk.download_to("below/renamed.txt"), b"these bytes").unwrap();
    std::fs::write(desk.download_to("below/strange.txt"), b"never came").unwrap();
    let strange = Mutex::new(Vec::new());
    let note = |news: VerifyNews<'_>| {
        if let VerifyNews::NeverHere(path) = news {
            strange.lock().unwrap().push(path.to_owned());
        }
    };
    let verified = desk.app.verify_here(&folder, &note).await.unwrap();
    let expected = Verified {
        same: 2,
        changed: 1,
        gone: 1,
        never: 1,
        total: 5,
        whole: true,
        ..Verified::default()
    };
    assert_eq!(verified, expected);
    let strange = strange.into_inner().unwrap();
    assert!(strange[0].ends_with("below/strange.txt"), "{strange:?}");
    let kept = desk.app.kept_receipt(&id).await.unwrap();
    assert_eq!(standing(&kept.checks[0]), (SAME, SAME));
    // Its copy at the site is another one now: the bytes here are still those of the receipt.
    desk.put_remote("sent.txt", b"THESE BYTES");
    let one = desk.download_to("below/renamed.txt");
    let verified = desk.app.verify_here(&one, &|_| {}).await.unwrap();
    assert_eq!((verified.total, verified.changed), (1, 1));
    let kept = desk.app.kept_receipt(&id).await.unwrap();
    assert_eq!(standing(&kept.checks[0]), (CHANGED, SAME));
    let missing = desk.download_to("none");
    let nothing = desk.app.verify_here(&missing, &|_| {}).await.unwrap_err();
    assert_eq!(nothing.problem().outcome, Outcome::FileUnreadable);
}

/// D1: what was written before a moment is not among those that are asked for since then.
#[tokio::test]
async fn receipts_are_asked_for_since_a_moment() {
    let desk = desk().await;
    let first = sent(&desk, "first.txt", b"1").await;
    let first = desk.app.kept_receipt(&first).await.unwrap().receipt.at;
    desk.clock.advance(Duration::from_hours(1));
    sent(&desk, "second.txt", b"2").await;
    let since = |at| ReceiptQuery {
        since: Some(at),
        ..ReceiptQuery::default()
    };
    let all = desk
        .app
        .kept_receipts(since(first), None, 10)
        .await
        .unwrap();
    assert_eq!(all.total, 2);
    let later = since(first + Duration::from_secs(1));
    let later = desk.app.kept_receipts(later, None, 10).await.unwrap();
    assert_eq!((later.total, later.receipts.len()), (1, 1));
    assert_eq!(later.receipts[0].receipt.local_name, "second.txt");
}
