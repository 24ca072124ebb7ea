//! Signing in with cookies.

use std::time::Duration;

use serde_json::json;

use crate::browser::http;
use crate::practice::{Person, empty};

#[tokio::test(start_paused = true)]
async fn cookies_let_in_and_unsafe_requests_prove_where_they_come_from() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let response = maya.request("POST", "2/session/").send().await.unwrap();
    assert_eq!(response.status(), 201);
    let cookies: Vec<&str> = response
        .headers()
        .get_all("set-cookie")
        .iter()
        .map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap())
        .collect();
    let csrf = cookies[1].strip_prefix("csrftoken=").unwrap();
    let cookie = cookies.join("; ");
    assert!(cookie.starts_with("sessionid="));
    let ask = |method: &str, rest: &str| {
        let url = format!("{}/api/2/{rest}", sandbox.url());
        http()
            .request(method.parse().unwrap(), url)
            .header("cookie", &cookie)
    };
    let session = ask("GET", "session/").send().await.unwrap();
    let session: serde_json::Value = session.json().await.unwrap();
    assert!((1190..=1200).contains(&session["expires"].as_u64().unwrap()));
    let mkdir = || ask("PUT", "path/oper/mkdir/made");
    let elsewhere = format!("{}.evil.example/", sandbox.url());
    for request in [
        mkdir(),
        mkdir().header("x-csrftoken", csrf),
        mkdir().header("referer", sandbox.url()),
        mkdir()
            .header("x-csrftoken", "x")
            .header("referer", sandbox.url()),
        mkdir()
            .header("x-csrftoken", csrf)
            .header("referer", elsewhere),
    ] {
        assert_eq!(request.send().await.unwrap().status(), 403);
    }
    let referer = format!("{}/", sandbox.url());
    let proven = mkdir()
        .header("x-csrftoken", csrf)
        .header("referer", &referer);
    assert_eq!(proven.send().await.unwrap().status(), 200);
    tokio::time::advance(Duration::from_mins(21)).await;
    let late = ask("GET", "whoami/").send().await.unwrap();
    assert_eq!(late.status(), 403);
}

#[tokio::test]
async fn a_session_that_has_ended_lets_nobody_in() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let response = maya.request("POST", "2/session/").send().await.unwrap();
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    assert_eq!(
        response.json::<serde_json::Value>().await.unwrap(),
        json!({"user": {"username": "maya"}})
    );
    let end = maya
        .request("DELETE", "2/session/")
        .header("cookie", &cookie);
    assert_eq!(end.send().await.unwrap().status(), 204);
    let url = format!("{}/api/2/whoami/", sandbox.url());
    let late = http()
        .get(url)
        .header("cookie", cookie)
        .send()
        .await
        .unwrap();
    assert_eq!(late.status(), 403);
    assert_eq!(maya.get("2/session/").await, (200, json!({"expires": 0})));
}
