//! Transfers: files on their way, some at once, the rest in order. Each is written down before anything is done.

mod again;
mod archive;
mod asked;
mod check;
mod download;
mod fetched;
pub(crate) mod fingerprint;
mod holds;
pub(crate) mod limits;
pub(crate) mod name;
mod pace;
mod placing;
mod progress;
mod queue;
mod row;
mod run;
mod sent;
pub(crate) mod state;
mod together;
mod transfer;
pub(crate) mod tree;
mod upload;
mod waits;
mod window;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Weak};

use smartfile::{Algorithm, RemotePath, Server};
use tokio::runtime::Handle;
use tokio::sync::{Notify, Semaphore};

use crate::account::AccountId;
use crate::connection::Session;
use crate::connections::Connections;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::journal::{Adopted, Journal, Record};
use crate::problem::Problem;
use crate::receipts;

use again::Tries;
use fetched::OF_A_COPY;
use fingerprint::Digests;
use holds::Holds;
use limits::TransferLimits;
use pace::Pace;
use progress::Progress;
use queue::Queue;
use row::{Job, Row};
use state::{Effect, Event, Phase, next};
use together::Together;
use tree::Tree;
use waits::Closed;
use window::Windows;

pub(crate) use check::Verdict;
pub use fingerprint::Fingerprint;
pub use transfer::{Direction, Proof, Transfer, TransferId};
pub use waits::Wait;

/// Checks at once, but for those of small files, which are asked for together. They have slots of their own, so that a
/// site that takes its time over one keeps no bytes from moving.
const CHECKS: usize = 3;

/// Why a run ended before its end.
enum Halt {
    NameTaken(Problem),
    Broke(Problem),
}

#[derive(Default)]
struct Rows {
    all: HashMap<TransferId, Row>,
    requests: HashMap<String, TransferId>,
    /// The place of the next one at the end of the queue.
    last: i64,
    /// The place of the next one at its front, less than all others.
    first: i64,
}

impl Rows {
    /// The same thing, begun before and at rest unfinished, and what makes it go on: a second one beside it would put
    /// the file there twice as soon as both are let go on.
    fn begun_before(&self, account: &AccountId, job: &Job) -> Option<(TransferId, Event)> {
        self.all.values().find_map(|row| {
            let event = match row.transfer.phase {
                Phase::Interrupted => Event::ContinueAsked,
                Phase::Failed => Event::RetryAsked,
                Phase::Paused => Event::ResumeAsked,
                _ => return None,
            };
            // A file of a folder is its folder's to go on with.
            let same = row.member.is_none() && row.transfer.account == *account && row.job == *job;
            same.then(|| (row.transfer.id.clone(), event))
        })
    }
}

/// A path that means the same place wherever the app is started next.
fn anchored(path: PathBuf) -> Result<PathBuf, Error> {
    std::path::absolute(path).map_err(|source| Error::Own {
        name: "the folder of this program",
        source,
    })
}

pub(crate) struct Transfers {
    me: Weak<Self>,
    connections: Arc<Connections>,
    journal: Arc<Journal>,
    rows: Guarded<Rows>,
    /// Folders on their way. Where both are held, the rows were first.
    trees: Guarded<HashMap<TransferId, Tree>>,
    queue: Guarded<Queue>,
    /// Which sites are left alone until a time, by their own word.
    closed: Guarded<HashMap<Server, Closed>>,
    pace: Guarded<Pace>,
    checks: Semaphore,
    together: Together,
    /// How many at once each site bears.
    windows: Guarded<Windows>,
    /// By which algorithm a site has last summed up a file.
    speaks: Guarded<HashMap<AccountId, Algorithm>>,
    /// The names at sites that something is being sent to.
    names: Holds<(AccountId, RemotePath)>,
    /// The names on this computer that something is being put under.
    targets: Holds<PathBuf>,
    /// The app is being quit: whatever is under way stays as it is, for the next start.
    leaving: AtomicBool,
    /// Something has ended, for whoever waits for it here.
    ended: Notify,
    handle: Handle,
}

impl Transfers {
    pub(crate) fn new(
        connections: Arc<Connections>,
        journal: Arc<Journal>,
        adopted: Adopted,
        handle: Handle,
    ) -> Arc<Self> {
        let transfers = Arc::new_cyclic(|me| Self {
            me: me.clone(),
            connections,
            journal,
            rows: Guarded::new(Rows {
                first: -1,
                ..Rows::default()
            }),
            trees: Guarded::default(),
            queue: Guarded::new(Queue::new(TransferLimits::default().parallel.into())),
            closed: Guarded::default(),
            pace: Guarded::default(),
            checks: Semaphore::new(CHECKS),
            together: Together::default(),
            windows: Guarded::new(Windows::new(TransferLimits::default().parallel.into())),
            speaks: Guarded::default(),
            names: Holds::default(),
            targets: Holds::default(),
            leaving: AtomicBool::new(false),
            ended: Notify::new(),
            handle,
        });
        transfers.bring_back(adopted);
        transfers.watch_the_ways();
        transfers
    }

