//! `POST path/info`: attributes.

use serde_json::json;

use crate::practice::{Person, empty};

#[tokio::test]
async fn attributes_are_set_one_by_one_and_an_empty_one_ends() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.put("a.txt", "1").await;
    let set = async |form: &[(&str, &str)]| {
        let (status, answer) = maya.ask("POST", "2/path/info/a.txt", form).await;
        assert_eq!((status, &answer["path"]), (200, &json!("/a.txt")));
        answer["attributes"].clone()
    };
    let first = [
        ("attributes", "checksum=0c=c1"),
        ("attributes", "by=Maya & Co"),
    ];
    let all = json!({"by": "Maya & Co", "checksum": "0c=c1"});
    assert_eq!(set(&first).await, all);
    assert_eq!(maya.get("2/path/info/a.txt").await.1["attributes"], all);
    let second = [("attributes", "by="), ("attributes", "new=1")];
    assert_eq!(set(&second).await, json!({"checksum": "0c=c1", "new": "1"}));
    let request = maya.request("POST", "2/path/info/a.txt");
    let body = json!({"attributes": {"from": "JSON"}});
    let response = request.json(&body).send().await.unwrap();
    let answer: serde_json::Value = response.json().await.unwrap();
    assert_eq!(answer["attributes"]["from"], "JSON");
}

#[tokio::test]
async fn what_is_no_attribute_is_refused() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.put("a.txt", "1").await;
    for form in [
        [("attributes", "no sign")],
        [("attributes", "=x")],
        [("size", "3")],
    ] {
        let (status, answer) = maya.ask("POST", "2/path/info/a.txt", &form).await;
        assert_eq!(status, 400);
        assert!(answer["attributes"][0].is_string());
    }
    let form = [("attributes", "k=v")];
    assert_eq!(maya.ask("POST", "2/path/info/none", &form).await.0, 404);
    let broken = maya
        .request("POST", "2/path/info/a.txt")
        .header("content-type", "application/json")
        .body("{\"attri");
    assert_eq!(broken.send().await.unwrap().status(), 400);
    let value = "x".repeat(5_000_000);
    let long = [("attributes", &*value)];
    let request = maya.request("POST", "2/path/info/a.txt").form(&long);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 413, "too long for a form");
    let request = maya.request("POST", "2/path/info/a.txt").body("k=v");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 400, "no form at all");
}
