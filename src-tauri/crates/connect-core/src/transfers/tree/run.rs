//! The run of a folder: made at the other end, looked through, and its files fed to the queue, all at once.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio_util::sync::CancellationToken;

use super::TransferId;
use super::standing::Course;
use crate::connection::Session;
use crate::error::Error;
use crate::problem::{Outcome, Problem};
use crate::transfers::Transfers;
use crate::transfers::state::{Answer, Phase};

/// How a turn of a run ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Turn {
    /// Nothing is left that could be done now.
    Over,
    /// There may be more at once.
    Again,
}

impl Transfers {
    /// Lets a folder's run look again; begins one if none is at work.
    pub(in crate::transfers) fn run_tree(&self, id: &TransferId) {
        let begun = {
            let mut trees = self.trees.lock();
            let Some(tree) = trees.get_mut(id) else {
                return;
            };
            tree.stir();
            if tree.running || self.leaving.load(Ordering::SeqCst) {
                return;
            }
            tree.running = true;
            tree.stop = CancellationToken::new();
            (tree.runs.clone(), tree.stop.clone())
        };
        let Some(this) = self.me.upgrade() else {
            return;
        };
        let (runs, stop) = begun;
        let id = id.clone();
        let run = async move {
            loop {
                let seen = this.news_of(&id);
                tokio::select! {
                    biased;
                    () = stop.cancelled() => {}
                    () = this.work_on(&id) => {}
                }
                // Whoever stirs after this begins another run.
                if this.rests(&id, seen, &stop) {
                    return;
                }
            }
        };
        runs.spawn_on(run, &self.handle);
    }

    fn news_of(&self, id: &TransferId) -> u64 {
        let trees = self.trees.lock();
        trees.get(id).map_or(0, |tree| *tree.news.borrow())
    }

    /// Whether the run may end: nothing has happened since.
    fn rests(&self, id: &TransferId, seen: u64, stop: &CancellationToken) -> bool {
        let leaving = self.leaving.load(Ordering::SeqCst);
        let mut trees = self.trees.lock();
        let Some(tree) = trees.get_mut(id) else {
            return true;
        };
        if leaving {
            return true;
        }
        if stop.is_cancelled() {
            // A cancelled folder is tidied up by a run of its own.
            let tidy = tree.course == Course::Cancelled;
            tree.running = false;
            let rests = !tidy || tree.at_rest;
            drop(trees);
            if !rests {
                self.run_tree(id);
            }
            return true;
        }
        let rests = *tree.news.borrow() == seen;
        tree.running = !rests;
        rests
    }

    async fn work_on(&self, id: &TransferId) {
        loop {
            self.count_if_asked(id).await;
            let turn = match self.course_of(id) {
                Some(Course::Going) if self.stands_still(id) => {
                    self.settle_ended(id).await;
                    self.change_tree(id, |tree| tree.at_rest = tree.members.is_empty());
                    Turn::Over
                }
                Some(Course::Going) => self.go_on(id).await,
                Some(Course::Cancelled) => self.tidy_tree(id).await,
                Some(Course::Paused) => {
                    self.settle_ended(id).await;
                    Turn::Over
                }
                _ => Turn::Over,
            };
            if turn == Turn::Over {
                return;
            }
        }
    }

    /// The person has to say something before it goes on.
    fn stands_still(&self, id: &TransferId) -> bool {
        let trees = self.trees.lock();
        trees
            .get(id)
            .is_some_and(|tree| tree.asks || tree.fault.is_some())
    }

    pub(super) fn course_of(&self, id: &TransferId) -> Option<Course> {
        self.trees.lock().get(id).map(|tree| tree.course)
    }

    async fn go_on(&self, id: &TransferId) -> Turn {
        let Some((session, settled)) = self.session_of(id).await else {
            return Turn::Over;
        };
        if !settled {
            match self.settle_root(id, &session).await {
                Ok(true) => {}
                Ok(false) => return Turn::Over,
                Err(problem) => return self.after_fault(id, problem),
            }
        }
        let news = self.trees.lock().get(id).map(|tree| tree.news.subscribe());
        let Some(mut news) = news else {
            return Turn::Over;
        };
        loop {
            news.borrow_and_update();
            self.count_if_asked(id).await;
            self.walk_tree(id);
            self.settle_ended(id).await;
            if self.course_of(id) != Some(Course::Going) || self.stands_still(id) {
                return Turn::Again;
            }
            if let Err(problem) = self.feed(id, &session).await {
                return self.after_fault(id, problem);
            }
            if self.is_at_rest(id) {
                return self.come_to_rest(id).await;
            }
            if news.changed().await.is_err() {
                return Turn::Over;
            }
        }
    }

    /// The session of its account, as soon as its way is open. `None` when it stands still for good.
    async fn session_of(&self, id: &TransferId) -> Option<(Arc<Session>, bool)> {
        loop {
            let (account, settled, mut news) = {
                let trees = self.trees.lock();
                let tree = trees.get(id)?;
                if tree.course != Course::Going {
                    return None;
                }
                let account = tree.transfer.account.clone();
                (account, tree.settled, tree.news.subscribe())
            };
            news.borrow_and_update();
            let session = self.connections.of(&account);
            let session = session.and_then(|connection| connection.session());
            if self.wait_of(&account).is_none() {
                match session {
                    Ok(session) => return Some((session, settled)),
                    Err(error) => {
                        self.change_tree(id, |tree| {
                            tree.fault = Some(error.problem());
                            tree.at_rest = true;
                        });
                        return None;
                    }
                }
            }
            self.show_tree(id, true);
            news.changed().await.ok()?;
        }
    }

