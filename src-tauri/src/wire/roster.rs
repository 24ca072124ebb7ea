//! The accounts of this computer as the page lists them.

use connect_core::AccountState;
use serde::Serialize;
use ts_rs::TS;

/// How an account stands.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AccountStanding {
    /// Being looked for, connected again, or disconnected.
    Busy,
    /// Connected.
    Connected,
    /// Connected; the person has not yet said that this is them.
    Unconfirmed,
    /// Connected; the site can't be reached just now.
    Offline,
    /// The sign-in has ended.
    Ended,
    /// The password store can't be asked.
    Waiting,
    /// An encrypted file waits for its passphrase.
    Locked,
}

/// One account among the others.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountListed {
    /// Its id.
    pub id: String,
    /// The person's name, or the user name where the site gives none. Empty while nobody knows.
    pub name: String,
    /// The name used to sign in.
    pub username: String,
    /// The site's host, as shown.
    pub site: String,
    /// What the site calls itself.
    pub site_name: Option<String>,
    /// How it stands.
    pub standing: AccountStanding,
    /// Its files are the ones on the screen.
    pub current: bool,
}

impl From<AccountState> for AccountListed {
    fn from(account: AccountState) -> Self {
        Self {
            id: account.id.to_string(),
            name: account.name.unwrap_or_else(|| account.username.clone()),
            username: account.username,
            site: account.site,
            site_name: account.site_name,
            standing: account.standing.into(),
            current: account.current,
        }
    }
}

impl From<connect_core::AccountStanding> for AccountStanding {
    fn from(standing: connect_core::AccountStanding) -> Self {
        use connect_core::AccountStanding as Core;
        match standing {
            Core::Busy => Self::Busy,
            Core::Connected => Self::Connected,
            Core::Unconfirmed => Self::Unconfirmed,
            Core::Offline => Self::Offline,
            Core::Ended => Self::Ended,
            Core::Waiting => Self::Waiting,
            Core::Locked => Self::Locked,
        }
    }
}
