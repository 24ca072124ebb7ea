//! My company has its own address.

use connect_core::{ClientSecret, Outcome, Rung, SiteForm, VaultError};
use support::{Desk, DeskPlan, REDIRECT_URI, outcome_of};

fn form(desk: &Desk, secret: Option<&str>) -> SiteForm {
    SiteForm {
        address: format!(" {}/some/page?x=1 ", desk.sandbox.url()),
        client_id: format!(" {} ", desk.sandbox.client_id()),
        client_secret: secret.map(|secret| ClientSecret::new(secret.to_owned())),
        return_by: Rung::Redirect,
        ports: Vec::new(),
    }
}

async fn bare() -> Desk {
    Desk::with(DeskPlan {
        provided: false,
        ..DeskPlan::default()
    })
    .await
}

#[tokio::test]
async fn without_a_site_there_is_nothing_to_connect_to() {
    let desk = bare().await;
    desk.until_disconnected().await;
    let site = desk.app.snapshot().site;
    assert!(!site.ready && !site.provided && site.address.is_empty());
    assert_eq!(site.redirect_uri, REDIRECT_URI);
    assert_eq!(
        outcome_of(desk.app.connect().await),
        Outcome::SiteNotConfigured
    );
    assert_eq!(desk.browser.opened(), 0);
}

/// S13.8: whose the secret is, and where it rests.
#[tokio::test]
async fn a_site_is_kept_and_its_secret_rests_in_the_vault() {
    let mut desk = bare().await;
    let secret = desk.sandbox.client_secret().to_owned();
    let incomplete = desk.app.save_site(form(&desk, None)).await;
    assert!(!incomplete.unwrap_or_else(|error| panic!("{error}")).ready);
    let entered = form(&desk, Some(&secret));
    let site = desk.app.save_site(entered).await.unwrap();
    assert!(site.ready && site.has_secret && !site.provided);
    assert_eq!(
        desk.vault.secret("site/redirect/client_secret"),
        Some(secret)
    );
    desk.restart().await;
    assert!(desk.app.snapshot().site.ready);
    desk.connect().await;
}

/// T17: another address is another registration: what was entered for one goes to no other.
#[tokio::test]
async fn a_secret_is_never_taken_along_to_another_address() {
    let desk = bare().await;
    let secret = desk.sandbox.client_secret().to_owned();
    desk.app
        .save_site(form(&desk, Some(&secret)))
        .await
        .unwrap();
    let mut other = form(&desk, None);
    other.return_by = Rung::Paste;
    assert!(
        desk.app.save_site(other.clone()).await.unwrap().ready,
        "the same address keeps it"
    );
    other.address = "acme".into();
    let site = desk.app.save_site(other).await.unwrap();
    assert_eq!(site.address, "acme.smartfile.com");
    assert!(!site.has_secret && !site.ready);
    assert!(desk.vault.keys().is_empty());
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_and_changes_nothing() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    for address in [
        "",
        "http://example.com",
        "https://user:pass@example.com",
        "not an address",
    ] {
        let mut bad = form(&desk, Some("a-client-secret"));
        bad.address = address.into();
        let outcome = desk
            .app
            .save_site(bad)
            .await
            .map_err(|error| error.problem().outcome);
        assert_eq!(
            outcome.unwrap_err(),
            Outcome::SiteAddressInvalid,
            "{address:?}"
        );
    }
    assert!(desk.app.snapshot().site.provided);
}

#[tokio::test]
async fn what_the_person_saved_comes_before_what_came_with_the_program_until_it_is_forgotten() {
    let desk = Desk::new().await;
    let provided = desk.app.snapshot().site;
    assert!(provided.provided && provided.ready);
    let mut own = form(&desk, Some("another-client-secret"));
    own.address = "acme".into();
    assert_eq!(
        desk.app.save_site(own).await.unwrap().address,
        "acme.smartfile.com"
    );
    assert_eq!(desk.app.forget_site().await.unwrap(), provided);
    assert!(desk.vault.keys().is_empty());
    assert!(!desk.data_dir().join("site.json").exists());
}

