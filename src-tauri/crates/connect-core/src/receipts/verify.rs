//! Every receipt of an entry and of all that lies below it, looked at again; and what has none.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use smartfile::{EntryKind, RemotePath};
use tokio_util::sync::CancellationToken;

use super::{AT_ONCE, CopyFound, KeptReceipt, ReceiptBook, ReceiptQuery, Recheck, filter};
use crate::connection::Session;
use crate::error::Error;
use crate::journal::{Receipt, ReceiptFilter};
use crate::transfers::Proof;

/// Entries asked for at once (API facts §13.17).
const LIMIT: u32 = 100;

/// What became of the files of an entry of the site, counted by the receipts that they have.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Verified {
    /// Every copy that could be looked at is as it was on arrival.
    pub same: u64,
    /// Of the same size; nobody can say more.
    pub same_size: u64,
    /// A copy is another one now.
    pub changed: u64,
    /// A copy is not there any more.
    pub gone: u64,
    /// Could not be asked for.
    pub unasked: u64,
    /// Files at the site that never had a receipt here.
    pub never: u64,
    /// Receipts to look at, in all.
    pub total: u64,
    /// Everything was looked at: it was not stopped, and the site let us look everywhere.
    pub whole: bool,
}

/// What a look at many copies tells on its way.
#[derive(Clone, Copy, Debug)]
pub enum VerifyNews<'a> {
    /// So much was counted by now.
    Counted(Verified),
    /// This receipt was looked at again; what was found is its first check.
    Looked(&'a KeptReceipt),
    /// What this receipt is of could not be asked for.
    Unasked(&'a Receipt),
    /// A file of the site without a receipt here.
    Never(&'a RemotePath),
    /// A file of this computer without a receipt here.
    NeverHere(&'a Path),
}

pub(super) type Tell<'a> = &'a (dyn Fn(VerifyNews<'_>) + Send + Sync);

impl Verified {
    /// Counts one more, by the worse of its copies.
    pub fn count(&mut self, recheck: &Recheck) {
        let found = [recheck.there, recheck.here];
        let any = |wanted| found.iter().flatten().any(|copy| copy.found == wanted);
        if any(CopyFound::Changed) {
            self.changed += 1;
        } else if any(CopyFound::Gone) {
            self.gone += 1;
        } else if any(CopyFound::SameSize) {
            self.same_size += 1;
        } else {
            self.same += 1;
        }
    }
}

impl ReceiptBook {
    /// Looks at the latest receipt of each file again, and adds what was found to it. A look that is under way ends.
    pub(crate) async fn verify(
        &self,
        path: &RemotePath,
        tell: Tell<'_>,
    ) -> Result<Verified, Error> {
        let stop = self.begin_look();
        let session = self.connections.current().session()?;
        let known = self.latest(path).await?;
        let mut counted = Verified {
            total: known.len() as u64,
            whole: true,
            ..Verified::default()
        };
        tell(VerifyNews::Counted(counted));
        for receipt in &known {
            let local = self.journal.local_copy(&receipt.transfer).await?;
            let looked = self.look_once_more(receipt, local, &stop, &mut counted, tell);
            if !looked.await? {
                return Ok(counted);
            }
        }
        let names: HashSet<&RemotePath> = known.iter().map(|receipt| &receipt.remote).collect();
        let walked = tokio::select! {
            biased;
            () = stop.cancelled() => Ok((counted.never, false)),
            walked = strangers(&session, path, &names, tell) => walked,
        };
        let (never, seen) = walked?;
        counted.never = never;
        counted.whole &= seen;
        Ok(counted)
    }

    /// The look that is under way ends; a new one begins.
    pub(super) fn begin_look(&self) -> CancellationToken {
        let stop = CancellationToken::new();
        std::mem::replace(&mut *self.looking.lock(), stop.clone()).cancel();
        stop
    }

    /// One of many. False when it was stopped.
    pub(super) async fn look_once_more(
        &self,
        receipt: &Receipt,
        local: Option<PathBuf>,
        stop: &CancellationToken,
        counted: &mut Verified,
        tell: Tell<'_>,
    ) -> Result<bool, Error> {
        let looked = tokio::select! {
            biased;
            () = stop.cancelled() => None,
            looked = self.look_at(receipt, local, false, &|_| {}) => Some(looked),
        };
        match looked {
            None => {
                counted.whole = false;
                return Ok(false);
            }
            Some(Ok(recheck)) => self.found(receipt, recheck, counted, tell).await?,
            // The sign-in, the network: nothing after it would be answered.
            Some(Err(error)) if counted.same + counted.changed + counted.gone == 0 => {
                return Err(error);
            }
            Some(Err(error)) => {
                tracing::info!(%error, "a receipt could not be looked at again");
                counted.unasked += 1;
                counted.whole = false;
                tell(VerifyNews::Unasked(receipt));
            }
        }
        tell(VerifyNews::Counted(*counted));
        Ok(true)
    }

    /// Adds what was found to its receipt, counts it and tells it.
    pub(super) async fn found(
        &self,
        receipt: &Receipt,
        recheck: Recheck,
        counted: &mut Verified,
        tell: Tell<'_>,
    ) -> Result<(), Error> {
        counted.count(&recheck);
        let id = &receipt.transfer;
        self.journal.add_recheck(id, recheck).await?;
        let kept = self.one(id).await?;
        tell(VerifyNews::Looked(&kept));
        self.connections
            .shared()
            .board
            .receipt(&self.account()?.id, kept);
        Ok(())
    }

    /// The latest receipt of each file there. An archive is no file of the site.
    async fn latest(&self, path: &RemotePath) -> Result<Vec<Receipt>, Error> {
        let account = self.account()?;
        let filter = ReceiptFilter {
            within: Some(path.clone()),
            ..filter(&account, &ReceiptQuery::default())
        };
        let mut seen = HashSet::new();
        let mut latest = Vec::new();
        let mut before = None;
        loop {
            let page = self
                .journal
                .receipts(filter.clone(), before, AT_ONCE)
                .await?;
            latest.extend(page.receipts.into_iter().filter(|receipt| {
                receipt.proof != Some(Proof::Archive) && seen.insert(receipt.remote.clone())
            }));
            before = page.next;
            if before.is_none() {
                return Ok(latest);
            }
        }
    }
}

/// How many files there have none of these paths, and whether everything was seen. What is gone has nothing in it.
async fn strangers(
    session: &Session,
    path: &RemotePath,
    known: &HashSet<&RemotePath>,
    tell: Tell<'_>,
) -> Result<(u64, bool), Error> {
    let remote = &session.remote;
    let (mut count, mut whole) = (0, true);
    let mut folders = Vec::new();
    match session.ask(|| remote.info(path)).await {
        Ok(entry) if entry.kind == EntryKind::Folder => folders.push(path.clone()),
        Ok(_) if known.contains(path) => return Ok((0, true)),
        Ok(_) => {
            tell(VerifyNews::Never(path));
            return Ok((1, true));
        }
        Err(error) if *error.kind() == smartfile::ErrorKind::NotFound => return Ok((0, true)),
        Err(error) => return Err(error.into()),
    }
    while let Some(folder) = folders.pop() {
        let mut number = 1;
        let mut seen = HashSet::new();
        loop {
            let page = session.ask(|| remote.page(&folder, number, LIMIT)).await;
            let Ok(page) = page else {
                whole = false;
                break;
            };
            whole &= page.skipped == 0 && page.folder.acl.list;
            let before = seen.len();
            for entry in page.entries {
                if !seen.insert(entry.path.clone()) {
                    continue;
                }
                if entry.kind == EntryKind::Folder {
                    folders.push(entry.path);
                } else if !known.contains(&entry.path) {
                    tell(VerifyNews::Never(&entry.path));
                    count += 1;
                }
            }
            let last = page.pages.is_none_or(|pages| number >= pages);
            if last || seen.len() == before {
                break;
            }
            number += 1;
        }
    }
    Ok((count, whole))
}
