//! `cargo xtask crash`: both programs are killed at random moments and started again, many times; afterwards nothing is
//! lost, nothing is there twice, and every receipt is true.

use std::time::Instant;

use crate::Outcome;
use crate::arguments::Arguments;
use crate::packages::{self, Need};
use crate::process::{follow, must};
use crate::repository::Repository;
use crate::soak::{MARK, a_seed, number};
use crate::stage::Stage;

const RUNS: u64 = 500;
const STEPS: u64 = 10_000;
/// The last line of a report, by which it is known that there was one.
const CLOSING: &str = "lost ";

/// One of the two suites.
struct Suite {
    package: &'static str,
    test: &'static str,
    /// How many are asked of it, and by which variable it hears that.
    many: (&'static str, u64),
    seed: &'static str,
}

pub(crate) fn run(arguments: Vec<String>) -> Outcome<()> {
    let mut arguments = Arguments::new(arguments);
    let machine = arguments.flag("--machine");
    let (name, usual) = if machine {
        ("--steps", STEPS)
    } else {
        ("--runs", RUNS)
    };
    let many = number(&mut arguments, name)?.unwrap_or(usual);
    let seed = number(&mut arguments, "--seed")?.unwrap_or_else(a_seed);
    arguments.nothing_left()?;
    let suite = if machine {
        Suite {
            package: "connect-core",
            test: "machine",
            many: ("CONNECT_MACHINE_STEPS", many),
            seed: "CONNECT_MACHINE_SEED",
        }
    } else {
        Suite {
            package: "connect-smartfile-cli",
            test: "crash",
            many: ("CONNECT_CRASH_RUNS", many),
            seed: "CONNECT_CRASH_SEED",
        }
    };
    suite.follow(&Repository::find()?, seed, machine)
}

impl Suite {
    fn follow(&self, repository: &Repository, seed: u64, alone: bool) -> Outcome<()> {
        let mut build = repository.cargo();
        build.args(["test", "--package", self.package, "--quiet", "--no-run"]);
        build.args(["--test", self.test]);
        must(build, "the build")?;
        let mut cargo = repository.cargo();
        cargo.args(["test", "--package", self.package, "--quiet"]);
        cargo.args(["--test", self.test]);
        cargo.env(self.many.0, self.many.1.to_string());
        cargo.env(self.seed, seed.to_string());
        // The command line that people have finds its sign-in in a real password store only.
        let stage = if alone || cfg!(not(target_os = "linux")) {
            None
        } else {
            packages::install(repository, Need::Stage)?;
            Some(Stage::start(&repository.output("crash-home"))?)
        };
        if let Some(stage) = &stage {
            cargo.env("CONNECT_TEST_KEYCHAIN", "1");
            stage.dress(&mut cargo);
        }
        let start = Instant::now();
        let log = format!("{}.log", self.test);
        let mut closing = None;
        let success = follow(repository, cargo, &log, |line| {
            let Some(line) = line.strip_prefix(MARK.trim_end()) else {
                return;
            };
            let line = line.strip_prefix(' ').unwrap_or(line);
            if line.starts_with(CLOSING) {
                closing = Some(line.to_owned());
            } else {
                println!("{line}");
            }
        })?;
        println!("{:.0} s in all", start.elapsed().as_secs_f32());
        let Some(closing) = closing else {
            return Err(format!(
                "there was no report, seed {seed}; the log is test-logs/{log}"
            ));
        };
        println!("{closing}, seed {seed}");
        // Everything is said: nothing may follow the closing line.
        if success { Ok(()) } else { Err(String::new()) }
    }
}
