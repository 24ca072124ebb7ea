//! What a transfer is, and what may become of it. Pure: the table is `table.txt` beside this file.

use serde::{Deserialize, Serialize};

/// Where a transfer is on its way.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// For a free slot.
    Waiting,
    /// Looking at both ends.
    Preparing,
    /// Bytes are moving.
    Moving,
    /// All bytes are there; the other end puts them in their place.
    Finishing,
    /// Comparing what arrived with what was sent.
    Checking,
    /// Arrived, and that is proven: see the row's proof.
    Done,
    /// The person has to decide.
    NeedsYou,
    /// Not done; can be tried again.
    Failed,
    /// Stopped by the person.
    Cancelled,
    /// Held by the person; what has come is kept.
    Paused,
    /// It was under way when the app ended, however it ended. The person says whether it goes on. Exists at a
    /// start alone.
    Interrupted,
}

impl Phase {
    /// Something is being done about it.
    pub fn is_active(self) -> bool {
        matches!(
            self,
            Self::Preparing | Self::Moving | Self::Finishing | Self::Checking
        )
    }
}

/// What to do about a name that is taken.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Put the new file in its place.
    Replace,
    /// Give the new file another name: `name (2).ext`.
    KeepBoth,
    /// Leave it.
    Skip,
}

/// What happened.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Event {
    SlotFree,
    Ready,
    NameTaken,
    Answered(Answer),
    AllMoved,
    /// The other end has them for good.
    Settled,
    Proven,
    /// The check was ended on demand.
    Skipped,
    Broke,
    CancelAsked,
    RetryAsked,
    PauseAsked,
    ResumeAsked,
    /// Asked of one that was interrupted.
    ContinueAsked,
    /// Nothing is wrong with it, but its way is closed for now: no network, or no sign-in.
    Delayed,
    /// It broke, and is tried again by itself after a while.
    Rests,
    /// That while is over.
    Rested,
}

/// What is to be done about it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Effect {
    /// Write it down and take a slot; then look what there is already, and begin or go on.
    Run,
    /// Stop what is being done; leave no temporary file.
    Stop,
    /// Stop what is being done; what has come stays for later.
    Halt,
    /// Stop comparing; what arrived stays, and gets its name.
    SkipCheck,
    /// Nothing: this event means nothing in this phase.
    Note,
}

