//! This computer's disk, which fails at a step that was chosen.

use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use async_trait::async_trait;
use connect_core::{LocalDisk, Stat, Temporary, Vfs};
use tokio::io::{AsyncRead, ReadBuf};

/// What is done to a disk.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DiskStep {
    /// Looks at a file.
    Stat,
    /// Opens one to read it.
    Open,
    /// Reads some of it.
    Read,
    /// Makes a temporary file.
    Create,
    /// Writes some of it.
    Write,
    /// Empties it.
    Clear,
    /// Makes it durable, without a name.
    Settle,
    /// Makes it durable and gives it its name.
    Keep,
}

#[derive(Debug, Default)]
struct Plan {
    /// The n-th of these from now on fails, and each after it.
    fails: Option<(DiskStep, usize, i32)>,
    /// So many of those that are left to fail; without a number all of them do.
    times: Option<usize>,
    room: Option<u64>,
    /// Steps of the kind that fails, so far.
    taken: usize,
}

/// The disk of this computer until a step fails.
#[derive(Clone, Debug, Default)]
pub struct FailingDisk(Arc<Mutex<Plan>>);

impl FailingDisk {
    /// From the `after`-th of these steps on (0: the next one), each fails with this number of the system's.
    pub fn fail(&self, step: DiskStep, after: usize, code: i32) {
        *self.0.lock().unwrap() = Plan {
            fails: Some((step, after, code)),
            ..Plan::default()
        };
    }

    /// So many of these steps fail with this number of the system's, and no more.
    pub fn fail_briefly(&self, step: DiskStep, times: usize, code: i32) {
        *self.0.lock().unwrap() = Plan {
            fails: Some((step, 0, code)),
            times: Some(times),
            ..Plan::default()
        };
    }

    /// So many bytes are free.
    pub fn has_room_for(&self, bytes: u64) {
        self.0.lock().unwrap().room = Some(bytes);
    }

    /// Whole again. Says whether a step has failed.
    pub fn mend(&self) -> bool {
        let plan = std::mem::take(&mut *self.0.lock().unwrap());
        plan.fails.is_some_and(|(_, after, _)| plan.taken > after)
    }

    fn step(&self, step: DiskStep) -> io::Result<()> {
        let mut plan = self.0.lock().unwrap();
        match plan.fails {
            Some((failing, after, code)) if failing == step => {
                plan.taken += 1;
                let spared = plan.times.is_some_and(|times| plan.taken > times);
                if plan.taken > after && !spared {
                    Err(io::Error::from_raw_os_error(code))
                } else {
                    Ok(())
                }
            }
            _ => Ok(()),
        }
    }
}

#[async_trait]
impl Vfs for FailingDisk {
    async fn stat(&self, path: &Path) -> io::Result<Stat> {
        self.step(DiskStep::Stat)?;
        LocalDisk.stat(path).await
    }

    async fn open(&self, path: &Path) -> io::Result<Box<dyn AsyncRead + Send + Unpin>> {
        self.step(DiskStep::Open)?;
        let file = LocalDisk.open(path).await?;
        Ok(Box::new(FailingRead(self.clone(), file)))
    }

    async fn create_temporary(&self, target: &Path) -> io::Result<Box<dyn Temporary>> {
        self.step(DiskStep::Create)?;
        let part = LocalDisk.create_temporary(target).await?;
        Ok(Box::new(FailingPart(self.clone(), part)))
    }

    async fn create_part(&self, part: &Path) -> io::Result<Box<dyn Temporary>> {
        self.step(DiskStep::Create)?;
        let part = LocalDisk.create_part(part).await?;
        Ok(Box::new(FailingPart(self.clone(), part)))
    }

    async fn reopen_part(&self, part: &Path, length: u64) -> io::Result<Box<dyn Temporary>> {
        self.step(DiskStep::Open)?;
        let part = LocalDisk.reopen_part(part, length).await?;
        Ok(Box::new(FailingPart(self.clone(), part)))
    }

    async fn remove(&self, path: &Path) -> io::Result<()> {
        LocalDisk.remove(path).await
    }

    async fn free_space(&self, folder: &Path) -> io::Result<u64> {
        let room = self.0.lock().unwrap().room;
        match room {
            Some(room) => Ok(room),
            None => LocalDisk.free_space(folder).await,
        }
    }
}

struct FailingRead(FailingDisk, Box<dyn AsyncRead + Send + Unpin>);

impl AsyncRead for FailingRead {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.1).poll_read(context, buffer);
        if read.is_ready()
            && let Err(error) = self.0.step(DiskStep::Read)
        {
            buffer.set_filled(before);
            return Poll::Ready(Err(error));
        }
        read
    }
}

struct FailingPart(FailingDisk, Box<dyn Temporary>);

#[async_trait]
impl Temporary for FailingPart {
    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.0.step(DiskStep::Write) {
            // As a full disk does: some of it is written.
            self.1.write(&bytes[..bytes.len() / 2]).await?;
            return Err(error);
        }
        self.1.write(bytes).await
    }

    async fn clear(&mut self) -> io::Result<()> {
        self.0.step(DiskStep::Clear)?;
        self.1.clear().await
    }

    async fn settle(&mut self) -> io::Result<()> {
        self.0.step(DiskStep::Settle)?;
        self.1.settle().await
    }

    async fn keep(self: Box<Self>, target: &Path, replace: bool) -> io::Result<()> {
        self.0.step(DiskStep::Keep)?;
        self.1.keep(target, replace).await
    }
}
