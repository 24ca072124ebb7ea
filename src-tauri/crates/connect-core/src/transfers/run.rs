//! How a transfer gets its turn, and what is done when its run ends.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::again::Again;
use super::queue::{Queue, Turn};
use super::row::Job;
use super::state::{Answer, Event};
use super::waits::Wait;
use super::{Halt, TransferId, Transfers};
use crate::account::AccountId;
use crate::disk::folder_of;
use crate::problem::{Outcome, Problem};

impl Transfers {
    /// Row first, then action: what waits is written down, and only then gets in line.
    pub(super) fn admit(&self, id: &TransferId) {
        let (Some(this), Some((runs, account, place))) = (
            self.me.upgrade(),
            self.rows.lock().all.get(id).map(|row| {
                let account = row.transfer.account.clone();
                (row.runs.clone(), account, row.queue_place())
            }),
        ) else {
            return;
        };
        let id = id.clone();
        self.queue.lock().hold(place, id.clone(), account);
        let written = async move {
            this.look_at_target(&id).await;
            let record = match this.rows.lock().all.get(&id) {
                Some(row) => row.record(),
                None => return,
            };
            match this.journal.promise(record).await {
                Ok(()) => this.queue.lock().is_written(&id),
                Err(error) => {
                    this.queue.lock().leave(&id);
                    this.broke(&id, error.problem());
                }
            }
            this.pump();
        };
        runs.spawn_on(written, &self.handle);
    }

    /// Whoever may go and has a slot goes.
    pub(super) fn pump(&self) {
        if self.leaving.load(Ordering::SeqCst) {
            return;
        }
        loop {
            let next = {
                let mut queue = self.queue.lock();
                queue.take(|queue, account| {
                    self.wait_of(account).is_none() && self.bears_one_more(queue, account)
                })
            };
            match next {
                Some((id, slot)) => self.start(&id, slot),
                None => return,
            }
        }
    }

    /// Whether the site of this account bears one more, with all that others send there.
    fn bears_one_more(&self, queue: &Queue, account: &AccountId) -> bool {
        if self.windows.lock().are_whole() {
            return true;
        }
        let site = |account: &AccountId| {
            let connection = self.connections.of(account).ok()?;
            Some(connection.account()?.server)
        };
        let Some(there) = site(account) else {
            return true;
        };
        let width = self.windows.lock().width(&there);
        width.is_none_or(|width| {
            queue.running(|other| other == account || site(other).as_ref() == Some(&there)) < width
        })
    }

    /// The next one may move: this one needs no bandwidth any more, or nothing at all.
    pub(super) fn give_way(&self, id: &TransferId) {
        let slot = self.rows.lock().all.get(id).and_then(|row| row.slot);
        if let Some(slot) = slot {
            self.queue.lock().release(slot);
        }
        self.pump();
    }

    fn start(&self, id: &TransferId, slot: Turn) {
        let begun = {
            let mut rows = self.rows.lock();
            rows.all.get_mut(id).map(|row| {
                row.slot = Some(slot);
                row.stop = CancellationToken::new();
                row.skip = CancellationToken::new();
                (row.runs.clone(), row.stop.clone(), row.turn.clone())
            })
        };
        let (Some(this), Some((runs, stop, turn))) = (self.me.upgrade(), begun) else {
            self.queue.lock().release(slot);
            return;
        };
        if self.leaving.load(Ordering::SeqCst) {
            stop.cancel();
        }
        let id = id.clone();
        let run = async move {
            let rest = {
                let work = async {
                    // The run before this one may still be letting go.
                    let _turn = turn.lock().await;
                    this.work(&id).await
                };
                tokio::select! {
                    biased;
                    () = stop.cancelled() => None,
                    rest = work => rest,
                }
            };
            this.queue.lock().release(slot);
            this.pump();
            if let Some(rest) = rest {
                tokio::select! {
                    biased;
                    () = stop.cancelled() => {}
                    () = this.connections.shared().ports.clock.sleep(rest) => {
                        this.step(&id, Event::Rested);
                    }
                }
            }
        };
        runs.spawn_on(run, &self.handle);
    }

