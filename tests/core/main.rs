//! Journeys of the app without a window: the real app on a real sandbox, with a browser that follows a
//! script, a clock that is moved by hand, and a vault that fails on command.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a surprise in a test is a failed test

mod accounts;
mod address;
mod asked_again;
mod at_odd_moments;
mod browse;
mod cancel;
mod checkup;
mod connect;
mod copies;
#[cfg(target_os = "linux")]
mod core_dumps;
mod details;
mod disconnect;
mod download;
mod expiry;
mod folders;
#[cfg(unix)]
mod folders_killed;
#[cfg(target_os = "linux")]
mod folders_large;
mod folders_trouble;
mod interrupted;
mod journal;
mod keychain;
#[cfg(target_os = "linux")]
mod keychain_real;
#[cfg(unix)]
mod killed;
mod ladder;
mod letting_go;
mod links;
mod loopback;
#[cfg(target_os = "linux")]
mod memory;
mod mix_up;
mod network;
mod operations;
mod paste;
mod places;
mod preview;
mod processes;
mod proof;
mod pulse;
mod queue;
mod receipts;
mod receipts_killed;
mod refused;
mod removal;
mod requirements;
mod restart;

mod rotation;
mod same_name;
mod sealed;
mod sealed_killed;
mod search;
mod secrets;
mod site;
mod site_check;
mod start;
mod strangers;
mod token_endpoint;
mod troubles;
mod upload;
mod vault;
