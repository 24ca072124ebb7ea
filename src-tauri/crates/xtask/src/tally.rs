//! Reads from a runner's output how many tests passed, failed and were skipped.

/// How many.
#[derive(Debug, Default, Clone, Copy, Eq, PartialEq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

impl Tally {
    /// One check that has no tests inside.
    pub(crate) fn one(passed: bool) -> Self {
        Self {
            passed: usize::from(passed),
            failed: usize::from(!passed),
            skipped: 0,
        }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Never green when the runner was not: one that broke before it counted counts as one failure.
    pub(crate) fn with_status(mut self, success: bool) -> Self {
        if !success && self.failed == 0 {
            self.failed = 1;
        }
        self
    }

    /// All `test result: ok. 5 passed; 0 failed; 1 ignored; …` lines of cargo.
    pub(crate) fn of_cargo(output: &str) -> Self {
        let mut all = Self::default();
        for line in output.lines() {
            let Some(counts) = line.trim_start().strip_prefix("test result: ") else {
                continue;
            };
            all.add(Self {
                passed: before(counts, " passed"),
                failed: before(counts, " failed"),
                skipped: before(counts, " ignored"),
            });
        }
        all
    }

    /// The `Tests  1 failed | 12 passed | 2 skipped (15)` line of Vitest.
    pub(crate) fn of_vitest(output: &str) -> Self {
        let mut all = Self::default();
        for line in output.lines() {
            let Some(counts) = line.trim_start().strip_prefix("Tests ") else {
                continue;
            };
            all.add(Self {
                passed: before(counts, " passed"),
                failed: before(counts, " failed"),
                skipped: before(counts, " skipped") + before(counts, " todo"),
            });
        }
        all
    }
}

/// The number that stands right before `word`.
pub(crate) fn before(line: &str, word: &str) -> usize {
    let Some(at) = line.find(word) else {
        return 0;
    };
    line[..at]
        .rsplit(|letter: char| !letter.is_ascii_digit())
        .next()
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: usize, failed: usize, skipped: usize) -> Tally {
        Tally {
            passed,
            failed,
            skipped,
        }
    }

    #[test]
    fn cargo_prints_one_line_for_each_target_and_all_are_added() {
        let output = "running 6 tests\n\
            test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            noise: 9 passed\n\
            test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(Tally::of_cargo(output), tally(8, 2, 1));
    }

    #[test]
    fn vitest_counts_tests_and_not_files() {
        let output = " Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 12 passed | 2 skipped (15)\n";
        assert_eq!(Tally::of_vitest(output), tally(12, 1, 2));
    }

    #[test]
    fn a_runner_that_breaks_before_it_counts_is_one_failure() {
        assert_eq!(
            Tally::of_cargo("error: could not compile").with_status(false),
            tally(0, 1, 0)
        );
        assert_eq!(tally(3, 2, 0).with_status(false), tally(3, 2, 0));
        assert_eq!(tally(3, 0, 0).with_status(true), tally(3, 0, 0));
    }
}
