//! A disk, an ear and a clock each of whose steps may be the last of the process.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use connect_core::{Fact, LocalDisk, Observer, Phase, Stat, Temporary, Vfs, What};
use support::Facts;
use tokio::io::AsyncRead;

/// Every step that can be the last one: what is done on the disk, before and after, and what is told.
pub(crate) const LABELS: [&str; 28] = [
    "before stat",
    "after stat",
    "before open",
    "after open",
    "before create",
    "after create",
    "before reopen",
    "after reopen",
    "before write",
    "after write",
    "before settle",
    "after settle",
    "before keep",
    "after keep",
    "before remove",
    "after remove",
    "told waiting",
    "told preparing",
    "told moving",
    "told finishing",
    "told checking",
    "told done",
    "told needs you",
    "told failed",
    "told cancelled",
    "told paused",
    "told interrupted",
    "at rest",
];

/// Ends this process at the nth step of one name, as `kill -9` does: nothing of it runs any more.
#[derive(Debug)]
pub(crate) struct Doom {
    label: String,
    left: AtomicUsize,
    armed: AtomicBool,
}

impl Doom {
    pub(crate) fn new(label: String, nth: usize) -> Self {
        Self {
            label,
            left: AtomicUsize::new(nth),
            armed: AtomicBool::new(false),
        }
    }

    pub(crate) fn arm(&self) {
        self.armed.store(true, Ordering::SeqCst);
    }

    fn step(&self, when: &str, what: &str) {
        let is_it = self
            .label
            .strip_prefix(when)
            .is_some_and(|rest| rest.trim_start() == what);
        if is_it
            && self.armed.load(Ordering::SeqCst)
            && self.left.fetch_sub(1, Ordering::SeqCst) == 1
        {
            end();
        }
    }

    async fn done<T>(
        &self,
        what: &str,
        step: impl Future<Output = io::Result<T>>,
    ) -> io::Result<T> {
        self.step("before", what);
        let done = step.await;
        self.step("after", what);
        done
    }
}

/// Of this process, at once.
pub(crate) fn end() {
    let me = rustix::process::getpid();
    rustix::process::kill_process(me, rustix::process::Signal::KILL).unwrap();
}

pub(crate) struct DoomedDisk(pub(crate) Arc<Doom>);

#[async_trait]
impl Vfs for DoomedDisk {
    async fn stat(&self, path: &Path) -> io::Result<Stat> {
        self.0.done("stat", LocalDisk.stat(path)).await
    }

    async fn open(&self, path: &Path) -> io::Result<Box<dyn AsyncRead + Send + Unpin>> {
        self.0.done("open", LocalDisk.open(path)).await
    }

    async fn create_temporary(&self, target: &Path) -> io::Result<Box<dyn Temporary>> {
        LocalDisk.create_temporary(target).await
    }

    async fn create_part(&self, part: &Path) -> io::Result<Box<dyn Temporary>> {
        let part = self.0.done("create", LocalDisk.create_part(part)).await?;
        Ok(Box::new(DoomedPart(part, Arc::clone(&self.0))))
    }

    async fn reopen_part(&self, part: &Path, length: u64) -> io::Result<Box<dyn Temporary>> {
        let reopened = LocalDisk.reopen_part(part, length);
        let part = self.0.done("reopen", reopened).await?;
        Ok(Box::new(DoomedPart(part, Arc::clone(&self.0))))
    }

    async fn remove(&self, path: &Path) -> io::Result<()> {
        self.0.done("remove", LocalDisk.remove(path)).await
    }

    async fn free_space(&self, folder: &Path) -> io::Result<u64> {
        LocalDisk.free_space(folder).await
    }
}

struct DoomedPart(Box<dyn Temporary>, Arc<Doom>);

#[async_trait]
impl Temporary for DoomedPart {
    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.1.done("write", self.0.write(bytes)).await
    }

    async fn clear(&mut self) -> io::Result<()> {
        self.0.clear().await
    }

    async fn settle(&mut self) -> io::Result<()> {
        self.1.done("settle", self.0.settle()).await
    }

    async fn keep(self: Box<Self>, target: &Path, replace: bool) -> io::Result<()> {
        self.1.done("keep", self.0.keep(target, replace)).await
    }
}

/// Hears the facts, each of which may be the last.
#[derive(Debug)]
pub(crate) struct DoomedEar(pub(crate) Facts, pub(crate) Arc<Doom>);

impl Observer for DoomedEar {
    fn notify(&self, fact: Fact) {
        if let What::TransferChanged(row) = &fact.what {
            self.1.step("told", word(row.phase));
        }
        self.0.notify(fact);
    }
}

/// A phase as a person would call it.
pub(crate) fn word(phase: Phase) -> &'static str {
    match phase {
        Phase::Waiting => "waiting",
        Phase::Preparing => "preparing",
        Phase::Moving => "moving",
        Phase::Finishing => "finishing",
        Phase::Checking => "checking",
        Phase::Done => "done",
        Phase::NeedsYou => "needs you",
        Phase::Failed => "failed",
        Phase::Cancelled => "cancelled",
        Phase::Paused => "paused",
        Phase::Interrupted => "interrupted",
    }
}
