//! Files on their way, as the page shows them.

use connect_core::{Answer, Direction, Fingerprint, Phase, Proof, Transfer, Wait};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ContentsView, UiError, millis};

/// The page's handle on a file of this computer that a person chose. It names no path.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TicketView {
    /// Given back to upload the file.
    pub ticket: String,
    /// The file's name.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

/// Which way.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TransferDirection {
    /// To the site.
    Upload,
    /// To this computer.
    Download,
}

/// How far.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TransferPhase {
    /// For its turn.
    Waiting,
    /// Looking at both ends.
    Preparing,
    /// Bytes move.
    Moving,
    /// All bytes are sent; the site puts them together.
    Finishing,
    /// Comparing both copies.
    Checking,
    /// Arrived.
    Done,
    /// A question waits.
    NeedsYou,
    /// Ended with a problem.
    Failed,
    /// Ended by the person.
    Cancelled,
    /// Held by the person.
    Paused,
    /// Under way when the app ended; the person says whether it goes on.
    Interrupted,
}

/// What a transfer waits for, if that is not only its turn.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TransferWait {
    /// The way to the site.
    Offline,
    /// A sign-in.
    SignIn,
    /// The site asks to be left alone until then.
    Until(i64),
    /// It broke off, and is tried again then. After several tries the row says why.
    Again(i64),
}

impl From<Wait> for TransferWait {
    fn from(wait: Wait) -> Self {
        match wait {
            Wait::Offline => Self::Offline,
            Wait::SignIn => Self::SignIn,
            Wait::Until(until) => Self::Until(millis(until)),
            Wait::Again(at) => Self::Again(millis(at)),
        }
    }
}

/// How an arrival was proven.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TransferProof {
    /// By its size alone.
    Size,
    /// An archive packed on the way: its list of contents is there, and that comes last.
    Archive,
    /// By the fingerprints of both copies, which are the same.
    Fingerprint(FingerprintView),
}

/// The fingerprints of two copies. Each is what its own end said; neither is made from the other.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FingerprintView {
    /// What its algorithm is called, as in "SHA-256".
    pub algorithm: String,
    /// Of the copy on this computer, in hexadecimal digits.
    pub here: String,
    /// Of the copy at the site.
    pub there: String,
}

impl From<Direction> for TransferDirection {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Upload => Self::Upload,
            Direction::Download => Self::Download,
        }
    }
}

impl From<Proof> for TransferProof {
    fn from(proof: Proof) -> Self {
        match proof {
            Proof::Size => Self::Size,
            Proof::Archive => Self::Archive,
            Proof::Fingerprint(both) => Self::Fingerprint(both.into()),
        }
    }
}

impl From<Fingerprint> for FingerprintView {
    fn from(fingerprint: Fingerprint) -> Self {
        Self {
            algorithm: fingerprint.algorithm_name().to_owned(),
            here: fingerprint.here,
            there: fingerprint.there,
        }
    }
}

/// One file on its way.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TransferView {
    /// Its id.
    pub id: String,
    /// Whose.
    pub account: String,
    /// Which way.
    pub direction: TransferDirection,
    /// The file's name.
    pub name: String,
    /// The remote folder.
    pub folder: String,
    /// Bytes in all.
    pub size: Option<u64>,
    /// Bytes moved.
    pub moved: u64,
    /// How far.
    pub phase: TransferPhase,
    /// What it waits for.
    pub wait: Option<TransferWait>,
    /// Bytes a second, smoothed; nothing in the first seconds.
    pub rate: Option<u64>,
    /// How its arrival was proven.
    pub proof: Option<TransferProof>,
    /// Cancelled while both copies were compared: everything had arrived, and is left as it is.
    pub unchecked: bool,
    /// What went wrong, or what must be asked.
    pub problem: Option<UiError>,
    /// Of a whole folder: what is in it, and what became of that. Nothing for one file.
    pub contents: Option<ContentsView>,
    /// When this was true.
    pub at: i64,
}

impl From<Transfer> for TransferView {
    fn from(transfer: Transfer) -> Self {
        Self {
            id: transfer.id.to_string(),
            account: transfer.account.to_string(),
            direction: transfer.direction.into(),
            name: transfer.name,
            folder: transfer.folder.as_str().to_owned(),
            size: transfer.size,
            moved: transfer.moved,
            phase: match transfer.phase {
                Phase::Waiting => TransferPhase::Waiting,
                Phase::Preparing => TransferPhase::Preparing,
                Phase::Moving => TransferPhase::Moving,
                Phase::Finishing => TransferPhase::Finishing,
                Phase::Checking => TransferPhase::Checking,
                Phase::Done => TransferPhase::Done,
                Phase::NeedsYou => TransferPhase::NeedsYou,
                Phase::Failed => TransferPhase::Failed,
                Phase::Cancelled => TransferPhase::Cancelled,
                Phase::Paused => TransferPhase::Paused,
                Phase::Interrupted => TransferPhase::Interrupted,
            },
            wait: transfer.wait.map(TransferWait::from),
            rate: transfer.rate,
            proof: transfer.proof.map(Into::into),
            unchecked: transfer.unchecked,
            problem: transfer.problem.map(UiError::from),
            contents: transfer.contents.map(ContentsView::from),
            at: millis(transfer.at),
        }
    }
}

/// What to do about a name that is taken.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TransferAnswer {
    /// Put the new one in its place.
    Replace,
    /// Give the new one another name.
    KeepBoth,
    /// Leave it.
    Skip,
}

impl From<TransferAnswer> for Answer {
    fn from(answer: TransferAnswer) -> Self {
        match answer {
            TransferAnswer::Replace => Self::Replace,
            TransferAnswer::KeepBoth => Self::KeepBoth,
            TransferAnswer::Skip => Self::Skip,
        }
    }
}
