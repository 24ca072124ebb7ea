//! Operations: what is done to files at the site, as rows that go on while the person works.
//!
//! The site's word is never taken for it. Each entry is looked at before it is touched (does it still exist, is
//! its new name free?) and after it was touched, and what the row says is what was seen. An answer that was lost
//! is therefore no different from one that came: nothing is asked for twice before somebody has looked.

mod act;
mod check;
mod item;
mod litter;
mod look;
mod run;
pub(crate) mod state;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Weak};

use jiff::Timestamp;
use smartfile::RemotePath;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::account::AccountId;
use crate::connections::Connections;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::problem::{Outcome, Problem};
use crate::transfers::state::Answer;

use item::Item;
pub(crate) use item::{is_within, outermost};
use litter::Litter;
use state::{Effect, Event, OperationPhase, next};

/// Operations at once; each asks for at most three things at a time (API facts §13.36).
const SLOTS: usize = 2;
/// Failures that a row names one by one.
const NAMED: usize = 100;

/// Names one operation.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct OperationId(String);

impl OperationId {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for OperationId {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for OperationId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is done.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Deed {
    /// A new folder.
    CreateFolder,
    /// Another path.
    Rename,
    /// Into another folder.
    Move,
    /// A second one in a folder.
    Copy,
    /// Taken away.
    Remove,
}

/// One entry for which it did not work.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// Which.
    pub path: RemotePath,
    /// Why.
    pub problem: Problem,
}

/// An operation as shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// Ours.
    pub id: OperationId,
    /// Whose files.
    pub account: AccountId,
    /// What is done.
    pub deed: Deed,
    /// Name of the first entry.
    pub name: String,
    /// The folder the first entry lies in.
    pub folder: RemotePath,
    /// Where it goes: the new path of a rename or of a new folder, the folder of a move or a copy.
    pub to: Option<RemotePath>,
    /// Entries in all.
    pub total: usize,
    /// Entries that are done, as the site said when it was asked again.
    pub done: usize,
    /// Entries for which it did not work.
    pub failed: usize,
    /// The first hundred of those.
    pub failures: Vec<Failure>,
    /// Where it is on its way.
    pub phase: OperationPhase,
    /// Why it failed or what it needs; of several the first.
    pub problem: Option<Problem>,
    /// The operation that this one takes back.
    pub undoes: Option<OperationId>,
    /// Whether it can be taken back, as far as is known.
    pub may_undo: bool,
    /// Stopped here, while the site may go on with what it had begun.
    pub left_running: bool,
    /// When the phase last changed.
    pub at: Timestamp,
}

struct Row {
    operation: Operation,
    items: Vec<Item>,
    answer: Option<Answer>,
    /// The site was asked for something, and nobody has looked yet what came of it.
    asked: bool,
    /// It was taken back, or cannot be any more.
    taken_back: bool,
    /// What is to be tidied up at the site, should this end early.
    litter: Vec<Litter>,
    stop: CancellationToken,
    /// What is still at work for this row.
    runs: TaskTracker,
}

#[derive(Default)]
struct Rows {
    rows: HashMap<OperationId, Row>,
    requests: HashMap<String, OperationId>,
}

pub(crate) struct Operations {
    me: Weak<Self>,
    connections: Arc<Connections>,
    rows: Guarded<Rows>,
    slots: Arc<Semaphore>,
    handle: Handle,
}

impl Operations {
    pub(crate) fn new(connections: Arc<Connections>, handle: Handle) -> Arc<Self> {
        Arc::new_cyclic(|me| Self {
            me: me.clone(),
            connections,
            rows: Guarded::default(),
            slots: Arc::new(Semaphore::new(SLOTS)),
            handle,
        })
    }

    pub(crate) fn create_folder(
        &self,
        request_id: &str,
        folder: &RemotePath,
        name: &str,
    ) -> Result<OperationId, Error> {
        let path = named(folder, name)?;
        let items = vec![Item::new(None, Some(path.clone()))];
        self.add(request_id, Deed::CreateFolder, items, Some(path), None)
    }

    pub(crate) fn rename(
        &self,
        request_id: &str,
        path: &RemotePath,
        name: &str,
    ) -> Result<OperationId, Error> {
        let folder = path.parent().ok_or(Error::NotTheRoot)?;
        let to = named(&folder, name)?;
        let items = vec![Item::new(Some(path.clone()), Some(to.clone()))];
        self.add(request_id, Deed::Rename, items, Some(to), None)
    }

    /// Moves or copies into a folder.
    pub(crate) fn carry(
        &self,
        request_id: &str,
        deed: Deed,
        paths: Vec<RemotePath>,
        folder: RemotePath,
    ) -> Result<OperationId, Error> {
        let place = |path: RemotePath| {
            let to = named(&folder, path.name().ok_or(Error::NotTheRoot)?)?;
            Ok(Item::new(Some(path), Some(to)))
        };
        let items: Result<Vec<Item>, Error> = outermost(paths).map(place).collect();
        self.add(request_id, deed, items?, Some(folder), None)
    }

