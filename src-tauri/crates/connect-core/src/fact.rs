//! Facts that outlive a call, and the whole picture they change.

use smartfile::RemotePath;

use crate::account::AccountId;
use crate::connection::state::ConnectionState;
use crate::operations::{Operation, OperationId};
use crate::places::Places;
use crate::receipts::KeptReceipt;
use crate::roster::AccountState;
use crate::site::SiteState;
use crate::transfers::{Transfer, TransferId};

/// Something is now so. `seq` grows by one with each fact; a gap means the listener missed one.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Number of this fact.
    pub seq: u64,
    /// What is so.
    pub what: What,
}

/// What a fact says.
#[derive(Clone, Debug)]
pub enum What {
    /// The connection that is looked at is in this state now.
    ConnectionChanged(ConnectionState),
    /// These are the accounts now.
    AccountsChanged(Vec<AccountState>),
    /// The site is set like this now.
    SiteChanged(SiteState),
    /// This transfer looks like this now (progress at most four times a second, state changes always).
    TransferChanged(Transfer),
    /// This row is gone.
    TransferRemoved(TransferId),
    /// This operation looks like this now.
    OperationChanged(Operation),
    /// This row is gone.
    OperationRemoved(OperationId),
    /// The starred and recent places of an account are these now.
    PlacesChanged {
        /// Whose.
        account: AccountId,
        /// All of them.
        places: Places,
    },
    /// A folder's contents changed through this app.
    FolderChanged {
        /// Whose.
        account: AccountId,
        /// Which.
        folder: RemotePath,
    },
    /// A receipt is new, or what was found since was added to it.
    ReceiptKept {
        /// Whose.
        account: AccountId,
        /// The receipt.
        receipt: Box<KeptReceipt>,
    },
    /// The person should see the window now.
    Raised,
}

/// Everything at one moment; contains every fact up to and including `seq`.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Number of the last fact contained.
    pub seq: u64,
    /// The connection that is looked at.
    pub connection: ConnectionState,
    /// Every account, in the order in which they were added.
    pub accounts: Vec<AccountState>,
    /// All rows, oldest first.
    pub transfers: Vec<Transfer>,
    /// All operations, oldest first.
    pub operations: Vec<Operation>,
    /// The site.
    pub site: SiteState,
}
