//! Transfers: files on their way, some at once, the rest in order. Each is written down before anything is done.

mod archive;
mod check;
mod download;
mod fetched;
pub(crate) mod fingerprint;
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
mod upload;
mod waits;

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Weak};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use smartfile::{Algorithm, RemotePath, Server};
use tokio::runtime::Handle;
use tokio::sync::{Notify, Semaphore};
use tokio_util::task::TaskTracker;

use crate::account::AccountId;
use crate::connection::Session;
use crate::connections::Connections;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::journal::{Adopted, Journal, Record};
use crate::problem::Problem;
use crate::receipts;

use fetched::OF_A_COPY;
use fingerprint::Digests;
use limits::TransferLimits;
use pace::Pace;
use progress::Progress;
use queue::Queue;
use row::{Job, Row};
use state::{Answer, Effect, Event, Phase, next};
use waits::Closed;

pub(crate) use check::Verdict;
pub use fingerprint::Fingerprint;
pub use waits::Wait;

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
    /// What it waits for, if that is not only its turn.
    pub wait: Option<Wait>,
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
        let same = |row: &&Row| row.transfer.account == *account && row.job == *job;
        self.all.values().filter(same).find_map(|row| {
            let event = match row.transfer.phase {
                Phase::Interrupted => Event::ContinueAsked,
                Phase::Failed => Event::RetryAsked,
                Phase::Paused => Event::ResumeAsked,
                _ => return None,
            };
            Some((row.transfer.id.clone(), event))
        })
    }
}

fn own_folder(source: std::io::Error) -> Error {
    Error::Own {
        name: "the folder of this program",
        source,
    }
}

