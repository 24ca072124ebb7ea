//! The one thread that writes. What waits for it together is committed together.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::oneshot;

use super::store::{Store, Suspicion};
use super::trouble::{Failure, Trouble};

/// The most that is committed at once: who waits for a commit waits for no more than this.
const TOGETHER: usize = 256;

/// What a commit is good for.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Weight {
    /// Survives the end of the process. After power loss it may be missing.
    Progress,
    /// Survives power loss: on the disk before anybody is told.
    Promise,
}

/// Something to be written.
trait Job: Send {
    fn weight(&self) -> Weight;
    /// May be called again, if all of it was undone meanwhile.
    fn write(&mut self, connection: &Connection) -> Result<(), Trouble>;
    /// It is committed, or is not.
    fn end(self: Box<Self>, committed: Result<(), Trouble>);
}

struct Task<T, F> {
    weight: Weight,
    work: F,
    written: Option<T>,
    reply: oneshot::Sender<Result<T, Trouble>>,
}

impl<T, F> Job for Task<T, F>
where
    T: Send,
    F: FnMut(&Connection) -> Result<T, Trouble> + Send,
{
    fn weight(&self) -> Weight {
        self.weight
    }

    fn write(&mut self, connection: &Connection) -> Result<(), Trouble> {
        self.written = Some((self.work)(connection)?);
        Ok(())
    }

    fn end(self: Box<Self>, committed: Result<(), Trouble>) {
        let Self { written, reply, .. } = *self;
        let outcome = match (committed, written) {
            (Ok(()), Some(written)) => Ok(written),
            (Ok(()), None) => Err(Trouble::Failed(Failure::Sqlite(0))),
            (Err(trouble), _) => Err(trouble),
        };
        // Nobody may be waiting any more.
        let _ = reply.send(outcome);
    }
}

/// The writing end of the thread.
pub(super) struct Writer {
    jobs: Sender<Box<dyn Job>>,
    thread: thread::JoinHandle<()>,
}

impl Writer {
    /// `first` is a connection that is open already.
    pub(super) fn start(store: Store, first: Option<Connection>) -> std::io::Result<Self> {
        let (jobs, waiting) = channel();
        let thread = thread::Builder::new()
            .name("journal".into())
            .spawn(move || {
                Pen {
                    store,
                    open: first,
                    level: None,
                }
                .work(&waiting);
            })?;
        Ok(Self { jobs, thread })
    }

    /// Hands over what is to be written, in this order. The answer comes when it is committed.
    pub(super) fn hand_over<T: Send + 'static>(
        &self,
        weight: Weight,
        work: impl FnMut(&Connection) -> Result<T, Trouble> + Send + 'static,
    ) -> oneshot::Receiver<Result<T, Trouble>> {
        let (reply, answer) = oneshot::channel();
        let task = Task {
            weight,
            work,
            written: None,
            reply,
        };
        // A thread that has ended drops the reply, which says so.
        let _ = self.jobs.send(Box::new(task));
        answer
    }

    /// Writes what was handed over, closes the file, and ends the thread.
    pub(super) fn finish(self) {
        drop(self.jobs);
        let _ = self.thread.join();
    }
}

struct Pen {
    store: Store,
    open: Option<Connection>,
    /// How strong the last commit was.
    level: Option<Weight>,
}

impl Pen {
    fn work(mut self, waiting: &Receiver<Box<dyn Job>>) {
        while let Ok(first) = waiting.recv() {
            let mut jobs = vec![first];
            jobs.extend(waiting.try_iter().take(TOGETHER - 1));
            self.commit(jobs);
        }
    }

    fn commit(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        let mut outcome = self.try_commit(&mut jobs);
        if matches!(outcome, Err(Trouble::Damaged)) {
            // Looked through whole, and set aside if it is so.
            self.open = None;
            outcome = match self.reopen(Suspicion::Some) {
                Ok(()) => self.try_commit(&mut jobs),
                Err(trouble) => Err(trouble),
            };
        }
        match outcome {
            Ok(each) => {
                for (job, written) in jobs.into_iter().zip(each) {
                    job.end(written);
                }
            }
            Err(trouble) => {
                tracing::error!(?trouble, "the journal took nothing");
                for job in jobs {
                    job.end(Err(trouble));
                }
            }
        }
    }

    /// All of them in one commit; one that fails by itself is left out. The error is everybody's.
    fn try_commit(
        &mut self,
        jobs: &mut [Box<dyn Job>],
    ) -> Result<Vec<Result<(), Trouble>>, Trouble> {
        if self.open.is_none() {
            self.reopen(Suspicion::None)?;
        }
        let Some(connection) = &mut self.open else {
            return Err(Trouble::Closed);
        };
        let weight = jobs.iter().map(|job| job.weight()).max();
        if self.level.is_none() || self.level != weight {
            let level = match weight {
                Some(Weight::Progress) => "normal",
                _ => "full",
            };
            // Should this fail halfway, nobody knows which of them holds.
            self.level = None;
            connection.pragma_update(None, "synchronous", level)?;
            self.level = weight;
        }
        // Usually none of them fails, and nobody needs a way back to before it.
        {
            let commit = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if jobs.iter_mut().all(|job| job.write(&commit).is_ok()) {
                commit.commit()?;
                return Ok(jobs.iter().map(|_| Ok(())).collect());
            }
        }
        let mut commit = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut each = Vec::with_capacity(jobs.len());
        for job in jobs.iter_mut() {
            each.push(write_one(&mut commit, job.as_mut())?);
        }
        commit.commit()?;
        Ok(each)
    }

    fn reopen(&mut self, suspicion: Suspicion) -> Result<(), Trouble> {
        self.level = None;
        self.open = Some(self.store.open(suspicion)?);
        Ok(())
    }
}

/// The outer error ends the whole commit: what is wrong is not this job's alone.
fn write_one(
    commit: &mut Transaction<'_>,
    job: &mut dyn Job,
) -> Result<Result<(), Trouble>, Trouble> {
    let step = commit.savepoint()?;
    match job.write(&step) {
        Ok(()) => {
            step.commit()?;
            Ok(Ok(()))
        }
        Err(trouble @ (Trouble::Full | Trouble::Damaged)) => Err(trouble),
        Err(trouble) => {
            step.finish()?;
            Ok(Err(trouble))
        }
    }
}
