//! What is being done to files at the site, as the page shows it.

use connect_core::{Bound, Deed, Failure, Operation, OperationPhase as Phase, Rehearsal};
use serde::Serialize;
use ts_rs::TS;

use super::{UiError, millis};

/// What is done.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OperationDeed {
    /// A new folder.
    CreateFolder,
    /// Another name in the same folder.
    Rename,
    /// Into another folder.
    Move,
    /// A second one in a folder.
    Copy,
    /// Taken away.
    Remove,
}

/// How far.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OperationPhase {
    /// For its turn.
    Waiting,
    /// The site is at it.
    Working,
    /// Looking whether it is so.
    Checking,
    /// Done what could be; names that are taken wait for an answer.
    NeedsYou,
    /// All of it, and looked at.
    Done,
    /// Some of it; the rest has problems of its own.
    Partly,
    /// None of it.
    Failed,
    /// Ended by the person.
    Cancelled,
}

/// One entry for which it did not work, and why.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FailureView {
    /// The entry's path.
    pub path: String,
    /// Its name.
    pub name: String,
    /// Why. `name_taken` waits for an answer.
    pub problem: UiError,
}

/// Something that is done to files at the site.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OperationView {
    /// Its id.
    pub id: String,
    /// Whose files.
    pub account: String,
    /// What is done.
    pub deed: OperationDeed,
    /// The name of the first entry.
    pub name: String,
    /// The folder it lies in.
    pub folder: String,
    /// Where it goes: the new path of a rename or a new folder, the folder of a move or a copy.
    pub to: Option<String>,
    /// Entries in all.
    pub total: usize,
    /// Entries that are done, and were looked at afterwards.
    pub done: usize,
    /// Entries for which it did not work.
    pub failed: usize,
    /// The first hundred of them, each with its reason.
    pub failures: Vec<FailureView>,
    /// How far.
    pub phase: OperationPhase,
    /// What went wrong, or what must be asked; of several the first.
    pub problem: Option<UiError>,
    /// The operation that this one takes back.
    pub undoes: Option<String>,
    /// Can it be taken back, as far as is known?
    pub may_undo: bool,
    /// Stopped here, while the site goes on with what it had begun.
    pub left_running: bool,
    /// When this was true.
    pub at: i64,
}

impl From<Failure> for FailureView {
    fn from(failure: Failure) -> Self {
        Self {
            path: failure.path.as_str().to_owned(),
            name: failure.path.name().unwrap_or_default().to_owned(),
            problem: failure.problem.into(),
        }
    }
}

impl From<Operation> for OperationView {
    fn from(operation: Operation) -> Self {
        Self {
            id: operation.id.to_string(),
            account: operation.account.to_string(),
            deed: match operation.deed {
                Deed::CreateFolder => OperationDeed::CreateFolder,
                Deed::Rename => OperationDeed::Rename,
                Deed::Move => OperationDeed::Move,
                Deed::Copy => OperationDeed::Copy,
                Deed::Remove => OperationDeed::Remove,
            },
            name: operation.name,
            folder: operation.folder.as_str().to_owned(),
            to: operation.to.map(|to| to.as_str().to_owned()),
            total: operation.total,
            done: operation.done,
            failed: operation.failed,
            failures: operation.failures.into_iter().map(Into::into).collect(),
            phase: match operation.phase {
                Phase::Waiting => OperationPhase::Waiting,
                Phase::Working => OperationPhase::Working,
                Phase::Checking => OperationPhase::Checking,
                Phase::NeedsYou => OperationPhase::NeedsYou,
                Phase::Done => OperationPhase::Done,
                Phase::Partly => OperationPhase::Partly,
                Phase::Failed => OperationPhase::Failed,
                Phase::Cancelled => OperationPhase::Cancelled,
            },
            problem: operation.problem.map(UiError::from),
            undoes: operation.undoes.map(|id| id.to_string()),
            may_undo: operation.may_undo,
            left_running: operation.left_running,
            at: millis(operation.at),
        }
    }
}

/// Why a count is not exact.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RehearsalBound {
    /// More entries than are counted.
    TooMany,
    /// It took too long.
    TooLong,
    /// The person stopped it, or another one took its place.
    Stopped,
    /// The site did not let us look everywhere.
    Unseen,
}

/// What a removal would take away. Nothing is removed by asking.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RehearsalView {
    /// Files.
    pub files: u64,
    /// Folders, the chosen ones among them.
    pub folders: u64,
    /// Bytes of the files.
    pub bytes: u64,
    /// These are all; otherwise there are at least so many.
    pub exact: bool,
    /// Why they may not be all.
    pub bound: Option<RehearsalBound>,
    /// Entries that this person may not remove, as far as the site says.
    pub kept: u64,
}

impl From<Rehearsal> for RehearsalView {
    fn from(rehearsal: Rehearsal) -> Self {
        Self {
            files: rehearsal.files,
            folders: rehearsal.folders,
            bytes: rehearsal.bytes,
            exact: rehearsal.bound.is_none(),
            bound: rehearsal.bound.map(|bound| match bound {
                Bound::TooMany => RehearsalBound::TooMany,
                Bound::TooLong => RehearsalBound::TooLong,
                Bound::Stopped => RehearsalBound::Stopped,
                Bound::Unseen => RehearsalBound::Unseen,
            }),
            kept: rehearsal.kept,
        }
    }
}
