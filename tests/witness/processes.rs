//! Two processes with one sign-in, and processes that are killed, at a server that takes each refresh token once
//! and a second use for theft.

use std::time::Duration;

use support::{
    OtherProcess, STEPS_OF_A_ROTATION, be_the_other_process, kinds, many_calls, shared_vault,
};

use crate::desk::{Desk, Plan};
use crate::registration::{BY_LINK, Registration};

/// The life of an access token of this server.
const LIFE: Duration = Duration::from_hours(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the tests beside it"]
async fn the_other_process() {
    be_the_other_process().await;
}

struct Shared {
    desk: Desk,
    vault: String,
    folder: tempfile::TempDir,
}

async fn shared(registration: Registration) -> Shared {
    let folder = tempfile::tempdir().unwrap();
    let vault = folder.path().to_str().unwrap().to_owned();
    let plan = Plan {
        vault: Some(shared_vault(&vault)),
        ..Plan::of(&registration)
    };
    let desk = Desk::with(registration, plan);
    desk.connect().await;
    Shared {
        desk,
        vault,
        folder,
    }
}

/// B21, T20: a second refresh would end the sign-in here; there is one, and every call is answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_calls_in_each_of_two_processes_make_one_refresh() {
    let Shared {
        desk,
        vault,
        folder,
    } = shared(Registration::strict(BY_LINK).await).await;
    let mut other = OtherProcess::start(&desk.data_dir(), &vault, None).await;
    for life in 1..=5 {
        other.ask().await;
        desk.clock.advance(LIFE);
        many_calls(&desk.app).await;
        other.until_done().await;
        assert_eq!(desk.registration.grants().await, (1, life));
    }
    assert_eq!(desk.names().await.unwrap(), ["plan.txt"]);
    other.finish().await;
    drop(folder);
}

/// Kills the process that renews at this step; the next start is connected, and so is the life after it.
async fn is_saved_after_a_kill(registration: Registration, step: &str) {
    let Shared {
        mut desk,
        vault,
        folder,
    } = shared(registration).await;
    desk.app.stop().await;
    let mut other = OtherProcess::start(&desk.data_dir(), &vault, Some(step)).await;
    other.ask().await;
    other.until_stopped().await;
    other.kill(&desk.data_dir()).await;
    desk.restart().await;
    desk.until_connected().await;
    for _ in 0..2 {
        let names = desk.names().await;
        assert_eq!(
            names.unwrap_or_else(|error| panic!("{step}: {error}")),
            ["plan.txt"],
            "{step}"
        );
        desk.clock.advance(LIFE);
    }
    assert_eq!(desk.browser.opened(), 1, "{step}");
    assert_eq!(
        kinds(&desk.data_dir(), &vault),
        ["access_token", "client_secret", "refresh_token"],
        "{step}"
    );
    drop(folder);
}

/// B22: from the moment the new refresh token is kept, a process may be killed at any step.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_at_any_step_after_the_answer_loses_nothing() {
    for step in STEPS_OF_A_ROTATION {
        is_saved_after_a_kill(Registration::strict(BY_LINK).await, step).await;
    }
}

/// B22: before that moment it is the server's time of grace that saves the sign-in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_with_the_answer_in_hand_is_saved_by_grace() {
    let registration = Registration::graceful(BY_LINK).await;
    is_saved_after_a_kill(registration, "before write refresh_token.next").await;
}
