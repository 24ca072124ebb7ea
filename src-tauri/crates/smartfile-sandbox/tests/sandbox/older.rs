//! Addresses of 2012.

use serde_json::json;

use crate::practice::{Person, empty};

#[tokio::test]
async fn a_tree_and_numbers_lead_to_the_same_entries() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.ask("PUT", "2/path/oper/create/in", &[]).await;
    maya.put("in/a.txt", "one").await;
    let (_, tree) = maya.get("2/path/tree/in").await;
    let (_, info) = maya.get("2/path/info/in?children=true").await;
    assert_eq!(tree, info);
    let file = &tree["children"][0];
    let (status, by_id) = maya.get(&format!("2/path/{}/", file["id"])).await;
    assert_eq!((status, &by_id), (200, file));
    let request = maya.request("GET", &format!("2/path/{}/data/", file["id"]));
    assert_eq!(request.send().await.unwrap().text().await.unwrap(), "one");
    assert_eq!(maya.get("2/path/1/").await.0, 404);
    let (_, map) = maya.get("2/path/map/").await;
    let (_, root) = maya.get("2/path/info/").await;
    assert_eq!(map, json!({"/": root["id"], "/in": tree["id"]}));
}
