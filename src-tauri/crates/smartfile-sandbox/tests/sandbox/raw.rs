//! API 3: a file by its full path.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::json;
use smartfile_sandbox::{Endpoint, Fault};

use crate::practice::{Person, empty};

#[tokio::test]
async fn a_put_is_the_file_whether_or_not_its_length_is_known() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let request = maya.request("PUT", "3/path/data/R%26D%20%231.bin");
    let response = request
        .header("content-type", "application/octet-stream")
        .header("x-file-name", "ignored")
        .body(vec![7_u8; 200_000])
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    let object: serde_json::Value = response.json().await.unwrap();
    assert_eq!(
        json!([object["path"], object["size"], object["isfile"]]),
        json!(["/R&D #1.bin", 200_000, true])
    );
    let chunks = futures_util::stream::iter([Ok::<_, std::io::Error>("one "), Ok("two")]);
    let body = reqwest::Body::wrap_stream(chunks);
    assert_eq!(maya.put("chunks.txt", body).await, 200);
    assert_eq!(maya.text("chunks.txt").await, "one two");
    let request = maya.request("GET", "3/path/data/chunks.txt");
    assert_eq!(
        request.send().await.unwrap().text().await.unwrap(),
        "one two"
    );
}

#[tokio::test]
async fn what_cannot_be_written_is_refused_with_its_status() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.ask("PUT", "2/path/oper/mkdir/in", &[]).await;
    for (path, status) in [("none/a.txt", 409), ("in", 400), ("in/", 400), ("", 400)] {
        assert_eq!(maya.put(path, "1").await, status, "{path}");
    }
    sandbox
        .switches()
        .change(|switches| switches.disk_limit = Some(3));
    assert_eq!(maya.put("a.txt", "1234").await, 402, "beforehand");
    sandbox.switches().change(|switches| {
        switches.disk_limit = None;
        switches.unpaid_name = Some("b.txt".to_owned());
    });
    assert_eq!(maya.put("b.txt", "1").await, 402);
    sandbox
        .switches()
        .change(|switches| switches.version_3 = false);
    let request = maya.request("PUT", "3/path/data/c.txt").body("1");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 404);
    assert_eq!(response.headers()["content-type"], "text/plain");
    assert_eq!(maya.names("").await, ["in"]);
}

#[tokio::test]
async fn what_fails_midway_is_answered_with_200_and_the_status_in_the_body() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let put = async |bytes: &'static str| {
        let chunks = futures_util::stream::iter([Ok::<_, std::io::Error>(bytes)]);
        let body = reqwest::Body::wrap_stream(chunks);
        let request = maya.request("PUT", "3/path/data/a.txt").body(body);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.json::<serde_json::Value>().await.unwrap()
    };
    sandbox
        .switches()
        .change(|switches| switches.disk_limit = Some(3));
    assert_eq!(put("12345").await["status"], 402, "no length, so midway");
    sandbox.switches().change(|switches| {
        switches.disk_limit = None;
        switches.v3_midway = Some(2);
    });
    let answer = put("12345").await;
    assert_eq!(answer["status"], 500);
    assert!(answer["detail"].is_string());
    assert_eq!(maya.names("").await, Vec::<String>::new());
    sandbox
        .switches()
        .change(|switches| switches.partial_uploads = true);
    put("12345").await;
    assert_eq!(maya.text("a.txt").await, "12");
    sandbox
        .switches()
        .change(|switches| switches.v3_midway = None);
    sandbox.faults().next(Endpoint::Upload, Fault::Midway(4));
    put("12345").await;
    assert_eq!(maya.text("a.txt").await, "1234");
    assert_eq!(put("12345").await["size"], 5);
}

#[tokio::test]
async fn a_patch_goes_on_where_its_range_says() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.put("a.txt", "0123456789").await;
    let patch = async |path: &str, range: &str, since: &str| {
        let mut request = maya.request("PATCH", &format!("3/path/data/{path}"));
        if !range.is_empty() {
            request = request.header("range", range);
        }
        if !since.is_empty() {
            request = request.header("if-unmodified-since", since);
        }
        request.body("abc").send().await.unwrap()
    };
    let response = patch("a.txt", "bytes=10-", "").await;
    assert_eq!(response.status(), 200);
    let object: serde_json::Value = response.json().await.unwrap();
    assert_eq!(
        (&object["size"], &object["path"]),
        (&json!(13), &json!("/a.txt"))
    );
    assert_eq!(maya.text("a.txt").await, "0123456789abc");
    assert_eq!(patch("a.txt", "bytes=4-", "").await.status(), 200);
    assert_eq!(maya.text("a.txt").await, "0123abc");
    let beyond = patch("a.txt", "bytes=8-", "").await;
    assert_eq!(beyond.status(), 416);
    assert_eq!(beyond.headers()["content-range"], "bytes */7");
    for range in ["", "bytes=1-2", "bytes=-3", "lines=1-"] {
        assert_eq!(patch("a.txt", range, "").await.status(), 400, "{range}");
    }
    assert_eq!(patch("none.txt", "bytes=0-", "").await.status(), 404);
    let long_ago = "Mon, 06 Jan 2020 10:00:00 GMT";
    assert_eq!(patch("a.txt", "bytes=7-", long_ago).await.status(), 412);
    let one_day = "Sat, 06 Jan 2120 10:00:00 GMT";
    assert_eq!(patch("a.txt", "bytes=7-", one_day).await.status(), 200);
    let odd = "2020-01-06T10:00:00";
    assert_eq!(patch("a.txt", "bytes=10-", odd).await.status(), 200);
    assert_eq!(maya.text("a.txt").await, "0123abcabcabc");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_connection_leaves_nothing_or_its_part() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let broken = |sandbox: &smartfile_sandbox::Sandbox| {
        let address = sandbox.url().strip_prefix("http://").unwrap().to_owned();
        let mut stream = TcpStream::connect(address).unwrap();
        // "maya:practice"
        write!(
            stream,
            "PUT /api/3/path/data/a.txt HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\
             Authorization: Basic bWF5YTpwcmFjdGljZQ==\r\n\r\n1234"
        )
        .unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
    };
    broken(&sandbox);
    assert!(sandbox.ledger().wait_for(1, "/api/3/path/data/").await);
    assert_eq!(maya.names("").await, Vec::<String>::new());
    sandbox
        .switches()
        .change(|switches| switches.partial_uploads = true);
    broken(&sandbox);
    assert!(sandbox.ledger().wait_for(2, "/api/3/path/data/").await);
    assert_eq!(maya.text("a.txt").await, "1234");
}
