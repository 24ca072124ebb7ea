//! Problems as they are shown later: no sentence, no secret, only what happened and what belongs to it.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use smartfile::{AuthorizationErrorCode, Distrust, ErrorKind};

use crate::site_check::is_files_com;
use crate::vault::VaultError;

/// What happened. One name for each thing a person may be told; the words are the front's.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// RFC 6749 §4.1.2.1 `access_denied`.
    AuthorizationDenied,
    /// RFC 6749 §4.1.2.1 `invalid_request`.
    AuthorizationInvalidRequest,
    /// RFC 6749 §4.1.2.1 `unauthorized_client`.
    AuthorizationUnauthorizedClient,
    /// RFC 6749 §4.1.2.1 `unsupported_response_type`.
    AuthorizationUnsupportedResponseType,
    /// RFC 6749 §4.1.2.1 `invalid_scope`.
    AuthorizationInvalidScope,
    /// RFC 6749 §4.1.2.1 `server_error`.
    AuthorizationServerError,
    /// RFC 6749 §4.1.2.1 `temporarily_unavailable`.
    AuthorizationTemporarilyUnavailable,
    /// An error code the RFC does not know.
    AuthorizationUnknownError,
    /// Nobody answered on the page in time.
    AuthorizationExpired,
    /// A redirection that belongs to no sign-in that is waiting.
    AuthorizationMismatch,
    /// A redirection of ours without a code, or one that contradicts itself.
    AuthorizationIncomplete,
    /// What was pasted cannot be a code.
    CodeMalformed,
    /// `invalid_grant`: the code is wrong, used or too old.
    GrantRefused,
    /// `invalid_client`: client id or secret are not right.
    ClientRefused,
    /// The token endpoint answered with a page.
    TokenPage,
    /// The token endpoint failed.
    TokenFailed,
    /// The token endpoint did not answer in time.
    TokenTimeout,
    /// The token endpoint sent us elsewhere.
    TokenMoved,
    /// The token endpoint's answer cannot be read.
    TokenUnreadable,
    /// The system browser did not open.
    BrowserUnavailable,
    /// The system's clipboard did not take the text.
    ClipboardUnavailable,
    /// The sign-in has ended.
    ReauthorizationRequired,
    /// Somebody else signed in than the account belongs to.
    DifferentAccount,
    /// The person who signed in is connected here already.
    AlreadyConnected,
    /// The password store does not answer yet; the app goes on asking.
    VaultStarting,
    /// No password store.
    VaultUnavailable,
    /// The password store is locked.
    VaultLocked,
    /// The password store refused.
    VaultRefused,
    /// The password store has no room left.
    VaultFull,
    /// The secret is too large for the password store.
    VaultTooLarge,
    /// The password store gave back something else.
    VaultDamaged,
    /// The sealed file waits for its passphrase.
    PassphraseNeeded,
    /// This passphrase does not open the sealed file.
    PassphraseWrong,
    /// Too easy to guess to be chosen.
    PassphraseWeak,
    /// Nobody knows the passphrase any more, so the sealed file was erased.
    PassphraseForgotten,
    /// The sealed file was damaged, and set aside.
    SealedDamaged,
    /// The sealed file could not be read or written.
    SealedFailed,
    /// Not a site's address.
    SiteAddressInvalid,
    /// No site, client id or secret yet.
    SiteNotConfigured,
    /// The site answers from another host.
    SiteMoved,
    /// The site's customers were moved to Files.com, which this app cannot speak with.
    SiteMovedToFiles,
    /// A web page came where the site's answer was due.
    SitePage,
    /// What answers is not SmartFile.
    NotSmartfile,
    /// No way to the site.
    Offline,
    /// The network wants a sign-in of its own first (511, RFC 6585 §6).
    NetworkSignIn,
    /// The company's proxy wants a name and a password (407, RFC 9110 §15.5.8).
    ProxySignIn,
    /// The company's proxy is not there, or does not let us through.
    ProxyFailed,
    /// Not a proxy's address.
    ProxyAddressInvalid,
    /// The site took too long.
    TimedOut,
    /// The site's certificate could not be verified.
    Insecure,
    /// The site asks to wait.
    Throttled,
    /// Not there.
    NotFound,
    /// Something has that name.
    NameTaken,
    /// Not allowed.
    Forbidden,
    /// The storage is full.
    QuotaExceeded,
    /// It changed meanwhile.
    ChangedOnServer,
    /// A local file could not be read as it was.
    FileUnreadable,
    /// A local file could not be written.
    FileUnwritable,
    /// This computer lets no more files be open for now.
    FilesUsedUp,
    /// The local disk is full.
    DiskFull,
    /// Fewer or more bytes arrived than there are.
    Incomplete,
    /// Everything arrived at the site, and the copy there is not the same as ours.
    DamagedThere,
    /// Everything came, and it is not the same as what the site has. It was not kept.
    DamagedHere,
    /// A name that cannot be used there.
    NameUnusable,
    /// A folder cannot go into itself.
    IntoItself,
    /// The site took it on, and it is not so.
    NotDone,
    /// Nobody could say whether it was done: the site cannot be asked.
    Unclear,
    /// The site is still at it.
    StillRunning,
    /// What was to be taken back is not as it was left.
    UndoTooLate,
    /// No program of this computer opened the file.
    ProgramUnavailable,
    /// The site failed.
    ServerFailed,
    /// The site answered something unknown.
    UnexpectedReply,
    /// The app may not use the folder that holds its own files.
    OwnFolder,
    /// A newer version of the app has written its files.
    NewerVersion,
    /// Ours.
    Internal,
    /// A newer listing took this one's place.
    Superseded,
    /// The person stopped it.
    Cancelled,
}