    /// Something that concerns all of it: it goes on by itself when only its way was closed, and otherwise when the
    /// person says so.
    fn after_fault(&self, id: &TransferId, problem: Problem) -> Turn {
        let account = self
            .trees
            .lock()
            .get(id)
            .map(|tree| tree.transfer.account.clone());
        let Some(account) = account else {
            return Turn::Over;
        };
        if closes_the_way(problem.outcome) && self.wait_of(&account).is_some() {
            return Turn::Again;
        }
        self.change_tree(id, |tree| {
            tree.fault = Some(problem);
            tree.at_rest = tree.members.is_empty();
        });
        Turn::Over
    }

    async fn count_if_asked(&self, id: &TransferId) {
        let asked = {
            let mut trees = self.trees.lock();
            let Some(tree) = trees.get_mut(id) else {
                return;
            };
            if !tree.recount && !tree.again {
                return;
            }
            let again = std::mem::take(&mut tree.again);
            tree.recount = false;
            (again, tree.same_names)
        };
        let (again, same_names) = asked;
        if again && let Err(error) = self.journal.retry_items(id, None).await {
            tracing::warn!(%error, "what failed is not tried again");
        }
        if let Some(answer) = same_names {
            let answered = self.journal.answer_items(id, None, answer).await;
            if let Err(error) = answered {
                tracing::warn!(%error, "an answer was not written down");
            }
        }
        let Ok(mut counted) = self.journal.count_items(id).await else {
            return;
        };
        if let Some(tree) = self.trees.lock().get_mut(id) {
            // Those that wait and are behind the last one that was read are read again.
            tree.cursor = 0;
            tree.ahead.clear();
            tree.unseen = true;
            if let Some(before) = &tree.transfer.contents {
                counted.scanning = before.scanning;
            }
            tree.transfer.contents = Some(counted);
        }
        self.show_tree(id, true);
    }

    fn is_at_rest(&self, id: &TransferId) -> bool {
        let trees = self.trees.lock();
        trees.get(id).is_some_and(|tree| {
            let idle =
                !tree.walking && !tree.unseen && tree.members.is_empty() && tree.ended.is_empty();
            idle && tree.ahead.is_empty() && !tree.recount && !tree.again
        })
    }

    /// Everything that could be done was done. Whether that is all is asked of the journal, and of nothing else.
    async fn come_to_rest(&self, id: &TransferId) -> Turn {
        let counted = match self.journal.count_items(id).await {
            Ok(counted) => counted,
            Err(error) => return self.after_fault(id, error.problem()),
        };
        let found = {
            let mut trees = self.trees.lock();
            let Some(tree) = trees.get_mut(id) else {
                return Turn::Over;
            };
            if tree.walking || tree.recount || tree.again {
                return Turn::Again;
            }
            let known = tree.transfer.contents.replace(counted.clone());
            known.unwrap_or_default()
        };
        if counted.files < found.files {
            // The journal had to begin anew, and with it what was known of this folder.
            return self.after_fault(id, Error::TransferUnknown.problem());
        }
        if counted.waiting > 0 {
            // Found since it was looked for last.
            return Turn::Again;
        }
        if counted.needs_you + counted.failed > 0 {
            self.change_tree(id, |tree| tree.at_rest = true);
            self.show_touched(id);
            return Turn::Over;
        }
        let record = {
            let now = self.connections.shared().ports.clock.wall();
            let trees = self.trees.lock();
            trees.get(id).map(|tree| crate::journal::TreeRecord {
                phase: Phase::Done,
                changed: now,
                problem: None,
                ..tree.record()
            })
        };
        let Some(record) = record else {
            return Turn::Over;
        };
        if let Err(error) = self.journal.promise_tree(record).await {
            return self.after_fault(id, error.problem());
        }
        self.change_tree(id, |tree| {
            tree.course = Course::Done;
            tree.at_rest = true;
        });
        self.show_touched(id);
        Turn::Over
    }

    /// Given up: nothing unfinished of it is left on this computer.
    async fn tidy_tree(&self, id: &TransferId) -> Turn {
        let stopped = {
            let trees = self.trees.lock();
            trees.get(id).map(|tree| tree.news.subscribe())
        };
        let Some(mut news) = stopped else {
            return Turn::Over;
        };
        self.end_members(id);
        loop {
            news.borrow_and_update();
            self.settle_ended(id).await;
            let left = self
                .trees
                .lock()
                .get(id)
                .is_some_and(|tree| !tree.members.is_empty());
            if !left {
                break;
            }
            if news.changed().await.is_err() {
                return Turn::Over;
            }
        }
        // Those of an earlier start, which are only in the journal.
        if let Ok(parts) = self.journal.parts_of(id).await {
            for part in parts {
                if let Err(error) = self.connections.shared().ports.vfs.remove(&part).await {
                    tracing::warn!(kind = ?error.kind(), "an unfinished file could not be removed");
                }
            }
            self.journal.note_stopped(id);
        }
        self.change_tree(id, |tree| tree.at_rest = true);
        self.show_touched(id);
        Turn::Over
    }

    /// What is done about every name that is taken in it.
    pub(super) fn same_names(&self, id: &TransferId) -> Option<Answer> {
        self.trees.lock().get(id).and_then(|tree| tree.same_names)
    }
}

/// Nothing is wrong with what was on its way.
pub(super) fn closes_the_way(outcome: Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Offline
            | Outcome::TimedOut
            | Outcome::ReauthorizationRequired
            | Outcome::ProxyFailed
            | Outcome::ProxySignIn
    )
}
