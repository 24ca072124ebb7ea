//! The one stream of facts to the page.

use connect_core::What;
use serde::Serialize;
use ts_rs::TS;

use super::{
    AccountListed, ConnectionView, OperationView, PlacesView, ReceiptView, SiteView, TransferView,
};

/// Everything, at one moment. `seq` is the number of the last fact it contains.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// Facts up to this number are contained; later ones follow on the channel.
    pub seq: u64,
    /// The connection of the account whose files are on the screen.
    pub connection: ConnectionView,
    /// Every account, in the order in which they were added.
    pub accounts: Vec<AccountListed>,
    /// Transfers, newest last.
    pub transfers: Vec<TransferView>,
    /// What is being done at the site, newest last.
    pub operations: Vec<OperationView>,
    /// The site.
    pub site: SiteView,
    /// The program's version.
    pub version: String,
}

/// A fact. Numbers grow by one; a gap means "subscribe again".
#[derive(Clone, Debug, Serialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum AppEvent {
    /// The connection is now this.
    ConnectionChanged {
        /// The fact's number.
        seq: u64,
        /// The connection.
        connection: ConnectionView,
    },
    /// These are the accounts now.
    AccountsChanged {
        /// The fact's number.
        seq: u64,
        /// All of them.
        accounts: Vec<AccountListed>,
    },
    /// The site is now this.
    SiteChanged {
        /// The fact's number.
        seq: u64,
        /// The site.
        site: SiteView,
    },
    /// A transfer is new, or is now this.
    TransferChanged {
        /// The fact's number.
        seq: u64,
        /// The transfer.
        transfer: TransferView,
    },
    /// A transfer was taken off the list.
    TransferRemoved {
        /// The fact's number.
        seq: u64,
        /// Which.
        id: String,
    },
    /// Something done at the site is new, or is now this.
    OperationChanged {
        /// The fact's number.
        seq: u64,
        /// The operation.
        operation: OperationView,
    },
    /// Something done at the site was taken off the list.
    OperationRemoved {
        /// The fact's number.
        seq: u64,
        /// Which.
        id: String,
    },
    /// The starred and recent places of an account are now these.
    PlacesChanged {
        /// The fact's number.
        seq: u64,
        /// Whose.
        account: String,
        /// All of them.
        places: PlacesView,
    },
    /// Something in a folder is different now.
    FolderChanged {
        /// The fact's number.
        seq: u64,
        /// Whose folder.
        account: String,
        /// Which folder.
        path: String,
    },
    /// A receipt is new, or what was found since was added to it.
    ReceiptKept {
        /// The fact's number.
        seq: u64,
        /// Whose.
        account: String,
        /// The receipt.
        receipt: ReceiptView,
    },
}

impl AppEvent {
    /// The fact as the page gets it; nothing for facts that are not the page's.
    pub(crate) fn new(seq: u64, what: What) -> Option<Self> {
        Some(match what {
            What::ConnectionChanged(state) => Self::ConnectionChanged {
                seq,
                connection: state.into(),
            },
            What::AccountsChanged(accounts) => Self::AccountsChanged {
                seq,
                accounts: accounts.into_iter().map(Into::into).collect(),
            },
            What::SiteChanged(site) => Self::SiteChanged {
                seq,
                site: site.into(),
            },
            What::TransferChanged(transfer) => Self::TransferChanged {
                seq,
                transfer: transfer.into(),
            },
            What::TransferRemoved(id) => Self::TransferRemoved {
                seq,
                id: id.to_string(),
            },
            What::OperationChanged(operation) => Self::OperationChanged {
                seq,
                operation: operation.into(),
            },
            What::OperationRemoved(id) => Self::OperationRemoved {
                seq,
                id: id.to_string(),
            },
            What::PlacesChanged { account, places } => Self::PlacesChanged {
                seq,
                account: account.to_string(),
                places: places.into(),
            },
            What::FolderChanged { account, folder } => Self::FolderChanged {
                seq,
                account: account.to_string(),
                path: folder.as_str().to_owned(),
            },
            What::ReceiptKept { account, receipt } => Self::ReceiptKept {
                seq,
                account: account.to_string(),
                receipt: (*receipt).into(),
            },
            What::Raised => return None,
        })
    }
}
