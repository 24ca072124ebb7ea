//! What is written down before it is done, and what remains of it when it is.

use connect_core::{
    Algorithm, App, Direction, Error, Outcome, Phase, Proof, Receipt, ReceiptFilter, RemotePath,
    Snapshot, TransferId,
};
use support::Desk;

fn send(desk: &Desk, name: &str, bytes: &[u8]) -> TransferId {
    let local = desk.local_file(name, bytes);
    desk.app.upload(name, local, RemotePath::root()).unwrap()
}

async fn receipts(app: &App) -> Vec<Receipt> {
    let page = app.receipts(ReceiptFilter::default(), None, 100).await;
    page.unwrap().receipts
}

fn phase(snapshot: &Snapshot, id: &TransferId) -> Option<Phase> {
    let mut rows = snapshot.transfers.iter();
    rows.find(|row| row.id == *id).map(|row| row.phase)
}

/// D1: whatever is said to be done has a receipt by then, which says who, when, where, how much and how it was
/// proven; it outlives the app, the row and the account.
#[tokio::test]
async fn what_is_done_has_a_receipt_that_outlives_row_and_account() {
    let mut desk = Desk::connected().await;
    let account = desk.until_connected().await;
    desk.put_remote("Übersicht.txt", b"abc");
    let up = send(&desk, "plan.pdf", b"abc");
    desk.until_phase(&up, Phase::Done).await;
    let receipt = desk.app.receipt(&up).await.unwrap().unwrap();
    assert_eq!(
        (receipt.direction, receipt.remote.as_str(), receipt.size),
        (Direction::Upload, "/plan.pdf", 3)
    );
    assert_eq!(receipt.local_name, "plan.pdf");
    assert_eq!(
        (receipt.username.as_str(), receipt.account),
        ("maya", account.id)
    );
    assert_eq!(receipt.site, account.server.host());
    let Some(Proof::Fingerprint(fingerprint)) = receipt.proof else {
        panic!("{:?}", receipt.proof);
    };
    assert_eq!(fingerprint.algorithm, Algorithm::Sha256);
    assert!(fingerprint.here.starts_with("ba7816bf"));
    let down = desk.app.download(
        "down",
        RemotePath::parse("/Übersicht.txt").unwrap(),
        desk.download_to("copy.txt"),
    );
    let down = down.unwrap();
    desk.until_phase(&down, Phase::Done).await;
    desk.app.clear_finished();
    desk.restart().await;
    desk.until_connected().await;
    desk.app.disconnect().await.unwrap();
    let receipts = receipts(&desk.app).await;
    let told: Vec<_> = receipts
        .iter()
        .map(|it| (&it.transfer, it.direction))
        .collect();
    assert_eq!(
        told,
        [(&down, Direction::Download), (&up, Direction::Upload)]
    );
    assert_eq!(receipts[0].local_name, "copy.txt");
    assert_eq!(receipts[0].remote.as_str(), "/Übersicht.txt");
    assert_eq!(desk.app.all_receipts(ReceiptFilter::default()).count(), 2);
}

#[tokio::test]
async fn what_did_not_arrive_has_no_receipt() {
    let desk = Desk::connected().await;
    let cancelled = send(&desk, "taken.txt", b"first");
    desk.until_phase(&cancelled, Phase::Done).await;
    let local = desk.local_file("taken.txt", b"second");
    let asking = desk.app.upload("again", local, RemotePath::root()).unwrap();
    desk.until_phase(&asking, Phase::NeedsYou).await;
    desk.app.cancel_transfer(&asking);
    let failed = desk.app.download(
        "missing",
        RemotePath::parse("/missing.txt").unwrap(),
        desk.download_to("missing.txt"),
    );
    let failed = failed.unwrap();
    desk.until_phase(&failed, Phase::Failed).await;
    assert_eq!(receipts(&desk.app).await.len(), 1);
    assert!(desk.app.receipt(&asking).await.unwrap().is_none());
    assert!(desk.app.receipt(&failed).await.unwrap().is_none());
}

