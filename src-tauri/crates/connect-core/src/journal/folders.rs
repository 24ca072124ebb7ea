//! What the journal is asked and told about folders on their way.

use std::path::PathBuf;

use super::writer::Weight;
use super::{Journal, record, tree, tree_items};
use super::{tree::TreeRecord, tree_items::Item, tree_items::NewItem};
use crate::disk::NameRules;
use crate::error::Error;
use crate::problem::Outcome;
use crate::transfers::state::Answer;
use crate::transfers::tree::contents::{Contents, ItemNumber, ItemsPage, ItemsShown};
use crate::transfers::tree::tally::Stand;
use crate::transfers::{Direction, TransferId};

impl Journal {
    /// Writes a folder's row, or writes it anew. Done means: it survives power loss.
    pub(crate) async fn promise_tree(&self, record: TreeRecord) -> Result<(), Error> {
        let owner = self.owner_name()?;
        self.commit(Weight::Promise, move |connection| {
            tree::write(connection, &owner, &record)
        })
        .await
    }

    /// The same for what need not survive power loss; nobody waits for it.
    pub(crate) fn note_tree(&self, record: TreeRecord) {
        if let Ok(owner) = self.owner_name() {
            self.later(move |connection| tree::write(connection, &owner, &record));
        }
    }

    /// Writes a folder's row together with the wish to look through it.
    pub(crate) async fn promise_settled(&self, record: TreeRecord) -> Result<(), Error> {
        let owner = self.owner_name()?;
        self.commit(Weight::Promise, move |connection| {
            tree::write(connection, &owner, &record)?;
            tree_items::add_root(connection, &record.id)
        })
        .await
    }

    /// Adds what was found in a folder: a plan, which need not survive power loss, for the folder is looked through
    /// again then. With `listed` that was all of it. Answers the counts of what is new.
    pub(crate) async fn add_items(
        &self,
        id: &TransferId,
        direction: Direction,
        rules: NameRules,
        found: Vec<NewItem>,
        listed: Option<i64>,
    ) -> Result<Contents, Error> {
        let id = id.clone();
        self.commit(Weight::Progress, move |connection| {
            let added = tree_items::add(connection, &id, direction, rules, &found)?;
            if let Some(item) = listed {
                tree_items::is_listed(connection, item)?;
            }
            Ok(added)
        })
        .await
    }

    /// Folders that are to be made or looked into. Asked of the one that writes: nothing that was handed over before
    /// is missed, here and below.
    pub(crate) async fn open_folders(
        &self,
        id: &TransferId,
        limit: usize,
    ) -> Result<Vec<Item>, Error> {
        let id = id.clone();
        self.commit(Weight::Progress, move |connection| {
            tree_items::open_folders(connection, &id, limit)
        })
        .await
    }

    /// The next files, behind this one.
    pub(crate) async fn next_files(
        &self,
        id: &TransferId,
        after: i64,
        limit: usize,
    ) -> Result<Vec<Item>, Error> {
        let id = id.clone();
        self.commit(Weight::Progress, move |connection| {
            tree_items::next_files(connection, &id, after, limit)
        })
        .await
    }

    /// Counts everything in a folder anew.
    pub(crate) async fn count_items(&self, id: &TransferId) -> Result<Contents, Error> {
        let id = id.clone();
        self.commit(Weight::Progress, move |connection| {
            tree_items::tally(connection, &id)
        })
        .await
    }

    /// What became of one, and why.
    pub(crate) fn note_item(
        &self,
        item: i64,
        stand: Stand,
        why: Option<String>,
        transfer: Option<TransferId>,
    ) {
        self.later(move |connection| {
            tree_items::set(connection, item, stand, why.as_deref(), transfer.as_ref())?;
            match (stand, &transfer) {
                (Stand::LeftOut, Some(transfer)) => record::forget(connection, transfer),
                _ => Ok(()),
            }
        });
    }

    /// Says what is to become of one, or of all, that need the person. False if there is none.
    pub(crate) async fn answer_items(
        &self,
        id: &TransferId,
        which: Option<ItemNumber>,
        answer: Answer,
    ) -> Result<bool, Error> {
        let id = id.clone();
        self.commit(Weight::Promise, move |connection| {
            tree_items::answer(connection, &id, which, answer)
        })
        .await
    }

    /// One, or all, that failed wait for another turn. False if there is none.
    pub(crate) async fn retry_items(
        &self,
        id: &TransferId,
        which: Option<ItemNumber>,
    ) -> Result<bool, Error> {
        let id = id.clone();
        self.commit(Weight::Progress, move |connection| {
            tree_items::retry(connection, &id, which)
        })
        .await
    }

    /// All that failed are left.
    pub(crate) async fn leave_failed_items(&self, id: &TransferId) -> Result<(), Error> {
        let id = id.clone();
        self.commit(Weight::Promise, move |connection| {
            tree_items::leave_failed(connection, &id)
        })
        .await
    }

    /// Some of what is in a folder.
    pub(crate) async fn items(
        &self,
        id: &TransferId,
        direction: Direction,
        shown: ItemsShown,
        after: Option<ItemNumber>,
        limit: u32,
    ) -> Result<ItemsPage, Error> {
        let id = id.clone();
        self.read(move |connection| {
            tree_items::page(connection, &id, direction, shown, after, limit)
        })
        .await
    }

    /// Unfinished files of this computer that a folder's transfers have left.
    pub(crate) async fn parts_of(&self, id: &TransferId) -> Result<Vec<PathBuf>, Error> {
        let id = id.clone();
        self.commit(Weight::Progress, move |connection| {
            record::parts_of(connection, &id)
        })
        .await
    }

    /// Nothing of what was at work lies about any more.
    pub(crate) fn note_stopped(&self, id: &TransferId) {
        let id = id.clone();
        self.later(move |connection| tree_items::stop(connection, &id));
    }

    /// Nobody is shown any more what was in it.
    pub(crate) fn note_forgotten(&self, id: &TransferId) {
        let id = id.clone();
        self.later(move |connection| tree_items::forget(connection, &id));
    }
}

/// As it is spelled in the journal.
pub(crate) fn why(outcome: Outcome) -> String {
    spelled(&outcome)
}

/// A value that is one word, as it is spelled in the journal.
pub(crate) fn spelled<T: serde::Serialize>(value: &T) -> String {
    super::spelling::word(value)
}
