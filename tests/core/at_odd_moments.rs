//! Quitting, cancelling and hanging at the oddest moments: no sign-in is lost or mixed up, and no file.

use std::time::Duration;

use connect_core::{
    ClientSecret, ConnectionState, KeptIn, Phase, RemotePath, Rung, SiteForm, VaultError, What,
};
use smartfile_sandbox::{Endpoint, Fault, ThrottleStyle};
use support::{Desk, DeskPlan};

use crate::upload::content;

const UNLOCKING: Duration = Duration::from_mins(2);

/// A desk whose account's sign-in was ended by the site.
async fn ended() -> Desk {
    let desk = Desk::connected().await;
    desk.sandbox.end_sign_in("maya");
    desk.list("/").await.unwrap_err();
    desk.until_ended().await;
    desk.vault
        .until("no tokens", |vault| vault.kinds() == ["client_secret"])
        .await;
    desk
}

fn whoami_asked(desk: &Desk) -> usize {
    desk.sandbox.ledger().count("GET", "/api/2/whoami")
}

#[tokio::test]
async fn a_cancelled_attempt_that_ends_late_takes_nothing_from_the_one_that_followed() {
    let mut desk = ended().await;
    let asked = whoami_asked(&desk);
    desk.sandbox.faults().next(Endpoint::WhoAmI, Fault::Hang);
    desk.app.connect().await.unwrap();
    assert!(
        desk.sandbox
            .ledger()
            .wait_until_asked(asked + 1, "/api/2/whoami")
            .await
    );
    desk.app.cancel_connect().await;
    desk.app.connect().await.unwrap();
    assert_eq!(desk.until_connected().await.kept_in, KeptIn::Vault);
    assert_eq!(desk.vault.kinds().len(), 3);
    desk.sandbox.faults().clear();
    assert!(
        desk.sandbox
            .ledger()
            .wait_for(1, "/oauth2/revoke_token")
            .await
    );
    // Stopping waits for everything that is still being cleared up.
    desk.app.stop().await;
    assert_eq!(
        desk.vault.kinds(),
        ["access_token", "client_secret", "refresh_token"]
    );
    desk.restart().await;
    desk.until_connected().await;
}

#[tokio::test]
async fn whoever_connects_again_is_known_before_they_can_say_that_it_is_them() {
    let desk = ended().await;
    std::fs::create_dir_all(desk.sandbox.dir().join("jonas")).unwrap();
    std::fs::write(desk.sandbox.dir().join("jonas/private.txt"), b"x").unwrap();
    desk.browser.sit_down("jonas");
    desk.sandbox
        .faults()
        .always(Endpoint::WhoAmI, Fault::Status(500));
    desk.app.connect().await.unwrap();
    for wait in [500, 1000, 2000] {
        let wait = Duration::from_millis(wait);
        assert!(desk.clock.until_asleep_for(wait).await);
        desk.clock.advance(wait);
    }
    assert_eq!(desk.until_connected().await.username, "maya");
    let _ = desk.app.confirm_account().await;
    let listing = desk.list("/").await;
    assert!(
        listing.is_err(),
        "maya's window lists jonas's files: {listing:?}"
    );
}

#[tokio::test]
async fn quitting_while_disconnecting_does_not_leave_the_tokens() {
    let mut desk = Desk::connected().await;
    desk.sandbox.faults().next(Endpoint::Revoke, Fault::Hang);
    let app = desk.app.clone();
    let leaving = tokio::spawn(async move { app.disconnect().await });
    assert!(desk.clock.until_asleep_for(Duration::from_secs(5)).await);
    desk.restart().await;
    let _ = leaving.await.unwrap();
    assert!(
        desk.vault.keys().is_empty(),
        "left in the password store: {:?}",
        desk.vault.kinds()
    );
    assert!(desk.until_disconnected().await.is_none());
}

#[tokio::test]
async fn quitting_while_the_site_says_who_it_is_leaves_no_tokens_that_nobody_knows_of() {
    let mut desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.sandbox.faults().next(Endpoint::WhoAmI, Fault::Hang);
    desk.app.connect().await.unwrap();
    assert!(
        desk.sandbox
            .ledger()
            .wait_until_asked(1, "/api/2/whoami")
            .await
    );
    desk.restart().await;
    desk.sandbox.faults().clear();
    let known = desk
        .until("the end of restoring", |snapshot| {
            match &snapshot.connection {
                ConnectionState::Restoring => None,
                ConnectionState::Disconnected { .. } => Some(false),
                _ => Some(true),
            }
        })
        .await;
    assert!(
        known || desk.vault.keys().is_empty(),
        "orphans in the password store: {:?}",
        desk.vault.kinds()
    );
}

