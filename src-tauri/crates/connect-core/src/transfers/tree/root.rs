//! The folder itself, at the receiving end: made, or the one that is there if the person says so.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use smartfile::{EntryKind, RemotePath};

use super::contents::FolderAnswer;
use super::{Direction, TransferId};
use crate::connection::Session;
use crate::disk::{NameRules, folder_of};
use crate::problem::{Outcome, Problem};
use crate::transfers::upload::{LOOK_AGAIN, is_missing};
use crate::transfers::{Halt, Transfers, name};

/// Other names to try before giving up.
const NAMES: u32 = 99;

/// What a folder that is to be made has before it.
struct Wish {
    direction: Direction,
    local: PathBuf,
    remote: RemotePath,
    name: String,
    begun: bool,
    answer: Option<FolderAnswer>,
}

impl Wish {
    fn problem(&self, outcome: Outcome, chain: &dyn std::fmt::Display) -> Problem {
        Problem::new(outcome).about(self.name.clone()).logged(chain)
    }

    fn merges(&self) -> bool {
        // What was about to be made by an earlier run was free then.
        self.begun || matches!(self.answer, Some(FolderAnswer::Merge(_)))
    }
}

impl Transfers {
    /// True when it is there; false when the person is asked about it.
    pub(super) async fn settle_root(
        &self,
        id: &TransferId,
        session: &Session,
    ) -> Result<bool, Problem> {
        let wish = self.trees.lock().get(id).map(|tree| Wish {
            direction: tree.transfer.direction,
            local: tree.local.clone(),
            remote: tree.remote.clone(),
            name: tree.transfer.name.clone(),
            begun: tree.begun,
            answer: tree.answer,
        });
        let Some(wish) = wish else {
            return Ok(false);
        };
        let settled = match wish.direction {
            Direction::Upload => self.settle_there(id, session, &wish).await?,
            Direction::Download => self.settle_here(id, session, &wish).await?,
        };
        if !settled {
            let problem = Problem::new(Outcome::NameTaken).about(wish.name.as_str());
            self.change_tree(id, |tree| {
                tree.asks = true;
                tree.trouble = Some(problem);
            });
            return Ok(false);
        }
        let record = self.trees.lock().get_mut(id).map(|tree| {
            tree.settled = true;
            tree.record()
        });
        if let Some(record) = record {
            let promised = self.journal.promise_settled(record).await;
            promised.map_err(|error| error.problem())?;
        }
        self.show_tree(id, true);
        Ok(true)
    }

    async fn settle_there(
        &self,
        id: &TransferId,
        session: &Session,
        wish: &Wish,
    ) -> Result<bool, Problem> {
        let vfs = &self.connections.shared().ports.vfs;
        // The chosen folder itself may be a link: the person chose it.
        let there = vfs.read_folder(&wish.local).await;
        drop(there.map_err(|error| wish.problem(Outcome::FileUnreadable, &error))?);
        let text = wish.local.file_name().and_then(|name| name.to_str());
        if text.is_none() {
            return Err(wish.problem(Outcome::NameUnusable, &"a name that is no text"));
        }
        let (mut name, mut number) = (wish.name.clone(), 1);
        let path = loop {
            let unusable = |_| wish.problem(Outcome::NameUnusable, &"a name that cannot be used");
            let path = wish.remote.join(&name).map_err(unusable)?;
            match self.info(id, session, &path).await {
                Err(error) if is_missing(&error) => break path,
                Err(error) => return Err(Problem::from_api(&error).about(name)),
                Ok(entry) if entry.kind == EntryKind::Folder && wish.merges() => break path,
                Ok(_) if wish.answer == Some(FolderAnswer::KeepBoth) && number < NAMES => {
                    number += 1;
                    name = name::numbered(&wish.name, number);
                }
                Ok(entry) if entry.kind == EntryKind::Folder || wish.answer.is_none() => {
                    return Ok(false);
                }
                Ok(_) => return Err(wish.problem(Outcome::NameTaken, &"a file has this name")),
            }
        };
        self.promise_begun(id, |tree| tree.transfer.name = name)
            .await?;
        let made = self.make_there(id, session, &path).await;
        made.map_err(|problem| problem.about(wish.name.as_str()))?;
        let board = &self.connections.shared().board;
        board.folder_changed(&session.account, &wish.remote);
        Ok(true)
    }

