//! Bad weather comes as ordered, and goes.

use std::io::{Read as _, Write as _};
use std::time::Duration;

use reqwest::multipart::{Form, Part};
use serde_json::Value;
use smartfile_sandbox::{Endpoint, Fault, ThrottleStyle};

use crate::practice::{Api, ask_token, code, code_form, empty};

#[tokio::test]
async fn a_fault_waits_at_its_endpoint_and_happens_once() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    sandbox.faults().next(Endpoint::WhoAmI, Fault::Status(500));
    assert_eq!(api.json("ping/").await.0, 200);
    let failed = api.get("whoami/").send().await.unwrap();
    assert_eq!(failed.status(), 500);
    assert_eq!(failed.headers()["x-unique-id"].len(), 16);
    assert_eq!(api.json("whoami/").await.0, 200);
}

#[tokio::test]
async fn faults_queue_up_and_permanent_ones_stay_until_cleared() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    sandbox
        .faults()
        .times(Endpoint::Ping, 2, Fault::Status(503));
    sandbox.faults().next(Endpoint::Ping, Fault::Status(502));
    sandbox.faults().next(Endpoint::Any, Fault::Status(404));
    sandbox.faults().always(Endpoint::Any, Fault::Status(504));
    sandbox.faults().always(Endpoint::Ping, Fault::Status(403));
    let mut seen = Vec::new();
    for _ in 0..6 {
        seen.push(api.json("ping/").await.0);
    }
    assert_eq!(seen, [503, 503, 502, 404, 403, 403]);
    assert_eq!(api.json("whoami/").await.0, 504);
    sandbox.faults().clear();
    assert_eq!(
        (api.json("ping/").await.0, api.json("whoami/").await.0),
        (200, 200)
    );
}

#[tokio::test]
async fn answers_that_are_no_answers() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    let faults = sandbox.faults();
    faults.next(Endpoint::Info, Fault::Html);
    let page = api.get("path/info/").send().await.unwrap();
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    assert!(page.text().await.unwrap().starts_with("<!doctype html>"));
    faults.next(Endpoint::Info, Fault::BrokenJson);
    let broken = api.get("path/info/").send().await.unwrap();
    assert_eq!(broken.headers()["content-type"], "application/json");
    assert!(
        serde_json::from_str::<Value>(&broken.text().await.unwrap())
            .unwrap_err()
            .is_eof()
    );
    faults.next(
        Endpoint::Info,
        Fault::Redirect("https://elsewhere.example/x".to_owned()),
    );
    let moved = api.get("path/info/").send().await.unwrap();
    assert_eq!(
        (
            moved.status().as_u16(),
            moved.headers()["location"].to_str().unwrap()
        ),
        (302, "https://elsewhere.example/x")
    );
    let reply = Fault::Reply {
        status: 418,
        content_type: "text/plain".to_owned(),
        body: "tea".to_owned(),
    };
    faults.next(Endpoint::Info, reply);
    let tea = api.get("path/info/").send().await.unwrap();
    assert_eq!(
        (tea.status().as_u16(), tea.text().await.unwrap().as_str()),
        (418, "tea")
    );
    faults.next(Endpoint::Info, Fault::Throttle(ThrottleStyle::Middle, 2.2));
    let slow_down = api.get("path/info/").send().await.unwrap();
    assert_eq!(
        (
            slow_down.status().as_u16(),
            slow_down.headers()["x-throttle-wait-seconds"]
                .to_str()
                .unwrap()
        ),
        (429, "3")
    );
}

#[tokio::test]
async fn a_faulty_token_endpoint_uses_no_code_up() {
    let sandbox = empty().await;
    let code = code(&sandbox).await;
    sandbox.faults().next(Endpoint::Token, Fault::Html);
    let (status, kind, _) = ask_token(&sandbox, &code_form(&sandbox, &code)).await;
    assert_eq!((status, &*kind), (200, "text/html; charset=utf-8"));
    assert_eq!(
        ask_token(&sandbox, &code_form(&sandbox, &code)).await.0,
        200
    );
}

