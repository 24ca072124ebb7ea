//! The house: rules about the shape of the repository that a compiler does not check.
//!
//! They read files and cargo's own description of the workspace, and need nothing compiled.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may stop loudly"
)]

mod borders;
mod commands;
mod configuration;
mod connections;
mod crates;
mod machines;
mod names;
mod repository;
mod requirements;
mod words;
