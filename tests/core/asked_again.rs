//! What an earlier start has begun, and what was asked for before it was written down.
#![allow(clippy::similar_names, reason = "a desk has a disk")]

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use connect_core::{
    App, LocalDisk, Phase, ReceiptFilter, RemotePath, Stat, Temporary, TransferId, Vfs,
};
use smartfile_sandbox::{Endpoint, Fault};
use support::{Desk, DeskPlan, PATIENCE};
use tokio::io::AsyncRead;
use tokio::sync::watch;

use crate::upload::content;

/// One value of the row of a request; `None` where there is no such row.
fn written<T: rusqlite::types::FromSql>(desk: &Desk, request: &str, column: &str) -> Option<T> {
    let journal = rusqlite::Connection::open(desk.data_dir().join("journal.db")).unwrap();
    let sql = format!("SELECT {column} FROM transfers WHERE request = ?1");
    journal.query_row(&sql, [request], |row| row.get(0)).ok()
}

async fn until_written<T: rusqlite::types::FromSql>(desk: &Desk, request: &str, column: &str) -> T {
    let look = async {
        loop {
            match written(desk, request, column) {
                Some(value) => return value,
                None => tokio::task::yield_now().await,
            }
        }
    };
    tokio::time::timeout(PATIENCE, look).await.unwrap()
}

fn from(number: u8) -> RemotePath {
    RemotePath::parse(&format!("/{number}/film.bin")).unwrap()
}

fn film() -> RemotePath {
    RemotePath::parse("/film.bin").unwrap()
}

/// D3: a command is run in a folder of its own, and what it leaves is gone on with elsewhere.
#[tokio::test]
async fn a_path_is_written_down_so_that_it_means_the_same_file_wherever_the_app_starts_next() {
    let desk = Desk::connected().await;
    desk.put_remote("film.bin", b"film");
    desk.sandbox
        .faults()
        .always(Endpoint::Download, Fault::Hang);
    let id = desk
        .app
        .download("1", film(), PathBuf::from("relative.bin"))
        .unwrap();
    let local: Vec<u8> = until_written(&desk, "1", "local").await;
    let local = PathBuf::from(String::from_utf8(local).unwrap());
    let here = std::env::current_dir().unwrap().join("relative.bin");
    assert_eq!(local, here);
    desk.app.cancel_transfer(&id);
    desk.until_phase(&id, Phase::Cancelled).await;
    desk.sandbox.faults().clear();
    desk.app.stop().await;
}

/// D3: the same of a whole folder.
#[tokio::test]
async fn a_folders_path_is_written_down_so_that_it_means_the_same_wherever_the_app_starts_next() {
    let desk = Desk::connected().await;
    desk.put_remote("Films/film.bin", b"film");
    let here = PathBuf::from("relative films");
    let films = RemotePath::parse("/Films").unwrap();
    desk.sandbox
        .faults()
        .always(Endpoint::Download, Fault::Hang);
    let id = desk.app.download_folder("1", films, here.clone()).unwrap();
    desk.until_phase(&id, Phase::Moving).await;
    let journal = rusqlite::Connection::open(desk.data_dir().join("journal.db")).unwrap();
    let sql = "SELECT local FROM trees WHERE request = '1'";
    let local: Vec<u8> = journal.query_row(sql, [], |row| row.get(0)).unwrap();
    let whole = std::env::current_dir().unwrap().join(&here);
    assert_eq!(PathBuf::from(String::from_utf8(local).unwrap()), whole);
    desk.app.cancel_transfer(&id);
    desk.until_phase(&id, Phase::Cancelled).await;
    desk.sandbox.faults().clear();
    desk.app.stop().await;
    std::fs::remove_dir_all(whole).unwrap();
}

async fn begun_and_interrupted(desk: &mut Desk, ask: impl Fn(&App) -> TransferId) -> TransferId {
    let faults = desk.sandbox.faults();
    faults.always(Endpoint::Download, Fault::Hang);
    faults.always(Endpoint::Upload, Fault::Hang);
    let id = ask(&desk.app);
    // A small file is on its way as a whole before anybody sees it move.
    desk.until("its bytes on their way", |snapshot| {
        let row = snapshot.transfers.iter().find(|row| row.id == id)?;
        matches!(row.phase, Phase::Moving | Phase::Finishing).then_some(())
    })
    .await;
    desk.restart().await;
    desk.sandbox.faults().clear();
    desk.until_connected().await;
    desk.until_phase(&id, Phase::Interrupted).await.id
}

/// D3, B28: a command that was killed is run again. Its file goes on, and the window that lets it go on as well later
/// finds nothing to do.
#[tokio::test]
async fn what_was_interrupted_and_is_asked_for_by_another_click_goes_on_and_is_not_there_twice() {
    let mut desk = Desk::connected().await;
    // What was sent whole is looked for at the site some times before it is sent once more.
    desk.clock.hurry(Duration::from_secs(2));
    desk.put_remote("film.bin", &content(3000));
    let (local, target) = (
        desk.local_file("plan.bin", b"plan"),
        desk.download_to("film.bin"),
    );
    for way in ["down", "up"] {
        let ask = |app: &App, request: &str| match way {
            "down" => app.download(request, film(), target.clone()).unwrap(),
            _ => app
                .upload(request, local.clone(), RemotePath::root())
                .unwrap(),
        };
        let id = begun_and_interrupted(&mut desk, |app| ask(app, way)).await;
        let again = ask(&desk.app, &format!("{way} again"));
        assert_eq!(again, id, "{way}");
        desk.app.continue_interrupted();
        desk.until_phase(&id, Phase::Done).await;
    }
    assert_eq!(desk.downloaded(), ["film.bin"]);
    assert_eq!(desk.names("/").await, ["film.bin", "plan.bin"]);
    let receipts = desk.app.receipts(ReceiptFilter::default(), None, 9).await;
    assert_eq!(receipts.unwrap().total, 2);
    // What is finished is finished: another click is another transfer.
    let other = desk.app.download("third", film(), target).unwrap();
    desk.until_phase(&other, Phase::Done).await;
    let receipts = desk.app.receipts(ReceiptFilter::default(), None, 9).await;
    assert_eq!(receipts.unwrap().total, 3);
}

