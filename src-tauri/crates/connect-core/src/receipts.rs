//! The proofs of delivery that a person keeps: read, looked at again, and saved as files.
//!
//! A receipt says what arrived and how that was proven, and never changes. What later looks at its copies found is
//! added below it. Receipts stay on this computer when an account is disconnected: they are a person's proof, hold
//! no secret, and are found again when the same person connects to the same site.

mod check;
mod form;
#[cfg(test)]
mod form_tests;
mod verify;
mod verify_here;

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use smartfile::RemotePath;
use tokio_util::sync::CancellationToken;

use crate::account::Account;
use crate::connections::Connections;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::journal::{Journal, Person, Receipt, ReceiptFilter, ReceiptNumber};
use crate::transfers::{Fingerprint, TransferId, Transfers};

pub use form::ReceiptForm;
pub(crate) use form::{count, moment, plain};
pub use verify::{Verified, VerifyNews};

/// The most receipts that are read at once.
const AT_ONCE: u32 = 500;

/// What became of one copy.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyFound {
    /// As it was.
    Same,
    /// Something else has its name now.
    Changed,
    /// Nothing has its name.
    Gone,
    /// Of the same size; nobody can say more.
    SameSize,
}

/// By what a copy was compared.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyMeans {
    /// By its size, or by its being there at all.
    Size,
    /// By the fingerprint that its own end took of it.
    Fingerprint,
    /// By every byte, which was fetched for it and not kept.
    ReadBack,
}

/// How one copy stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CopyState {
    /// What became of it.
    pub found: CopyFound,
    /// By what that was seen.
    pub means: CopyMeans,
    /// Its bytes, where it is there.
    pub size: Option<u64>,
}

/// What one later look at the copies found. One of both was looked at, at least.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Recheck {
    /// When.
    pub at: Timestamp,
    /// The copy at the site. `None` for an archive, of which the site keeps none.
    pub there: Option<CopyState>,
    /// The copy of a download on this computer.
    pub here: Option<CopyState>,
    /// What both copies came to, where both were summed up by one algorithm: the one here now, or on arrival where
    /// it was not looked at.
    pub fingerprint: Option<Fingerprint>,
}

/// A receipt with everything that was found since.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeptReceipt {
    /// What arrived.
    pub receipt: Receipt,
    /// Who sent or fetched it: their name where it is known, else the name they sign in with.
    pub by: String,
    /// What was found since, the latest first.
    pub checks: Vec<Recheck>,
}

/// Some receipts, the newest first.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeptReceipts {
    /// Them.
    pub receipts: Vec<KeptReceipt>,
    /// There are more, before this one. `None` when these were the last.
    pub next: Option<ReceiptNumber>,
    /// How many there are by these words.
    pub total: u64,
}

/// Which receipts of whoever is looked at. The default is all of them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ReceiptQuery {
    /// Each of its words is somewhere in path, local name, user name or site; upper and lower case are the same.
    pub words: String,
    /// Written then or later.
    pub since: Option<Timestamp>,
    /// Of this entry of the site, or of one below it.
    pub within: Option<RemotePath>,
}

impl From<&str> for ReceiptQuery {
    fn from(words: &str) -> Self {
        Self {
            words: words.to_owned(),
            ..Self::default()
        }
    }
}

impl From<&String> for ReceiptQuery {
    fn from(words: &String) -> Self {
        words.as_str().into()
    }
}

/// How far a look at the copies is, in bytes that have to be read for it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct RecheckProgress {
    /// So far.
    pub read: u64,
    /// In all.
    pub total: u64,
}

/// The receipts of whoever is looked at.
pub(crate) struct ReceiptBook {
    connections: Arc<Connections>,
    journal: Arc<Journal>,
    transfers: Arc<Transfers>,
    /// Ends the look that is under way.
    looking: Guarded<CancellationToken>,
}

impl ReceiptBook {
    pub(crate) fn new(
        connections: Arc<Connections>,
        journal: Arc<Journal>,
        transfers: Arc<Transfers>,
    ) -> Self {
        Self {
            connections,
            journal,
            transfers,
            looking: Guarded::default(),
        }
    }

    pub(crate) async fn page(
        &self,
        asked: &ReceiptQuery,
        before: Option<ReceiptNumber>,
        limit: u32,
    ) -> Result<KeptReceipts, Error> {
        let account = self.account()?;
        let filter = filter(&account, asked);
        let limit = limit.clamp(1, AT_ONCE);
        let (page, checks) = self.journal.kept(filter, before, limit).await?;
        let receipts = page.receipts.into_iter().zip(checks);
        Ok(KeptReceipts {
            receipts: receipts
                .map(|(receipt, checks)| kept(receipt, &account, checks))
                .collect(),
            next: page.next,
            total: page.total,
        })
    }

