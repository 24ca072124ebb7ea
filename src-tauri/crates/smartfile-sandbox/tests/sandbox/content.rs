//! Downloads, uploads, new folders, and what they may not do.

use std::time::Duration;

use reqwest::multipart::{Form, Part};
use reqwest::{Body, Method};
use serde_json::{Value, json};
use smartfile_sandbox::{MkdirExisting, RangeAnswer, UploadAnswer, World};

use crate::practice::{Api, empty, start};

fn file(name: &str, bytes: &[u8]) -> Form {
    Form::new().part(
        "file",
        Part::bytes(bytes.to_vec()).file_name(name.to_owned()),
    )
}

#[tokio::test]
async fn a_download_is_the_file_with_its_own_type_and_length() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    let bytes: Vec<u8> = (0..200_000_u32)
        .map(|at| at.to_le_bytes()[at as usize % 3])
        .collect();
    api.lay("a b.json", &bytes);
    for rest in ["path/data/a%20b.json", "path/data/a%20b.json/"] {
        let response = api.get(rest).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "application/json");
        assert_eq!(response.headers()["content-length"], "200000");
        assert_eq!(response.headers()["accept-ranges"], "bytes");
        assert!(response.bytes().await.unwrap() == bytes);
    }
    let attached = api
        .get("path/data/a%20b.json?download=true")
        .send()
        .await
        .unwrap();
    let disposition = attached.headers()["content-disposition"].to_str().unwrap();
    assert_eq!(disposition, "attachment; filename*=utf-8''a%20b%2Ejson");
}

#[tokio::test]
async fn a_download_can_be_resumed_or_the_range_ignored() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("ten.txt", b"0123456789");
    let ask = |range: &'static str| api.get("path/data/ten.txt").header("range", range).send();
    let part = ask("bytes=6-").await.unwrap();
    assert_eq!(part.status(), 206);
    assert_eq!(part.headers()["content-range"], "bytes 6-9/10");
    assert_eq!(part.headers()["content-length"], "4");
    assert_eq!(part.text().await.unwrap(), "6789");
    assert_eq!(ask("bytes=2-3").await.unwrap().text().await.unwrap(), "23");
    let beyond = ask("bytes=10-").await.unwrap();
    assert_eq!(beyond.status(), 416);
    assert_eq!(beyond.headers()["content-range"], "bytes */10");
    sandbox
        .switches()
        .change(|switches| switches.range = RangeAnswer::Ignored);
    let whole = ask("bytes=6-").await.unwrap();
    assert_eq!(
        (
            whole.status().as_u16(),
            whole.headers().get("accept-ranges")
        ),
        (200, None)
    );
    assert_eq!(whole.text().await.unwrap(), "0123456789");
}

#[tokio::test]
async fn a_download_can_come_without_a_length_and_an_empty_file_is_empty() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("a.txt", &vec![7; 100_000]);
    api.lay("none.txt", b"");
    let response = api.get("path/data/none.txt").send().await.unwrap();
    assert_eq!(response.headers()["content-length"], "0");
    assert_eq!(response.bytes().await.unwrap().len(), 0);
    sandbox
        .switches()
        .change(|switches| switches.chunked_downloads = true);
    for (rest, length) in [("path/data/a.txt", 100_000), ("path/data/none.txt", 0)] {
        let response = api.get(rest).send().await.unwrap();
        assert_eq!(response.headers().get("content-length"), None);
        assert_eq!(response.headers()["transfer-encoding"], "chunked");
        assert_eq!(response.bytes().await.unwrap().len(), length);
    }
}

#[tokio::test]
async fn a_folder_is_no_download_and_a_missing_file_is_not_found() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("folder/a.txt", b"1");
    for (rest, status) in [
        ("path/data/folder", 415),
        ("path/data/", 415),
        ("path/data/none", 404),
    ] {
        let (got, answer) = api.json(rest).await;
        assert_eq!(got, status);
        assert!(answer["detail"].is_string());
    }
    let head = api
        .request(Method::DELETE, "path/data/folder/a.txt")
        .send()
        .await
        .unwrap();
    assert_eq!(head.status(), 405);
}

