//! Programs that are killed at random moments of a mixed load, started again, and killed again. Afterwards every file
//! is whole at both ends, nothing is there twice, nothing unfinished lies about, and every receipt is true.
//!
//! As a suite of `cargo xtask test` it is short and always the same; `cargo xtask crash` makes it long, and another one
//! each time. The killed programs are this test program once more, told by their environment what to do; at a real
//! password store the command line is the program that people have.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a surprise in a test is a failed test

mod check;
mod command_line;
mod count;
mod ledger;
mod person;
mod plan;
mod run;
mod window;

use std::time::Instant;

use count::Count;
use support::{Logs, report};

/// As many as fit into a few seconds.
const RUNS: u64 = 12;
const SEED: u64 = 2038;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the test beside it"]
async fn the_window() {
    window::be_the_window().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the test beside it"]
async fn the_command_line() {
    command_line::be_the_command_line().await;
}

fn variable(name: &str, otherwise: u64) -> u64 {
    match std::env::var(name) {
        Ok(value) => value.parse().unwrap_or_else(|_| panic!("{name}={value}")),
        Err(_) => otherwise,
    }
}

/// D1, D3, B27, B28, P1: whoever is killed, whenever, and again while it looks what it had left: no file is lost, none
/// is there twice, and no receipt says what is not so.
#[test]
fn programs_killed_at_random_moments_lose_nothing_double_nothing_and_prove_only_what_is_true() {
    let runs = variable("CONNECT_CRASH_RUNS", RUNS);
    let seed = variable("CONNECT_CRASH_SEED", SEED);
    let real = std::env::var("CONNECT_TEST_KEYCHAIN").is_ok_and(|value| value == "1");
    let start = Instant::now();
    let mut count = Count::default();
    report(&format!("{runs} runs with kills, seed {seed}"));
    for own in seed..seed + runs {
        // Each desk looks through the whole log when it is left.
        Logs::listen().clear();
        let findings = run::alone(own, real, &mut count);
        count.runs += 1;
        count.add(&findings);
        if !findings.is_empty() {
            let shown: Vec<String> = findings.iter().map(|it| format!("  {it}")).collect();
            report(&format!(
                "seed {own} FAILED\n{}\n  {:?}\n  again: cargo xtask crash --runs 1 --seed {own}",
                shown.join("\n"),
                plan::Plan::of(own)
            ));
        }
        if count.runs.is_multiple_of(100) {
            let (runs, kills, seconds) = (count.runs, count.kills, start.elapsed().as_secs());
            report(&format!("  {runs} runs, {kills} kills, {seconds} s"));
        }
    }
    report(&format!(
        "\n{}; {} s\nlost {}, doubled {}, untrue receipts {}",
        count.table(),
        start.elapsed().as_secs(),
        count.lost,
        count.doubled,
        count.untrue,
    ));
    assert!(count.is_good(), "seed {seed}: {count:?}");
}
