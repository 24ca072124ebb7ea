//! How many files move at once, and how fast: what a person may choose.

use std::ops::RangeInclusive;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::guarded::Guarded;
use crate::stored::StoredFile;

/// Well below what the service lets one person do at once (API facts §13.36).
const USUAL: u8 = 3;
const POSSIBLE: RangeInclusive<u8> = 1..=8;

/// How many files move at once, and how fast all of them together.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct TransferLimits {
    /// From 1 to 8; what lies outside becomes the nearest of these.
    pub parallel: u8,
    /// `None` is as fast as it goes, and so is 0.
    pub bytes_per_second: Option<u64>,
}

impl Default for TransferLimits {
    fn default() -> Self {
        Self {
            parallel: USUAL,
            bytes_per_second: None,
        }
    }
}

impl TransferLimits {
    fn possible(self) -> Self {
        Self {
            parallel: self.parallel.clamp(*POSSIBLE.start(), *POSSIBLE.end()),
            bytes_per_second: self.bytes_per_second.filter(|limit| *limit > 0),
        }
    }
}

/// The limits and the file that remembers them.
#[derive(Debug)]
pub(crate) struct KeptLimits {
    file: StoredFile,
    limits: Guarded<TransferLimits>,
}

impl KeptLimits {
    pub(crate) fn open(data_dir: &Path) -> Result<Self, Error> {
        let file = StoredFile::new(data_dir, "transfers.json", 1);
        let limits: Option<TransferLimits> = file.load()?;
        Ok(Self {
            file,
            limits: Guarded::new(limits.unwrap_or_default().possible()),
        })
    }

    pub(crate) fn get(&self) -> TransferLimits {
        *self.limits.lock()
    }

    pub(crate) async fn keep(&self, limits: TransferLimits) -> Result<TransferLimits, Error> {
        let limits = limits.possible();
        self.file.save(&limits).await?;
        *self.limits.lock() = limits;
        Ok(limits)
    }
}
