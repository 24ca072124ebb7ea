//! Files there and back: `get` and `put`, what was proven, and names that are taken.

use smartfile_sandbox::{ChecksumAnswer, Endpoint, Fault, World};

use crate::program::Table;

/// The size of a file that takes more than one piece.
const LARGE: usize = 3_000_000;

fn bytes() -> Vec<u8> {
    (0..LARGE).map(|n| u8::try_from(n % 251).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_goes_there_and_comes_back_and_both_say_what_was_proven() {
    let table = Table::laid(World::Empty).await;
    table.desk.put_remote("/Plans/x.txt", b"x");
    table.put_local("a.bin", &bytes());
    let ran = table.run(&["put", "a.bin", "/Plans/"]).await.well();
    assert_eq!(ran.out, "a.bin: Arrived. Both copies are the same.\n");
    let there = std::fs::read(table.desk.remote_file("/Plans/a.bin")).unwrap();
    assert!(there == bytes());

    let ran = table
        .run(&["get", "/Plans/a.bin", "back.bin", "--json"])
        .await
        .well();
    let objects = ran.objects();
    assert_eq!(objects.len(), 1);
    assert_eq!(objects[0]["kind"], "transfer");
    assert_eq!(objects[0]["direction"], "download");
    assert_eq!(objects[0]["ended"], "done");
    assert_eq!(objects[0]["size"], LARGE);
    let proof = &objects[0]["proof"];
    assert_eq!(proof["by"], "fingerprint");
    assert_eq!(proof["here"], proof["there"]);
    assert!(std::fs::read(table.local("back.bin")).unwrap() == bytes());

    let quiet = table.run(&["get", "/Plans/x.txt", "--quiet"]).await.well();
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
    assert_eq!(std::fs::read(table.local("x.txt")).unwrap(), b"x");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_without_fingerprints_is_proven_by_size_and_that_is_said() {
    let table = Table::laid(World::Empty).await;
    table
        .desk
        .sandbox
        .switches()
        .change(|s| s.checksum = ChecksumAnswer::Unsupported);
    table.put_local("a.txt", b"hello");
    let ran = table.run(&["put", "a.txt", "/"]).await.well();
    assert_eq!(ran.out, "a.txt: Arrived. Only the size could be checked.\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_is_taken_needs_an_answer_and_every_answer_is_followed() {
    let table = Table::laid(World::Empty).await;
    table.desk.put_remote("/a.txt", b"theirs");
    table.put_local("a.txt", b"mine");
    let there = |name: &str| std::fs::read(table.desk.remote_file(name)).ok();

    let ran = table.run(&["put", "a.txt", "/"]).await.ended(4);
    assert!(
        ran.err.contains("Something here already has that name"),
        "{}",
        ran.err
    );
    assert_eq!(there("/a.txt").unwrap(), b"theirs");
    table
        .run(&["put", "a.txt", "/", "--if-exists", "skip"])
        .await
        .well();
    assert_eq!(there("/a.txt").unwrap(), b"theirs");
    table
        .run(&["put", "a.txt", "/", "--if-exists", "keep-both"])
        .await
        .well();
    assert_eq!(there("/a (2).txt").unwrap(), b"mine");
    table
        .run(&["put", "a.txt", "/", "--if-exists", "replace"])
        .await
        .well();
    assert_eq!(there("/a.txt").unwrap(), b"mine");

    table.put_local("a.txt", b"changed");
    let ran = table.run(&["get", "/a.txt"]).await.ended(4);
    assert!(ran.err.contains("a.txt is there already"), "{}", ran.err);
    assert_eq!(std::fs::read(table.local("a.txt")).unwrap(), b"changed");
    table
        .run(&["get", "/a.txt", "--if-exists", "skip"])
        .await
        .well();
    assert_eq!(std::fs::read(table.local("a.txt")).unwrap(), b"changed");
    table
        .run(&["get", "/a.txt", "--if-exists", "keep-both"])
        .await
        .well();
    assert_eq!(std::fs::read(table.local("a (2).txt")).unwrap(), b"mine");
    table
        .run(&["get", "/a.txt", "--if-exists", "replace"])
        .await
        .well();
    assert_eq!(std::fs::read(table.local("a.txt")).unwrap(), b"mine");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_several_files_each_is_told_and_the_end_is_the_first_that_is_not_well() {
    let table = Table::laid(World::Empty).await;
    for number in 0..20 {
        table
            .desk
            .put_remote(&format!("/Many/{number}.txt"), b"one of many");
    }
    std::fs::create_dir(table.local("here")).unwrap();
    let mut arguments = vec!["get", "--json"];
    let paths: Vec<String> = (0..20)
        .map(|number| format!("/Many/{number}.txt"))
        .collect();
    arguments.extend(paths.iter().map(String::as_str));
    arguments.extend(["/Many/none.txt", "here"]);
    let ran = table.run(&arguments).await.ended(1);
    let objects = ran.objects();
    let done = objects.iter().filter(|o| o["ended"] == "done").count();
    assert_eq!(done, 20);
    let codes: Vec<_> = objects.iter().filter_map(|o| o["code"].as_str()).collect();
    assert_eq!(codes, ["not_found"]);
    assert_eq!(std::fs::read_dir(table.local("here")).unwrap().count(), 20);
    // Two that would take one name here.
    table.desk.put_remote("/Other/1.txt", b"another");
    let same = [
        "get",
        "/Many/1.txt",
        "/Other/1.txt",
        ".",
        "--if-exists",
        "replace",
    ];
    table.run(&same).await.ended(4);
    assert_eq!(std::fs::read(table.local("1.txt")).unwrap(), b"one of many");
}

/// No name of the site leads out of the folder that was chosen, and none is a trap here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_names_become_plain_ones_in_the_folder_that_was_chosen() {
    let table = Table::laid(World::Hostile).await;
    let listed = table
        .run(&["ls", "/Hostile", "--json"])
        .await
        .well()
        .objects();
    let files = listed.iter().filter(|o| o["type"] == "file");
    let paths: Vec<&str> = files.map(|o| o["path"].as_str().unwrap()).collect();
    assert!(paths.len() > 10, "{paths:?}");
    std::fs::create_dir(table.local("here")).unwrap();
    let before = table.desk.downloaded();
    let mut arguments = vec!["get", "--json", "--if-exists", "keep-both", "--"];
    arguments.extend(&paths);
    arguments.push("here");
    let ran = table.run(&arguments).await;
    let objects = ran.objects();
    assert_eq!(objects.len(), paths.len(), "{objects:#?}");
    assert_eq!(table.desk.downloaded(), before);
    let done = objects.iter().filter(|o| o["ended"] == "done").count();
    let here = std::fs::read_dir(table.local("here")).unwrap();
    let here: Vec<_> = here.map(|file| file.unwrap().file_name()).collect();
    assert_eq!(here.len(), done);
    for name in here {
        let name = name.to_str().unwrap();
        let odd = |c: char| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c) || c == '\\';
        assert!(!name.chars().any(odd), "{name:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_comes_as_one_archive() {
    let table = Table::laid(World::Empty).await;
    table.desk.put_remote("/Plans/x.txt", b"x");
    let ran = table.run(&["get", "--zip", "/Plans"]).await.well();
    assert_eq!(
        ran.out,
        "Plans.zip: Arrived. It is whole, by its own list.\n"
    );
    assert!(
        std::fs::read(table.local("Plans.zip"))
            .unwrap()
            .starts_with(b"PK")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_is_no_folder_and_a_file_that_is_not_there_are_said() {
    let table = Table::laid(World::Empty).await;
    table.desk.put_remote("/a.txt", b"a");
    table.put_local("b.txt", b"b");
    let ran = table.run(&["put", "b.txt", "/a.txt"]).await.ended(1);
    assert!(ran.err.contains("/a.txt is not a folder"), "{}", ran.err);
    let ran = table.run(&["put", "none.txt", "/"]).await.ended(1);
    assert!(
        ran.err.contains("none.txt: We could not read none.txt"),
        "{}",
        ran.err
    );
    table
        .run(&["get", "/a.txt", "/a.txt", "b.txt"])
        .await
        .ended(2);
}

/// A copy that was turned over on the way is never called arrived.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_file_ends_with_a_number_of_its_own_and_is_not_kept() {
    let table = Table::laid(World::Empty).await;
    table.desk.put_remote("/a.bin", &bytes());
    let faults = table.desk.sandbox.faults();
    faults.always(Endpoint::Download, Fault::Corrupt(150_000));
    let ran = table.run(&["get", "/a.bin"]).await.ended(7);
    assert!(ran.err.contains("a.bin arrived damaged"), "{}", ran.err);
    assert_eq!(table.desk.downloaded(), Vec::<String>::new());
}
