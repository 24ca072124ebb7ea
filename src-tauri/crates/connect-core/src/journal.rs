//! The journal: what must survive a crash. SQLite, one file in the data folder, one thread that writes.
//!
//! Every transfer is written down before anything is done about it, so that nothing is silently skipped; every
//! receipt is written in the commit that makes its transfer done, so that none is untrue. Why it is as it is:
//! `docs/adr/0010-journal.md`.

mod folders;
mod owner;
mod receipt;
mod recheck;
mod record;
mod spelling;
mod store;
#[cfg(test)]
mod tests;
mod tree;
mod tree_items;
mod trouble;
mod writer;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};
use smartfile::Algorithm;

use crate::account::AccountId;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::receipts::Recheck;
use crate::transfers::TransferId;
use crate::transfers::tree::contents::Contents;

use owner::{Left, Owner};
use store::{Store, Suspicion};
use trouble::Trouble;
use writer::{Weight, Writer};

pub(crate) use folders::{spelled, why};
pub use receipt::{Person, Receipt, ReceiptFilter, ReceiptNumber, ReceiptPage, Receipts};
pub(crate) use record::{Kind, Member, Record, Source};
pub(crate) use tree::TreeRecord;
pub(crate) use tree_items::{Item, NewItem};

/// What the processes before this one left.
#[derive(Debug, Default)]
pub(crate) struct Adopted {
    /// What they had not finished, oldest first; it is this process's from now on.
    pub(crate) unfinished: Vec<Record>,
    /// Folders that they had not finished, and the counts of each.
    pub(crate) trees: Vec<(TreeRecord, Contents)>,
    /// The requests that are finished, so that the same one never makes another transfer.
    pub(crate) finished: Vec<(String, TransferId)>,
    /// By which algorithm each account's site has last summed up a file.
    pub(crate) spoken: Vec<(AccountId, Algorithm)>,
}

/// The journal of this process. What cannot be written down is an error of the call, never of the app: it goes on,
/// and says so in the row that it could not begin.
pub(crate) struct Journal {
    file: PathBuf,
    owner: Guarded<Option<Owner>>,
    writer: Guarded<Option<Writer>>,
    /// Rows that wait to be noted. What happens to a row meanwhile takes the place of what waits: it is written once.
    noted: Arc<Guarded<Noted>>,
}

#[derive(Default)]
struct Noted {
    /// Each with the number of the job that will write it: none that was handed over before a promise may take what
    /// came after it.
    rows: HashMap<TransferId, (u64, Record)>,
    jobs: u64,
}

impl Noted {
    /// The number of the job to be handed over, unless one waits that writes this.
    fn note(&mut self, record: Record) -> Option<u64> {
        if let Some((_, waiting)) = self.rows.get_mut(&record.id) {
            *waiting = record;
            return None;
        }
        self.jobs += 1;
        self.rows.insert(record.id.clone(), (self.jobs, record));
        Some(self.jobs)
    }

    /// What the job of this number is to write, if no promise came in between.
    fn take(&mut self, id: &TransferId, job: u64) -> Option<Record> {
        self.rows.get(id).filter(|(number, _)| *number == job)?;
        self.rows.remove(id).map(|(_, record)| record)
    }
}

impl Journal {
    /// Opens or makes it. A damaged one is set aside as `….damaged`; one of a newer version of the app is left
    /// alone and an error. Whatever else keeps it from being opened is tried again at each write.
    /// Without `take_over`, what other processes left stays theirs, for whoever opens it next.
    pub(crate) fn open(
        folder: &Path,
        now: Timestamp,
        take_over: bool,
    ) -> Result<(Self, Adopted), Error> {
        let own = |source| Error::Own {
            name: trouble::NAME,
            source,
        };
        let store = Store::new(folder)?;
        let file = store.file().to_owned();
        let owner = Owner::new(folder).map_err(own)?;
        let opened = store.open(Suspicion::None);
        let adopted = opened.and_then(|mut connection| {
            let adopted = adopt(&mut connection, &owner, now, take_over)?;
            Ok((connection, adopted))
        });
        let (first, adopted) = match adopted {
            Ok((connection, adopted)) => (Some(connection), adopted),
            Err(trouble @ Trouble::Newer(_)) => return Err(trouble.into()),
            Err(trouble) => {
                tracing::error!(?trouble, "the journal does not open");
                (None, Adopted::default())
            }
        };
        let writer = Writer::start(store, first).map_err(own)?;
        let journal = Self {
            file,
            owner: Guarded::new(Some(owner)),
            writer: Guarded::new(Some(writer)),
            noted: Arc::default(),
        };
        Ok((journal, adopted))
    }

    /// Writes a row, or writes it anew. Done means: it survives power loss.
    pub(crate) async fn promise(&self, record: Record) -> Result<(), Error> {
        let owner = self.owner_name()?;
        self.forget_note(&record.id);
        self.commit(Weight::Promise, move |connection| {
            record::write(connection, &owner, &record)
        })
        .await
    }

