//! What is in a folder at the site, and its folders on this computer.

use std::io;
use std::path::Path;

use smartfile::RemotePath;

use super::TransferId;
use super::contents::{ItemKind, LeftOut};
use super::names::local_item_name;
use super::root::unwritable;
use super::walk::{DEEPEST, Grounds, depth};
use crate::connection::Session;
use crate::disk::LookKind;
use crate::journal::{Item, NewItem};
use crate::problem::{Outcome, Problem};
use crate::transfers::Transfers;

/// Entries asked for at once (API facts §3.5, *seen*).
const LIMIT: u32 = 500;
/// Pages of one folder. A site that has more of them repeats itself in other words.
const PAGES: u32 = 4000;

impl Transfers {
    /// Makes a folder on this computer, or finds the one that is there. A link is neither: what came would lie
    /// somewhere else.
    pub(super) async fn make_here(&self, grounds: &Grounds, folder: &Item) -> Result<(), Problem> {
        let vfs = &self.connections.shared().ports.vfs;
        let place = grounds.local.join(&folder.local);
        let above = folder.local.parent().unwrap_or(Path::new(""));
        match self.is_within(&grounds.local, above).await {
            Ok(true) => {}
            Ok(false) => return Err(elsewhere()),
            Err(error) => return Err(unwritable(&error)),
        }
        if folder.remote.is_empty() {
            return Ok(());
        }
        match vfs.make_folder(&place).await {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                match vfs.look(&place).await {
                    Ok(look) if look.kind == LookKind::Folder => Ok(()),
                    Ok(look) if look.kind == LookKind::Link => Err(elsewhere()),
                    Ok(_) => Err(Problem::new(Outcome::NameTaken)),
                    Err(error) => Err(unwritable(&error)),
                }
            }
            Err(error) => Err(unwritable(&error)),
            Ok(()) => Ok(()),
        }
    }

    /// Page by page, each written down before the next is asked for.
    pub(super) async fn list_there(
        &self,
        id: &TransferId,
        session: &Session,
        grounds: &Grounds,
        folder: &Item,
    ) -> Result<(), Problem> {
        let Some(path) = grounds.there(&folder.remote) else {
            return Err(Problem::new(Outcome::NameUnusable));
        };
        let remote = &session.remote;
        for number in 1..=PAGES {
            let page = self.ask(id, session, || remote.page(&path, number, LIMIT));
            let page = page.await.map_err(|error| Problem::from_api(&error))?;
            let unreadable = page.skipped > 0;
            let entries = page.entries.into_iter();
            let mut found: Vec<NewItem> =
                entries.map(|entry| item(grounds, folder, &entry)).collect();
            if unreadable {
                found.push(unnamed(folder, number));
            }
            let new = self.found(id, grounds, found, None).await?;
            // A site that repeats itself would otherwise be asked for ever.
            let last = page.pages.is_none_or(|pages| number >= pages);
            if last || (new == 0 && number > 1) {
                self.found(id, grounds, Vec::new(), Some(folder.number))
                    .await?;
                return Ok(());
            }
        }
        let problem = Problem::new(Outcome::UnexpectedReply);
        Err(problem.logged(&"a folder whose pages do not end"))
    }
}

fn item(grounds: &Grounds, folder: &Item, entry: &smartfile::Entry) -> NewItem {
    let kind = ItemKind::of(entry.kind);
    let remote = below(folder, &entry.name);
    // Only a name is taken from what the site says: never a path.
    let usable = RemotePath::root().join(&entry.name).is_ok();
    let left_out = match kind {
        _ if !usable => Some(LeftOut::NameUnusable),
        ItemKind::Other => Some(LeftOut::Special),
        _ if depth(&remote) > DEEPEST => Some(LeftOut::TooDeep),
        ItemKind::File | ItemKind::Folder => None,
    };
    let spelled = if usable {
        local_item_name(&entry.name, grounds.rules)
    } else {
        "unusable".into()
    };
    NewItem {
        kind,
        local: folder.local.join(spelled.as_ref()),
        remote,
        size: entry.size.filter(|_| kind == ItemKind::File),
        left_out,
        failed: None,
    }
}

/// Entries that the site names in no way that can be used: told, for nothing is silently left.
fn unnamed(folder: &Item, page: u32) -> NewItem {
    let name = format!("\u{fffd} ({page})");
    NewItem {
        kind: ItemKind::Other,
        local: folder.local.join(&name),
        remote: below(folder, &name),
        size: None,
        left_out: Some(LeftOut::NameUnusable),
        failed: None,
    }
}

fn below(folder: &Item, name: &str) -> String {
    if folder.remote.is_empty() {
        name.to_owned()
    } else {
        format!("{}/{name}", folder.remote)
    }
}

fn elsewhere() -> Problem {
    let problem = Problem::new(Outcome::FileUnwritable);
    problem.logged(&"a link is in the way, which leads elsewhere")
}
