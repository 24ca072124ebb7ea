//! Whole transfers, in processes of their own: the app without a window against curl, rclone and SmartFile's own
//! Python client, at one server in one run. `cargo xtask bench transfers` runs this and reads its lines; no figure is
//! asserted, and nothing here knows a target.
#![allow(
    clippy::cast_precision_loss,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark may stop at a surprise, talks to whoever started it, and counts no more than a float holds"
)]

mod bytes;
mod commits;
mod contest;
mod control;
mod cost;
#[path = "../../witness/environment.rs"]
mod environment;
mod ours;
mod request;
#[path = "../said.rs"]
mod said;
mod serve;
mod stage;
mod tally;

use std::path::Path;

use stage::Sizes;

const GIB: u64 = 1 << 30;
const MIB: u64 = 1 << 20;

const FULL: Sizes = Sizes {
    large: GIB,
    medium: 16 * MIB,
    small_files: 2000,
    slow_files: 400,
    promises: 200,
    // An odd number of pairs has a middle.
    large_pairs: 5,
    small_pairs: 21,
};
/// To see that all of it still runs; its figures say nothing.
const QUICK: Sizes = Sizes {
    large: 64 * MIB,
    medium: 16 * MIB,
    small_files: 120,
    slow_files: 120,
    promises: 10,
    large_pairs: 1,
    small_pairs: 1,
};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve", authority @ ..] => serve::serve(authority.first().map(Path::new)),
        ["ours", home, site, rest @ ..] => {
            let rest: Vec<String> = rest.iter().map(|word| (*word).to_owned()).collect();
            ours::run(Path::new(home), site, &rest);
        }
        ["full", disk, only @ ..] => contest::run(&FULL, Path::new(disk), only),
        ["quick", disk, only @ ..] => contest::run(&QUICK, Path::new(disk), only),
        _ => println!("full|quick DISK [FIGURE…]: see `cargo xtask bench transfers`"),
    }
}