/// An error reduced to something that can be kept, compared and shown.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    /// What happened.
    pub outcome: Outcome,
    /// Finds the line in the log.
    pub reference: String,
    /// Host as shown.
    pub site: Option<String>,
    /// The entry or file it is about.
    pub name: Option<String>,
    /// What the server said: inert text.
    pub said: Option<String>,
    /// Why the site was not believed to be who it says.
    pub distrust: Option<Distrust>,
    /// HTTP status.
    pub status: Option<u16>,
    /// How long to wait.
    pub wait: Option<Duration>,
}

impl Problem {
    /// A problem with a fresh reference and nothing else. Does not log.
    pub fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            reference: reference(),
            site: None,
            name: None,
            said: None,
            distrust: None,
            status: None,
            wait: None,
        }
    }

    pub(crate) fn at(mut self, site: impl Into<String>) -> Self {
        self.site = Some(site.into());
        self
    }

    /// The entry or file it is about.
    #[must_use]
    pub fn about(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    pub(crate) fn saying(mut self, said: Option<String>) -> Self {
        self.said = said;
        self
    }

    /// Writes the line that the reference finds. `chain` must be free of secrets.
    pub(crate) fn logged(self, chain: &dyn fmt::Display) -> Self {
        tracing::warn!(reference = %self.reference, outcome = ?self.outcome, "{chain}");
        self
    }

    /// A problem from an answer of the API.
    pub(crate) fn from_api(error: &smartfile::Error) -> Self {
        Self::from_client(api_outcome(error.kind()), error)
    }

    /// A problem from an answer of the token endpoint.
    pub(crate) fn from_token_endpoint(error: &smartfile::Error) -> Self {
        Self::from_client(token_outcome(error.kind()), error)
    }

    fn from_client(outcome: Outcome, error: &smartfile::Error) -> Self {
        let mut problem = Self::new(on_the_way(error.kind()).unwrap_or(outcome));
        problem.status = error.status();
        problem.distrust = error.distrust();
        problem.wait = error.retry_after();
        problem.name = error.path().and_then(|p| p.name().map(str::to_owned));
        match error.kind() {
            ErrorKind::Forbidden { said }
            | ErrorKind::QuotaExceeded { said }
            | ErrorKind::TaskFailed { said }
            | ErrorKind::Rejected { said, .. } => problem.said.clone_from(said),
            ErrorKind::Authorization(refusal) => problem.said.clone_from(&refusal.description),
            ErrorKind::Moved { host } => problem.said = Some(host.clone()),
            _ => {}
        }
        problem.logged(error)
    }

    /// A problem from the authorization response (RFC 6749 §4.1.2.1).
    pub(crate) fn from_refusal(refusal: &smartfile::AuthorizationError) -> Self {
        let outcome = refusal_outcome(&refusal.code);
        Self::new(outcome)
            .saying(refusal.description.clone())
            .logged(&"the authorization server refused")
    }

    /// A passphrase opens it.
    pub(crate) fn is_locked(&self) -> bool {
        let outcome = self.outcome;
        matches!(
            outcome,
            Outcome::PassphraseNeeded | Outcome::PassphraseWrong
        )
    }

    pub(crate) fn from_vault(error: VaultError) -> Self {
        Self::new(match error {
            VaultError::Unavailable => Outcome::VaultUnavailable,
            VaultError::Locked => Outcome::VaultLocked,
            VaultError::Refused => Outcome::VaultRefused,
            VaultError::Full => Outcome::VaultFull,
            VaultError::TooLarge => Outcome::VaultTooLarge,
            VaultError::Damaged => Outcome::VaultDamaged,
            VaultError::PassphraseNeeded => Outcome::PassphraseNeeded,
            VaultError::PassphraseWrong => Outcome::PassphraseWrong,
            VaultError::SealedDamaged => Outcome::SealedDamaged,
            VaultError::SealedFailed => Outcome::SealedFailed,
        })
        .logged(&error)
    }
}

