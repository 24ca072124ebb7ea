//! The command line as people meet it: a program of its own, beside the window's core on the same accounts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a surprise in a test is a failed test"
)]

mod accounts;
mod browsing;
mod connecting;
mod deeds;
mod ends;
#[cfg(unix)]
mod folders;
mod interrupted;
mod keep;
mod links;
mod papers;
mod program;
#[cfg(unix)]
mod prompts;
mod real_store;
mod receipts;
#[cfg(unix)]
mod screen;
mod transfers;
#[cfg(unix)]
mod unfinished;
