//! Receipts listed, saved and looked at again: `receipts`, `verify`.

use smartfile_sandbox::World;

use crate::program::Table;

/// Two files sent and one fetched.
async fn with_receipts() -> Table {
    let table = Table::laid(World::Empty).await;
    table.desk.put_remote("/Plans/there.txt", b"from there");
    table.put_local("one.txt", b"the first");
    table.put_local("two.txt", b"the second");
    table
        .run(&["put", "one.txt", "two.txt", "/Plans"])
        .await
        .well();
    table.run(&["get", "/Plans/there.txt"]).await.well();
    table
}

/// D1: what has arrived is listed, the newest first, found by words, and since a moment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receipts_are_listed_and_found_by_words() {
    let table = with_receipts().await;
    let ran = table.run(&["receipts"]).await.well();
    assert_eq!(ran.lines().len(), 3);
    assert!(
        ran.lines()[0].contains("  received  /Plans/there.txt  Arrived. Both copies are the same.")
    );
    let ran = table.run(&["receipts", "--limit", "1"]).await.well();
    assert_eq!(ran.lines().len(), 1);
    assert!(
        ran.err.contains("There are 3 receipts in all"),
        "{}",
        ran.err
    );
    let found = table
        .run(&["receipts", "PLANS", "two", "--json"])
        .await
        .well();
    let found = found.objects();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["kind"], "receipt");
    assert_eq!(found[0]["direction"], "upload");
    assert_eq!(found[0]["path"], "/Plans/two.txt");
    assert_eq!(found[0]["size"], 10);
    assert_eq!(found[0]["proof"]["here"], found[0]["proof"]["there"]);
    assert_eq!(found[0]["checks"], serde_json::json!([]));
    let recent = table.run(&["receipts", "--since", "1 hour"]).await.well();
    assert_eq!(recent.lines().len(), 3);
    let none = table
        .run(&["receipts", "--since", "2999-01-01"])
        .await
        .well();
    assert_eq!(
        (none.out.as_str(), none.err.as_str()),
        ("", "There is no such receipt.\n")
    );
    table
        .run(&["receipts", "--since", "long ago"])
        .await
        .ended(2);
}

/// D1: they are saved in the form that the file's name says, and nothing is replaced unasked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receipts_are_saved_as_files() {
    let table = with_receipts().await;
    let ran = table
        .run(&["receipts", "--export", "all.json"])
        .await
        .well();
    assert_eq!(ran.out, "3 receipts were saved.\n");
    let saved = std::fs::read(table.local("all.json")).unwrap();
    let saved: serde_json::Value = serde_json::from_slice(&saved).unwrap();
    assert_eq!(saved["receipts"].as_array().unwrap().len(), 3);
    table
        .run(&["receipts", "two", "--export", "two.csv"])
        .await
        .well();
    let csv = std::fs::read_to_string(table.local("two.csv")).unwrap();
    assert_eq!(csv.lines().count(), 2, "{csv}");
    table
        .run(&["receipts", "--export", "x.bin", "--format", "text"])
        .await
        .well();
    let text = std::fs::read_to_string(table.local("x.bin")).unwrap();
    assert!(
        text.starts_with("Connect SmartFile: proof of delivery"),
        "{text}"
    );
    table.put_local("mine.txt", b"mine");
    table
        .run(&["receipts", "--export", "mine.txt"])
        .await
        .ended(4);
    assert_eq!(std::fs::read(table.local("mine.txt")).unwrap(), b"mine");
    let replace = ["receipts", "--export", "mine.txt", "--if-exists", "replace"];
    table.run(&replace).await.well();
    assert_ne!(std::fs::read(table.local("mine.txt")).unwrap(), b"mine");
}

/// D1: by its receipt, by its place here and by its place at the site, and the number says whether it is as it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_as_it_was_ends_with_a_number_of_its_own() {
    let table = with_receipts().await;
    let found = table
        .run(&["receipts", "one.txt", "--json"])
        .await
        .well()
        .objects();
    let id = found[0]["id"].as_str().unwrap();
    let ran = table.run(&["verify", id]).await.well();
    assert_eq!(
        ran.out,
        "/Plans/one.txt: The copy on SmartFile is still the same.\n"
    );
    let ran = table.run(&["verify", "/Plans"]).await.well();
    assert!(
        ran.out
            .ends_with("3 are still the same. All that could be checked is as it was.\n"),
        "{}",
        ran.out
    );
    // One of this computer, under another name.
    std::fs::rename(table.local("two.txt"), table.local("other.txt")).unwrap();
    let ran = table.run(&["verify", "other.txt"]).await.well();
    assert!(ran.out.starts_with("/Plans/two.txt: "), "{}", ran.out);

    table.put_local("there.txt", b"FROM THERE");
    let ran = table.run(&["verify", "there.txt", "--json"]).await.ended(7);
    let objects = ran.objects();
    assert_eq!(objects[0]["kind"], "verified");
    assert_eq!(objects[0]["standing"], "changed");
    assert_eq!(objects[0]["check"]["here"]["found"], "changed");
    assert_eq!(objects[0]["check"]["there"]["found"], "same");
    assert_eq!(objects[1]["kind"], "verified_sum");
    assert_eq!(
        (&objects[1]["changed"], &objects[1]["end"]),
        (&1.into(), &"here".into())
    );

    table.desk.put_remote("/Plans/one.txt", b"another");
    let ran = table.run(&["verify", id, "--quiet"]).await.ended(7);
    assert_eq!(
        ran.out,
        "/Plans/one.txt: Something else has this name on SmartFile now.\n"
    );
    // The first that is not well counts, whatever comes after it.
    table
        .run(&["verify", "/Plans/two.txt", "/Plans/one.txt"])
        .await
        .ended(7);
}

/// D1: only what is proven is well: a file without a receipt is said, and is no success.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_without_a_receipt_is_said_and_is_no_success() {
    let table = with_receipts().await;
    table.desk.put_remote("/Plans/stranger.txt", b"who is this");
    let ran = table.run(&["verify", "/Plans", "--json"]).await.ended(1);
    let objects = ran.objects();
    let strange = objects.iter().find(|o| o["standing"] == "no_receipt");
    assert_eq!(strange.unwrap()["path"], "/Plans/stranger.txt");
    assert_eq!(objects.last().unwrap()["no_receipt"], 1);
    let ran = table.run(&["verify", "/Nowhere"]).await.ended(1);
    assert!(ran.err.contains("Nothing is at /Nowhere"), "{}", ran.err);
    table.put_local("own.txt", b"never sent");
    let ran = table.run(&["verify", "own.txt"]).await.ended(1);
    assert!(
        ran.out.contains("own.txt: It has no receipt here"),
        "{}",
        ran.out
    );
    table
        .run(&["verify", "--here", "--there", "x"])
        .await
        .ended(2);
    table.run(&["verify", "--here", "none.txt"]).await.ended(1);
}
