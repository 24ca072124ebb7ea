//! `connect`, with nobody at a terminal.

use smartfile_sandbox::World;

use crate::program::Table;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_browser_comes_back_by_a_port_and_the_account_is_there_for_the_window_too() {
    let mut table = Table::empty(World::Empty).await;
    table.browser = "allow";
    let ran = table.run(&["connect", "--yes"]).await.well();
    assert!(ran.out.starts_with("Connected as Maya"), "{}", ran.out);
    table.run(&["ls"]).await.well();
    // Connected already: no page is opened.
    table.browser = "none";
    let ran = table.run(&["connect", "--json"]).await.well();
    assert_eq!(ran.objects()[0]["kind"], "connected");
    table.desk.restart().await;
    table.desk.until_connected().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_file_is_touched_before_the_person_has_said_that_it_is_them() {
    let mut table = Table::empty(World::Empty).await;
    table.browser = "allow";
    let ran = table.run(&["connect"]).await.ended(4);
    assert!(ran.err.contains("connect --yes"), "{}", ran.err);
    let ran = table.run(&["ls"]).await.ended(3);
    assert!(ran.err.contains("You have not said yet"), "{}", ran.err);
    table.browser = "none";
    table.run(&["connect", "--yes"]).await.well();
    table.run(&["ls"]).await.well();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn denied_in_the_browser_is_said_at_once() {
    let mut table = Table::empty(World::Empty).await;
    table.browser = "deny";
    let ran = table.run(&["connect", "--yes"]).await.ended(3);
    assert!(
        ran.err
            .contains("You chose not to connect\n  Nothing was shared."),
        "{}",
        ran.err
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_terminal_nobody_can_paste_a_code() {
    let mut table = Table::empty(World::Empty).await;
    table.only_by("redirect");
    table.browser = "allow";
    let ran = table
        .run_saying(&["connect", "--yes"], "a code\n")
        .await
        .ended(4);
    assert!(ran.err.contains("nobody can paste it here"), "{}", ran.err);
}

/// A sign-in that ends with the program is given back, and not called connected.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_password_store_nobody_is_connected_and_nothing_is_left_at_the_site() {
    let mut table = Table::empty(World::Empty).await;
    table.browser = "allow";
    table.has_store = false;
    let ran = table.run(&["connect", "--yes"]).await.ended(6);
    assert!(
        ran.err
            .contains("This computer can’t remember your sign-in"),
        "{}",
        ran.err
    );
    assert_eq!(table.desk.revocations(), 1);
    table.run(&["ls"]).await.ended(3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_of_the_companys_own_needs_its_client_and_an_address_that_is_one() {
    let mut table = Table::empty(World::Empty).await;
    table.browser = "allow";
    let url = table.desk.sandbox.url().to_owned();
    let id = table.desk.sandbox.client_id().to_owned();
    let named = [
        "connect",
        "--yes",
        "--site",
        &url,
        "--client-id",
        &id,
        "--return-by",
        "loopback",
    ];
    table.without_a_site();
    table.run(&["connect", "--yes"]).await.ended(3);
    table
        .run(&["connect", "--site", "not an address"])
        .await
        .ended(2);
    let ran = table
        .run(&["connect", "--yes", "--site", &url])
        .await
        .ended(2);
    assert!(ran.err.contains("--client-id"), "{}", ran.err);
    let ran = table.run(&named).await.well();
    assert!(ran.out.starts_with("Connected as Maya"), "{}", ran.out);
}
