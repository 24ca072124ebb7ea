//! What can go wrong, as outcomes a caller can act on.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::auth::AuthorizationError;
use crate::path::RemotePath;
use crate::probe::Distrust;

/// Something asked of the server did not happen.
///
/// Neither `Display` nor `Debug` holds a URL, a query, a token or a code. `Display` leaves the path
/// out as well, since names of files are personal; [`Error::path`] has it.
#[derive(Clone)]
pub struct Error {
    operation: &'static str,
    path: Option<RemotePath>,
    kind: ErrorKind,
    in_doubt: bool,
    cause: Option<Arc<dyn StdError + Send + Sync>>,
}

/// The outcomes. A caller decides by these, never by a text.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The server could not be reached: the name is unknown, the connection was refused, or it was
    /// closed before an answer began.
    #[error("the server could not be reached")]
    Offline,
    /// The server took the connection and then said nothing for too long.
    #[error("the server did not answer in time")]
    TimedOut,
    /// The identity of the server could not be verified (TLS). There is no way around it.
    #[error("the connection is not secure")]
    Insecure,
    /// The proxy on the way wants a name and a password, or others than it got (407, RFC 9110
    /// §15.5.8). Nothing reached the server.
    #[error("the proxy wants a sign-in")]
    ProxySignIn,
    /// The proxy on the way could not be reached, or did not let us through. Nothing reached the
    /// server.
    #[error("the proxy did not let us through")]
    ProxyFailed,
    /// The connection broke in the middle of an answer, or of an upload.
    #[error("the connection broke")]
    Cut,
    /// The server asks for a pause (429, or 503 with a throttle header; API facts §3.4, *seen*).
    #[error("the server asks to wait {retry_after:?}")]
    Throttled {
        /// How long, between 0.2 and 120 seconds. Callers add jitter of their own.
        retry_after: Duration,
    },
    /// The access token was refused (401), also after it was renewed once.
    #[error("the access token was refused")]
    Unauthorized,
    /// The person may not do this (403).
    #[error("not permitted")]
    Forbidden {
        /// The server's own words, inert text of at most 200 characters.
        said: Option<String>,
    },
    /// There is nothing at this path (404).
    #[error("not found")]
    NotFound,
    /// Something here already has that name (409).
    #[error("the name is taken")]
    NameTaken,
    /// The folder to upload into does not exist (409 on an upload; API facts §6, *seen*).
    #[error("the folder does not exist")]
    FolderMissing,
    /// This cannot be downloaded because it is a folder (415; API facts §6, *seen*).
    #[error("not a file")]
    NotAFile,
    /// It is not the same any more (412, or 416 on a download that goes on).
    #[error("changed on the server")]
    Changed,
    /// A quota or limit is used up (402; API facts §3.2, *seen*).
    #[error("a quota is used up")]
    QuotaExceeded {
        /// The server's own words, inert text of at most 200 characters.
        said: Option<String>,
    },
    /// The server refused the request for another reason.
    #[error("the server refused with status {status}")]
    Rejected {
        /// The HTTP status, or the one inside a 200 answer.
        status: u16,
        /// The server's own words, inert text of at most 200 characters.
        said: Option<String>,
    },
    /// The server failed (5xx).
    #[error("the server failed with status {status}")]
    Server {
        /// The HTTP status.
        status: u16,
    },
    /// The server sends us to another host, as migrated sites do (API facts §13.32). Nothing was
    /// sent there.
    #[error("the server has moved to {host}")]
    Moved {
        /// The other host, with its port if it is not the usual one.
        host: String,
    },
    /// The server redirects within itself, where no redirect may be (RFC 6749 §3.2 knows none, and
    /// API endpoints end with a slash so that none is due).
    #[error("the server answered with a redirect")]
    Redirected,
    /// A web page came where data was due (API facts §13.33): not a SmartFile API, or a network
    /// that wants a sign-in first.
    #[error("a web page came instead of an answer")]
    Page {
        /// The HTTP status of the page.
        status: u16,
    },
    /// The answer cannot be understood, or is far too long.
    #[error("the answer was not {expected}")]
    UnexpectedReply {
        /// What was due, in a few words.
        expected: &'static str,
    },
    /// The server gave a task up (`FAILURE`; API facts §7, *seen*). What it did before is not known.
    #[error("the server did not carry it out")]
    TaskFailed {
        /// The server's own words, inert text of at most 200 characters.
        said: Option<String>,
    },
    /// The server carried the task out, but not for these paths (API facts §7: `SUCCESS` together with
    /// errors, *seen*). The rest is done: list the folders again.
    #[error("{} of the paths failed", failures.len())]
    PartlyFailed {
        /// What failed.
        failures: Vec<PathFailure>,
    },
    /// The server does not know the task any more, so nobody knows how it ended (API facts §7,
    /// *inferred*): look at the folder.
    #[error("the outcome is not known")]
    TaskLost,
    /// The task is not done yet after the time it was given. It goes on at the server.
    #[error("the server is still at it")]
    StillRunning,
    /// The authorization server said no (RFC 6749 §4.1.2.1, §5.2).
    #[error("authorization: {0}")]
    Authorization(AuthorizationError),
    /// The sign-in has ended: the refresh token was refused with `invalid_grant`, or there is
    /// none. The person must connect again.
    #[error("the sign-in has ended")]
    ReauthorizationRequired,
    /// The caller's own byte stream failed, or had another length than announced.
    #[error("local: {0}")]
    Local(String),
}