#[tokio::test]
async fn the_same_request_is_the_same_transfer_after_a_restart_too() {
    let mut desk = Desk::connected().await;
    let id = send(&desk, "once.txt", b"once");
    desk.until_phase(&id, Phase::Done).await;
    desk.restart().await;
    desk.until_connected().await;
    assert_eq!(send(&desk, "once.txt", b"once"), id);
    assert!(desk.app.snapshot().transfers.is_empty());
    assert_eq!(desk.sandbox.ledger().count("POST", "/api/2/path/data"), 1);
}

/// L11: what cannot be written down is not begun, and says so; when it can be again, it goes on.
#[tokio::test]
async fn nothing_is_begun_that_cannot_be_written_down() {
    let desk = Desk::connected().await;
    let other = rusqlite::Connection::open(desk.data_dir().join("journal.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let id = send(&desk, "plan.pdf", b"abc");
    let failed = desk.until_phase(&id, Phase::Failed).await;
    assert_eq!(failed.problem.unwrap().outcome, Outcome::OwnFolder);
    assert_eq!(
        desk.sandbox
            .ledger()
            .count("GET", "/api/2/path/info/plan.pdf"),
        0
    );
    assert_eq!(desk.sandbox.ledger().count("POST", "/api/2/path/data"), 0);
    other.execute_batch("ROLLBACK").unwrap();
    desk.app.retry_transfer(&id).unwrap();
    desk.until_phase(&id, Phase::Done).await;
    assert_eq!(receipts(&desk.app).await.len(), 1);
}

/// L11: a receipt that cannot be written is no receipt, and nothing is called done without one.
#[tokio::test]
async fn nothing_is_done_without_its_receipt() {
    let desk = Desk::connected().await;
    desk.put_remote("plan.pdf", b"abc");
    let other = rusqlite::Connection::open(desk.data_dir().join("journal.db")).unwrap();
    let refusing =
        "CREATE TRIGGER full BEFORE INSERT ON receipts BEGIN SELECT RAISE(ABORT, 'no'); END";
    other.execute_batch(refusing).unwrap();
    let path = RemotePath::parse("/plan.pdf").unwrap();
    let target = desk.download_to("plan.pdf");
    let id = desk.app.download("down", path, target).unwrap();
    let failed = desk.until_phase(&id, Phase::Failed).await;
    assert_eq!(failed.problem.unwrap().outcome, Outcome::OwnFolder);
    assert_eq!(phase(&desk.app.snapshot(), &id), Some(Phase::Failed));
    assert!(desk.app.receipt(&id).await.unwrap().is_none());
    other.execute_batch("DROP TRIGGER full").unwrap();
    desk.app.retry_transfer(&id).unwrap();
    desk.until_phase(&id, Phase::Done).await;
    assert!(desk.app.receipt(&id).await.unwrap().is_some());
}

/// L11: one that a newer version of the app has written is left alone, and said.
#[tokio::test]
async fn the_journal_of_a_newer_version_is_left_alone() {
    let desk = Desk::connected().await;
    desk.app.stop().await;
    let file = desk.data_dir().join("journal.db");
    let newer = rusqlite::Connection::open(&file).unwrap();
    newer.pragma_update(None, "user_version", 1000).unwrap();
    newer.close().unwrap();
    let before = std::fs::read(&file).unwrap();
    let refused = desk.start_again().unwrap_err();
    assert!(matches!(refused, Error::Newer { version: 1000, .. }));
    assert_eq!(refused.problem().outcome, Outcome::NewerVersion);
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

/// L11: a damaged one is kept aside; the app starts, and works.
#[tokio::test]
async fn a_damaged_journal_is_kept_aside_and_everything_goes_on() {
    let mut desk = Desk::connected().await;
    desk.app.stop().await;
    let file = desk.data_dir().join("journal.db");
    std::fs::write(&file, b"this is no journal").unwrap();
    desk.restart().await;
    desk.until_connected().await;
    let aside = std::fs::read(desk.data_dir().join("journal.db.damaged")).unwrap();
    assert_eq!(aside, b"this is no journal");
    let id = send(&desk, "plan.pdf", b"abc");
    desk.until_phase(&id, Phase::Done).await;
    assert_eq!(receipts(&desk.app).await.len(), 1);
}
