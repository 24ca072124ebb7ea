//! The rehearsal of a removal: what would be gone. Nothing is removed by asking.

use std::sync::Arc;
use std::time::Duration;

use smartfile::{Entry, EntryKind, RemotePath};
use tokio_util::sync::CancellationToken;

use crate::connection::Session;
use crate::connections::Connections;
use crate::error::Error;
use crate::guarded::Guarded;

/// More entries than this are not counted: "at least" says enough then.
const MOST: u64 = 10_000;
/// A person who wants to remove something does not wait longer.
const LONGEST: Duration = Duration::from_secs(5);
/// Entries asked for at once (API facts §13.17).
const LIMIT: u32 = 100;

/// Why a count may not be everything.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Bound {
    /// More entries than are counted.
    TooMany,
    /// It took too long.
    TooLong,
    /// The person stopped it, or a newer one took its place.
    Stopped,
    /// The site did not let us look everywhere.
    Unseen,
}

/// What a removal would take away.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Rehearsal {
    /// Files.
    pub files: u64,
    /// Folders, the chosen ones among them.
    pub folders: u64,
    /// Bytes of the files.
    pub bytes: u64,
    /// Why these may not be all; `None` when they are.
    pub bound: Option<Bound>,
    /// Entries that the person may not remove, as far as the site says.
    pub kept: u64,
}

pub(crate) struct Rehearsals {
    connections: Arc<Connections>,
    current: Guarded<CancellationToken>,
}

impl Rehearsals {
    pub(crate) fn new(connections: Arc<Connections>) -> Self {
        Self {
            connections,
            current: Guarded::default(),
        }
    }

    /// Counts from the top down. `on_count` hears of each page that was looked through.
    pub(crate) async fn count(
        &self,
        paths: &[RemotePath],
        on_count: &(dyn Fn(Rehearsal) + Send + Sync),
    ) -> Result<Rehearsal, Error> {
        if paths.iter().any(RemotePath::is_root) {
            return Err(Error::NotTheRoot);
        }
        let stopped = CancellationToken::new();
        std::mem::replace(&mut *self.current.lock(), stopped.clone()).cancel();
        let session = self.connections.current().session()?;
        let counted = Guarded::new(Rehearsal::default());
        let bound = tokio::select! {
            biased;
            () = stopped.cancelled() => Some(Bound::Stopped),
            () = session.ended.cancelled() => Some(Bound::Stopped),
            () = self.connections.shared().ports.clock.sleep(LONGEST) => Some(Bound::TooLong),
            walked = walk(&session, paths, &counted, on_count) => walked?,
        };
        let mut counted = *counted.lock();
        counted.bound = bound.or(counted.bound);
        Ok(counted)
    }

    pub(crate) fn stop(&self) {
        self.current.lock().cancel();
    }
}

/// Why it did not see everything, if so. An error only of what the person chose; below that, what cannot be
/// looked into makes the count a lower bound.
async fn walk(
    session: &Session,
    paths: &[RemotePath],
    counted: &Guarded<Rehearsal>,
    on_count: &(dyn Fn(Rehearsal) + Send + Sync),
) -> Result<Option<Bound>, Error> {
    let remote = &session.remote;
    let mut folders = Vec::new();
    for path in crate::operations::outermost(paths.to_vec()) {
        let entry = session.ask(|| remote.info(&path)).await?;
        counted.lock().take(&entry, &mut folders);
    }
    on_count(*counted.lock());
    while let Some(folder) = folders.pop() {
        let mut number = 1;
        let mut seen = std::collections::HashSet::new();
        loop {
            let page = session.ask(|| remote.page(&folder, number, LIMIT)).await;
            let Ok(page) = page else {
                counted.lock().bound = Some(Bound::Unseen);
                break;
            };
            let new: Vec<&Entry> = page
                .entries
                .iter()
                .filter(|entry| seen.insert(entry.path.clone()))
                .collect();
            let last = page.pages.is_none_or(|pages| number >= pages) || new.is_empty();
            let so_far = {
                let mut counted = counted.lock();
                if page.skipped > 0 || !page.folder.acl.list {
                    counted.bound = Some(Bound::Unseen);
                }
                for entry in new {
                    counted.take(entry, &mut folders);
                }
                *counted
            };
            on_count(so_far);
            if so_far.files + so_far.folders >= MOST && !(last && folders.is_empty()) {
                return Ok(Some(Bound::TooMany));
            }
            if last {
                break;
            }
            number += 1;
        }
    }
    Ok(None)
}

impl Rehearsal {
    /// Counts one entry; a folder is still to be looked into.
    fn take(&mut self, entry: &Entry, folders: &mut Vec<RemotePath>) {
        if entry.kind == EntryKind::Folder {
            self.folders += 1;
            folders.push(entry.path.clone());
        } else {
            self.files += 1;
            match entry.size {
                Some(size) => self.bytes += size,
                None => self.bound = Some(Bound::Unseen),
            }
        }
        if !entry.acl.remove {
            self.kept += 1;
        }
    }
}
