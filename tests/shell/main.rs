//! The shell over Tauri's mock runtime, with the real permissions: what the page may ask, what it hears,
//! and what never crosses to it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    unreachable_pub,
    reason = "a surprise in a test is a failed test"
)]

mod checkup;
mod crossing;
mod drops;
mod facts;
mod files;
mod folders;
mod limits;
mod links;
mod operations;
mod permissions;
mod receipts;
mod stage;
mod start;
mod wire;
mod words;
