//! Preferences.

use serde_json::json;

use crate::practice::{Person, empty};

#[tokio::test]
async fn a_preference_is_set_by_name_and_max_per_page_is_obeyed() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    for name in ["a", "b", "c"] {
        maya.put(name, "1").await;
    }
    assert_eq!(maya.get("2/pref/user/max-per-page/").await.0, 404);
    let form = [("name", "max-per-page"), ("value", "2")];
    let (status, preference) = maya.ask("POST", "2/pref/user/", &form).await;
    assert_eq!(
        (status, &preference),
        (201, &json!({"name": "max-per-page", "value": "2"}))
    );
    let (_, listing) = maya.get("2/path/info/?children=true").await;
    assert_eq!(
        json!([listing["per_page"], listing["pages"]]),
        json!([2, 2])
    );
    let rest = "2/pref/user/max-per-page/";
    assert_eq!(maya.ask("PUT", rest, &[("value", "3")]).await.0, 200);
    assert_eq!(maya.get(rest).await.1["value"], "3");
    for list in ["2/pref/", "2/pref/user/"] {
        assert_eq!(maya.get(list).await.1["total"], 1, "{list}");
    }
    let jonas = Person::new(&sandbox, "jonas");
    assert_eq!(jonas.get("2/pref/").await.1["total"], 0);
    assert_eq!(jonas.ask("POST", "2/pref/site/", &form).await.0, 403);
    assert_eq!(maya.ask("POST", "2/pref/site/", &form).await.0, 201);
    assert_eq!(jonas.get("2/path/info/?children=on").await.1["per_page"], 2);
    assert_eq!(
        maya.ask("POST", "2/pref/user/", &[("name", "x")]).await.0,
        400
    );
}
