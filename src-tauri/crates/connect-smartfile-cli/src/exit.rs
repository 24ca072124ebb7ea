//! How the program ends: one number for each thing a script may want to tell apart.

use std::fmt::Write as _;
use std::process::ExitCode;

use connect_core::Outcome;

/// One row an end: its name, its number, what it means.
macro_rules! ends {
    ($($name:ident $number:literal $meaning:literal,)+) => {
        /// How a command ended. The numbers are a promise to scripts and are never given another meaning.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub enum Exit {
            $(#[doc = $meaning] $name,)+
        }

        impl Exit {
            /// All there are, by their numbers.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// What the system is told.
            pub fn number(self) -> u8 {
                match self {
                    $(Self::$name => $number,)+
                }
            }

            /// In a sentence, for help and manual.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => $meaning,)+
                }
            }
        }
    };
}

ends! {
    Done 0 "Everything was done, and what was moved is proven to have arrived.",
    Failed 1 "Something was not done. What and why is said.",
    Usage 2 "The command was not understood.",
    NotConnected 3 "No account is connected, or its sign-in has ended.",
    NeedsAnswer 4 "A person has to decide and nobody could be asked, as where a name is taken.",
    Unreachable 5 "The network or the site is not available. Trying later may help.",
    NoStore 6 "The computer's password store, or the encrypted file in its place, could not be opened.",
    Damaged 7 "A file did not arrive as it was sent, or is not as it was.",
    Stopped 130 "Stopped by Ctrl-C or by the system. No part of a file is left behind.",
}

impl Exit {
    /// The end of a command that met this. No wildcard: a new outcome must choose its number.
    pub(crate) fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::AuthorizationDenied
            | Outcome::AuthorizationInvalidRequest
            | Outcome::AuthorizationUnauthorizedClient
            | Outcome::AuthorizationUnsupportedResponseType
            | Outcome::AuthorizationInvalidScope
            | Outcome::AuthorizationServerError
            | Outcome::AuthorizationTemporarilyUnavailable
            | Outcome::AuthorizationUnknownError
            | Outcome::AuthorizationExpired
            | Outcome::AuthorizationMismatch
            | Outcome::AuthorizationIncomplete
            | Outcome::CodeMalformed
            | Outcome::GrantRefused
            | Outcome::ClientRefused
            | Outcome::TokenPage
            | Outcome::TokenFailed
            | Outcome::TokenMoved
            | Outcome::TokenUnreadable
            | Outcome::BrowserUnavailable
            | Outcome::ReauthorizationRequired
            | Outcome::DifferentAccount
            | Outcome::AlreadyConnected
            | Outcome::PassphraseForgotten
            | Outcome::SiteNotConfigured => Self::NotConnected,
            Outcome::VaultStarting
            | Outcome::VaultUnavailable
            | Outcome::VaultLocked
            | Outcome::VaultRefused
            | Outcome::VaultFull
            | Outcome::VaultTooLarge
            | Outcome::VaultDamaged
            | Outcome::PassphraseNeeded
            | Outcome::PassphraseWrong
            | Outcome::PassphraseWeak
            | Outcome::SealedDamaged
            | Outcome::SealedFailed => Self::NoStore,
            Outcome::TokenTimeout
            | Outcome::SiteMoved
            | Outcome::SiteMovedToFiles
            | Outcome::SitePage
            | Outcome::NotSmartfile
            | Outcome::Offline
            | Outcome::NetworkSignIn
            | Outcome::ProxySignIn
            | Outcome::ProxyFailed
            | Outcome::TimedOut
            | Outcome::Insecure
            | Outcome::Throttled
            | Outcome::ServerFailed => Self::Unreachable,
            Outcome::NameTaken => Self::NeedsAnswer,
            Outcome::SiteAddressInvalid | Outcome::ProxyAddressInvalid => Self::Usage,
            Outcome::Incomplete | Outcome::DamagedThere | Outcome::DamagedHere => Self::Damaged,
            Outcome::Cancelled => Self::Stopped,
            Outcome::ClipboardUnavailable
            | Outcome::NotFound
            | Outcome::Forbidden
            | Outcome::QuotaExceeded
            | Outcome::ChangedOnServer
            | Outcome::FileUnreadable
            | Outcome::FileUnwritable
            | Outcome::FilesUsedUp
            | Outcome::DiskFull
            | Outcome::NameUnusable
            | Outcome::IntoItself
            | Outcome::NotDone
            | Outcome::Unclear
            | Outcome::StillRunning
            | Outcome::UndoTooLate
            | Outcome::ProgramUnavailable
            | Outcome::UnexpectedReply
            | Outcome::OwnFolder
            | Outcome::NewerVersion
            | Outcome::Internal
            | Outcome::Superseded => Self::Failed,
        }
    }

    /// Of several ends the first that is not well.
    #[must_use]
    pub(crate) fn and(self, other: Self) -> Self {
        if self == Self::Done { other } else { self }
    }

    /// The list for help and manual.
    pub(crate) fn list() -> String {
        let mut list = String::from("Exit codes:\n");
        for exit in Self::ALL {
            // Writing to a text cannot fail.
            let _ = writeln!(list, "  {:>3}  {}", exit.number(), exit.meaning());
        }
        list
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}
