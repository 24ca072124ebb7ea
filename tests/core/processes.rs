//! Two processes, one sign-in: they take turns, and killing one of them at any step loses nothing.
//!
//! The other process is this test program once more, told by its environment what to do. The secrets lie in the
//! real password store where that is allowed, else in a folder.

use std::sync::Arc;
use std::time::Duration;

use connect_core::{
    App, ConnectionState, Keychain, LocalDisk, Options, Outcome, Ports, RemotePath, Vault,
};
use smartfile_sandbox::{Endpoint, Fault};
use support::{
    Chronicle, Desk, DeskPlan, Facts, FileVault, ManualClock, Other, ScriptedBrowser,
    StoppingVault, is_asked_again, say,
};

const LIFE: Duration = Duration::from_hours(10);
/// As many as ask at the same moment in each process.
const CALLERS: usize = 50;

const DATA: &str = "CONNECT_TEST_OTHER_DATA";
const VAULT: &str = "CONNECT_TEST_OTHER_VAULT";
const STOP: &str = "CONNECT_TEST_OTHER_STOP";

/// In the real password store where that is allowed, else in a folder.
fn vault_named(name: &str) -> Arc<dyn Vault> {
    match name.strip_prefix("keychain ") {
        Some(service) => Arc::new(Keychain::new(service)),
        None => Arc::new(FileVault::new(std::path::Path::new(name))),
    }
}

async fn fifty_calls(app: &App) {
    let calls: Vec<_> = (0..CALLERS)
        .map(|_| {
            let app = app.clone();
            tokio::spawn(async move { app.info(&RemotePath::root()).await.unwrap() })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
}

/// The other process. Lives until its input ends; each line on it is another life of the tokens.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the tests beside it"]
async fn the_other_process() {
    let variable = |name| std::env::var(name).unwrap();
    let kept = vault_named(&variable(VAULT));
    let stop = std::env::var(STOP).ok();
    let stop = stop.map(|step| Arc::new(StoppingVault::new(Arc::clone(&kept), step)));
    let vault = match &stop {
        Some(stop) => Arc::clone(stop) as Arc<dyn Vault>,
        None => kept,
    };
    let facts = Arc::new(Facts::new(Chronicle::default()));
    let clock = Arc::new(ManualClock::default());
    let ports = Ports::new(
        ScriptedBrowser::new(),
        vault,
        Arc::clone(&clock) as _,
        Arc::clone(&facts) as _,
        Arc::new(LocalDisk),
    );
    let mut changes = facts.changes();
    let app = App::start(
        ports,
        Options {
            data_dir: variable(DATA).into(),
            ..support::options_without_a_site()
        },
    )
    .unwrap();
    while !matches!(app.snapshot().connection, ConnectionState::Connected { .. }) {
        changes.changed().await.unwrap();
    }
    fifty_calls(&app).await;
    if let Some(stop) = &stop {
        stop.arm();
    }
    say("ready");
    while is_asked_again().await {
        clock.advance(LIFE);
        fifty_calls(&app).await;
        say("done");
    }
    app.stop().await;
}

fn start_other(desk: &Desk, vault: &str, stop: Option<&str>) -> Other {
    let mut told = vec![
        (DATA, desk.data_dir().into_os_string()),
        (VAULT, vault.into()),
    ];
    told.extend(stop.map(|stop| (STOP, stop.into())));
    Other::play("processes::the_other_process", &told)
}

struct Shared {
    desk: Desk,
    vault: String,
    folder: tempfile::TempDir,
}

async fn shared() -> Shared {
    let folder = tempfile::tempdir().unwrap();
    let real = std::env::var_os("CONNECT_TEST_KEYCHAIN").is_some_and(|value| value == "1");
    let vault = if real {
        format!(
            "keychain connect-smartfile test processes {}",
            std::process::id()
        )
    } else {
        folder.path().to_str().unwrap().to_owned()
    };
    let desk = Desk::with(DeskPlan {
        other_vault: Some(vault_named(&vault)),
        ..DeskPlan::default()
    })
    .await;
    desk.connect().await;
    Shared {
        desk,
        vault,
        folder,
    }
}

fn refreshes(desk: &Desk) -> usize {
    let calls = desk.sandbox.ledger().to("/oauth2/token");
    calls
        .iter()
        .filter(|call| String::from_utf8_lossy(&call.body).contains("grant_type=refresh_token"))
        .count()
}

/// B21, T20: at the end of each life, fifty calls in each of two processes make exactly one refresh, and all succeed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_calls_in_each_of_two_processes_make_one_refresh() {
    let Shared {
        desk,
        vault,
        folder,
    } = shared().await;
    let mut other = start_other(&desk, &vault, None);
    other.until("ready").await;
    assert_eq!(refreshes(&desk), 0);
    for life in 1..=5 {
        // Slow enough that both are at it before the first has its answer.
        desk.sandbox
            .faults()
            .next(Endpoint::Token, Fault::Slow(Duration::from_millis(150)));
        other.ask().await;
        desk.clock.advance(LIFE);
        fifty_calls(&desk.app).await;
        other.until("done").await;
        assert_eq!(refreshes(&desk), life);
        desk.sandbox.faults().clear();
    }
    assert_eq!(desk.state_name(), "Connected");
    other.finish().await;
    desk.app.disconnect().await.unwrap();
    drop(folder);
}

/// What becomes of a sign-in whose process is killed at this step of a refresh.
async fn killed_at(step: &str, prepare: impl Fn(&Desk)) -> Shared {
    let mut shared = shared().await;
    shared.desk.app.stop().await;
    let mut other = start_other(&shared.desk, &shared.vault, Some(step));
    other.until("ready").await;
    prepare(&shared.desk);
    other.ask().await;
    if step == "sent" {
        // The first question was the code's.
        let ledger = shared.desk.sandbox.ledger();
        assert!(ledger.wait_until_asked(2, "/oauth2/token").await);
    } else {
        other.until("stopped").await;
    }
    other.kill().await;
    // Killed while it wrote one of its own small files: the next start but one removes what is left.
    for entry in std::fs::read_dir(shared.desk.data_dir()).unwrap() {
        let entry = entry.unwrap();
        if entry
            .file_name()
            .to_string_lossy()
            .starts_with(".unfinished-")
        {
            std::fs::remove_file(entry.path()).unwrap();
        }
    }
    shared.desk.sandbox.faults().clear();
    shared.desk.restart().await;
    shared
}

/// The kinds of the entries that there are of this desk's only account.
fn kinds(desk: &Desk, vault: &str) -> Vec<&'static str> {
    let file = std::fs::read(desk.data_dir().join("accounts.json")).unwrap();
    let file: serde_json::Value = serde_json::from_slice(&file).unwrap();
    let account = file["accounts"][0]["id"].as_str().unwrap();
    let vault = vault_named(vault);
    let kinds = [
        "access_token",
        "access_token.next",
        "client_secret",
        "refresh_token",
        "refresh_token.next",
    ];
    let there = |kind: &&str| vault.read(&format!("{account}/{kind}")).unwrap().is_some();
    kinds.into_iter().filter(there).collect()
}