#[tokio::test]
async fn an_upload_stores_every_part_and_answers_with_a_list() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("in/keep.txt", b"1");
    let form = file("Ärger & \"Co\" \\ 50%.txt", b"hello")
        .text("comment", "not a file")
        .part("any-name", Part::bytes(Vec::new()).file_name("empty.bin"))
        .part("third", Part::bytes(vec![9; 300_000]).file_name("big.bin"));
    let response = api
        .post("path/data/in/")
        .multipart(form)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    let answer: Value = response.json().await.unwrap();
    let stored: Vec<_> = answer
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (&entry["path"], &entry["size"]))
        .collect();
    assert_eq!(
        json!(stored),
        json!([
            ["/in/Ärger & \"Co\" \\ 50%.txt", 5],
            ["/in/empty.bin", 0],
            ["/in/big.bin", 300_000]
        ])
    );
    let home = api.home().join("in");
    assert_eq!(
        std::fs::read(home.join("Ärger & \"Co\" \\ 50%.txt")).unwrap(),
        b"hello"
    );
    assert_eq!(std::fs::read(home.join("empty.bin")).unwrap(), b"");
    assert_eq!(
        std::fs::read(home.join("big.bin")).unwrap(),
        vec![9; 300_000]
    );
    assert_eq!(std::fs::read_dir(home).unwrap().count(), 4);
    assert_eq!(
        std::fs::read_dir(sandbox.dir().join(".incoming"))
            .unwrap()
            .count(),
        0
    );
}

#[tokio::test]
async fn an_upload_to_the_root_replaces_the_same_name_and_can_answer_with_an_object() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("a.txt", b"the old content");
    sandbox
        .switches()
        .change(|switches| switches.upload_answer = UploadAnswer::Object);
    let response = api
        .post("path/data/")
        .multipart(file("a.txt", b"new"))
        .send()
        .await
        .unwrap();
    let answer: Value = response.json().await.unwrap();
    assert_eq!(
        json!([answer["path"], answer["size"]]),
        json!(["/a.txt", 3])
    );
    assert_eq!(std::fs::read(api.home().join("a.txt")).unwrap(), b"new");
}

#[tokio::test]
async fn an_upload_into_a_missing_folder_is_a_conflict() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("file.txt", b"1");
    for rest in ["path/data/none/", "path/data/file.txt/"] {
        let form = file("a.txt", &vec![1; 2_000_000]);
        let response = api.post(rest).multipart(form).send().await.unwrap();
        assert_eq!(response.status(), 409, "{rest}");
    }
}

#[tokio::test]
async fn an_upload_that_stops_in_the_middle_leaves_nothing() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("a.txt", b"old");
    let chunks = futures_util::stream::iter([
        Ok(bytes::Bytes::from_static(
            b"--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\nhalf",
        )),
        Err(std::io::Error::other("the line is cut")),
    ]);
    let request = api
        .post("path/data/")
        .header("content-type", "multipart/form-data; boundary=x")
        .body(Body::wrap_stream(chunks));
    assert!(request.send().await.is_err());
    // The same request with an honest end, but without the closing boundary, is refused.
    let request = api
        .post("path/data/")
        .header("content-type", "multipart/form-data; boundary=x")
        .body("--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\nhalf");
    assert_eq!(request.send().await.unwrap().status(), 400);
    assert_eq!(std::fs::read(api.home().join("a.txt")).unwrap(), b"old");
    assert_eq!(std::fs::read_dir(api.home()).unwrap().count(), 1);
}

#[tokio::test]
async fn an_upload_without_a_file_or_with_an_impossible_name_is_refused() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("folder/a.txt", b"1");
    let long = "x".repeat(300);
    for form in [
        Form::new().text("a", "b"),
        file("..", b"1"),
        file(&long, b"1"),
        file("folder", b"1"),
    ] {
        let response = api.post("path/data/").multipart(form).send().await.unwrap();
        assert_eq!(response.status(), 400);
        let answer: Value = response.json().await.unwrap();
        assert!(answer["file"][0].is_string(), "{answer}");
    }
    assert_eq!(
        api.post("path/data/")
            .body("raw")
            .send()
            .await
            .unwrap()
            .status(),
        400
    );
    assert_eq!(std::fs::read_dir(api.home()).unwrap().count(), 1);
}

