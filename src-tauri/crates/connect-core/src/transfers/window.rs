//! How many transfers a site bears at once. Pure: told how questions ended, it says how many may go.

use std::collections::HashMap;
use std::time::Instant;

use smartfile::Server;

/// Additive increase, multiplicative decrease (RFC 5681 §3.1 in the small): half as many after trouble, one more after
/// as many good answers as there are now, and never more than the person chose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    most: usize,
    now: usize,
    /// Good answers since the last change.
    good: usize,
    /// What was asked before this is no news: it met the same trouble.
    cut_at: Option<Instant>,
}

impl Window {
    /// Begins with as many as the person chose.
    pub(crate) fn new(most: usize) -> Self {
        let most = most.max(1);
        Self {
            most,
            now: most,
            good: 0,
            cut_at: None,
        }
    }

    /// The person has chosen another number.
    pub(crate) fn set_most(&mut self, most: usize) {
        let was_whole = self.now == self.most;
        self.most = most.max(1);
        self.now = if was_whole {
            self.most
        } else {
            self.now.min(self.most)
        };
    }

    /// How many may go at once.
    pub(crate) fn width(&self) -> usize {
        self.now
    }

    /// The site answered. True if one more may go.
    pub(crate) fn well(&mut self) -> bool {
        if self.now == self.most {
            return false;
        }
        self.good += 1;
        if self.good < self.now {
            return false;
        }
        self.good = 0;
        self.now += 1;
        true
    }

    /// What was asked at this time ended in a wait, a failing site, a broken connection or silence. At most one cut for
    /// all that was on its way together.
    pub(crate) fn trouble(&mut self, asked_at: Instant, now: Instant) {
        self.good = 0;
        if self.cut_at.is_some_and(|cut| asked_at <= cut) {
            return;
        }
        self.now = (self.now / 2).max(1);
        self.cut_at = Some(now);
    }
}

/// A window for each site.
#[derive(Debug)]
pub(crate) struct Windows {
    most: usize,
    sites: HashMap<Server, Window>,
}

impl Windows {
    pub(crate) fn new(most: usize) -> Self {
        let sites = HashMap::new();
        Self { most, sites }
    }

    pub(crate) fn set_most(&mut self, most: usize) {
        self.most = most;
        for window in self.sites.values_mut() {
            window.set_most(most);
        }
    }

    /// No site was ever in trouble.
    pub(crate) fn are_whole(&self) -> bool {
        self.sites.is_empty()
    }

    /// The window of this site; `None` as long as it was never narrowed.
    pub(crate) fn width(&self, site: &Server) -> Option<usize> {
        self.sites.get(site).map(Window::width)
    }

    /// See [`Window::well`].
    pub(crate) fn well(&mut self, site: &Server) -> bool {
        let window = self.sites.get_mut(site);
        window.is_some_and(Window::well)
    }

    /// See [`Window::trouble`].
    pub(crate) fn trouble(&mut self, site: &Server, asked_at: Instant, now: Instant) {
        let most = self.most;
        let window = self.sites.entry(site.clone());
        window
            .or_insert_with(|| Window::new(most))
            .trouble(asked_at, now);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    fn after(start: Instant, ms: u64) -> Instant {
        start + Duration::from_millis(ms)
    }

    #[test]
    fn trouble_halves_it_once_for_all_that_was_on_its_way() {
        let start = Instant::now();
        let mut window = Window::new(8);
        for _ in 0..8 {
            window.trouble(start, after(start, 40));
        }
        assert_eq!(window.width(), 4);
        window.trouble(after(start, 41), after(start, 80));
        assert_eq!(window.width(), 2);
    }

    #[test]
    fn a_window_full_of_good_answers_makes_room_for_one_more() {
        let start = Instant::now();
        let mut window = Window::new(4);
        window.trouble(start, start);
        let grown: Vec<bool> = (0..8).map(|_| window.well()).collect();
        assert_eq!(
            grown,
            [false, true, false, false, true, false, false, false]
        );
        assert_eq!(window.width(), 4);
    }

    #[test]
    fn what_the_person_chooses_counts_at_once_and_is_no_way_around_a_cut() {
        let start = Instant::now();
        let mut window = Window::new(3);
        window.set_most(8);
        assert_eq!(window.width(), 8);
        window.trouble(start, start);
        window.set_most(6);
        assert_eq!(window.width(), 4);
        window.set_most(2);
        assert_eq!(window.width(), 2);
    }

    proptest! {
        #[test]
        fn it_is_never_closed_never_too_wide_and_moves_in_small_steps(
            most in 1_usize..=8,
            events in prop::collection::vec((0_u8..4, 1_u64..200, 1_usize..=8), 0..200),
        ) {
            let start = Instant::now();
            let (mut window, mut most, mut time, mut cut) = (Window::new(most), most, 0, None);
            for (what, ms, number) in events {
                let (before, asked) = (window.width(), time);
                time += ms;
                match what {
                    0 => {
                        window.trouble(after(start, asked), after(start, time));
                        let again = cut.is_some_and(|cut| asked <= cut);
                        let expected = if again { before } else { (before / 2).max(1) };
                        prop_assert_eq!(window.width(), expected);
                        cut = cut.filter(|_| again).or(Some(time));
                    }
                    1 => {
                        most = number;
                        window.set_most(most);
                    }
                    _ => {
                        let grown = window.well();
                        prop_assert_eq!(window.width(), before + usize::from(grown));
                    }
                }
                prop_assert!((1..=most).contains(&window.width()));
            }
            // However bad it was: with good answers alone it is as wide as it was chosen in the end.
            for _ in 0..most * most {
                window.well();
            }
            prop_assert_eq!(window.width(), most);
        }
    }
}
