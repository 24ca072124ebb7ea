//! Connect SmartFile without a window: give it a browser, a vault, a clock, a disk and an observer.
//!
//! Everything that decides is pure (the tables in `connection/state.rs` and `transfers/state.rs`); everything that touches
//! the world is one of the traits in [`Ports`]. The shell translates between a window and [`App`]; the
//! journeys in `tests/core` drive the same [`App`] without one.

mod account;
mod app;
mod board;
mod browse;
mod checkup;
mod clock;
mod connection;
mod connections;
mod copies;
mod core_dumps;
mod desktop_programs;
mod details;
mod disk;
mod entry;
mod errands;
mod error;
mod fact;
mod front;
mod guarded;
mod journal;
mod links;
mod opening;
mod operations;
mod places;
mod ports;
mod preview;
mod problem;
mod provided;
mod proxy;
mod receipts;
mod rehearsal;
mod remote;
mod roster;
mod rotation;
mod search;
mod sieve;
mod site;
mod site_check;
mod start_report;
mod stored;
mod system_browser;
mod transfers;
mod turn;
mod vault;

pub use account::{Account, AccountId, KeptIn};
pub use app::{App, Options};
pub use checkup::network::{Network, SystemNetwork};
pub use checkup::{Checkup, Finding, Found, Standing, Step};
pub use clock::SystemClock;
pub use connection::state::ConnectionState;
pub use copies::{CopyFile, CopyNews, CopyReport, CopySkipped};
pub use core_dumps::core_dumps_off;
pub use desktop_programs::DesktopPrograms;
pub use details::{Details, Grant, Version};
pub use disk::{Found as FoundHere, LocalDisk, Look, LookKind, NameRules, Stat, Temporary, Vfs};
pub use entry::{Entry, Listing, Page, ServerZone};
pub use error::Error;
pub use fact::{Fact, Snapshot, What};
pub use front::{IDENTIFIER, REDIRECT_URI, data_dir};
pub use journal::{Person, Receipt, ReceiptFilter, ReceiptNumber, ReceiptPage, Receipts};
pub use links::{LinkForm, LinkStanding, ShareLink, ShareLinks};
pub use opening::local_name::local_name;
pub use opening::{Opening, Risk};
pub use operations::state::OperationPhase;
pub use operations::{Deed, Failure, Operation, OperationId};
pub use places::{Place, Places};
pub use ports::{
    AppLinks, Clock, LinkOwner, Observer, Ports, Programs, UserAgent, UserAgentError, Vault,
};
pub use preview::{Glimpse, Preview, PreviewBytes};
pub use problem::{Outcome, Problem};
pub use proxy::{ProxyForm, ProxyState};
pub use receipts::{
    CopyFound, CopyMeans, CopyState, KeptReceipt, KeptReceipts, ReceiptForm, ReceiptQuery, Recheck,
    RecheckProgress, Verified, VerifyNews,
};
pub use rehearsal::{Bound, Rehearsal};
pub use remote::{Remote, RemoteDownload, RemoteOf, SmartFileRemotes};
pub use roster::{AccountStanding, AccountState};
pub use search::Searched;
pub use sieve::Sieve;
pub use site::{LOOPBACK_PORTS, ProvidedSite, Rung, SiteForm, SiteState, WayState};
pub use site_check::SiteCheck;
pub use start_report::start_report;
pub use system_browser::SystemBrowser;
pub use transfers::limits::TransferLimits;
pub use transfers::name::numbered as numbered_name;
pub use transfers::state::{Answer, Phase};
pub use transfers::tree::contents::{
    Contents, ContentsItem, FolderAnswer, ItemKind, ItemNumber, ItemState, ItemsPage, ItemsShown,
    LeftOut,
};
pub use transfers::tree::names::{local_item_name, site_item_name};
pub use transfers::{Direction, Fingerprint, Proof, Transfer, TransferId, Wait};
pub use vault::keychain::Keychain;
pub use vault::memory::MemoryVault;
pub use vault::passphrase::Passphrase;
pub use vault::{SecretBytes, VaultError};

pub use jiff::Timestamp;
pub use smartfile::{
    Acl, Algorithm, ClientSecret, Distrust, EntryKind, Grantee, ProxyPassword, RemotePath, Server,
    Storage,
};
pub use url::Url;