    pub(crate) fn remove(
        &self,
        request_id: &str,
        paths: Vec<RemotePath>,
    ) -> Result<OperationId, Error> {
        if paths.iter().any(RemotePath::is_root) {
            return Err(Error::NotTheRoot);
        }
        let items = outermost(paths).map(|path| Item::new(Some(path), None));
        self.add(request_id, Deed::Remove, items.collect(), None, None)
    }

    /// Takes an operation back, as an operation of its own that looks first whether everything is as it was left.
    pub(crate) fn undo(&self, request_id: &str, id: &OperationId) -> Result<OperationId, Error> {
        let (deed, items) = {
            let mut rows = self.rows.lock();
            if let Some(known) = rows.requests.get(request_id) {
                return Ok(known.clone());
            }
            let row = rows.rows.get_mut(id).ok_or(Error::OperationUnknown)?;
            if !row.operation.may_undo {
                return Err(Error::UndoTooLate);
            }
            let back: Vec<Item> = row.items.iter().filter_map(Item::way_back).collect();
            let deed = match row.operation.deed {
                Deed::CreateFolder => Deed::Remove,
                _ => Deed::Rename,
            };
            row.taken_back = true;
            row.operation.may_undo = false;
            self.connections.shared().board.operation(&row.operation);
            (deed, back)
        };
        let to = items.first().and_then(|item| item.to.clone());
        self.add(request_id, deed, items, to, Some(id.clone()))
    }

    fn add(
        &self,
        request_id: &str,
        deed: Deed,
        items: Vec<Item>,
        to: Option<RemotePath>,
        undoes: Option<OperationId>,
    ) -> Result<OperationId, Error> {
        let account = self.connections.current().session()?.account.clone();
        let first = items.first().ok_or(Error::OperationUnknown)?.subject();
        let id = {
            let mut rows = self.rows.lock();
            if let Some(id) = rows.requests.get(request_id) {
                return Ok(id.clone());
            }
            let id = OperationId(uuid::Uuid::new_v4().to_string());
            let operation = Operation {
                id: id.clone(),
                account,
                deed,
                name: first.name().unwrap_or_default().to_owned(),
                folder: first.parent().unwrap_or_else(RemotePath::root),
                to,
                total: items.len(),
                done: 0,
                failed: 0,
                failures: Vec::new(),
                phase: OperationPhase::Waiting,
                problem: None,
                undoes,
                may_undo: false,
                left_running: false,
                at: self.connections.shared().ports.clock.wall(),
            };
            self.connections.shared().board.operation(&operation);
            rows.requests.insert(request_id.to_owned(), id.clone());
            let row = Row {
                operation,
                items,
                answer: None,
                asked: false,
                taken_back: false,
                litter: Vec::new(),
                stop: CancellationToken::new(),
                runs: TaskTracker::new(),
            };
            rows.rows.insert(id.clone(), row);
            id
        };
        self.start(&id);
        Ok(id)
    }

    pub(crate) fn answer(&self, id: &OperationId, answer: Answer) -> Result<(), Error> {
        self.step_with(id, Event::Answered(answer), |row| row.answer = Some(answer))
            .then_some(())
            .ok_or(Error::OperationUnknown)
    }

    pub(crate) fn cancel(&self, id: &OperationId) {
        self.step(id, Event::CancelAsked);
    }

    pub(crate) fn retry(&self, id: &OperationId) -> Result<(), Error> {
        self.step(id, Event::RetryAsked)
            .then_some(())
            .ok_or(Error::OperationUnknown)
    }

    pub(crate) fn dismiss(&self, id: &OperationId) {
        let open = |phase: OperationPhase| phase.is_active() || phase == OperationPhase::NeedsYou;
        self.take(|operation| operation.id == *id && !open(operation.phase));
    }

    /// Rows that are done with. Those with failures stay: something is still to be decided about them.
    pub(crate) fn clear(&self) {
        self.take(|operation| {
            matches!(
                operation.phase,
                OperationPhase::Done | OperationPhase::Cancelled
            )
        });
    }

    /// Stops everything; resolves when nothing is in flight and nothing is left to tidy up.
    pub(crate) async fn stop_all(&self) {
        self.stop(|_| true).await;
    }

    /// Stops everything of this account and takes its rows away: it is going.
    pub(crate) async fn remove_account(&self, id: &AccountId) {
        self.stop(|operation| operation.account == *id).await;
        self.take(|operation| operation.account == *id);
    }

    async fn stop(&self, which: impl Fn(&Operation) -> bool) {
        let stopped: Vec<(OperationId, TaskTracker)> = {
            let rows = self.rows.lock();
            let rows = rows.rows.values().filter(|row| which(&row.operation));
            rows.map(|row| (row.operation.id.clone(), row.runs.clone()))
                .collect()
        };
        for (id, _) in &stopped {
            self.cancel(id);
        }
        for (_, runs) in stopped {
            runs.close();
            runs.wait().await;
        }
    }

