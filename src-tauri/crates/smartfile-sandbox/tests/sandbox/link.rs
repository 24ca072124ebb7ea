//! Links, as the people who make them see them.

use serde_json::{Value, json};

use crate::practice::{Person, empty};

async fn create(maya: &Person<'_>, form: &[(&str, &str)]) -> Value {
    let (status, link) = maya.ask("POST", "2/link/", form).await;
    assert_eq!(status, 201, "{link}");
    link
}

#[tokio::test]
async fn a_link_has_the_fields_that_were_seen() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.put("R%26D.pdf", "1").await;
    let link = create(&maya, &[("path", "/R&D.pdf")]).await;
    let uid = link["uid"].as_str().unwrap();
    assert_eq!(uid.len(), 11);
    assert_eq!(link["href"], format!("{}/{uid}/", sandbox.links_url()));
    assert_ne!(sandbox.links_url(), sandbox.url());
    assert_eq!(link["owner"]["username"], "maya");
    assert_eq!(link["created"].as_str().unwrap().len(), 19);
    let fields = [
        "acl",
        "cache",
        "expiration",
        "name",
        "path",
        "recursive",
        "usage_count",
        "usage_limit",
    ];
    assert_eq!(
        json!(fields.map(|field| &link[field])),
        json!([
            {"list": true, "read": true, "remove": false, "write": false},
            0, null, "R&D.pdf", "/R&D.pdf", false, 0, null,
        ])
    );
    let rest = format!("2/link/{uid}/");
    assert_eq!(maya.get(&rest).await, (200, link.clone()));
    let (_, list) = maya.get("2/link/").await;
    assert_eq!(json!([list["total"], list["results"][0]]), json!([1, link]));
}

#[tokio::test]
async fn a_link_is_changed_and_revoked() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.put("a.txt", "1").await;
    let form = [
        ("path", "/a.txt"),
        ("name", "Plan & more"),
        ("recursive", "on"),
        ("cache", "60"),
        ("usage_limit", "3"),
        ("expiration", "2120-06-14T08:31:07"),
    ];
    let link = create(&maya, &form).await;
    let fields = ["name", "recursive", "cache", "usage_limit", "expiration"];
    assert_eq!(
        json!(fields.map(|field| &link[field])),
        json!(["Plan & more", true, 60, 3, "2120-06-14T08:31:07"])
    );
    let rest = format!("2/link/{}/", link["uid"].as_str().unwrap());
    let form = [("usage_limit", ""), ("expiration", ""), ("list", "false")];
    let (status, changed) = maya.ask("POST", &rest, &form).await;
    assert_eq!(status, 200);
    assert_eq!(
        json!([
            changed["usage_limit"],
            changed["expiration"],
            changed["acl"]["list"],
            changed["acl"]["read"],
            changed["name"],
        ]),
        json!([null, null, false, true, "Plan & more"])
    );
    assert_eq!(maya.get(&rest).await.1, changed);
    assert_eq!(maya.ask("DELETE", &rest, &[]).await.0, 204);
    assert_eq!(maya.get(&rest).await.0, 404);
    assert_eq!(maya.ask("DELETE", &rest, &[]).await.0, 404);
}

#[tokio::test]
async fn what_cannot_be_linked_is_refused_and_links_are_ones_own() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.put("a.txt", "1").await;
    for (form, field) in [
        (vec![], "path"),
        (vec![("path", "/none")], "path"),
        (
            vec![("path", "/a.txt"), ("usage_limit", "many")],
            "usage_limit",
        ),
        (
            vec![("path", "/a.txt"), ("expiration", "soon")],
            "expiration",
        ),
    ] {
        let (status, answer) = maya.ask("POST", "2/link/", &form).await;
        assert_eq!(status, 400);
        assert!(answer[field][0].is_string(), "{answer}");
    }
    let link = create(&maya, &[("path", "/a.txt")]).await;
    let rest = format!("2/link/{}/", link["uid"].as_str().unwrap());
    let jonas = Person::new(&sandbox, "jonas");
    assert_eq!(jonas.get(&rest).await.0, 404);
    assert_eq!(jonas.get("2/link/").await.1["total"], 0);
    assert_eq!(maya.ask("PATCH", &rest, &[]).await.0, 405);
}