/// B28: whoever does the same again where it had failed, or was held, has it once.
#[tokio::test]
async fn what_failed_or_is_held_and_is_asked_for_by_another_click_goes_on_and_is_not_there_twice() {
    let desk = Desk::connected().await;
    desk.put_remote("film.bin", &content(3000));
    let ask = |request: &str| {
        let target = desk.download_to("film.bin");
        desk.app.download(request, film(), target).unwrap()
    };
    let faults = desk.sandbox.faults();
    faults.always(Endpoint::Download, Fault::Status(403));
    let id = ask("1");
    desk.until_phase(&id, Phase::Failed).await;
    faults.always(Endpoint::Download, Fault::Hang);
    assert_eq!(ask("2"), id);
    desk.until_phase(&id, Phase::Moving).await;
    desk.app.pause_transfer(&id).unwrap();
    faults.clear();
    assert_eq!(ask("3"), id);
    desk.until_phase(&id, Phase::Done).await;
    assert_eq!(desk.app.snapshot().transfers.len(), 1);
    assert_eq!(desk.downloaded(), ["film.bin"]);
}

/// This computer's disk, which takes its time to look at files.
#[derive(Debug)]
struct SlowLook(watch::Sender<bool>);

#[async_trait]
impl Vfs for SlowLook {
    async fn stat(&self, path: &Path) -> io::Result<Stat> {
        if path.ends_with("film.bin") {
            let mut may = self.0.subscribe();
            let _ = may.wait_for(|may| *may).await;
        }
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
}

/// D3, B28: killed between a click and the look at what has the name, a download was taken for one whose name had
/// been free, and came to lie beside what it was to replace.
#[tokio::test]
async fn a_download_is_written_down_only_together_with_what_it_is_to_replace() {
    let slow = Arc::new(SlowLook(watch::Sender::new(false)));
    let desk = Desk::with(DeskPlan {
        vfs: Arc::clone(&slow) as _,
        ..DeskPlan::default()
    })
    .await;
    desk.connect().await;
    desk.put_remote("film.bin", b"new");
    std::fs::write(desk.download_to("film.bin"), b"older").unwrap();
    let target = desk.download_to("film.bin");
    let id = desk.app.download("held", film(), target).unwrap();
    desk.app.pause_transfer(&id).unwrap();
    desk.app.move_transfer_to_front(&id).unwrap();
    // Whatever was handed over before this one is written when this one is.
    let plan = desk.local_file("plan.bin", b"plan");
    desk.app.upload("later", plan, RemotePath::root()).unwrap();
    let _: String = until_written(&desk, "later", "phase").await;
    assert_eq!(written::<String>(&desk, "held", "phase"), None);
    slow.0.send_replace(true);
    let size: i64 = until_written(&desk, "held", "replaces_size").await;
    assert_eq!(size, 5);
    assert_eq!(written::<String>(&desk, "held", "phase").unwrap(), "paused");
    desk.app.resume_transfer(&id).unwrap();
    desk.until_phase(&id, Phase::Done).await;
    assert_eq!(desk.downloaded(), ["film.bin"]);
}

/// B28: looking whether a file is still the one that is to be replaced and replacing it are one: of two that may, the
/// later would silently take the place of the earlier.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_downloads_that_are_to_replace_one_file_the_second_lies_beside_the_first() {
    let disk = Arc::new(SlowLook(watch::Sender::new(true)));
    let desk = Desk::with(DeskPlan {
        vfs: Arc::clone(&disk) as _,
        ..DeskPlan::default()
    })
    .await;
    desk.connect().await;
    std::fs::write(desk.download_to("film.bin"), b"older").unwrap();
    let faults = desk.sandbox.faults();
    faults.always(Endpoint::Download, Fault::Hang);
    let mut both = Vec::new();
    for number in [1, 2] {
        desk.put_remote(
            &format!("{number}/film.bin"),
            &content(2000 + u32::from(number)),
        );
        let target = desk.download_to("film.bin");
        let id = desk.app.download(&number.to_string(), from(number), target);
        both.push(id.unwrap());
    }
    for id in &both {
        desk.until_phase(id, Phase::Moving).await;
    }
    disk.0.send_replace(false);
    faults.clear();
    for id in &both {
        desk.until_phase(id, Phase::Checking).await;
    }
    // Each has been compared, and looks at the name.
    let checked = desk.sandbox.ledger();
    while checked.count("GET", "/api/2/task") < 2 {
        tokio::task::yield_now().await;
    }
    let later = desk.local_file("later.bin", b"later");
    let later = desk.app.upload("3", later, RemotePath::root()).unwrap();
    desk.until_phase(&later, Phase::Done).await;
    disk.0.send_replace(true);
    for id in &both {
        desk.until_phase(id, Phase::Done).await;
    }
    assert_eq!(desk.downloaded(), ["film (2).bin", "film.bin"]);
}
