//! Is there a SmartFile at the address a person gave?

use std::time::Duration;

use connect_core::{Outcome, SiteCheck};
use smartfile_sandbox::{Endpoint, Fault};
use support::{Desk, outcome_of};

async fn after(desk: &Desk, fault: Fault) -> SiteCheck {
    desk.sandbox.faults().next(Endpoint::Ping, fault);
    desk.app.check_site(desk.sandbox.url()).await.unwrap()
}

fn redirect(to: &str) -> Fault {
    Fault::Redirect(to.into())
}

#[tokio::test]
async fn a_site_that_answers_may_be_kept_and_is_asked_without_credentials() {
    let desk = Desk::new().await;
    let check = desk.app.check_site(desk.sandbox.url()).await.unwrap();
    assert_eq!(check.problem, None);
    assert!(check.may_keep && !check.international);
    assert_eq!(desk.sandbox.url(), format!("http://{}", check.address));
    let asked = desk.sandbox.ledger().exchanges();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].header("authorization"), None);
    assert!(
        !desk.data_dir().join("site.json").exists(),
        "it keeps nothing"
    );
}

/// B47: a web page, a redirect and a network's own sign-in are told apart, and each is a named state.
#[tokio::test]
async fn what_answers_instead_of_smartfile_is_named() {
    let desk = Desk::new().await;
    let page = |status: u16| Fault::Reply {
        status,
        content_type: "text/html".into(),
        body: "<!doctype html><title>Welcome to our Wi-Fi</title>".into(),
    };
    for (fault, outcome, may_keep) in [
        (Fault::Html, Outcome::SitePage, false),
        (page(404), Outcome::SitePage, false),
        (page(511), Outcome::NetworkSignIn, true),
        (
            redirect("https://wifi.hotel.test/login"),
            Outcome::SiteMoved,
            false,
        ),
        (redirect("/ftp/login"), Outcome::NotSmartfile, false),
        (Fault::Status(404), Outcome::NotSmartfile, false),
        (Fault::Status(403), Outcome::NotSmartfile, false),
        (Fault::Status(500), Outcome::ServerFailed, true),
        (
            Fault::Reply {
                status: 200,
                content_type: "application/json".into(),
                body: "{}".into(),
            },
            Outcome::NotSmartfile,
            false,
        ),
    ] {
        let what = format!("{fault:?}");
        let check = after(&desk, fault).await;
        let problem = check.problem.unwrap();
        assert_eq!(problem.outcome, outcome, "{what}");
        assert_eq!(problem.site.as_ref(), Some(&check.address), "{what}");
        assert_eq!(check.may_keep, may_keep, "{what}");
    }
}

/// D7: a company that was moved to Files.com is told so, before connecting and while connecting.
#[tokio::test]
async fn a_site_that_has_moved_to_files_com_is_a_state_of_its_own() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    let check = after(&desk, redirect("https://acme.files.com/")).await;
    let problem = check.problem.unwrap();
    assert_eq!(problem.outcome, Outcome::SiteMovedToFiles);
    assert_eq!(problem.said.as_deref(), Some("acme.files.com"));
    assert!(!check.may_keep);

    desk.sandbox
        .faults()
        .next(Endpoint::Token, redirect("https://acme.files.com/"));
    desk.app.connect().await.unwrap();
    let problem = desk.until_refused().await;
    assert_eq!(problem.outcome, Outcome::SiteMovedToFiles);
}

#[tokio::test]
async fn a_site_that_says_nothing_is_given_ten_seconds() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.sandbox.faults().next(Endpoint::Ping, Fault::Hang);
    let app = desk.app.clone();
    let address = desk.sandbox.url().to_owned();
    let asking = tokio::spawn(async move { app.check_site(&address).await });
    desk.sandbox
        .ledger()
        .wait_until_asked(1, "/api/2/ping")
        .await;
    desk.clock.advance(Duration::from_secs(10));
    let check = asking.await.unwrap().unwrap();
    assert_eq!(check.problem.unwrap().outcome, Outcome::TimedOut);
    assert!(check.may_keep);
}

#[tokio::test]
async fn a_site_that_is_away_may_be_kept_for_later() {
    let desk = Desk::new().await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let check = desk.app.check_site(&address).await.unwrap();
    assert_eq!(check.problem.unwrap().outcome, Outcome::Offline);
    assert!(check.may_keep);
    let none = desk.app.check_site("http://acme.smartfile.com").await;
    assert_eq!(outcome_of(none), Outcome::SiteAddressInvalid);
}
