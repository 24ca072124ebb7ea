//! Verified copies: `keep`, checked by a program that this project did not write.

use std::path::Path;
use std::process::Command;

use smartfile_sandbox::{ChecksumAnswer, Endpoint, Fault, World};

use crate::program::Table;

const COPY: [&str; 3] = ["keep", "/Firm", "copy"];

async fn with_files() -> Table {
    let table = Table::laid(World::Empty).await;
    table.desk.put_remote("/Firm/plan.txt", b"the plan");
    table.desk.put_remote("/Firm/Old/notes.txt", b"old notes");
    table
        .desk
        .put_remote("/Firm/Old/large.bin", &vec![7; 3_000_000]);
    std::fs::create_dir_all(table.desk.remote_file("/Firm/Nothing in it")).unwrap();
    table.desk.put_remote("/Other.txt", b"not in there");
    table
}

/// What coreutils say of a copy.
fn coreutils_agree(copy: &Path) -> bool {
    let mut command = Command::new("sha256sum");
    command.args(["--check", "--strict", "--status", "MANIFEST.sha256"]);
    command.current_dir(copy).status().unwrap().success()
}

fn read(table: &Table, name: &str) -> String {
    std::fs::read_to_string(table.local(name)).unwrap()
}

/// D1, D19, B26: a copy is whole, proven, and checked by coreutils alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_is_kept_and_coreutils_agree() {
    let table = with_files().await;
    let ran = table.run(&COPY).await.well();
    assert!(
        ran.out.ends_with(
            "0 unchanged, 3 new, 0 changed, 0 gone at the site (kept here).\n\
             3 proven by the site’s own fingerprint, 0 by size only. The copy holds 3 files, 3.00 MB.\n"
        ),
        "{}",
        ran.out
    );
    assert_eq!(read(&table, "copy/files/plan.txt"), "the plan");
    assert_eq!(read(&table, "copy/files/Old/notes.txt"), "old notes");
    assert!(table.local("copy/files/Nothing in it").is_dir());
    assert!(!table.local("copy/files/Other.txt").exists());
    assert_eq!(read(&table, "copy/MANIFEST.sha256").lines().count(), 3);
    assert!(coreutils_agree(&table.local("copy")));
    let summary = read(&table, "copy/SUMMARY.txt");
    for told in [
        "Folder         /Firm",
        "(maya)",
        "3, 3,000,017 bytes",
        "Everything that the site has in this folder is in this copy.",
        "Fingerprint    3 (",
        "Size only      0 (",
        "sha256sum -c MANIFEST.sha256",
    ] {
        assert!(summary.contains(told), "{told}: {summary}");
    }
    std::fs::write(table.local("copy/files/plan.txt"), b"THE PLAN").unwrap();
    assert!(!coreutils_agree(&table.local("copy")));
}

/// D19: a second run fetches what changed, proves the rest again, and keeps what is gone at the site.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_run_fetches_only_what_changed() {
    let table = with_files().await;
    table.run(&COPY).await.well();
    table.desk.put_remote("/Firm/plan.txt", b"THE PLAN");
    table.desk.put_remote("/Firm/new.txt", b"new");
    std::fs::remove_file(table.desk.remote_file("/Firm/Old/notes.txt")).unwrap();
    let ledger = table.desk.sandbox.ledger();
    let downloads = || ledger.count("GET", "/api/2/path/data");
    let before = downloads();
    let mut arguments = COPY.to_vec();
    arguments.push("--json");
    let objects = table.run(&arguments).await.well().objects();
    assert_eq!(downloads() - before, 2);
    let sum = objects.last().unwrap();
    assert_eq!(sum["kind"], "copy");
    let counts = [
        "unchanged",
        "new",
        "changed",
        "gone",
        "files",
        "by_fingerprint",
    ];
    let counts = counts.map(|name| sum[name].as_u64().unwrap());
    assert_eq!(counts, [1, 1, 1, 1, 4, 3], "{sum}");
    assert_eq!(read(&table, "copy/files/plan.txt"), "THE PLAN");
    assert_eq!(read(&table, "copy/files/Old/notes.txt"), "old notes");
    assert!(coreutils_agree(&table.local("copy")));
    let summary = read(&table, "copy/SUMMARY.txt");
    assert!(
        summary.contains("Not at the site any more, and kept here\n   /Firm/Old/notes.txt"),
        "{summary}"
    );
    // Nothing changed: nothing is fetched, and nothing is written but the papers.
    let before = downloads();
    let ran = table.run(&COPY).await.well();
    assert_eq!(downloads(), before);
    assert!(
        ran.out
            .contains("3 unchanged, 0 new, 0 changed, 1 gone at the site"),
        "{}",
        ran.out
    );
}

