//! Is there a SmartFile at an address? Asked before the address is kept.

use std::sync::Arc;
use std::time::Duration;

use smartfile::{ErrorKind, Http, Server};

use crate::error::Error;
use crate::ports::Clock;
use crate::problem::{Outcome, Problem};

/// How long a person waits for the answer of a site.
const LIMIT: Duration = Duration::from_secs(10);

/// What asking a site without credentials showed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SiteCheck {
    /// Host as shown: an international name in its ASCII form.
    pub address: String,
    /// The name has letters outside ASCII, which can look like others.
    pub international: bool,
    /// Why it can't be connected to, if it can't.
    pub problem: Option<Problem>,
    /// Nothing speaks against the address itself: it may be kept, and tried later.
    pub may_keep: bool,
}

/// Asks sites.
pub(crate) struct SiteProbe {
    http: Http,
    clock: Arc<dyn Clock>,
}

impl SiteProbe {
    pub(crate) fn new(http: Http, clock: Arc<dyn Clock>) -> Self {
        Self { http, clock }
    }

    /// Asks for `GET /api/2/ping/` (*documented*, API facts §4) once. Sends no credentials and follows
    /// nothing.
    pub(crate) async fn check(&self, typed: &str) -> Result<SiteCheck, Error> {
        let server = Server::parse(typed).map_err(Error::Address)?;
        let address = server.host();
        let asked = tokio::select! {
            biased;
            asked = smartfile::ping(&self.http, &server) => asked,
            () = self.clock.sleep(LIMIT) => Err(smartfile::Error::new("ping", ErrorKind::TimedOut)),
        };
        let (problem, may_keep) = match asked {
            Ok(()) => (None, true),
            Err(error) => {
                let mut problem = Problem::from_api(&error).at(address.clone());
                problem.outcome = as_site(problem.outcome);
                let may_keep = is_on_the_way(problem.outcome);
                (Some(problem), may_keep)
            }
        };
        Ok(SiteCheck {
            international: server.is_international(),
            address,
            problem,
            may_keep,
        })
    }
}

/// Whoever answers anything but a ping's answer is no SmartFile: there is no right, no file and no sign-in
/// that a ping could be about.
fn as_site(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::UnexpectedReply
        | Outcome::NotFound
        | Outcome::NameTaken
        | Outcome::Forbidden
        | Outcome::QuotaExceeded
        | Outcome::ChangedOnServer
        | Outcome::ReauthorizationRequired => Outcome::NotSmartfile,
        other => other,
    }
}

/// Whether the fault lies between here and there, or will pass.
fn is_on_the_way(outcome: Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Offline
            | Outcome::TimedOut
            | Outcome::Throttled
            | Outcome::ServerFailed
            | Outcome::NetworkSignIn
            | Outcome::ProxySignIn
            | Outcome::ProxyFailed
    )
}

/// Where customers of SmartFile were moved to (*documented*, API facts §1 and §13.32).
pub(crate) fn is_files_com(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "files.com" || name.ends_with(".files.com")
}

#[cfg(test)]
mod tests {
    use super::is_files_com;

    #[test]
    fn only_files_com_and_what_is_under_it_is_files_com() {
        for host in [
            "files.com",
            "acme.files.com",
            "ACME.Files.com.",
            "acme.files.com:8443",
        ] {
            assert!(is_files_com(host), "{host}");
        }
        for host in ["myfiles.com", "files.com.evil.test", "files.example", ""] {
            assert!(!is_files_com(host), "{host}");
        }
    }
}
