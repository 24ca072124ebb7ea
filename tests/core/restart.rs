//! Quit and start again.

use std::time::Duration;

use connect_core::{ConnectionState, Outcome, VaultError};
use support::{Desk, DeskPlan, Script, outcome_of};

#[tokio::test]
async fn after_a_restart_one_is_still_connected_and_no_browser_opened() {
    let mut desk = Desk::connected().await;
    let before = desk.until_connected().await;
    desk.restart().await;
    let after = desk.until_connected().await;
    assert_eq!((after.id, after.username), (before.id, before.username));
    assert_eq!(after.connected_since, before.connected_since);
    assert!(after.confirmed, "confirmed once is confirmed");
    assert_eq!(desk.names("/").await, Vec::<String>::new());
    assert_eq!(desk.browser.opened(), 1);
    assert_eq!(desk.token_calls(), 1);
}

#[tokio::test]
async fn an_account_that_was_not_confirmed_asks_again_after_a_restart() {
    let mut desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.app.connect().await.unwrap();
    desk.until_connected().await;
    desk.restart().await;
    assert!(!desk.until_connected().await.confirmed);
    assert_eq!(outcome_of(desk.list("/").await), Outcome::Internal);
}

#[tokio::test]
async fn the_computer_being_offline_is_not_being_signed_out() {
    let mut desk = Desk::with(DeskPlan {
        wired: true,
        ..DeskPlan::default()
    })
    .await;
    desk.connect().await;
    desk.wire.as_ref().unwrap().cut().await;
    desk.restart().await;
    let account = desk
        .until("Connected, offline", |snapshot| {
            match &snapshot.connection {
                ConnectionState::Connected {
                    account,
                    offline: true,
                    ..
                } => Some(account.clone()),
                _ => None,
            }
        })
        .await;
    assert_eq!(account.username, "maya");
    assert_eq!(desk.vault.kinds().len(), 3);
}

/// B14, B15: a store that does not answer is waited for, with the account in sight.
#[tokio::test]
async fn a_store_that_is_not_there_is_not_being_signed_out() {
    let mut desk = Desk::connected().await;
    desk.vault.fail(Some(VaultError::Unavailable));
    desk.restart().await;
    let (account, problem) = desk
        .until("VaultUnavailable", |snapshot| match &snapshot.connection {
            ConnectionState::VaultUnavailable { account, problem } => {
                Some((account.clone(), problem.clone()))
            }
            _ => None,
        })
        .await;
    assert_eq!(
        (account.username.as_str(), problem.outcome),
        ("maya", Outcome::VaultStarting)
    );
    // After a minute it is called what it is, and is still asked now and then.
    for wait in [2, 4, 8, 16, 30] {
        assert!(desk.clock.until_asleep_for(Duration::from_secs(wait)).await);
        desk.clock.advance(Duration::from_secs(wait));
    }
    desk.until("VaultUnavailable", |snapshot| match &snapshot.connection {
        ConnectionState::VaultUnavailable { problem, .. }
            if problem.outcome == Outcome::VaultUnavailable =>
        {
            Some(())
        }
        _ => None,
    })
    .await;
    assert!(desk.clock.until_asleep_for(Duration::from_mins(1)).await);
    desk.vault.fail(None);
    desk.app.retry_vault().await;
    desk.until_connected().await;
    assert_eq!(desk.browser.opened(), 1);
}

/// B14, B15: twenty restarts, each with a store that fails its first k reads: each ends connected, by itself.
#[tokio::test]
async fn a_store_that_starts_late_is_tried_again_by_itself() {
    let mut desk = Desk::connected().await;
    for failures in 1..=20_usize {
        desk.vault.fail_next(failures, VaultError::Unavailable);
        desk.restart().await;
        let waits = [2, 4, 8, 16, 30].into_iter().chain(std::iter::repeat(60));
        for wait in waits.take(failures) {
            assert!(desk.clock.until_asleep_for(Duration::from_secs(wait)).await);
            assert_eq!(desk.state_name(), "VaultUnavailable", "{failures}");
            desk.clock.advance(Duration::from_secs(wait));
        }
        desk.until_connected().await;
    }
    assert_eq!(desk.browser.opened(), 1);
}

