//! The core that the window stands on, as a process of its own that is killed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use connect_core::{
    App, ConnectionState, Options, Passphrase, Phase, Ports, RemotePath, Vault, VaultError,
};
use support::{
    Chronicle, Doom, DoomedDisk, DoomedEar, Facts, FlakyVault, ManualClock, PASSPHRASE,
    ScriptedBrowser, shared_vault,
};
use tokio::process::Command;

use crate::person;
use crate::plan::{Kill, Moment, Plan};

const HOME: &str = "CONNECT_CRASH_HOME";
const VAULT: &str = "CONNECT_CRASH_VAULT";
const PLAN: &str = "CONNECT_CRASH_PLAN";
const LABEL: &str = "CONNECT_CRASH_LABEL";
const NTH: &str = "CONNECT_CRASH_NTH";
const FROM_THE_START: &str = "CONNECT_CRASH_FROM_THE_START";
/// What comes is made safe after five seconds, and after 16 MB.
const A_WHILE: Duration = Duration::from_secs(6);
/// Whoever sleeps no longer than this need not wait.
pub(crate) const HURRY: Duration = Duration::from_secs(2);

/// The program that is to be killed, not yet started.
pub(crate) fn program(home: &Path, vault: &str, seed: u64, kill: Kill) -> Command {
    let (label, nth) = match kill.moment {
        Moment::Step(label, nth) => (label, nth),
        _ => ("", 1),
    };
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["the_window", "--exact", "--ignored"])
        .args(["--nocapture", "--test-threads=1"])
        .env(HOME, home)
        .env(VAULT, vault)
        .env(PLAN, seed.to_string())
        .env(LABEL, label)
        .env(NTH, nth.to_string())
        .env(FROM_THE_START, kill.from_the_start.to_string());
    command
}

/// Unlocks the encrypted file, if it is kept there.
pub(crate) async fn unlock(app: &App, facts: &Facts) {
    let mut changes = facts.changes();
    while !matches!(
        app.snapshot().connection,
        ConnectionState::VaultUnavailable { .. }
    ) {
        changes.changed().await.unwrap();
    }
    app.unlock(Passphrase::new(PASSPHRASE.into()))
        .await
        .unwrap();
}

/// The whole of it. It ends by being killed; at rest, at the latest.
pub(crate) async fn be_the_window() {
    let variable = |name| std::env::var(name).unwrap();
    let plan = Plan::of(variable(PLAN).parse().unwrap());
    let home = PathBuf::from(variable(HOME));
    let doom = Doom::at(variable(LABEL), variable(NTH).parse().unwrap());
    let doom = Arc::new(doom);
    let vault: Arc<dyn Vault> = if plan.sealed {
        let vault = FlakyVault::new(Chronicle::default());
        vault.fail(Some(VaultError::Unavailable));
        Arc::new(vault)
    } else {
        shared_vault(&variable(VAULT))
    };
    let facts = Facts::new(Chronicle::default());
    let ear = Arc::new(DoomedEar(facts, Arc::clone(&doom)));
    let clock = Arc::new(ManualClock::default());
    clock.hurry(HURRY);
    let ports = Ports::new(
        ScriptedBrowser::new(),
        vault,
        Arc::clone(&clock) as _,
        Arc::clone(&ear) as _,
        Arc::new(DoomedDisk(Arc::clone(&doom))),
    )
    .with_quick_sealing();
    let options = Options {
        data_dir: home.join("data"),
        ..support::options_without_a_site()
    };
    let mut changes = ear.0.changes();
    if variable(FROM_THE_START) == "true" {
        doom.arm();
    }
    let app = App::start(ports, options).unwrap();
    if plan.sealed {
        unlock(&app, &ear.0).await;
    }
    while !person::all_connected(&app.snapshot(), plan.people) {
        changes.changed().await.unwrap();
    }
    doom.arm();
    if plan.sealed {
        // The sign-in is renewed now, and the encrypted file written anew.
        clock.advance(Duration::from_hours(10));
        let app = app.clone();
        tokio::spawn(async move { app.info(&RemotePath::root()).await });
    }
    app.continue_interrupted();
    person::ask_for_all(&app, &plan, &home);
    let mut heard = 0;
    loop {
        changes.borrow_and_update();
        let rows = app.snapshot().transfers;
        let facts = ear.0.all().len();
        person::act(&app, &plan, &rows, heard..facts);
        heard = facts;
        person::answer(&app, &plan, &rows);
        if plan.hasty {
            clock.advance(A_WHILE);
        }
        if person::at_rest(&rows) {
            let paused = rows.iter().any(|row| row.phase == Phase::Paused);
            if !paused {
                support::end_this_process();
            }
            app.resume_transfers();
        }
        if tokio::time::timeout(Duration::from_millis(100), changes.changed())
            .await
            .is_err()
        {
            // Who waits for the site longer than a moment waits no longer.
            clock.advance(Duration::from_mins(1));
        }
    }
}
