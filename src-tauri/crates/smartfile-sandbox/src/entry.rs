//! The path object (API facts, section 5: documented fields).

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use crate::home::Home;
use crate::remote_path::RemotePath;
use crate::storage::Facts;
use crate::{mime, site_time};

/// Describes what lies at a path. Fields in the documented order, which is the alphabet's.
pub(crate) fn object(
    home: &Home,
    path: &RemotePath,
    facts: Facts,
    zone: &TimeZone,
) -> Map<String, Value> {
    let site = &home.site;
    let Facts { folder, size, time } = facts;
    let name = path.name();
    let extension = if folder { "" } else { mime::extension(name) };
    let archive = !folder && is_archive(path) && site.switches.get().browsable_archives;
    let mut acl = home.acl(path);
    acl.remove &= !path.is_root();
    let url = format!("{}/api/2/path/info/{}", site.url, path.encoded());
    let fields = [
        ("acl", acl.json()),
        (
            "attributes",
            json!(site.notes.attributes(&home.user.home, path)),
        ),
        ("extension", json!(extension)),
        ("id", json!(id(home, path))),
        ("isdir", json!(folder || archive)),
        ("isfile", json!(!folder)),
        (
            "items",
            if folder {
                json!(home.list(path, 0, 0).0)
            } else {
                Value::Null
            },
        ),
        (
            "mime",
            json!(if folder {
                "application/x-directory"
            } else {
                mime::of(name)
            }),
        ),
        ("name", json!(name)),
        ("owner", site.person(&home.user)),
        ("path", json!(path.to_string())),
        (
            "size",
            json!(if folder {
                site.storage.size_below(&home.user.home, path)
            } else {
                size
            }),
        ),
        ("tags", json!([])),
        ("time", json!(site_time::naive(time, zone))),
        ("url", json!(url)),
    ];
    fields
        .into_iter()
        .map(|(field, value)| (field.to_owned(), value))
        .collect()
}

/// The object of what has only just been made or changed.
pub(crate) fn now(home: &Home, path: &RemotePath) -> Option<Map<String, Value>> {
    let facts = home.facts_at_once(path)?;
    Some(object(home, path, facts, &site_time::zone()))
}

/// Whether a file's name says that it can be browsed like a folder.
pub(crate) fn is_archive(path: &RemotePath) -> bool {
    mime::extension(path.name()).eq_ignore_ascii_case(".zip")
}

/// A number that stays with a path (documented: an integer; how it is made, inferred).
pub(crate) fn id(home: &Home, path: &RemotePath) -> u32 {
    let text = format!("{}{path}", home.user.home);
    let mix = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(16_777_619);
    text.bytes().fold(2_166_136_261, mix) >> 1
}
