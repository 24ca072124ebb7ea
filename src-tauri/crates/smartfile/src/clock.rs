//! The clock the crate reads. It is passed in, so that a test owns the time.

use std::fmt::Debug;
use std::time::Instant;

/// A monotonic clock: it never goes back, whatever happens to the time of day.
///
/// The life of an access token is measured on it and on nothing else, so a computer whose date is
/// wrong, or is set right in between, neither uses a dead token nor throws away a good one.
pub trait Clock: Send + Sync + Debug {
    /// The present instant.
    fn now(&self) -> Instant;
}

/// The clock of the operating system ([`Instant::now`]).
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }
}