    /// The one of this transfer; somebody else's is unknown here.
    pub(crate) async fn one(&self, id: &TransferId) -> Result<KeptReceipt, Error> {
        let account = self.account()?;
        let known = self.journal.kept_one(id).await?;
        let (receipt, checks) = known.ok_or(Error::ReceiptUnknown)?;
        if receipt.username != account.username || receipt.site != account.server.host() {
            return Err(Error::ReceiptUnknown);
        }
        Ok(kept(receipt, &account, checks))
    }

    /// Shows the copy on this computer among its files. False when it is not where it was put any more, or the
    /// desktop has nothing that shows files.
    pub(crate) async fn show(&self, id: &TransferId) -> Result<bool, Error> {
        self.one(id).await?;
        let Some(path) = self.journal.local_copy(id).await? else {
            return Ok(false);
        };
        let ports = &self.connections.shared().ports;
        if !ports.vfs.stat(&path).await.is_ok_and(|stat| stat.is_file) {
            return Ok(false);
        }
        let programs = Arc::clone(&ports.programs);
        let shown = tokio::task::spawn_blocking(move || programs.show(&path)).await;
        Ok(shown.is_ok_and(|shown| shown.is_ok()))
    }

    /// Looks at the copies of a receipt again and adds what was found. `None` when it was stopped: then nothing
    /// was found. With `read_back`, the file at the site is fetched where its end cannot say more than its size.
    pub(crate) async fn check_again(
        &self,
        id: &TransferId,
        read_back: bool,
        on_progress: &(dyn Fn(RecheckProgress) + Send + Sync),
    ) -> Result<Option<KeptReceipt>, Error> {
        let stop = self.begin_look();
        let known = self.one(id).await?;
        let looked = tokio::select! {
            biased;
            () = stop.cancelled() => return Ok(None),
            looked = self.look(&known.receipt, read_back, on_progress) => looked?,
        };
        self.journal.add_recheck(id, looked).await?;
        let checked = self.one(id).await?;
        let account = self.account()?.id;
        self.connections
            .shared()
            .board
            .receipt(&account, checked.clone());
        Ok(Some(checked))
    }

    /// Ends the look that is under way.
    pub(crate) fn stop(&self) {
        self.looking.lock().cancel();
    }

    /// Writes one receipt to `target`, to be read and printed.
    pub(crate) async fn save_one(&self, id: &TransferId, target: &Path) -> Result<(), Error> {
        let unwritable = |error| unwritable(target, error);
        let known = self.one(id).await?;
        let ports = &self.connections.shared().ports;
        let text = form::alone(&known, ports.clock.wall());
        let part = ports.vfs.create_temporary(target).await;
        let mut part = part.map_err(unwritable)?;
        part.write(text.as_bytes()).await.map_err(unwritable)?;
        part.keep(target, true).await.map_err(unwritable)
    }

    /// Writes all receipts that were asked for to `target`, the newest first; answers how many. Memory stays flat
    /// however many there are.
    pub(crate) async fn save(
        &self,
        asked: &ReceiptQuery,
        form: ReceiptForm,
        target: &Path,
    ) -> Result<u64, Error> {
        let unwritable = |error| unwritable(target, error);
        let vfs = &self.connections.shared().ports.vfs;
        let now = self.connections.shared().ports.clock.wall();
        let mut page = self.page(asked, None, AT_ONCE).await?;
        let mut part = vfs.create_temporary(target).await.map_err(unwritable)?;
        let mut writing = form::Writing::new(form, now, page.total);
        part.write(&writing.begin()).await.map_err(unwritable)?;
        let mut count = 0;
        loop {
            for kept in &page.receipts {
                part.write(&writing.next(kept)).await.map_err(unwritable)?;
                count += 1;
            }
            let Some(before) = page.next else { break };
            page = self.page(asked, Some(before), AT_ONCE).await?;
        }
        part.write(&writing.end()).await.map_err(unwritable)?;
        part.keep(target, true).await.map_err(unwritable)?;
        Ok(count)
    }

    fn account(&self) -> Result<Account, Error> {
        let account = self.connections.current().account();
        account
            .filter(|account| !account.username.is_empty())
            .ok_or(Error::NotConnected)
    }
}

/// Those of a person, whatever account they came by.
fn filter(account: &Account, asked: &ReceiptQuery) -> ReceiptFilter {
    ReceiptFilter {
        words: asked.words.clone(),
        person: Some(person(account)),
        within: asked.within.clone(),
        since: asked.since,
        ..ReceiptFilter::default()
    }
}

fn person(account: &Account) -> Person {
    Person {
        username: account.username.clone(),
        site: account.server.host(),
    }
}

pub(crate) fn kept(receipt: Receipt, account: &Account, checks: Vec<Recheck>) -> KeptReceipt {
    let name = account.name.clone().filter(|name| !name.is_empty());
    KeptReceipt {
        by: name.unwrap_or_else(|| receipt.username.clone()),
        receipt,
        checks,
    }
}

pub(crate) fn unwritable(target: &Path, source: std::io::Error) -> Error {
    Error::Unwritable {
        name: name_of(target),
        source,
    }
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
