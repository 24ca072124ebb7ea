//! A real gnome-keyring in each of its states: there, locked, empty, absent, killed meanwhile.
//!
//! Each test starts a session bus and a daemon of its own in a temporary home, and the test program once
//! more inside it, since the bus's address belongs to a process.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use connect_core::{ConnectionState, KeptIn, Keychain, Outcome, SecretBytes, Vault, VaultError};
use support::{Desk, DeskPlan};

const PART: &str = "CONNECT_TEST_KEYRING_PART";
const KEY: &str = "account/refresh_token";

/// Only where the real store may be used at all.
fn is_real(test: &str) -> bool {
    let real = std::env::var_os("CONNECT_TEST_KEYCHAIN").is_some_and(|value| value == "1");
    if !real {
        crate::keychain::skipped(test);
    }
    real
}

/// Plays one part of this file in a session of its own. `script` runs before, in the session's shell.
fn in_a_session(home: &Path, script: &str, part: &str) {
    let this = std::env::current_exe().unwrap();
    let script = format!(
        r#"{script}
        CONNECT_TEST_KEYRING_PART={part} "$0" keychain_real::one_part --exact --ignored --nocapture"#
    );
    let done = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", &script])
        .arg(this)
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_RUNTIME_DIR", home)
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("GNOME_KEYRING_CONTROL")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(
        done.status.success() && said.contains("1 passed"),
        "{part}: {said} {}",
        String::from_utf8_lossy(&done.stderr)
    );
}

/// The daemon with its password; the first time it makes the collection.
const UNLOCKED: &str =
    "printf 'a passphrase' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";
/// The daemon without.
const LOCKED: &str = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1";

fn home() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    home
}

/// B14, B17: unlocked, it keeps a secret over a restart of the daemon; locked, it says so; and what is in there
/// is still there afterwards.
#[test]
fn a_locked_keyring_is_locked_and_not_empty() {
    if !is_real("locked") {
        return;
    }
    let home = home();
    in_a_session(home.path(), UNLOCKED, "write");
    in_a_session(home.path(), LOCKED, "locked");
    in_a_session(home.path(), UNLOCKED, "read");
}

/// B16: no bus, or a bus with nobody on it, is "not available".
#[test]
fn an_absent_keyring_is_not_available() {
    if !is_real("absent") {
        return;
    }
    // A bus of its own that knows no service to start.
    let home = home();
    let config = home.path().join("bus.conf");
    std::fs::write(
        &config,
        "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context='default'>\
         <allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/><allow own='*'/></policy></busconfig>",
    )
    .unwrap();
    in_a_session(
        home.path(),
        "export DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere",
        "absent",
    );
    let lonely = format!(
        r#"export DBUS_SESSION_BUS_ADDRESS=$(dbus-daemon --config-file={} --fork --print-address=1 --print-pid=9 9>"$HOME/bus.pid")
        trap 'kill $(cat "$HOME/bus.pid")' EXIT"#,
        config.display()
    );
    in_a_session(home.path(), &lonely, "absent");
}

/// B14: killed while in use, it is asked again as soon as it is back.
#[test]
fn a_keyring_that_is_killed_meanwhile_is_used_again_when_it_is_back() {
    if !is_real("killed") {
        return;
    }
    let home = home();
    in_a_session(
        home.path(),
        &format!("{UNLOCKED}; export BACK=\"{UNLOCKED}\""),
        "killed",
    );
}

/// B14, B15: the whole app with a locked store at its start is not signed out, and goes on when it is unlocked.
#[test]
fn the_app_with_a_locked_keyring_is_not_signed_out() {
    if !is_real("app") {
        return;
    }
    let home = home();
    in_a_session(
        home.path(),
        &format!("{UNLOCKED}; export BACK=\"{UNLOCKED}\"; export AWAY=\"{LOCKED}\""),
        "app",
    );
}

/// B16: the whole app without a store: connected until it is quit, said once, and no file holds a token.
#[test]
fn the_app_without_a_keyring_is_connected_until_it_is_quit() {
    if !is_real("app without") {
        return;
    }
    let home = home();
    in_a_session(
        home.path(),
        "export DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere",
        "app_without",
    );
}