/// D19: what somebody changed in the copy is never lost, and what they deleted is fetched again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_changed_in_the_copy_gets_another_name() {
    let table = with_files().await;
    table.run(&COPY).await.well();
    std::fs::write(table.local("copy/files/plan.txt"), b"my own").unwrap();
    std::fs::remove_file(table.local("copy/files/Old/notes.txt")).unwrap();
    let ran = table.run(&COPY).await.well();
    assert!(
        ran.out.contains(
            "/Firm/plan.txt: Somebody changed it in the copy. What they made is plan (2).txt now."
        ),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .contains("/Firm/Old/notes.txt: The copy had lost it."),
        "{}",
        ran.out
    );
    assert_eq!(read(&table, "copy/files/plan.txt"), "the plan");
    assert_eq!(read(&table, "copy/files/plan (2).txt"), "my own");
    assert_eq!(read(&table, "copy/files/Old/notes.txt"), "old notes");
    assert!(coreutils_agree(&table.local("copy")));
}

/// D1, B26: where a site can't sum up a file that is said, and where it can only by another algorithm the manifest is
/// the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_manifest_is_the_same_whatever_the_site_speaks() {
    let mut manifests = Vec::new();
    for (speaks, by_fingerprint, algorithm) in [
        (ChecksumAnswer::Right, 3, "\"SHA-256\""),
        (ChecksumAnswer::OnlyMd5, 3, "\"MD5\""),
        (ChecksumAnswer::OnlySha1, 3, "\"SHA-1\""),
        (ChecksumAnswer::Unsupported, 0, "\"proof\":null"),
    ] {
        let table = with_files().await;
        let switches = table.desk.sandbox.switches();
        switches.change(|s| s.checksum = speaks);
        for run in 0..2 {
            let mut arguments = COPY.to_vec();
            arguments.push("--json");
            let objects = table.run(&arguments).await.well().objects();
            let sum = objects.last().unwrap();
            assert_eq!(sum["by_fingerprint"], by_fingerprint, "{run}: {sum}");
            assert_eq!(sum["by_size"], 3 - by_fingerprint, "{run}: {sum}");
            assert_eq!(sum["unchanged"], run * 3, "{run}: {sum}");
        }
        let record = read(&table, "copy/copy.jsonl");
        assert_eq!(record.matches(algorithm).count(), 3, "{record}");
        assert!(coreutils_agree(&table.local("copy")));
        manifests.push(read(&table, "copy/MANIFEST.sha256"));
    }
    manifests.dedup();
    assert_eq!(manifests.len(), 1, "{manifests:?}");
}

/// B26, D19: what can't be fetched or seen is left out, said and counted; the rest is kept and proven.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_arrived_damaged_is_left_out_and_said() {
    let table = with_files().await;
    let faults = table.desk.sandbox.faults();
    faults.always(Endpoint::Download, Fault::Corrupt(150_000));
    let ran = table.run(&COPY).await.ended(7);
    assert!(
        ran.err
            .contains("/Firm/Old/large.bin: large.bin arrived damaged"),
        "{}",
        ran.err
    );
    assert_eq!(read(&table, "copy/MANIFEST.sha256").lines().count(), 2);
    assert!(coreutils_agree(&table.local("copy")));
    let summary = read(&table, "copy/SUMMARY.txt");
    assert!(summary.contains("This copy is not whole"), "{summary}");
    assert!(summary.contains("/Firm/Old/large.bin   ("), "{summary}");
    faults.clear();
    let ran = table.run(&COPY).await.well();
    assert!(ran.out.contains("2 unchanged, 1 new"), "{}", ran.out);
    assert!(coreutils_agree(&table.local("copy")));
}