/// B19: an entry that was damaged from outside means one click, not a dead end.
#[tokio::test]
async fn a_damaged_entry_means_please_connect_again_and_one_click_does_it() {
    let mut desk = Desk::connected().await;
    desk.vault.damage("/access_token", &[0xff, 0xfe]);
    desk.vault.damage("/refresh_token", &[0xff, 0xfe]);
    desk.restart().await;
    let (account, problem) = desk.until_ended().await;
    assert_eq!(problem.outcome, Outcome::VaultDamaged);
    assert_eq!(desk.browser.opened(), 1, "no browser without a click");
    desk.app.connect().await.unwrap();
    assert_eq!(desk.until_connected().await.id, account.id);
    desk.restart().await;
    desk.until_connected().await;
    desk.list("/").await.unwrap();
}

/// B14: a store that says "nothing here" and keeps nothing is not believed (seen: a Secret Service without
/// a collection).
#[tokio::test]
async fn an_empty_store_that_keeps_nothing_is_not_being_signed_out() {
    let mut desk = Desk::connected().await;
    let entries: Vec<(String, String)> = ["/access_token", "/refresh_token", "/client_secret"]
        .into_iter()
        .map(|ending| (ending.to_owned(), desk.vault.secret(ending).unwrap()))
        .collect();
    let id = desk.until_connected().await.id;
    desk.vault.erase_by_hand("");
    desk.vault.fail_writes(Some(VaultError::Unavailable));
    desk.restart().await;
    assert!(desk.clock.until_asleep_for(Duration::from_secs(2)).await);
    assert_eq!(desk.state_name(), "VaultUnavailable");
    desk.vault.fail_writes(None);
    for (ending, secret) in &entries {
        desk.vault.put(&format!("{id}{ending}"), secret);
    }
    desk.clock.advance(Duration::from_secs(2));
    desk.until_connected().await;
    desk.list("/").await.unwrap();
    assert_eq!(desk.browser.opened(), 1);
}

#[tokio::test]
async fn a_locked_store_is_asked_again_only_by_the_person() {
    let mut desk = Desk::connected().await;
    desk.vault.fail(Some(VaultError::Locked));
    desk.restart().await;
    let problem = desk
        .until("VaultUnavailable", |snapshot| match &snapshot.connection {
            ConnectionState::VaultUnavailable { problem, .. } => Some(problem.clone()),
            _ => None,
        })
        .await;
    assert_eq!(problem.outcome, Outcome::VaultLocked);
    desk.vault.fail(None);
    desk.clock.advance(Duration::from_mins(5));
    assert_eq!(desk.state_name(), "VaultUnavailable");
    desk.app.retry_vault().await;
    desk.until_connected().await;
}

/// B19: an entry that was deleted from outside means one click, not a dead end.
#[tokio::test]
async fn tokens_erased_by_hand_mean_please_connect_again_and_one_click_does_it() {
    let mut desk = Desk::connected().await;
    desk.vault.erase_by_hand("_token");
    desk.restart().await;
    let (account, problem) = desk.until_ended().await;
    assert_eq!(
        (account.username.as_str(), problem.outcome),
        ("maya", Outcome::ReauthorizationRequired)
    );
    assert_eq!(desk.browser.opened(), 1, "no browser without a click");
    desk.app.connect().await.unwrap();
    let again = desk.until_connected().await;
    assert_eq!(again.id, account.id);
    assert!(again.confirmed, "the same person need not say so again");
}

#[tokio::test]
async fn one_token_erased_by_hand_is_mended_by_the_other() {
    let mut desk = Desk::connected().await;
    desk.vault.erase_by_hand("/access_token");
    desk.restart().await;
    desk.until_connected().await;
    assert_eq!(desk.list("/").await.unwrap().listed, 0);
    assert_eq!(desk.token_calls(), 2, "one refresh");
    assert_eq!(
        desk.vault.kinds(),
        ["access_token", "client_secret", "refresh_token"]
    );
}

#[tokio::test]
async fn a_restart_in_the_middle_of_a_sign_in_leaves_no_sign_in() {
    let mut desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::Leave);
    desk.app.connect().await.unwrap();
    desk.browser.visit(0).await;
    desk.restart().await;
    assert!(desk.until_disconnected().await.is_none());
    assert_eq!(desk.browser.opened(), 1);
}
