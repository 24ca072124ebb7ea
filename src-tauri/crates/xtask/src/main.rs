//! The project's own commands. `cargo xtask help` lists them.
//!
//! Plain Rust on the standard library, so that it starts in seconds on a fresh clone. What takes
//! long (system packages, npm packages, compiling) is done only when it is missing or stale.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program talks to its terminal"
)]

mod api_coverage;
mod arguments;
mod bench;
mod check;
mod compile;
mod crash;
mod dev;
mod display;
mod faults;
mod help;
mod journey;
mod on_stage;
mod packages;
mod page;
mod process;
mod repository;
mod requirements;
mod run;
mod sandbox;
mod secret;
mod soak;
mod stage;
mod suite;
mod tally;
mod test;
mod wire;

use std::process::ExitCode;

/// What went wrong, in words for the person at the terminal; empty when all is said already.
type Outcome<T> = Result<T, String>;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_else(|| "help".to_owned());
    let rest: Vec<String> = words.collect();
    let outcome = match command.as_str() {
        "run" => run::run(rest),
        "test" => test::run(rest),
        "check" => check::run(rest),
        "sandbox" => sandbox::run(&rest),
        "dev" => dev::run(rest),
        "stage" => on_stage::run(&rest),
        "bench" => bench::run(rest),
        "soak" => soak::run(rest),
        "faults" => faults::run(rest),
        "crash" => crash::run(rest),
        "requirements" => requirements::run(rest),
        "api-coverage" => api_coverage::run(rest),
        "wire" => wire::run(rest),
        "help" | "--help" | "-h" => help::run(),
        other => Err(format!(
            "there is no command `{other}`; `cargo xtask help` lists them"
        )),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            if !problem.is_empty() {
                eprintln!("xtask: {problem}");
            }
            ExitCode::FAILURE
        }
    }
}
