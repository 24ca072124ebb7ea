//! What crosses to the page, and nothing else does.
//!
//! Every type here is plain data made from core's types: no secret, no path of this computer, no
//! redirection. `ui/src/host/wire/` is generated from this module (`cargo xtask wire`), and a
//! test fails when the two differ. Times are milliseconds since 1970 (UTC), sizes are bytes.

mod check;
mod connection;
mod entry;
mod event;
mod network;
mod passphrase;
mod problem;
mod roster;
mod site;
mod transfer;

pub use check::{CheckFinding, CheckFound, CheckStanding, CheckStep, CheckView};
pub use connection::{AccountView, AttemptView, ConnectionView, KeptIn, StorageView};
pub use entry::{EntryKind, EntryView, ListingView, PageView};
pub use event::{AppEvent, Snapshot};
pub use network::{ProxyForm, ProxyView, SiteCheckView};
pub use passphrase::Passphrase;
pub use problem::{Argument, ErrorAction, ErrorCode, UiError};
pub use roster::{AccountListed, AccountStanding};
pub use site::{Rung, SiteForm, SiteView, WayView};
pub use transfer::{TicketView, TransferAnswer, TransferDirection, TransferPhase, TransferView};

use std::path::Path;

use connect_core::Timestamp;
use ts_rs::{Config, ExportError, TS};

/// A point in time as the page knows it: milliseconds since 1970, UTC.
pub(crate) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// Writes the TypeScript of every type above into `folder`, one type a file.
///
/// # Errors
/// When a file can't be written.
pub fn export(folder: &Path) -> Result<(), ExportError> {
    let config = Config::new().with_out_dir(folder).with_large_int("number");
    Snapshot::export_all(&config)?;
    AppEvent::export_all(&config)?;
    SiteForm::export_all(&config)?;
    SiteCheckView::export_all(&config)?;
    ProxyView::export_all(&config)?;
    ProxyForm::export_all(&config)?;
    PageView::export_all(&config)?;
    ListingView::export_all(&config)?;
    CheckView::export_all(&config)?;
    TicketView::export_all(&config)?;
    TransferAnswer::export_all(&config)
}
