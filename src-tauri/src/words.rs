//! From an outcome of core to what the page has words for. The one place that knows both.

use std::collections::BTreeMap;

use connect_core::{Distrust, Error, Outcome, Problem};

use crate::wire::{Argument, ErrorAction, ErrorCode, UiError};

impl From<Problem> for UiError {
    fn from(problem: Problem) -> Self {
        let code = code(problem.outcome);
        let mut args = BTreeMap::new();
        let mut text = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                args.insert(key.to_owned(), Argument::Text(value));
            }
        };
        text("site", problem.site);
        text("name", problem.name);
        text("said", problem.said);
        text("reason", problem.distrust.map(|why| reason(why).to_owned()));
        let mut number = |key: &str, value: Option<u32>| {
            if let Some(value) = value {
                args.insert(key.to_owned(), Argument::Number(value));
            }
        };
        number("status", problem.status.map(u32::from));
        number(
            "seconds",
            problem
                .wait
                .map(|wait| u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX)),
        );
        // The page lets go of a listing that a newer one has replaced, without a word.
        number(
            "superseded",
            (problem.outcome == Outcome::Superseded).then_some(1),
        );
        Self {
            code,
            args,
            action: action(code),
            reference: problem.reference,
        }
    }
}

/// Which of the words of an insecure connection fit.
fn reason(distrust: Distrust) -> &'static str {
    match distrust {
        Distrust::Expired => "expired",
        Distrust::NotYetValid => "notYetValid",
        Distrust::OtherName => "otherName",
        Distrust::UnknownIssuer => "unknownIssuer",
        Distrust::Other => "other",
    }
}

impl UiError {
    /// The same when it kept the app from starting: then that is what is tried again.
    pub(crate) fn at_start(problem: Problem) -> Self {
        Self {
            action: ErrorAction::StartAgain,
            ..problem.into()
        }
    }

    /// A mistake of ours. What it was goes to the log, under the reference that the page shows.
    pub(crate) fn ours(what: &'static str) -> Self {
        let problem = Problem::new(Outcome::Internal);
        tracing::error!(reference = %problem.reference, "{what}");
        problem.into()
    }
}

impl From<Error> for UiError {
    fn from(error: Error) -> Self {
        error.problem().into()
    }
}

