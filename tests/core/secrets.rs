//! Nothing secret leaves, and the watch that says so can say the opposite.

use connect_core::{Phase, RemotePath};
use smartfile_sandbox::{Endpoint, Fault};
use support::{Desk, Script};

/// T15, C22: every file and every line is searched for every secret.
#[tokio::test]
async fn a_day_of_work_leaves_no_secret_in_logs_debug_output_or_files() {
    let mut desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::Deny);
    desk.app.connect().await.unwrap();
    desk.until_refused().await;
    desk.browser.follow(Script::Allow);
    desk.sandbox.faults().next(Endpoint::Token, Fault::Html);
    desk.app.connect().await.unwrap();
    desk.until_refused().await;
    desk.connect().await;
    desk.put_remote("plan.txt", b"plan");
    desk.list("/").await.unwrap();
    let plan = RemotePath::parse("/plan.txt").unwrap();
    let down = desk
        .app
        .download("1", plan, desk.download_to("plan.txt"))
        .unwrap();
    desk.until_phase(&down, Phase::Done).await;
    let local = desk.local_file("note.txt", b"note");
    let up = desk.app.upload("2", local, RemotePath::root()).unwrap();
    desk.until_phase(&up, Phase::Done).await;
    desk.clock.advance(std::time::Duration::from_hours(10));
    desk.list("/").await.unwrap();
    desk.restart().await;
    desk.until_connected().await;
    desk.sandbox.end_sign_in("maya");
    desk.list("/").await.unwrap_err();
    desk.until_ended().await;
    desk.app.connect().await.unwrap();
    desk.until_connected().await;
    desk.app.disconnect().await.unwrap();

    let watch = desk.watch();
    let kinds: std::collections::BTreeSet<_> = desk
        .sandbox
        .ledger()
        .secrets()
        .iter()
        .map(|secret| secret.kind)
        .collect();
    for kind in [
        "access_token",
        "client_secret",
        "code",
        "code_verifier",
        "refresh_token",
        "state",
    ] {
        assert!(
            kinds.contains(kind),
            "the watch does not know of any {kind}: {kinds:?}"
        );
    }
    assert!(watch.len() > 15, "{} secrets", watch.len());
    watch.assert_clean();
}

#[tokio::test]
async fn one_token_in_a_file_of_the_app_turns_the_watch_red() {
    let desk = Desk::connected().await;
    let token = desk.vault.secret("/access_token").unwrap();
    let slip = desk.data_dir().join("accounts.json");
    let before = std::fs::read_to_string(&slip).unwrap();
    std::fs::write(&slip, format!("{before}\n{{\"token\":\"{token}\"}}")).unwrap();
    let watch = desk.watch();
    assert!(
        watch
            .finds()
            .iter()
            .any(|find| find.kind == "access_token" && find.place.contains("accounts.json"))
    );
    std::fs::write(&slip, before).unwrap();
}

/// T15: the search itself can fail.
#[tokio::test]
async fn one_logged_token_turns_the_watch_red() {
    let desk = Desk::connected().await;
    let stranger = Desk::connected().await;
    let secret = stranger.vault.secret("/access_token").unwrap();
    // Logged while another desk's watch looks: the log is one for all.
    tracing::info!("deliberately in the log: {secret}");
    let watch = stranger.watch();
    let red = watch
        .finds()
        .iter()
        .any(|find| find.kind == "access_token" && find.place == "the log");
    assert!(red, "{:?}", watch.finds());
    desk.watch().assert_clean();
    stranger.excuse();
}

#[cfg(unix)]
#[tokio::test]
async fn the_apps_own_files_are_readable_by_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::connected().await;
    let file = desk.data_dir().join("accounts.json");
    let mode = std::fs::metadata(file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