    /// Makes a folder at the site, or finds the one that is there; resolves when it can be seen, for a new one may
    /// not be at once (API facts §13.29).
    pub(super) async fn make_there(
        &self,
        id: &TransferId,
        session: &Session,
        path: &RemotePath,
    ) -> Result<(), Problem> {
        let remote = &session.remote;
        let made = self.ask(id, session, || remote.create_folder(path)).await;
        if let Err(error) = &made
            && !error.may_have_happened()
        {
            return Err(Problem::from_api(error));
        }
        let mut waits = LOOK_AGAIN.iter();
        loop {
            let missing = match self.info(id, session, path).await {
                Ok(entry) if entry.kind == EntryKind::Folder => return Ok(()),
                Ok(_) => {
                    let problem = Problem::new(Outcome::NameTaken);
                    return Err(problem.logged(&"a file has this name"));
                }
                Err(error) => error,
            };
            match waits.next().filter(|_| is_missing(&missing)) {
                Some(wait) => {
                    let wait = Duration::from_millis(*wait);
                    self.connections.shared().ports.clock.sleep(wait).await;
                }
                None => return Err(Problem::from_api(made.as_ref().err().unwrap_or(&missing))),
            }
        }
    }

    async fn settle_here(
        &self,
        id: &TransferId,
        session: &Session,
        wish: &Wish,
    ) -> Result<bool, Problem> {
        let entry = self.info(id, session, &wish.remote).await;
        let entry = entry.map_err(|error| Problem::from_api(&error).about(wish.name.as_str()))?;
        if entry.kind != EntryKind::Folder {
            return Err(wish.problem(Outcome::UnexpectedReply, &"not a folder"));
        }
        let vfs = &self.connections.shared().ports.vfs;
        let (mut place, mut number) = (wish.local.clone(), 1);
        loop {
            let there = vfs.look(&place).await;
            let is_folder = || async { vfs.read_folder(&place).await.is_ok() };
            match there {
                Err(error) if error.kind() == io::ErrorKind::NotFound => break,
                Err(error) => return Err(wish.problem(Outcome::FileUnwritable, &error)),
                Ok(_) if wish.merges() && is_folder().await => break,
                Ok(_) if wish.answer == Some(FolderAnswer::KeepBoth) && number < NAMES => {
                    number += 1;
                    let name = wish.local.file_name().unwrap_or_default().to_string_lossy();
                    place.set_file_name(name::numbered(&name, number));
                }
                Ok(_) if wish.answer.is_none() || is_folder().await => return Ok(false),
                Ok(_) => return Err(wish.problem(Outcome::NameTaken, &"a file has this name")),
            }
        }
        self.promise_begun(id, |tree| {
            let name = place.file_name().unwrap_or_default();
            tree.transfer.name = name.to_string_lossy().into_owned();
            tree.local.clone_from(&place);
        })
        .await?;
        match vfs.make_folder(&place).await {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(unwritable(&error).about(wish.name.as_str())),
        }
        Ok(true)
    }

    /// What is about to be made is written down before it is.
    async fn promise_begun(
        &self,
        id: &TransferId,
        change: impl FnOnce(&mut super::Tree),
    ) -> Result<(), Problem> {
        let record = self.trees.lock().get_mut(id).map(|tree| {
            change(tree);
            tree.begun = true;
            tree.record()
        });
        match record {
            Some(record) => {
                let promised = self.journal.promise_tree(record).await;
                promised.map_err(|error| error.problem())
            }
            None => Ok(()),
        }
    }

    /// Which names the disk of a download takes; asked once in each run.
    pub(super) async fn learn_rules(&self, id: &TransferId) {
        let place = {
            let trees = self.trees.lock();
            match trees.get(id) {
                Some(tree) if !tree.is_upload() => tree.local.clone(),
                _ => return,
            }
        };
        let rules = self.connections.shared().ports.vfs.name_rules(&place).await;
        let rules = rules.unwrap_or_else(|error| {
            tracing::info!(%error, "the strictest rules for names");
            NameRules {
                windows: true,
                one_case: true,
                one_form: true,
            }
        });
        if let Some(tree) = self.trees.lock().get_mut(id) {
            tree.rules = rules;
        }
    }

    /// Whether the disk has room for everything that is known and has not come; learnt anew as more is found.
    pub(super) async fn has_room(&self, id: &TransferId) -> Result<(), Problem> {
        let known = {
            let trees = self.trees.lock();
            trees.get(id).filter(|tree| !tree.is_upload()).map(|tree| {
                let contents = tree.transfer.contents.clone().unwrap_or_default();
                let left = contents.bytes.saturating_sub(tree.transfer.moved);
                (tree.local.clone(), left, tree.transfer.name.clone())
            })
        };
        let Some((place, left, name)) = known else {
            return Ok(());
        };
        let vfs = &self.connections.shared().ports.vfs;
        match vfs.free_space(folder_of(&place)).await {
            Ok(free) if free < left => {
                let problem = Problem::new(Outcome::DiskFull).about(name);
                Err(problem.logged(&"not enough room for all that is in the folder"))
            }
            Ok(_) => Ok(()),
            Err(error) => {
                tracing::info!(%error, "the free space is not known");
                Ok(())
            }
        }
    }
}

pub(super) fn unwritable(error: &io::Error) -> Problem {
    match crate::transfers::download::unwritable(error, "") {
        Halt::Broke(problem) | Halt::NameTaken(problem) => problem,
    }
}
