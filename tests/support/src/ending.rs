//! How a connect may end, and how a person gets on from there.

use connect_core::{ConnectionState, Outcome, Problem};

use crate::facts::name_of;

/// What brings a person on from where a connect has ended.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum WayOn {
    /// Nothing is in the way: files are listed.
    Connected,
    /// The page opens again.
    OpenPageAgain,
    /// One click connects.
    Connect,
    /// The settings of the site are looked at, then one click connects.
    EditSite,
    /// The password store is asked again, by the app or by a click.
    RetryVault,
    /// The site is asked again who this is, by the app or when the person goes on.
    AskAgain,
}

impl WayOn {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Connected => "none needed",
            Self::OpenPageAgain => "open the page again",
            Self::Connect => "connect again",
            Self::EditSite => "look at the site's settings, connect again",
            Self::RetryVault => "ask the password store again",
            Self::AskAgain => "ask the site again",
        }
    }
}

/// A connect at rest.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Ending {
    /// The state, and its problem if it has one.
    pub name: String,
    /// How one gets on.
    pub way_on: WayOn,
}

impl Ending {
    /// Whether files are listed with nothing more to do.
    pub fn is_connected(&self) -> bool {
        self.way_on == WayOn::Connected
    }

    /// Where this state leaves a person; `None` when the list below knows no way on, or when the app is still
    /// about something. No wildcard for what a connect can end in: a new end must be given a way on.
    pub fn of(state: &ConnectionState) -> Option<Self> {
        let (problem, way_on) = match state {
            ConnectionState::Restoring
            | ConnectionState::ExchangingCode { .. }
            | ConnectionState::Disconnecting { .. }
            | ConnectionState::AwaitingResponse { problem: None, .. } => return None,
            ConnectionState::AwaitingResponse {
                problem: Some(problem),
                ..
            } => (Some(problem), while_waiting(problem.outcome)?),
            ConnectionState::Disconnected { problem, .. } => {
                let way_on = match problem {
                    Some(problem) => disconnected(problem.outcome)?,
                    None => WayOn::Connect,
                };
                (problem.as_ref(), way_on)
            }
            ConnectionState::ReauthorizationRequired { problem, .. } => {
                (Some(problem), WayOn::Connect)
            }
            ConnectionState::VaultUnavailable { problem, .. } => (Some(problem), WayOn::RetryVault),
            ConnectionState::Connected {
                account, problem, ..
            } => {
                let way_on = if account.username.is_empty() {
                    WayOn::AskAgain
                } else {
                    // In memory only, files are listed all the same.
                    WayOn::Connected
                };
                (problem.as_ref(), way_on)
            }
        };
        Some(Self {
            name: named(state, problem),
            way_on,
        })
    }
}

fn named(state: &ConnectionState, problem: Option<&Problem>) -> String {
    match problem {
        Some(problem) => format!("{}, {:?}", name_of(state), problem.outcome),
        None => name_of(state).to_owned(),
    }
}

fn while_waiting(outcome: Outcome) -> Option<WayOn> {
    match outcome {
        Outcome::BrowserUnavailable | Outcome::GrantRefused => Some(WayOn::OpenPageAgain),
        _ => None,
    }
}

fn disconnected(outcome: Outcome) -> Option<WayOn> {
    match outcome {
        Outcome::AuthorizationDenied
        | Outcome::AuthorizationServerError
        | Outcome::AuthorizationTemporarilyUnavailable
        | Outcome::AuthorizationUnknownError
        | Outcome::AuthorizationExpired
        | Outcome::AuthorizationMismatch
        | Outcome::AuthorizationIncomplete
        | Outcome::GrantRefused
        | Outcome::TokenPage
        | Outcome::TokenFailed
        | Outcome::TokenTimeout
        | Outcome::TokenUnreadable
        | Outcome::ReauthorizationRequired
        | Outcome::Offline
        | Outcome::Throttled => Some(WayOn::Connect),
        Outcome::AuthorizationInvalidRequest
        | Outcome::AuthorizationUnauthorizedClient
        | Outcome::AuthorizationUnsupportedResponseType
        | Outcome::AuthorizationInvalidScope
        | Outcome::ClientRefused
        | Outcome::TokenMoved
        | Outcome::NotSmartfile => Some(WayOn::EditSite),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disconnected_by(outcome: Outcome) -> ConnectionState {
        ConnectionState::Disconnected {
            problem: Some(Problem::new(outcome)),
            erased: false,
        }
    }

    #[test]
    fn an_end_without_a_way_on_is_none_that_is_allowed() {
        assert_eq!(Ending::of(&disconnected_by(Outcome::Internal)), None);
        assert_eq!(Ending::of(&ConnectionState::Restoring), None);
    }

    #[test]
    fn an_end_is_named_by_state_and_problem() {
        let ending = Ending::of(&disconnected_by(Outcome::AuthorizationDenied)).unwrap();
        assert_eq!(ending.name, "Disconnected, AuthorizationDenied");
        assert_eq!(ending.way_on, WayOn::Connect);
        assert!(!ending.is_connected());
    }
}
