//! The connection as the page shows it.

use connect_core::{Account, ConnectionState};
use serde::Serialize;
use ts_rs::TS;

use super::{ErrorAction, Rung, UiError, millis};

/// Storage of the site: bytes used, and the limit where there is one.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StorageView {
    /// Bytes used.
    pub used: u64,
    /// Bytes allowed; nothing when there is no limit.
    pub limit: Option<u64>,
}

/// Where the sign-in rests.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KeptIn {
    /// In the computer's password store.
    PasswordStore,
    /// In an encrypted file, behind a passphrase.
    EncryptedFile,
    /// In memory: it ends with the program.
    UntilQuit,
}

/// Who is connected, where, and since when.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// Stays the same for as long as the account is connected.
    pub id: String,
    /// The person's name, or the user name where the site gives none.
    pub name: String,
    /// The name used to sign in.
    pub username: String,
    /// E-mail address.
    pub email: Option<String>,
    /// The site's host, as shown.
    pub site: String,
    /// What the site calls itself.
    pub site_name: Option<String>,
    /// Storage of the site.
    pub storage: Option<StorageView>,
    /// When the person connected.
    pub connected_since: i64,
    /// When the sign-in was last renewed.
    pub last_renewed: Option<i64>,
    /// When the site last answered.
    pub last_answered: Option<i64>,
    /// Where the sign-in rests.
    pub kept_in: KeptIn,
}

impl From<Account> for AccountView {
    fn from(account: Account) -> Self {
        Self {
            id: account.id.to_string(),
            name: account.name.unwrap_or_else(|| account.username.clone()),
            username: account.username,
            email: account.email,
            site: account.server.host(),
            site_name: account.site_name,
            storage: account.storage.map(|storage| StorageView {
                used: storage.used,
                limit: storage.limit,
            }),
            connected_since: millis(account.connected_since),
            last_renewed: account.last_renewed.map(millis),
            last_answered: account.last_answered.map(millis),
            kept_in: match account.kept_in {
                connect_core::KeptIn::Vault => KeptIn::PasswordStore,
                connect_core::KeptIn::File => KeptIn::EncryptedFile,
                connect_core::KeptIn::Memory => KeptIn::UntilQuit,
            },
        }
    }
}

/// A sign-in under way.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AttemptView {
    /// How the person comes back.
    pub rung: Rung,
    /// The site's host, as shown.
    pub site: String,
    /// When the app stops waiting.
    pub deadline: i64,
    /// Has the page that shows a code been opened?
    pub code_page_opened: bool,
    /// Nothing has come for a while: the way that may be tried next.
    pub other_way: Option<Rung>,
}

/// The connection. One of these is true at any time.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(
    tag = "state",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ConnectionView {
    /// The program has just started and looks for a kept sign-in.
    Restoring,
    /// Nobody is connected.
    Disconnected {
        /// Why the last attempt ended.
        problem: Option<UiError>,
        /// The person has just disconnected, and the sign-in was erased.
        erased: bool,
    },
    /// The browser is open.
    AwaitingResponse {
        /// What we wait for.
        attempt: AttemptView,
        /// What went wrong meanwhile.
        problem: Option<UiError>,
    },
    /// The person agreed; the sign-in is being finished.
    ExchangingCode {
        /// The site's host, as shown.
        site: String,
    },
    /// An account is connected.
    Connected {
        /// Whose.
        account: AccountView,
        /// The person has said that this is them. No file moves before.
        confirmed: bool,
        /// The site can't be reached just now.
        offline: bool,
        /// Something to know, such as a sign-in that can't be kept.
        problem: Option<UiError>,
    },
    /// The service ended the sign-in; the account is kept.
    ReauthorizationRequired {
        /// Whose.
        account: AccountView,
        /// What to say.
        problem: UiError,
    },
    /// The password store can't be asked; the person is not signed out.
    VaultUnavailable {
        /// Whose.
        account: AccountView,
        /// What to say.
        problem: UiError,
    },
    /// The sign-in is being erased.
    Disconnecting {
        /// Whose.
        account: AccountView,
    },
}

impl From<ConnectionState> for ConnectionView {
    fn from(state: ConnectionState) -> Self {
        match state {
            ConnectionState::Restoring => Self::Restoring,
            ConnectionState::Disconnected { problem, erased } => Self::Disconnected {
                problem: problem.map(UiError::from),
                erased,
            },
            ConnectionState::AwaitingResponse {
                rung,
                site,
                deadline,
                code_page_opened,
                other_way,
                problem,
            } => Self::AwaitingResponse {
                attempt: AttemptView {
                    rung: rung.into(),
                    site,
                    deadline: millis(deadline),
                    code_page_opened,
                    other_way: other_way.map(Into::into),
                },
                problem: problem.map(UiError::from),
            },
            ConnectionState::ExchangingCode { site } => Self::ExchangingCode { site },
            ConnectionState::Connected {
                account,
                confirmed,
                offline,
                problem,
            } => Self::Connected {
                account: account.into(),
                confirmed,
                offline,
                problem: problem.map(UiError::from),
            },
            ConnectionState::ReauthorizationRequired { account, problem } => {
                let mut problem = UiError::from(problem);
                // Asking again does not help here: a new sign-in does.
                if problem.action == ErrorAction::Retry {
                    problem.action = ErrorAction::Connect;
                }
                Self::ReauthorizationRequired {
                    account: account.into(),
                    problem,
                }
            }
            ConnectionState::VaultUnavailable { account, problem } => Self::VaultUnavailable {
                account: account.into(),
                problem: problem.into(),
            },
            ConnectionState::Disconnecting { account } => Self::Disconnecting {
                account: account.into(),
            },
        }
    }
}
