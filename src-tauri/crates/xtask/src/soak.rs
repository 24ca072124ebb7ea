//! `cargo xtask soak connect`: many connects in random weather, restarts, two processes, killed processes, at the
//! practice server and at django-oauth-toolkit. Its own lines, aligned, and one that counts everything.

use std::process::Command;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::Outcome;
use crate::arguments::Arguments;
use crate::process::follow;
use crate::repository::Repository;
use crate::suite::AGAINST;
use crate::tally::Tally;

const RUNS: u64 = 1000;
/// At most so many where both servers are asked: the witness takes its time, as a real server does.
const WITNESS_RUNS: u64 = 60;
/// How a test begins the lines it wants to be read, see `tests/support/src/report.rs`.
pub(crate) const MARK: &str = "soak| ";

/// What the whole of a suite's tests prove together, and the tests by their names.
type Proof = (&'static str, &'static [&'static str]);

const CONNECTS: &str = "every_connect_ends_connected_or_in_a_named_state_with_a_way_on";
const PRACTICE: &[Proof] = &[
    (
        "20 restarts, the store fails its first k reads, k = 1 to 20: connected each time",
        &["restart::a_store_that_starts_late_is_tried_again_by_itself"],
    ),
    (
        "50 calls in each of 2 processes at expiry, 5 times: 1 refresh each time",
        &["processes::fifty_calls_in_each_of_two_processes_make_one_refresh"],
    ),
    (
        "kill -9 at each of 13 steps of the rotation: nothing lost",
        &["processes::a_process_killed_at_any_step_of_a_rotation_loses_nothing"],
    ),
    (
        "kill -9 with the answer in hand: nothing lost where old tokens have grace, else one click",
        &["processes::a_process_killed_with_the_answer_in_hand_is_saved_by_the_servers_grace_only"],
    ),
];
const WITNESS: &[Proof] = &[
    (
        "20 restarts, the store fails its first k reads, k = 1 to 20: connected each time",
        &["soak::a_store_that_starts_late_is_tried_again_by_itself"],
    ),
    (
        "50 calls in each of 2 processes at expiry, 5 times: 1 refresh each time",
        &["processes::fifty_calls_in_each_of_two_processes_make_one_refresh"],
    ),
    (
        "kill -9 at each of 11 steps from the answer on: nothing lost",
        &["processes::a_process_killed_at_any_step_after_the_answer_loses_nothing"],
    ),
    (
        "kill -9 with the answer in hand, old tokens have grace: nothing lost",
        &["processes::a_process_killed_with_the_answer_in_hand_is_saved_by_grace"],
    ),
];

pub(crate) fn run(arguments: Vec<String>) -> Outcome<()> {
    let mut words = arguments.into_iter();
    let what = words.next();
    if what.as_deref() != Some("connect") {
        return Err("what is to be soaked? There is: connect".to_owned());
    }
    let mut arguments = Arguments::new(words.collect());
    let runs = number(&mut arguments, "--runs")?.unwrap_or(RUNS);
    let seed = number(&mut arguments, "--seed")?.unwrap_or_else(a_seed);
    let from = number(&mut arguments, "--from")?;
    let at = arguments.value("--at")?;
    arguments.nothing_left()?;
    let (practice, witness) = match at.as_deref() {
        None => (true, true),
        Some("practice") => (true, false),
        Some("witness") => (false, true),
        Some(other) => return Err(format!("--at {other}? There are: practice, witness")),
    };
    let mut soak = Soak {
        repository: Repository::find()?,
        seed,
        from,
        tally: Tally::default(),
        stuck: 0,
        start: Instant::now(),
    };
    soak.build()?;
    if practice {
        println!("Against the practice server");
        soak.connects("soak", CONNECTS, runs)?;
        soak.prove("core", PRACTICE)?;
    }
    if witness {
        let runs = if practice {
            runs.min(WITNESS_RUNS)
        } else {
            runs
        };
        soak.connects("witness", &format!("soak::{CONNECTS}"), runs)?;
        soak.prove("witness", WITNESS)?;
    }
    if !practice || !witness {
        println!("\nthe other server: skipped, as asked");
        soak.tally.skipped += 1;
    }
    soak.close()
}

/// The number after this name, if it was given.
pub(crate) fn number(arguments: &mut Arguments, name: &str) -> Outcome<Option<u64>> {
    let given = arguments.value(name)?;
    given
        .map(|text| text.parse().map_err(|_| format!("{name} wants a number")))
        .transpose()
}

/// Another one each time, short enough to be typed.
pub(crate) fn a_seed() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    u64::from(now.map_or(0, |time| time.subsec_nanos())) / 100
}

#[derive(Debug)]
struct Soak {
    repository: Repository,
    seed: u64,
    /// Connects alone, from this one: runs that are repeated.
    from: Option<u64>,
    tally: Tally,
    stuck: usize,
    start: Instant,
}

impl Soak {
    /// Builds before anything is timed; needs no system package.
    fn build(&self) -> Outcome<()> {
        let mut cargo = self.cargo();
        cargo.args(["--quiet", "--no-run", "--test", "soak"]);
        cargo.args(["--test", "core", "--test", "witness"]);
        crate::process::must(cargo, "the build")
    }

    fn cargo(&self) -> Command {
        let mut cargo = self.repository.cargo();
        cargo.args(["test", "--package", "connect-core"]);
        cargo
    }

    /// Many connects: the test's own report as it comes, and each run as one of the counts.
    fn connects(&mut self, suite: &str, test: &str, runs: u64) -> Outcome<()> {
        println!();
        let mut counted = false;
        let (tally, stuck) = (&mut self.tally, &mut self.stuck);
        let mut cargo = self.repository.cargo();
        cargo
            .args([
                "test",
                "--package",
                "connect-core",
                "--quiet",
                "--test",
                suite,
            ])
            .args(["--", "--exact", test])
            .env("CONNECT_SOAK_RUNS", runs.to_string())
            .env("CONNECT_SOAK_SEED", self.seed.to_string())
            .env("CONNECT_SOAK_FROM", self.from.unwrap_or(0).to_string());
        let log = format!("soak-{suite}-connects.log");
        let success = follow(&self.repository, cargo, &log, |line| {
            if line.starts_with(AGAINST) {
                println!("{line}");
            }
            let Some(line) = line.strip_prefix(MARK.trim_end()) else {
                return;
            };
            let line = line.strip_prefix(' ').unwrap_or(line);
            println!("{line}");
            if let Some((ended, got_stuck)) = counts(line) {
                counted = true;
                tally.add(ended);
                *stuck += got_stuck;
            }
        })?;
        if !counted || !success {
            let logs = self.repository.output("test-logs");
            println!("{suite}: the log is {}", logs.join(log).display());
            self.tally = self.tally.with_status(false);
        }
        Ok(())
    }

    /// Tests that prove one thing each, every one a line.
    fn prove(&mut self, suite: &str, proofs: &[Proof]) -> Outcome<()> {
        if self.from.is_some() {
            return Ok(());
        }
        println!();
        for (words, tests) in proofs {
            let start = Instant::now();
            let mut cargo = self.cargo();
            cargo.args(["--quiet", "--test", suite, "--", "--exact"]);
            cargo.args(*tests).env_remove("CONNECT_TEST_KEYCHAIN");
            let log = format!(
                "soak-{suite}-{}.log",
                tests[0].rsplit(':').next().unwrap_or_default()
            );
            let mut output = String::new();
            let success = follow(&self.repository, cargo, &log, |line| {
                output.push_str(line);
                output.push('\n');
            })?;
            let ended = Tally::of_cargo(&output);
            // A name that no test has any more would prove nothing.
            let good = success && ended.passed == tests.len();
            self.tally.add(Tally::one(good));
            let word = if good { "ok" } else { "FAILED" };
            println!(
                "{words:<92}{word:>7}{:>7.1} s",
                start.elapsed().as_secs_f32()
            );
            if !good {
                println!("{output}");
            }
        }
        Ok(())
    }

    fn close(self) -> Outcome<()> {
        let Tally {
            passed,
            failed,
            skipped,
        } = self.tally;
        println!(
            "\nseed {}; {:.0} s in all",
            self.seed,
            self.start.elapsed().as_secs_f32()
        );
        println!(
            "{passed} passed, {failed} failed, {skipped} skipped, {} stuck",
            self.stuck
        );
        if failed > 0 || passed == 0 {
            // Everything is said: nothing may follow the closing line.
            return Err(String::new());
        }
        Ok(())
    }
}

/// `…; 998 runs ended well, 2 failed, 1 stuck; …` in a report.
fn counts(line: &str) -> Option<(Tally, usize)> {
    if !line.contains(" runs ended well, ") {
        return None;
    }
    let before = |word: &str| crate::tally::before(line, word);
    let tally = Tally {
        passed: before(" runs ended well"),
        failed: before(" failed"),
        skipped: 0,
    };
    Some((tally, before(" stuck")))
}

#[cfg(test)]
mod tests {
    use super::{Tally, counts};

    #[test]
    fn the_counts_of_a_report_are_read_and_other_lines_are_not() {
        let line = "12 faults in 8 runs; 998 runs ended well, 2 failed, 1 stuck; 56 s";
        let tally = Tally {
            passed: 998,
            failed: 2,
            skipped: 0,
        };
        assert_eq!(counts(line), Some((tally, 1)));
        assert_eq!(counts("run 7 FAILED: stuck"), None);
    }
}