    /// The same for what need not survive power loss, only the end of the process; nobody waits for it.
    pub(crate) fn note(&self, record: Record) {
        let Ok(owner) = self.owner_name() else {
            return;
        };
        let id = record.id.clone();
        // Held until the job is handed over: no promise comes in between.
        let mut held = self.noted.lock();
        let Some(job) = held.note(record) else {
            return;
        };
        let (noted, mut newest) = (Arc::clone(&self.noted), None);
        self.later(move |connection| {
            // Asked to write again after all was undone, it has it already.
            newest = newest.take().or_else(|| noted.lock().take(&id, job));
            match &newest {
                Some(record) => record::write(connection, &owner, record),
                None => Ok(()),
            }
        });
    }

    /// What waits to be noted of a row must not come after what is promised now.
    fn forget_note(&self, id: &TransferId) {
        self.noted.lock().rows.remove(id);
    }

    /// This much of a download is on the disk for good.
    pub(crate) fn note_safe(&self, id: &TransferId, safe: u64) {
        let id = id.clone();
        self.later(move |connection| record::write_safe(connection, &id, safe));
    }

    /// Writes a row that is done together with its receipt: both or neither, and not before both are safe may
    /// anybody be told.
    pub(crate) async fn promise_done(&self, record: Record, receipt: Receipt) -> Result<(), Error> {
        let owner = self.owner_name()?;
        self.forget_note(&record.id);
        self.commit(Weight::Promise, move |connection| {
            record::write(connection, &owner, &record)?;
            receipt::write(connection, &receipt)?;
            if let Some(member) = &record.member {
                tree_items::done(connection, member.item, &record)?;
            }
            match record.kind {
                // What was sent is the person's own: nobody but them knows where it is by now.
                Kind::Upload => Ok(()),
                Kind::Download | Kind::Archive => {
                    recheck::place(connection, &record.id, &record.local)
                }
            }
        })
        .await
    }

    /// Takes away all rows of an account that is going. Its receipts stay.
    pub(crate) async fn erase_account(&self, account: &AccountId) -> Result<(), Error> {
        let account = account.clone();
        self.commit(Weight::Promise, move |connection| {
            tree::erase_account(connection, &account)?;
            record::erase_account(connection, &account)
        })
        .await
    }

    /// Receipts, newest first: those before the given one, or the newest.
    pub(crate) async fn receipts(
        &self,
        filter: ReceiptFilter,
        before: Option<ReceiptNumber>,
        limit: u32,
    ) -> Result<ReceiptPage, Error> {
        self.read(move |connection| receipt::page(connection, &filter, before, limit))
            .await
    }

    /// The receipt of one transfer.
    pub(crate) async fn receipt(&self, id: &TransferId) -> Result<Option<Receipt>, Error> {
        let id = id.clone();
        self.read(move |connection| receipt::one(connection, &id))
            .await
    }

    /// Receipts as above, and what was found since of each, the latest first.
    pub(crate) async fn kept(
        &self,
        filter: ReceiptFilter,
        before: Option<ReceiptNumber>,
        limit: u32,
    ) -> Result<(ReceiptPage, Vec<Vec<Recheck>>), Error> {
        self.read(move |connection| {
            let page = receipt::page(connection, &filter, before, limit)?;
            let checks = page.receipts.iter();
            let checks = checks.map(|receipt| recheck::of(connection, &receipt.transfer));
            let checks = checks.collect::<Result<_, _>>()?;
            Ok((page, checks))
        })
        .await
    }

    /// The receipt of one transfer, and what was found since.
    pub(crate) async fn kept_one(
        &self,
        id: &TransferId,
    ) -> Result<Option<(Receipt, Vec<Recheck>)>, Error> {
        let id = id.clone();
        self.read(move |connection| {
            let Some(receipt) = receipt::one(connection, &id)? else {
                return Ok(None);
            };
            Ok(Some((receipt, recheck::of(connection, &id)?)))
        })
        .await
    }

    /// Where the copy of a download was put.
    pub(crate) async fn local_copy(&self, id: &TransferId) -> Result<Option<PathBuf>, Error> {
        let id = id.clone();
        self.read(move |connection| recheck::placed(connection, &id))
            .await
    }

    /// The receipt of a file of these bytes.
    pub(crate) async fn receipt_of_bytes(
        &self,
        person: Person,
        name: String,
        size: u64,
        digests: Vec<(Algorithm, String)>,
    ) -> Result<Option<Receipt>, Error> {
        self.read(move |connection| receipt::of_bytes(connection, &person, (&name, size), &digests))
            .await
    }

    /// The receipts of downloads that were put at a place of this computer or below it.
    pub(crate) async fn placed_at(
        &self,
        person: Person,
        place: PathBuf,
    ) -> Result<Vec<(Receipt, PathBuf)>, Error> {
        self.read(move |connection| receipt::placed_at(connection, &person, &place))
            .await
    }

