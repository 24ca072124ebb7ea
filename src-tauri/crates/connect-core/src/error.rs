//! One enum for what can go wrong.

use std::io;

use smartfile::{AddressError, PastedCodeError, ProxyAddressError};

use crate::ports::UserAgentError;
use crate::problem::{Outcome, Problem};
use crate::vault::VaultError;

/// Why the app did not do as asked. Carries no token, code or address with a query.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The service, or the way to it.
    #[error(transparent)]
    Api(#[from] smartfile::Error),
    /// Nobody is connected.
    #[error("not connected")]
    NotConnected,
    /// The person has not yet said that this is their account.
    #[error("the account was not confirmed yet")]
    NotConfirmed,
    /// The sign-in has ended.
    #[error("the sign-in has ended")]
    ReauthorizationRequired,
    /// There is no sign-in waiting that this could belong to.
    #[error("no sign-in is waiting for this")]
    AuthorizationMismatch,
    /// A redirection of ours without a code, or one that contradicts itself.
    #[error("the redirection is incomplete")]
    AuthorizationIncomplete,
    /// The authorization server refused (RFC 6749 §4.1.2.1).
    #[error("the authorization server refused")]
    Refused(Box<Problem>),
    /// What was pasted cannot be a code.
    #[error("what was pasted cannot be a code: {0:?}")]
    Code(PastedCodeError),
    /// Not a site's address.
    #[error("not the address of a site: {0:?}")]
    Address(AddressError),
    /// Not a proxy's address.
    #[error("not the address of a proxy: {0:?}")]
    ProxyAddress(ProxyAddressError),
    /// Address, client id or secret are missing.
    #[error("no site is set up")]
    SiteNotConfigured,
    /// The browser did not open.
    #[error(transparent)]
    UserAgent(#[from] UserAgentError),
    /// The password store.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// Too easy to guess to be chosen.
    #[error("the passphrase is too easy to guess")]
    PassphraseWeak,
    /// A file of the app itself could not be read or written.
    #[error("the app's own file {name}: {source}")]
    Own {
        /// File name without its folder.
        name: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// A file of the app itself was written by a newer version of it. It is left alone.
    #[error("the app's own file {name} was written by a newer version ({version})")]
    Newer {
        /// File name without its folder.
        name: &'static str,
        /// The format's number.
        version: u32,
    },
    /// A name that cannot be used there.
    #[error("a name that cannot be used there")]
    NameUnusable(String),
    /// No such account on this computer.
    #[error("no such account on this computer")]
    AccountUnknown,
    /// No such transfer, or not in a phase where this makes sense.
    #[error("no such transfer, or not now")]
    TransferUnknown,
    /// No such receipt, or not one of whoever is looked at.
    #[error("no such receipt")]
    ReceiptUnknown,
    /// A file of the person could not be read.
    #[error("a local file could not be read: {}", source.kind())]
    Unreadable {
        /// Its name, without its folder.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// A file that the person asked for could not be written.
    #[error("a local file could not be written: {}", source.kind())]
    Unwritable {
        /// Its name, without its folder.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// A copy is kept of a folder, and this is none.
    #[error("not a folder")]
    NotAFolder,
    /// The folder that a copy is to be kept in holds something else.
    #[error("the folder holds something else")]
    NotThisCopy,
    /// Another window or command is at this copy.
    #[error("another window or command is at this copy")]
    CopyUnderWay,
    /// No such operation, or not in a phase where this makes sense.
    #[error("no such operation, or not now")]
    OperationUnknown,
    /// This is not done to the root: it is everything there is.
    #[error("this is not done to the root")]
    NotTheRoot,
    /// It cannot be taken back any more.
    #[error("it cannot be taken back any more")]
    UndoTooLate,
    /// No program of this computer opened a file of this name.
    #[error("no program opened the file: {1}")]
    ProgramUnavailable(String, io::ErrorKind),
    /// The site took it on, and it is not so.
    #[error("it was taken on and not done")]
    NotDone,
    /// A newer listing took this one's place.
    #[error("superseded by a newer listing")]
    Superseded,
    /// The app is stopping.
    #[error("the app is stopping")]
    Stopping,
}

impl Error {
    /// What is shown, and one line in the log under the same reference.
    pub fn problem(&self) -> Problem {
        let plain = |outcome| Problem::new(outcome).logged(self);
        match self {
            Self::Api(error) => Problem::from_api(error),
            Self::Vault(error) => Problem::from_vault(*error),
            Self::Refused(problem) => (**problem).clone(),
            Self::NotConnected
            | Self::NotConfirmed
            | Self::AccountUnknown
            | Self::TransferUnknown
            | Self::ReceiptUnknown
            | Self::OperationUnknown
            | Self::Stopping => plain(Outcome::Internal),
            Self::Own { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                plain(Outcome::DiskFull)
            }
            Self::Unreadable { name, .. } => plain(Outcome::FileUnreadable).about(name.clone()),
            Self::Unwritable { name, source } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    plain(Outcome::DiskFull).about(name.clone())
                }
                _ => plain(Outcome::FileUnwritable).about(name.clone()),
            },
            Self::Own { .. } => plain(Outcome::OwnFolder),
            Self::Newer { .. } => plain(Outcome::NewerVersion),
            Self::ReauthorizationRequired => plain(Outcome::ReauthorizationRequired),
            Self::AuthorizationMismatch => plain(Outcome::AuthorizationMismatch),
            Self::AuthorizationIncomplete => plain(Outcome::AuthorizationIncomplete),
            Self::PassphraseWeak => plain(Outcome::PassphraseWeak),
            Self::Code(_) => plain(Outcome::CodeMalformed),
            Self::Address(_) => plain(Outcome::SiteAddressInvalid),
            Self::ProxyAddress(_) => plain(Outcome::ProxyAddressInvalid),
            Self::SiteNotConfigured => plain(Outcome::SiteNotConfigured),
            Self::UserAgent(_) => plain(Outcome::BrowserUnavailable),
            Self::NameUnusable(name) => plain(Outcome::NameUnusable).about(name.clone()),
            Self::NotTheRoot => plain(Outcome::Forbidden),
            Self::UndoTooLate => plain(Outcome::UndoTooLate),
            Self::ProgramUnavailable(name, _) => {
                plain(Outcome::ProgramUnavailable).about(name.clone())
            }
            Self::NotThisCopy | Self::CopyUnderWay => plain(Outcome::NameTaken),
            Self::NotAFolder => plain(Outcome::UnexpectedReply),
            Self::NotDone => plain(Outcome::NotDone),
            Self::Superseded => Problem::new(Outcome::Superseded),
        }
    }
}
