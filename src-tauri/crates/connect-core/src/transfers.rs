//! Transfers: files on their way, three at once, the rest in order.

mod archive;
mod check;
mod download;
pub(crate) mod fingerprint;
pub(crate) mod name;
mod progress;
pub(crate) mod state;
mod upload;

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Weak};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use smartfile::{Algorithm, RemotePath};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::account::{Account, AccountId};
use crate::connection::Session;
use crate::connections::Connections;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::journal::{Adopted, Journal, Kind, Receipt, Record, Source};
use crate::problem::Problem;
use crate::receipts;

use progress::Progress;
use state::{Answer, Effect, Event, Phase, next};

pub use fingerprint::Fingerprint;

/// Transfers at once (API facts §13.36).
const SLOTS: usize = 3;
/// Checks at once. They have slots of their own, so that a site that takes its time over one keeps no bytes
/// from moving.
const CHECKS: usize = 3;

/// Names one transfer.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct TransferId(String);

impl TransferId {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for TransferId {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for TransferId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for TransferId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which way.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// To the site.
    Upload,
    /// To this computer.
    Download,
}

/// How it was proven that a file arrived whole.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Proof {
    /// Both ends say the same size; the site could not say more.
    Size,
    /// An archive that is packed while it comes has no size to compare: it has its list of contents, which comes
    /// last.
    Archive,
    /// Both ends say the same size, and the site's own fingerprint is the same as ours.
    Fingerprint(Fingerprint),
}

/// A transfer as shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfer {
    /// Ours.
    pub id: TransferId,
    /// Whose.
    pub account: AccountId,
    /// Which way.
    pub direction: Direction,
    /// Name at the receiving end.
    pub name: String,
    /// The folder at the site.
    pub folder: RemotePath,
    /// Bytes, once known.
    pub size: Option<u64>,
    /// Bytes moved so far.
    pub moved: u64,
    /// Where it is on its way.
    pub phase: Phase,
    /// Bytes a second, averaged; `None` until there is enough to go by.
    pub rate: Option<u64>,
    /// When done: how that was proven.
    pub proof: Option<Proof>,
    /// When cancelled: all bytes had arrived, and were left as they are. Only the check was skipped.
    pub unchecked: bool,
    /// Why it failed or what it needs.
    pub problem: Option<Problem>,
    /// When the phase last changed.
    pub at: Timestamp,
}

#[derive(Clone, Debug)]
enum Job {
    Upload {
        local: PathBuf,
        into: RemotePath,
    },
    Download {
        path: RemotePath,
        target: PathBuf,
    },
    Archive {
        paths: Vec<RemotePath>,
        target: PathBuf,
    },
}

/// Why a run ended before its end.
enum Halt {
    NameTaken(Problem),
    Broke(Problem),
}

/// What is written down of a transfer beside what is shown.
#[derive(Clone, Debug, Default)]
struct Notes {
    /// What was found at the sending end.
    source: Option<Source>,
    /// Nothing had its name at the receiving end.
    was_free: bool,
    /// What holds the bytes of a download that have come.
    part: Option<PathBuf>,
    /// How many of them are on the disk for good.
    safe: u64,
    /// Of the bytes that were sent, once they all were.
    digest: Option<(Algorithm, String)>,
}

struct Row {
    transfer: Transfer,
    job: Job,
    request: String,
    created: Timestamp,
    notes: Notes,
    answer: Option<Answer>,
    progress: Progress,
    stop: CancellationToken,
    /// Ends the check, and nothing that arrived.
    skip: CancellationToken,
    /// What is still at work for this row.
    runs: TaskTracker,
}

impl Row {
    /// As it is written down.
    fn record(&self) -> Record {
        let (kind, local, remote) = match &self.job {
            Job::Upload { local, into } => (Kind::Upload, local, vec![into.clone()]),
            Job::Download { path, target } => (Kind::Download, target, vec![path.clone()]),
            Job::Archive { paths, target } => (Kind::Archive, target, paths.clone()),
        };
        let Notes {
            source,
            was_free,
            part,
            safe,
            digest,
        } = self.notes.clone();
        let transfer = &self.transfer;
        Record {
            id: transfer.id.clone(),
            request: self.request.clone(),
            account: transfer.account.clone(),
            kind,
            local: local.clone(),
            remote,
            name: transfer.name.clone(),
            size: transfer.size,
            phase: transfer.phase,
            answer: self.answer,
            source,
            was_free,
            part,
            safe,
            digest,
            problem: transfer.problem.as_ref().map(|problem| problem.outcome),
            created: self.created,
            changed: transfer.at,
        }
    }

