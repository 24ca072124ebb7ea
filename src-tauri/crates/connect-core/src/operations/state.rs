//! What is done to files at the site, and what may become of it. Pure: the table is `table.txt` beside this
//! file.

use crate::transfers::state::Answer;

/// Where an operation is on its way.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum OperationPhase {
    /// For a free slot.
    Waiting,
    /// The site is at it.
    Working,
    /// Looking whether what was asked for is so.
    Checking,
    /// What could be done is done; names that are taken are the person's to decide.
    NeedsYou,
    /// All of it, as the site says when it is asked again.
    Done,
    /// Some of it.
    Partly,
    /// None of it. Can be tried again.
    Failed,
    /// Stopped by the person.
    Cancelled,
}

impl OperationPhase {
    /// Something is being done about it, or will be.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Waiting | Self::Working | Self::Checking)
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Event {
    SlotFree,
    /// The site was asked for some of it.
    Asked,
    /// Some of it was looked at, and there is more to do.
    More,
    /// Everything that could be done is done and looked at.
    AllDone,
    SomeDone,
    NoneDone,
    /// Nothing is left to do, and nothing was done.
    Skipped,
    /// Names are taken, and nobody has said yet what to do.
    NamesTaken,
    Answered(Answer),
    CancelAsked,
    RetryAsked,
}

/// What is to be done about it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Effect {
    /// Take a slot and do what is not done yet.
    Run,
    /// Stop asking.
    Stop,
    /// Let go of the names that are taken, and see what that leaves.
    Settle,
    /// Nothing: this event means nothing in this phase.
    Note,
}

/// The next phase and what is to be done. Any pair that is not in the table changes nothing.
pub(crate) fn next(phase: OperationPhase, event: Event) -> (OperationPhase, Option<Effect>) {
    use Event as E;
    use OperationPhase as P;
    match (phase, event) {
        (P::Waiting, E::SlotFree) | (P::Checking, E::More) => (P::Working, None),
        (P::Working, E::Asked) => (P::Checking, None),
        (P::Working | P::Checking, E::AllDone) => (P::Done, None),
        (P::Working | P::Checking, E::SomeDone) => (P::Partly, None),
        (P::Working | P::Checking, E::NoneDone) => (P::Failed, None),
        (P::Working | P::Checking, E::NamesTaken) => (P::NeedsYou, None),
        (P::NeedsYou, E::Answered(Answer::Skip)) => (P::Checking, Some(Effect::Settle)),
        (P::NeedsYou, E::Answered(_)) | (P::Partly | P::Failed, E::RetryAsked) => {
            (P::Waiting, Some(Effect::Run))
        }
        (P::Waiting | P::Working | P::Checking, E::CancelAsked) => {
            (P::Cancelled, Some(Effect::Stop))
        }
        (P::Working | P::Checking, E::Skipped) | (P::NeedsYou, E::CancelAsked) => {
            (P::Cancelled, None)
        }
        _ => (phase, Some(Effect::Note)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use std::fmt::Write as _;

    use super::*;

    const PHASES: [OperationPhase; 8] = [
        OperationPhase::Waiting,
        OperationPhase::Working,
        OperationPhase::Checking,
        OperationPhase::NeedsYou,
        OperationPhase::Done,
        OperationPhase::Partly,
        OperationPhase::Failed,
        OperationPhase::Cancelled,
    ];

    const EVENTS: [Event; 13] = [
        Event::SlotFree,
        Event::Asked,
        Event::More,
        Event::AllDone,
        Event::SomeDone,
        Event::NoneDone,
        Event::Skipped,
        Event::NamesTaken,
        Event::Answered(Answer::Replace),
        Event::Answered(Answer::KeepBoth),
        Event::Answered(Answer::Skip),
        Event::CancelAsked,
        Event::RetryAsked,
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
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/operations/table.txt");
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
    fn done_is_reached_only_after_everything_was_looked_at() {
        for phase in PHASES {
            for event in EVENTS {
                let arrives =
                    next(phase, event).0 == OperationPhase::Done && phase != OperationPhase::Done;
                assert!(!arrives || event == Event::AllDone);
            }
        }
    }

    #[test]
    fn whatever_is_under_way_can_be_stopped_and_what_has_ended_stays_as_it_is() {
        for phase in PHASES {
            let stopped = next(phase, Event::CancelAsked).0;
            let open = phase.is_active() || phase == OperationPhase::NeedsYou;
            let expected = if open {
                OperationPhase::Cancelled
            } else {
                phase
            };
            assert_eq!(stopped, expected, "{phase:?}");
        }
    }
}
