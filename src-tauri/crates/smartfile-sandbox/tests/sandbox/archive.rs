//! `compress` and `downloadmultiple`.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use crate::practice::{Person, empty};

/// Names and texts of an archive; folders end with a slash.
fn unpack(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut entry = archive.by_index(at).unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            (entry.name().unwrap().into_owned(), text)
        })
        .collect()
}

async fn laid_out(maya: &Person<'_>) -> BTreeMap<String, String> {
    for folder in ["in", "in/Ärger", "in/empty"] {
        let rest = format!("2/path/oper/mkdir/{folder}");
        assert_eq!(maya.ask("PUT", &rest, &[]).await.0, 200);
    }
    maya.put("in/Ärger/a.txt", "one").await;
    maya.put("b.txt", "two").await;
    [
        ("in/", ""),
        ("in/Ärger/", ""),
        ("in/Ärger/a.txt", "one"),
        ("in/empty/", ""),
        ("b.txt", "two"),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .into()
}

#[tokio::test]
async fn many_things_come_as_one_archive_at_once() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let expected = laid_out(&maya).await;
    let request = maya.request("POST", "2/path/oper/downloadmultiple/");
    let form = [
        ("path", "/in"),
        ("path", "/b.txt"),
        ("filename", "my files.zip"),
    ];
    let response = request.form(&form).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/zip");
    let disposition = response.headers()["content-disposition"].to_str().unwrap();
    assert_eq!(disposition, "attachment; filename*=utf-8''my%20files%2Ezip");
    assert_eq!(unpack(&response.bytes().await.unwrap()), expected);
    let request = maya.request("POST", "2/path/oper/downloadmultiple/");
    let form = [("path", "/in/Ärger"), ("filename", "a.zip")];
    let response = request.form(&form).send().await.unwrap();
    let names = unpack(&response.bytes().await.unwrap());
    let names: Vec<&String> = names.keys().collect();
    assert_eq!(names, ["Ärger/", "Ärger/a.txt"], "without what is above");
    let form = [("path", "/none"), ("filename", "a.zip")];
    let missing = maya.ask("POST", "2/path/oper/downloadmultiple/", &form);
    assert_eq!(missing.await.0, 404);
}

#[tokio::test]
async fn an_archive_can_be_put_into_a_folder() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let expected = laid_out(&maya).await;
    let form = [
        ("path", "/in"),
        ("path", "/b.txt"),
        ("dst", "/in"),
        ("name", "all.zip"),
    ];
    let task = maya.operate("compress", &form).await;
    assert_eq!(
        (&task["type"], &task["result"]["status"]),
        (&"Compress".into(), &"SUCCESS".into())
    );
    let request = maya.request("GET", "2/path/data/in/all.zip");
    let bytes = request.send().await.unwrap().bytes().await.unwrap();
    assert_eq!(unpack(&bytes), expected);
    for (path, dst, name, status) in [
        ("/none", "/in", "a.zip", 404),
        ("/in", "/none", "a.zip", 400),
        ("/in", "/in", "", 400),
        ("/in", "/in", "../a.zip", 400),
    ] {
        let form = [("path", path), ("dst", dst), ("name", name)];
        let (got, _) = maya.ask("POST", "2/path/oper/compress/", &form).await;
        assert_eq!(got, status, "{path} {dst} {name}");
    }
}