#[tokio::test]
async fn a_secret_that_the_vault_does_not_take_is_good_until_quit() {
    let mut desk = bare().await;
    desk.until_disconnected().await;
    desk.vault.fail_writes(Some(VaultError::Unavailable));
    let entered = form(&desk, Some(desk.sandbox.client_secret()));
    assert!(desk.app.save_site(entered).await.unwrap().ready);
    desk.connect().await;
    desk.restart().await;
    desk.until_disconnected().await;
    assert_eq!(
        outcome_of(desk.app.connect().await),
        Outcome::SiteNotConfigured
    );
}

fn way(site: &connect_core::SiteState, rung: Rung) -> &connect_core::WayState {
    let found = site.ways.iter().find(|way| way.rung == rung);
    found.unwrap()
}

/// C7, B10, S13.5: the form shows exactly what to register for each way back, for the ports that were chosen.
#[tokio::test]
async fn each_way_back_names_the_address_to_register_for_it() {
    let desk = bare().await;
    let mut own = form(&desk, Some("a-client-secret"));
    own.return_by = Rung::Loopback;
    own.ports = vec![28999, 28999, 0, 29000];
    let site = desk.app.save_site(own).await.unwrap();
    assert_eq!(way(&site, Rung::Redirect).redirect_uris, [REDIRECT_URI]);
    assert_eq!(
        way(&site, Rung::Loopback).redirect_uris,
        [
            "http://127.0.0.1:28999/oauth2/callback",
            "http://127.0.0.1:29000/oauth2/callback"
        ]
    );
    assert!(way(&site, Rung::Paste).redirect_uris.is_empty());
}

/// C13: every way back has a client id and a secret of its own; saving one leaves the others alone, and a
/// client that is entered for another way moves there with its secret, for it has one callback address.
#[tokio::test]
async fn each_way_back_keeps_a_client_of_its_own() {
    let mut desk = bare().await;
    let mut first = form(&desk, Some("the-first-secret"));
    first.client_id = "first".into();
    desk.app.save_site(first.clone()).await.unwrap();
    let mut second = form(&desk, Some("the-second-secret"));
    second.client_id = "second".into();
    second.return_by = Rung::Loopback;
    desk.app.save_site(second).await.unwrap();
    desk.restart().await;
    let site = desk.app.snapshot().site;
    assert_eq!(way(&site, Rung::Redirect).client_id, "first");
    assert_eq!(way(&site, Rung::Loopback).client_id, "second");
    let secret = |desk: &Desk, rung: &str| desk.vault.secret(&format!("site/{rung}/client_secret"));
    assert_eq!(secret(&desk, "redirect"), Some("the-first-secret".into()));
    assert_eq!(secret(&desk, "loopback"), Some("the-second-secret".into()));

    first.client_secret = None;
    first.return_by = Rung::Paste;
    let site = desk.app.save_site(first).await.unwrap();
    assert_eq!(way(&site, Rung::Redirect).client_id, "");
    assert_eq!(way(&site, Rung::Paste).client_id, "first");
    assert_eq!(secret(&desk, "redirect"), None);
    assert_eq!(secret(&desk, "paste"), Some("the-first-secret".into()));
    desk.app.forget_site().await.unwrap();
    assert!(desk.vault.keys().is_empty());
    desk.excuse();
}

#[tokio::test]
async fn a_site_of_the_first_version_is_taken_over_with_its_secret() {
    let mut desk = bare().await;
    let secret = desk.sandbox.client_secret().to_owned();
    let entered = form(&desk, Some(&secret));
    desk.app.save_site(entered).await.unwrap();
    // As the first version wrote it: one client, and its secret under the one name.
    desk.app.stop().await;
    let file = desk.data_dir().join("site.json");
    let saved: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let first_version = serde_json::json!({
        "version": 1,
        "address": saved["address"],
        "client_id": desk.sandbox.client_id(),
        "return_by": "redirect",
        "has_secret": true,
    });
    std::fs::write(&file, first_version.to_string()).unwrap();
    desk.vault.erase_by_hand("site/redirect/client_secret");
    let bytes = connect_core::SecretBytes::new(secret.as_bytes());
    connect_core::Vault::write(desk.vault.as_ref(), "site/client_secret", &bytes).unwrap();

    desk.restart().await;
    assert!(desk.app.snapshot().site.ready);
    desk.connect().await;
    assert_eq!(
        desk.vault.secret("site/redirect/client_secret"),
        Some(secret)
    );
    assert_eq!(desk.vault.secret("site/client_secret"), None);
}
