//! Quotas.

use serde_json::{Value, json};

use crate::practice::{Person, empty};

#[tokio::test]
async fn a_quota_is_made_obeyed_changed_and_ended() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let jonas = Person::new(&sandbox, "jonas");
    let form = [
        ("user", "jonas"),
        ("disk_bytes_limit", "10"),
        ("interval", "weekly"),
    ];
    let (status, quota) = maya.ask("POST", "2/quota/user/", &form).await;
    assert_eq!(status, 201);
    assert_eq!(
        quota,
        json!({
            "disk_bytes_limit": 10, "enforcement": "disable", "interval": "weekly",
            "user": "jonas", "xfer_bytes_limit": null,
        })
    );
    assert_eq!(jonas.put("a.txt", "12345678").await, 200);
    assert_eq!(jonas.put("b.txt", "12345678").await, 402);
    let (_, changed) = maya
        .ask("POST", "2/quota/user/jonas/", &[("enforcement", "notify")])
        .await;
    assert_eq!(changed["enforcement"], "notify");
    assert_eq!(
        jonas.put("b.txt", "12345678").await,
        200,
        "told, not stopped"
    );
    let form = [
        ("disk_bytes_limit", ""),
        ("enforcement", "disable"),
        ("xfer_bytes_limit", "9"),
    ];
    let (status, changed) = maya.ask("POST", "2/quota/user/jonas/", &form).await;
    assert_eq!((status, &changed["disk_bytes_limit"]), (200, &Value::Null));
    jonas.text("a.txt").await;
    assert_eq!(jonas.get("2/path/data/a.txt").await.0, 402);
    assert_eq!(
        maya.get("2/quota/user/").await.1["results"],
        json!([changed])
    );
    assert_eq!(maya.ask("DELETE", "2/quota/user/jonas/", &[]).await.0, 204);
    assert_eq!(maya.get("2/quota/user/jonas/").await.0, 404);
    jonas.text("a.txt").await;
}

#[tokio::test]
async fn a_group_has_a_quota_for_each_of_its_people() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.ask("POST", "2/group/", &[("name", "Few"), ("users", "jonas")])
        .await;
    let form = [("group", "Few"), ("disk_bytes_limit", "3")];
    assert_eq!(maya.ask("POST", "2/quota/group/", &form).await.0, 201);
    assert_eq!(
        Person::new(&sandbox, "jonas").put("a.txt", "1234").await,
        402
    );
    assert_eq!(maya.put("a.txt", "1234").await, 200);
}

#[tokio::test]
async fn a_wrong_quota_is_refused() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    for (form, field) in [
        (vec![], "user"),
        (
            vec![("user", "jonas"), ("enforcement", "shout")],
            "enforcement",
        ),
        (vec![("user", "jonas"), ("interval", "daily")], "interval"),
        (
            vec![("user", "jonas"), ("disk_bytes_limit", "much")],
            "disk_bytes_limit",
        ),
    ] {
        let (status, answer) = maya.ask("POST", "2/quota/user/", &form).await;
        assert_eq!(status, 400);
        assert!(answer[field][0].is_string(), "{answer}");
    }
    let jonas = Person::new(&sandbox, "jonas");
    assert_eq!(jonas.ask("POST", "2/quota/user/", &[]).await.0, 403);
    assert_eq!(maya.get("2/quota/none/").await.0, 404);
}
