//! Looking through a folder: each folder in it is made at the other end, and then what is in it is written down.

use std::path::{Path, PathBuf};

use futures_util::future::join_all;
use smartfile::RemotePath;

use super::contents::ItemKind;
use super::run::closes_the_way;
use super::standing::Course;
use super::tally::Stand;
use super::{Direction, TransferId};
use crate::connection::Session;
use crate::disk::{LookKind, NameRules};
use crate::journal::{Item, NewItem, why};
use crate::problem::{Outcome, Problem};
use crate::transfers::Transfers;

/// Folders that are looked into at once.
const FOLDERS_AT_ONCE: usize = 4;
/// Folders in folders. What lies deeper is left out, for it may have no bottom.
pub(super) const DEEPEST: usize = 64;
/// More things than this are no folder that anybody has: a site that goes on for ever.
const MOST: u64 = 10_000_000;

/// Where a folder is looked through.
pub(super) struct Grounds {
    pub(super) direction: Direction,
    pub(super) local: PathBuf,
    pub(super) remote: RemotePath,
    pub(super) rules: NameRules,
}

impl Grounds {
    /// The path at the site of something below the folder.
    pub(super) fn there(&self, below: &str) -> Option<RemotePath> {
        let mut names = below.split('/').filter(|name| !name.is_empty());
        names.try_fold(self.remote.clone(), |path, name| path.join(name).ok())
    }
}

/// How deep something lies: what is directly in the folder has the depth 1.
pub(super) fn depth(below: &str) -> usize {
    below.split('/').filter(|name| !name.is_empty()).count()
}

impl Transfers {
    /// Looks through it, if nobody does.
    pub(super) fn walk_tree(&self, id: &TransferId) {
        let begun = {
            let mut trees = self.trees.lock();
            let Some(tree) = trees.get_mut(id) else {
                return;
            };
            let waits = tree.walking || !tree.settled || tree.course != Course::Going;
            if waits || !tree.unseen || tree.fault.is_some() {
                return;
            }
            tree.walking = true;
            tree.unseen = false;
            (tree.runs.clone(), tree.stop.clone())
        };
        let Some(this) = self.me.upgrade() else {
            return;
        };
        let (runs, stop) = begun;
        let id = id.clone();
        let walk = async move {
            tokio::select! {
                biased;
                () = stop.cancelled() => {}
                () = this.walk(&id) => {}
            }
            if let Some(tree) = this.trees.lock().get_mut(&id) {
                tree.walking = false;
                // Held before its end.
                tree.unseen |= tree.course != Course::Going || tree.fault.is_some();
            }
            this.show_tree(&id, true);
            this.run_tree(&id);
        };
        runs.spawn_on(walk, &self.handle);
    }

    async fn walk(&self, id: &TransferId) {
        self.learn_rules(id).await;
        loop {
            let news = self.trees.lock().get(id).map(|tree| tree.news.subscribe());
            let (Some(mut news), Some(Course::Going)) = (news, self.course_of(id)) else {
                return;
            };
            news.borrow_and_update();
            let Some(grounds) = self.grounds(id) else {
                return;
            };
            let Some(session) = self.open_way(id) else {
                // Its way is closed, or nobody knows whose it is: whoever opens it stirs.
                if news.changed().await.is_err() {
                    return;
                }
                continue;
            };
            let folders = match self.journal.open_folders(id, FOLDERS_AT_ONCE).await {
                Ok(folders) => folders,
                Err(error) => return self.hold(id, error.problem()),
            };
            if folders.is_empty() {
                return;
            }
            let each = folders
                .iter()
                .map(|folder| self.walk_into(id, &session, &grounds, folder));
            for (folder, done) in folders.iter().zip(join_all(each).await) {
                let Err(problem) = done else {
                    continue;
                };
                if closes_the_way(problem.outcome) && self.open_way(id).is_none() {
                    // Looked into again when the way is open.
                    continue;
                }
                if folder.remote.is_empty() || problem.outcome == Outcome::DiskFull {
                    return self.hold(id, problem);
                }
                let stand = match problem.outcome {
                    Outcome::NameTaken => Stand::NeedsYou,
                    _ => Stand::Failed,
                };
                let from = if folder.made {
                    Stand::Done
                } else {
                    Stand::Waiting
                };
                self.journal
                    .note_item(folder.number, stand, Some(why(problem.outcome)), None);
                self.change_tree(id, |tree| {
                    tree.turn(ItemKind::Folder, from, stand, 0);
                    tree.trouble = Some(problem);
                });
            }
            if let Err(problem) = self.has_room(id).await {
                return self.hold(id, problem);
            }
        }
    }

