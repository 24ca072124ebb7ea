//! Whether what broke is tried again by itself, and when. Pure; the table is in the tests.
//!
//! A transfer that is tried again looks first what the last try has left at either end, so that nothing is done twice.

use std::time::Duration;

use super::Direction;
use crate::problem::Outcome;

/// Seconds between five tries in a row.
const WAITS: [u64; 4] = [1, 2, 4, 8];
/// After those it rests, and is tried five times more.
const PARKED: Duration = Duration::from_mins(5);
/// So often. A site that is away for an hour is waited for; after that the person is told.
const PARKED_TIMES: u32 = 12;
/// A download that has so many bytes more on the disk than at its last try gets on.
const GOT_ON: u64 = 1024 * 1024;

/// What will be tried again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Again {
    /// After this short wait: nobody need be told.
    After(Duration),
    /// After this long rest: the row says why.
    Parked(Duration),
}

impl Again {
    pub(super) fn wait(self) -> Duration {
        match self {
            Self::After(wait) | Self::Parked(wait) => wait,
        }
    }
}

/// How long one may hope that it goes better next time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Hope {
    /// Bad weather passes: in five tries, or after a rest.
    Weather,
    /// In five tries, or not at all.
    Soon,
    /// Once more.
    Once,
    None,
}

fn hope(direction: Direction, outcome: Outcome) -> Hope {
    match (outcome, direction) {
        (
            Outcome::Offline | Outcome::TimedOut | Outcome::ServerFailed | Outcome::ProxyFailed,
            _,
        )
        | (Outcome::Incomplete, Direction::Download) => Hope::Weather,
        // Somebody is writing it at the site; programs let go of files.
        (Outcome::ChangedOnServer, Direction::Download) | (Outcome::FilesUsedUp, _) => Hope::Soon,
        // What arrived is not what was sent: it may have been the way, and it may be the site.
        (Outcome::Incomplete | Outcome::DamagedThere, Direction::Upload)
        | (Outcome::DamagedHere, Direction::Download) => Hope::Once,
        _ => Hope::None,
    }
}

/// The tries of one transfer since the person last said something about it, or since it last got on.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Tries {
    made: u32,
    safe: u64,
    /// The site said that it has all of an upload, and it was seen not to be so.
    pub(super) said_whole: bool,
    /// So what has the name there came from here, and the next try may replace it.
    pub(super) spoilt: bool,
}

impl Tries {
    /// What becomes of a transfer that broke like this, with so many bytes of a download on the disk for good. `None`:
    /// the person is told.
    pub(super) fn broke(
        &mut self,
        direction: Direction,
        outcome: Outcome,
        safe: u64,
    ) -> Option<Again> {
        if safe >= self.safe + GOT_ON {
            self.made = 0;
            self.safe = safe;
        }
        self.made += 1;
        let (row, place) = ((self.made - 1) / 5, (self.made - 1) % 5);
        let again = match WAITS.get(place as usize) {
            Some(seconds) => Again::After(Duration::from_secs(*seconds)),
            None => Again::Parked(PARKED),
        };
        let said_whole = std::mem::take(&mut self.said_whole);
        let may = match hope(direction, outcome) {
            Hope::Weather => row < PARKED_TIMES,
            Hope::Soon => self.made <= 4,
            Hope::Once => self.made <= 1 && (said_whole || direction == Direction::Download),
            Hope::None => false,
        };
        let again = may.then_some(again);
        self.spoilt = said_whole && again.is_some();
        again
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds of each wait until the person is told, at most this many.
    fn waits(direction: Direction, outcome: Outcome, most: usize) -> Vec<u64> {
        let mut tries = Tries {
            said_whole: true,
            ..Tries::default()
        };
        std::iter::from_fn(|| tries.broke(direction, outcome, 0))
            .map(|again| again.wait().as_secs())
            .take(most)
            .collect()
    }

    /// H13: five tries, then a rest of five minutes.
    #[test]
    fn bad_weather_is_waited_out_in_five_tries_and_a_rest_and_for_an_hour_at_most() {
        for outcome in [Outcome::Offline, Outcome::TimedOut, Outcome::ServerFailed] {
            for direction in [Direction::Upload, Direction::Download] {
                let waits = waits(direction, outcome, 1000);
                assert_eq!(waits[..7], [1, 2, 4, 8, 300, 1, 2], "{outcome:?}");
                assert_eq!(waits.len(), 60, "{outcome:?}");
                assert_eq!(waits.iter().filter(|wait| **wait == 300).count(), 12);
            }
        }
    }

    #[test]
    fn what_no_waiting_helps_is_told_at_once() {
        for outcome in [
            Outcome::Insecure,
            Outcome::Forbidden,
            Outcome::NotFound,
            Outcome::QuotaExceeded,
            Outcome::DiskFull,
            Outcome::FileUnreadable,
            Outcome::FileUnwritable,
            Outcome::UnexpectedReply,
            Outcome::SitePage,
            Outcome::Throttled,
            Outcome::OwnFolder,
        ] {
            for direction in [Direction::Upload, Direction::Download] {
                assert!(waits(direction, outcome, 9).is_empty(), "{outcome:?}");
            }
        }
    }

    #[test]
    fn what_may_be_the_ways_fault_or_somebody_elses_work_gets_a_few_tries() {
        use Direction::{Download, Upload};
        for (direction, outcome, expected) in [
            (Download, Outcome::ChangedOnServer, &[1, 2, 4, 8][..]),
            (Upload, Outcome::ChangedOnServer, &[]),
            (Upload, Outcome::FilesUsedUp, &[1, 2, 4, 8]),
            (Upload, Outcome::Incomplete, &[1]),
            (Upload, Outcome::DamagedThere, &[1]),
            (Download, Outcome::DamagedHere, &[1]),
        ] {
            assert_eq!(waits(direction, outcome, 9), expected, "{outcome:?}");
        }
    }

    #[test]
    fn a_download_that_gets_on_is_not_at_its_last_try() {
        let mut tries = Tries::default();
        for round in 0..100 {
            let safe = round * GOT_ON;
            let again = tries.broke(Direction::Download, Outcome::Offline, safe);
            assert!(matches!(again, Some(Again::After(_))), "{round} {again:?}");
        }
    }

    #[test]
    fn only_what_was_said_to_be_whole_may_be_replaced_by_the_next_try() {
        let mut tries = Tries::default();
        let again = tries.broke(Direction::Upload, Outcome::DamagedThere, 0);
        assert_eq!(
            (again, tries.spoilt),
            (None, false),
            "nobody knows whose it is"
        );
        let mut tries = Tries {
            said_whole: true,
            ..Tries::default()
        };
        assert!(
            tries
                .broke(Direction::Upload, Outcome::DamagedThere, 0)
                .is_some()
        );
        assert!(tries.spoilt);
        tries.said_whole = true;
        let again = tries.broke(Direction::Upload, Outcome::DamagedThere, 0);
        assert_eq!((again, tries.spoilt), (None, false), "the person decides");
    }
}
