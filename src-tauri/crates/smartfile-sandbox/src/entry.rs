//! The path object (API facts, section 5: documented fields).

use std::fs::Metadata;
use std::path::Path;
use std::time::SystemTime;

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use crate::home::Home;
use crate::remote_path::RemotePath;
use crate::tally::size_below;
use crate::user::User;
use crate::{mime, site_time};

/// Describes what lies at a path. Fields in the documented order, which is the alphabet's.
pub(crate) fn object(
    home: Home<'_>,
    path: &RemotePath,
    local: &Path,
    metadata: &Metadata,
    zone: &TimeZone,
) -> Map<String, Value> {
    let folder = metadata.is_dir();
    let name = path.name();
    let extension = if folder { "" } else { mime::extension(name) };
    let archive = !folder
        && extension.eq_ignore_ascii_case(".zip")
        && home.site.switches.get().browsable_archives;
    let may_write = home.may_write(path);
    let time = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    let url = format!("{}/api/2/path/info/{}", home.site.url, path.encoded());
    let fields = [
        (
            "acl",
            json!({
                "list": true,
                "read": true,
                "remove": may_write && !path.is_root(),
                "write": may_write,
            }),
        ),
        ("attributes", json!({})),
        ("extension", json!(extension)),
        ("id", json!(id(home.user, path))),
        ("isdir", json!(folder || archive)),
        ("isfile", json!(!folder)),
        (
            "items",
            if folder {
                json!(items(home, path, local))
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
        ("owner", owner(home)),
        ("path", json!(path.to_string())),
        (
            "size",
            json!(if folder {
                size_below(local)
            } else {
                metadata.len()
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

/// The names in a folder that can be shown: text, not hidden, no link that leads out.
pub(crate) fn names(home: Home<'_>, path: &RemotePath, local: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(local) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let link = entry.file_type().ok()?.is_symlink();
            let shown = !home.site.fresh.hides(&entry.path())
                && (!link || home.find(&path.join(&name).ok()?).is_ok());
            shown.then_some(name)
        })
        .collect();
    names.sort_unstable();
    names
}

fn items(home: Home<'_>, path: &RemotePath, local: &Path) -> usize {
    names(home, path, local).len()
}

/// A number that stays with a path (documented: an integer; how it is made, inferred).
fn id(user: &User, path: &RemotePath) -> u32 {
    let text = format!("{}{path}", user.username);
    let mix = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(16_777_619);
    text.bytes().fold(2_166_136_261, mix) >> 1
}

fn owner(home: Home<'_>) -> Value {
    let user = home.user;
    json!({
        "email": user.email,
        "first_name": user.first_name(),
        "last_name": user.last_name(),
        "name": user.name,
        "url": format!("{}/api/2/user/{}/", home.site.url, user.username),
        "username": user.username,
    })
}