/// The code of an outcome. No wildcard: a new outcome must choose its words.
#[must_use]
pub fn code(outcome: Outcome) -> ErrorCode {
    match outcome {
        Outcome::AuthorizationDenied => ErrorCode::AuthorizationDenied,
        Outcome::AuthorizationInvalidRequest => ErrorCode::AuthorizationInvalidRequest,
        Outcome::AuthorizationUnauthorizedClient => ErrorCode::AuthorizationUnauthorizedClient,
        Outcome::AuthorizationUnsupportedResponseType => {
            ErrorCode::AuthorizationUnsupportedResponseType
        }
        Outcome::AuthorizationInvalidScope => ErrorCode::AuthorizationInvalidScope,
        Outcome::AuthorizationServerError => ErrorCode::AuthorizationServerError,
        Outcome::AuthorizationTemporarilyUnavailable => {
            ErrorCode::AuthorizationTemporarilyUnavailable
        }
        Outcome::AuthorizationUnknownError => ErrorCode::AuthorizationUnknownError,
        Outcome::AuthorizationExpired => ErrorCode::AuthorizationExpired,
        Outcome::AuthorizationMismatch => ErrorCode::AuthorizationMismatch,
        Outcome::AuthorizationIncomplete => ErrorCode::AuthorizationIncomplete,
        Outcome::CodeMalformed => ErrorCode::CodeMalformed,
        Outcome::GrantRefused => ErrorCode::GrantRefused,
        Outcome::ClientRefused => ErrorCode::ClientRefused,
        Outcome::TokenPage => ErrorCode::TokenPage,
        Outcome::TokenFailed => ErrorCode::TokenFailed,
        Outcome::TokenTimeout => ErrorCode::TokenTimeout,
        Outcome::TokenMoved => ErrorCode::TokenMoved,
        Outcome::TokenUnreadable => ErrorCode::TokenUnreadable,
        Outcome::BrowserUnavailable => ErrorCode::BrowserUnavailable,
        Outcome::ClipboardUnavailable => ErrorCode::ClipboardUnavailable,
        Outcome::ReauthorizationRequired => ErrorCode::ReauthorizationRequired,
        Outcome::DifferentAccount => ErrorCode::DifferentAccount,
        Outcome::AlreadyConnected => ErrorCode::AlreadyConnected,
        Outcome::VaultStarting => ErrorCode::VaultStarting,
        Outcome::VaultUnavailable => ErrorCode::VaultUnavailable,
        Outcome::VaultLocked => ErrorCode::VaultLocked,
        Outcome::VaultRefused => ErrorCode::VaultRefused,
        Outcome::VaultFull => ErrorCode::VaultFull,
        Outcome::VaultTooLarge => ErrorCode::VaultTooLarge,
        Outcome::VaultDamaged => ErrorCode::VaultDamaged,
        Outcome::PassphraseNeeded => ErrorCode::PassphraseNeeded,
        Outcome::PassphraseWrong => ErrorCode::PassphraseWrong,
        Outcome::PassphraseWeak => ErrorCode::PassphraseWeak,
        Outcome::PassphraseForgotten => ErrorCode::PassphraseForgotten,
        Outcome::SealedDamaged => ErrorCode::SealedDamaged,
        Outcome::SealedFailed => ErrorCode::SealedFailed,
        Outcome::SiteAddressInvalid => ErrorCode::SiteAddressInvalid,
        Outcome::SiteNotConfigured => ErrorCode::SiteNotConfigured,
        Outcome::SiteMoved => ErrorCode::SiteMoved,
        Outcome::SiteMovedToFiles => ErrorCode::SiteMovedToFiles,
        Outcome::SitePage => ErrorCode::SitePage,
        Outcome::NotSmartfile => ErrorCode::NotSmartfile,
        Outcome::Offline => ErrorCode::Offline,
        Outcome::NetworkSignIn => ErrorCode::NetworkSignIn,
        Outcome::ProxySignIn => ErrorCode::ProxySignIn,
        Outcome::ProxyFailed => ErrorCode::ProxyFailed,
        Outcome::ProxyAddressInvalid => ErrorCode::ProxyAddressInvalid,
        Outcome::TimedOut => ErrorCode::TimedOut,
        Outcome::Insecure => ErrorCode::Insecure,
        Outcome::Throttled => ErrorCode::Throttled,
        Outcome::NotFound => ErrorCode::NotFound,
        Outcome::NameTaken => ErrorCode::NameTaken,
        Outcome::Forbidden => ErrorCode::Forbidden,
        Outcome::QuotaExceeded => ErrorCode::QuotaExceeded,
        Outcome::ChangedOnServer => ErrorCode::ChangedOnServer,
        Outcome::FileUnreadable => ErrorCode::FileUnreadable,
        Outcome::FileUnwritable => ErrorCode::FileUnwritable,
        Outcome::FilesUsedUp => ErrorCode::FilesUsedUp,
        Outcome::DiskFull => ErrorCode::DiskFull,
        Outcome::Incomplete => ErrorCode::Incomplete,
        Outcome::DamagedThere => ErrorCode::DamagedThere,
        Outcome::DamagedHere => ErrorCode::DamagedHere,
        Outcome::NameUnusable => ErrorCode::NameUnusable,
        Outcome::IntoItself => ErrorCode::IntoItself,
        Outcome::NotDone => ErrorCode::NotDone,
        Outcome::Unclear => ErrorCode::Unclear,
        Outcome::StillRunning => ErrorCode::StillRunning,
        Outcome::UndoTooLate => ErrorCode::UndoTooLate,
        Outcome::ProgramUnavailable => ErrorCode::ProgramUnavailable,
        Outcome::ServerFailed => ErrorCode::ServerFailed,
        Outcome::UnexpectedReply => ErrorCode::UnexpectedReply,
        Outcome::OwnFolder => ErrorCode::OwnFolder,
        Outcome::NewerVersion => ErrorCode::NewerVersion,
        Outcome::Internal | Outcome::Superseded | Outcome::Cancelled => ErrorCode::Internal,
    }
}

