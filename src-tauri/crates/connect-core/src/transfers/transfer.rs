//! A transfer as it is shown.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use smartfile::RemotePath;

use super::fingerprint::Fingerprint;
use super::state::Phase;
use super::tree::contents::Contents;
use super::waits::Wait;
use crate::account::AccountId;
use crate::problem::Problem;

/// Names one transfer.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct TransferId(pub(super) String);

impl TransferId {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for TransferId {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for TransferId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for TransferId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which way.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// To the site.
    Upload,
    /// To this computer.
    Download,
}

/// How it was proven that a file arrived whole.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Proof {
    /// Both ends say the same size; the site could not say more.
    Size,
    /// An archive that is packed while it comes has no size to compare: it has its list of contents, which comes
    /// last.
    Archive,
    /// Both ends say the same size, and the site's own fingerprint is the same as ours.
    Fingerprint(Fingerprint),
}

/// A transfer as shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfer {
    /// Ours.
    pub id: TransferId,
    /// Whose.
    pub account: AccountId,
    /// Which way.
    pub direction: Direction,
    /// Name at the receiving end.
    pub name: String,
    /// The folder at the site.
    pub folder: RemotePath,
    /// Bytes, once known.
    pub size: Option<u64>,
    /// Bytes moved so far.
    pub moved: u64,
    /// Where it is on its way.
    pub phase: Phase,
    /// What it waits for, if that is not only its turn.
    pub wait: Option<Wait>,
    /// Bytes a second, averaged; `None` until there is enough to go by.
    pub rate: Option<u64>,
    /// When done: how that was proven.
    pub proof: Option<Proof>,
    /// When cancelled: all bytes had arrived, and were left as they are. Only the check was skipped.
    pub unchecked: bool,
    /// Why it failed or what it needs.
    pub problem: Option<Problem>,
    /// Of a whole folder: what is in it, and what became of that. `None` for one file.
    pub contents: Option<Contents>,
    /// When the phase last changed.
    pub at: Timestamp,
}