pub(crate) struct Transfers {
    me: Weak<Self>,
    connections: Arc<Connections>,
    journal: Arc<Journal>,
    rows: Guarded<Rows>,
    queue: Guarded<Queue>,
    /// Which sites are left alone until a time, by their own word.
    closed: Guarded<HashMap<Server, Closed>>,
    pace: Guarded<Pace>,
    checks: Semaphore,
    /// By which algorithm a site has last summed up a file.
    speaks: Guarded<HashMap<AccountId, Algorithm>>,
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
            queue: Guarded::new(Queue::new(TransferLimits::default().parallel.into())),
            closed: Guarded::default(),
            pace: Guarded::default(),
            checks: Semaphore::new(CHECKS),
            speaks: Guarded::default(),
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
        drop(rows);
        for id in given_up {
            self.discard(&id);
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
        let job = job.anchored().map_err(own_folder)?;
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

    /// What was begun before is asked for anew: it goes on, with the name and the answer that are chosen now.
    fn go_on_with(&self, id: &TransferId, event: Event) {
        self.step_with(id, event, |row| {
            row.answer = None;
            row.looked_at = false;
        });
    }

    pub(crate) fn answer(&self, id: &TransferId, answer: Answer) -> Result<(), Error> {
        let answered = self.step_with(id, Event::Answered(answer), |row| {
            row.answer = Some(answer);
            // What was found before the answer is looked for again.
            row.notes.source = None;
        });
        answered.then_some(()).ok_or(Error::TransferUnknown)
    }

    pub(crate) fn cancel(&self, id: &TransferId) {
        self.step(id, Event::CancelAsked);
    }

    pub(crate) fn retry(&self, id: &TransferId) -> Result<(), Error> {
        self.step(id, Event::RetryAsked)
            .then_some(())
            .ok_or(Error::TransferUnknown)
    }

    pub(crate) fn pause(&self, id: &TransferId) -> Result<(), Error> {
        self.step(id, Event::PauseAsked)
            .then_some(())
            .ok_or(Error::TransferUnknown)
    }

    pub(crate) fn resume(&self, id: &TransferId) -> Result<(), Error> {
        self.step(id, Event::ResumeAsked)
            .then_some(())
            .ok_or(Error::TransferUnknown)
    }

    /// Everything that can be held is held; what only waits first, so that nothing moves up meanwhile.
    pub(crate) fn pause_all(&self) {
        self.step_all(Event::PauseAsked, |phase| phase == Phase::Waiting);
        self.step_all(Event::PauseAsked, Phase::is_active);
    }

    pub(crate) fn resume_all(&self) {
        self.step_all(Event::ResumeAsked, |phase| phase == Phase::Paused);
    }

    pub(crate) fn cancel_all(&self) {
        self.step_all(Event::CancelAsked, |phase| phase == Phase::Waiting);
        self.step_all(Event::CancelAsked, |_| true);
    }

    pub(crate) fn retry_all(&self) {
        self.step_all(Event::RetryAsked, |phase| phase == Phase::Failed);
    }

    /// What the last start left goes on, in its order.
    pub(crate) fn continue_interrupted(&self) {
        self.step_all(Event::ContinueAsked, |phase| phase == Phase::Interrupted);
    }

    pub(crate) fn go_on(&self, id: &TransferId) -> Result<(), Error> {
        self.step(id, Event::ContinueAsked)
            .then_some(())
            .ok_or(Error::TransferUnknown)
    }

    /// What ended programs had not finished about this place of this computer is this one's, and shows as interrupted.
    pub(crate) async fn take_over(&self, local: PathBuf) -> Result<(), Error> {
        let local = std::path::absolute(local).map_err(own_folder)?;
        let unfinished = self.journal.take_over(local).await?;
        self.bring_back(Adopted {
            unfinished,
            ..Adopted::default()
        });
        Ok(())
    }

    /// What the last start left is given up, and its rows go. Nothing at either end is touched but what is
    /// unfinished.
    pub(crate) async fn forget_interrupted(&self) {
        let ids = self.ids(|phase| phase == Phase::Interrupted);
        let runs: Vec<TaskTracker> = {
            let rows = self.rows.lock();
            let rows = ids.iter().filter_map(|id| rows.all.get(id));
            rows.map(|row| row.runs.clone()).collect()
        };
        for id in &ids {
            self.step(id, Event::CancelAsked);
        }
        for runs in runs {
            runs.close();
            runs.wait().await;
        }
        self.remove(|transfer| ids.contains(&transfer.id));
    }

    /// It is the next one.
    pub(crate) fn move_to_front(&self, id: &TransferId) -> Result<(), Error> {
        let place = {
            let mut rows = self.rows.lock();
            let place = rows.first;
            let row = rows.all.get_mut(id).ok_or(Error::TransferUnknown)?;
            row.place = place;
            if row.is_known() {
                self.journal.note(row.record());
            }
            rows.first -= 1;
            place
        };
        self.queue.lock().move_to(place, id);
        Ok(())
    }

    /// What nobody has finished, as it was last written down, and whether a program that still runs has it.
    pub(crate) async fn unfinished(&self) -> Result<Vec<(Transfer, bool)>, Error> {
        let found = self.journal.unfinished().await?.into_iter();
        let found =
            found.filter(|(record, lives)| *lives || !record.request.starts_with(OF_A_COPY));
        let shown = found.map(|(record, lives)| {
            let phase = record.phase;
            let mut transfer = Row::of(record).transfer;
            if lives {
                transfer.phase = phase;
            }
            (transfer, lives)
        });
        Ok(shown.collect())
    }

    /// How many at once, and how many bytes a second all of them together.
    pub(crate) fn limit(&self, limits: TransferLimits) {
        self.queue.lock().set_slots(limits.parallel.into());
        self.pace.lock().set(limits.bytes_per_second);
        self.pump();
    }

    fn ids(&self, which: impl Fn(Phase) -> bool) -> Vec<TransferId> {
        let rows = self.rows.lock();
        let rows = rows.all.values().filter(|row| which(row.transfer.phase));
        let mut found: Vec<(i64, TransferId)> = rows
            .map(|row| (row.place, row.transfer.id.clone()))
            .collect();
        found.sort_by_key(|(place, _)| *place);
        found.into_iter().map(|(_, id)| id).collect()
    }

    fn step_all(&self, event: Event, which: impl Fn(Phase) -> bool) {
        for id in self.ids(which) {
            self.step(&id, event);
        }
    }

    /// Rows that are done with. Failed ones stay: something is still to be decided about them.
    pub(crate) fn clear_finished(&self) {
        self.remove(|transfer| matches!(transfer.phase, Phase::Done | Phase::Cancelled));
    }

    /// Stops everything as it is; resolves when nothing is in flight. Whatever had not finished is there again at
    /// the next start.
    pub(crate) async fn stop_all(&self) {
        self.leaving
            .store(true, std::sync::atomic::Ordering::SeqCst);
        let rows: Vec<TaskTracker> = {
            let rows = self.rows.lock();
            let rows = rows.all.values();
            // A check that is being ended gives its file the name it is due.
            rows.inspect(|row| {
                if !row.skip.is_cancelled() {
                    row.stop.cancel();
                }
            })
            .map(|row| row.runs.clone())
            .collect()
        };
        for runs in rows {
            runs.close();
            runs.wait().await;
        }
    }

    /// Stops everything of this account and takes its rows away: it is going.
    pub(crate) async fn remove_account(&self, id: &AccountId) {
        let stopped: Vec<(TransferId, TaskTracker)> = {
            let rows = self.rows.lock();
            let rows = rows.all.values();
            rows.filter(|row| row.transfer.account == *id)
                .map(|row| (row.transfer.id.clone(), row.runs.clone()))
                .collect()
        };
        for (id, _) in &stopped {
            self.cancel(id);
        }
        for (_, runs) in stopped {
            runs.close();
            runs.wait().await;
        }
        self.remove(|transfer| transfer.account == *id);
        if let Err(error) = self.journal.erase_account(id).await {
            tracing::warn!(%error, "rows of an account that has gone stay in the journal");
        }
    }

    fn remove(&self, which: impl Fn(&Transfer) -> bool) {
        let mut rows = self.rows.lock();
        let gone: Vec<TransferId> = rows
            .all
            .values()
            .filter(|row| which(&row.transfer))
            .map(|row| row.transfer.id.clone())
            .collect();
        for id in gone {
            rows.all.remove(&id);
            self.connections.shared().board.transfer_removed(&id);
        }
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
            self.connections.shared().board.transfer(&row.transfer);
            self.ended.notify_waiters();
            effect
        };
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
        true
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
        let mut rows = self.rows.lock();
        let Some(row) = rows.all.get_mut(id) else {
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
        if let Some(row) = rows.all.get_mut(id) {
            row.progress = Progress::default();
            row.transfer.moved = 0;
            self.connections.shared().board.transfer(&row.transfer);
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