#[test]
#[ignore = "started by the tests beside it, in a session of its own"]
fn one_part() {
    let keychain = Keychain::new("connect-smartfile test");
    let secret = SecretBytes::new("a-secret-of-the-test");
    match std::env::var(PART).unwrap().as_str() {
        "write" => {
            keychain.write(KEY, &secret).unwrap();
            assert_eq!(keychain.read(KEY).unwrap(), Some(secret));
        }
        "locked" => {
            assert_eq!(keychain.read(KEY), Err(VaultError::Locked));
            assert_eq!(keychain.write(KEY, &secret), Err(VaultError::Locked));
            assert_eq!(keychain.erase(KEY), Err(VaultError::Locked));
        }
        "read" => assert_eq!(keychain.read(KEY).unwrap(), Some(secret)),
        "absent" => {
            assert_eq!(keychain.read(KEY), Err(VaultError::Unavailable));
            assert_eq!(keychain.write(KEY, &secret), Err(VaultError::Unavailable));
        }
        "killed" => {
            keychain.write(KEY, &secret).unwrap();
            stop_daemon();
            // The bus may start a daemon by itself, without the password: then it is there, and locked.
            let gone = keychain.read(KEY);
            assert!(
                matches!(gone, Err(VaultError::Unavailable | VaultError::Locked)),
                "{gone:?}"
            );
            stop_daemon();
            shell("BACK");
            assert_eq!(keychain.read(KEY).unwrap(), Some(secret));
        }
        "app" => runtime().block_on(locked_app()),
        "app_without" => runtime().block_on(app_without()),
        other => panic!("no such part: {other}"),
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().unwrap()
}

fn shell(variable: &str) {
    let script = std::env::var(variable).unwrap();
    let done = Command::new("sh").args(["-c", &script]).status().unwrap();
    assert!(done.success(), "{script}");
}

/// The daemon of this session, and no other: its number is asked of the session's own bus.
fn stop_daemon() {
    let asked = Command::new("dbus-send")
        .args([
            "--session",
            "--print-reply=literal",
            "--dest=org.freedesktop.DBus",
            "/",
        ])
        .args([
            "org.freedesktop.DBus.GetConnectionUnixProcessID",
            "string:org.freedesktop.secrets",
        ])
        .output()
        .unwrap();
    let answer = String::from_utf8_lossy(&asked.stdout);
    let Some(number) = answer.split_whitespace().last() else {
        return; // nobody is there
    };
    let number = number.to_owned();
    let killed = Command::new("kill").args(["-9", &number]).status().unwrap();
    assert!(killed.success());
    let left = format!("/proc/{number}/exe");
    while std::fs::read_link(&left).is_ok() {
        std::thread::yield_now();
    }
}

async fn locked_app() {
    let mut desk = Desk::with(DeskPlan {
        other_vault: Some(Arc::new(Keychain::new("connect-smartfile test"))),
        ..DeskPlan::default()
    })
    .await;
    desk.connect().await;
    stop_daemon();
    shell("AWAY");
    desk.restart().await;
    let problem = desk
        .until("VaultUnavailable", |snapshot| match &snapshot.connection {
            ConnectionState::VaultUnavailable { problem, .. } => Some(problem.clone()),
            _ => None,
        })
        .await;
    assert_eq!(problem.outcome, Outcome::VaultLocked);
    stop_daemon();
    shell("BACK");
    desk.app.retry_vault().await;
    desk.until_connected().await;
    desk.clock.advance(Duration::from_hours(10));
    desk.list("/").await.unwrap();
    assert_eq!(desk.browser.opened(), 1);
    desk.app.disconnect().await.unwrap();
}

async fn app_without() {
    let mut desk = Desk::with(DeskPlan {
        other_vault: Some(Arc::new(Keychain::new("connect-smartfile test"))),
        ..DeskPlan::default()
    })
    .await;
    desk.until_disconnected().await;
    desk.app.connect().await.unwrap();
    let account = desk.until_connected().await;
    assert_eq!(account.kept_in, KeptIn::Memory);
    desk.app.confirm_account().await.unwrap();
    desk.list("/").await.unwrap();
    desk.restart().await;
    assert!(desk.until_disconnected().await.is_none());
}
