//! Looking: a folder, an entry, a search.

use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use connect_core::{Details, Entry, EntryKind, Grantee, Page, RemotePath};
use serde_json::{Value, json};

use super::links;
use crate::arguments::{List, Search};
use crate::entry_line;
use crate::exit::Exit;
use crate::moment;
use crate::seat::{Seat, remote_path};
use crate::trouble::Trouble;
use crate::visible::visible;
use crate::words::{With, word};

/// `ls`: folders first, each by name.
pub(crate) async fn list(seat: &mut Seat, asked: &List) -> Result<Exit, Trouble> {
    let folder = remote_path(&asked.path)?;
    seat.connected().await?;
    let found: Mutex<Vec<Entry>> = Mutex::default();
    let listed = seat.app.list(&folder, &|page| collect(&found, page)).await;
    let mut entries = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    entries.sort_by_cached_key(|entry| {
        let is_file = entry.kind != EntryKind::Folder;
        (is_file, entry.name.to_lowercase(), entry.name.clone())
    });
    for entry in &entries {
        let line = entry_line::line(entry, &entry.name, asked.long);
        seat.out.result(&line, &entry_line::object(entry));
    }
    // What came before it broke off is shown; the end says that there is more.
    listed?;
    Ok(Exit::Done)
}

/// `search`: by the whole path, as it is found.
pub(crate) async fn search(seat: &mut Seat, asked: &Search) -> Result<Exit, Trouble> {
    let within = remote_path(&asked.within)?;
    seat.connected().await?;
    let words = asked.words.join(" ");
    let out = seat.out.clone();
    let long = asked.long;
    let show = move |page: Page| {
        for entry in &page.entries {
            let line = entry_line::line(entry, entry.path.as_str(), long);
            out.result(&line, &entry_line::object(entry));
        }
    };
    let searched = seat.app.search(&words, &within, &show).await?;
    if searched.found == 0 {
        seat.out.remark(&word("cli-found-nothing"));
    } else if searched.more {
        seat.out.remark(&word("cli-found-more"));
    }
    Ok(Exit::Done)
}

/// `info`.
pub(crate) async fn info(seat: &mut Seat, path: &str) -> Result<Exit, Trouble> {
    let path = remote_path(path)?;
    seat.connected().await?;
    let details = seat.app.details(&path).await?;
    seat.out
        .result(lines(&details).trim_end(), &object(&details));
    Ok(Exit::Done)
}

/// What is there, as the site says.
pub(crate) async fn is_folder(seat: &Seat, path: &RemotePath) -> Result<bool, Trouble> {
    if path.is_root() {
        return Ok(true);
    }
    Ok(seat.app.info(path).await?.kind == EntryKind::Folder)
}

fn collect(found: &Mutex<Vec<Entry>>, page: Page) {
    let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
    found.extend(page.entries);
}

fn lines(details: &Details) -> String {
    let entry = &details.entry;
    let mut lines = String::new();
    let mut row = |id: &str, value: Option<String>| {
        if let Some(value) = value {
            let label = format!("{}:", word(&format!("cli-info-{id}")));
            // Writing to a text cannot fail.
            let _ = writeln!(lines, "{label:<12} {value}");
        }
    };
    row("path", Some(visible(entry.path.as_str())));
    row(
        "type",
        Some(word(&format!("cli-type-{}", entry_line::kind(entry)))),
    );
    let size = entry.size.filter(|_| entry.kind != EntryKind::Folder);
    row(
        "size",
        size.map(|size| format!("{} ({size})", entry_line::amount(size))),
    );
    row("items", entry.items.map(|items| items.to_string()));
    row("changed", entry.changed.map(moment::shown));
    row("owner", details.owner.as_deref().map(visible));
    for grant in details.access.iter().flatten() {
        row("access", Some(visible(grantee(&grant.grantee))));
    }
    for version in details.versions.iter().flatten() {
        let at = version.changed.map(moment::shown);
        let size = version.size.map(entry_line::amount);
        let by = version.by.as_deref().map(visible);
        let parts: Vec<String> = [at, size, by].into_iter().flatten().collect();
        row("version", Some(parts.join("  ")));
    }
    for link in details.links.iter().flatten() {
        row("link", Some(links::line(link)));
    }
    lines
}

fn grantee(grantee: &Grantee) -> &str {
    match grantee {
        Grantee::User(name) | Grantee::Group(name) => name,
    }
}

fn object(details: &Details) -> Value {
    let access = details.access.as_ref().map(|access| {
        let names = access.iter().map(|grant| grantee(&grant.grantee));
        names.collect::<Vec<_>>()
    });
    let versions = details.versions.as_ref().map(|versions| {
        let objects = versions.iter().map(|version| {
            json!({
                "id": version.id,
                "size": version.size,
                "changed": version.changed.map(|at| at.to_string()),
                "by": version.by,
            })
        });
        objects.collect::<Vec<_>>()
    });
    let links = details.links.as_ref();
    let links = links.map(|links| links.iter().map(links::object).collect::<Vec<_>>());
    json!({
        "kind": "details",
        "entry": entry_line::object(&details.entry),
        "owner": details.owner,
        "access": access,
        "versions": versions,
        "links": links,
        "starred": details.starred,
    })
}

/// The trouble of something that is no folder where one is needed.
pub(crate) fn no_folder(path: &str) -> Trouble {
    Trouble::own(Exit::Failed, "no-folder", &With::text("path", path))
}
