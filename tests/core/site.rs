//! My company has its own address.

use connect_core::{ClientSecret, Outcome, Rung, SiteForm, VaultError};
use support::{Desk, DeskPlan, REDIRECT_URI, outcome_of};

fn form(desk: &Desk, secret: Option<&str>) -> SiteForm {
    SiteForm {
        address: format!(" {}/some/page?x=1 ", desk.sandbox.url()),
        client_id: format!(" {} ", desk.sandbox.client_id()),
        client_secret: secret.map(|secret| ClientSecret::new(secret.to_owned())),
        return_by: Rung::Redirect,
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

#[tokio::test]
async fn a_site_is_kept_and_its_secret_rests_in_the_vault() {
    let mut desk = bare().await;
    let secret = desk.sandbox.client_secret().to_owned();
    let incomplete = desk.app.save_site(form(&desk, None)).await;
    assert!(!incomplete.unwrap_or_else(|error| panic!("{error}")).ready);
    let entered = form(&desk, Some(&secret));
    let site = desk.app.save_site(entered).await.unwrap();
    assert!(site.ready && site.has_secret && !site.provided);
    assert_eq!(desk.vault.secret("site/client_secret"), Some(secret));
    desk.restart().await;
    assert!(desk.app.snapshot().site.ready);
    desk.connect().await;
}

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
