//! A folder of the site with everything below it, as it is found.

use std::collections::{HashSet, VecDeque};

use futures_util::stream::{self, Stream};
use smartfile::{Entry, EntryKind, RemotePath};

use crate::connection::Session;

/// Entries asked for at once (API facts §13.17).
const LIMIT: u32 = 100;

/// What is met on the way.
pub(super) enum Found {
    Folder(RemotePath),
    File(Box<Entry>),
    /// Not all that is in this folder could be seen.
    Unseen(RemotePath, Option<smartfile::Error>),
}

struct Walk<'a> {
    session: &'a Session,
    folders: VecDeque<RemotePath>,
    page: u32,
    seen: HashSet<RemotePath>,
    found: VecDeque<Found>,
}

/// From the top down; a folder is told before what is in it. The next page is asked for when it is wanted.
pub(super) fn below<'a>(
    session: &'a Session,
    folder: &RemotePath,
) -> impl Stream<Item = Found> + 'a {
    let walk = Walk {
        session,
        folders: VecDeque::from([folder.clone()]),
        page: 1,
        seen: HashSet::new(),
        found: VecDeque::new(),
    };
    stream::unfold(walk, |mut walk| async move {
        loop {
            if let Some(found) = walk.found.pop_front() {
                return Some((found, walk));
            }
            let folder = walk.folders.front()?.clone();
            walk.read_on(&folder).await;
        }
    })
}

impl Walk<'_> {
    async fn read_on(&mut self, folder: &RemotePath) {
        let (session, number) = (self.session, self.page);
        let remote = &session.remote;
        let page = match session.read(|| remote.page(folder, number, LIMIT)).await {
            Ok(page) => page,
            Err(error) => {
                let unseen = Found::Unseen(folder.clone(), Some(error));
                self.found.push_back(unseen);
                return self.leave();
            }
        };
        if page.skipped > 0 || !page.folder.acl.list {
            self.found.push_back(Found::Unseen(folder.clone(), None));
        }
        let before = self.seen.len();
        for entry in page.entries {
            if !self.seen.insert(entry.path.clone()) {
                continue;
            }
            if entry.kind == EntryKind::Folder {
                self.folders.push_back(entry.path.clone());
                self.found.push_back(Found::Folder(entry.path));
            } else {
                self.found.push_back(Found::File(Box::new(entry)));
            }
        }
        // A server that repeats itself would otherwise be asked for ever.
        let last = page.pages.is_none_or(|pages| number >= pages) || self.seen.len() == before;
        if last {
            self.leave();
        } else {
            self.page += 1;
        }
    }

    fn leave(&mut self) {
        self.folders.pop_front();
        self.page = 1;
        self.seen.clear();
    }
}