/// The next phase and what is to be done. Any pair that is not in the table changes nothing.
pub(crate) fn next(phase: Phase, event: Event) -> (Phase, Option<Effect>) {
    use Event as E;
    use Phase as P;
    match (phase, event) {
        (P::Waiting, E::SlotFree) => (P::Preparing, None),
        (P::Preparing | P::Moving | P::Finishing, E::NameTaken) => (P::NeedsYou, None),
        (P::Preparing, E::Ready) => (P::Moving, None),
        (P::Moving, E::AllMoved) => (P::Finishing, None),
        (P::Finishing, E::Settled) => (P::Checking, None),
        (P::Checking, E::Proven) => (P::Done, None),
        (P::Checking, E::CancelAsked) => (P::Checking, Some(Effect::SkipCheck)),
        (P::Checking, E::Skipped) => (P::Cancelled, None),
        (P::Waiting | P::Preparing | P::Moving | P::Finishing | P::Checking, E::Broke) => {
            (P::Failed, None)
        }
        (P::NeedsYou, E::Answered(Answer::Skip) | E::CancelAsked) | (P::Failed, E::CancelAsked) => {
            (P::Cancelled, None)
        }
        (P::NeedsYou, E::Answered(_))
        | (P::Failed, E::RetryAsked)
        | (P::Paused, E::ResumeAsked)
        | (P::Interrupted, E::ContinueAsked)
        | (P::Preparing | P::Moving | P::Finishing | P::Checking, E::Delayed) => {
            (P::Waiting, Some(Effect::Run))
        }
        (P::Preparing | P::Moving | P::Finishing | P::Checking, E::Rests) => (P::Waiting, None),
        (P::Waiting, E::Rested) => (P::Waiting, Some(Effect::Run)),
        // Where all bytes are sent there is nothing to hold back any more.
        (P::Waiting | P::Preparing | P::Moving, E::PauseAsked) => (P::Paused, Some(Effect::Halt)),
        (
            P::Waiting | P::Preparing | P::Moving | P::Finishing | P::Paused | P::Interrupted,
            E::CancelAsked,
        ) => (P::Cancelled, Some(Effect::Stop)),
        _ => (phase, Some(Effect::Note)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use std::fmt::Write as _;

    use super::*;

    const PHASES: [Phase; 11] = [
        Phase::Waiting,
        Phase::Preparing,
        Phase::Moving,
        Phase::Finishing,
        Phase::Checking,
        Phase::Done,
        Phase::NeedsYou,
        Phase::Failed,
        Phase::Cancelled,
        Phase::Paused,
        Phase::Interrupted,
    ];

    const EVENTS: [Event; 19] = [
        Event::SlotFree,
        Event::Ready,
        Event::NameTaken,
        Event::Answered(Answer::Replace),
        Event::Answered(Answer::KeepBoth),
        Event::Answered(Answer::Skip),
        Event::AllMoved,
        Event::Settled,
        Event::Proven,
        Event::Skipped,
        Event::Broke,
        Event::CancelAsked,
        Event::RetryAsked,
        Event::PauseAsked,
        Event::ResumeAsked,
        Event::ContinueAsked,
        Event::Delayed,
        Event::Rests,
        Event::Rested,
    ];

    fn table() -> String {
        let mut table = String::from("phase | event | → phase | effect\n");
        for phase in PHASES {
            for event in EVENTS {
                let (to, effect) = next(phase, event);
                if effect == Some(Effect::Note) {
                    assert_eq!(to, phase, "a noted event changes nothing");
                    continue;
                }
                let effect = effect.map_or(String::new(), |effect| format!("{effect:?}"));
                writeln!(table, "{phase:?} | {event:?} | {to:?} | {effect}").unwrap();
            }
        }
        table.push_str("any other pair | | unchanged | Note\n");
        table
    }

    #[test]
    fn the_table_is_the_one_that_was_reviewed() {
        let printed = table();
        if std::env::var_os("UPDATE_TABLES").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/transfers/table.txt");
            std::fs::write(path, &printed).unwrap();
            return;
        }
        assert_eq!(
            printed,
            include_str!("table.txt"),
            "UPDATE_TABLES=1 writes it anew"
        );
    }

    #[test]
    fn done_is_reached_only_by_proof() {
        for phase in PHASES {
            for event in EVENTS {
                let arrives = next(phase, event).0 == Phase::Done && phase != Phase::Done;
                assert!(!arrives || (phase, event) == (Phase::Checking, Event::Proven));
            }
        }
    }

    #[test]
    fn what_is_paused_or_interrupted_moves_only_when_the_person_says_so() {
        for phase in [Phase::Paused, Phase::Interrupted] {
            for event in EVENTS {
                let moved = next(phase, event).0 != phase;
                let asked = matches!(
                    (phase, event),
                    (_, Event::CancelAsked)
                        | (Phase::Paused, Event::ResumeAsked)
                        | (Phase::Interrupted, Event::ContinueAsked)
                );
                assert_eq!(moved, asked, "{phase:?} {event:?}");
            }
        }
    }

    #[test]
    fn whatever_is_not_done_can_be_cancelled() {
        for phase in PHASES {
            let cancelled = next(phase, Event::CancelAsked).0;
            let expected = match phase {
                // What arrived is not thrown away: only its check ends.
                Phase::Done | Phase::Checking => phase,
                _ => Phase::Cancelled,
            };
            assert_eq!(cancelled, expected);
        }
        let skipped = next(Phase::Checking, Event::CancelAsked);
        assert_eq!(skipped.1, Some(Effect::SkipCheck));
        assert_eq!(next(Phase::Checking, Event::Skipped).0, Phase::Cancelled);
    }
}