    /// What is handed out when it is done.
    fn receipt(&self, account: &Account, at: Timestamp, proof: Option<Proof>) -> Receipt {
        let transfer = &self.transfer;
        let (local, remote) = match &self.job {
            // Its name was tried before anything was sent.
            Job::Upload { local, into } => (
                local,
                into.join(&transfer.name).unwrap_or_else(|_| into.clone()),
            ),
            Job::Download { path, target } => (target, path.clone()),
            Job::Archive { target, .. } => (target, transfer.folder.clone()),
        };
        let local_name = local.file_name().unwrap_or_default();
        Receipt {
            transfer: transfer.id.clone(),
            account: transfer.account.clone(),
            username: account.username.clone(),
            site: account.server.host(),
            // As fine as it is written down: what is told is what is kept.
            at: Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at),
            direction: transfer.direction,
            remote,
            local_name: local_name.to_string_lossy().into_owned(),
            size: transfer.size.unwrap_or(transfer.moved),
            proof,
        }
    }
}

#[derive(Default)]
struct Rows {
    rows: HashMap<TransferId, Row>,
    requests: HashMap<String, TransferId>,
}

pub(crate) struct Transfers {
    me: Weak<Self>,
    connections: Arc<Connections>,
    journal: Arc<Journal>,
    rows: Guarded<Rows>,
    slots: Arc<Semaphore>,
    checks: Semaphore,
    /// By which algorithm a site has summed up a file, while the app runs.
    speaks: Guarded<HashMap<AccountId, Algorithm>>,
    handle: Handle,
}

impl Transfers {
    pub(crate) fn new(
        connections: Arc<Connections>,
        journal: Arc<Journal>,
        adopted: Adopted,
        handle: Handle,
    ) -> Arc<Self> {
        if !adopted.unfinished.is_empty() {
            let count = adopted.unfinished.len();
            tracing::info!(count, "transfers were interrupted");
        }
        let rows = Rows {
            rows: HashMap::new(),
            requests: adopted.finished.into_iter().collect(),
        };
        Arc::new_cyclic(|me| Self {
            me: me.clone(),
            connections,
            journal,
            rows: Guarded::new(rows),
            slots: Arc::new(Semaphore::new(SLOTS)),
            checks: Semaphore::new(CHECKS),
            speaks: Guarded::default(),
            handle,
        })
    }

    pub(crate) fn upload(
        &self,
        request_id: &str,
        local: PathBuf,
        into: RemotePath,
    ) -> Result<TransferId, Error> {
        let account = self.connections.current().session()?.account.clone();
        let name = local
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let folder = into.clone();
        let job = Job::Upload { local, into };
        Ok(self.add(request_id, account, Direction::Upload, name, folder, job))
    }

    pub(crate) fn download(
        &self,
        request_id: &str,
        path: RemotePath,
        target: PathBuf,
    ) -> Result<TransferId, Error> {
        let account = self.connections.current().session()?.account.clone();
        let name = target
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let folder = path.parent().unwrap_or_else(RemotePath::root);
        let job = Job::Download { path, target };
        Ok(self.add(request_id, account, Direction::Download, name, folder, job))
    }

    pub(crate) fn download_zip(
        &self,
        request_id: &str,
        paths: Vec<RemotePath>,
        target: PathBuf,
    ) -> Result<TransferId, Error> {
        let account = self.connections.current().session()?.account.clone();
        let first = paths.first().ok_or(Error::TransferUnknown)?;
        let folder = first.parent().unwrap_or_else(RemotePath::root);
        let name = target.file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        let job = Job::Archive { paths, target };
        Ok(self.add(request_id, account, Direction::Download, name, folder, job))
    }

