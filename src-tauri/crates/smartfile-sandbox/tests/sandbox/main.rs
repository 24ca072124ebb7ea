//! The practice server from outside, over HTTP, the way a client meets it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod access;
mod activity;
mod answers;
mod archive;
mod attributes;
mod authorize;
mod browser;
mod checksum;
mod content;
mod endpoints;
mod exchange;
mod faults;
mod hostile;
mod huge;
mod identity;
mod keys;
mod ledger;
mod link;
mod listing;
mod older;
mod paths;
mod people;
mod practice;
mod preference;
mod program;
mod progress;
mod public;
mod quota;
mod raw;
mod relocation;
mod removal;
mod rename;
mod rights;
mod search;
mod session;
mod task;
mod token;
mod versions;
mod watch;
mod worlds;