    /// Nothing of it goes on before the person says so.
    pub(super) fn hold(&self, id: &TransferId, problem: Problem) {
        self.change_tree(id, |tree| tree.fault = Some(problem));
        self.run_tree(id);
    }

    pub(super) fn grounds(&self, id: &TransferId) -> Option<Grounds> {
        let trees = self.trees.lock();
        let tree = trees.get(id).filter(|tree| tree.fault.is_none())?;
        Some(Grounds {
            direction: tree.transfer.direction,
            local: tree.local.clone(),
            remote: tree.remote_root()?,
            rules: tree.rules,
        })
    }

    /// The session of its account, while its way is open.
    fn open_way(&self, id: &TransferId) -> Option<std::sync::Arc<Session>> {
        let account = self.trees.lock().get(id)?.transfer.account.clone();
        if self.wait_of(&account).is_some() {
            return None;
        }
        self.connections.of(&account).ok()?.session().ok()
    }

    /// One folder of it: made at the other end, and what is in it written down.
    async fn walk_into(
        &self,
        id: &TransferId,
        session: &Session,
        grounds: &Grounds,
        folder: &Item,
    ) -> Result<(), Problem> {
        let named = |problem: Problem| problem.about(folder.remote.as_str());
        let made = match grounds.direction {
            Direction::Upload => self.enter_here(id, session, grounds, folder).await,
            Direction::Download => self.make_here(grounds, folder).await,
        };
        made.map_err(named)?;
        if !folder.made {
            self.journal
                .note_item(folder.number, Stand::Done, None, None);
            self.change_tree(id, |tree| {
                tree.turn(ItemKind::Folder, Stand::Waiting, Stand::Done, 0);
            });
        }
        let listed = match grounds.direction {
            Direction::Upload => self.list_here(id, grounds, folder).await,
            Direction::Download => self.list_there(id, session, grounds, folder).await,
        };
        listed.map_err(named)
    }

    /// Writes down what was found; with `listed` that was the last of this folder. Answers how many were new.
    pub(super) async fn found(
        &self,
        id: &TransferId,
        grounds: &Grounds,
        found: Vec<NewItem>,
        listed: Option<i64>,
    ) -> Result<u64, Problem> {
        let added = self
            .journal
            .add_items(id, grounds.direction, grounds.rules, found, listed);
        let added = added.await.map_err(|error| error.problem())?;
        let new = added.files + added.folders + added.left_out + added.failed;
        let mut all = 0;
        self.change_tree(id, |tree| {
            if let Some(contents) = &mut tree.transfer.contents {
                contents.grow(&added);
                all = contents.files + contents.folders + contents.left_out;
            }
            tree.stir();
        });
        if all > MOST {
            let problem = Problem::new(Outcome::UnexpectedReply);
            return Err(problem.logged(&"a folder that goes on for ever"));
        }
        Ok(new)
    }

    /// Whether everything between the folder and this, itself included, is a folder and no link: T12.
    pub(super) async fn is_within(
        &self,
        root: &Path,
        below: &Path,
    ) -> Result<bool, std::io::Error> {
        let vfs = &self.connections.shared().ports.vfs;
        let mut path = root.to_owned();
        for name in below {
            path.push(name);
            if vfs.look(&path).await?.kind != LookKind::Folder {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl super::Tree {
    pub(super) fn turn(&mut self, kind: ItemKind, from: Stand, to: Stand, bytes: u64) {
        if let Some(contents) = &mut self.transfer.contents {
            contents.turn(kind, from, to, bytes);
        }
    }
}
