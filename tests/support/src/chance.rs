//! Chance that can be repeated.

/// A small generator of its own, so that a seed means the same everywhere (splitmix64).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The sequence of this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The sequence of one run of many with this seed: the run can be repeated without those before it.
    pub fn of_run(seed: u64, run: usize) -> Self {
        let start = Self::new(seed).any() ^ run as u64;
        Self(Self::new(start).any())
    }

    /// Any number.
    pub fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0, below this one.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.any() % limit as u64).unwrap()
    }

    /// True so often in a hundred.
    pub fn percent(&mut self, often: usize) -> bool {
        self.below(100) < often
    }

    /// One of these.
    pub fn one_of<T: Clone>(&mut self, these: &[T]) -> T {
        these[self.below(these.len())].clone()
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn a_run_has_the_same_chances_whenever_it_is_repeated_and_others_than_the_next() {
        let of = |seed, run| {
            let mut chance = Chance::of_run(seed, run);
            [(); 8].map(|()| chance.below(1000))
        };
        assert_eq!(of(7, 3), of(7, 3));
        assert_ne!(of(7, 3), of(7, 4));
        assert_ne!(of(7, 3), of(8, 3));
    }
}