#[tokio::test]
async fn quitting_while_connecting_again_as_somebody_else_does_not_swap_the_account() {
    let mut desk = ended().await;
    desk.browser.sit_down("jonas");
    let asked = whoami_asked(&desk);
    desk.sandbox.faults().next(Endpoint::WhoAmI, Fault::Hang);
    desk.app.connect().await.unwrap();
    assert!(
        desk.sandbox
            .ledger()
            .wait_until_asked(asked + 1, "/api/2/whoami")
            .await
    );
    desk.sandbox.faults().clear();
    desk.restart().await;
    desk.until("the site has said who it is", |snapshot| {
        match &snapshot.connection {
            ConnectionState::Connected { account, .. } => account.username == "jonas",
            ConnectionState::ReauthorizationRequired { .. } => true,
            _ => false,
        }
        .then_some(())
    })
    .await;
    if let ConnectionState::Connected {
        account, confirmed, ..
    } = desk.state()
    {
        assert!(
            account.username == "maya" || !confirmed,
            "maya's account became {}'s, confirmed by nobody",
            account.username
        );
    }
}

#[tokio::test]
async fn stopping_waits_for_a_renewal_that_is_under_way() {
    let desk = Desk::connected().await;
    desk.clock.advance(Duration::from_hours(10));
    desk.sandbox
        .faults()
        .next(Endpoint::Token, Fault::Slow(Duration::from_secs(2)));
    let app = desk.app.clone();
    let listing = tokio::spawn(async move { app.list(&RemotePath::root(), &|_| {}).await });
    assert!(
        desk.sandbox
            .ledger()
            .wait_until_asked(2, "/oauth2/token")
            .await
    );
    let old = desk.vault.secret("/refresh_token").unwrap();
    tokio::time::timeout(Duration::from_secs(10), desk.app.stop())
        .await
        .unwrap();
    let kept = desk.vault.secret("/refresh_token").unwrap();
    assert_ne!(kept, old, "stopped before the renewed set was in the vault");
    let _ = listing.await;
}

#[tokio::test]
async fn clearing_up_after_a_store_that_hung_takes_nothing_that_was_stored_since() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.vault.hold();
    desk.app.connect().await.unwrap();
    desk.vault.until_held().await;
    assert!(desk.clock.until_asleep_for(UNLOCKING).await);
    desk.clock.advance(UNLOCKING);
    assert_eq!(desk.until_connected().await.kept_in, KeptIn::Memory);
    // The person asks again before the store has let go.
    assert!(desk.clock.until_asleep_for(UNLOCKING).await);
    desk.app.retry_vault().await;
    desk.vault.release();
    desk.until("kept in the vault", |snapshot| match &snapshot.connection {
        ConnectionState::Connected { account, .. } if account.kept_in == KeptIn::Vault => Some(()),
        _ => None,
    })
    .await;
    desk.app.stop().await;
    assert_eq!(
        desk.vault.kinds(),
        ["access_token", "client_secret", "refresh_token"],
        "said to be kept, and is not"
    );
}

#[tokio::test]
async fn a_file_that_changed_between_two_stretches_is_not_patched_together() {
    let desk = Desk::connected().await;
    let old = content(300_000);
    let new: Vec<u8> = old.iter().map(|byte| byte ^ 0xff).collect();
    desk.put_remote("plan.bin", &old);
    let long_ago = std::time::SystemTime::now() - Duration::from_hours(48);
    std::fs::File::options()
        .write(true)
        .open(desk.remote_file("plan.bin"))
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
    desk.sandbox
        .faults()
        .next(Endpoint::Download, Fault::Cut(70_000));
    desk.sandbox
        .faults()
        .next(Endpoint::Info, Fault::Slow(Duration::ZERO));
    desk.sandbox
        .faults()
        .next(Endpoint::Info, Fault::Throttle(ThrottleStyle::New, 7.0));
    let path = RemotePath::parse("/plan.bin").unwrap();
    let id = desk
        .app
        .download("1", path, desk.download_to("plan.bin"))
        .unwrap();
    assert!(desk.clock.until_asleep_for(Duration::from_secs(7)).await);
    desk.put_remote("plan.bin", &new);
    desk.clock.advance(Duration::from_secs(7));
    desk.clock.hurry(Duration::from_secs(8));
    let ended = desk
        .until("an end", |snapshot| {
            let row = snapshot.transfers.iter().find(|t| t.id == id)?;
            matches!(row.phase, Phase::Done | Phase::Failed).then(|| row.phase)
        })
        .await;
    if ended == Phase::Done {
        let got = std::fs::read(desk.download_to("plan.bin")).unwrap();
        assert!(
            got == old || got == new,
            "half of one and half of the other"
        );
    }
}

