//! Journeys of the app without a window: the real app on a real sandbox, with a browser that follows a
//! script, a clock that is moved by hand, and a vault that fails on command.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a surprise in a test is a failed test

mod browse;
mod cancel;
mod connect;
mod disconnect;
mod download;
mod expiry;
mod keychain;
mod paste;
mod refused;
mod restart;
mod secrets;
mod site;
mod strangers;
mod token_endpoint;
mod upload;
mod vault;
