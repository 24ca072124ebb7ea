//! "Check my connection": nine steps from the network to the disk, each with its own words for what to do.
//!
//! What was seen is judged by pure functions (`checkup/judge.rs`); `checkup/run.rs` looks, one limit a step.
//! Nothing here changes anything: the probe entry of the password store and the probe file of the disk are
//! gone when their step ends.

mod found;
mod judge;
pub(crate) mod network;
mod report;
mod run;
#[cfg(test)]
mod run_tests;

pub use found::{Found, Standing};

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use smartfile::{Http, Server};
use tokio_util::sync::CancellationToken;

use crate::disk::Vfs;
use crate::guarded::Guarded;
use crate::ports::{AppLinks, Clock, Ports};
use crate::vault::Keeping;
use network::Network;

/// What is looked at, in the order in which it is shown.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Step {
    /// Can the site's name be looked up?
    Name,
    /// Does a Wi-Fi's sign-in page stand in the way?
    Portal,
    /// Which way do requests take?
    Proxy,
    /// Does SmartFile answer?
    Site,
    /// Is the site the one it says it is?
    Certificate,
    /// Is this computer's clock right?
    Clock,
    /// Does the password store keep what it is given?
    Vault,
    /// Does the browser find back to this program?
    Link,
    /// Is there room for the app's own files?
    Disk,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 9] = [
        Self::Name,
        Self::Portal,
        Self::Proxy,
        Self::Site,
        Self::Certificate,
        Self::Clock,
        Self::Vault,
        Self::Link,
        Self::Disk,
    ];
}

/// One step, and what was found. Holds no name of a person, no secret and no path of this computer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// Which step.
    pub step: Step,
    /// What was found.
    pub found: Found,
    /// The host that it is about, if it is about one.
    pub host: Option<String>,
    /// How far the clock is off, in whole minutes.
    pub minutes: Option<u64>,
    /// Bytes that are free.
    pub bytes: Option<u64>,
}

impl Finding {
    pub(crate) fn new(step: Step, found: Found) -> Self {
        Self {
            step,
            found,
            host: None,
            minutes: None,
            bytes: None,
        }
    }

    pub(crate) fn about(mut self, host: impl Into<String>) -> Self {
        self.host = Some(host.into());
        self
    }

    pub(crate) fn off_by(mut self, minutes: u64) -> Self {
        self.minutes = Some(minutes);
        self
    }

    pub(crate) fn with_room(mut self, bytes: u64) -> Self {
        self.bytes = Some(bytes);
        self
    }
}

/// A whole check.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Checkup {
    /// Every step, in the order of [`Step::ALL`], each with its last finding.
    pub findings: Vec<Finding>,
    /// The host that was looked for, if there is one.
    pub host: Option<String>,
    /// When it began.
    pub at: Timestamp,
    /// It was stopped before its end.
    pub stopped: bool,
    pub(crate) program: String,
}

/// Runs checks, one at a time.
pub(crate) struct Checkups {
    program: String,
    data_dir: PathBuf,
    http: Http,
    network: Arc<dyn Network>,
    link_handler: Arc<dyn AppLinks>,
    vfs: Arc<dyn Vfs>,
    clock: Arc<dyn Clock>,
    keeping: Arc<Keeping>,
    current: Guarded<CancellationToken>,
}

impl Checkups {
    pub(crate) fn new(
        ports: &Ports,
        keeping: &Arc<Keeping>,
        http: &Http,
        program: &str,
        data_dir: PathBuf,
    ) -> Self {
        Self {
            program: program.to_owned(),
            data_dir,
            http: http.clone(),
            network: Arc::clone(&ports.network),
            link_handler: Arc::clone(&ports.link_handler),
            vfs: Arc::clone(&ports.vfs),
            clock: Arc::clone(&ports.clock),
            keeping: Arc::clone(keeping),
            current: Guarded::default(),
        }
    }

    /// Looks at everything, telling each step as it begins and as it ends. A newer check stops this one.
    pub(crate) async fn run(
        &self,
        server: Option<Server>,
        on_finding: &(dyn Fn(Finding) + Send + Sync),
    ) -> Checkup {
        let stop = CancellationToken::new();
        std::mem::replace(&mut *self.current.lock(), stop.clone()).cancel();
        self.look(server, &stop, on_finding).await
    }

    /// Ends the check that is under way, if there is one.
    pub(crate) fn stop(&self) {
        self.current.lock().cancel();
    }
}
