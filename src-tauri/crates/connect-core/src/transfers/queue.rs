//! Whose turn it is. Pure: order, how many at once, and fairness between accounts.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::TransferId;
use crate::account::AccountId;

/// What waits and what has a slot.
#[derive(Debug)]
pub(crate) struct Queue {
    slots: usize,
    /// By place: the smaller, the sooner.
    waiting: BTreeMap<Place, (TransferId, AccountId)>,
    places: HashMap<TransferId, Place>,
    /// They are being written down, and hold their place meanwhile.
    unwritten: HashSet<TransferId>,
    running: HashMap<Turn, AccountId>,
    turns: u64,
}

/// Where something stands: the smaller, the sooner. A folder's files stand where it does, in their own order.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Place {
    row: i64,
    item: i64,
}

impl Place {
    pub(crate) fn of(row: i64, item: i64) -> Self {
        Self { row, item }
    }
}

impl From<i64> for Place {
    fn from(row: i64) -> Self {
        Self { row, item: 0 }
    }
}

/// One turn of a transfer. It may have several, one after the other.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Turn(u64);

impl Queue {
    pub(crate) fn new(slots: usize) -> Self {
        Self {
            slots,
            waiting: BTreeMap::new(),
            places: HashMap::new(),
            unwritten: HashSet::new(),
            running: HashMap::new(),
            turns: 0,
        }
    }

    /// How many at once from now on. What has a slot keeps it.
    pub(crate) fn set_slots(&mut self, slots: usize) {
        self.slots = slots.max(1);
    }

    /// Waits at this place. One that waits already moves there; no two have the same place.
    pub(crate) fn wait(&mut self, place: impl Into<Place>, id: TransferId, account: AccountId) {
        let place = place.into();
        self.leave(&id);
        self.places.insert(id.clone(), place);
        self.waiting.insert(place, (id, account));
    }

    /// The same, and goes only when it [`Queue::is_written`]. Whatever comes behind it in its account lets it go first.
    pub(crate) fn hold(&mut self, place: impl Into<Place>, id: TransferId, account: AccountId) {
        self.wait(place, id.clone(), account);
        self.unwritten.insert(id);
    }

    /// It may go when its turn comes.
    pub(crate) fn is_written(&mut self, id: &TransferId) {
        self.unwritten.remove(id);
    }

    /// Takes another place, if it waits.
    pub(crate) fn move_to(&mut self, place: impl Into<Place>, id: &TransferId) {
        let place = place.into();
        if let Some(old) = self.places.get_mut(id)
            && let Some(waiting) = self.waiting.remove(old)
        {
            *old = place;
            self.waiting.insert(place, waiting);
        }
    }

    /// Waits no longer. A slot that it has is not touched.
    pub(crate) fn leave(&mut self, id: &TransferId) -> bool {
        self.unwritten.remove(id);
        let place = self.places.remove(id);
        place.is_some_and(|place| self.waiting.remove(&place).is_some())
    }

    /// Gives the next one a slot: of all accounts that may go now, the one with the fewest slots comes first, and of
    /// those the one that has waited at the best place.
    pub(crate) fn take(
        &mut self,
        may_go: impl Fn(&Self, &AccountId) -> bool,
    ) -> Option<(TransferId, Turn)> {
        if self.running.len() >= self.slots {
            return None;
        }
        let mut best: Option<(usize, Place)> = None;
        let mut seen: Vec<&AccountId> = Vec::new();
        for (place, (id, account)) in &self.waiting {
            if seen.contains(&account) {
                continue;
            }
            seen.push(account);
            if !self.unwritten.contains(id) && may_go(self, account) {
                let rank = (self.slots_of(account), *place);
                // Nobody has fewer than none.
                if rank.0 == 0 && best.is_none_or(|(slots, _)| slots > 0) {
                    best = Some(rank);
                    break;
                }
                best = Some(best.map_or(rank, |best| best.min(rank)));
            }
        }
        let (_, place) = best?;
        let (id, account) = self.waiting.remove(&place)?;
        self.places.remove(&id);
        self.turns += 1;
        let turn = Turn(self.turns);
        self.running.insert(turn, account);
        Some((id, turn))
    }

