//! Nothing leads out of a home.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

use crate::practice::{Api, empty};

/// Sends a request line as it is: a client would tidy the path.
fn raw(url: &str, method: &str, path: &str, token: &str) -> (u16, String) {
    let address = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer.split_once("\r\n\r\n").unwrap().1.to_owned())
}

const WAYS_OUT: [&str; 20] = [
    "..",
    "../",
    "../jonas",
    "../jonas/secret.txt",
    "%2e%2e/jonas/secret.txt",
    "%2E%2E%2Fjonas%2Fsecret.txt",
    ".%2e/jonas/secret.txt",
    "folder/../../jonas/secret.txt",
    "folder/%2e%2e/%2e%2e/jonas/secret.txt",
    "./%2e./jonas/secret.txt",
    "..%2fjonas/secret.txt",
    "folder%2f..%2f..%2fjonas%2fsecret.txt",
    "%00",
    "folder/%00/../../jonas/secret.txt",
    "..%00/jonas/secret.txt",
    "%c0%ae%c0%ae/jonas/secret.txt",
    "%252e%252e/jonas/secret.txt",
    "....//jonas/secret.txt",
    "/etc/passwd",
    "//etc/passwd",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_spelling_of_a_path_leads_out_of_the_home() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("folder/a.txt", b"1");
    std::fs::write(
        sandbox.dir().join("jonas/secret.txt"),
        "the secret of jonas",
    )
    .unwrap();
    for way in WAYS_OUT {
        for (method, endpoint) in [
            ("GET", "2/path/info"),
            ("POST", "2/path/info"),
            ("GET", "2/path/data"),
            ("PUT", "2/path/oper/mkdir"),
            ("GET", "2/path/list-versions"),
            ("GET", "2/path/tree"),
            ("GET", "2/access/path"),
            ("DELETE", "2/watch/path"),
            ("GET", "3/path/data"),
            ("PUT", "3/path/data"),
            ("PATCH", "3/path/data"),
            ("DELETE", "3/path/data"),
        ] {
            let path = format!("/api/{endpoint}/{way}");
            let (status, body) = raw(sandbox.url(), method, &path, &api.token);
            assert!(
                matches!(status, 400 | 404 | 415 | 409),
                "{method} {path}: {status} {body}"
            );
            assert!(
                !body.contains("secret of") && !body.contains("root:"),
                "{path}: {body}"
            );
        }
        let upload = format!("/api/2/path/data/{way}/");
        let (status, _) = raw(sandbox.url(), "POST", &upload, &api.token);
        assert!(matches!(status, 400 | 409), "POST {upload}: {status}");
    }
    let form = [("path", "/../jonas/made")];
    let made = api
        .post("path/oper/mkdir/")
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(made.status(), 400);
    let jonas: Vec<_> = std::fs::read_dir(sandbox.dir().join("jonas"))
        .unwrap()
        .collect();
    assert_eq!(jonas.len(), 1);
    assert_eq!(std::fs::read_dir(api.home()).unwrap().count(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_that_leads_out_of_the_home_is_not_there() {
    use std::os::unix::fs::symlink;

    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("inside.txt", b"1");
    let outside = sandbox.dir().join("jonas");
    std::fs::write(outside.join("secret.txt"), "x").unwrap();
    symlink(&outside, api.home().join("way out")).unwrap();
    symlink(outside.join("secret.txt"), api.home().join("leak.txt")).unwrap();
    symlink(api.home().join("inside.txt"), api.home().join("alias.txt")).unwrap();
    symlink(api.home(), api.home().join("loop")).unwrap();
    let (_, listing) = api.json("path/info/?children=true").await;
    let names: Vec<&Value> = listing["children"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| &c["name"])
        .collect();
    assert_eq!(names, ["alias.txt", "inside.txt", "loop"]);
    for (rest, status) in [
        ("path/info/way%20out", 404),
        ("path/info/way%20out/secret.txt", 404),
        ("path/data/way%20out/secret.txt", 404),
        ("path/data/leak.txt", 404),
        ("path/data/alias.txt", 200),
    ] {
        assert_eq!(
            api.get(rest).send().await.unwrap().status(),
            status,
            "{rest}"
        );
    }
    let part = reqwest::multipart::Part::bytes(b"1".to_vec()).file_name("a.txt");
    let form = reqwest::multipart::Form::new().part("f", part);
    let upload = api
        .post("path/data/way%20out/")
        .multipart(form)
        .send()
        .await
        .unwrap();
    assert_eq!(upload.status(), 409);
    assert_eq!(std::fs::read_dir(outside).unwrap().count(), 1);
}
