//! What touches the world, as small traits.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use jiff::Timestamp;
use url::Url;

use crate::disk::Vfs;
use crate::fact::Fact;
use crate::remote::{RemoteOf, SmartFileRemotes};
use crate::vault::{SecretBytes, VaultError};

/// The system browser (RFC 8252 §5: an external user agent, never an embedded one).
pub trait UserAgent: Send + Sync {
    /// Opens a page. Called away from the asynchronous threads; may take its time, but should not wait for the person.
    fn open(&self, url: &Url) -> Result<(), UserAgentError>;
}

/// The browser could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("the browser could not be opened: {reason}")]
pub struct UserAgentError {
    reason: String,
}

impl UserAgentError {
    /// `reason` is for the log: it must not contain the address that was to be opened.
    pub fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
        }
    }
}

/// The system's password store. Blocking: the core calls it on its own threads, one entry at a time,
/// and stops waiting after a limit (10 s; 120 s when the store may be asking the person to unlock it).
pub trait Vault: Send + Sync {
    /// `None` means there is no such entry; a store that cannot be asked is an error, never `None`.
    fn read(&self, key: &str) -> Result<Option<SecretBytes>, VaultError>;
    /// Writes or replaces one entry.
    fn write(&self, key: &str, secret: &SecretBytes) -> Result<(), VaultError>;
    /// Erasing an entry that is not there is a success.
    fn erase(&self, key: &str) -> Result<(), VaultError>;
}

/// Time. Lives are measured on `now`, which never jumps; `wall` is only shown and remembered.
#[async_trait]
pub trait Clock: Send + Sync + Debug {
    /// Monotonic.
    fn now(&self) -> Instant;
    /// What the calendar says; may jump.
    fn wall(&self) -> Timestamp;
    /// Resolves when that much of `now` has passed.
    async fn sleep(&self, duration: Duration);
}

/// Hears every fact, in order. Called from one task; must not block.
pub trait Observer: Send + Sync {
    /// One fact. Facts are numbered without gaps.
    fn notify(&self, fact: Fact);
}

/// Everything the app needs from the world.
#[derive(Clone)]
pub struct Ports {
    /// The system browser.
    pub user_agent: Arc<dyn UserAgent>,
    /// The password store.
    pub vault: Arc<dyn Vault>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Who hears the facts.
    pub observer: Arc<dyn Observer>,
    /// Local files.
    pub vfs: Arc<dyn Vfs>,
    /// Makes the remote side of an account.
    pub remotes: Arc<dyn RemoteOf>,
}

impl Ports {
    /// The ports of a real app: the remote side is SmartFile itself.
    pub fn new(
        user_agent: Arc<dyn UserAgent>,
        vault: Arc<dyn Vault>,
        clock: Arc<dyn Clock>,
        observer: Arc<dyn Observer>,
        vfs: Arc<dyn Vfs>,
    ) -> Self {
        Self {
            user_agent,
            vault,
            clock,
            observer,
            vfs,
            remotes: Arc::new(SmartFileRemotes),
        }
    }
}

impl Debug for Ports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ports").finish_non_exhaustive()
    }
}
