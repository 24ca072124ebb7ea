//! All that is known of an entry: each part by itself.

use connect_core::{LinkForm, Outcome, RemotePath};
use smartfile_sandbox::{Endpoint, Fault, World};
use support::{Desk, outcome_of};

fn path(text: &str) -> RemotePath {
    RemotePath::parse(text).unwrap()
}

#[tokio::test]
async fn everything_there_is_to_know_comes_in_one_go() {
    let desk = Desk::connected().await;
    for text in ["first", "second, longer"] {
        let local = desk.local_file("plan.txt", text.as_bytes());
        let id = desk.app.upload(text, local, RemotePath::root()).unwrap();
        if text != "first" {
            desk.until_phase(&id, connect_core::Phase::NeedsYou).await;
            desk.app
                .answer_transfer(&id, connect_core::Answer::Replace)
                .unwrap();
        }
        desk.until_phase(&id, connect_core::Phase::Done).await;
    }
    let plan = path("/plan.txt");
    desk.app
        .create_link("l", &plan, LinkForm::default())
        .await
        .unwrap();
    desk.app.star(&plan, false, true).await.unwrap();
    let details = desk.app.details(&plan).await.unwrap();
    assert_eq!(details.entry.size, Some(14));
    assert!(details.starred && details.owner.is_some());
    assert_eq!(details.links.unwrap().len(), 1);
    assert!(details.access.is_some());
    let versions = details.versions.unwrap();
    assert!(
        versions.iter().any(|version| version.size == Some(5)),
        "{versions:?}"
    );
    assert!(versions.iter().all(|version| version.id.is_some()));
}

#[tokio::test]
async fn a_part_that_cannot_be_had_leaves_the_others() {
    let desk = Desk::in_world(World::Firm).await;
    desk.connect().await;
    let faults = desk.sandbox.faults();
    for fault in [
        Fault::Status(403),
        Fault::Status(500),
        Fault::Html,
        Fault::BrokenJson,
        Fault::Cut(3),
    ] {
        faults.always(Endpoint::Link, fault.clone());
        let details = desk.app.details(&path("/Projects")).await.unwrap();
        assert_eq!(details.links, None, "{fault:?}");
        assert!(details.access.is_some(), "{fault:?}");
        assert_eq!(details.versions, Some(Vec::new()), "a folder has none");
        faults.clear();
    }
    assert_eq!(
        outcome_of(desk.app.details(&path("/nowhere")).await),
        Outcome::NotFound
    );
}
