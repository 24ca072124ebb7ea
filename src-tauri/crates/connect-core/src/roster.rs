//! The accounts of this computer as a list: who, where, and how they stand.

use crate::account::AccountId;
use crate::connection::state::ConnectionState;

/// One account among the others, as shown. Contains no secret.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AccountState {
    /// Ours.
    pub id: AccountId,
    /// Full name.
    pub name: Option<String>,
    /// Empty while the site has not yet said who this is.
    pub username: String,
    /// Host of the site, as shown.
    pub site: String,
    /// What the site calls itself.
    pub site_name: Option<String>,
    /// How it stands.
    pub standing: AccountStanding,
    /// Its files are the ones that are looked at.
    pub current: bool,
}

/// How an account stands, in a word.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum AccountStanding {
    /// It is being looked for, connected again, or disconnected.
    Busy,
    /// Connected, and the site answers.
    Connected,
    /// Connected, and the person has not yet said that this is them.
    Unconfirmed,
    /// Connected, and the site does not answer just now.
    Offline,
    /// The sign-in has ended. A click connects it again.
    Ended,
    /// The password store cannot be asked.
    Waiting,
    /// The sealed file waits for its passphrase.
    Locked,
}

impl AccountStanding {
    pub(crate) fn of(state: &ConnectionState) -> Self {
        match state {
            ConnectionState::Connected { offline: true, .. } => Self::Offline,
            ConnectionState::Connected {
                confirmed: false, ..
            } => Self::Unconfirmed,
            ConnectionState::Connected { .. } => Self::Connected,
            ConnectionState::ReauthorizationRequired { .. } => Self::Ended,
            ConnectionState::VaultUnavailable { problem, .. } if problem.is_locked() => {
                Self::Locked
            }
            ConnectionState::VaultUnavailable { .. } => Self::Waiting,
            ConnectionState::Restoring
            | ConnectionState::Disconnected { .. }
            | ConnectionState::AwaitingResponse { .. }
            | ConnectionState::ExchangingCode { .. }
            | ConnectionState::Disconnecting { .. } => Self::Busy,
        }
    }
}
