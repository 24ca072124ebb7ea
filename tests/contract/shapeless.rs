//! Endpoints of which the address is known and the answer is not.

use std::time::Duration;

use smartfile::{ErrorKind, Field};

use crate::canned::{Answer, Canned};
use crate::practice::{at, collect};

/// S13.35: an answer whose shape nobody wrote down is read for what it has, and whatever it lacks is missing
/// and no failure.
#[tokio::test]
async fn search_versions_tags_progress_and_subscriptions_are_read_with_good_will() {
    let envelope = |inside: &str| {
        Answer::json(&format!(
            r#"{{"page": 1, "pages": 1, "results": [{inside}]}}"#
        ))
    };
    let canned = Canned::saying([
        envelope(r#"{"path": "/Harbor/plan.pdf"}, {"score": 5}"#),
        envelope(r#"{"username": "mara"}"#),
        envelope(r#"{"name": "Harbor"}"#),
        Answer::json(r#"[{"version": 3}, "x"]"#),
        Answer::json(r#"{"anything": {"at": "all"}}"#),
        envelope(""),
        envelope(r#"{"user": 5}"#),
        envelope("5"),
    ])
    .await;
    let api = canned.client();
    let found = api.search("plan & more", &at("/Harbor"), 1).await.unwrap();
    assert_eq!(
        (found.items[0].path.as_str(), found.skipped),
        ("/Harbor/plan.pdf", 1)
    );
    assert_eq!(
        api.search_users("mara", 1).await.unwrap().items[0].text("username"),
        Some("mara")
    );
    assert_eq!(
        api.search_groups("har", 2).await.unwrap().items[0].text("name"),
        Some("Harbor")
    );
    let versions = api.versions(&at("/Harbor/plan.pdf")).await.unwrap();
    assert_eq!(
        (versions.items[0].number("version"), versions.skipped),
        (Some(3), 1)
    );
    assert_eq!(
        api.path_map()
            .await
            .unwrap()
            .record("anything")
            .unwrap()
            .text("at"),
        Some("all")
    );
    assert!(api.watched_paths(1).await.unwrap().items.is_empty());
    assert_eq!(
        api.watched_users(1).await.unwrap().items[0].number("user"),
        Some(5)
    );
    assert_eq!(api.watched_groups(1).await.unwrap().skipped, 1);
    assert_eq!(
        canned.lines(),
        [
            "GET /api/2/search/path/Harbor/?keywords=plan+%26+more&page=1&limit=100",
            "GET /api/2/search/user/?keywords=mara&page=1&limit=100",
            "GET /api/2/search/group/?keywords=har&page=2&limit=100",
            "GET /api/2/path/list-versions/Harbor/plan.pdf/",
            "GET /api/2/path/map/",
            "GET /api/2/watch/paths/?page=1&limit=100",
            "GET /api/2/watch/users/?page=1&limit=100",
            "GET /api/2/watch/groups/?page=1&limit=100",
        ]
    );
}

#[tokio::test]
async fn what_is_watched_is_watched_no_longer_at_the_odd_address() {
    let canned = Canned::saying([201, 201, 201, 204, 204, 204].map(|n| Answer::of(n, ""))).await;
    let api = canned.client();
    assert_eq!(api.watch(&at("/Harbor")).await.unwrap(), None);
    assert_eq!(api.watch_user("mara").await.unwrap(), None);
    assert_eq!(api.watch_group("R&D").await.unwrap(), None);
    api.unwatch(&at("/Harbor")).await.unwrap();
    api.unwatch_user("mara").await.unwrap();
    api.unwatch_group("R&D").await.unwrap();
    assert_eq!(
        canned.lines(),
        [
            "POST /api/2/watch/paths/ path=%2FHarbor",
            "POST /api/2/watch/users/ user=mara",
            "POST /api/2/watch/groups/ group=R%26D",
            "DELETE /api/2/watch/path/Harbor/",
            "DELETE /api/2/watch/user/mara/",
            "DELETE /api/2/watch/group/R%26D/",
        ]
    );
}

#[tokio::test]
async fn a_version_a_preview_and_an_archive_of_many_come_as_bytes() {
    let canned = Canned::saying(["old", "picture", "PK"].map(|body| Answer::of(200, body))).await;
    let api = canned.client();
    let plan = at("/plan.pdf");
    let all = async |download: smartfile::Download| collect(download.into_stream()).await.0;
    assert_eq!(
        all(api.download_version(&plan, "3").await.unwrap()).await,
        b"old"
    );
    assert_eq!(all(api.preview(&plan).await.unwrap()).await, b"picture");
    let several = [plan.clone(), at("/Harbor")];
    assert_eq!(
        all(api.download_several(&several, "all.zip").await.unwrap()).await,
        b"PK"
    );
    assert!(matches!(
        api.download_several(&[], "all.zip")
            .await
            .unwrap_err()
            .kind(),
        ErrorKind::Local(_)
    ));
    assert_eq!(
        canned.lines(),
        [
            "GET /api/2/path/data/plan.pdf/?version=3",
            "GET /api/2/path/data/plan.pdf/?preview=true",
            "POST /api/2/path/oper/downloadmultiple/ path=%2Fplan.pdf&path=%2FHarbor&filename=all.zip",
        ]
    );
    let sent = &canned.asked()[2];
    assert_eq!(sent.header("accept"), Some("*/*"));
}

#[tokio::test]
async fn an_address_for_a_while_is_a_secret_and_is_never_of_another_kind() {
    let canned = Canned::saying([Answer::json(
        r#"{"url": "https://files.example.test/x7/plan.pdf"}"#,
    )])
    .await;
    let api = canned.client();
    let day = Duration::from_hours(24);
    let address = api.direct_address(&at("/plan.pdf"), day).await.unwrap();
    assert_eq!(address.expose(), "https://files.example.test/x7/plan.pdf");
    assert_eq!(format!("{address:?}"), "DirectAddress(…)");
    assert_eq!(
        canned.lines(),
        ["POST /api/2/path/exchange/ path=%2Fplan.pdf&mode=r&expires=86400"]
    );
    for answer in [
        r#"{"url": "http://files.example.test/x"}"#,
        r#"{"url": "javascript:x"}"#,
        r#"{"url": ""}"#,
        "{}",
        "[]",
    ] {
        canned.next(Answer::json(answer));
        let error = api.direct_address(&at("/plan.pdf"), day).await.unwrap_err();
        assert_eq!(
            error.kind(),
            &ErrorKind::UnexpectedReply {
                expected: "an address for a while"
            }
        );
        assert!(!format!("{error} {error:?}").contains("files.example"));
    }
}

#[tokio::test]
async fn a_listing_asks_for_some_facts_only_and_never_only_seems_empty() {
    let canned = Canned::saying([
        Answer::json(
            r#"{"path": "/Harbor", "page": 1, "pages": 3, "children": [{"name": "a", "size": 5}]}"#,
        ),
        // A server that kept only the fields that were named: the children are not among them.
        Answer::json(r#"{"path": "/Harbor", "name": "Harbor", "isdir": true}"#),
        Answer::json(r#"{"path": "/Harbor", "isdir": true, "children": [{"name": "a"}]}"#),
        Answer::json(
            r#"{"path": "/Harbor", "isdir": true, "children": [{"name": "a"}, {"name": "b"}]}"#,
        ),
    ])
    .await;
    let api = canned.client();
    let harbor = at("/Harbor");
    let page = api
        .page_of(&harbor, 1, 50, &[Field::Size, Field::Time])
        .await
        .unwrap();
    assert_eq!((page.entries[0].size, page.pages), (Some(5), Some(3)));
    assert_eq!(
        api.page_of(&harbor, 2, 50, &[])
            .await
            .unwrap()
            .entries
            .len(),
        1
    );
    assert_eq!(api.whole_folder(&harbor).await.unwrap().entries.len(), 2);
    let named = "fields=path&fields=name&fields=isdir&fields=isfile";
    assert_eq!(
        canned.lines(),
        [
            format!(
                "GET /api/2/path/info/Harbor/?children=true&limit=50&page=1&{named}&fields=size&fields=time"
            ),
            format!("GET /api/2/path/info/Harbor/?children=true&limit=50&page=2&{named}"),
            "GET /api/2/path/info/Harbor/?children=true&limit=50&page=2".to_owned(),
            "GET /api/2/path/info/Harbor/?children=true".to_owned(),
        ]
    );
}
