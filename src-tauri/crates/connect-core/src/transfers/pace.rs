//! No faster than a person wants. Pure: told the time, it says how long to wait.

use std::time::{Duration, Instant};

/// How fast all transfers together may be.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    /// Bytes a second; `None` is as fast as it goes.
    limit: Option<u64>,
    /// When the bytes so far will have had their time.
    paid_until: Option<Instant>,
}

impl Pace {
    /// Bytes a second from now on; `None` or 0 is as fast as it goes.
    pub(crate) fn set(&mut self, limit: Option<u64>) {
        self.limit = limit.filter(|limit| *limit > 0);
        self.paid_until = None;
    }

    /// How long to wait before the next bytes, after these.
    pub(crate) fn take(&mut self, now: Instant, bytes: u64) -> Duration {
        let Some(limit) = self.limit else {
            return Duration::ZERO;
        };
        // What was not used does not count: no burst after a pause.
        let from = self.paid_until.map_or(now, |until| until.max(now));
        let nanos = u128::from(bytes) * 1_000_000_000 / u128::from(limit);
        let until = from + Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
        self.paid_until = Some(until);
        until.saturating_duration_since(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_limit_nobody_waits() {
        let mut pace = Pace::default();
        assert_eq!(pace.take(Instant::now(), u64::MAX), Duration::ZERO);
        pace.set(Some(0));
        assert_eq!(pace.take(Instant::now(), 1), Duration::ZERO);
    }

    #[test]
    fn all_together_are_no_faster_than_the_limit_and_a_pause_earns_no_burst() {
        let start = Instant::now();
        let mut pace = Pace::default();
        pace.set(Some(1000));
        assert_eq!(pace.take(start, 500), Duration::from_millis(500));
        assert_eq!(pace.take(start, 500), Duration::from_secs(1));
        let later = start + Duration::from_hours(1);
        assert_eq!(pace.take(later, 2000), Duration::from_secs(2));
    }
}