#[tokio::test]
async fn a_full_site_refuses_uploads_with_402() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    sandbox
        .switches()
        .change(|switches| switches.disk_limit = Some(1000));
    let upload = |name: &'static str, size: usize| {
        api.post("path/data/")
            .multipart(file(name, &vec![1; size]))
            .send()
    };
    assert_eq!(upload("a.bin", 600).await.unwrap().status(), 200);
    let full = upload("b.bin", 600).await.unwrap();
    assert_eq!(full.status(), 402);
    assert!(full.json::<Value>().await.unwrap()["detail"].is_string());
    assert_eq!(upload("c.bin", 400).await.unwrap().status(), 200);
    assert!(!api.home().join("b.bin").exists());
    let (_, who) = api.json("whoami/").await;
    assert_eq!(
        who["site"]["quota"],
        json!({"disk_bytes_limit": 1000, "disk_bytes_tally": 1000})
    );
}

#[tokio::test]
async fn a_read_only_folder_says_so_and_takes_nothing() {
    let sandbox = start(|profile| profile.world = World::Thousand).await;
    let api = Api::new(&sandbox).await;
    let (_, entry) = api.json("path/info/Names/Read%20only").await;
    let expected = json!({"list": true, "read": true, "remove": false, "write": false});
    assert_eq!(entry["acl"], expected);
    let response = api
        .post("path/data/Names/Read%20only/")
        .multipart(file("a", b"1"))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 403);
    let detail = response.json::<Value>().await.unwrap();
    assert_eq!(
        detail,
        json!({"detail": "You do not have permission to perform this action."})
    );
    let made = api
        .post("path/oper/mkdir/")
        .form(&[("path", "/Names/Read only/x")])
        .send()
        .await
        .unwrap();
    assert_eq!(made.status(), 403);
    let good = api
        .get("path/data/Names/Read%20only/Do%20not%20change.txt")
        .send()
        .await
        .unwrap();
    assert_eq!(good.status(), 200);
}

#[tokio::test]
async fn a_folder_can_be_made_by_form_json_or_address() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    let form = api.post("path/oper/mkdir/").form(&[("path", "/R&D #1")]);
    let json_body = api
        .post("path/oper/mkdir/")
        .json(&json!({"path": "R&D #1/two/"}));
    let put = api.request(Method::PUT, "path/oper/mkdir/R%26D%20%231/three");
    for (request, path) in [
        (form, "/R&D #1"),
        (json_body, "/R&D #1/two"),
        (put, "/R&D #1/three"),
    ] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        let entry: Value = response.json().await.unwrap();
        assert_eq!(
            json!([entry["path"], entry["isdir"], entry["items"]]),
            json!([path, true, 0])
        );
        assert!(api.home().join(&path[1..]).is_dir());
    }
}

#[tokio::test]
async fn making_a_folder_again_is_accepted_or_a_conflict() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("file", b"1");
    let make = |path: &'static str| api.post("path/oper/mkdir/").form(&[("path", path)]).send();
    assert_eq!(make("/a").await.unwrap().status(), 200);
    assert_eq!(make("/a").await.unwrap().status(), 200);
    assert_eq!(make("/").await.unwrap().status(), 200);
    assert_eq!(make("/none/b").await.unwrap().status(), 404);
    assert_eq!(make("/file").await.unwrap().status(), 400);
    assert_eq!(make("").await.unwrap().status(), 400);
    sandbox
        .switches()
        .change(|switches| switches.mkdir_existing = MkdirExisting::Conflict);
    assert_eq!(make("/a").await.unwrap().status(), 409);
}

#[tokio::test]
async fn new_things_can_take_a_while_to_show_up() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("old.txt", b"1");
    sandbox
        .switches()
        .change(|switches| switches.visibility_delay = Duration::from_hours(1));
    for name in ["new.txt", "old.txt"] {
        let response = api
            .post("path/data/")
            .multipart(file(name, b"22"))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
    }
    api.post("path/oper/mkdir/")
        .form(&[("path", "/folder")])
        .send()
        .await
        .unwrap();
    assert_eq!(api.json("path/info/new.txt").await.0, 404);
    assert_eq!(api.json("path/info/folder").await.0, 404);
    assert_eq!(
        api.json("path/info/old.txt").await.1["size"],
        2,
        "a replaced file stays visible"
    );
    let (_, listing) = api.json("path/info/?children=true").await;
    assert_eq!(listing["total"], 1);
    let inside = api
        .post("path/data/folder/")
        .multipart(file("a", b"1"))
        .send()
        .await
        .unwrap();
    assert_eq!(inside.status(), 200, "a hidden folder can be filled");
}