/// What the button beside a problem does. No wildcard here either.
#[must_use]
pub fn action(code: ErrorCode) -> ErrorAction {
    match code {
        ErrorCode::AuthorizationDenied
        | ErrorCode::AuthorizationServerError
        | ErrorCode::AuthorizationTemporarilyUnavailable
        | ErrorCode::AuthorizationUnknownError
        | ErrorCode::AuthorizationExpired
        | ErrorCode::AuthorizationMismatch
        | ErrorCode::AuthorizationIncomplete
        | ErrorCode::GrantRefused
        | ErrorCode::TokenPage
        | ErrorCode::TokenFailed
        | ErrorCode::TokenTimeout
        | ErrorCode::TokenUnreadable
        | ErrorCode::ReauthorizationRequired
        | ErrorCode::DifferentAccount
        | ErrorCode::AlreadyConnected
        | ErrorCode::PassphraseForgotten => ErrorAction::Connect,
        ErrorCode::AuthorizationInvalidRequest
        | ErrorCode::AuthorizationUnauthorizedClient
        | ErrorCode::AuthorizationUnsupportedResponseType
        | ErrorCode::AuthorizationInvalidScope
        | ErrorCode::ClientRefused
        | ErrorCode::TokenMoved
        | ErrorCode::SiteAddressInvalid
        | ErrorCode::SiteNotConfigured
        | ErrorCode::SiteMoved
        | ErrorCode::SiteMovedToFiles
        | ErrorCode::NotSmartfile => ErrorAction::EditSite,
        ErrorCode::ProxySignIn | ErrorCode::ProxyFailed | ErrorCode::ProxyAddressInvalid => {
            ErrorAction::EditProxy
        }
        ErrorCode::CodeMalformed => ErrorAction::PasteAgain,
        ErrorCode::BrowserUnavailable => ErrorAction::OpenPageAgain,
        ErrorCode::NameTaken | ErrorCode::NameUnusable => ErrorAction::ChooseName,
        ErrorCode::ClipboardUnavailable
        | ErrorCode::VaultStarting
        | ErrorCode::VaultUnavailable
        | ErrorCode::VaultLocked
        | ErrorCode::VaultRefused
        | ErrorCode::VaultFull
        | ErrorCode::VaultDamaged
        | ErrorCode::PassphraseNeeded
        | ErrorCode::PassphraseWrong
        | ErrorCode::SealedDamaged
        | ErrorCode::SealedFailed
        | ErrorCode::Offline
        | ErrorCode::NetworkSignIn
        | ErrorCode::SitePage
        | ErrorCode::TimedOut
        | ErrorCode::Insecure
        | ErrorCode::Throttled
        | ErrorCode::NotFound
        | ErrorCode::ChangedOnServer
        | ErrorCode::FileUnreadable
        | ErrorCode::FileUnwritable
        | ErrorCode::FilesUsedUp
        | ErrorCode::DiskFull
        | ErrorCode::Incomplete
        | ErrorCode::DamagedThere
        | ErrorCode::DamagedHere
        | ErrorCode::NotDone
        | ErrorCode::Unclear
        | ErrorCode::StillRunning
        | ErrorCode::ProgramUnavailable
        | ErrorCode::ServerFailed
        | ErrorCode::UnexpectedReply
        | ErrorCode::OwnFolder
        | ErrorCode::NewerVersion
        | ErrorCode::Internal => ErrorAction::Retry,
        ErrorCode::IntoItself
        | ErrorCode::UndoTooLate
        | ErrorCode::VaultTooLarge
        | ErrorCode::PassphraseWeak
        | ErrorCode::Forbidden
        | ErrorCode::QuotaExceeded => ErrorAction::None,
    }
}
