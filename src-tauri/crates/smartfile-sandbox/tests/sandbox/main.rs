//! The practice server from outside, over HTTP, the way a client meets it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod authorize;
mod browser;
mod content;
mod faults;
mod identity;
mod ledger;
mod listing;
mod paths;
mod practice;
mod program;
mod token;
mod worlds;
