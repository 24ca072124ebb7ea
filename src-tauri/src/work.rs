//! All transfers together, as the desktop shows them: how far they are, and when there is nothing left to do.
//! Pure, and no slower with ten thousand of them than with ten.

use std::collections::HashMap;

use connect_core::{Phase, Transfer, TransferId, What};

/// What the bar on the taskbar shows, with the share of all bytes in hundredths where it is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Bar {
    /// There is nothing to show.
    Gone,
    /// Something is under way.
    Running(Option<u8>),
    /// All that is not done is held by the person.
    Paused(Option<u8>),
    /// All that is not done needs the person.
    Trouble(Option<u8>),
}

/// The last of them has ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Ended {
    /// So many arrived since there was nothing to do.
    pub arrived: u64,
    /// So many need the person.
    pub needing: u64,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    phase: Phase,
    moved: u64,
    size: u64,
    /// Files that arrived.
    arrived: u64,
    /// Files that need the person.
    needing: u64,
}

impl Row {
    /// Of a folder what is in it counts.
    fn of(transfer: &Transfer) -> Self {
        let size = transfer.size.unwrap_or_default();
        let stuck = matches!(transfer.phase, Phase::NeedsYou | Phase::Failed);
        let contents = transfer.contents.as_ref();
        Self {
            phase: transfer.phase,
            moved: match transfer.phase {
                Phase::Done => size,
                _ => transfer.moved.min(size),
            },
            size,
            arrived: contents.map_or(u64::from(transfer.phase == Phase::Done), |all| all.done),
            needing: match contents {
                _ if !stuck => 0,
                // Where it is about the folder as a whole, that is one question.
                Some(all) => (all.needs_you + all.failed).max(1),
                None => 1,
            },
        }
    }
}

/// The transfers since there was nothing to do last.
#[derive(Debug, Default)]
pub(crate) struct Work {
    rows: HashMap<TransferId, Row>,
    phases: HashMap<Phase, u64>,
    moved: u128,
    size: u128,
    arrived: u64,
    needing: u64,
}

impl Work {
    /// Takes a fact in; says so when with it the last transfer has come to an end.
    pub(crate) fn take(&mut self, what: &What) -> Option<Ended> {
        let was_running = self.running() > 0;
        match what {
            What::TransferChanged(transfer) => self.put(transfer),
            What::TransferRemoved(id) => self.remove(id),
            _ => return None,
        }
        if self.running() > 0 {
            return None;
        }
        let ended = Ended {
            arrived: self.arrived,
            needing: self.needing,
        };
        let paused = self.count(Phase::Paused) > 0;
        if !paused {
            self.forget_done();
        }
        let anything = ended.arrived + ended.needing > 0;
        (was_running && !paused && anything).then_some(ended)
    }

    /// What the taskbar shows now.
    pub(crate) fn bar(&self) -> Bar {
        let share = self.share();
        if self.running() > 0 {
            Bar::Running(share)
        } else if self.needing > 0 {
            Bar::Trouble(share)
        } else if self.count(Phase::Paused) > 0 {
            Bar::Paused(share)
        } else {
            Bar::Gone
        }
    }

    fn put(&mut self, transfer: &Transfer) {
        self.remove(&transfer.id);
        // What the person gave up has no share in anything.
        if transfer.phase == Phase::Cancelled {
            return;
        }
        let row = Row::of(transfer);
        *self.phases.entry(row.phase).or_default() += 1;
        self.moved += u128::from(row.moved);
        self.size += u128::from(row.size);
        self.arrived += row.arrived;
        self.needing += row.needing;
        self.rows.insert(transfer.id.clone(), row);
    }

    fn remove(&mut self, id: &TransferId) {
        if let Some(row) = self.rows.remove(id) {
            if let Some(count) = self.phases.get_mut(&row.phase) {
                *count -= 1;
            }
            self.moved -= u128::from(row.moved);
            self.size -= u128::from(row.size);
            self.arrived -= row.arrived;
            self.needing -= row.needing;
        }
    }

    /// What comes next begins anew.
    fn forget_done(&mut self) {
        if self.count(Phase::Done) == 0 {
            return;
        }
        let done: Vec<TransferId> = self
            .rows
            .iter()
            .filter(|(_, row)| row.phase == Phase::Done)
            .map(|(id, _)| id.clone())
            .collect();
        for id in done {
            self.remove(&id);
        }
    }

    fn count(&self, phase: Phase) -> u64 {
        self.phases.get(&phase).copied().unwrap_or_default()
    }

    fn running(&self) -> u64 {
        [
            Phase::Waiting,
            Phase::Preparing,
            Phase::Moving,
            Phase::Finishing,
            Phase::Checking,
        ]
        .into_iter()
        .map(|phase| self.count(phase))
        .sum()
    }

    fn share(&self) -> Option<u8> {
        let share = (self.moved * 100).checked_div(self.size)?;
        u8::try_from(share.min(100)).ok()
    }
}