/// B22: killed at any step of the rotation, the next start is connected: before the request is answered with
/// the old set, after its answer is kept with the new one. The server takes each refresh token once only.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_at_any_step_of_a_rotation_loses_nothing() {
    for step in [
        "before read access_token.next",
        "sent",
        "after write refresh_token.next",
        "before write access_token.next",
        "after write access_token.next",
        "before write refresh_token",
        "after write refresh_token",
        "before write access_token",
        "after write access_token",
        "before erase refresh_token.next",
        "after erase refresh_token.next",
        "before erase access_token.next",
        "after erase access_token.next",
    ] {
        // The first reads belong to the start; the refresh reads them again.
        let Shared {
            desk,
            vault,
            folder,
        } = killed_at(step, |desk| {
            if step == "sent" {
                desk.sandbox.faults().next(Endpoint::Token, Fault::Hang);
            }
        })
        .await;
        desk.until_connected().await;
        desk.list("/")
            .await
            .unwrap_or_else(|error| panic!("{step}: {error}"));
        assert_eq!(desk.state_name(), "Connected", "{step}");
        assert_eq!(desk.browser.opened(), 1, "{step}");
        // And the next life begins as if nothing had been.
        desk.clock.advance(LIFE);
        desk.list("/")
            .await
            .unwrap_or_else(|error| panic!("{step}, the life after: {error}"));
        assert_eq!(
            kinds(&desk, &vault),
            ["access_token", "client_secret", "refresh_token"],
            "{step}"
        );
        // The real store outlives the test.
        desk.app.disconnect().await.unwrap();
        drop(folder);
    }
}

/// B22: killed after the server's change and before the first entry: saved where the server gives the old token a
/// time of grace or does not rotate; otherwise the person is asked, and one click connects again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_with_the_answer_in_hand_is_saved_by_the_servers_grace_only() {
    let step = "before write refresh_token.next";
    for (rotate, grace, saved) in [
        (true, Duration::from_hours(1), true),
        (false, Duration::ZERO, true),
        (true, Duration::ZERO, false),
    ] {
        let Shared { desk, folder, .. } = killed_at(step, |desk| {
            desk.sandbox.switches().change(|s| {
                s.rotate_refresh = rotate;
                s.refresh_grace = grace;
            });
        })
        .await;
        if saved {
            desk.until_connected().await;
            desk.list("/").await.unwrap();
            assert_eq!(desk.state_name(), "Connected");
            assert_eq!(desk.browser.opened(), 1);
        } else {
            let (_, problem) = desk.until_ended().await;
            assert_eq!(problem.outcome, Outcome::ReauthorizationRequired);
            assert_eq!(desk.browser.opened(), 1, "no browser without a click");
            desk.app.connect().await.unwrap();
            desk.until_connected().await;
            desk.list("/").await.unwrap();
        }
        desk.app.disconnect().await.unwrap();
        drop(folder);
    }
}
