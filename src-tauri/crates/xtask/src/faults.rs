//! `cargo xtask faults`: the fault matrix, fault by fault and operation by operation, as a table.

use std::time::Instant;

use crate::Outcome;
use crate::arguments::Arguments;
use crate::process::follow;
use crate::repository::Repository;
use crate::soak::MARK;

/// The last line of the table, by which it is known that there was one.
const CLOSING: &str = "cells ";

pub(crate) fn run(arguments: Vec<String>) -> Outcome<()> {
    let mut arguments = Arguments::new(arguments);
    let only = arguments.value("--only")?;
    arguments.nothing_left()?;
    let repository = Repository::find()?;
    let mut build = repository.cargo();
    build.args(["test", "--package", "connect-core", "--quiet", "--no-run"]);
    build.args(["--test", "faults"]);
    crate::process::must(build, "the build")?;
    let start = Instant::now();
    let mut cargo = repository.cargo();
    cargo.args(["test", "--package", "connect-core", "--quiet"]);
    cargo.args(["--test", "faults"]);
    cargo.env("CONNECT_FAULTS_ONLY", only.unwrap_or_default());
    let mut closing = None;
    let mut output = String::new();
    let success = follow(&repository, cargo, "faults.log", |line| {
        match table_line(line) {
            Some(line) if line.starts_with(CLOSING) => closing = Some(line.to_owned()),
            Some(line) => println!("{line}"),
            None => {
                output.push_str(line);
                output.push('\n');
            }
        }
    })?;
    if !success {
        // What failed is said in the output of the second process, which the first one repeats.
        println!("{output}");
    }
    println!("{:.0} s in all", start.elapsed().as_secs_f32());
    match closing {
        Some(closing) => println!("{closing}"),
        None => return Err("there was no table; the log is test-logs/faults.log".to_owned()),
    }
    if success { Ok(()) } else { Err(String::new()) }
}

/// A line that the suite wants to be read.
fn table_line(line: &str) -> Option<&str> {
    let line = line.strip_prefix(MARK.trim_end())?;
    Some(line.strip_prefix(' ').unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::table_line;

    #[test]
    fn the_lines_of_the_table_are_read_and_others_are_not() {
        assert_eq!(table_line("soak| N1   refused"), Some("N1   refused"));
        assert_eq!(table_line("soak|"), Some(""));
        assert_eq!(table_line("test result: ok."), None);
    }
}
