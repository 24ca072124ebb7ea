//! Two real processes and one sign-in: to this server a second use of a refresh token is theft, and ends it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use connect_core::{App, ConnectionState, LocalDisk, Options, Ports, RemotePath};
use support::{
    Chronicle, Facts, FileVault, ManualClock, Other, ScriptedBrowser, is_asked_again, say,
};

use crate::desk::{Desk, Plan};
use crate::registration::{BY_LINK, Registration};

/// The life of an access token of this server.
const LIFE: Duration = Duration::from_hours(10);
/// As many as ask at the same moment in each process.
const CALLERS: usize = 50;

const DATA: &str = "CONNECT_TEST_OTHER_DATA";
const VAULT: &str = "CONNECT_TEST_OTHER_VAULT";

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
#[ignore = "started by the test beside it"]
async fn the_other_process() {
    let variable = |name| std::env::var(name).unwrap();
    let facts = Arc::new(Facts::new(Chronicle::default()));
    let clock = Arc::new(ManualClock::default());
    let ports = Ports::new(
        ScriptedBrowser::new(),
        Arc::new(FileVault::new(Path::new(&variable(VAULT)))),
        Arc::clone(&clock) as _,
        Arc::clone(&facts) as _,
        Arc::new(LocalDisk),
    );
    let mut changes = facts.changes();
    let options = Options {
        data_dir: variable(DATA).into(),
        ..support::options_without_a_site()
    };
    let app = App::start(ports, options).unwrap();
    while !matches!(app.snapshot().connection, ConnectionState::Connected { .. }) {
        changes.changed().await.unwrap();
    }
    fifty_calls(&app).await;
    say("ready");
    while is_asked_again().await {
        clock.advance(LIFE);
        fifty_calls(&app).await;
        say("done");
    }
    app.stop().await;
}

/// B21, T20: at the end of each life, fifty calls in each of two processes make exactly one refresh at a server that
/// this project did not write, and all succeed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_calls_in_each_of_two_processes_make_one_refresh() {
    let vault = tempfile::tempdir().unwrap();
    let registration = Registration::strict(BY_LINK).await;
    let plan = Plan {
        shared: Some(vault.path().to_owned()),
        ..Plan::of(&registration)
    };
    let desk = Desk::with(registration, plan);
    desk.connect().await;
    let told = [(DATA, desk.data_dir()), (VAULT, vault.path().to_owned())];
    let mut other = Other::play("processes::the_other_process", &told);
    other.until("ready").await;
    assert_eq!(desk.registration.grants().await, (1, 0));
    for life in 1..=5 {
        other.ask().await;
        desk.clock.advance(LIFE);
        fifty_calls(&desk.app).await;
        other.until("done").await;
        assert_eq!(desk.registration.grants().await, (1, life));
    }
    other.finish().await;
    assert_eq!(desk.browser.opened(), 1);
    assert_eq!(desk.names().await.unwrap(), ["plan.txt"]);
    desk.app.disconnect().await.unwrap();
}
