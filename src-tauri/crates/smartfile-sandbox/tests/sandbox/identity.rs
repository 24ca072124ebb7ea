//! `ping`, `whoami`, and who is let in.

use serde_json::{Value, json};
use smartfile_sandbox::{ThrottleStyle, WhoAmIShape};

use crate::browser::http;
use crate::practice::{Api, empty};

const LOGIN_NEEDED: &str = r#"{"detail": "You do not have permission to access this resource. You may need to login or otherwise authenticate the request."}"#;

#[tokio::test]
async fn ping_answers_anyone() {
    let sandbox = empty().await;
    for version in ["2", "2.1"] {
        let url = format!("{}/api/{version}/ping/", sandbox.url());
        let response = http().get(&url).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "application/json");
        assert_eq!(response.text().await.unwrap(), r#"{"ping": "pong"}"#);
        assert_eq!(http().post(&url).send().await.unwrap().status(), 405);
    }
}

#[tokio::test]
async fn whoami_names_the_person_the_site_and_the_storage() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("plan.pdf", &[0; 1234]);
    let url = sandbox.url();
    let (status, answer) = api.json("whoami/").await;
    assert_eq!(status, 200);
    assert_eq!(
        answer,
        json!({
            "address": "127.0.0.1",
            "site": {
                "name": "harrow-finch",
                "quota": {"disk_bytes_limit": 250_000_000_000_u64, "disk_bytes_tally": 1234},
            },
            "user": {
                "email": "maya@harrowfinch.example", "first_name": "Maya",
                "last_name": "Lindqvist", "name": "Maya Lindqvist", "owner": null,
                "url": format!("{url}/api/2/user/maya/"), "username": "maya",
            },
        })
    );
}

#[tokio::test]
async fn whoami_can_be_flat_and_the_site_without_a_limit() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    sandbox
        .switches()
        .change(|switches| switches.disk_limit = None);
    let (_, answer) = api.json("whoami/").await;
    assert_eq!(answer["site"]["quota"]["disk_bytes_limit"], Value::Null);
    sandbox
        .switches()
        .change(|switches| switches.whoami = WhoAmIShape::Flat);
    let (_, answer) = api.json("whoami/").await;
    assert_eq!(answer["username"], "maya");
    assert_eq!(answer.get("user"), None);
}

#[tokio::test]
async fn bad_credentials_get_the_known_words_with_403_or_401() {
    let sandbox = empty().await;
    let url = format!("{}/api/2/whoami/", sandbox.url());
    for status in [403, 401] {
        sandbox
            .switches()
            .change(|switches| switches.bad_token_status = status);
        for request in [
            http().get(&url),
            http().get(&url).bearer_auth("made-up"),
            http().get(&url).basic_auth("maya", Some("wrong")),
            http().get(&url).header("authorization", "Bearer"),
            http().get(format!("{url}?access_token=made-up")),
        ] {
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), status);
            assert_eq!(
                response.headers().contains_key("www-authenticate"),
                status == 401
            );
            assert_eq!(response.text().await.unwrap(), LOGIN_NEEDED);
        }
    }
}

#[tokio::test]
async fn the_token_may_also_be_a_request_parameter_and_basic_works() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    let url = format!("{}/api/2/whoami/", sandbox.url());
    let by_parameter = http()
        .get(format!("{url}?access_token={}", api.token))
        .send()
        .await
        .unwrap();
    assert_eq!(by_parameter.status(), 200);
    let by_basic = http()
        .get(&url)
        .basic_auth("jonas", Some("practice"))
        .send()
        .await
        .unwrap();
    let answer: Value = by_basic.json().await.unwrap();
    assert_eq!(answer["user"]["name"], "Jonas Weir");
}

#[tokio::test]
async fn every_nth_request_can_be_throttled_in_each_style() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    let cases = [
        (
            ThrottleStyle::Old,
            503,
            "x-throttle",
            "status=FAILURE; next=0.50 sec",
        ),
        (ThrottleStyle::Middle, 429, "x-throttle-wait-seconds", "1"),
        (ThrottleStyle::New, 429, "retry-after", "0.5"),
    ];
    for (style, status, header, value) in cases {
        sandbox.switches().change(|switches| {
            switches.throttle_style = style;
            switches.throttle_every = 1;
        });
        let response = api.get("ping/").send().await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()[header], value);
        sandbox
            .switches()
            .change(|switches| switches.throttle_every = 0);
        let good = api.get("ping/").send().await.unwrap();
        let marked = good
            .headers()
            .get("x-throttle")
            .map(|value| value.to_str().unwrap());
        let expected = "status=SUCCESS; next=0.00 sec";
        assert_eq!(marked, (style == ThrottleStyle::Old).then_some(expected));
    }
}

#[tokio::test]
async fn what_is_not_offered_is_not_found() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    for rest in [
        "links/",
        "path/infos/",
        "path/sync/delta/",
        "path/",
        "user/nobody/",
        "",
    ] {
        assert_eq!(api.get(rest).send().await.unwrap().status(), 404, "{rest}");
    }
    for path in ["/api/4/ping/", "/favicon.ico", "/oauth2/token", "/oauth2/"] {
        let url = format!("{}{path}", sandbox.url());
        assert_eq!(
            http().get(url).send().await.unwrap().status(),
            404,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_moved_site_sends_every_request_elsewhere() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    let target = "https://harrow-finch.files.example".to_owned();
    sandbox
        .switches()
        .change(|switches| switches.moved_site = Some(target));
    let response = api.get("path/info/?children=true").send().await.unwrap();
    assert_eq!(response.status(), 302);
    let expected = "https://harrow-finch.files.example/api/2/path/info/?children=true";
    assert_eq!(response.headers()["location"], expected);
}
