//! Looking: `ls`, `info`, `search`.

use serde_json::json;
use smartfile_sandbox::World;

use crate::program::Table;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_is_listed_by_name_with_its_folders_first() {
    let table = Table::laid(World::Empty).await;
    table.desk.put_remote("/b.txt", b"four");
    table.desk.put_remote("/A.txt", b"a");
    table.desk.put_remote("/zoo/inner.txt", b"inner");
    let ran = table.run(&["ls"]).await.well();
    assert_eq!(ran.lines(), ["zoo/", "A.txt", "b.txt"]);
    // With and without the slash before it.
    for path in ["zoo", "/zoo", "zoo/"] {
        let ran = table.run(&["ls", path]).await.well();
        assert_eq!(ran.lines(), ["inner.txt"], "{path}");
    }
    let ran = table.run(&["ls", "--long"]).await.well();
    assert!(
        ran.lines()[2].trim_start().starts_with("4 B  20"),
        "{}",
        ran.out
    );
    let ran = table.run(&["ls", "--json"]).await.well();
    let objects = ran.objects();
    assert_eq!(objects.len(), 3);
    assert_eq!(objects[0]["type"], "folder");
    assert_eq!(objects[2]["kind"], "entry");
    assert_eq!(objects[2]["path"], "/b.txt");
    assert_eq!(objects[2]["size"], 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_there_is_said_in_the_windows_words() {
    let table = Table::laid(World::Empty).await;
    let ran = table.run(&["ls", "/nowhere"]).await.ended(1);
    assert_eq!(ran.out, "");
    assert!(
        ran.err
            .contains("nowhere is no longer there\n  Someone may have moved"),
        "{}",
        ran.err
    );
    let ran = table.run(&["--json", "info", "/nowhere"]).await.ended(1);
    let objects = ran.objects();
    assert_eq!(objects[0]["kind"], "problem");
    assert_eq!(objects[0]["code"], "not_found");
    assert_eq!(objects[0]["exit"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_that_is_known_of_a_file_is_shown() {
    let table = Table::laid(World::Empty).await;
    table.desk.put_remote("/Plans/plan.pdf", b"%PDF-1.7");
    let ran = table.run(&["info", "Plans/plan.pdf"]).await.well();
    assert!(ran.out.contains("/Plans/plan.pdf"), "{}", ran.out);
    assert!(ran.out.contains("8 B (8)"), "{}", ran.out);
    let ran = table
        .run(&["info", "--json", "Plans/plan.pdf"])
        .await
        .well();
    let objects = ran.objects();
    assert_eq!(objects[0]["kind"], "details");
    assert_eq!(objects[0]["entry"]["size"], 8);
    assert_eq!(objects[0]["links"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_shows_whole_paths_and_says_when_there_is_nothing() {
    let table = Table::laid(World::Empty).await;
    table.desk.put_remote("/Plans/garden plan.pdf", b"1");
    table.desk.put_remote("/Old/garden plan.pdf", b"2");
    let ran = table
        .run(&["search", "garden", "--in", "/Plans"])
        .await
        .well();
    assert_eq!(ran.lines(), ["/Plans/garden plan.pdf"]);
    let ran = table.run(&["search", "garden", "--json"]).await.well();
    assert_eq!(ran.objects().len(), 2);
    let ran = table.run(&["search", "kitchen"]).await.well();
    assert_eq!(
        (ran.out.as_str(), ran.err.as_str()),
        ("", "Nothing was found.\n")
    );
    let ran = table.run(&["search", "kitchen", "--quiet"]).await.well();
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
}

/// No name of the site moves a cursor, turns a text or begins another line; in JSON it is still the same name.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_names_are_written_out_and_mean_the_same_in_json() {
    let table = Table::laid(World::Hostile).await;
    let text = table.run(&["ls", "/Hostile"]).await.well();
    let json = table.run(&["ls", "/Hostile", "--json"]).await.well();
    for out in [&text.out, &json.out] {
        let steering =
            |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!out.chars().any(steering), "{out:?}");
    }
    let objects = json.objects();
    assert_eq!(objects.len(), text.lines().len());
    let names: Vec<&str> = objects
        .iter()
        .map(|o| o["name"].as_str().unwrap())
        .collect();
    assert!(
        names.iter().any(|name| name.contains('\u{202e}')),
        "{names:?}"
    );
    assert!(
        names
            .iter()
            .any(|name| name.contains('\u{1b}') || name.contains('\n')),
        "{names:?}"
    );
    assert!(text.out.contains("\\u{202e}"), "{}", text.out);
}