fn refusal_outcome(code: &AuthorizationErrorCode) -> Outcome {
    use AuthorizationErrorCode as Code;
    match code {
        Code::AccessDenied => Outcome::AuthorizationDenied,
        Code::InvalidRequest => Outcome::AuthorizationInvalidRequest,
        Code::UnauthorizedClient | Code::InvalidClient => Outcome::AuthorizationUnauthorizedClient,
        Code::UnsupportedResponseType => Outcome::AuthorizationUnsupportedResponseType,
        Code::InvalidScope => Outcome::AuthorizationInvalidScope,
        Code::ServerError => Outcome::AuthorizationServerError,
        Code::TemporarilyUnavailable => Outcome::AuthorizationTemporarilyUnavailable,
        _ => Outcome::AuthorizationUnknownError,
    }
}

/// What means the same wherever it is met.
fn on_the_way(kind: &ErrorKind) -> Option<Outcome> {
    match kind {
        ErrorKind::Moved { host } if is_files_com(host) => Some(Outcome::SiteMovedToFiles),
        ErrorKind::Server { status: 511 } => Some(Outcome::NetworkSignIn),
        // RFC 4918 §11.5: no room to do it in.
        ErrorKind::Server { status: 507 } => Some(Outcome::QuotaExceeded),
        ErrorKind::ProxySignIn => Some(Outcome::ProxySignIn),
        ErrorKind::ProxyFailed => Some(Outcome::ProxyFailed),
        _ => None,
    }
}

fn token_outcome(kind: &ErrorKind) -> Outcome {
    use AuthorizationErrorCode as Code;
    match kind {
        ErrorKind::Authorization(refusal) => match refusal.code {
            Code::InvalidGrant => Outcome::GrantRefused,
            Code::InvalidClient | Code::UnauthorizedClient => Outcome::ClientRefused,
            _ => Outcome::TokenFailed,
        },
        ErrorKind::TimedOut => Outcome::TokenTimeout,
        ErrorKind::Page { .. } => Outcome::TokenPage,
        ErrorKind::Moved { .. } | ErrorKind::Redirected => Outcome::TokenMoved,
        ErrorKind::UnexpectedReply { .. } => Outcome::TokenUnreadable,
        ErrorKind::Offline => Outcome::Offline,
        ErrorKind::Insecure => Outcome::Insecure,
        ErrorKind::Throttled { .. } => Outcome::Throttled,
        ErrorKind::NotFound => Outcome::NotSmartfile,
        ErrorKind::Unauthorized => Outcome::ClientRefused,
        _ => Outcome::TokenFailed,
    }
}

fn api_outcome(kind: &ErrorKind) -> Outcome {
    match kind {
        ErrorKind::Offline | ErrorKind::Cut => Outcome::Offline,
        ErrorKind::TimedOut => Outcome::TimedOut,
        ErrorKind::Insecure => Outcome::Insecure,
        ErrorKind::Throttled { .. } => Outcome::Throttled,
        ErrorKind::Unauthorized | ErrorKind::ReauthorizationRequired => {
            Outcome::ReauthorizationRequired
        }
        // Only a refresh meets these: what the token endpoint said about it.
        ErrorKind::Authorization(_) => token_outcome(kind),
        ErrorKind::Forbidden { .. } => Outcome::Forbidden,
        ErrorKind::NotFound | ErrorKind::FolderMissing => Outcome::NotFound,
        ErrorKind::NameTaken => Outcome::NameTaken,
        ErrorKind::Changed => Outcome::ChangedOnServer,
        ErrorKind::QuotaExceeded { .. } => Outcome::QuotaExceeded,
        ErrorKind::Server { .. } => Outcome::ServerFailed,
        ErrorKind::TaskFailed { .. } | ErrorKind::PartlyFailed { .. } => Outcome::NotDone,
        ErrorKind::TaskLost => Outcome::Unclear,
        ErrorKind::StillRunning => Outcome::StillRunning,
        ErrorKind::Moved { .. } => Outcome::SiteMoved,
        ErrorKind::Page { .. } => Outcome::SitePage,
        ErrorKind::Redirected => Outcome::NotSmartfile,
        ErrorKind::Local(_) => Outcome::FileUnreadable,
        _ => Outcome::UnexpectedReply,
    }
}

/// Eight letters and digits that people can read out.
fn reference() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let id = uuid::Uuid::new_v4();
    id.as_bytes()[..8]
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_differ_and_are_easy_to_read_out() {
        let (a, b) = (reference(), reference());
        assert_ne!(a, b);
        assert_eq!(a.len(), 8);
        assert!(!a.contains(['l', 'i', 'o', '1']), "{a}");
    }

    #[test]
    fn every_refusal_of_the_rfc_has_its_own_outcome() {
        use AuthorizationErrorCode as Code;
        let outcomes = [
            Code::AccessDenied,
            Code::InvalidRequest,
            Code::UnauthorizedClient,
            Code::UnsupportedResponseType,
            Code::InvalidScope,
            Code::ServerError,
            Code::TemporarilyUnavailable,
            Code::Other("slow_down".into()),
        ]
        .map(|code| refusal_outcome(&code));
        let different: std::collections::HashSet<_> = outcomes.iter().collect();
        assert_eq!(different.len(), outcomes.len(), "{outcomes:?}");
    }
}
