//! Addresses that need no sign-in.

use std::time::Duration;

use serde_json::json;

use crate::browser::http;
use crate::practice::{Person, empty};

#[tokio::test(start_paused = true)]
async fn an_address_serves_one_file_to_anybody_until_it_ends() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.put("plan%20%231.txt", "plan").await;
    maya.put("other.txt", "other").await;
    let form = [("path", "/plan #1.txt"), ("mode", "r"), ("expires", "60")];
    let (status, answer) = maya.ask("POST", "2/path/exchange/", &form).await;
    assert_eq!(status, 200);
    let url = answer["url"].as_str().unwrap();
    assert!(url.ends_with("/plan%20%231.txt"), "{url}");
    let get = async |url: String| http().get(url).send().await.unwrap();
    let response = get(format!("{url}?download=true")).await;
    assert!(response.headers().contains_key("content-disposition"));
    assert_eq!(response.text().await.unwrap(), "plan");
    let part = http().get(url).header("range", "bytes=2-");
    assert_eq!(part.send().await.unwrap().status(), 206);
    let other = url.replace("plan%20%231.txt", "other.txt");
    assert_eq!(get(other).await.status(), 404);
    let secrets = sandbox.ledger().secrets();
    let word = secrets.iter().find(|secret| secret.kind == "exchange");
    assert!(url.contains(&word.unwrap().value));
    tokio::time::advance(Duration::from_mins(1)).await;
    assert_eq!(get(url.to_owned()).await.status(), 404);
}

#[tokio::test]
async fn what_can_have_no_address_is_refused() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.put("a.txt", "1").await;
    let request = maya.request("POST", "2/path/exchange/");
    let json = request.json(&json!({"path": "/a.txt", "expires": 86400}));
    assert_eq!(json.send().await.unwrap().status(), 200);
    for (path, mode, expires, status) in [
        ("/none", "r", "60", 404),
        ("/", "r", "60", 404),
        ("", "r", "60", 400),
        ("/a.txt", "w", "60", 400),
        ("/a.txt", "r", "0", 400),
        ("/a.txt", "r", "soon", 400),
    ] {
        let form = [("path", path), ("mode", mode), ("expires", expires)];
        let (got, _) = maya.ask("POST", "2/path/exchange/", &form).await;
        assert_eq!(got, status, "{path} {mode} {expires}");
    }
}
