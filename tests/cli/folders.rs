//! Whole folders there and back: `put` and `get`, and what is said of what did not come along.

use smartfile_sandbox::{Endpoint, Fault, World};

use crate::program::Table;

fn laid(table: &Table) {
    std::fs::create_dir_all(table.local("Harbor/2027")).unwrap();
    std::fs::create_dir_all(table.local("Harbor/empty")).unwrap();
    table.put_local("Harbor/plan.txt", b"plan");
    table.put_local("Harbor/2027/a.txt", b"a");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_goes_there_and_comes_back() {
    let table = Table::laid(World::Empty).await;
    laid(&table);
    let ran = table.run(&["put", "Harbor/", "/"]).await.well();
    assert_eq!(
        ran.out,
        "Harbor: 2 of 2 files arrived. All copies are the same at both ends.\n"
    );
    assert!(table.desk.remote_file("/Harbor/empty").is_dir());
    let ran = table
        .run(&["get", "/Harbor", "Back", "--json"])
        .await
        .well();
    let objects = ran.objects();
    assert_eq!(objects.len(), 1, "{objects:#?}");
    assert_eq!(objects[0]["kind"], "folder");
    assert_eq!(
        (&objects[0]["files"], &objects[0]["done"]),
        (&2.into(), &2.into())
    );
    assert_eq!(std::fs::read(table.local("Back/2027/a.txt")).unwrap(), b"a");
    assert!(table.local("Back/empty").is_dir());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_is_there_needs_an_answer_and_every_answer_is_followed() {
    let table = Table::laid(World::Empty).await;
    laid(&table);
    table.desk.put_remote("/Harbor/plan.txt", b"theirs");
    let there = |name: &str| std::fs::read(table.desk.remote_file(name)).ok();
    let ran = table.run(&["put", "Harbor", "/"]).await.ended(4);
    assert!(ran.err.contains("already has that name"), "{}", ran.err);
    assert_eq!(there("/Harbor/2027/a.txt"), None);
    let ran = table.run(&["put", "Harbor", "/", "--merge"]).await.ended(4);
    assert!(ran.err.contains("Harbor/plan.txt"), "{}", ran.err);
    assert_eq!(there("/Harbor/2027/a.txt").unwrap(), b"a");
    assert_eq!(there("/Harbor/plan.txt").unwrap(), b"theirs");
    let merged = ["put", "Harbor", "/", "--merge", "--if-exists", "replace"];
    table.run(&merged).await.well();
    assert_eq!(there("/Harbor/plan.txt").unwrap(), b"plan");
    let both = ["put", "Harbor", "/", "--if-exists", "keep-both"];
    table.run(&both).await.well();
    assert_eq!(there("/Harbor (2)/plan.txt").unwrap(), b"plan");
}

/// B42: never "all done" when something failed or was left out.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_did_not_come_along_is_told_with_its_reason() {
    let table = Table::laid(World::Empty).await;
    laid(&table);
    std::os::unix::fs::symlink("/nowhere", table.local("Harbor/etc")).unwrap();
    let faults = table.desk.sandbox.faults();
    faults.next(Endpoint::Upload, Fault::Status(413));
    let ran = table.run(&["put", "Harbor", "/"]).await.ended(1);
    assert!(
        ran.err
            .contains("Harbor/etc: left out, because it is a link"),
        "{}",
        ran.err
    );
    assert!(ran.out.contains("1 of 2 files arrived"), "{}", ran.out);
    assert!(!table.desk.remote_file("/Harbor/etc").exists());
}
