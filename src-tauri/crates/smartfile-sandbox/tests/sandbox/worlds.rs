//! What lies in the homes.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde_json::Value;
use smartfile_sandbox::{Profile, Sandbox, World};

use crate::practice::{Api, start};

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

fn has_the_form_its_name_says(path: &Path) -> bool {
    let bytes = std::fs::read(path).unwrap();
    let extension = path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or("");
    let (start, end): (&[u8], &[u8]) = match extension {
        "jpg" => (b"\xFF\xD8\xFF\xE0\0\x10JFIF", b"\xFF\xD9"),
        "png" => (b"\x89PNG\r\n\x1a\n", b"IEND\xAE\x42\x60\x82"),
        "pdf" => (b"%PDF-1.4", b"%%EOF\n"),
        "docx" | "xlsx" | "zip" => (b"PK\x03\x04", b"\0\0"),
        "dxf" => (b"0\nSECTION", b"EOF\n"),
        "csv" => (b"\"", b"\"\r\n"),
        "wav" => (b"RIFF", b""),
        "txt" => (b"", b"\n"),
        _ => return false,
    };
    bytes.starts_with(start) && bytes.ends_with(end)
}

#[tokio::test]
async fn the_firm_has_real_files_of_every_kind() {
    let sandbox = start(|profile| profile.world = World::Firm).await;
    let api = Api::new(&sandbox).await;
    let files = files(sandbox.dir());
    assert!((150..=250).contains(&files.len()), "{}", files.len());
    for file in &files {
        assert!(has_the_form_its_name_says(file), "{}", file.display());
    }
    let bytes: u64 = files
        .iter()
        .map(|file| file.metadata().unwrap().len())
        .sum();
    assert!((20_000_000..=40_000_000).contains(&bytes), "{bytes}");
    let (_, root) = api.json("path/info/?children=true").await;
    assert!(
        (12..=16).contains(&root["items"].as_u64().unwrap()),
        "{}",
        root["items"]
    );
    let (_, photos) = api
        .json("path/info/Projects/Rowan%20Street%20Library/04%20Site%20photos")
        .await;
    assert_eq!(photos["items"], 48);
    let (_, who) = api.json("whoami/").await;
    assert_eq!(who["site"]["quota"]["disk_bytes_tally"], bytes);
    let (_, handbook) = api.json("path/info/Company%20handbook").await;
    assert_eq!(handbook["acl"]["write"], false);
    no_file_is_from_the_future_and_a_folder_is_as_new_as_what_is_in_it(&sandbox);
}

fn modified(path: &Path) -> SystemTime {
    path.metadata().unwrap().modified().unwrap()
}

fn no_file_is_from_the_future_and_a_folder_is_as_new_as_what_is_in_it(sandbox: &Sandbox) {
    let now = SystemTime::now();
    assert!(
        files(sandbox.dir())
            .iter()
            .all(|file| modified(file) <= now)
    );
    let folder = sandbox
        .dir()
        .join("maya/Projects/Rowan Street Library/02 Drawings");
    let newest = files(&folder).iter().map(|file| modified(file)).max();
    assert_eq!(Some(modified(&folder)), newest);
}

#[tokio::test]
async fn everything_is_the_firm_and_the_thousand() {
    let sandbox = start(|profile| profile.world = World::Everything).await;
    let api = Api::new(&sandbox).await;
    let (_, thousand) = api.json("path/info/Thousand").await;
    assert_eq!(thousand["items"], 1000);
    assert_eq!(api.json("path/info/Projects").await.0, 200);
    assert_eq!(
        api.json("path/info/Names/Empty%20file.txt").await.1["size"],
        0
    );
    assert_eq!(
        api.json("path/info/Names/Empty%20folder").await.1["items"],
        0
    );
}

#[tokio::test]
async fn a_home_that_holds_something_is_left_as_it_is() {
    let kept = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(kept.path().join("maya")).unwrap();
    std::fs::write(kept.path().join("maya/mine.txt"), "mine").unwrap();
    let profile = Profile {
        dir: Some(kept.path().to_owned()),
        ..Profile::default()
    };
    let sandbox = Sandbox::start(profile).await.unwrap();
    let api = Api::new(&sandbox).await;
    let (_, listing) = api.json("path/info/?children=true").await;
    let names: Vec<&Value> = listing["children"]
        .as_array()
        .unwrap()
        .iter()
        .map(|child| &child["name"])
        .collect();
    assert_eq!(names, ["mine.txt"]);
    sandbox.stop().await;
    assert!(kept.path().join("maya/mine.txt").exists());
    assert!(
        kept.path().join("jonas/Timesheet.xlsx").exists(),
        "an empty home is filled"
    );
}
