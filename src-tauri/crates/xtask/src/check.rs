//! `cargo xtask check`: formatting, lints and types.

use std::process::Command;

use crate::Outcome;
use crate::arguments::Arguments;
use crate::compile::EVERYTHING;
use crate::packages::{self, Need};
use crate::page;
use crate::repository::Repository;
use crate::suite::{self, Counts};
use crate::tally::Tally;

/// Runs every check and names those that failed.
pub(crate) fn run(arguments: Vec<String>) -> Outcome<()> {
    Arguments::new(arguments).nothing_left()?;
    let repository = Repository::find()?;
    packages::install(&repository, Need::Window)?;
    page::build(&repository)?;
    let mut all = Tally::default();
    for (name, command) in [
        ("format", format(&repository)),
        ("types", types(&repository)),
        ("lint", lint(&repository)),
        ("clippy", clippy(&repository)),
    ] {
        all.add(suite::run(&repository, name, command, Counts::Whole));
    }
    if all.failed == 0 {
        return Ok(());
    }
    Err(format!("{} of the checks failed", all.failed))
}

/// Is the Rust formatted?
pub(crate) fn format(repository: &Repository) -> Command {
    let mut cargo = repository.cargo();
    cargo.args(["fmt", "--all", "--check", "--", "--color", "never"]);
    cargo
}

/// Is the Rust free of lints, tests included?
pub(crate) fn clippy(repository: &Repository) -> Command {
    let mut cargo = repository.cargo();
    cargo
        .arg("clippy")
        .args(EVERYTHING)
        .args(["--all-targets", "--", "-D", "warnings"]);
    cargo
}

/// Do the page's types fit?
pub(crate) fn types(repository: &Repository) -> Command {
    let mut npm = repository.npm();
    npm.args(["run", "check"]);
    npm
}

/// Is the page free of lints, and formatted?
pub(crate) fn lint(repository: &Repository) -> Command {
    let mut npm = repository.npm();
    npm.args(["run", "lint"]);
    npm
}
