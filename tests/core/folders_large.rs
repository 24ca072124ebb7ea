//! Folders of more files than anybody counts.

use std::time::Instant;

use connect_core::{Phase, RemotePath};
use support::Desk;

use crate::folders::{counts, folder_here, path, quick};

/// Of this process, in KiB, since it began: `VmHWM` of `/proc/self/status`, proc(5).
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// B31, B32: a folder of the site with 10,000 entries is listed in pages, and all of them are found.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_of_ten_thousand_entries_is_found_whole() {
    let desk = Desk::new().await;
    quick(&desk).await;
    let there = desk.remote_file("Many");
    std::fs::create_dir_all(&there).unwrap();
    for number in 0..10_000 {
        std::fs::write(there.join(format!("{number:05}.txt")), b"").unwrap();
    }
    let target = desk.download_to("Many");
    let id = desk
        .app
        .download_folder("down", path("/Many"), target)
        .unwrap();
    let found = desk
        .until("all of them found", |snapshot| {
            let row = snapshot.transfers.iter().find(|row| row.id == id)?;
            let all = counts(row);
            (!all.scanning && all.files == 10_000).then_some(all)
        })
        .await;
    assert_eq!(found.left_out, 0);
    desk.app.cancel_transfer(&id);
    desk.until_phase(&id, Phase::Cancelled).await;
}

/// B31, B33: `CONNECT_TEST_FILES=100000 cargo test --release -p connect-core --test core -- folders_large --ignored --nocapture`
/// sends a folder of so many files and prints what it took. Practice server and test are part of the process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes"]
async fn a_folder_of_very_many_files_takes_no_more_memory_than_a_small_one() {
    let many: usize = std::env::var("CONNECT_TEST_FILES").map_or(100_000, |n| n.parse().unwrap());
    let desk = Desk::new().await;
    quick(&desk).await;
    let local = folder_here(&desk, "Many", &[]);
    for number in 0..many {
        let folder = local.join(format!("{:03}", number / 1000));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{number:06}.txt")), number.to_string()).unwrap();
    }
    let before = most_memory();
    let begun = Instant::now();
    let id = desk
        .app
        .upload_folder("up", local, RemotePath::root())
        .unwrap();
    let mut told = 0;
    let mut first = None;
    loop {
        let row = {
            let snapshot = desk.app.snapshot();
            snapshot
                .transfers
                .into_iter()
                .find(|row| row.id == id)
                .unwrap()
        };
        let all = counts(&row);
        if first.is_none() && all.done > 0 {
            first = Some(begun.elapsed());
        }
        if all.done >= told + 5000 {
            told = all.done;
            support::report(&format!(
                "{told} of {} done after {:?}; at most {} KiB",
                all.files,
                begun.elapsed(),
                most_memory()
            ));
        }
        if row.phase == Phase::Done {
            break;
        }
        assert!(
            !matches!(row.phase, Phase::Failed | Phase::NeedsYou),
            "{row:?}"
        );
        let mut changes = desk.facts.changes();
        changes.changed().await.unwrap();
    }
    support::report(&format!(
        "{many} files in {:?}; the first arrived after {first:?}; {before} KiB before, {} KiB at most",
        begun.elapsed(),
        most_memory()
    ));
    desk.excuse();
}
