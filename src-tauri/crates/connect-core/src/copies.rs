//! Verified copies: a folder of the site, or all of it, kept in a folder of this computer, each file proven, with a
//! manifest that other programs can check without this one.
//!
//! What was fetched once is proven again by a later run and not fetched again. What the site does not have any more
//! is kept, and so is whatever somebody changed in the copy.

mod file;
mod manifest;
mod names;
mod record;
mod run;
mod summary;
mod walk;

use std::path::Path;
use std::sync::Arc;

use smartfile::{EntryKind, RemotePath};
use tokio_util::sync::CancellationToken;

use crate::connections::Connections;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::problem::{Outcome, Problem};
use crate::transfers::Transfers;

use record::{Book, Head};
use run::Run;

/// The folder of the files in a copy. What a copy says about itself lies beside it, so no name of the site is in its way.
const FILES: &str = "files";
const MANIFEST: &str = "MANIFEST.sha256";
const SUMMARY: &str = "SUMMARY.txt";

/// What became of a file of a copy.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum CopyFile {
    /// It is the same as last time, here and there.
    Unchanged,
    /// It was not there before.
    New,
    /// The site has another one now.
    Changed,
    /// The copy had lost or changed it; it was fetched again.
    Restored,
    /// The site does not have it any more. It is kept here.
    Gone,
}

/// What is not in a copy, or not proven, and why.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CopySkipped {
    /// Where it lies at the site.
    pub path: RemotePath,
    /// A folder that could not be looked into, or not whole.
    pub is_folder: bool,
    /// Why.
    pub problem: Problem,
}

/// What is told while a copy is made.
#[derive(Clone, Copy, Debug)]
pub enum CopyNews<'a> {
    /// This is settled.
    Settled(&'a RemotePath, CopyFile),
    /// Somebody had changed this file of the copy; it has this name now.
    SetAside(&'a RemotePath, &'a Path),
    /// This was left out.
    Skipped(&'a CopySkipped),
}

/// How a run ended.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct CopyReport {
    /// Files that are the same as last time.
    pub unchanged: u64,
    /// Files that were not there before.
    pub new: u64,
    /// Files of which the site had another one.
    pub changed: u64,
    /// Files that the copy had lost, or somebody had changed in it.
    pub restored: u64,
    /// Files that the site does not have any more; they are kept.
    pub gone: u64,
    /// Of those that were settled in this run: both ends came to the same fingerprint.
    pub by_fingerprint: u64,
    /// The same: only the size could be compared, or not even that.
    pub by_size: u64,
    /// Files that somebody had changed in the copy, kept under another name.
    pub set_aside: u64,
    /// Files in the manifest.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What is not in the copy, or not proven.
    pub skipped: Vec<CopySkipped>,
    /// Why it did not get to its end.
    pub ended_by: Option<Problem>,
}

impl CopyReport {
    /// Everything that the site has is in the copy, and proven as far as the site can say.
    pub fn is_whole(&self) -> bool {
        self.skipped.is_empty() && self.ended_by.is_none()
    }
}

/// Copies, one at a time.
pub(crate) struct Copies {
    connections: Arc<Connections>,
    transfers: Arc<Transfers>,
    current: Guarded<CancellationToken>,
}

impl Copies {
    pub(crate) fn new(connections: Arc<Connections>, transfers: Arc<Transfers>) -> Self {
        Self {
            connections,
            transfers,
            current: Guarded::default(),
        }
    }

    pub(crate) async fn keep(
        &self,
        folder: &RemotePath,
        into: &Path,
        tell: &(dyn Fn(CopyNews<'_>) + Send + Sync),
    ) -> Result<CopyReport, Error> {
        let stop = CancellationToken::new();
        std::mem::replace(&mut *self.current.lock(), stop.clone()).cancel();
        let connection = self.connections.current();
        let session = connection.session()?;
        let account = connection.account().ok_or(Error::NotConnected)?;
        let remote = &session.remote;
        if session.ask(|| remote.info(folder)).await?.kind != EntryKind::Folder {
            return Err(Error::NotAFolder);
        }
        let head = Head::new(account.server.host(), account.username.clone(), folder);
        let into = std::path::absolute(into).map_err(|_| Error::NotThisCopy)?;
        let book = Book::open(&into, head)?;
        let ports = &self.connections.shared().ports;
        let mut run = Run::begin(&self.transfers, &session, ports, account, into, book).await?;
        let ended = tokio::select! {
            biased;
            () = stop.cancelled() => Some(Problem::new(Outcome::Cancelled)),
            () = session.ended.cancelled() => Some(Problem::new(Outcome::ReauthorizationRequired)),
            ended = run.work(folder, tell) => ended?,
        };
        run.end(ended).await
    }

    /// Ends the run that is under way.
    pub(crate) fn stop(&self) {
        self.current.lock().cancel();
    }
}
