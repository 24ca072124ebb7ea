//! Which servers want to be left alone, and until when.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use reqwest::Response;
use url::Url;

use crate::clock::{Clock, SystemClock};
use crate::throttle::throttled;

/// What was told to one is told to all: a server that asked to wait (API facts §3.4) is asked nothing before that is
/// over, by nobody, whoever they are and whatever they ask. What was on its way already is.
#[derive(Clone, Debug)]
pub(crate) struct Silence {
    clock: Arc<dyn Clock>,
    until: Arc<Mutex<HashMap<String, Instant>>>,
}

impl Default for Silence {
    fn default() -> Silence {
        Silence::on(Arc::new(SystemClock))
    }
}

impl Silence {
    pub(crate) fn on(clock: Arc<dyn Clock>) -> Silence {
        let until = Arc::default();
        Silence { clock, until }
    }

    /// How much longer the server of this address wants to be left alone.
    pub(crate) fn left(&self, url: &Url) -> Option<Duration> {
        let mut all = self.all();
        // On every way but the rare one, that is all.
        if all.is_empty() {
            return None;
        }
        let server = server(url);
        let until = *all.get(&server)?;
        let left = until.saturating_duration_since(self.clock.now());
        if left.is_zero() {
            all.remove(&server);
            return None;
        }
        Some(left)
    }

    /// Looks whether this answer asks to wait. A shorter wait does not end a longer one.
    pub(crate) fn hear(&self, url: &Url, answer: &Response) {
        let Some(wait) = throttled(answer.status().as_u16(), answer.headers()) else {
            return;
        };
        let until = self.clock.now() + wait;
        let mut all = self.all();
        let known = all.entry(server(url)).or_insert(until);
        *known = until.max(*known);
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Instant>> {
        // What it guards is whole between two statements.
        self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn server(url: &Url) -> String {
    url.origin().ascii_serialization()
}