    fn add(
        &self,
        request_id: &str,
        account: AccountId,
        direction: Direction,
        name: String,
        folder: RemotePath,
        job: Job,
    ) -> TransferId {
        let id = {
            let mut rows = self.rows.lock();
            if let Some(id) = rows.requests.get(request_id) {
                return id.clone();
            }
            let id = TransferId(uuid::Uuid::new_v4().to_string());
            let now = self.connections.shared().ports.clock.wall();
            let transfer = Transfer {
                id: id.clone(),
                account,
                direction,
                name,
                folder,
                size: None,
                moved: 0,
                phase: Phase::Waiting,
                rate: None,
                proof: None,
                unchecked: false,
                problem: None,
                at: now,
            };
            self.connections.shared().board.transfer(&transfer);
            rows.requests.insert(request_id.to_owned(), id.clone());
            rows.rows.insert(
                id.clone(),
                Row {
                    transfer,
                    job,
                    request: request_id.to_owned(),
                    created: now,
                    notes: Notes::default(),
                    answer: None,
                    progress: Progress::default(),
                    stop: CancellationToken::new(),
                    skip: CancellationToken::new(),
                    runs: TaskTracker::new(),
                },
            );
            id
        };
        self.start(&id);
        id
    }

    pub(crate) fn answer(&self, id: &TransferId, answer: Answer) -> Result<(), Error> {
        self.step_with(id, Event::Answered(answer), |row| row.answer = Some(answer))
            .then_some(())
            .ok_or(Error::TransferUnknown)
    }

    pub(crate) fn cancel(&self, id: &TransferId) {
        self.step(id, Event::CancelAsked);
    }

    pub(crate) fn retry(&self, id: &TransferId) -> Result<(), Error> {
        self.step(id, Event::RetryAsked)
            .then_some(())
            .ok_or(Error::TransferUnknown)
    }

    /// Rows that are done with. Failed ones stay: something is still to be decided about them.
    pub(crate) fn clear_finished(&self) {
        self.remove(|transfer| matches!(transfer.phase, Phase::Done | Phase::Cancelled));
    }

    /// Stops everything; resolves when nothing is in flight and no temporary file is left.
    pub(crate) async fn stop_all(&self) {
        self.stop(|_| true).await;
    }

    /// Stops everything of this account and takes its rows away: it is going.
    pub(crate) async fn remove_account(&self, id: &AccountId) {
        self.stop(|transfer| transfer.account == *id).await;
        self.remove(|transfer| transfer.account == *id);
        if let Err(error) = self.journal.erase_account(id).await {
            tracing::warn!(%error, "rows of an account that has gone stay in the journal");
        }
    }

