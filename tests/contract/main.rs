//! The SDK against the practice server: each endpoint, each fault.
//!
//! The two share no code, so a wrong field name cannot agree with itself. What was sent and
//! answered is read from the practice server's ledger, byte for byte.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may stop at a surprise

mod account;
mod answers;
mod authorization;
mod bearer;
mod browser;
mod canned;
mod directory;
mod done;
mod download;
mod elsewhere;
mod folder;
mod operation;
mod practice;
mod probe;
mod raw;
mod refresh;
mod requirements;
mod safe;
mod secrets;
mod shapeless;
mod share;
mod sign_in;
mod site;
mod task;
mod token;
mod trouble;
mod upload;