    fn take(&self, which: impl Fn(&Operation) -> bool) {
        let mut rows = self.rows.lock();
        let all = rows.rows.values().map(|row| &row.operation);
        let gone: Vec<OperationId> = all.filter(|o| which(o)).map(|o| o.id.clone()).collect();
        for id in gone {
            rows.rows.remove(&id);
            self.connections.shared().board.operation_removed(&id);
        }
    }

    fn start(&self, id: &OperationId) {
        let Some(this) = self.me.upgrade() else {
            return;
        };
        let Some(runs) = self.rows.lock().rows.get(id).map(|row| row.runs.clone()) else {
            return;
        };
        let id = id.clone();
        runs.spawn_on(async move { this.run(&id).await }, &self.handle);
    }

    fn step(&self, id: &OperationId, event: Event) -> bool {
        self.step_with(id, event, |_| {})
    }

    /// Applies one event and announces the row. `change` happens only if the event counts.
    fn step_with(&self, id: &OperationId, event: Event, change: impl FnOnce(&mut Row)) -> bool {
        let effect = {
            let mut rows = self.rows.lock();
            let Some(row) = rows.rows.get_mut(id) else {
                return false;
            };
            let (phase, effect) = next(row.operation.phase, event);
            if effect == Some(Effect::Note) {
                return false;
            }
            row.operation.phase = phase;
            row.operation.at = self.connections.shared().ports.clock.wall();
            change(row);
            if effect == Some(Effect::Run) {
                row.items.iter_mut().for_each(Item::forget_failure);
            }
            if effect == Some(Effect::Settle) {
                row.items.retain(|item| !item.is_name_taken());
            }
            row.describe();
            if phase == OperationPhase::Cancelled {
                row.operation.left_running = row.asked;
            }
            row.operation.may_undo = !phase.is_active() && row.has_way_back();
            if effect == Some(Effect::Stop) {
                row.stop.cancel();
            }
            self.connections.shared().board.operation(&row.operation);
            effect
        };
        match effect {
            Some(Effect::Run) => self.start(id),
            Some(Effect::Settle) => {
                let end = self.rows.lock().rows.get(id).map(Row::end);
                let end = end.unwrap_or(Event::NoneDone);
                self.step(id, end);
            }
            _ => {}
        }
        true
    }

    /// Changes a row without an event, and announces it.
    fn change<T>(&self, id: &OperationId, change: impl FnOnce(&mut Row) -> T) -> Option<T> {
        let mut rows = self.rows.lock();
        let row = rows.rows.get_mut(id)?;
        let before = row.operation.clone();
        let answer = change(row);
        row.describe();
        if row.operation != before {
            self.connections.shared().board.operation(&row.operation);
        }
        Some(answer)
    }

    /// What was left by other operations is not as they left it any more where these paths are concerned.
    fn outdate(&self, id: &OperationId, touched: &[RemotePath]) {
        let mut rows = self.rows.lock();
        for (other, row) in &mut rows.rows {
            let concerned = |item: &Item| {
                let back = item.way_back().and_then(|back| back.from);
                back.is_some_and(|path| touched.iter().any(|t| is_within(&path, t)))
            };
            if other != id && row.operation.may_undo && row.items.iter().any(concerned) {
                row.taken_back = true;
                row.operation.may_undo = false;
                self.connections.shared().board.operation(&row.operation);
            }
        }
    }
}

impl Row {
    /// Brings what is shown in line with the items.
    fn describe(&mut self) {
        let operation = &mut self.operation;
        operation.done = self.items.iter().filter(|item| item.is_done()).count();
        let failures: Vec<Failure> = self.items.iter().filter_map(Item::failure).collect();
        operation.failed = failures.len();
        let ended = !operation.phase.is_active();
        operation.problem = failures
            .first()
            .map(|failure| failure.problem.clone())
            .filter(|_| ended && operation.phase != OperationPhase::Cancelled);
        operation.failures = failures.into_iter().take(NAMED).collect();
    }

    fn has_way_back(&self) -> bool {
        let reversible = matches!(
            self.operation.deed,
            Deed::CreateFolder | Deed::Rename | Deed::Move
        );
        reversible && !self.taken_back && self.items.iter().any(|item| item.way_back().is_some())
    }

    /// How it ends with the items as they are.
    fn end(&self) -> Event {
        let failed = self.items.iter().filter_map(Item::failure);
        let failed: Vec<Outcome> = failed.map(|failure| failure.problem.outcome).collect();
        let done = self.items.iter().any(Item::is_done);
        match (failed.is_empty(), done) {
            _ if failed.contains(&Outcome::NameTaken) => Event::NamesTaken,
            // Everything was let go of: nothing is done.
            (true, false) => Event::Skipped,
            (true, true) => Event::AllDone,
            (false, true) => Event::SomeDone,
            (false, false) => Event::NoneDone,
        }
    }
}

fn named(folder: &RemotePath, name: &str) -> Result<RemotePath, Error> {
    let path = folder.join(name);
    path.map_err(|_| Error::NameUnusable(name.to_owned()))
}