    /// What is not finished, and whether a program that still runs has it; oldest first.
    pub(crate) async fn unfinished(&self) -> Result<Vec<(Record, bool)>, Error> {
        let owners = self.read(record::owners).await?;
        let living: Vec<String> = {
            let owner = self.owner.lock();
            let owner = owner.as_ref().ok_or(Error::Stopping)?;
            let living = owners.into_iter();
            living
                .filter(|name| owner.left_by(name).is_none())
                .collect()
        };
        self.read(move |connection| {
            let found = record::unfinished(connection)?.into_iter();
            let lives = |owner: &String| living.contains(owner);
            Ok(found
                .map(|(owner, record)| (record, lives(&owner)))
                .collect())
        })
        .await
    }

    /// Takes over what ended processes had not finished about this place of this computer; oldest first.
    pub(crate) async fn take_over(&self, local: PathBuf) -> Result<Vec<Record>, Error> {
        let found = self.read(record::unfinished).await?;
        let about = found
            .into_iter()
            .filter(|(_, it)| it.member.is_none() && it.local == local);
        // While these are held no other process can take the same rows over.
        let mut left: HashMap<String, Left> = HashMap::new();
        let mut ids = Vec::new();
        let me = {
            let owner = self.owner.lock();
            let owner = owner.as_ref().ok_or(Error::Stopping)?;
            for (name, it) in about {
                if !left.contains_key(&name) {
                    let Some(gone) = owner.left_by(&name) else {
                        continue;
                    };
                    left.insert(name.clone(), gone);
                }
                ids.push((it.id, name));
            }
            owner.name().to_owned()
        };
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let (claimed, to) = (ids.clone(), me.clone());
        self.commit(Weight::Promise, move |connection| {
            record::hand_on(connection, &claimed, &to)
        })
        .await?;
        let now = self.read(record::unfinished).await?.into_iter();
        let mine = now.filter(|(owner, it)| *owner == me && ids.iter().any(|(id, _)| *id == it.id));
        Ok(mine.map(|(_, record)| record).collect())
    }

    /// Adds what was found to a receipt. Done means: it survives power loss.
    pub(crate) async fn add_recheck(&self, id: &TransferId, found: Recheck) -> Result<(), Error> {
        let id = id.clone();
        self.commit(Weight::Promise, move |connection| {
            recheck::add(connection, &id, &found)
        })
        .await
    }

    /// All receipts of a filter, oldest first.
    pub(crate) fn all_receipts(&self, filter: ReceiptFilter) -> Receipts {
        Receipts::of(self.file.clone(), filter)
    }

    /// Writes what was handed over, and lets go of everything: whoever opens it next finds no living owner.
    pub(crate) async fn close(&self) {
        let writer = self.writer.lock().take();
        if let Some(writer) = writer {
            let _ = tokio::task::spawn_blocking(move || writer.finish()).await;
        }
        if let Some(owner) = self.owner.lock().take() {
            owner.leave();
        }
    }

    fn owner_name(&self) -> Result<String, Error> {
        let owner = self.owner.lock();
        owner
            .as_ref()
            .map(|owner| owner.name().to_owned())
            .ok_or(Error::Stopping)
    }

    async fn commit<T: Send + 'static>(
        &self,
        weight: Weight,
        work: impl FnMut(&Connection) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Error> {
        let answer = match &*self.writer.lock() {
            Some(writer) => writer.hand_over(weight, work),
            None => return Err(Error::Stopping),
        };
        Ok(answer.await.unwrap_or(Err(Trouble::Closed))?)
    }

    /// In its order, and nobody waits. What goes wrong is in the log.
    fn later(&self, work: impl FnMut(&Connection) -> Result<(), Trouble> + Send + 'static) {
        if let Some(writer) = &*self.writer.lock() {
            drop(writer.hand_over(Weight::Progress, work));
        }
    }

    async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Connection) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Error> {
        let file = self.file.clone();
        let answer = tokio::task::spawn_blocking(move || question(&Store::reader(&file)?)).await;
        Ok(answer.unwrap_or(Err(Trouble::Closed))?)
    }
}

/// Takes over the rows of processes that are no more. Those of a living one are left alone.
fn adopt(
    connection: &mut Connection,
    owner: &Owner,
    now: Timestamp,
    take_over: bool,
) -> Result<Adopted, Trouble> {
    let commit = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut unfinished = Vec::new();
    let mut trees = Vec::new();
    let mut left = Vec::new();
    let owners = if take_over {
        record::owners(&commit)?
    } else {
        Vec::new()
    };
    for name in owners {
        if let Some(gone) = owner.left_by(&name) {
            unfinished.extend(record::adopt(&commit, &name, owner.name())?);
            for found in tree::adopt(&commit, &name, owner.name())? {
                let contents = tree_items::tally(&commit, &found.id)?;
                trees.push((found, contents));
            }
            left.push(gone);
        }
    }
    let mut finished = record::finished(&commit, now)?;
    finished.extend(tree::finished(&commit, owner.name(), now)?);
    let spoken = receipt::spoken(&commit)?;
    commit.commit()?;
    for gone in left {
        gone.clear();
    }
    Ok(Adopted {
        unfinished,
        trees,
        finished,
        spoken,
    })
}
