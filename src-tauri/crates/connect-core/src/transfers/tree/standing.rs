//! Where a folder is on its way, by what is in it. Pure.

use super::Tree;
use crate::transfers::state::Phase;

/// What the person wants of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Course {
    Going,
    Paused,
    /// The app ended; nothing goes on before the person says so.
    Interrupted,
    Cancelled,
    /// Everything arrived, and that is written down.
    Done,
}

/// What decides about the phase.
#[allow(clippy::struct_excessive_bools)] // each is a fact of its own
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub(super) course: Course,
    pub(super) asks: bool,
    pub(super) broken: bool,
    pub(super) settled: bool,
    pub(super) stirred: bool,
    pub(super) at_rest: bool,
    /// Its way is closed, and nothing of it moves.
    pub(super) held_up: bool,
    pub(super) needs_you: u64,
    pub(super) failed: u64,
}

/// Done is not among what it comes to by itself: that is written down first.
pub(super) fn phase(of: &Standing) -> Phase {
    match of.course {
        Course::Paused => Phase::Paused,
        Course::Interrupted => Phase::Interrupted,
        Course::Cancelled => Phase::Cancelled,
        Course::Done => Phase::Done,
        Course::Going if of.asks => Phase::NeedsYou,
        Course::Going if of.at_rest && of.broken => Phase::Failed,
        Course::Going if of.at_rest && of.needs_you > 0 => Phase::NeedsYou,
        Course::Going if of.at_rest && of.failed > 0 => Phase::Failed,
        Course::Going if of.held_up => Phase::Waiting,
        Course::Going if of.stirred => Phase::Moving,
        Course::Going if of.settled => Phase::Preparing,
        Course::Going => Phase::Waiting,
    }
}

impl Tree {
    pub(super) fn standing(&self, held_up: bool) -> Standing {
        let contents = self.transfer.contents.as_ref();
        Standing {
            course: self.course,
            asks: self.asks,
            broken: self.fault.is_some(),
            settled: self.settled,
            stirred: self.stirred,
            at_rest: self.at_rest,
            held_up,
            needs_you: contents.map_or(0, |contents| contents.needs_you),
            failed: contents.map_or(0, |contents| contents.failed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Standing = Standing {
        course: Course::Going,
        asks: false,
        broken: false,
        settled: true,
        stirred: true,
        at_rest: true,
        held_up: false,
        needs_you: 0,
        failed: 0,
    };

    /// B42: never "done" while anything waits, failed, or is asked.
    #[test]
    fn a_folder_is_done_only_when_that_was_written_down() {
        for course in [
            Course::Going,
            Course::Paused,
            Course::Interrupted,
            Course::Cancelled,
        ] {
            for bits in 0_u32..64 {
                let standing = Standing {
                    course,
                    asks: bits & 1 > 0,
                    broken: bits & 2 > 0,
                    at_rest: bits & 4 > 0,
                    held_up: bits & 8 > 0,
                    needs_you: u64::from(bits & 16),
                    failed: u64::from(bits & 32),
                    ..QUIET
                };
                assert_ne!(phase(&standing), Phase::Done, "{standing:?}");
            }
        }
        let done = Standing {
            course: Course::Done,
            ..QUIET
        };
        assert_eq!(phase(&done), Phase::Done);
    }

    #[test]
    fn what_the_person_is_asked_comes_before_what_failed_and_both_only_at_rest() {
        let both = Standing {
            needs_you: 1,
            failed: 2,
            ..QUIET
        };
        assert_eq!(phase(&both), Phase::NeedsYou);
        assert_eq!(
            phase(&Standing {
                at_rest: false,
                ..both
            }),
            Phase::Moving
        );
        assert_eq!(
            phase(&Standing {
                needs_you: 0,
                ..both
            }),
            Phase::Failed
        );
        assert_eq!(
            phase(&Standing {
                broken: true,
                ..both
            }),
            Phase::Failed
        );
        let closed = Standing {
            at_rest: false,
            held_up: true,
            ..both
        };
        assert_eq!(phase(&closed), Phase::Waiting);
    }
}
