//! What is done at the site: `mkdir`, `mv`, `cp`, `rm`.

use smartfile_sandbox::World;

use crate::program::Table;

async fn table() -> Table {
    let table = Table::laid(World::Empty).await;
    table.desk.put_remote("/a.txt", b"a");
    table.desk.put_remote("/Plans/b.txt", b"b");
    table.desk.put_remote("/Plans/deep/c.txt", b"cc");
    table
}

fn is_there(table: &Table, path: &str) -> bool {
    table.desk.remote_file(path).exists()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn folders_are_made_and_a_name_that_is_taken_is_said() {
    let table = table().await;
    let ran = table.run(&["mkdir", "/New"]).await.well();
    assert_eq!(ran.out, "Made the folder /New.\n");
    assert!(is_there(&table, "/New"));
    table.run(&["mkdir", "/New"]).await.ended(4);
    table.run(&["mkdir", "/"]).await.ended(4);
    table.run(&["mkdir", "/none/New"]).await.ended(1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn entries_are_moved_renamed_and_copied_and_what_became_of_them_is_said() {
    let table = table().await;
    let ran = table.run(&["mv", "/a.txt", "/z.txt"]).await.well();
    assert_eq!(ran.out, "a.txt is now /z.txt.\n");
    let ran = table.run(&["mv", "/z.txt", "/Plans/"]).await.well();
    assert_eq!(ran.out, "Moved z.txt to /Plans.\n");
    assert!(is_there(&table, "/Plans/z.txt") && !is_there(&table, "/z.txt"));
    let ran = table
        .run(&["cp", "/Plans/z.txt", "/Plans/b.txt", "/", "--json"])
        .await
        .well();
    let objects = ran.objects();
    assert_eq!(objects[0]["deed"], "copy");
    assert_eq!(
        (&objects[0]["done"], &objects[0]["ended"]),
        (&2.into(), &"done".into())
    );
    assert!(is_there(&table, "/z.txt") && is_there(&table, "/Plans/z.txt"));
    // A folder that is not there is not made up.
    table.run(&["cp", "/z.txt", "/none"]).await.ended(1);
    table
        .run(&["mv", "/z.txt", "/b.txt", "/none"])
        .await
        .ended(1);
    table.run(&["mv", "/Plans/z.txt", "/y.txt"]).await.ended(1);
    assert!(is_there(&table, "/Plans/z.txt"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_is_taken_there_needs_an_answer() {
    let table = table().await;
    table.desk.put_remote("/Plans/a.txt", b"theirs");
    let there = |path: &str| std::fs::read(table.desk.remote_file(path)).unwrap();
    let ran = table.run(&["cp", "/a.txt", "/Plans"]).await.ended(4);
    assert!(
        ran.err.contains("Something here already has that name"),
        "{}",
        ran.err
    );
    assert_eq!(there("/Plans/a.txt"), b"theirs");
    table
        .run(&["cp", "/a.txt", "/Plans", "--if-exists", "skip"])
        .await
        .well();
    assert_eq!(there("/Plans/a.txt"), b"theirs");
    table
        .run(&["cp", "/a.txt", "/Plans", "--if-exists", "keep-both"])
        .await
        .well();
    assert_eq!(there("/Plans/a (2).txt"), b"a");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_deleted_unasked_and_the_count_is_exact() {
    let table = table().await;
    let ran = table.run(&["rm", "/Plans", "/a.txt"]).await.ended(4);
    assert!(
        ran.err
            .contains("This would delete 3 files, 2 folders, 4 B\n"),
        "{}",
        ran.err
    );
    assert!(is_there(&table, "/Plans/deep/c.txt"));
    // A yes from nobody is none.
    table.run_saying(&["rm", "/a.txt"], "y\n").await.ended(4);
    assert!(is_there(&table, "/a.txt"));
    let ran = table.run(&["rm", "/Plans", "/a.txt", "--yes"]).await.well();
    assert_eq!(ran.out, "Deleted 2 items.\n");
    assert!(!is_there(&table, "/Plans") && !is_there(&table, "/a.txt"));
    table.run(&["rm", "/", "--yes"]).await.ended(1);
}
