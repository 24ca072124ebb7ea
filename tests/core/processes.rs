//! Two processes, one sign-in: they take turns, and killing one of them at any step loses nothing.

use std::time::Duration;

use connect_core::Outcome;
use smartfile_sandbox::{Endpoint, Fault};
use support::{
    Desk, DeskPlan, OtherProcess, STEPS_OF_A_ROTATION, be_the_other_process, kinds, many_calls,
    shared_vault,
};

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

async fn shared() -> Shared {
    let folder = tempfile::tempdir().unwrap();
    let vault = if is_real() {
        format!(
            "keychain connect-smartfile test processes {}",
            std::process::id()
        )
    } else {
        folder.path().to_str().unwrap().to_owned()
    };
    let desk = Desk::with(DeskPlan {
        other_vault: Some(shared_vault(&vault)),
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
    let mut other = OtherProcess::start(&desk.data_dir(), &vault, None).await;
    assert_eq!(refreshes(&desk), 0);
    for life in 1..=5 {
        // Slow enough that both are at it before the first has its answer.
        desk.sandbox
            .faults()
            .next(Endpoint::Token, Fault::Slow(Duration::from_millis(150)));
        other.ask().await;
        desk.clock.advance(LIFE);
        many_calls(&desk.app).await;
        other.until_done().await;
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
    let data_dir = shared.desk.data_dir();
    let mut other = OtherProcess::start(&data_dir, &shared.vault, Some(step)).await;
    prepare(&shared.desk);
    other.ask().await;
    if step == "sent" {
        // The first question was the code's.
        let ledger = shared.desk.sandbox.ledger();
        assert!(ledger.wait_until_asked(2, "/oauth2/token").await);
    } else {
        other.until_stopped().await;
    }
    other.kill(&data_dir).await;
    shared.desk.sandbox.faults().clear();
    shared.desk.restart().await;
    shared
}

fn is_real() -> bool {
    std::env::var_os("CONNECT_TEST_KEYCHAIN").is_some_and(|value| value == "1")
}

/// B22: killed at any step of the rotation, the next start is connected: before the request is answered with
/// the old set, after its answer is kept with the new one. The server takes each refresh token once only.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_at_any_step_of_a_rotation_loses_nothing() {
    let before_the_answer = ["before read access_token.next", "sent"];
    for step in before_the_answer.into_iter().chain(STEPS_OF_A_ROTATION) {
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
            kinds(&desk.data_dir(), &vault),
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
