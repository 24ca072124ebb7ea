//! Watches and webhooks.

use serde_json::json;

use crate::practice::{Person, empty};

#[tokio::test]
async fn paths_people_and_groups_are_watched() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.put("a%20b.txt", "1").await;
    for (kinds, kind, name, address) in [
        ("paths", "path", "/a b.txt", "path/a%20b.txt"),
        ("users", "user", "jonas", "user/jonas/"),
        ("groups", "group", "Site", "group/Site/"),
    ] {
        let rest = format!("2/watch/{kinds}/");
        let (status, watch) = maya.ask("POST", &rest, &[(kind, name)]).await;
        assert_eq!((status, &watch), (201, &json!({kind: name})));
        assert_eq!(maya.get(&rest).await.1["results"], json!([{kind: name}]));
        assert_eq!(maya.ask("POST", &rest, &[]).await.0, 400);
        let address = format!("2/watch/{address}");
        assert_eq!(maya.ask("DELETE", &address, &[]).await.0, 204, "{address}");
        assert_eq!(maya.ask("DELETE", &address, &[]).await.0, 404);
        assert_eq!(maya.get(&rest).await.1["total"], 0);
        assert_eq!(maya.ask("PUT", &rest, &[]).await.0, 405);
    }
    let missing = maya.ask("POST", "2/watch/paths/", &[("path", "/none")]);
    assert_eq!(missing.await.0, 404);
}

#[tokio::test]
async fn webhooks_are_kept() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let form = [
        ("event", "file.uploaded"),
        ("target", "https://hook.example/x"),
    ];
    let (status, webhook) = maya.ask("POST", "3/webhook/", &form).await;
    assert_eq!(
        (status, &webhook["target"]),
        (201, &json!("https://hook.example/x"))
    );
    assert_eq!(maya.get("3/webhook/").await.1["results"], json!([webhook]));
    let rest = format!("3/webhook/{}/", webhook["id"].as_str().unwrap());
    assert_eq!(maya.ask("DELETE", &rest, &[]).await.0, 204);
    assert_eq!(maya.ask("DELETE", &rest, &[]).await.0, 404);
    for (event, target) in [
        ("file.removed", "https://hook.example/x"),
        ("file.uploaded", "x"),
    ] {
        let form = [("event", event), ("target", target)];
        assert_eq!(maya.ask("POST", "3/webhook/", &form).await.0, 400);
    }
}