#[tokio::test]
async fn a_hanging_request_is_answered_when_the_faults_are_cleared() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    sandbox.faults().next(Endpoint::WhoAmI, Fault::Hang);
    let asked = async {
        assert!(sandbox.ledger().wait_until_asked(1, "/api/2/whoami/").await);
        assert_eq!(sandbox.ledger().count("GET", "/api/2/whoami/"), 0);
        assert_eq!(api.json("ping/").await.0, 200, "others are served");
        sandbox.faults().clear();
    };
    let (answer, ()) = tokio::join!(api.json("whoami/"), asked);
    assert_eq!(answer.0, 200);
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_is_the_right_one_after_a_wait_on_tokios_clock() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    let hour = Duration::from_hours(1);
    sandbox.faults().next(Endpoint::Ping, Fault::Slow(hour));
    let start = tokio::time::Instant::now();
    assert_eq!(api.json("ping/").await.0, 200);
    assert!(start.elapsed() >= hour);
}

/// What arrives before the connection ends, by a client that judges nothing.
fn read_raw(url: &str, path: &str, token: &str) -> Vec<u8> {
    let mut stream = std::net::TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    // A reset connection counts as an end here.
    let _ = stream.read_to_end(&mut answer);
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_answer_announces_everything_and_breaks_off() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    let bytes: Vec<u8> = (0..250_u8).cycle().take(300_000).collect();
    api.lay("a.bin", &bytes);
    for kept in [0, 1, 100_000, 299_999] {
        sandbox.faults().next(Endpoint::Download, Fault::Cut(kept));
        let answer = read_raw(sandbox.url(), "/api/2/path/data/a.bin", &api.token);
        let head = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap()
            + 4;
        let text = String::from_utf8_lossy(&answer[..head]).to_lowercase();
        assert!(text.contains("content-length: 300000"), "{text}");
        assert!(
            answer[head..] == bytes[..kept],
            "{} bytes of {kept}",
            answer.len() - head
        );
    }
    sandbox.faults().next(Endpoint::WhoAmI, Fault::Cut(10_000));
    let short = api.get("whoami/").send().await.unwrap();
    assert_eq!(short.headers()["content-length"], "10001");
    assert!(short.bytes().await.is_err());
    sandbox
        .faults()
        .next(Endpoint::Download, Fault::Cut(70_000));
    let cut = api.get("path/data/a.bin").send().await.unwrap();
    assert!(cut.bytes().await.is_err());
    assert!(
        api.get("path/data/a.bin")
            .send()
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap()
            == bytes
    );
}

#[tokio::test]
async fn an_upload_can_lose_its_tail_and_claim_success() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    sandbox.faults().next(Endpoint::Upload, Fault::DropTail(3));
    let form = Form::new().part("f", Part::bytes(b"0123456789".to_vec()).file_name("a.txt"));
    let answer = api.post("path/data/").multipart(form).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer[0]["size"], 10);
    assert_eq!(api.json("path/info/a.txt").await.1["size"], 7);
    assert_eq!(std::fs::read(api.home().join("a.txt")).unwrap(), b"0123456");
}

#[tokio::test]
async fn one_byte_of_a_file_can_be_another_one_on_the_way_in_and_on_the_way_out() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    let faults = sandbox.faults();
    faults.next(Endpoint::Upload, Fault::Corrupt(4));
    let form = Form::new().part("f", Part::bytes(b"0123456789".to_vec()).file_name("a.txt"));
    let answer = api.post("path/data/").multipart(form).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer[0]["size"], 10);
    let stored = std::fs::read(api.home().join("a.txt")).unwrap();
    assert_eq!(stored, b"0123556789");

    let bytes: Vec<u8> = (0..200_000_u32).map(|at| at.to_le_bytes()[0]).collect();
    std::fs::write(api.home().join("b.bin"), &bytes).unwrap();
    faults.next(Endpoint::Download, Fault::Corrupt(150_000));
    let answer = api.get("path/data/b.bin").send().await.unwrap();
    assert_eq!(answer.content_length(), Some(200_000));
    let came = answer.bytes().await.unwrap();
    let other: Vec<usize> = (0..bytes.len())
        .filter(|at| came[*at] != bytes[*at])
        .collect();
    assert_eq!(other, [150_000]);
}

