//! Operations: what is done to files at the site, as rows that go on while the person works.

pub(crate) mod state;

use std::fmt;

use jiff::Timestamp;
use smartfile::RemotePath;

use crate::account::AccountId;
use crate::problem::Problem;

use state::OperationPhase;

/// Names one operation.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct OperationId(String);

impl OperationId {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for OperationId {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for OperationId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is done.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Deed {
    /// A new folder.
    CreateFolder,
    /// Another path.
    Rename,
    /// Into another folder.
    Move,
    /// A second one in a folder.
    Copy,
    /// Taken away.
    Remove,
}

/// One entry for which it did not work.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// Which.
    pub path: RemotePath,
    /// Why.
    pub problem: Problem,
}

/// An operation as shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// Ours.
    pub id: OperationId,
    /// Whose files.
    pub account: AccountId,
    /// What is done.
    pub deed: Deed,
    /// Name of the first entry.
    pub name: String,
    /// The folder the first entry lies in.
    pub folder: RemotePath,
    /// Where it goes: the new path of a rename or of a new folder, the folder of a move or a copy.
    pub to: Option<RemotePath>,
    /// Entries in all.
    pub total: usize,
    /// Entries that are done, as the site said when it was asked again.
    pub done: usize,
    /// Entries for which it did not work.
    pub failed: usize,
    /// The first hundred of those.
    pub failures: Vec<Failure>,
    /// Where it is on its way.
    pub phase: OperationPhase,
    /// Why it failed or what it needs; of several the first.
    pub problem: Option<Problem>,
    /// The operation that this one takes back.
    pub undoes: Option<OperationId>,
    /// Whether it can be taken back, as far as is known.
    pub may_undo: bool,
    /// Stopped here, while the site may go on with what it had begun.
    pub left_running: bool,
    /// When the phase last changed.
    pub at: Timestamp,
}
