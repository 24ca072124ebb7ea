//! What touches the world, as small traits.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use jiff::Timestamp;
use url::Url;

use crate::checkup::network::{Network, SystemNetwork};
use crate::disk::Vfs;
use crate::entry::ServerZone;
use crate::fact::Fact;
use crate::remote::{RemoteOf, SmartFileRemotes};
use crate::vault::sealed::Work;
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

/// Whose the app's own addresses are: whom the desktop would start for a private-use redirect URI.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum LinkOwner {
    /// This program, and the desktop can hand an address over.
    Ours,
    /// Another program, or another copy of this one (a moved file, an older version). The name is the
    /// desktop's name for it: inert text for a person, never a path.
    Other(String),
    /// The desktop knows nobody for them.
    Nobody,
    /// The desktop could not be asked, or has nothing that opens addresses.
    Unknown,
}

/// Knows whether a private-use redirect URI comes back to this program (RFC 8252 §7.1). Schemes belong to
/// nobody, so this is looked up on the machine before the app relies on it.
pub trait AppLinks: Send + Sync {
    /// Asks the desktop. Blocking, a few hundred milliseconds of other programs' time; called away from the
    /// asynchronous threads. Changes nothing.
    fn owner(&self) -> LinkOwner;

    /// Verified now: an address of ours comes back to this program.
    fn is_ours(&self) -> bool {
        self.owner() == LinkOwner::Ours
    }
}

/// A desktop that cannot be asked.
#[derive(Clone, Copy, Debug)]
struct NoDesktop;

impl AppLinks for NoDesktop {
    fn owner(&self) -> LinkOwner {
        LinkOwner::Unknown
    }
}

/// The person's own programs for their files.
pub trait Programs: Send + Sync {
    /// Opens a local file with the program that the desktop has for it. Called away from the asynchronous threads;
    /// does not wait for the program's end. The error names no path.
    fn open(&self, file: &std::path::Path) -> std::io::Result<()>;

    /// Shows a local file among the others in its folder. As above.
    fn show(&self, _file: &std::path::Path) -> std::io::Result<()> {
        Err(std::io::ErrorKind::Unsupported.into())
    }
}

/// A desktop without programs.
#[derive(Clone, Copy, Debug)]
struct NoPrograms;

impl Programs for NoPrograms {
    fn open(&self, _file: &std::path::Path) -> std::io::Result<()> {
        Err(std::io::ErrorKind::Unsupported.into())
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
    /// The most bytes one entry takes, if there is a limit.
    fn largest(&self) -> Option<usize> {
        None
    }
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
    /// Whether addresses of ours come back to this program.
    pub link_handler: Arc<dyn AppLinks>,
    /// The person's own programs.
    pub programs: Arc<dyn Programs>,
    /// The network, as "Check my connection" sees it.
    pub network: Arc<dyn Network>,
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
    /// The zone that sites write their times in.
    pub server_zone: ServerZone,
    /// How much work a guess at a passphrase is.
    pub(crate) work: Work,
}

impl Ports {
    /// The ports of a real app: the remote side is SmartFile itself. Nobody vouches for our addresses yet:
    /// see [`Self::with_link_handler`].
    pub fn new(
        user_agent: Arc<dyn UserAgent>,
        vault: Arc<dyn Vault>,
        clock: Arc<dyn Clock>,
        observer: Arc<dyn Observer>,
        vfs: Arc<dyn Vfs>,
    ) -> Self {
        Self {
            user_agent,
            link_handler: Arc::new(NoDesktop),
            programs: Arc::new(NoPrograms),
            network: Arc::new(SystemNetwork),
            vault,
            clock,
            observer,
            vfs,
            remotes: Arc::new(SmartFileRemotes),
            server_zone: ServerZone::default(),
            work: Work::USUAL,
        }
    }

    /// With sealed files that are quickly made, and as quickly guessed. For tests alone, which make hundreds.
    #[must_use]
    pub fn with_quick_sealing(mut self) -> Self {
        self.work = Work::LEAST;
        self
    }

    /// With sites that write their times in another zone than most.
    #[must_use]
    pub fn with_server_zone(mut self, zone: ServerZone) -> Self {
        self.server_zone = zone;
        self
    }

    /// With programs that open files.
    #[must_use]
    pub fn with_programs(mut self, programs: Arc<dyn Programs>) -> Self {
        self.programs = programs;
        self
    }

    /// With a desktop that can be asked whose our addresses are.
    #[must_use]
    pub fn with_link_handler(mut self, link_handler: Arc<dyn AppLinks>) -> Self {
        self.link_handler = link_handler;
        self
    }
}

impl Debug for Ports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ports").finish_non_exhaustive()
    }
}