    /// How many have a slot, of these accounts together.
    pub(crate) fn running(&self, whose: impl Fn(&AccountId) -> bool) -> usize {
        self.running
            .values()
            .filter(|account| whose(account))
            .count()
    }

    /// The slot of this turn is free again.
    pub(crate) fn release(&mut self, turn: Turn) {
        self.running.remove(&turn);
    }

    fn slots_of(&self, account: &AccountId) -> usize {
        self.running.values().filter(|it| *it == account).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(name: &str) -> AccountId {
        name.to_owned().into()
    }

    fn queue(slots: usize, waiting: &[(&str, &str)]) -> Queue {
        let mut queue = Queue::new(slots);
        for (place, (id, name)) in (0..).zip(waiting) {
            queue.wait(place, (*id).into(), account(name));
        }
        queue
    }

    fn taken(queue: &mut Queue) -> Vec<(String, Turn)> {
        std::iter::from_fn(|| queue.take(|_, _| true))
            .map(|(id, turn)| (id.to_string(), turn))
            .collect()
    }

    fn names(taken: &[(String, Turn)]) -> Vec<&str> {
        taken.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn they_go_in_order_and_no_more_than_there_are_slots() {
        let mut queue = queue(2, &[("1", "a"), ("2", "a"), ("3", "a")]);
        let first = taken(&mut queue);
        assert_eq!(names(&first), ["1", "2"]);
        queue.release(first[0].1);
        queue.release(first[0].1);
        assert_eq!(names(&taken(&mut queue)), ["3"]);
        queue.release(first[1].1);
        assert!(taken(&mut queue).is_empty());
    }

    #[test]
    fn one_account_with_much_to_do_does_not_keep_another_waiting() {
        let mut queue = queue(3, &[("1", "a"), ("2", "a"), ("3", "a"), ("4", "b")]);
        assert_eq!(names(&taken(&mut queue)), ["1", "4", "2"]);
    }

    #[test]
    fn an_account_that_may_not_go_holds_nobody_up() {
        let mut queue = queue(2, &[("1", "a"), ("2", "b")]);
        let next = |queue: &mut Queue, only: &str| {
            let only = account(only);
            let next = queue.take(|_, who| *who == only);
            next.map(|(id, _)| id.to_string())
        };
        assert_eq!(next(&mut queue, "b").as_deref(), Some("2"));
        assert_eq!(next(&mut queue, "b"), None);
        assert_eq!(next(&mut queue, "a").as_deref(), Some("1"));
    }

    #[test]
    fn one_that_is_moved_to_the_front_is_next_and_one_that_left_is_not() {
        let mut queue = queue(1, &[("1", "a"), ("2", "a"), ("3", "a")]);
        queue.move_to(-1, &"3".into());
        queue.move_to(-2, &"4".into());
        assert!(queue.leave(&"1".into()));
        assert!(!queue.leave(&"1".into()));
        let first = taken(&mut queue);
        assert_eq!(names(&first), ["3"]);
        queue.release(first[0].1);
        assert_eq!(names(&taken(&mut queue)), ["2"]);
    }

    #[test]
    fn one_that_is_being_written_down_keeps_its_place() {
        let mut queue = queue(3, &[("2", "a"), ("3", "b")]);
        queue.hold(-1, "1".into(), account("a"));
        assert_eq!(names(&taken(&mut queue)), ["3"]);
        queue.is_written(&"1".into());
        assert_eq!(names(&taken(&mut queue)), ["1", "2"]);
    }

    #[test]
    fn fewer_slots_take_none_away() {
        let mut queue = queue(3, &[("1", "a"), ("2", "a"), ("3", "a"), ("4", "a")]);
        let first = taken(&mut queue);
        assert_eq!(first.len(), 3);
        queue.set_slots(1);
        queue.release(first[0].1);
        queue.release(first[1].1);
        assert!(taken(&mut queue).is_empty());
        queue.release(first[2].1);
        assert_eq!(names(&taken(&mut queue)), ["4"]);
    }
}
