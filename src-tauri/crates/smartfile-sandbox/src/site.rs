//! Everything a request can need.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::access::Access;
use crate::activity::Activity;
use crate::exchange::Exchanges;
use crate::faults::Faults;
use crate::fresh::Fresh;
use crate::grants::Grants;
use crate::ledger::Ledger;
use crate::links::Links;
use crate::notes::Notes;
use crate::people::People;
use crate::progress::Progresses;
use crate::quota::Quotas;
use crate::remote_path::RemotePath;
use crate::session::ApiSessions;
use crate::sessions::Sessions;
use crate::shelf::Shelf;
use crate::storage::Storage;
use crate::switches::Switches;
use crate::tally::Tally;
use crate::tasks::Tasks;
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
    /// Where links lead: another address, as in the service (documented).
    pub(crate) links_url: String,
    pub(crate) port: u16,
    pub(crate) dir: PathBuf,
    pub(crate) storage: Storage,
    /// The people there were at the start; the sign-in page shows them.
    pub(crate) users: Vec<User>,
    pub(crate) people: People,
    pub(crate) groups: Shelf,
    pub(crate) roles: Shelf,
    pub(crate) access: Access,
    pub(crate) quotas: Quotas,
    pub(crate) preferences: Shelf,
    pub(crate) ssh_keys: Shelf,
    pub(crate) watches: Shelf,
    pub(crate) webhooks: Shelf,
    pub(crate) activity: Activity,
    pub(crate) notes: Notes,
    pub(crate) tasks: Tasks,
    pub(crate) links: Links,
    pub(crate) exchanges: Exchanges,
    pub(crate) progresses: Progresses,
    pub(crate) api_sessions: ApiSessions,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) token_life: Duration,
    pub(crate) code_life: Duration,
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
    /// Somebody who may sign in, by user name.
    pub(crate) fn user(&self, username: &str) -> Option<Arc<User>> {
        self.people
            .find(|user| user.username == username && user.active)
    }

    /// A person as the API describes one (seen).
    pub(crate) fn person(&self, user: &User) -> Value {
        json!({
            "email": user.email,
            "first_name": user.first_name(),
            "last_name": user.last_name(),
            "name": user.name,
            "url": format!("{}/api/2/user/{}/", self.url, user.username),
            "username": user.username,
        })
    }

    /// Whether a person's role has a right.
    pub(crate) fn has_right(&self, user: &User, right: &str) -> bool {
        self.roles
            .get(&user.role)
            .is_some_and(|role| role["rights"][right] == true)
    }

    /// The names of the groups somebody is in.
    pub(crate) fn groups_of(&self, username: &str) -> Vec<String> {
        let groups = self.groups.below("").into_iter();
        groups
            .filter(|group| {
                let users = group["users"].as_array();
                users.is_some_and(|users| users.iter().any(|user| user == username))
            })
            .filter_map(|group| Some(group["name"].as_str()?.to_owned()))
            .collect()
    }

    /// How many entries a page has for somebody who asks for no number: the preference
    /// `max-per-page` of the person or the site (seen to exist), or the switch.
    pub(crate) fn page_size(&self, user: &User) -> usize {
        let own = format!("user/{}/max-per-page", user.username);
        [own.as_str(), "site/max-per-page"]
            .into_iter()
            .filter_map(|key| self.preferences.get(key)?["value"].as_str()?.parse().ok())
            .find(|size| *size > 0)
            .unwrap_or(self.switches.get().default_limit)
    }

    /// Whether the switch for used-up quotas names this.
    pub(crate) fn is_unpaid(&self, name: &str) -> bool {
        self.switches.get().unpaid_name.as_deref() == Some(name)
    }

    /// Walks the homes to say how much is used.
    pub(crate) fn measure(&self) -> u64 {
        let people = self.people.all();
        let homes: BTreeSet<&str> = people.iter().map(|user| &*user.home).collect();
        let root = RemotePath::default();
        let bytes = homes
            .iter()
            .map(|home| self.storage.size_below(home, &root))
            .sum();
        self.tally.measured(bytes);
        bytes
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
