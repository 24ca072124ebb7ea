//! Entries as lines and as objects.

use connect_core::{Entry, EntryKind};
use indicatif::DecimalBytes;
use serde_json::{Value, json};

use crate::moment;
use crate::visible::visible;

/// What an entry is called in `--json`.
pub(crate) fn kind(entry: &Entry) -> &'static str {
    match entry.kind {
        EntryKind::Folder => "folder",
        EntryKind::File => "file",
        EntryKind::Archive => "archive",
        EntryKind::Unknown => "unknown",
    }
}

pub(crate) fn object(entry: &Entry) -> Value {
    json!({
        "kind": "entry",
        "type": kind(entry),
        "path": entry.path.as_str(),
        "name": entry.name,
        "size": entry.size,
        "items": entry.items,
        "mime": entry.mime,
        "changed": entry.changed.map(|at| at.to_string()),
    })
}

/// One line: the name, or what is called here in its place; a folder ends with a slash. `long` puts size and time
/// before it.
pub(crate) fn line(entry: &Entry, called: &str, long: bool) -> String {
    let slash = if entry.kind == EntryKind::Folder {
        "/"
    } else {
        ""
    };
    let name = format!("{}{slash}", visible(called));
    if !long {
        return name;
    }
    let size = match (entry.kind, entry.size) {
        (EntryKind::Folder, _) | (_, None) => "-".to_owned(),
        (_, Some(size)) => amount(size),
    };
    let changed = entry.changed.map_or_else(|| "-".to_owned(), moment::shown);
    format!("{size:>10}  {changed:<16}  {name}")
}

/// Bytes for a person.
pub(crate) fn amount(bytes: u64) -> String {
    DecimalBytes(bytes).to_string()
}
