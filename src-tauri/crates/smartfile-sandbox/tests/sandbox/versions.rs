//! Earlier contents of a file.

use serde_json::json;

use crate::practice::{Person, start};

#[tokio::test]
async fn what_is_replaced_becomes_a_version() {
    for in_memory in [false, true] {
        let sandbox = start(|profile| {
            profile.in_memory = in_memory;
            profile.switches.versions = 2;
        })
        .await;
        let maya = Person::new(&sandbox, "maya");
        for text in ["one", "two!", "three", "four"] {
            assert_eq!(maya.put("a.txt", text).await, 200);
        }
        let (status, list) = maya.get("2/path/list-versions/a.txt").await;
        assert_eq!(status, 200);
        let versions = list.as_array().unwrap().iter();
        let versions: Vec<_> = versions.map(|v| json!([v["version"], v["size"]])).collect();
        assert_eq!(versions, [json!([2, 4]), json!([3, 5])], "the last two");
        assert_eq!(maya.text("a.txt").await, "four");
        assert_eq!(maya.text("a.txt?version=2").await, "two!");
        assert_eq!(maya.get("2/path/data/a.txt?version=1").await.0, 404);
        let form = [("src", "/a.txt"), ("dst", "/b.txt")];
        maya.ask("POST", "2/path/oper/rename/", &form).await;
        assert_eq!(maya.text("b.txt?version=3").await, "three", "it goes along");
        assert_eq!(maya.get("2/path/list-versions/a.txt").await.0, 404);
        assert_eq!(maya.get("2/path/list-versions/").await.0, 404, "a folder");
    }
}

#[tokio::test]
async fn a_site_can_be_without_versions() {
    let sandbox = start(|profile| profile.switches.versions = 0).await;
    let maya = Person::new(&sandbox, "maya");
    maya.put("a.txt", "one").await;
    maya.put("a.txt", "two").await;
    let (status, list) = maya.get("2/path/list-versions/a.txt").await;
    assert_eq!((status, list), (200, json!([])));
}
