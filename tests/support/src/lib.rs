//! What the tests share: a desk to work at, a browser that follows a script, a clock that is moved by
//! hand, a vault that fails on command, and the watch that looks for secrets where none belong.
//!
//! Everything here may panic: a surprise in a test is a failed test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc
)]

mod browser;
mod clock;
mod desk;
mod facts;
mod logs;
mod vault;
mod watch;
mod wire;

pub use browser::{Script, ScriptedBrowser, Visit};
pub use clock::ManualClock;
pub use desk::{Desk, DeskPlan, PATIENCE, REDIRECT_URI, outcome_of};
pub use facts::Facts;
pub use logs::Logs;
pub use vault::{Chronicle, FlakyVault};
pub use watch::{Find, SecretsWatch};
pub use wire::Wire;
