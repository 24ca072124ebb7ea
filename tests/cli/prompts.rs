//! The program at a terminal: what it asks, and what it shows there.

use smartfile_sandbox::{Endpoint, Fault, World};
use support::PASSPHRASE;

use crate::program::Table;
use crate::screen::Screen;

/// What a terminal would obey is written out there too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_name_reaches_the_terminal_as_it_is() {
    let table = Table::laid(World::Hostile).await;
    let (code, shown) = Screen::start(&table, &["ls", "--long", "/Hostile"]).end();
    assert_eq!(code, 0, "{shown}");
    let steering =
        |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!shown.chars().any(steering), "{shown:?}");
    assert!(shown.contains("\\u{202e}"), "{shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deleting_asks_with_the_count_and_only_a_yes_is_one() {
    let table = Table::laid(World::Empty).await;
    table.desk.put_remote("/Plans/a.txt", b"aaa");
    table.desk.put_remote("/Plans/b.txt", b"b");
    let question = "Delete 2 files, 1 folder, 4 B? (y/n)";
    for answer in ["n\n", "\n", "perhaps\n"] {
        let mut screen = Screen::start(&table, &["rm", "/Plans"]);
        screen.until(question);
        screen.type_in(answer);
        let (code, shown) = screen.end();
        assert_eq!(code, 1, "{shown}");
        assert!(shown.contains("Everything was kept."), "{shown}");
        assert!(table.desk.remote_file("/Plans/a.txt").exists());
    }
    let mut screen = Screen::start(&table, &["rm", "/Plans"]);
    screen.until(question);
    screen.type_in("y\n");
    let (code, shown) = screen.end();
    assert_eq!(code, 0, "{shown}");
    assert!(!table.desk.remote_file("/Plans").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_is_taken_is_asked_about_and_a_bar_shows_the_way() {
    let table = Table::laid(World::Empty).await;
    table.desk.put_remote("/a.txt", b"theirs");
    table.put_local("a.txt", b"mine");
    // Long enough for a person to see it.
    let slow = Fault::Slow(std::time::Duration::from_millis(600));
    table.desk.sandbox.faults().next(Endpoint::Operation, slow);
    let mut screen = Screen::start(&table, &["put", "a.txt", "/"]);
    screen.until("a.txt is there already. Replace it, keep both, or skip it? (r/k/s)");
    screen.type_in("what\n");
    screen.type_in("k\n");
    screen.until("a (2).txt: Checking that both copies");
    let (code, shown) = screen.end();
    assert_eq!(code, 0, "{shown}");
    assert!(
        shown.contains("a (2).txt: Arrived. Both copies are the same."),
        "{shown}"
    );
    let there = std::fs::read(table.desk.remote_file("/a (2).txt")).unwrap();
    assert_eq!(there, b"mine");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_pasted_at_the_terminal() {
    let mut table = Table::empty(World::Empty).await;
    table.only_by("redirect");
    table.browser = "none";
    let mut screen = Screen::start(&table, &["connect"]);
    // No browser here: the address is for the person, and for a browser elsewhere.
    screen.until("Your browser did not open");
    screen.until("paste the code here");
    let address = screen.address();
    screen.type_in("this is no code at all !\n");
    screen.until("That does not look like a code");
    table.desk.browser.follow(support::Script::AllowAndHold);
    connect_core::UserAgent::open(&*table.desk.browser, &address).unwrap();
    let support::Visit::Code(code) = table.desk.browser.visit(0).await else {
        panic!("no page with a code");
    };
    screen.type_in(&format!("{code}\n"));
    screen.until("Is this you? (y/n)");
    screen.type_in("y\n");
    let (code, shown) = screen.end();
    assert_eq!(code, 0, "{shown}");
    table.run(&["ls"]).await.well();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ctrl_c_ends_a_sign_in_that_waits_and_a_passphrase_that_is_typed() {
    let mut table = Table::empty(World::Empty).await;
    let mut screen = Screen::start(&table, &["connect"]);
    screen.until("Your browser shows a page of");
    screen.type_in("\u{3}");
    let (code, shown) = screen.end();
    assert_eq!(code, 130, "{shown}");

    table.browser = "allow";
    table.has_store = false;
    let mut screen = Screen::start(&table, &["connect", "--yes"]);
    screen.until("Passphrase:");
    assert!(!screen.shows_what_is_typed());
    screen.type_in("\u{3}");
    screen.until("Stopped");
    assert!(screen.shows_what_is_typed());
    let (code, shown) = screen.end();
    assert_eq!(code, 130, "{shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_it_is_is_asked_before_any_file_is_touched() {
    let mut table = Table::empty(World::Empty).await;
    table.browser = "allow";
    for (answer, ended) in [("n\n", 3), ("y\n", 0)] {
        let mut screen = Screen::start(&table, &["connect"]);
        screen.until("Is this you? (y/n)");
        screen.type_in(answer);
        let (code, shown) = screen.end();
        assert_eq!(code, ended, "{shown}");
        table
            .desk
            .watch()
            .text("the terminal", &shown)
            .assert_clean();
        table.run(&["ls"]).await.ended(ended);
    }
}

/// The sign-in goes into the encrypted file only if the person chooses a passphrase, and that is never shown.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_password_store_a_passphrase_keeps_the_sign_in() {
    let mut table = Table::empty(World::Empty).await;
    table.browser = "allow";
    table.has_store = false;
    let mut screen = Screen::start(&table, &["connect", "--yes"]);
    screen.until("Passphrase:");
    screen.type_in("weak\n");
    screen.until("The same passphrase again:");
    screen.type_in("weak\n");
    screen.until("That is too easy to guess");
    // Only while it is asked for is nothing shown of what is typed.
    screen.until_times(2, "Passphrase:");
    screen.type_in(&format!("{PASSPHRASE}\n"));
    screen.until_times(2, "The same passphrase again:");
    screen.type_in(&format!("{PASSPHRASE}\n"));
    let (code, shown) = screen.end();
    assert_eq!(code, 0, "{shown}");
    assert!(
        !shown.contains(PASSPHRASE) && !shown.contains("weak"),
        "{shown}"
    );

    // From now on it is asked for, or read from the first line.
    table.run(&["ls"]).await.ended(6);
    let input = format!("{PASSPHRASE}\n");
    table
        .run_saying(&["ls", "--passphrase-stdin"], &input)
        .await
        .well();
    let wrong = table
        .run_saying(&["ls", "--passphrase-stdin"], "something else\n")
        .await;
    assert!(wrong.ended(6).err.contains("That is not the passphrase"));
    let mut screen = Screen::start(&table, &["ls"]);
    screen.until("Passphrase:");
    screen.type_in("not that one\n");
    screen.until("That is not the passphrase");
    screen.until_times(2, "Passphrase:");
    screen.type_in(&input);
    let (code, shown) = screen.end();
    assert_eq!(code, 0, "{shown}");
    assert!(!shown.contains(PASSPHRASE), "{shown}");
}