#[tokio::test]
async fn leaving_while_the_store_hangs_waits_for_it_once() {
    let mut desk = Desk::connected().await;
    desk.vault.hold();
    desk.restart().await;
    desk.vault.until_held().await;
    assert!(desk.clock.until_asleep_for(UNLOCKING).await);
    desk.clock.advance(UNLOCKING);
    desk.until("VaultUnavailable", |snapshot| {
        matches!(
            snapshot.connection,
            ConnectionState::VaultUnavailable { .. }
        )
        .then_some(())
    })
    .await;
    let app = desk.app.clone();
    let mut leaving = tokio::spawn(async move { app.disconnect().await });
    let mut waits = 0;
    let left = loop {
        tokio::select! {
            left = &mut leaving => break Some(left),
            asleep = desk.clock.until_asleep_for(UNLOCKING), if waits < 10 => {
                assert!(asleep);
                waits += 1;
                desk.clock.advance(UNLOCKING);
            }
            else => break None,
        }
    };
    desk.vault.release();
    assert!(left.is_some_and(|left| left.is_ok()));
    assert!(waits <= 1, "{waits} times two minutes without a way out");
}

#[tokio::test]
async fn the_secret_of_one_site_is_not_sent_to_the_next_one() {
    let mut desk = Desk::with(DeskPlan {
        provided: false,
        ..DeskPlan::default()
    })
    .await;
    let form = |address: &str, id: &str, secret: &str| SiteForm {
        address: address.into(),
        client_id: id.into(),
        client_secret: Some(ClientSecret::new(secret.to_owned())),
        return_by: Rung::Redirect,
        ports: Vec::new(),
    };
    desk.app
        .save_site(form("acme", "acme-client", "secret-of-acme"))
        .await
        .unwrap();
    desk.vault.fail_writes(Some(VaultError::Locked));
    let (url, id) = (
        desk.sandbox.url().to_owned(),
        desk.sandbox.client_id().to_owned(),
    );
    let secret = desk.sandbox.client_secret().to_owned();
    desk.app.save_site(form(&url, &id, &secret)).await.unwrap();
    desk.vault.fail_writes(None);
    desk.restart().await;
    desk.until_disconnected().await;
    if desk.app.connect().await.is_ok() {
        assert!(desk.sandbox.ledger().wait_for(1, "/oauth2/token").await);
        for call in desk.sandbox.ledger().to("/oauth2/token") {
            let body = String::from_utf8_lossy(&call.body).into_owned();
            assert!(
                !body.contains("secret-of-acme"),
                "acme's secret went elsewhere"
            );
        }
    }
}

#[tokio::test]
async fn a_body_that_is_sent_again_is_not_counted_twice() {
    let desk = Desk::connected().await;
    let size = 30_000_000;
    let local = desk.local_file("big.bin", &content(size));
    desk.sandbox
        .faults()
        .next(Endpoint::Upload, Fault::Throttle(ThrottleStyle::New, 7.0));
    let id = desk.app.upload("1", local, RemotePath::root()).unwrap();
    assert!(desk.clock.until_asleep_for(Duration::from_secs(7)).await);
    desk.clock.advance(Duration::from_secs(7));
    desk.until_phase(&id, Phase::Done).await;
    desk.app.stop().await;
    let most = desk
        .facts
        .all()
        .into_iter()
        .filter_map(|fact| match fact.what {
            What::TransferChanged(transfer) => Some(transfer.moved),
            _ => None,
        });
    let most = most.max().unwrap();
    assert!(most <= u64::from(size), "{most} of {size}");
}
