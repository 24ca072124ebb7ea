//! The password store does not do as asked.

use std::time::Duration;

use connect_core::{ConnectionState, KeptIn, Outcome, VaultError};
use smartfile_sandbox::{Endpoint, Fault};
use support::Desk;

async fn connects_with(error: VaultError) -> (Desk, Outcome) {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.vault.fail_writes(Some(error));
    desk.app.connect().await.unwrap();
    let account = desk.until_connected().await;
    assert_eq!(account.kept_in, KeptIn::Memory);
    let ConnectionState::Connected {
        problem: Some(problem),
        ..
    } = desk.state()
    else {
        panic!("no problem was said");
    };
    (desk, problem.outcome)
}

/// B16: without a store one is connected until one quits, told once, and nothing is kept elsewhere.
#[tokio::test]
async fn a_store_that_fails_while_connecting_means_connected_until_quit() {
    let (mut desk, outcome) = connects_with(VaultError::Unavailable).await;
    assert_eq!(outcome, Outcome::VaultUnavailable);
    desk.app.confirm_account().await.unwrap();
    desk.list("/").await.unwrap();
    assert!(desk.vault.keys().is_empty());
    assert!(
        !desk.data_dir().join("accounts.json").exists(),
        "nothing is kept elsewhere"
    );
    desk.restart().await;
    assert!(desk.until_disconnected().await.is_none());
}

/// B17: each cause is told apart.
#[tokio::test]
async fn each_way_to_fail_has_its_own_outcome() {
    for (error, outcome) in [
        (VaultError::Locked, Outcome::VaultLocked),
        (VaultError::Refused, Outcome::VaultRefused),
        (VaultError::Full, Outcome::VaultFull),
        (VaultError::TooLarge, Outcome::VaultTooLarge),
        (VaultError::Damaged, Outcome::VaultDamaged),
    ] {
        assert_eq!(connects_with(error).await.1, outcome);
    }
}

#[tokio::test]
async fn a_store_that_works_again_takes_the_tokens_when_the_person_asks() {
    let (mut desk, _) = connects_with(VaultError::Locked).await;
    desk.app.confirm_account().await.unwrap();
    desk.app.retry_vault().await;
    desk.vault.fail_writes(None);
    desk.app.retry_vault().await;
    desk.until("kept in the vault", |snapshot| match &snapshot.connection {
        ConnectionState::Connected {
            account,
            problem: None,
            ..
        } if account.kept_in == KeptIn::Vault => Some(()),
        _ => None,
    })
    .await;
    assert_eq!(
        desk.vault.kinds(),
        ["access_token", "client_secret", "refresh_token"]
    );
    desk.restart().await;
    assert!(desk.until_connected().await.confirmed);
}

#[tokio::test]
async fn a_store_that_asks_the_person_is_waited_for_but_not_for_ever() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.vault.hold();
    desk.app.connect().await.unwrap();
    desk.vault.until_held().await;
    // It has not answered yet since the start, so it may be asking to be unlocked.
    let limit = Duration::from_mins(2);
    assert!(desk.clock.until_asleep_for(limit).await);
    desk.clock.advance(limit);
    let account = desk.until_connected().await;
    assert_eq!(account.kept_in, KeptIn::Memory);
    // The answer that comes after all leaves nothing behind.
    desk.vault.release();
    desk.vault
        .until("an entry that was taken back", |vault| {
            desk.chronicle
                .position("vault wrote refresh_token")
                .is_some()
                && desk
                    .chronicle
                    .position("vault erased refresh_token")
                    .is_some()
                && vault.keys().is_empty()
        })
        .await;
}

#[tokio::test]
async fn a_renewal_that_cannot_be_stored_is_used_and_said() {
    let desk = Desk::connected().await;
    desk.vault.fail_writes(Some(VaultError::Unavailable));
    desk.clock.advance(Duration::from_hours(10));
    desk.list("/").await.unwrap();
    let ConnectionState::Connected {
        account,
        problem: Some(problem),
        ..
    } = desk.state()
    else {
        panic!("no problem was said");
    };
    assert_eq!(
        (account.kept_in, problem.outcome),
        (KeptIn::Memory, Outcome::VaultUnavailable)
    );
}

/// B16: one banner. Work with files and renewals do not say it again.
#[tokio::test]
async fn a_store_that_is_not_there_is_mentioned_once() {
    let (desk, _) = connects_with(VaultError::Unavailable).await;
    desk.app.confirm_account().await.unwrap();
    let mut references = std::collections::HashSet::new();
    for _ in 0..3 {
        desk.list("/").await.unwrap();
        desk.clock.advance(Duration::from_hours(10));
        if let ConnectionState::Connected {
            problem: Some(problem),
            ..
        } = desk.state()
        {
            references.insert(problem.reference);
        }
    }
    assert_eq!(references.len(), 1, "{references:?}");
    assert!(desk.vault.keys().is_empty());
}

/// B17: Windows takes 2,560 bytes an entry. One more is found out before anything is written, and one is
/// connected until one quits.
#[tokio::test]
async fn a_sign_in_that_does_not_fit_is_found_out_before_it_is_cut_off() {
    for (limit, kept_in) in [(30, KeptIn::Vault), (29, KeptIn::Memory)] {
        let desk = Desk::new().await;
        desk.until_disconnected().await;
        // The tokens of the sandbox have 30 letters; the client's secret may be longer than they are.
        let secret = desk.sandbox.client_secret().len();
        let limit = if kept_in == KeptIn::Vault {
            limit.max(secret)
        } else {
            limit
        };
        desk.vault.limit(limit);
        desk.app.connect().await.unwrap();
        assert_eq!(desk.until_connected().await.kept_in, kept_in, "{limit}");
        if kept_in == KeptIn::Memory {
            let ConnectionState::Connected {
                problem: Some(problem),
                ..
            } = desk.state()
            else {
                panic!("no problem was said");
            };
            assert_eq!(problem.outcome, Outcome::VaultTooLarge);
            assert!(desk.chronicle.position("vault wrote").is_none());
        }
    }
}

/// B16: a store that kept one waiting is not waited for again, not even by a renewal that comes before the site
/// has said who this is.
#[tokio::test]
async fn a_renewal_before_anybody_is_known_does_not_wait_for_a_store_that_hung() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.vault.hold();
    desk.sandbox
        .faults()
        .next(Endpoint::WhoAmI, Fault::Status(401));
    desk.app.connect().await.unwrap();
    desk.vault.until_held().await;
    let limit = Duration::from_mins(2);
    assert!(desk.clock.until_asleep_for(limit).await);
    desk.clock.advance(limit);
    assert_eq!(desk.until_connected().await.kept_in, KeptIn::Memory);
    assert_eq!(desk.token_calls(), 2, "a code and a renewal");
    desk.vault.release();
    desk.app.stop().await;
    assert!(desk.vault.keys().is_empty());
}

/// B16: said to live until one quits, it leaves nothing in the store, whatever was renewed meanwhile.
#[tokio::test]
async fn a_sign_in_that_was_not_stored_leaves_no_renewed_tokens_in_the_store() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.vault.fail_next(1, VaultError::Unavailable);
    desk.sandbox
        .faults()
        .next(Endpoint::WhoAmI, Fault::Status(401));
    desk.app.connect().await.unwrap();
    assert_eq!(desk.until_connected().await.kept_in, KeptIn::Memory);
    assert_eq!(desk.token_calls(), 2, "a code and a renewal");
    desk.app.stop().await;
    assert_eq!(desk.vault.kinds(), Vec::<String>::new());
}
