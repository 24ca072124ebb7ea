//! The program that people have, at the real password store, beside the window's core.

#[cfg(target_os = "linux")]
use std::process::Command;
#[cfg(target_os = "linux")]
use std::sync::Arc;

/// B21: what the window has put into the computer's own password store, the real program finds there.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_real_program_uses_the_sign_in_that_the_window_has_kept() {
    if std::env::var_os("CONNECT_TEST_KEYCHAIN").is_none_or(|value| value != "1") {
        return;
    }
    let desk = support::Desk::with(support::DeskPlan {
        other_vault: Some(Arc::new(connect_core::Keychain::of_the_app())),
        ..support::DeskPlan::default()
    })
    .await;
    desk.connect().await;
    desk.put_remote("/plan.pdf", b"%PDF");
    let home = tempfile::tempdir().unwrap();
    let there = home.path().join(connect_core::IDENTIFIER);
    std::os::unix::fs::symlink(desk.data_dir(), there).unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_connect-smartfile-cli"))
            .args(arguments)
            .env("XDG_DATA_HOME", home.path())
            .output()
            .unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        let watch = desk.watch().text("standard output", &out);
        watch.text("standard error", &err).assert_clean();
        (output.status.code(), out, err)
    };
    assert_eq!(
        run(&["ls"]),
        (Some(0), "plan.pdf\n".to_owned(), String::new())
    );
    desk.list("/").await.unwrap();
    let (code, _, err) = run(&["disconnect"]);
    assert_eq!(code, Some(0), "{err}");
    assert_eq!(run(&["ls"]).0, Some(3));
    // The window is told by the site.
    let _ = desk.app.disconnect().await;
}
