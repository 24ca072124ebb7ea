//! Leaving.

use std::time::Duration;

use connect_core::{ConnectionState, Outcome, VaultError};
use smartfile_sandbox::{Endpoint, Fault};
use support::{Desk, outcome_of};

/// C25: revoked there, erased here.
#[tokio::test]
async fn disconnecting_revokes_and_erases_every_entry() {
    let mut desk = Desk::connected().await;
    let token = desk.vault.secret("/refresh_token").unwrap();
    desk.app.disconnect().await.unwrap();
    let erased = matches!(
        desk.state(),
        ConnectionState::Disconnected {
            problem: None,
            erased: true
        }
    );
    assert!(erased, "{:?}", desk.state());
    assert!(desk.vault.keys().is_empty());
    let call = desk.sandbox.ledger().to("/oauth2/revoke_token").remove(0);
    assert!(String::from_utf8_lossy(&call.body).contains(&token));
    let accounts = std::fs::read_to_string(desk.data_dir().join("accounts.json")).unwrap();
    assert!(!accounts.contains("maya"), "{accounts}");
    assert_eq!(outcome_of(desk.list("/").await), Outcome::Internal);

    desk.restart().await;
    let silent = desk.until("Disconnected", |snapshot| match snapshot.connection {
        ConnectionState::Disconnected {
            ref problem,
            erased,
        } => Some(problem.is_none() && !erased),
        _ => None,
    });
    assert!(silent.await);
    assert_eq!(desk.connect().await.username, "maya");
}

/// C25, S13.9: erased here even if nobody knows whether it lives there.
#[tokio::test]
async fn a_site_that_does_not_answer_does_not_keep_anybody() {
    let desk = Desk::connected().await;
    desk.sandbox.faults().next(Endpoint::Revoke, Fault::Hang);
    let app = desk.app.clone();
    let leaving = tokio::spawn(async move { app.disconnect().await });
    assert!(desk.clock.until_asleep_for(Duration::from_secs(5)).await);
    assert_eq!(desk.state_name(), "Disconnecting");
    desk.clock.advance(Duration::from_secs(5));
    leaving.await.unwrap().unwrap();
    assert!(desk.vault.keys().is_empty());
}

/// C25, S13.9: no such endpoint, no hindrance.
#[tokio::test]
async fn a_site_without_a_revocation_endpoint_is_left_all_the_same() {
    let desk = Desk::connected().await;
    desk.sandbox
        .switches()
        .change(|switches| switches.revoke = false);
    desk.app.disconnect().await.unwrap();
    assert!(desk.vault.keys().is_empty());
    assert!(matches!(
        desk.state(),
        ConnectionState::Disconnected {
            problem: None,
            erased: true
        }
    ));
}

#[tokio::test]
async fn entries_that_cannot_be_erased_are_said() {
    let desk = Desk::connected().await;
    desk.vault.fail(Some(VaultError::Locked));
    desk.app.disconnect().await.unwrap();
    assert_eq!(desk.until_refused().await.outcome, Outcome::VaultLocked);
}

#[tokio::test]
async fn disconnecting_twice_at_once_is_disconnecting_once() {
    let desk = Desk::connected().await;
    let (one, two) = tokio::join!(desk.app.disconnect(), desk.app.disconnect());
    assert!(one.is_ok() != two.is_ok());
    assert_eq!(desk.revocations(), 1);
}

#[tokio::test]
async fn a_transfer_is_stopped_before_the_tokens_go() {
    let desk = Desk::connected().await;
    desk.put_remote("plan.bin", &vec![7; 100_000]);
    desk.sandbox.faults().next(Endpoint::Download, Fault::Hang);
    let path = connect_core::RemotePath::parse("/plan.bin").unwrap();
    desk.app
        .download("1", path, desk.download_to("plan.bin"))
        .unwrap();
    assert!(
        desk.sandbox
            .ledger()
            .wait_until_asked(1, "/api/2/path/data")
            .await
    );
    desk.app.disconnect().await.unwrap();
    assert!(desk.app.snapshot().transfers.is_empty());
    assert!(desk.downloaded().is_empty());
}

#[tokio::test]
async fn an_ended_sign_in_can_be_left_for_good() {
    let desk = Desk::connected().await;
    desk.sandbox.end_sign_in("maya");
    desk.list("/").await.unwrap_err();
    desk.until_ended().await;
    desk.app.disconnect().await.unwrap();
    assert!(desk.vault.keys().is_empty());
}
