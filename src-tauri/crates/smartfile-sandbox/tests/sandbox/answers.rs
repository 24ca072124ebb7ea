//! The switches for how things are said, and for answers that are no answers.

use serde_json::{Value, json};
use smartfile_sandbox::ErrorBodies;

use crate::browser::http;
use crate::practice::{Person, empty};

#[tokio::test]
async fn refusals_come_in_the_words_of_three_generations() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let ask = async |rest: &str| {
        let response = maya.request("GET", rest).send().await.unwrap();
        let kind = response.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        (
            response.status().as_u16(),
            kind,
            response.text().await.unwrap(),
        )
    };
    let words = "Enter a whole number, at least 1.";
    let json_kind = "application/json".to_owned();
    for (bodies, invalid, missing) in [
        (
            ErrorBodies::Newer,
            (json_kind.clone(), format!("{{\"page\": [\"{words}\"]}}")),
            (json_kind.clone(), "{\"detail\": \"Not found\"}".to_owned()),
        ),
        (
            ErrorBodies::Older,
            (
                json_kind.clone(),
                format!("{{\"errors\": [], \"field_errors\": {{\"page\": [\"{words}\"]}}}}"),
            ),
            (json_kind, "{\"detail\": \"Not found\"}".to_owned()),
        ),
        (
            ErrorBodies::Plain,
            ("text/plain".to_owned(), "BAD REQUEST".to_owned()),
            ("text/plain".to_owned(), "NOT FOUND".to_owned()),
        ),
    ] {
        sandbox
            .switches()
            .change(|switches| switches.error_bodies = bodies);
        let (status, kind, text) = ask("2/link/?page=0").await;
        assert_eq!((status, (kind, text)), (400, invalid));
        let (status, kind, text) = ask("2/path/info/none").await;
        assert_eq!((status, (kind, text)), (404, missing));
    }
}

#[tokio::test]
async fn every_answer_can_be_a_page_or_break_or_stop_in_the_middle() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.put("a.txt", "0123456789").await;
    let turn = |html, broken, cut| {
        sandbox.switches().change(|switches| {
            switches.html_answers = html;
            switches.broken_json = broken;
            switches.cut_after = cut;
        });
    };
    turn(true, false, None);
    for rest in ["2/ping/", "2/whoami/", "2/path/data/a.txt"] {
        let response = maya.request("GET", rest).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert!(
            response
                .text()
                .await
                .unwrap()
                .starts_with("<!doctype html>")
        );
    }
    turn(false, true, None);
    let response = maya.request("GET", "2/whoami/").send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    let text = response.text().await.unwrap();
    assert!(text.starts_with("{\"address\"") && serde_json::from_str::<Value>(&text).is_err());
    assert_eq!(
        maya.text("a.txt").await,
        "0123456789",
        "a download is no JSON"
    );
    turn(false, false, Some(4));
    for rest in ["2/whoami/", "2/path/data/a.txt"] {
        let response = maya.request("GET", rest).send().await.unwrap();
        assert!(response.bytes().await.is_err(), "{rest}");
    }
    let page = http()
        .get(format!("{}/", sandbox.url()))
        .send()
        .await
        .unwrap();
    assert!(page.bytes().await.is_ok(), "only the API");
    turn(false, false, None);
    assert_eq!(maya.get("2/whoami/").await.0, 200);
}

#[tokio::test]
async fn readers_can_be_sent_to_the_address_with_a_slash() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    assert_eq!(maya.get("2/link").await.0, 200);
    sandbox
        .switches()
        .change(|switches| switches.slash_redirect = true);
    let response = maya.request("GET", "2/link?page=1").send().await.unwrap();
    assert_eq!(response.status(), 301);
    assert_eq!(response.headers()["location"], "/api/2/link/?page=1");
    for rest in ["2/link/", "2/path/info"] {
        assert_eq!(maya.get(rest).await.0, 200, "{rest}");
    }
}

#[tokio::test]
async fn a_browser_gets_a_page_where_a_client_gets_json() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let kind = async |accept: &str| {
        let request = maya.request("GET", "2/whoami/").header("accept", accept);
        let response = request.send().await.unwrap();
        response.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        kind("text/html,*/*;q=0.8").await,
        "text/html; charset=utf-8"
    );
    for accept in ["application/json", "*/*", "application/json, text/html"] {
        assert_eq!(kind(accept).await, "application/json", "{accept}");
    }
}

#[tokio::test]
async fn uploads_can_lose_bytes_be_one_at_a_time_or_unpaid() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    sandbox
        .switches()
        .change(|switches| switches.lossy_uploads = 3);
    let (status, answer) = maya.upload("", "a.txt", b"0123456789").await;
    assert_eq!((status, &answer[0]["size"]), (200, &json!(10)));
    assert_eq!(maya.text("a.txt").await, "0123456");
    sandbox.switches().change(|switches| {
        switches.lossy_uploads = 0;
        switches.bulk_upload = false;
        switches.unpaid_name = Some("c.txt".to_owned());
    });
    let part = |name: &'static str| reqwest::multipart::Part::bytes(b"1".to_vec()).file_name(name);
    let form = reqwest::multipart::Form::new()
        .part("file", part("b.txt"))
        .part("file2", part("d.txt"));
    let request = maya.request("POST", "2/path/data/").multipart(form);
    assert_eq!(request.send().await.unwrap().status(), 400);
    assert_eq!(maya.upload("", "b.txt", b"1").await.0, 200);
    let (status, answer) = maya.upload("", "c.txt", b"1").await;
    assert_eq!(status, 402);
    assert!(answer["detail"].is_string());
    std::fs::write(sandbox.dir().join("maya/c.txt"), "1").unwrap();
    assert_eq!(maya.get("2/path/data/c.txt").await.0, 402);
    assert_eq!(maya.names("").await, ["a.txt", "b.txt", "c.txt"]);
}
