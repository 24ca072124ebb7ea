//! One suite: a command, its log, its counts.

use std::process::{Command, Stdio};
use std::time::Instant;

use crate::process::into_log;
use crate::repository::Repository;
use crate::soak;
use crate::tally::Tally;

/// How a suite's output is counted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Counts {
    Cargo,
    Vitest,
    /// The whole command is one test.
    Whole,
}

/// Which suites ended how, a line each, beside their logs.
pub(crate) const ENDED: &str = "ended.tsv";

/// How a suite names, on a line of its own, which foreign program and version it was run against.
pub(crate) const AGAINST: &str = "Against ";

/// Runs one suite; prints its line, and its log if it failed.
pub(crate) fn run(
    repository: &Repository,
    name: &str,
    mut command: Command,
    counts: Counts,
) -> Tally {
    let start = Instant::now();
    let log = repository.output("test-logs").join(format!("{name}.log"));
    command
        .env("CARGO_TERM_COLOR", "never")
        .env("NO_COLOR", "1")
        .env_remove("FORCE_COLOR")
        .stdin(Stdio::null());
    let success = match into_log(&mut command, &log) {
        Ok(()) => match command.status() {
            Ok(status) => status.success(),
            Err(problem) => {
                println!("{name} did not start: {problem}");
                false
            }
        },
        Err(problem) => {
            println!("{problem}");
            false
        }
    };
    let output = std::fs::read(&log).unwrap_or_default();
    let output = String::from_utf8_lossy(&output);
    let tally = match counts {
        Counts::Cargo => Tally::of_cargo(&output),
        Counts::Vitest => Tally::of_vitest(&output),
        Counts::Whole => Tally::one(success),
    }
    .with_status(success);
    if tally.failed > 0 {
        println!("----- {name}: {}\n{output}-----", log.display());
    }
    remember(repository, name, tally);
    line(name, tally, start);
    for line in output.lines() {
        let seed = line
            .strip_prefix(soak::MARK)
            .filter(|line| line.contains(", seed "));
        if let Some(line) = seed.or_else(|| line.starts_with(AGAINST).then_some(line)) {
            println!("{:<22} {line}", "");
        }
    }
    tally
}

fn remember(repository: &Repository, name: &str, tally: Tally) {
    use std::io::Write as _;
    let file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(repository.output("test-logs").join(ENDED));
    let word = if tally.failed == 0 { "ok" } else { "failed" };
    if let Err(problem) = file.and_then(|mut file| writeln!(file, "{name}\t{word}")) {
        println!("{ENDED}: {problem}");
    }
}

/// A suite that could not start because something before it failed.
pub(crate) fn skipped(name: &str, why: &str) -> Tally {
    println!("{name:<22} skipped: {why}");
    Tally {
        skipped: 1,
        ..Tally::default()
    }
}

fn line(name: &str, tally: Tally, start: Instant) {
    let Tally {
        passed,
        failed,
        skipped,
    } = tally;
    println!(
        "{name:<22} {passed:>4} ok {failed:>3} failed {skipped:>3} skipped {:>7.1} s",
        start.elapsed().as_secs_f32()
    );
}
