//! What is in a folder of this computer, and its folders at the site.

use std::path::PathBuf;

use futures_util::StreamExt as _;

use super::TransferId;
use super::contents::{ItemKind, LeftOut};
use super::walk::{DEEPEST, Grounds, depth};
use crate::connection::Session;
use crate::disk::{Found, Look, LookKind};
use crate::journal::{Item, NewItem};
use crate::problem::{Outcome, Problem};
use crate::transfers::Transfers;

impl Transfers {
    /// It is still a folder, reached by no link; then it is made at the site.
    pub(super) async fn enter_here(
        &self,
        id: &TransferId,
        session: &Session,
        grounds: &Grounds,
        folder: &Item,
    ) -> Result<(), Problem> {
        match self.is_within(&grounds.local, &folder.local).await {
            Ok(true) => {}
            Ok(false) => return Err(unreadable(&"it is no folder any more")),
            Err(error) => return Err(unreadable(&error)),
        }
        if folder.made {
            return Ok(());
        }
        let Some(path) = grounds.there(&folder.remote) else {
            return Err(Problem::new(Outcome::NameUnusable));
        };
        self.make_there(id, session, &path).await
    }

    pub(super) async fn list_here(
        &self,
        id: &TransferId,
        grounds: &Grounds,
        folder: &Item,
    ) -> Result<(), Problem> {
        let vfs = &self.connections.shared().ports.vfs;
        let above = self.above(grounds, folder).await;
        let place = grounds.local.join(&folder.local);
        let mut batches = vfs.read_folder(&place).await.map_err(|e| unreadable(&e))?;
        while let Some(batch) = batches.next().await {
            let batch = batch.map_err(|error| unreadable(&error))?;
            let found = batch.into_iter().map(|found| item(folder, found, &above));
            self.found(id, grounds, found.collect(), None).await?;
        }
        self.found(id, grounds, Vec::new(), Some(folder.number))
            .await?;
        Ok(())
    }

    /// What the folders above one are known by, and itself: one of them again below would be a circle, as a disk makes
    /// that is mounted into itself.
    async fn above(&self, grounds: &Grounds, folder: &Item) -> Vec<(u64, u64)> {
        let vfs = &self.connections.shared().ports.vfs;
        let mut path = grounds.local.clone();
        let mut above = Vec::new();
        let names = std::iter::once(PathBuf::new());
        for name in names.chain(folder.local.iter().map(PathBuf::from)) {
            if !name.as_os_str().is_empty() {
                path.push(name);
            }
            let look = vfs.look(&path).await.ok();
            above.extend(look.and_then(|look: Look| look.identity));
        }
        above
    }
}

fn item(folder: &Item, found: Found, above: &[(u64, u64)]) -> NewItem {
    let text = found.name.to_str();
    let shown = found.name.to_string_lossy();
    let remote = if folder.remote.is_empty() {
        shown.into_owned()
    } else {
        format!("{}/{shown}", folder.remote)
    };
    let look = found.look.ok();
    let kind = look.map_or(ItemKind::File, |look| match look.kind {
        LookKind::File => ItemKind::File,
        LookKind::Folder => ItemKind::Folder,
        _ => ItemKind::Other,
    });
    let circle = look
        .and_then(|look| look.identity)
        .is_some_and(|it| above.contains(&it));
    let left_out = if let (ItemKind::Other, Some(look)) = (kind, look) {
        Some(LeftOut::of(look.kind))
    } else if text.is_none() {
        Some(LeftOut::NameNotText)
    } else if kind == ItemKind::Folder && circle {
        Some(LeftOut::ContainsItself)
    } else if depth(&remote) > DEEPEST {
        Some(LeftOut::TooDeep)
    } else {
        None
    };
    NewItem {
        kind,
        local: folder.local.join(&found.name),
        remote,
        size: look
            .filter(|_| kind == ItemKind::File)
            .map(|look| look.size),
        left_out,
        failed: look.is_none().then_some(Outcome::FileUnreadable),
    }
}

fn unreadable(chain: &dyn std::fmt::Display) -> Problem {
    Problem::new(Outcome::FileUnreadable).logged(chain)
}
