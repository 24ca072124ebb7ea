//! What a transfer is, and what may become of it. Pure: the table is `table.txt` beside this file.

/// Where a transfer is on its way.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
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
    /// Arrived, and its size is proven.
    Done,
    /// The person has to decide.
    NeedsYou,
    /// Not done; can be tried again.
    Failed,
    /// Stopped by the person.
    Cancelled,
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
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
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
    InPlace,
    Proven,
    Broke,
    CancelAsked,
    RetryAsked,
}

/// What is to be done about it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Effect {
    /// Take a slot and begin from the start.
    Run,
    /// Stop what is being done; leave no temporary file.
    Stop,
    /// Nothing: this event means nothing in this phase.
    Note,
}

/// The next phase and what is to be done. Any pair that is not in the table changes nothing.
pub(crate) fn next(phase: Phase, event: Event) -> (Phase, Option<Effect>) {
    use Event as E;
    use Phase as P;
    match (phase, event) {
        (P::Waiting, E::SlotFree) => (P::Preparing, None),
        (P::Preparing, E::NameTaken) => (P::NeedsYou, None),
        (P::Preparing, E::Ready) => (P::Moving, None),
        (P::Moving, E::AllMoved) => (P::Finishing, None),
        (P::Finishing, E::InPlace) => (P::Checking, None),
        (P::Checking, E::Proven) => (P::Done, None),
        (P::Waiting | P::Preparing | P::Moving | P::Finishing | P::Checking, E::Broke) => {
            (P::Failed, None)
        }
        (P::NeedsYou, E::Answered(Answer::Skip)) => (P::Cancelled, None),
        (P::NeedsYou, E::Answered(_)) | (P::Failed, E::RetryAsked) => {
            (P::Waiting, Some(Effect::Run))
        }
        (P::NeedsYou | P::Failed, E::CancelAsked) => (P::Cancelled, None),
        (
            P::Waiting | P::Preparing | P::Moving | P::Finishing | P::Checking,
            E::CancelAsked,
        ) => (P::Cancelled, Some(Effect::Stop)),
        _ => (phase, Some(Effect::Note)),
    }
}

