//! How a sandbox is set up.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::switches::SwitchValues;

/// What lies in the homes at the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum World {
    /// An architects' firm: projects, drawings, photos, letters.
    #[default]
    Firm,
    /// Nothing.
    Empty,
    /// The folder `/Thousand` with 1,000 entries, and `/Names` with the names that break clients.
    Thousand,
    /// The firm and the thousand.
    Everything,
    /// The folder `/Hundred thousand` with 100,000 entries. In memory, and made when it is looked
    /// at.
    Huge,
    /// The folder `/Hostile` with every name that could hurt a client. In memory, because no disk
    /// holds them all.
    Hostile,
    /// Five people of different rights who share one home: folders that are read-only, invisible
    /// or for uploads alone, quotas that fill up, somebody who may not use the API and somebody who
    /// may not make links.
    Rights,
}

/// How a sandbox is set up.
#[derive(Clone)]
pub struct Profile {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Where the homes lie. `None` makes a temporary folder that goes with the sandbox. A home
    /// that holds anything already is left as it is.
    pub dir: Option<PathBuf>,
    /// What lies in the homes.
    pub world: World,
    /// Whether the homes lie in memory. Some worlds always do.
    pub in_memory: bool,
    /// The life of an access token; `expires_in` says it in whole seconds.
    pub token_life: Duration,
    /// The life of an authorization code.
    pub code_life: Duration,
    /// The redirect URIs registered for the client. A loopback address (`127.0.0.1`, `[::1]`)
    /// matches with any port (RFC 8252 §7.3); everything else matches letter by letter.
    pub redirect_uris: Vec<String>,
    /// Client id and secret; random when `None`, and each one that is empty is random too.
    pub client: Option<(String, String)>,
    /// The switches at the start.
    pub switches: SwitchValues,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            port: 0,
            dir: None,
            world: World::Firm,
            in_memory: false,
            token_life: Duration::from_hours(10),
            code_life: Duration::from_mins(1),
            redirect_uris: [
                "com.smartfile.connect:/oauth2/callback",
                "http://127.0.0.1/oauth2/callback",
                "http://[::1]/oauth2/callback",
            ]
            .map(str::to_owned)
            .to_vec(),
            client: None,
            switches: SwitchValues::default(),
        }
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Profile")
            .field("port", &self.port)
            .field("dir", &self.dir)
            .field("world", &self.world)
            .field("in_memory", &self.in_memory)
            .field("token_life", &self.token_life)
            .field("code_life", &self.code_life)
            .field("redirect_uris", &self.redirect_uris)
            .field("client_id", &self.client.as_ref().map(|(id, _)| id))
            .field("switches", &self.switches)
            .finish()
    }
}