    /// What the last start left shows again, and does nothing before the person says so.
    fn bring_back(&self, adopted: Adopted) {
        let mut given_up = Vec::new();
        let mut rows = self.rows.lock();
        rows.requests.extend(adopted.finished);
        self.speaks.lock().extend(adopted.spoken);
        for record in adopted.unfinished {
            let mut row = Row::of(record);
            let id = row.transfer.id.clone();
            // In their order. Two processes may have counted from the same number.
            row.place = rows.last;
            rows.last += 1;
            rows.requests.insert(row.request.clone(), id.clone());
            if row.request.starts_with(OF_A_COPY) {
                row.transfer.phase = Phase::Cancelled;
                self.journal.note(row.record());
            }
            if row.transfer.phase == Phase::Cancelled {
                given_up.push(id.clone());
            } else {
                self.connections.shared().board.transfer(&row.transfer);
            }
            rows.all.insert(id, row);
        }
        let given_up_trees = self.bring_trees_back(adopted.trees, &mut rows);
        drop(rows);
        for id in given_up {
            self.discard(&id);
        }
        for id in given_up_trees {
            self.run_tree(&id);
        }
    }

    pub(crate) fn upload(
        &self,
        request_id: &str,
        local: PathBuf,
        into: RemotePath,
    ) -> Result<TransferId, Error> {
        self.add(request_id, Job::Upload { local, into }, false)
    }

    pub(crate) fn download(
        &self,
        request_id: &str,
        path: RemotePath,
        target: PathBuf,
    ) -> Result<TransferId, Error> {
        self.add(request_id, Job::Download { path, target }, false)
    }

    pub(crate) fn download_zip(
        &self,
        request_id: &str,
        paths: Vec<RemotePath>,
        target: PathBuf,
    ) -> Result<TransferId, Error> {
        if paths.is_empty() {
            return Err(Error::TransferUnknown);
        }
        self.add(request_id, Job::Archive { paths, target }, false)
    }

    fn add(&self, request_id: &str, job: Job, sealed: bool) -> Result<TransferId, Error> {
        let account = self.connections.current().session()?.account.clone();
        let job = job.anchored()?;
        let id = {
            let mut rows = self.rows.lock();
            if let Some(id) = rows.requests.get(request_id) {
                return Ok(id.clone());
            }
            if let Some((id, event)) = rows.begun_before(&account, &job) {
                rows.requests.insert(request_id.to_owned(), id.clone());
                drop(rows);
                self.go_on_with(&id, event);
                return Ok(id);
            }
            let id = TransferId(uuid::Uuid::new_v4().to_string());
            let now = self.connections.shared().ports.clock.wall();
            let (name, folder) = job.shown();
            let transfer = Transfer {
                id: id.clone(),
                account,
                direction: job.direction(),
                name,
                folder,
                size: None,
                moved: 0,
                phase: Phase::Waiting,
                wait: None,
                rate: None,
                proof: None,
                unchecked: false,
                problem: None,
                contents: None,
                at: now,
            };
            self.connections.shared().board.transfer(&transfer);
            rows.requests.insert(request_id.to_owned(), id.clone());
            let place = rows.last;
            rows.last += 1;
            let mut row = Row::new(transfer, job, request_id.to_owned(), now, place);
            row.sealed = sealed;
            rows.all.insert(id.clone(), row);
            id
        };
        self.admit(&id);
        Ok(id)
    }

    /// Changes what is noted of a row, and writes it down for good.
    async fn promise(&self, id: &TransferId, change: impl FnOnce(&mut Row)) -> Result<(), Halt> {
        let record = {
            let mut rows = self.rows.lock();
            let Some(row) = rows.all.get_mut(id) else {
                return Ok(());
            };
            change(row);
            row.record()
        };
        let promised = self.journal.promise(record).await;
        promised.map_err(|error| Halt::Broke(error.problem()))
    }

    /// Of all bytes that passed; written down with the next step.
    fn note_digest(&self, id: &TransferId, digests: Option<&Digests>) {
        let first = digests.and_then(|digests| {
            let mut all = digests.iter();
            all.next().map(|(by, digest)| (by, digest.to_owned()))
        });
        if let Some(row) = self.rows.lock().all.get_mut(id) {
            row.notes.digest = first;
        }
    }

    /// As fast as the person wants all of them together to be.
    async fn paced(&self, bytes: u64) {
        let clock = &self.connections.shared().ports.clock;
        let wait = self.pace.lock().take(clock.now(), bytes);
        if wait > std::time::Duration::ZERO {
            clock.sleep(wait).await;
        }
    }

    fn step(&self, id: &TransferId, event: Event) -> bool {
        self.step_with(id, event, |_| {})
    }