/// Nothing of anybody's is mixed with a copy, and no copy with another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_holds_something_else_is_left_alone() {
    let table = with_files().await;
    std::fs::create_dir(table.local("copy")).unwrap();
    table.put_local("copy/mine.txt", b"mine");
    let ran = table.run(&COPY).await.ended(1);
    assert!(
        ran.err
            .contains("copy is not empty, and no copy of this folder"),
        "{}",
        ran.err
    );
    assert_eq!(std::fs::read_dir(table.local("copy")).unwrap().count(), 1);
    table.run(&["keep", "/Firm", "other"]).await.well();
    table.run(&["keep", "/Firm/Old", "other"]).await.ended(1);
    table.run(&["keep", "/Other.txt", "third"]).await.ended(1);
    assert!(!table.local("third").exists());
}

/// D3, B22: killed in the middle, nothing that was proven is fetched again and no half of a file has a name.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_was_killed_is_gone_on_with() {
    use rustix::process::{Pid, Signal, kill_process};

    let table = with_files().await;
    let faults = table.desk.sandbox.faults();
    table.run(&COPY).await.well();
    table.desk.put_remote("/Firm/late.bin", &vec![9; 3_000_000]);
    faults.always(Endpoint::Download, Fault::Hang);
    let ledger = table.desk.sandbox.ledger();
    let asked = ledger.count("GET", "/api/2/path/data");
    let mut process = table
        .program(&COPY)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    assert!(ledger.wait_until_asked(asked + 1, "/api/2/path/data").await);
    kill_process(Pid::from_child(&process), Signal::KILL).unwrap();
    process.wait().unwrap();
    assert!(!table.local("copy/files/late.bin").exists());
    assert!(read(&table, "copy/SUMMARY.txt").contains("This run has not come to its end."));
    // The manifest of last time is still true: nothing was replaced.
    assert!(coreutils_agree(&table.local("copy")));
    faults.clear();
    let ran = table.run(&COPY).await.well();
    assert!(ran.out.contains("3 unchanged, 1 new"), "{}", ran.out);
    assert!(coreutils_agree(&table.local("copy")));
    let ran = table.run(&["transfers"]).await.well();
    assert_eq!(ran.err, "Nothing is unfinished.\n");
    table.run(&["transfers", "cancel"]).await.well();
    let parts = std::fs::read_dir(table.local("copy/files")).unwrap();
    let parts = parts.filter(|file| {
        let name = file.as_ref().unwrap().file_name();
        name.to_string_lossy().ends_with(".part")
    });
    assert_eq!(parts.count(), 0);
}

/// T11, D19: every name of the site has a place of its own here, and coreutils read them all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_names_are_kept_each_in_a_place_of_its_own() {
    let table = Table::laid(World::Hostile).await;
    let ran = table.run(&["keep", "/Hostile", "copy", "--json"]).await;
    let objects = ran.objects();
    let sum = objects.last().unwrap();
    assert_eq!(sum["kind"], "copy", "{objects:#?}");
    assert!(sum["files"].as_u64().unwrap() > 10, "{sum}");
    assert!(coreutils_agree(&table.local("copy")));
    let manifest = read(&table, "copy/MANIFEST.sha256");
    assert_eq!(
        manifest.lines().count() as u64,
        sum["files"].as_u64().unwrap()
    );
    let again = table
        .run(&["keep", "/Hostile", "copy", "--json"])
        .await
        .objects();
    let again = again.last().unwrap();
    assert_eq!(
        (&again["new"], &again["unchanged"]),
        (&0.into(), &sum["new"]),
        "{again}"
    );
}