/// One path for which a task failed.
#[derive(Clone, Eq, PartialEq)]
pub struct PathFailure {
    /// Which. `None` if the server named none that can be used.
    pub path: Option<RemotePath>,
    /// The server's own words, inert text of at most 200 characters.
    pub said: Option<String>,
}

/// Without the path, as with every error: names of files are personal.
impl fmt::Debug for PathFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PathFailure")
            .field("said", &self.said)
            .finish_non_exhaustive()
    }
}

impl Error {
    /// An error of this kind in this operation. Public so that a caller's fake of the server can
    /// fail like the real one.
    pub fn new(operation: &'static str, kind: ErrorKind) -> Error {
        Error {
            operation,
            path: None,
            kind,
            in_doubt: false,
            cause: None,
        }
    }

    /// The same error, with the path it is about.
    #[must_use]
    pub fn at(mut self, path: &RemotePath) -> Error {
        self.path = Some(path.clone());
        self
    }

    pub(crate) fn at_maybe(mut self, path: Option<&RemotePath>) -> Error {
        self.path = path.cloned();
        self
    }

    /// The same error, for an operation to which 409 means something else.
    pub(crate) fn when_name_taken(mut self, kind: ErrorKind) -> Error {
        if self.kind == ErrorKind::NameTaken {
            self.kind = kind;
        }
        self
    }

    /// The same error, of a call that may have been carried out all the same.
    pub(crate) fn in_doubt_if(mut self, in_doubt: bool) -> Error {
        self.in_doubt |= in_doubt;
        self
    }

    /// The same error, with the technical reason. The URL is taken out of it.
    pub(crate) fn because(mut self, cause: reqwest::Error) -> Error {
        self.cause = Some(Arc::new(cause.without_url()));
        self
    }

    /// The outcome.
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// What was being done, in a word or two: `exchange code`, `refresh`, `list`, `download`, `upload`,
    /// `rename` … For logs; each method of this crate has its own.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// What it was about, if it was about a path.
    pub fn path(&self) -> Option<&RemotePath> {
        self.path.as_ref()
    }

    /// Whether the same request may well succeed a little later without anybody doing anything.
    pub fn is_temporary(&self) -> bool {
        match &self.kind {
            ErrorKind::Offline
            | ErrorKind::ProxyFailed
            | ErrorKind::TimedOut
            | ErrorKind::Cut
            | ErrorKind::Throttled { .. }
            | ErrorKind::Server { .. } => true,
            ErrorKind::Authorization(error) => error.code.is_temporary(),
            _ => false,
        }
    }

    /// Whether the change that was asked for may have been made all the same: the answer was lost,
    /// or the server failed over it. Then look before asking again; a call that only reads is never
    /// in doubt.
    pub fn may_have_happened(&self) -> bool {
        self.in_doubt
    }

    /// Whether the person's role may not use the API at all: they were refused where nothing is asked
    /// but who they are, with a token that is good (API facts §13.39; that a role can be so is *inferred*
    /// from the right `dev_access`). The administrator of the site can change that.
    pub fn may_lack_api_access(&self) -> bool {
        self.operation == "whoami" && matches!(self.kind, ErrorKind::Forbidden { .. })
    }

    /// How long the server asks to wait, if it does.
    pub fn retry_after(&self) -> Option<Duration> {
        match self.kind {
            ErrorKind::Throttled { retry_after } => Some(retry_after),
            _ => None,
        }
    }

    /// Why the identity of the server could not be verified, if that is what went wrong.
    pub fn distrust(&self) -> Option<Distrust> {
        let insecure = self.kind == ErrorKind::Insecure;
        insecure.then(|| {
            self.source()
                .and_then(crate::probe::distrust)
                .unwrap_or(Distrust::Other)
        })
    }

    /// The HTTP status that says the most, if there is one.
    pub fn status(&self) -> Option<u16> {
        match self.kind {
            ErrorKind::Rejected { status, .. }
            | ErrorKind::Server { status }
            | ErrorKind::Page { status } => Some(status),
            ErrorKind::Unauthorized => Some(401),
            ErrorKind::QuotaExceeded { .. } => Some(402),
            ErrorKind::Forbidden { .. } => Some(403),
            ErrorKind::NotFound => Some(404),
            ErrorKind::ProxySignIn => Some(407),
            ErrorKind::NameTaken | ErrorKind::FolderMissing => Some(409),
            ErrorKind::NotAFile => Some(415),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.kind)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("operation", &self.operation)
            .field("kind", &self.kind)
            .field(
                "cause",
                &self.cause.as_ref().map(|cause| chain(cause.as_ref())),
            )
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause
            .as_deref()
            .map(|cause| cause as &(dyn StdError + 'static))
    }
}

fn chain(cause: &(dyn StdError + 'static)) -> String {
    let mut text = cause.to_string();
    let mut next = cause.source();
    while let Some(inner) = next {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        next = inner.source();
    }
    text
}
