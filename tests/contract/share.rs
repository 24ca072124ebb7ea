//! Links and who has access.

use smartfile::{Acl, ErrorKind, Grantee, LinkOptions, ServerTime};

use crate::canned::{Answer, Canned};
use crate::practice::at;

const LINK: &str = r#"{"uid": "k3PqZr8TnVd", "href": "https://file.ac/k3PqZr8TnVd/", "path": "/Harbor/a & b.pdf", "acl": {"read": true, "list": true}}"#;
const READ: Acl = Acl {
    list: true,
    read: true,
    write: false,
    remove: false,
};

#[tokio::test]
async fn a_link_is_made_with_what_was_chosen_and_nothing_else() {
    let canned = Canned::saying([Answer::of(201, LINK), Answer::of(200, LINK)]).await;
    let api = canned.client();
    let plain = api
        .create_link(&at("/Harbor/a & b.pdf"), &LinkOptions::default())
        .await
        .unwrap();
    assert_eq!(
        plain.address.unwrap().as_str(),
        "https://file.ac/k3PqZr8TnVd/"
    );
    let options = LinkOptions {
        name: Some("a & b".into()),
        acl: Some(READ),
        recursive: Some(true),
        cache: Some(0),
        expiration: Some(ServerTime::new("2030-01-31T12:00:00")),
        usage_limit: Some(3),
    };
    api.create_link(&at("/Harbor/a & b.pdf"), &options)
        .await
        .unwrap();
    let path = "path=%2FHarbor%2Fa+%26+b.pdf";
    assert_eq!(
        canned.lines(),
        [
            format!("POST /api/2/link/ {path}"),
            format!(
                "POST /api/2/link/ {path}&name=a+%26+b&list=true&read=true&write=false&remove=false&recursive=true&cache=0&expiration=2030-01-31T12%3A00%3A00&usage_limit=3"
            ),
        ]
    );
}

#[tokio::test]
async fn links_are_listed_looked_at_changed_and_revoked() {
    let list = format!(
        r#"{{"total": 2, "page": 1, "pages": 2, "per_page": 1, "results": [{LINK}, {{}}]}}"#
    );
    let canned = Canned::saying([
        Answer::json(&list),
        Answer::json(LINK),
        Answer::json(LINK),
        Answer::of(204, ""),
        Answer::of(404, ""),
    ])
    .await;
    let api = canned.client();
    let links = api.links(1).await.unwrap();
    assert_eq!(
        (links.items.len(), links.skipped, links.has_more()),
        (1, 1, true)
    );
    let uid = &links.items[0].uid;
    assert_eq!(&api.link(uid).await.unwrap(), &links.items[0]);
    let end = LinkOptions {
        usage_limit: Some(1),
        ..LinkOptions::default()
    };
    api.change_link(uid, &end).await.unwrap();
    api.revoke_link(uid).await.unwrap();
    assert_eq!(
        api.revoke_link(uid).await.unwrap_err().kind(),
        &ErrorKind::NotFound
    );
    assert_eq!(
        canned.lines(),
        [
            "GET /api/2/link/?page=1&limit=100",
            "GET /api/2/link/k3PqZr8TnVd/",
            "POST /api/2/link/k3PqZr8TnVd/ usage_limit=1",
            "DELETE /api/2/link/k3PqZr8TnVd/",
            "DELETE /api/2/link/k3PqZr8TnVd/",
        ]
    );
    assert!(matches!(
        api.link("../whoami").await.unwrap_err().kind(),
        ErrorKind::Local(_)
    ));
    assert_eq!(canned.asked().len(), 5);
}

#[tokio::test]
async fn who_has_access_is_told_given_and_taken_back() {
    let canned = Canned::saying([
        Answer::json(r#"{"users": [{"user": "mara", "acl": {"read": true, "list": true}, "id": 7}], "groups": []}"#),
        Answer::json(r#"{"page": 1, "pages": 1, "results": [{"id": 7}]}"#),
        Answer::of(201, r#"{"id": 8}"#),
        Answer::of(204, ""),
        Answer::json("[]"),
    ])
    .await;
    let api = canned.client();
    let harbor = at("/Harbor");
    let grants = api.access(&harbor).await.unwrap();
    let mara = Grantee::User("mara".into());
    assert_eq!(
        (grants.len(), &grants[0].grantee, grants[0].acl),
        (1, &mara, READ)
    );
    assert_eq!(
        api.access_of(&mara, 1).await.unwrap().items[0].number("id"),
        Some(7)
    );
    let team = Grantee::Group("R&D team".into());
    let made = api
        .grant_access(&team, &harbor, READ)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(made.number("id"), Some(8));
    api.revoke_access(&team, 8).await.unwrap();
    api.access(&harbor).await.unwrap_err();
    assert_eq!(
        canned.lines()[..4],
        [
            "GET /api/2/access/path/Harbor/",
            "GET /api/2/access/user/mara/?page=1&limit=100",
            "POST /api/2/access/group/ group=R%26D+team&path=%2FHarbor&list=true&read=true&write=false&remove=false",
            "DELETE /api/2/access/group/R%26D%20team/8/",
        ]
    );
}
