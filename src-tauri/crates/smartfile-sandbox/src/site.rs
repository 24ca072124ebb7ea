//! Everything a request can need.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::faults::Faults;
use crate::fresh::Fresh;
use crate::grants::Grants;
use crate::ledger::Ledger;
use crate::sessions::Sessions;
use crate::switches::Switches;
use crate::tally::Tally;
use crate::user::User;

/// The name of the practice site, as `whoami` gives it.
pub(crate) const NAME: &str = "harrow-finch";

/// The name of the firm the site belongs to.
pub(crate) const FIRM: &str = "Harrow & Finch Architects";

/// The application the practice client is registered as.
pub(crate) const APPLICATION: &str = "Connect SmartFile";

/// The practice site.
pub(crate) struct Site {
    /// `http://127.0.0.1:<port>`.
    pub(crate) url: String,
    pub(crate) port: u16,
    pub(crate) dir: PathBuf,
    pub(crate) users: Vec<User>,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) token_life: Duration,
    pub(crate) code_life: Duration,
    /// Folders nobody may write to: a user name and a path inside that person's home.
    pub(crate) read_only: Vec<(&'static str, &'static str)>,
    pub(crate) grants: Grants,
    pub(crate) sessions: Sessions,
    pub(crate) ledger: Ledger,
    pub(crate) faults: Faults,
    pub(crate) switches: Switches,
    pub(crate) tally: Tally,
    pub(crate) fresh: Fresh,
    /// API requests so far, for regular throttling.
    pub(crate) requests: AtomicUsize,
}

impl Site {
    pub(crate) fn user(&self, username: &str) -> Option<&User> {
        self.users.iter().find(|user| user.username == username)
    }

    /// Counts an API request, and whether it is the one in `every` to be throttled.
    pub(crate) fn is_throttled(&self, every: usize) -> bool {
        let count = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        every > 0 && count.is_multiple_of(every)
    }

    /// Where uploads wait until they are complete: beside the homes, so outside everyone's sight
    /// and on the same disk.
    pub(crate) fn incoming(&self) -> PathBuf {
        self.dir.join(".incoming")
    }
}
