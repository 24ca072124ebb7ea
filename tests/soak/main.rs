//! Many connects in random weather. Each of them comes to rest: connected, or in a named state with a way on, and
//! that way is taken and leads to the files.
//!
//! As a suite of `cargo xtask test` it is short and always the same; `cargo xtask soak connect` makes it long, and
//! another one each time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a surprise in a test is a failed test

mod journey;
mod person;
mod stage;
mod weather;

use support::Logs;

/// As many as fit into a few seconds.
const RUNS: usize = 60;

/// B3, B6, B7: in whatever weather one connects, one is connected in the end or told how to get on; nothing is
/// left waiting for ever, and no failed attempt leaves an entry, an open port or a secret in sight behind.
#[test]
fn every_connect_ends_connected_or_in_a_named_state_with_a_way_on() {
    support::soak("practice", RUNS, |weather, chance| {
        // Each desk looks through the whole log when it is left.
        Logs::listen().clear();
        journey::run(weather, chance)
    });
}
