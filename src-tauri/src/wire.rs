//! What crosses to the page, and nothing else does.
//!
//! Every type here is plain data made from core's types: no secret, no path of this computer, no
//! redirection. `ui/src/host/wire/` is generated from this module (`cargo xtask wire`), and a
//! test fails when the two differ. Times are milliseconds since 1970 (UTC), sizes are bytes.

mod check;
mod connection;
mod contents;
mod details;
mod drag;
mod entry;
mod event;
mod limits;
pub(crate) mod link;
mod network;
mod operation;
mod passphrase;
mod places;
mod preview;
mod problem;
mod receipt;
mod roster;
mod search;
mod site;
mod transfer;

pub use check::{CheckFinding, CheckFound, CheckStanding, CheckStep, CheckView};
pub use connection::{AccountView, AttemptView, ConnectionView, KeptIn, StorageView};
pub use contents::{
    ContentsItemView, ContentsKind, ContentsPageView, ContentsShown, ContentsStanding,
    ContentsView, FolderAnswerView, LeftOutReason,
};
pub use details::{DetailsView, GrantView, VersionView};
pub use drag::{DragView, DroppedView};
pub use entry::{EntryKind, EntryView, ListingView, PageView};
pub use event::{AppEvent, Snapshot};
pub use limits::LimitsView;
pub use link::{LinkForm, LinkRights, LinkView, LinksView};
pub use network::{ProxyForm, ProxyView, SiteCheckView};
pub use operation::{
    FailureView, OperationDeed, OperationPhase, OperationView, RehearsalBound, RehearsalView,
};
pub use passphrase::Passphrase;
pub use places::{PlaceView, PlacesView};
pub use preview::{OpenRisk, OpeningView, PreviewKind, PreviewView};
pub use problem::{Argument, ErrorAction, ErrorCode, UiError};
pub use receipt::{ReceiptProgress, ReceiptView, ReceiptsForm, ReceiptsView, VerifiedView};
pub use roster::{AccountListed, AccountStanding};
pub use search::SearchView;
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
    RehearsalView::export_all(&config)?;
    SearchView::export_all(&config)?;
    LinksView::export_all(&config)?;
    LinkForm::export_all(&config)?;
    DetailsView::export_all(&config)?;
    PreviewView::export_all(&config)?;
    OpeningView::export_all(&config)?;
    ReceiptsView::export_all(&config)?;
    VerifiedView::export_all(&config)?;
    ReceiptsForm::export_all(&config)?;
    ReceiptProgress::export_all(&config)?;
    TicketView::export_all(&config)?;
    DragView::export_all(&config)?;
    DroppedView::export_all(&config)?;
    ContentsPageView::export_all(&config)?;
    ContentsShown::export_all(&config)?;
    FolderAnswerView::export_all(&config)?;
    LimitsView::export_all(&config)?;
    TransferAnswer::export_all(&config)
}