    /// One try. What is answered is how long it rests before the next one, if there is to be one.
    async fn work(&self, id: &TransferId) -> Option<Duration> {
        if !self.step(id, Event::SlotFree) {
            return None;
        }
        let row = |row: &super::Row| {
            (
                row.transfer.account.clone(),
                row.job.clone(),
                row.answer,
                row.notes.clone(),
                row.tries.spoilt,
            )
        };
        let (account, job, mut answer, mut notes, spoilt) =
            self.rows.lock().all.get(id).map(row)?;
        if spoilt {
            answer = Some(Answer::Replace);
            notes.was_free = false;
        }
        let session = self.connections.of(&account);
        let done = match session.and_then(|connection| connection.session()) {
            Err(error) => Err(Halt::Broke(error.problem())),
            Ok(session) => match &job {
                Job::Upload { local, into } => {
                    self.run_upload(id, &session, local, into, answer, notes)
                        .await
                }
                Job::Download { path, target } => {
                    self.run_download(id, &session, path, target, notes).await
                }
                Job::Archive { paths, target } => {
                    self.run_archive(id, &session, paths, target, notes).await
                }
            },
        };
        match done {
            Ok(()) => None,
            Err(Halt::NameTaken(problem)) => {
                self.step_with(id, Event::NameTaken, |row| {
                    row.transfer.problem = Some(problem);
                });
                None
            }
            Err(Halt::Broke(problem)) => {
                let way_closed = matches!(
                    problem.outcome,
                    Outcome::Offline
                        | Outcome::TimedOut
                        | Outcome::ReauthorizationRequired
                        | Outcome::ProxyFailed
                        | Outcome::ProxySignIn
                );
                if way_closed && self.wait_of(&account).is_some() {
                    // Nothing is wrong with the transfer: it goes on by itself when the way is open again.
                    self.step(id, Event::Delayed);
                    return None;
                }
                if problem.outcome == Outcome::DamagedHere {
                    // Nothing of it is gone on with.
                    self.remove_part(id).await;
                }
                let rest = self.rest(id, &problem);
                if rest.is_none() {
                    self.remove_part(id).await;
                    self.broke(id, problem);
                }
                rest
            }
        }
    }

    /// What broke rests before it is tried again; how long, if it is.
    fn rest(&self, id: &TransferId, problem: &Problem) -> Option<Duration> {
        let again = self.rows.lock().all.get_mut(id).and_then(|row| {
            let (direction, safe) = (row.transfer.direction, row.notes.safe);
            row.tries.broke(direction, problem.outcome, safe)
        })?;
        let wait = again.wait();
        let until = self.connections.shared().ports.clock.wall() + wait;
        let rests = self.step_with(id, Event::Rests, |row| {
            row.transfer.wait = Some(Wait::Again(until));
            if matches!(again, Again::Parked(_)) {
                row.transfer.problem = Some(problem.clone());
            }
        });
        rests.then_some(wait)
    }

    pub(super) fn broke(&self, id: &TransferId, problem: Problem) {
        self.step_with(id, Event::Broke, |row| row.transfer.problem = Some(problem));
    }

    /// What has come of a transfer that was given up goes, as soon as nobody writes it any more.
    pub(super) fn discard(&self, id: &TransferId) {
        let found = {
            let rows = self.rows.lock();
            rows.all
                .get(id)
                .map(|row| (row.runs.clone(), row.turn.clone()))
        };
        let (Some(this), Some((runs, turn))) = (self.me.upgrade(), found) else {
            return;
        };
        let id = id.clone();
        let removal = async move {
            let _turn = turn.lock().await;
            this.remove_part(&id).await;
        };
        runs.spawn_on(removal, &self.handle);
    }

    /// Something of it lies where nobody can get at it for now.
    pub(super) fn has_part(&self, id: &TransferId) -> bool {
        let rows = self.rows.lock();
        let row = rows.all.get(id);
        row.is_some_and(|row| row.notes.part.is_some())
    }

    pub(super) async fn remove_part(&self, id: &TransferId) {
        let part = self
            .rows
            .lock()
            .all
            .get(id)
            .and_then(|row| row.notes.part.clone());
        let Some(part) = part else {
            return;
        };
        let vfs = &self.connections.shared().ports.vfs;
        if vfs.stat(folder_of(&part)).await.is_err() {
            // A drive that is away comes back with it: it is removed then, for which it has to be remembered.
            return;
        }
        if let Err(error) = vfs.remove(&part).await {
            tracing::warn!(kind = ?error.kind(), "an unfinished file could not be removed");
        }
        if let Some(row) = self.rows.lock().all.get_mut(id) {
            row.notes.part = None;
            row.notes.safe = 0;
            self.journal.note(row.record());
        }
    }
}
