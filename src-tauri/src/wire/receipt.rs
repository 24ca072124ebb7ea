//! Proofs of delivery, as the page shows them.

use connect_core::{
    CopyState, KeptReceipt, KeptReceipts, ReceiptForm, Recheck, RecheckProgress, Verified,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::millis;
use super::transfer::{FingerprintView, TransferDirection, TransferProof};

/// A proof of delivery that is kept. What it says of the arrival never changes; what later checks found is
/// added below it.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptView {
    /// Its id: that of the transfer that it proves.
    pub id: String,
    /// Which way the file went.
    pub direction: TransferDirection,
    /// The file's name at the site.
    pub name: String,
    /// Where it lies at the site.
    pub path: String,
    /// The name of the copy on this computer, where that is another one.
    pub local_name: Option<String>,
    /// Who sent or fetched it.
    pub by: String,
    /// The site.
    pub site: String,
    /// Bytes.
    pub size: u64,
    /// When its arrival was proven.
    pub at: i64,
    /// How; nothing where nobody could say more than that it arrived.
    pub proof: Option<TransferProof>,
    /// What was found since, the latest first.
    pub checks: Vec<ReceiptCheckView>,
}

/// What one look at the copies found.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptCheckView {
    /// When.
    pub at: i64,
    /// The copy at the site; nothing for an archive, of which it keeps none.
    pub there: Option<CopyView>,
    /// The copy on this computer, if it was looked at.
    pub here: Option<CopyView>,
    /// The fingerprint that the copy here has now, or had on arrival, and the one at the site.
    pub fingerprint: Option<FingerprintView>,
}

/// How one copy stands.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CopyView {
    /// What became of it.
    pub found: CopyFound,
    /// By what that was seen.
    pub means: CopyMeans,
    /// Its bytes, where it is there.
    pub size: Option<u64>,
}

/// What became of a copy.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
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
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CopyMeans {
    /// By its size.
    Size,
    /// By the fingerprint that its own end took of it.
    Fingerprint,
    /// By every byte, which was fetched for it and not kept.
    ReadBack,
}

/// Some receipts, the newest first.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptsView {
    /// They.
    pub receipts: Vec<ReceiptView>,
    /// Older ones begin after this one; nothing when these were the last.
    pub next: Option<String>,
    /// How many there are in all.
    pub total: u64,
}

/// How far a check is.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptProgress {
    /// Bytes that were read so far.
    pub read: u64,
    /// Bytes to read, in all.
    pub total: u64,
}

/// What became of the files of an entry, by the receipts that they have.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VerifiedView {
    /// As they were on arrival.
    pub same: u64,
    /// Of the same size; nobody can say more.
    pub same_size: u64,
    /// Another one now.
    pub changed: u64,
    /// Not there any more.
    pub gone: u64,
    /// Could not be asked for.
    pub unasked: u64,
    /// At the site, and without a receipt here.
    pub never: u64,
    /// Receipts to look at, in all.
    pub total: u64,
    /// Everything was looked at.
    pub whole: bool,
}

impl From<Verified> for VerifiedView {
    fn from(counted: Verified) -> Self {
        Self {
            same: counted.same,
            same_size: counted.same_size,
            changed: counted.changed,
            gone: counted.gone,
            unasked: counted.unasked,
            never: counted.never,
            total: counted.total,
            whole: counted.whole,
        }
    }
}

/// For whom a list of receipts is written.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ReceiptsForm {
    /// To be read and printed.
    Text,
    /// For a spreadsheet: comma-separated values (RFC 4180).
    Csv,
    /// For other programs: JSON (RFC 8259).
    Json,
}

impl From<KeptReceipt> for ReceiptView {
    fn from(kept: KeptReceipt) -> Self {
        let receipt = kept.receipt;
        let archive = receipt.proof == Some(connect_core::Proof::Archive);
        let there = receipt.remote.name().filter(|_| !archive);
        let name = there.unwrap_or(&receipt.local_name).to_owned();
        Self {
            id: receipt.transfer.to_string(),
            direction: receipt.direction.into(),
            local_name: (receipt.local_name != name).then_some(receipt.local_name),
            path: match receipt.remote.join(&name) {
                Ok(path) if archive => path.as_str().to_owned(),
                _ => receipt.remote.as_str().to_owned(),
            },
            name,
            by: kept.by,
            site: receipt.site,
            size: receipt.size,
            at: millis(receipt.at),
            proof: receipt.proof.map(Into::into),
            checks: kept.checks.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Recheck> for ReceiptCheckView {
    fn from(check: Recheck) -> Self {
        Self {
            at: millis(check.at),
            there: check.there.map(Into::into),
            here: check.here.map(Into::into),
            fingerprint: check.fingerprint.map(Into::into),
        }
    }
}

impl From<CopyState> for CopyView {
    fn from(copy: CopyState) -> Self {
        Self {
            found: match copy.found {
                connect_core::CopyFound::Same => CopyFound::Same,
                connect_core::CopyFound::Changed => CopyFound::Changed,
                connect_core::CopyFound::Gone => CopyFound::Gone,
                connect_core::CopyFound::SameSize => CopyFound::SameSize,
            },
            means: match copy.means {
                connect_core::CopyMeans::Size => CopyMeans::Size,
                connect_core::CopyMeans::Fingerprint => CopyMeans::Fingerprint,
                connect_core::CopyMeans::ReadBack => CopyMeans::ReadBack,
            },
            size: copy.size,
        }
    }
}

impl From<KeptReceipts> for ReceiptsView {
    fn from(page: KeptReceipts) -> Self {
        Self {
            receipts: page.receipts.into_iter().map(Into::into).collect(),
            next: page.next.map(|next| i64::from(next).to_string()),
            total: page.total,
        }
    }
}

impl From<RecheckProgress> for ReceiptProgress {
    fn from(progress: RecheckProgress) -> Self {
        Self {
            read: progress.read,
            total: progress.total,
        }
    }
}

impl From<ReceiptsForm> for ReceiptForm {
    fn from(form: ReceiptsForm) -> Self {
        match form {
            ReceiptsForm::Text => Self::Text,
            ReceiptsForm::Csv => Self::Csv,
            ReceiptsForm::Json => Self::Json,
        }
    }
}
