//! Search.

use std::time::Duration;

use serde_json::{Value, json};

use crate::practice::{Person, empty};

fn paths(found: &Value) -> Vec<&str> {
    let results = found["results"].as_array().unwrap().iter();
    results
        .map(|entry| entry["path"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn names_with_every_word_are_found_below_a_path() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    for folder in ["Plans", "Plans/Old"] {
        maya.ask("PUT", &format!("2/path/oper/mkdir/{folder}"), &[])
            .await;
    }
    for file in ["Plan A.txt", "Plans/plan b.txt", "Plans/Old/Ärger plan.txt"] {
        maya.put(file, "1").await;
    }
    let (status, found) = maya.get("2/search/path/?keywords=plan").await;
    assert_eq!(status, 200);
    assert_eq!(
        paths(&found),
        [
            "/Plan A.txt",
            "/Plans",
            "/Plans/Old/Ärger plan.txt",
            "/Plans/plan b.txt"
        ]
    );
    assert_eq!(
        json!([found["total"], found["page"], found["pages"]]),
        json!([4, 1, 1])
    );
    assert!(found["results"][0]["acl"]["read"].is_boolean());
    let (_, found) = maya
        .get("2/search/path/Plans/Old?keywords=PLAN+%C3%A4rger")
        .await;
    assert_eq!(paths(&found), ["/Plans/Old/Ärger plan.txt"]);
    let (_, found) = maya
        .get("2/search/path/?keywords=plan&limit=3&page=2")
        .await;
    assert_eq!(paths(&found), ["/Plans/plan b.txt"]);
    let (_, found) = maya.get("2/search/path/?keywords=nothing").await;
    assert_eq!(json!([found["total"], found["results"]]), json!([0, []]));
    assert_eq!(maya.get("2/search/path/").await.0, 400);
    assert_eq!(maya.get("2/search/path/none?keywords=a").await.0, 404);
}

#[tokio::test]
async fn what_is_not_visible_yet_is_not_found() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    sandbox
        .switches()
        .change(|switches| switches.visibility_delay = Duration::from_hours(1));
    maya.put("plan.txt", "1").await;
    let (_, found) = maya.get("2/search/path/?keywords=plan").await;
    assert_eq!(found["total"], 0);
}

#[tokio::test]
async fn people_and_groups_are_found_by_name() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let (_, found) = maya.get("2/search/user/?keywords=weir").await;
    assert_eq!(
        json!([found["total"], found["results"][0]["username"]]),
        json!([1, "jonas"])
    );
    maya.ask("POST", "2/group/", &[("name", "Site visits")])
        .await;
    let (_, found) = maya.get("2/search/group/?keywords=visit").await;
    assert_eq!(found["results"][0]["name"], "Site visits");
    assert_eq!(maya.get("2/search/none/?keywords=a").await.0, 404);
}
