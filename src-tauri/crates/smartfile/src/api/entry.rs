//! A file or a folder, and its facts.

use std::collections::BTreeMap;

use serde::Deserialize as _;
use serde_json::Value;

use super::SmartFile;
use super::call::{Call, Form};
use super::object::{Object, Rights};
use super::scalar::{Items, Maybe, Scalar};
use crate::error::{Error, ErrorKind};
use crate::path::RemotePath;
use crate::time::ServerTime;

/// The most bytes of the facts about one entry.
const LIMIT: usize = 1024 * 1024;
const EXPECTED: &str = "a file or folder";

/// What an entry is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum EntryKind {
    /// Has bytes.
    File,
    /// Has entries.
    Folder,
    /// Has both: an archive that the service can open. In transfers it is a file (API facts §5 and
    /// §13.24, *documented*).
    Archive,
    /// The server says neither. Show it, offer nothing.
    Unknown,
}

/// What the person may do with an entry (*documented*, API facts §5). A server that does not say is
/// taken to allow it, for it will refuse by itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
#[allow(clippy::struct_excessive_bools)] // four independent rights, as the service names them
pub struct Acl {
    /// See what is inside.
    pub list: bool,
    /// Download.
    pub read: bool,
    /// Upload, replace, and make folders.
    pub write: bool,
    /// Delete.
    pub remove: bool,
}

impl Default for Acl {
    fn default() -> Acl {
        Acl {
            list: true,
            read: true,
            write: true,
            remove: true,
        }
    }
}

/// One file or folder on the server (API facts §5, fields *documented* unless said otherwise).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// Where it is.
    pub path: RemotePath,
    /// Its name, always the last of its path; empty for the root.
    pub name: String,
    /// The server's number for it.
    pub id: Option<u64>,
    /// What it is.
    pub kind: EntryKind,
    /// Bytes. Of a folder: for display only, it may be the content's size or 0 (API facts §13.23).
    pub size: Option<u64>,
    /// How many entries a folder has. For display only.
    pub items: Option<u64>,
    /// The media type as the server guesses it.
    pub mime: Option<String>,
    /// When it was last changed, as the server wrote it.
    pub time: Option<ServerTime>,
    /// What the person may do with it.
    pub acl: Acl,
    /// Whose it is, by the name to sign in with.
    pub owner: Option<String>,
    /// What programs and people have noted about it: free texts by free names.
    pub attributes: BTreeMap<String, String>,
    /// Its tags, those of them that are texts (their shape is not known, API facts §5).
    pub tags: Vec<String>,
}

impl Entry {
    /// Reads one path object. `place` is the path it was asked for, if it has none of its own;
    /// `folder` the folder it was listed in, for an object that has a name only (API facts §13,
    /// general rules). `None` if it has no name that could be used safely.
    pub(super) fn read(
        object: &Value,
        place: Option<&RemotePath>,
        folder: Option<&RemotePath>,
    ) -> Option<Entry> {
        Entry::of(Maybe::deserialize(object).ok()?.0?, place, folder)
    }

    /// The same from an answer that is being read.
    pub(super) fn of(
        object: Object<'_>,
        place: Option<&RemotePath>,
        folder: Option<&RemotePath>,
    ) -> Option<Entry> {
        let path = match (object.path.text(), place, folder) {
            // Without a leading slash the server means the same (API facts §3.1, *seen*).
            (Some(path), ..) if path.starts_with('/') => RemotePath::parse(path).ok()?,
            (Some(path), ..) => RemotePath::parse(&format!("/{path}")).ok()?,
            (None, Some(place), _) => place.clone(),
            (None, None, folder) => folder?.join(object.name.text()?).ok()?,
        };
        let mime = object.mime.text().map(str::to_owned);
        let owner = object.owner.0.unwrap_or_default();
        Some(Entry {
            name: path.name().unwrap_or_default().to_owned(),
            path,
            id: object.id.number(),
            kind: kind(object.isdir.truth(), object.isfile.truth(), mime.as_deref()),
            size: object.size.number(),
            items: object.items.number(),
            mime,
            time: object.time.text().map(ServerTime::new),
            acl: object.acl.0.unwrap_or_default().acl(true),
            owner: owner.username.text().map(str::to_owned),
            attributes: object.attributes.0.unwrap_or_default().0,
            tags: texts(object.tags),
        })
    }
}

