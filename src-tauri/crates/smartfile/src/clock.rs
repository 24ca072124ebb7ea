//! The clock the crate reads. It is passed in, so that a test owns the time.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use async_trait::async_trait;

/// A monotonic clock: it never goes back, whatever happens to the time of day.
///
/// The life of an access token is measured on it and on nothing else, so a computer whose date is
/// wrong, or is set right in between, neither uses a dead token nor throws away a good one.
pub trait Clock: Send + Sync + Debug {
    /// The present instant.
    fn now(&self) -> Instant;
}

/// A clock on which one can wait. Everything in this crate that waits does so on one that is passed in.
#[async_trait]
pub trait Pauses: Clock {
    /// Resolves when that much time has passed on this clock. Dropping it ends the wait.
    async fn pause(&self, duration: Duration);
}

/// The clock of the operating system ([`Instant::now`]).
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }
}

#[async_trait]
impl Pauses for SystemClock {
    async fn pause(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}
