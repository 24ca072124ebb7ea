//! Journeys in the real window: the built app under `WebKitWebDriver`, a real Chromium as the
//! system browser, the operating system handing the redirect back, the real password store.
//!
//! One process is one journey on one stage. `cargo xtask run` and `cargo xtask test` set the stage
//! (display, session bus, password store, home) and start this program on it.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program talks to its terminal"
)]

mod arguments;
mod browser;
mod check;
mod desk;
mod folders;
mod journeys;
mod keyboard;
mod keychain;
mod picture;
mod program;
mod secrets;
mod steps;
mod visit;
mod wait;
mod window;

use std::process::ExitCode;

use arguments::{Arguments, Asked};

/// What a step ends with; the problem is in words.
type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> ExitCode {
    let asked = match arguments::read(std::env::args().skip(1)) {
        Ok(Asked::List) => {
            println!("{}", journeys::NAMES.join("\n"));
            return ExitCode::SUCCESS;
        }
        Ok(Asked::Journey(arguments)) => arguments,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::FAILURE;
        }
    };
    match drive(&asked) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            println!("FAILED {}: {problem}", asked.journey);
            ExitCode::FAILURE
        }
    }
}

fn drive(arguments: &Arguments) -> Outcome {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?
        .block_on(journeys::drive(arguments))
}
