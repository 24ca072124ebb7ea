//! The accounts: the same as the window's, while the window is open.

use smartfile_sandbox::World;

use crate::program::Table;

/// B21, T20: one list, one current account, one sign-in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_window_and_the_command_line_have_the_same_accounts() {
    let mut table = Table::laid(World::Empty).await;
    let ran = table.run(&["accounts"]).await.well();
    assert_eq!(ran.lines().len(), 1);
    assert!(ran.out.starts_with("* maya@"), "{}", ran.out);
    assert!(ran.out.ends_with("Connected\n"), "{}", ran.out);

    table.browser = "deny";
    table.run(&["connect", "--add"]).await.ended(3);
    assert_eq!(table.run(&["accounts"]).await.well().lines().len(), 1);

    // The window connects somebody else, and has them in front; so has the command line.
    table.desk.browser.sit_down("jonas");
    table.desk.app.add_account();
    table.desk.until_disconnected().await;
    let jonas = table.desk.connect().await;
    until_remembered(&table, jonas.id.as_str()).await;
    let ran = table.run(&["accounts", "--json"]).await.well();
    let objects = ran.objects();
    let current = |name: &str| {
        let mut all = objects.iter();
        all.find(|o| o["username"] == name).unwrap()["current"] == true
    };
    assert!(current("jonas") && !current("maya"), "{objects:?}");

    table.run(&["accounts", "use", "maya"]).await.well();
    let ran = table.run(&["accounts"]).await.well();
    assert!(ran.lines()[0].starts_with("* maya@"), "{}", ran.out);
    table.run(&["accounts", "use", "nobody"]).await.ended(1);
}

/// Waits until the window has written down whose files are looked at; it does so beside its other work.
async fn until_remembered(table: &Table, id: &str) {
    let file = table.desk.data_dir().join("accounts.json");
    let remembered = async {
        loop {
            let text = std::fs::read_to_string(&file).unwrap();
            let accounts: serde_json::Value = serde_json::from_str(&text).unwrap();
            if accounts["current"] == id {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(support::PATIENCE, remembered).await;
    waited.expect("the window never wrote it down");
}

/// Neither forgets what the other one has added meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_is_added_beside_the_open_window_stays() {
    let mut table = Table::laid(World::Empty).await;
    table.browser = "allow";
    table.person = "jonas";
    table.run(&["connect", "--add", "--yes"]).await.well();
    // The window knows one account, and remembers it as it goes.
    table.desk.app.stop().await;
    let ran = table.run(&["accounts", "--json"]).await.well();
    let names: Vec<_> = ran
        .objects()
        .iter()
        .map(|o| o["username"].clone())
        .collect();
    assert_eq!(names, ["maya", "jonas"]);
    table.desk.restart().await;
    table.desk.until_connected().await;
    assert_eq!(table.desk.app.snapshot().accounts.len(), 2);
}

/// B21, T20: when the access token ends under both of them, it is renewed once, and both go on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_of_them_renews_the_other_one_has() {
    let table = Table::laid(World::Empty).await;
    table.run(&["ls"]).await.well();
    for _ in 0..3 {
        let before = table.desk.token_calls();
        table.desk.sandbox.expire_access_tokens();
        let (ran, listed) = tokio::join!(table.run(&["ls"]), table.desk.list("/"));
        ran.well();
        listed.unwrap();
        assert_eq!(table.desk.token_calls(), before + 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_connected_is_a_number_of_its_own_for_every_command_that_needs_somebody() {
    let table = Table::empty(World::Empty).await;
    table.put_local("a.txt", b"a");
    for arguments in [
        &["ls"][..],
        &["info", "/"],
        &["get", "/a.txt", "b.txt"],
        &["put", "a.txt", "/"],
        &["mkdir", "/a"],
        &["mv", "/a", "/b"],
        &["cp", "/a", "/b"],
        &["rm", "/a", "--yes"],
        &["search", "a"],
        &["share", "/a"],
        &["links"],
        &["unshare", "a"],
        &["disconnect"],
    ] {
        let ran = table.run(arguments).await.ended(3);
        assert!(
            ran.err.contains("No account is connected"),
            "{arguments:?}: {}",
            ran.err
        );
        assert_eq!(ran.out, "", "{arguments:?}");
    }
    let ran = table.run(&["accounts"]).await.well();
    assert_eq!(ran.err, "No account is connected.\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_that_has_ended_says_connect_again() {
    let table = Table::laid(World::Empty).await;
    table.desk.sandbox.end_sign_in("maya");
    let ran = table.run(&["ls"]).await.ended(3);
    assert!(ran.err.contains("Please connect again"), "{}", ran.err);
    let ran = table.run(&["accounts"]).await.well();
    assert!(ran.out.ends_with("Connect again\n"), "{}", ran.out);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_disconnected_here_is_gone_and_revoked() {
    let table = Table::laid(World::Empty).await;
    // The window is closed: it would look again by itself.
    table.desk.app.stop().await;
    let before = table.desk.revocations();
    let ran = table.run(&["disconnect"]).await.well();
    assert!(
        ran.out.starts_with("Disconnected. Nothing is kept of maya"),
        "{}",
        ran.out
    );
    assert!(table.desk.revocations() > before);
    table.run(&["ls"]).await.ended(3);
}
