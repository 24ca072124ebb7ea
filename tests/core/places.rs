//! Starred and recent places: kept, capped, and forgotten with the account.

use connect_core::{Place, RemotePath, What};
use support::Desk;

fn path(text: &str) -> RemotePath {
    RemotePath::parse(text).unwrap()
}

fn names(places: &[Place]) -> Vec<&str> {
    places.iter().map(|place| place.path.as_str()).collect()
}

#[tokio::test]
async fn where_somebody_was_and_what_they_starred_is_there_after_a_restart() {
    let mut desk = Desk::connected().await;
    desk.put_remote("a/x.txt", b"x");
    desk.put_remote("b/y.txt", b"y");
    for folder in ["/", "/a", "/b", "/a"] {
        desk.list(folder).await.unwrap();
    }
    let gone = desk.list("/nowhere").await;
    assert!(gone.is_err(), "who was not there is not remembered");
    desk.app.preview(&path("/b/y.txt")).await.unwrap();
    desk.app.star(&path("/b"), true, true).await.unwrap();
    desk.app.star(&path("/b"), true, true).await.unwrap();
    let before = desk.app.places().unwrap();
    assert_eq!(names(&before.recent), ["/b/y.txt", "/a", "/b"]);
    assert_eq!(names(&before.starred), ["/b"]);
    desk.restart().await;
    desk.until_connected().await;
    assert_eq!(desk.app.places().unwrap(), before);
    let after = desk.app.star(&path("/b"), true, false).await.unwrap();
    assert!(after.starred.is_empty());
    assert!(desk.app.forget_recent().await.unwrap().recent.is_empty());
    desk.app.stop().await;
    let told = desk.facts.all().into_iter();
    assert!(
        told.into_iter()
            .any(|fact| matches!(fact.what, What::PlacesChanged { .. }))
    );
}

#[tokio::test]
async fn only_the_latest_thirty_are_remembered() {
    let desk = Desk::connected().await;
    for number in 0..35 {
        desk.put_remote(&format!("{number}/x"), b"x");
        desk.list(&format!("/{number}")).await.unwrap();
    }
    let recent = desk.app.places().unwrap().recent;
    assert_eq!((recent.len(), recent[0].path.as_str()), (30, "/34"));
}

#[tokio::test]
async fn who_disconnects_leaves_no_place_behind() {
    let desk = Desk::connected().await;
    desk.put_remote("secret project/x", b"x");
    desk.list("/secret project").await.unwrap();
    desk.app
        .star(&path("/secret project"), true, true)
        .await
        .unwrap();
    let file = desk.data_dir().join("places.json");
    assert!(
        std::fs::read_to_string(&file)
            .unwrap()
            .contains("secret project")
    );
    desk.app.disconnect().await.unwrap();
    assert!(
        !std::fs::read_to_string(&file)
            .unwrap()
            .contains("secret project")
    );
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_left_as_it_is() {
    let mut desk = Desk::connected().await;
    desk.app.stop().await;
    let file = desk.data_dir().join("places.json");
    std::fs::write(&file, br#"{"version":9,"accounts":{}}"#).unwrap();
    desk.restart().await;
    desk.until_connected().await;
    desk.app.star(&path("/b"), true, true).await.unwrap();
    assert_eq!(
        std::fs::read(&file).unwrap(),
        br#"{"version":9,"accounts":{}}"#
    );
}