    async fn stop(&self, which: impl Fn(&Transfer) -> bool) {
        let stopped: Vec<(TransferId, TaskTracker)> = {
            let rows = self.rows.lock();
            let rows = rows.rows.values().filter(|row| which(&row.transfer));
            rows.map(|row| (row.transfer.id.clone(), row.runs.clone()))
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

    fn remove(&self, which: impl Fn(&Transfer) -> bool) {
        let mut rows = self.rows.lock();
        let gone: Vec<TransferId> = rows
            .rows
            .values()
            .filter(|row| which(&row.transfer))
            .map(|row| row.transfer.id.clone())
            .collect();
        for id in gone {
            rows.rows.remove(&id);
            self.connections.shared().board.transfer_removed(&id);
        }
    }

    fn start(&self, id: &TransferId) {
        let Some(this) = self.me.upgrade() else {
            return;
        };
        let Some(runs) = self.rows.lock().rows.get(id).map(|row| row.runs.clone()) else {
            return;
        };
        let id = id.clone();
        runs.spawn_on(async move { this.run(&id).await }, &self.handle);
    }

    async fn run(&self, id: &TransferId) {
        let row = |row: &Row| {
            let account = row.transfer.account.clone();
            let (job, answer, stop) = (row.job.clone(), row.answer, row.stop.clone());
            (account, job, answer, stop, row.record())
        };
        let Some((account, job, answer, stop, record)) = self.rows.lock().rows.get(id).map(row)
        else {
            return;
        };
        let work = async {
            // Row first, then action: what is not written down is not begun.
            if let Err(error) = self.journal.promise(record).await {
                self.broke(id, error.problem());
                return;
            }
            let Ok(slot) = Arc::clone(&self.slots).acquire_owned().await else {
                return;
            };
            if !self.step(id, Event::SlotFree) {
                return;
            }
            let session = self.connections.of(&account);
            let done = match session.and_then(|connection| connection.session()) {
                Err(error) => Err(Halt::Broke(error.problem())),
                Ok(session) => match &job {
                    Job::Upload { local, into } => {
                        self.run_upload(id, &session, local, into, answer, slot)
                            .await
                    }
                    Job::Download { path, target } => {
                        self.run_download(id, &session, path, target, slot).await
                    }
                    Job::Archive { paths, target } => {
                        self.run_archive(id, &session, paths, target).await
                    }
                },
            };
            match done {
                Ok(()) => {}
                Err(Halt::NameTaken(problem)) => {
                    self.step_with(id, Event::NameTaken, |row| {
                        row.transfer.problem = Some(problem);
                    });
                }
                Err(Halt::Broke(problem)) => self.broke(id, problem),
            }
        };
        tokio::select! {
            biased;
            () = stop.cancelled() => {}
            () = work => {}
        }
    }

    fn broke(&self, id: &TransferId, problem: Problem) {
        self.step_with(id, Event::Broke, |row| row.transfer.problem = Some(problem));
    }

    fn step(&self, id: &TransferId, event: Event) -> bool {
        self.step_with(id, event, |_| {})
    }

    /// Applies one event and announces the row. `change` happens only if the event counts.
    fn step_with(&self, id: &TransferId, event: Event, change: impl FnOnce(&mut Row)) -> bool {
        let effect = {
            let mut rows = self.rows.lock();
            let Some(row) = rows.rows.get_mut(id) else {
                return false;
            };
            let (phase, effect) = next(row.transfer.phase, event);
            if effect == Some(Effect::Note) {
                return false;
            }
            row.transfer.phase = phase;
            row.transfer.at = self.connections.shared().ports.clock.wall();
            row.transfer.rate = None;
            match phase {
                Phase::Waiting => {
                    row.transfer.problem = None;
                    row.transfer.moved = 0;
                    row.progress = Progress::default();
                }
                Phase::Cancelled => row.transfer.problem = None,
                _ => {}
            }
            row.transfer.moved = row.progress.moved();
            change(row);
            match effect {
                Some(Effect::Stop) => row.stop.cancel(),
                Some(Effect::SkipCheck) => row.skip.cancel(),
                _ => {}
            }
            // What is done is written down before it is told, with its receipt.
            if phase != Phase::Done {
                self.journal.note(row.record());
            }
            self.connections.shared().board.transfer(&row.transfer);
            effect
        };
        if effect == Some(Effect::Run) {
            self.start(id);
        }
        true
    }

    /// Done, by this proof. Told only when row and receipt are on the disk for good.
    async fn proven(&self, id: &TransferId, proof: Option<Proof>) -> Result<(), Halt> {
        let now = self.connections.shared().ports.clock.wall();
        let account = self
            .rows
            .lock()
            .rows
            .get(id)
            .map(|row| row.transfer.account.clone());
        let Some(account) = account else {
            return Ok(());
        };
        let account = self.connections.of(&account).ok();
        let Some(account) = account.and_then(|connection| connection.account()) else {
            return Err(Halt::Broke(Error::AccountUnknown.problem()));
        };
        let written = self.rows.lock().rows.get(id).map(|row| {
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
        if let Some(row) = self.rows.lock().rows.get_mut(id) {
            change(&mut row.transfer);
        }
    }

    fn moved(&self, id: &TransferId, bytes: u64) {
        let now = self.connections.shared().ports.clock.now();
        let mut rows = self.rows.lock();
        let Some(row) = rows.rows.get_mut(id) else {
            return;
        };
        if row.progress.add(now, bytes) && row.transfer.phase == Phase::Moving {
            row.transfer.moved = row.progress.moved();
            row.transfer.rate = row.progress.rate();
            self.connections.shared().board.transfer(&row.transfer);
        }
    }

    /// The bytes so far do not count: they are sent or fetched again from the start.
    fn start_over(&self, id: &TransferId) {
        let mut rows = self.rows.lock();
        if let Some(row) = rows.rows.get_mut(id) {
            row.progress = Progress::default();
            row.transfer.moved = 0;
            self.connections.shared().board.transfer(&row.transfer);
        }
    }

    async fn info(
        &self,
        session: &Session,
        path: &RemotePath,
    ) -> Result<smartfile::Entry, smartfile::Error> {
        let remote = &session.remote;
        session.ask(|| remote.info(path)).await
    }
}

fn api_broke(error: &smartfile::Error, name: &str) -> Halt {
    Halt::Broke(Problem::from_api(error).about(name))
}