/// Reads four rights. One that the server does not name is `unnamed`.
pub(super) fn acl(object: Option<&Value>, unnamed: bool) -> Acl {
    let rights = object.and_then(|object| Maybe::<Rights>::deserialize(object).ok()?.0);
    rights.unwrap_or_default().acl(unnamed)
}

/// What of a list is text.
fn texts(list: Items<Scalar<'_>>) -> Vec<String> {
    let Items::These(items) = list else {
        return Vec::new();
    };
    items
        .into_iter()
        .filter_map(|item| match item {
            Scalar::Text(text) => Some(text.into_owned()),
            _ => None,
        })
        .collect()
}

fn kind(isdir: Option<bool>, isfile: Option<bool>, mime: Option<&str>) -> EntryKind {
    match (isdir, isfile) {
        (Some(true), Some(true)) => EntryKind::Archive,
        (Some(true), _) => EntryKind::Folder,
        (_, Some(true)) => EntryKind::File,
        // Folders have this type (*documented*).
        (None, None) if mime == Some("application/x-directory") => EntryKind::Folder,
        _ => EntryKind::Unknown,
    }
}

impl SmartFile {
    /// The facts about one path: `GET /api/2/path/info/<path>/` (*documented*).
    ///
    /// [`ErrorKind::NotFound`] if there is nothing; also for about a second after something was
    /// made (API facts §13.29, *seen*): see [`SmartFile::info_after_change`]. Safe to repeat.
    pub async fn info(&self, path: &RemotePath) -> Result<Entry, Error> {
        let call = Call::reads("info").at(path);
        let answer = self
            .json(call, &self.url("path/info", path), LIMIT, EXPECTED)
            .await?;
        Entry::read(&answer, Some(path), None).ok_or_else(|| call.unexpected(EXPECTED))
    }

