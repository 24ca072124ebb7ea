//! "Check my connection", by the whole app, against the practice server in good and bad weather.

use std::sync::Mutex;

use connect_core::{Checkup, Finding, Found, Standing, Step, Timestamp, VaultError};
use smartfile_sandbox::{Endpoint, Fault, ThrottleStyle};
use support::{Desk, DeskPlan};

async fn check(desk: &Desk) -> Checkup {
    desk.app.check_connection(&|_: Finding| {}).await
}

fn of(checkup: &Checkup, step: Step) -> Found {
    checkup
        .findings
        .iter()
        .find(|finding| finding.step == step)
        .unwrap()
        .found
}

fn path_is_fine(checkup: &Checkup) {
    for (step, found) in [
        (Step::Name, Found::NameLocal),
        (Step::Portal, Found::PortalNone),
        (Step::Proxy, Found::ProxyLocal),
        (Step::Site, Found::SiteAnswers),
        (Step::Certificate, Found::CertificateLocal),
        (Step::Clock, Found::ClockRight),
        (Step::Vault, Found::VaultWorks),
        (Step::Link, Found::LinkOurs),
    ] {
        assert_eq!(of(checkup, step), found, "{step:?}");
    }
    // How much room there is is the computer's own affair.
    let disk = of(checkup, Step::Disk);
    assert!(matches!(disk, Found::DiskRoom | Found::DiskLow), "{disk:?}");
}

/// B45: the route is part of what is shown, before anybody is connected and after.
#[tokio::test]
async fn it_works_before_anybody_is_connected_and_after() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    let told = Mutex::new(Vec::new());
    let checkup = desk
        .app
        .check_connection(&|finding| told.lock().unwrap().push(finding))
        .await;
    path_is_fine(&checkup);
    let told = told.into_inner().unwrap();
    let last: Vec<&Finding> = Step::ALL
        .iter()
        .filter_map(|step| told.iter().rfind(|finding| finding.step == *step))
        .collect();
    assert_eq!(last, checkup.findings.iter().collect::<Vec<_>>());
    assert!(desk.vault.keys().is_empty(), "the probe entry is gone");
    assert_eq!(desk.state_name(), "Disconnected");

    desk.connect().await;
    let kept = desk.vault.keys();
    path_is_fine(&check(&desk).await);
    assert_eq!(desk.vault.keys(), kept);
    assert_eq!(desk.state_name(), "Connected");
    let asked = desk.sandbox.ledger().count("GET", "/api/2/ping/");
    assert_eq!(asked, 2, "one question a check");
}

/// B47: HTML or a redirect where data is due means "sign in to the Wi-Fi first", and never ends a sign-in.
#[tokio::test]
async fn weather_at_the_site_is_told_apart() {
    let desk = Desk::connected().await;
    let redirect = |to: &str| Fault::Redirect(to.into());
    for (fault, portal, site) in [
        (Fault::Html, Found::PortalPage, Found::SkippedFirst),
        (
            redirect("https://wifi.hotel.test/login"),
            Found::PortalElsewhere,
            Found::SkippedFirst,
        ),
        (
            redirect("https://acme.files.com/"),
            Found::PortalNone,
            Found::SiteMoved,
        ),
        (Fault::Status(404), Found::PortalNone, Found::SiteOther),
        (Fault::BrokenJson, Found::PortalNone, Found::SiteOther),
        (Fault::Status(500), Found::PortalNone, Found::SiteFailed),
        (
            Fault::Throttle(ThrottleStyle::New, 3.0),
            Found::PortalNone,
            Found::SiteBusy,
        ),
    ] {
        desk.sandbox.faults().next(Endpoint::Ping, fault.clone());
        let checkup = check(&desk).await;
        let found = (of(&checkup, Step::Portal), of(&checkup, Step::Site));
        assert_eq!(found, (portal, site), "{fault:?}");
        assert_eq!(of(&checkup, Step::Vault), Found::VaultWorks);
    }
    // Inside the wait it is not asked, and still said to be busy.
    assert_eq!(of(&check(&desk).await, Step::Site), Found::SiteBusy);
    desk.clock.advance(std::time::Duration::from_secs(3));
    path_is_fine(&check(&desk).await);
    assert_eq!(desk.state_name(), "Connected");
}

