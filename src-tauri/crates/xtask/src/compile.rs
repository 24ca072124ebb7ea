//! Compiling everything once.

use std::process::Command;

use crate::Outcome;
use crate::process::must;
use crate::repository::Repository;

/// One set of features and packages for every cargo step: with another set, cargo would compile
/// Tauri a second time.
///
/// `custom-protocol` puts the page into the binary, as in an installed app.
pub(crate) const EVERYTHING: &[&str] = &[
    "--workspace",
    "--features",
    "connect-smartfile/custom-protocol",
];

/// The command that builds all programs.
///
/// `--test shell` is there for one effect: with a test among the targets, cargo unites the
/// features of development dependencies as `cargo test` does, and the two share their work.
pub(crate) fn programs(repository: &Repository) -> Command {
    let mut cargo = repository.cargo();
    cargo
        .arg("build")
        .args(EVERYTHING)
        .args(["--bins", "--test", "shell"]);
    cargo
}

/// Builds all programs; cargo's progress is on this terminal.
pub(crate) fn build(repository: &Repository) -> Outcome<()> {
    must(programs(repository), "the build")
}
