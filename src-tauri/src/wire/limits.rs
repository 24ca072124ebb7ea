//! How many files move at once, and how fast.

use connect_core::TransferLimits;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a person chose; core makes the nearest possible of what is not.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LimitsView {
    /// Files at once, from 1 to 8.
    pub parallel: u8,
    /// Bytes a second, all of them together; nothing is as fast as it goes.
    pub bytes_per_second: Option<u64>,
}

impl From<TransferLimits> for LimitsView {
    fn from(limits: TransferLimits) -> Self {
        Self {
            parallel: limits.parallel,
            bytes_per_second: limits.bytes_per_second,
        }
    }
}

impl From<LimitsView> for TransferLimits {
    fn from(limits: LimitsView) -> Self {
        Self {
            parallel: limits.parallel,
            bytes_per_second: limits.bytes_per_second,
        }
    }
}