#[tokio::test]
async fn a_site_that_hangs_ends_with_the_steps_own_limit() {
    let desk = Desk::connected().await;
    desk.sandbox.faults().next(Endpoint::Ping, Fault::Hang);
    let limit = std::time::Duration::from_secs(10);
    let (checkup, ()) = tokio::join!(check(&desk), async {
        assert!(desk.clock.until_asleep_for(limit).await);
        desk.clock.advance(limit);
    });
    assert_eq!(of(&checkup, Step::Site), Found::SiteSilent);
    assert!(!checkup.stopped);
    desk.sandbox.faults().clear();
}

#[tokio::test]
async fn a_cut_cable_is_no_connection_to_the_site() {
    let desk = Desk::with(DeskPlan {
        wired: true,
        ..DeskPlan::default()
    })
    .await;
    desk.until_disconnected().await;
    path_is_fine(&check(&desk).await);
    desk.wire.as_ref().unwrap().cut().await;
    let checkup = check(&desk).await;
    assert_eq!(of(&checkup, Step::Site), Found::SiteUnreachable);
    assert_eq!(of(&checkup, Step::Clock), Found::SkippedFirst);
}

#[tokio::test]
async fn a_clock_that_is_seven_minutes_fast_is_noticed_by_the_sites_own() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    for (minutes, found) in [(7, Found::ClockFast), (-90, Found::ClockSlow)] {
        let wrong = Timestamp::from_second(Timestamp::now().as_second() + minutes * 60).unwrap();
        desk.clock.set_calendar(wrong);
        let checkup = check(&desk).await;
        assert_eq!(of(&checkup, Step::Clock), found);
    }
}

#[tokio::test]
async fn a_locked_store_is_said_and_a_store_that_asks_is_not_waited_for() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.vault.fail(Some(VaultError::Unavailable));
    assert_eq!(
        of(&check(&desk).await, Step::Vault),
        Found::VaultUnavailable
    );
    desk.vault.fail(None);
    desk.vault.hold();
    let limit = std::time::Duration::from_secs(9);
    let (checkup, ()) = tokio::join!(check(&desk), async {
        desk.vault.until_held().await;
        assert!(desk.clock.until_asleep_for(limit).await);
        desk.clock.advance(limit);
    });
    assert_eq!(of(&checkup, Step::Vault), Found::VaultLocked);
    desk.vault.release();
    desk.vault
        .until("no probe entry any more", |vault| vault.keys().is_empty())
        .await;
}

#[tokio::test]
async fn it_can_be_stopped_and_answers_with_what_it_has() {
    let desk = Desk::connected().await;
    desk.sandbox.faults().next(Endpoint::Ping, Fault::Hang);
    let app = desk.app.clone();
    let checkup = desk
        .app
        .check_connection(&|finding| {
            if finding.step == Step::Disk && finding.found.standing() != Standing::Running {
                app.stop_check();
            }
        })
        .await;
    assert!(checkup.stopped);
    assert_eq!(of(&checkup, Step::Site), Found::SkippedStopped);
    assert_ne!(of(&checkup, Step::Disk), Found::SkippedStopped);
    desk.sandbox.faults().clear();
}

#[tokio::test]
async fn the_report_names_the_host_and_nobody() {
    let desk = Desk::connected().await;
    let account = desk.until_connected().await;
    let report = check(&desk).await.report();
    assert!(report.contains(&format!("Site: {}", account.server.host())));
    assert!(report.contains("Program: Connect SmartFile/test"));
    let home = desk.data_dir();
    let secrets: Vec<String> = desk
        .sandbox
        .ledger()
        .secrets()
        .into_iter()
        .map(|secret| secret.value)
        .collect();
    assert!(!secrets.is_empty());
    for private in [
        account.username.as_str(),
        account.name.as_deref().unwrap(),
        account.email.as_deref().unwrap(),
        account.id.as_str(),
        account.client_id.as_str(),
        home.to_str().unwrap(),
    ]
    .into_iter()
    .chain(secrets.iter().map(String::as_str))
    {
        assert!(!report.contains(private), "{private} is in\n{report}");
    }
}