    /// Applies one event and announces the row. `change` happens only if the event counts.
    fn step_with(&self, id: &TransferId, event: Event, change: impl FnOnce(&mut Row)) -> bool {
        let effect = {
            let mut rows = self.rows.lock();
            let Some(row) = rows.all.get_mut(id) else {
                return false;
            };
            let (phase, effect) = next(row.transfer.phase, event);
            if effect == Some(Effect::Note) {
                return false;
            }
            if effect == Some(Effect::Run) && !matches!(event, Event::Delayed | Event::Rested) {
                row.tries = Tries::default();
            }
            row.transfer.phase = phase;
            row.transfer.at = self.connections.shared().ports.clock.wall();
            row.transfer.rate = None;
            row.transfer.wait = None;
            match phase {
                Phase::Waiting => {
                    row.transfer.problem = None;
                    row.transfer.moved = 0;
                    row.progress = Progress::default();
                    row.transfer.wait = self.wait_of(&row.transfer.account);
                }
                Phase::Cancelled => row.transfer.problem = None,
                _ => {}
            }
            if phase != Phase::Paused {
                row.transfer.moved = row.progress.moved();
            }
            change(row);
            match effect {
                Some(Effect::Stop | Effect::Halt) => row.stop.cancel(),
                Some(Effect::SkipCheck) => row.skip.cancel(),
                _ => {}
            }
            // What is done is written down before it is told, with its receipt.
            if phase != Phase::Done && row.is_known() {
                self.journal.note(row.record());
            }
            self.tell(row);
            if let Some(member) = &row.member {
                self.member_is(member, id, phase);
            }
            self.ended.notify_waiters();
            (effect, row.member.clone())
        };
        let (effect, member) = effect;
        match effect {
            Some(Effect::Run) => self.admit(id),
            Some(Effect::Halt) => {
                self.queue.lock().leave(id);
            }
            Some(Effect::Stop) => {
                self.queue.lock().leave(id);
                self.discard(id);
            }
            _ => {}
        }
        if let Some(member) = member {
            self.wake_tree_of(&member, event);
        }
        true
    }

    /// Tells how a row looks now. A file of a folder is not shown by itself.
    fn tell(&self, row: &Row) {
        if row.member.is_none() {
            self.connections.shared().board.transfer(&row.transfer);
        }
    }

    /// Done, by this proof. Told only when row and receipt are on the disk for good.
    async fn proven(&self, id: &TransferId, proof: Option<Proof>) -> Result<(), Halt> {
        let now = self.connections.shared().ports.clock.wall();
        let account = self
            .rows
            .lock()
            .all
            .get(id)
            .map(|row| row.transfer.account.clone());
        let Some(account) = account else {
            return Ok(());
        };
        let account = self.connections.of(&account).ok();
        let Some(account) = account.and_then(|connection| connection.account()) else {
            return Err(Halt::Broke(Error::AccountUnknown.problem()));
        };
        let written = self.rows.lock().all.get(id).map(|row| {
            let record = Record {
                phase: Phase::Done,
                changed: now,
                ..row.record()
            };
            (record, row.receipt(&account, now, proof.clone()))
        });
        let Some((record, receipt)) = written else {
            return Ok(());
        };
        let told = receipt.clone();
        let promised = self.journal.promise_done(record, receipt).await;
        promised.map_err(|error| Halt::Broke(error.problem()))?;
        self.step_with(id, Event::Proven, |row| row.transfer.proof = proof);
        let kept = receipts::kept(told, &account, Vec::new());
        self.connections.shared().board.receipt(&account.id, kept);
        Ok(())
    }

    /// The check was skipped; what arrived is left as it is.
    fn unchecked(&self, id: &TransferId) {
        self.step_with(id, Event::Skipped, |row| row.transfer.unchecked = true);
    }

    /// Changes what is shown of a row without changing its phase; announced with the next fact.
    fn describe(&self, id: &TransferId, change: impl FnOnce(&mut Transfer)) {
        if let Some(row) = self.rows.lock().all.get_mut(id) {
            change(&mut row.transfer);
        }
    }

    fn moved(&self, id: &TransferId, bytes: u64) {
        let now = self.connections.shared().ports.clock.now();
        let tree = {
            let mut rows = self.rows.lock();
            let Some(row) = rows.all.get_mut(id) else {
                return;
            };
            if row.progress.add(now, bytes) && row.transfer.phase == Phase::Moving {
                row.transfer.moved = row.progress.moved();
                row.transfer.rate = row.progress.rate();
                self.tell(row);
            }
            row.member.as_ref().map(|member| member.tree.clone())
        };
        if let Some(tree) = tree {
            self.tree_moved(&tree, bytes);
        }
    }

    /// The bytes so far do not count: they are sent or fetched again from the start.
    fn start_over(&self, id: &TransferId) {
        let mut rows = self.rows.lock();
        if let Some(row) = rows.all.get_mut(id) {
            row.progress = Progress::default();
            row.transfer.moved = 0;
            self.tell(row);
        }
    }

    async fn info(
        &self,
        id: &TransferId,
        session: &Session,
        path: &RemotePath,
    ) -> Result<smartfile::Entry, smartfile::Error> {
        let remote = &session.remote;
        self.ask(id, session, || remote.info(path)).await
    }
}

fn api_broke(error: &smartfile::Error, name: &str) -> Halt {
    Halt::Broke(Problem::from_api(error).about(name))
}
