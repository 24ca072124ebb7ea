//! Looking into folders.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use connect_core::{
    ConnectionState, EntryKind, Error, LinkForm, Outcome, Page, RemotePath, ServerZone,
};
use smartfile_sandbox::{Endpoint, Fault, ThrottleStyle, World};
use support::{Desk, DeskPlan, outcome_of};

#[tokio::test]
async fn a_folder_of_a_thousand_entries_arrives_page_by_page() {
    let desk = Desk::in_world(World::Thousand).await;
    desk.connect().await;
    let pages = Mutex::new(Vec::new());
    let folder = RemotePath::parse("/Thousand").unwrap();
    let listing = desk
        .app
        .list(&folder, &|page: Page| {
            let asked = desk.sandbox.ledger().count("GET", "/api/2/path/info");
            pages.lock().unwrap().push((page, asked));
        })
        .await
        .unwrap();
    let pages = pages.into_inner().unwrap();
    assert_eq!(listing.listed, 1000);
    assert!(listing.may_write);
    assert!(pages.len() >= 10, "{} pages", pages.len());
    for (index, (page, asked)) in pages.iter().enumerate() {
        assert_eq!(page.page as usize, index + 1);
        assert_eq!(page.total, Some(1000));
        assert_eq!(
            *asked,
            index + 1,
            "a page is handed out before the next is asked for"
        );
    }
    let names: std::collections::HashSet<_> = pages
        .iter()
        .flat_map(|(page, _)| page.entries.iter().map(|e| e.name.clone()))
        .collect();
    assert_eq!(names.len(), 1000);
}

#[tokio::test]
async fn a_server_without_pages_gives_everything_at_once() {
    let desk = Desk::in_world(World::Thousand).await;
    desk.connect().await;
    desk.sandbox
        .switches()
        .change(|switches| switches.paging = false);
    assert_eq!(desk.names("/Thousand").await.len(), 1000);
}

#[tokio::test]
async fn hostile_names_are_listed_and_found_as_they_are() {
    let desk = Desk::in_world(World::Thousand).await;
    desk.connect().await;
    let folder = RemotePath::parse("/Names").unwrap();
    for name in desk.names("/Names").await {
        let path = folder.join(&name).unwrap();
        assert_eq!(desk.app.info(&path).await.unwrap().name, name);
    }
}

#[tokio::test]
async fn an_entry_has_its_size_its_kind_and_an_instant() {
    let desk = Desk::connected().await;
    desk.put_remote("plan.txt", b"twelve bytes");
    let entry = desk
        .app
        .info(&RemotePath::parse("/plan.txt").unwrap())
        .await
        .unwrap();
    assert_eq!((entry.kind, entry.size), (EntryKind::File, Some(12)));
    let age = connect_core::Timestamp::now().duration_since(entry.changed.unwrap());
    assert!(age.as_secs().abs() < 120, "{age:?}");
}

/// S13.22: the zone can be named, for a site that is elsewhere; what is asked of it is written in that zone too.
#[tokio::test]
async fn the_times_of_a_site_are_read_and_written_in_the_zone_that_was_named() {
    let desk = Desk::with(DeskPlan {
        zone: ServerZone::named("Asia/Kolkata").unwrap(),
        ..DeskPlan::default()
    })
    .await;
    desk.connect().await;
    desk.put_remote("plan.txt", b"twelve bytes");
    let plan = RemotePath::parse("/plan.txt").unwrap();
    let changed = desk.app.info(&plan).await.unwrap().changed.unwrap();
    // The practice server writes Indiana's time, which is 4 or 5 hours behind UTC; Kolkata's is 5:30 before it.
    let behind = connect_core::Timestamp::now().duration_since(changed);
    let half_hours = (behind.as_secs() + 120) / 1800;
    assert!([19, 21].contains(&half_hours), "{behind:?}");
    let details = desk.app.details(&plan).await.unwrap();
    assert_eq!(details.entry.changed, Some(changed));
    let expires = desk.clock_wall() + Duration::from_hours(48);
    let form = LinkForm {
        expires: Some(expires),
        ..LinkForm::default()
    };
    let link = desk.app.create_link("r", &plan, form).await.unwrap();
    let told = link.expires.map(connect_core::Timestamp::as_second);
    assert_eq!(told, Some(expires.as_second()));
}

#[tokio::test]
async fn a_newer_listing_takes_the_older_ones_place() {
    let desk = Desk::in_world(World::Thousand).await;
    desk.connect().await;
    desk.sandbox.faults().next(Endpoint::Info, Fault::Hang);
    let pages = Arc::new(Mutex::new(0));
    let older = {
        let (app, pages) = (desk.app.clone(), Arc::clone(&pages));
        tokio::spawn(async move {
            let folder = RemotePath::parse("/Thousand").unwrap();
            app.list(&folder, &|_| *pages.lock().unwrap() += 1).await
        })
    };
    assert!(
        desk.sandbox
            .ledger()
            .wait_until_asked(1, "/api/2/path/info")
            .await
    );
    desk.list("/Names").await.unwrap();
    let result = older.await.unwrap();
    assert!(matches!(result, Err(Error::Superseded)), "{result:?}");
    desk.sandbox.faults().clear();
    assert_eq!(*pages.lock().unwrap(), 0);
}

