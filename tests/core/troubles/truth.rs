//! What the site has, asked of the site itself, and what the app shows of it.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use connect_core::{EntryKind, Page, RemotePath};
use support::Desk;

/// Each path, and the bytes of those that are files.
pub(super) type Files = BTreeMap<String, Option<Vec<u8>>>;
/// Each link's id, and what it is called.
pub(super) type Links = BTreeMap<String, String>;

/// What a site has, or is to have.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Truth {
    pub(super) files: Files,
    /// The names of the links, without their ids: those that are to be made have none yet.
    pub(super) links: Vec<String>,
}

/// A desk with a few files, at which short waits pass by themselves.
pub(super) async fn desk() -> Desk {
    let desk = Desk::connected().await;
    for file in ["a.txt", "b.txt", "From/inside.txt", "Into/b.txt"] {
        desk.put_remote(file, file.as_bytes());
    }
    desk.clock.hurry(Duration::from_mins(5));
    desk
}

/// The links as the practice server tells them to a client of its own, with an API key.
pub(super) async fn links(desk: &Desk) -> Links {
    let answer = reqwest::Client::new()
        .get(format!("{}/api/2/link/?limit=100", desk.sandbox.url()))
        .basic_auth(desk.sandbox.api_key(), Some(desk.sandbox.api_password()))
        .header("accept", "application/json")
        .send()
        .await
        .unwrap();
    let answer: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let all = answer["results"].as_array().unwrap();
    all.iter()
        .map(|link| (text(&link["uid"]), text(&link["name"])))
        .collect()
}

/// Everything the app lists, folder by folder.
async fn shown(desk: &Desk) -> BTreeMap<String, Option<u64>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![RemotePath::root()];
    while let Some(folder) = folders.pop() {
        let entries = Mutex::new(Vec::new());
        let keep = |page: Page| entries.lock().unwrap().extend(page.entries);
        desk.app.list(&folder, &keep).await.unwrap();
        for entry in entries.into_inner().unwrap() {
            let is_folder = entry.kind == EntryKind::Folder;
            found.insert(
                entry.path.as_str().to_owned(),
                entry.size.filter(|_| !is_folder),
            );
            if is_folder {
                folders.push(entry.path);
            }
        }
    }
    found
}

/// The site has exactly this, and the app shows it.
pub(super) async fn is(desk: &Desk, truth: &Truth, case: &str) {
    let (files, links) = (desk.held(), links(desk).await);
    assert_eq!(files, truth.files, "{case}");
    let sizes: BTreeMap<String, Option<u64>> = files
        .into_iter()
        .map(|(path, bytes)| (path, bytes.map(|bytes| bytes.len() as u64)))
        .collect();
    assert_eq!(
        shown(desk).await,
        sizes,
        "the list shows something else: {case}"
    );
    let mut names: Vec<String> = links.values().cloned().collect();
    names.sort();
    assert_eq!(names, truth.links, "{case}");
    let told = desk.app.links(None).await.unwrap().links;
    let told: Links = told
        .into_iter()
        .map(|link| (link.id, link.name.unwrap_or_default()))
        .collect();
    assert_eq!(told, links, "the links are shown as others: {case}");
}