#[tokio::test]
async fn a_failure_can_be_said_after_the_deed_was_done() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    let faults = sandbox.faults();
    faults.next(Endpoint::Upload, Fault::Afterwards(500));
    let form = Form::new().part("f", Part::bytes(b"0123456789".to_vec()).file_name("a.txt"));
    let response = api.post("path/data/").multipart(form).send().await.unwrap();
    assert_eq!(response.status(), 500);
    let stored = std::fs::read(api.home().join("a.txt")).unwrap();
    assert_eq!(stored, b"0123456789");
}

#[tokio::test]
async fn a_refused_upload_is_read_to_its_end_before_the_answer() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    for fault in [Some(Fault::Status(500)), None] {
        if let Some(fault) = fault {
            sandbox.faults().next(Endpoint::Upload, fault);
        } else {
            sandbox.expire_access_tokens();
        }
        let form = Form::new().part("f", Part::bytes(vec![1; 5_000_000]).file_name("a.txt"));
        let response = api.post("path/data/").multipart(form).send().await.unwrap();
        assert!(matches!(response.status().as_u16(), 500 | 403));
    }
    assert_eq!(std::fs::read_dir(api.home()).unwrap().count(), 0);
}

#[tokio::test]
async fn an_answer_that_is_not_sent_leaves_the_deed_done_or_not() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    for (fault, name, done) in [(Fault::Reset, "undone", false), (Fault::Lost, "done", true)] {
        sandbox.faults().next(Endpoint::Operation, fault);
        let asked = api
            .post("path/oper/mkdir/")
            .form(&[("path", format!("/{name}"))]);
        let error = asked.send().await.unwrap_err();
        assert!(!error.is_connect() && !error.is_timeout(), "{error:?}");
        assert_eq!(api.home().join(name).exists(), done, "{name}");
    }
}

#[tokio::test]
async fn a_body_that_ends_too_soon_looks_whole() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("a.txt", b"0123456789");
    sandbox.faults().next(Endpoint::Download, Fault::Short(4));
    let answer = api.get("path/data/a.txt").send().await.unwrap();
    assert_eq!(answer.headers().get("content-length"), None);
    assert_eq!(answer.bytes().await.unwrap(), "0123");
}

#[tokio::test]
async fn a_right_answer_may_carry_another_label() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    for label in ["text/plain", ""] {
        let fault = Fault::Labelled(label.into());
        sandbox.faults().next(Endpoint::WhoAmI, fault);
        let answer = api.get("whoami/").send().await.unwrap();
        let told = answer.headers().get("content-type").cloned();
        assert!(told.is_none_or(|told| told == label), "{label}");
        assert!(answer.text().await.unwrap().contains("maya"));
    }
}

#[tokio::test]
async fn another_part_than_was_asked_for_says_so() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("a.txt", b"0123456789");
    sandbox
        .faults()
        .times(Endpoint::Download, 2, Fault::OtherPart(3));
    let asked = api.get("path/data/a.txt").header("range", "bytes=2-");
    let part = asked.send().await.unwrap();
    assert_eq!(part.headers()["content-range"], "bytes 5-9/10");
    assert_eq!(part.bytes().await.unwrap(), "56789");
    let whole = api.get("path/data/a.txt").send().await.unwrap();
    assert_eq!(whole.bytes().await.unwrap(), "0123456789");
}