#[tokio::test]
async fn a_throttled_listing_waits_as_told_and_goes_on() {
    let desk = Desk::in_world(World::Thousand).await;
    desk.connect().await;
    for style in [
        ThrottleStyle::Old,
        ThrottleStyle::Middle,
        ThrottleStyle::New,
    ] {
        desk.sandbox
            .faults()
            .next(Endpoint::Info, Fault::Throttle(style, 7.0));
        let app = desk.app.clone();
        let listing = tokio::spawn(async move {
            let folder = RemotePath::parse("/Thousand").unwrap();
            app.list(&folder, &|_| {}).await
        });
        desk.clock.sleep_through_about(Duration::from_secs(7)).await;
        assert_eq!(listing.await.unwrap().unwrap().listed, 1000, "{style:?}");
    }
}

#[tokio::test]
async fn what_is_not_there_or_not_allowed_is_said_so() {
    let desk = Desk::connected().await;
    desk.clock.hurry(Duration::from_secs(2));
    let missing = RemotePath::parse("/nowhere").unwrap();
    assert_eq!(outcome_of(desk.app.info(&missing).await), Outcome::NotFound);
    assert_eq!(outcome_of(desk.list("/nowhere").await), Outcome::NotFound);
    for (fault, outcome) in [
        (Fault::Html, Outcome::SitePage),
        (Fault::BrokenJson, Outcome::UnexpectedReply),
        (Fault::Status(500), Outcome::ServerFailed),
        (
            Fault::Redirect("https://acme.files.com/".into()),
            Outcome::SiteMovedToFiles,
        ),
        (
            Fault::Redirect("https://files.acme.example/".into()),
            Outcome::SiteMoved,
        ),
    ] {
        desk.sandbox.faults().always(Endpoint::Info, fault.clone());
        assert_eq!(outcome_of(desk.list("/").await), outcome, "{fault:?}");
        desk.sandbox.faults().clear();
    }
    assert_eq!(desk.state_name(), "Connected");
}

/// What passes is waited for, and the person does not hear of it.
#[tokio::test]
async fn a_listing_is_read_again_when_the_site_fails_or_the_answer_is_lost() {
    let desk = Desk::connected().await;
    desk.put_remote("plan.txt", b"a plan");
    for fault in [
        Fault::Status(500),
        Fault::Status(503),
        Fault::Reset,
        Fault::Cut(3),
    ] {
        desk.sandbox.faults().times(Endpoint::Info, 2, fault);
        let app = desk.app.clone();
        let listing = tokio::spawn(async move { app.list(&RemotePath::root(), &|_| {}).await });
        for wait in [500, 1000] {
            let wait = Duration::from_millis(wait);
            assert!(desk.clock.until_asleep_for(wait).await);
            desk.clock.advance(wait);
        }
        assert_eq!(listing.await.unwrap().unwrap().listed, 1);
    }
    // A clear no is no bad weather.
    desk.sandbox
        .faults()
        .next(Endpoint::Info, Fault::Status(404));
    assert_eq!(outcome_of(desk.list("/").await), Outcome::NotFound);
}

#[tokio::test]
async fn a_folder_that_may_not_be_written_to_says_so() {
    let desk = Desk::in_world(World::Thousand).await;
    desk.connect().await;
    assert!(!desk.list("/Names/Read only").await.unwrap().may_write);
    assert!(desk.list("/Names").await.unwrap().may_write);
}

#[tokio::test]
async fn a_site_that_is_away_shows_as_offline_and_comes_back_by_itself() {
    let desk = Desk::with(DeskPlan {
        wired: true,
        ..DeskPlan::default()
    })
    .await;
    desk.connect().await;
    let wire = desk.wire.as_ref().unwrap();
    wire.cut().await;
    desk.clock.hurry(Duration::from_secs(2));
    assert_eq!(outcome_of(desk.list("/").await), Outcome::Offline);
    desk.until("offline", |snapshot| match &snapshot.connection {
        ConnectionState::Connected { offline: true, .. } => Some(()),
        _ => None,
    })
    .await;
    // It looks by itself, in growing steps.
    for wait in [5, 10] {
        let wait = Duration::from_secs(wait);
        assert!(desk.clock.until_asleep_for(wait).await);
        desk.clock.advance(wait);
    }
    assert!(desk.clock.until_asleep_for(Duration::from_secs(20)).await);
    wire.mend().await;
    desk.clock.advance(Duration::from_secs(20));
    desk.until("online again", |snapshot| match &snapshot.connection {
        ConnectionState::Connected { offline: false, .. } => Some(()),
        _ => None,
    })
    .await;
}
