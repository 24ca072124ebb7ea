//! A disk, an ear and a clock each of whose steps may be the last of the process.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use connect_core::{Fact, LocalDisk, Observer, Phase, Stat, Temporary, Vfs, What};
use tokio::io::AsyncRead;

use crate::facts::Facts;

/// Every step that can be the last one: what is done on the disk, before and after, and what is told.
pub const LABELS: [&str; 28] = [
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

/// Ends this process at its nth step, of one name or of all, as `kill -9` does: nothing of it runs any more.
#[derive(Debug)]
pub struct Doom {
    label: Option<String>,
    left: AtomicUsize,
    armed: AtomicBool,
}

impl Doom {
    /// At the nth step of this name.
    pub fn at(label: String, nth: usize) -> Self {
        Self::of(Some(label), nth)
    }

    /// At the nth step of any name but writing, of which there are as many as the network likes.
    pub fn at_any(nth: usize) -> Self {
        Self::of(None, nth)
    }

    fn of(label: Option<String>, nth: usize) -> Self {
        Self {
            label,
            left: AtomicUsize::new(nth),
            armed: AtomicBool::new(false),
        }
    }

    /// Steps count from now on.
    pub fn arm(&self) {
        self.armed.store(true, Ordering::SeqCst);
    }

    fn step(&self, when: &str, what: &str) {
        let is_it = match &self.label {
            Some(label) => label
                .strip_prefix(when)
                .is_some_and(|rest| rest.trim_start() == what),
            None => what != "write",
        };
        if is_it
            && self.armed.load(Ordering::SeqCst)
            && self.left.fetch_sub(1, Ordering::SeqCst) == 1
        {
            end_this_process();
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

/// The end of this process, at once.
pub fn end_this_process() {
    #[cfg(unix)]
    {
        let me = rustix::process::getpid();
        rustix::process::kill_process(me, rustix::process::Signal::KILL).unwrap();
    }
    #[cfg(not(unix))]
    std::process::abort();
}

/// A disk each of whose steps may be the last, before it is done and after.
#[derive(Debug)]
pub struct DoomedDisk(pub Arc<Doom>);

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

    async fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.0
            .done("make folder", LocalDisk.make_folder(path))
            .await
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
pub struct DoomedEar(pub Facts, pub Arc<Doom>);

impl Observer for DoomedEar {
    fn notify(&self, fact: Fact) {
        match &fact.what {
            What::TransferChanged(row) => self.1.step("told", word(row.phase)),
            What::ReceiptKept { .. } => self.1.step("told", "a receipt"),
            _ => {}
        }
        self.0.notify(fact);
    }
}

/// A phase as a person would call it.
fn word(phase: Phase) -> &'static str {
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
