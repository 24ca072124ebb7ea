//! What is in a folder on its way, as a person is told of it.

use serde::{Deserialize, Serialize};
use smartfile::EntryKind;

use super::super::Proof;
use super::super::state::Answer;
use super::super::transfer::TransferId;
use crate::disk::LookKind;
use crate::problem::Outcome;

/// What was found in a folder, and what became of it. Grows while it is still looked through.
///
/// A folder is done when nothing waits, nothing failed and nobody is asked anything: never before.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Contents {
    /// Files to be moved that were found so far.
    pub files: u64,
    /// Folders that were found so far, the chosen one not counted.
    pub folders: u64,
    /// Bytes of these files.
    pub bytes: u64,
    /// Files and folders that are on their way or have not had their turn.
    pub waiting: u64,
    /// Files that arrived, each with a receipt.
    pub done: u64,
    /// Of those: proven by the same fingerprint at both ends.
    pub by_fingerprint: u64,
    /// Of those: proven by the same size only, because the site could not say more.
    pub by_size: u64,
    /// Bytes of the files that arrived.
    pub bytes_done: u64,
    /// Files and folders about which the person has to decide.
    pub needs_you: u64,
    /// Files and folders that failed and can be tried again.
    pub failed: u64,
    /// What is not moved, each with its reason.
    pub left_out: u64,
    /// What has another name here than there, because a name could not be used as it is.
    pub renamed: u64,
    /// It is still being looked through: all of these may grow.
    pub scanning: bool,
}

/// Names one thing in a folder on its way. In the order in which they were found.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ItemNumber(pub(crate) i64);

impl From<i64> for ItemNumber {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl From<ItemNumber> for i64 {
    fn from(ItemNumber(number): ItemNumber) -> Self {
        number
    }
}

/// What it is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Has bytes.
    File,
    /// Has entries.
    Folder,
    /// Neither; never moved.
    Other,
}

/// Why something is not moved.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// A link to something else. None is ever followed: it may lead out of the folder, or round in a circle.
    Link,
    /// A socket of some program.
    Socket,
    /// A pipe of some program.
    Pipe,
    /// A device.
    Device,
    /// Something that is neither file nor folder.
    Special,
    /// Its name is no text.
    NameNotText,
    /// A name that cannot be used at the other end.
    NameUnusable,
    /// A folder that is one of those it lies in.
    ContainsItself,
    /// It lies too deep, as in a folder that seems to have no bottom.
    TooDeep,
    /// The name was taken, and the person wants what is there left alone.
    NameTaken,
    /// The person said so.
    ByYou,
}

impl LeftOut {
    /// As it is written down.
    pub(crate) fn word(self) -> String {
        crate::journal::spelled(&self)
    }

    pub(crate) fn of(kind: LookKind) -> Self {
        match kind {
            LookKind::Link => Self::Link,
            LookKind::Socket => Self::Socket,
            LookKind::Pipe => Self::Pipe,
            LookKind::Device => Self::Device,
            LookKind::File | LookKind::Folder | LookKind::Other => Self::Special,
        }
    }
}

impl ItemKind {
    /// Of what the site has.
    pub(crate) fn of(kind: EntryKind) -> Self {
        match kind {
            EntryKind::File | EntryKind::Archive => Self::File,
            EntryKind::Folder => Self::Folder,
            EntryKind::Unknown => Self::Other,
        }
    }
}

/// What became of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ItemState {
    /// Its turn comes, or has come.
    Waiting,
    /// Arrived; of a file, by this proof.
    Done(Option<Proof>),
    /// The person has to decide, about this.
    NeedsYou(Outcome),
    /// Not done, because of this; can be tried again.
    Failed(Outcome),
    /// Not moved.
    LeftOut(LeftOut),
}

/// One thing in a folder on its way.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ContentsItem {
    /// Which.
    pub number: ItemNumber,
    /// What it is.
    pub kind: ItemKind,
    /// Where it is below the chosen folder, `/` between the names, as it is called at the sending end. What is no
    /// text there is shown as far as it is.
    pub path: String,
    /// Its name at the receiving end, where that is another one.
    pub renamed: Option<String>,
    /// Bytes of a file, as it was found.
    pub size: Option<u64>,
    /// What became of it.
    pub state: ItemState,
    /// The transfer that its receipt is kept by, once it had one.
    pub transfer: Option<TransferId>,
}

/// Which of them.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum ItemsShown {
    /// All.
    #[default]
    All,
    /// Those about which the person has to decide.
    NeedsYou,
    /// Those that failed.
    Failed,
    /// Those that are not moved.
    LeftOut,
    /// Those that have another name at the receiving end.
    Renamed,
}

/// Some of them, in the order in which they were found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ItemsPage {
    /// Them.
    pub items: Vec<ContentsItem>,
    /// There are more, after this one. `None` when these were the last.
    pub next: Option<ItemNumber>,
}

/// What to do about a folder whose name is taken.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FolderAnswer {
    /// Into the folder that is there. Files whose names are taken get this answer; without one, each is asked about.
    Merge(Option<Answer>),
    /// Give the new folder another name.
    KeepBoth,
    /// Leave it.
    Skip,
}

impl From<Answer> for FolderAnswer {
    /// A folder is never replaced as a whole: files with the same names are, one by one.
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Replace => Self::Merge(Some(Answer::Replace)),
            Answer::KeepBoth => Self::KeepBoth,
            Answer::Skip => Self::Skip,
        }
    }
}