    /// Notes something about a file or folder: `POST /api/2/path/info/<path>/` with
    /// `attributes=<key>=<value>` for each (*seen*, API facts §5). The entry is `None` if the answer does
    /// not tell it.
    ///
    /// Whether attributes that are not named stay, and how one is taken away, is not known: look at what
    /// came back. A key must be there and hold no `=`, at which the service parts key and value; otherwise
    /// it is [`ErrorKind::Local`]. Safe to repeat: the same values are written again.
    pub async fn set_attributes(
        &self,
        path: &RemotePath,
        attributes: &BTreeMap<String, String>,
    ) -> Result<Option<Entry>, Error> {
        let call = Call::changes("set attributes").at(path);
        if attributes
            .keys()
            .any(|key| key.is_empty() || key.contains('='))
        {
            let why = "an attribute's name is empty or holds an equals sign".to_owned();
            return Err(call.failed(ErrorKind::Local(why)));
        }
        let form = attributes.iter().fold(Form::new(), |form, (key, value)| {
            form.with("attributes", format!("{key}={value}"))
        });
        let answer = self
            .tell(call, &self.url("path/info", path), &form, EXPECTED)
            .await?;
        // An empty object is no description, whatever path it was sent for.
        let tells = answer.get("path").is_some() || answer.get("name").is_some();
        Ok(Entry::read(&answer, Some(path), None).filter(|entry| tells && entry.path == *path))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test may stop at a surprise

    use serde_json::{Value, json};

    use super::{Acl, Entry, EntryKind};
    use crate::path::RemotePath;

    fn listed(object: &Value) -> Option<Entry> {
        Entry::read(object, None, Some(&RemotePath::parse("/Harbor").unwrap()))
    }

    #[test]
    fn the_documented_object_is_read() {
        let entry = listed(&json!({
            "acl": {"list": true, "read": true, "remove": false, "write": true}, "attributes": {"checksum": "0cc1"},
            "extension": ".pdf", "id": 40871, "isdir": false, "isfile": true, "items": null, "mime": "application/pdf",
            "name": "plan.pdf", "owner": {"username": "mara"}, "path": "/Harbor/plan.pdf", "size": 48213, "tags": [],
            "time": "2021-06-14T08:31:07", "url": "https://studio.example.test/api/2/path/info/Harbor/plan.pdf"
        }))
        .unwrap();
        assert_eq!(entry.path.as_str(), "/Harbor/plan.pdf");
        assert_eq!(
            (entry.name.as_str(), entry.id, entry.kind),
            ("plan.pdf", Some(40871), EntryKind::File)
        );
        assert_eq!((entry.size, entry.items), (Some(48213), None));
        assert_eq!(entry.mime.as_deref(), Some("application/pdf"));
        assert_eq!(entry.owner.as_deref(), Some("mara"));
        assert_eq!(
            entry.attributes.get("checksum").map(String::as_str),
            Some("0cc1")
        );
        assert_eq!(entry.tags, Vec::<String>::new());
        assert_eq!(entry.time.unwrap().as_str(), "2021-06-14T08:31:07");
        assert_eq!(
            entry.acl,
            Acl {
                list: true,
                read: true,
                write: true,
                remove: false
            }
        );
    }

    #[test]
    fn missing_and_odd_fields_are_no_hindrance() {
        let entry = listed(&json!({"name": "a", "size": "7", "id": "x", "items": -1, "time": 5, "acl": null, "mime": []})).unwrap();
        assert_eq!(entry.path.as_str(), "/Harbor/a");
        assert_eq!(
            (entry.size, entry.id, entry.items, entry.time, entry.mime),
            (Some(7), None, None, None, None)
        );
        assert_eq!(
            (entry.acl, entry.kind),
            (Acl::default(), EntryKind::Unknown)
        );
    }

    #[test]
    fn the_name_is_always_that_of_the_path() {
        let entry = listed(&json!({"name": "innocent.txt", "path": "/Harbor/plan.exe/"})).unwrap();
        assert_eq!(
            (entry.name.as_str(), entry.path.as_str()),
            ("plan.exe", "/Harbor/plan.exe")
        );
        let entry = listed(&json!({"path": "Harbor/100%25.txt"})).unwrap();
        assert_eq!(entry.name, "100%25.txt");
    }

    #[test]
    fn an_entry_that_cannot_be_named_safely_is_none() {
        for object in [
            json!({}),
            json!(null),
            json!("plan.pdf"),
            json!({"name": ""}),
            json!({"name": ".."}),
            json!({"name": "a/b"}),
            json!({"name": "a\u{0}b"}),
            json!({"name": 5}),
            json!({"name": "fine", "path": "/Harbor/../secret"}),
        ] {
            assert_eq!(listed(&object), None, "{object}");
        }
    }

    /// S13.24: what is both is an archive.
    #[test]
    fn file_folder_archive_and_unknown_are_told_apart() {
        for (object, kind) in [
            (
                json!({"name": "a", "isdir": true, "isfile": false}),
                EntryKind::Folder,
            ),
            (
                json!({"name": "a", "isdir": false, "isfile": true}),
                EntryKind::File,
            ),
            (
                json!({"name": "a", "isdir": true, "isfile": true}),
                EntryKind::Archive,
            ),
            (
                json!({"name": "a", "isdir": false, "isfile": false}),
                EntryKind::Unknown,
            ),
            (json!({"name": "a", "isdir": "true"}), EntryKind::Folder),
            (json!({"name": "a", "isfile": 1}), EntryKind::File),
            (
                json!({"name": "a", "mime": "application/x-directory"}),
                EntryKind::Folder,
            ),
            (json!({"name": "a"}), EntryKind::Unknown),
        ] {
            assert_eq!(listed(&object).unwrap().kind, kind, "{object}");
        }
    }
}
