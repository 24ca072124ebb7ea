//! What the raw server counts, and how it is told to behave.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};

/// Requests that were already on their way when the server asked for a wait.
const ON_THE_WAY: Duration = Duration::from_millis(25);

/// Everything the connections share.
#[derive(Default)]
pub(crate) struct Tally(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    files: HashMap<String, u64>,
    digests: HashMap<u64, String>,
    connections: u64,
    requests: u64,
    /// Times that tokens were handed out.
    grants: u64,
    /// Tokens up to this one are refused.
    expired: u64,
    delay: Duration,
    /// The wait to be told, and at which request from now.
    told_at: Option<(Duration, u64)>,
    told: Option<(Instant, Duration)>,
    early: u64,
}

impl Tally {
    fn held<T>(&self, work: impl FnOnce(&mut Counts) -> T) -> T {
        work(&mut self.0.lock().unwrap())
    }

    pub(crate) fn connected(&self) {
        self.held(|counts| counts.connections += 1);
    }

    /// Counts a request to the API; how long its answer takes, or how long its sender is to wait instead.
    pub(crate) fn asked(&self) -> Result<Duration, Duration> {
        let now = Instant::now();
        self.held(|counts| {
            counts.requests += 1;
            if let Some((since, wait)) = counts.told {
                let gone = now - since;
                if gone < wait {
                    counts.early += u64::from(gone > ON_THE_WAY);
                    return Err(wait.saturating_sub(gone));
                }
            }
            if let Some((wait, at)) = counts.told_at
                && counts.requests >= at
            {
                counts.told_at = None;
                counts.told = Some((now, wait));
                return Err(wait);
            }
            Ok(counts.delay)
        })
    }

    pub(crate) fn is_welcome(&self, authorization: &str) -> bool {
        let Some(token) = authorization.strip_prefix("Bearer access-") else {
            return authorization.starts_with("Basic ");
        };
        let expired = self.held(|counts| counts.expired);
        token.parse().is_ok_and(|number: u64| number > expired)
    }

    pub(crate) fn grant(&self) -> Value {
        let number = self.held(|counts| {
            counts.grants += 1;
            counts.grants
        });
        json!({
            "access_token": format!("access-{number}"), "refresh_token": format!("refresh-{number}"),
            "token_type": "Bearer", "expires_in": 36_000, "scope": "read write",
        })
    }

    pub(crate) fn keep(&self, path: String, size: u64) {
        self.held(|counts| counts.files.insert(path, size));
    }

    /// The size of a file that came, or that is there from the start: its name says how large it is.
    pub(crate) fn size(&self, path: &str) -> Option<u64> {
        let given = path
            .strip_prefix("/give-")
            .and_then(|it| it.split('.').next());
        let given = given.and_then(|size| size.parse().ok());
        given.or_else(|| self.held(|counts| counts.files.get(path).copied()))
    }

    /// Reckoned once for each size.
    pub(crate) fn digest(&self, size: u64, reckon: impl FnOnce() -> String) -> String {
        self.held(|counts| counts.digests.entry(size).or_insert_with(reckon).clone())
    }

    /// Does what a measurement asks for.
    pub(crate) fn obey(&self, what: &str, number: u64) {
        self.held(|counts| match what {
            "delay" => counts.delay = Duration::from_millis(number),
            "expire" => counts.expired = counts.grants,
            // In the middle of what is to come.
            "wait" => counts.told_at = Some((Duration::from_millis(number), counts.requests + 100)),
            "forget" => {
                let digests = std::mem::take(&mut counts.digests);
                let (grants, expired) = (counts.grants, counts.expired);
                *counts = Counts {
                    digests,
                    grants,
                    expired,
                    ..Counts::default()
                };
            }
            _ => {}
        });
    }

    pub(crate) fn told(&self) -> Value {
        let cpu = clock_gettime(ClockId::ProcessCPUTime);
        self.held(|counts| {
            json!({
                "connections": counts.connections, "requests": counts.requests, "grants": counts.grants,
                "early": counts.early, "waits": u64::from(counts.told.is_some()),
                "files": counts.files.len(), "cpu_ms": cpu.tv_sec * 1000 + cpu.tv_nsec / 1_000_000,
            })
        })
    }
}
