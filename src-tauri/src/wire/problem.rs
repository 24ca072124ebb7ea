//! A problem on its way to the page: a code the page has words for, and what fills them.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

/// Every outcome the page has words for. A closed set: `ui/locales/<language>/errors.ftl` must hold
/// a title, a detail and an action for each, and a test proves it.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
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
    /// An error code the standard does not know.
    AuthorizationUnknownError,
    /// Nobody came back in time.
    AuthorizationExpired,
    /// A sign-in returned that this program is not waiting for.
    AuthorizationMismatch,
    /// The sign-in returned without a code.
    AuthorizationIncomplete,
    /// What was pasted can't be a code.
    CodeMalformed,
    /// RFC 6749 §5.2 `invalid_grant` for a code.
    GrantRefused,
    /// RFC 6749 §5.2 `invalid_client`.
    ClientRefused,
    /// A web page came where the sign-in's answer was due.
    TokenPage,
    /// The site failed (5xx) while finishing the sign-in.
    TokenFailed,
    /// The site did not answer while finishing the sign-in.
    TokenTimeout,
    /// The site sent us elsewhere while finishing the sign-in.
    TokenMoved,
    /// The answer that finishes the sign-in could not be read.
    TokenUnreadable,
    /// No browser could be opened.
    BrowserUnavailable,
    /// The clipboard took nothing.
    ClipboardUnavailable,
    /// The service ended this sign-in.
    ReauthorizationRequired,
    /// Somebody else signed in where an account was to be connected again.
    DifferentAccount,
    /// The person who signed in is connected here already.
    AlreadyConnected,
    /// The password store does not answer yet; the app goes on asking.
    VaultStarting,
    /// There is no password store.
    VaultUnavailable,
    /// The password store is locked.
    VaultLocked,
    /// The password store said no.
    VaultRefused,
    /// The password store has no room left.
    VaultFull,
    /// The password store can't hold an entry this large.
    VaultTooLarge,
    /// What the password store gave back is not what was put in.
    VaultDamaged,
    /// The encrypted file waits for its passphrase.
    PassphraseNeeded,
    /// This is not the passphrase of the encrypted file.
    PassphraseWrong,
    /// Too easy to guess to be chosen.
    PassphraseWeak,
    /// The encrypted file was erased, because nobody knows its passphrase any more.
    PassphraseForgotten,
    /// The encrypted file was damaged, and set aside.
    SealedDamaged,
    /// The encrypted file could not be read or written.
    SealedFailed,
    /// This can't be the address of a site.
    SiteAddressInvalid,
    /// Address, client id or client secret are missing.
    SiteNotConfigured,
    /// The site sends people to another host.
    SiteMoved,
    /// The site's customers were moved to Files.com.
    SiteMovedToFiles,
    /// A web page came where the site's answer was due.
    SitePage,
    /// Whoever answers there is not a SmartFile API.
    NotSmartfile,
    /// The network or the host can't be reached.
    Offline,
    /// The network wants a sign-in of its own first.
    NetworkSignIn,
    /// The company's proxy wants a name and a password.
    ProxySignIn,
    /// The company's proxy is not there, or does not let us through.
    ProxyFailed,
    /// This can't be the address of a proxy.
    ProxyAddressInvalid,
    /// No answer in time.
    TimedOut,
    /// The certificate can't be trusted.
    Insecure,
    /// The site asks us to wait.
    Throttled,
    /// It is not there.
    NotFound,
    /// The name is taken.
    NameTaken,
    /// No right to do this.
    Forbidden,
    /// The site's storage or limit is used up.
    QuotaExceeded,
    /// It changed on the site meanwhile.
    ChangedOnServer,
    /// A file of this computer could not be read.
    FileUnreadable,
    /// A file of this computer could not be written.
    FileUnwritable,
    /// This computer lets no more files be open for now.
    FilesUsedUp,
    /// This computer's disk is full.
    DiskFull,
    /// Sizes differ: the file did not arrive complete.
    Incomplete,
    /// Everything arrived at the site, and the copy there is not the same.
    DamagedThere,
    /// Everything came here, and it is not what the site has.
    DamagedHere,
    /// This computer can't store a file of that name.
    NameUnusable,
    /// A folder can't go into itself.
    IntoItself,
    /// The site took it on, and it is not so.
    NotDone,
    /// Nobody could say whether it was done.
    Unclear,
    /// The site is still at it.
    StillRunning,
    /// What was to be taken back is not as it was left.
    UndoTooLate,
    /// No program of this computer opened the file.
    ProgramUnavailable,
    /// The site failed (5xx).
    ServerFailed,
    /// The site answered in a way we do not know.
    UnexpectedReply,
    /// The app may not use the folder of its own files.
    OwnFolder,
    /// A newer version of the app has written its files.
    NewerVersion,
    /// A mistake of ours.
    Internal,
}

/// What the one button beside a problem does.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ErrorAction {
    /// Start a new sign-in.
    Connect,
    /// Do the same again.
    Retry,
    /// Open the page in the browser again.
    OpenPageAgain,
    /// Show the form of the site.
    EditSite,
    /// Show the form of the proxy.
    EditProxy,
    /// Put the cursor back into the field for the code.
    PasteAgain,
    /// Ask for another name.
    ChooseName,
    /// Start the app itself again: it is not there.
    StartAgain,
    /// There is nothing to click.
    None,
}

/// A value for the words. Always shown as plain text.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(untagged)]
pub enum Argument {
    /// A name, a host, what the site said.
    Text(String),
    /// A status, seconds, a flag.
    Number(u32),
}

/// A problem: which, the values its words need, what to do, and where the log speaks of it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UiError {
    /// Which problem.
    pub code: ErrorCode,
    /// Values for its words.
    pub args: BTreeMap<String, Argument>,
    /// What the button does.
    pub action: ErrorAction,
    /// A short id that the log carries too.
    pub reference: String,
}
