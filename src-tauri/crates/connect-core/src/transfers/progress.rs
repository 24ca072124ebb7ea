//! Sampled progress: how much is said, and how fast it goes.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// At most four facts a second.
const EVERY: Duration = Duration::from_millis(250);
/// A rate is the average of this long.
const WINDOW: Duration = Duration::from_secs(5);
/// No rate is shown before bytes have moved for this long.
const ENOUGH: Duration = Duration::from_secs(3);

/// Counts the bytes of one run.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    moved: u64,
    told: Option<Instant>,
    marks: VecDeque<(Instant, u64)>,
}

impl Progress {
    /// Counts bytes; true when it is time to say so.
    pub(crate) fn add(&mut self, now: Instant, bytes: u64) -> bool {
        if self.marks.is_empty() {
            self.marks.push_back((now, self.moved));
        }
        self.moved += bytes;
        let due = self
            .told
            .is_none_or(|told| now.saturating_duration_since(told) >= EVERY);
        if due {
            self.told = Some(now);
            self.marks.push_back((now, self.moved));
            while self.marks.len() > 2
                && self
                    .marks
                    .get(1)
                    .is_some_and(|(at, _)| now.saturating_duration_since(*at) >= WINDOW)
            {
                self.marks.pop_front();
            }
        }
        due
    }

    /// These were there before this run.
    pub(crate) fn begin_at(&mut self, bytes: u64) {
        *self = Self {
            moved: bytes,
            ..Self::default()
        };
    }

    pub(crate) fn moved(&self) -> u64 {
        self.moved
    }

    /// Bytes a second over the last moments; `None` until there is enough to go by.
    pub(crate) fn rate(&self) -> Option<u64> {
        let (from, first) = self.marks.front()?;
        let (to, last) = self.marks.back()?;
        let span = to.saturating_duration_since(*from);
        if span < ENOUGH {
            return None;
        }
        let bytes = u128::from(last.saturating_sub(*first)) * 1000;
        u64::try_from(bytes / span.as_millis().max(1)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_small_pieces_in_a_second_make_four_facts() {
        let start = Instant::now();
        let mut progress = Progress::default();
        let told = (0..1000)
            .filter(|ms| progress.add(start + Duration::from_millis(*ms), 10))
            .count();
        assert_eq!(told, 4);
        assert_eq!(progress.moved(), 10_000);
    }

    #[test]
    fn no_rate_is_shown_before_three_seconds_of_bytes() {
        let start = Instant::now();
        let mut progress = Progress::default();
        for second in 0..3 {
            progress.add(start + Duration::from_secs(second), 1000);
            assert_eq!(progress.rate(), None, "after {second} s");
        }
        progress.add(start + Duration::from_secs(3), 1000);
        assert!(progress.rate().is_some());
    }

    #[test]
    fn a_rate_follows_the_last_seconds_and_not_the_whole_way() {
        let start = Instant::now();
        let mut progress = Progress::default();
        for second in 0..60 {
            progress.add(start + Duration::from_secs(second), 1_000_000);
        }
        for second in 60..70 {
            progress.add(start + Duration::from_secs(second), 1000);
        }
        assert_eq!(progress.rate(), Some(1000));
    }
}
