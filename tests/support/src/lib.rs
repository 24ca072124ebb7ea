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

mod apart;
mod authority;
mod browser;
mod chance;
mod clock;
mod company;
mod desk;
mod disk;
mod doom;
mod ending;
mod facts;
mod file_vault;
mod harvest;
mod logs;
mod other_process;
mod report;
mod soak;
mod stopping_vault;
mod tinyproxy;
mod vault;
mod watch;
mod wire;

pub use apart::{Own, apart, is_apart, must};
pub use authority::{Authority, Caller, Certified, SecureDoor};
pub use browser::{Arrival, Script, ScriptedBrowser, Visit};
pub use chance::Chance;
pub use clock::{ManualClock, let_real_time_pass};
pub use company::{AUTHORITY, Company, in_the_company, in_the_company_apart};
pub use desk::{
    Desk, DeskPlan, Desktop, PASSPHRASE, PATIENCE, REDIRECT_URI, options_without_a_site, outcome_of,
};
pub use disk::{DiskStep, FailingDisk};
pub use doom::{Doom, DoomedDisk, DoomedEar, LABELS, end_this_process};
pub use ending::{Ending, WayOn};
pub use facts::Facts;
pub use file_vault::FileVault;
pub use harvest::{Broken, Harvest, Run};
pub use logs::Logs;
pub use other_process::{
    CALLERS, OtherProcess, STEPS_OF_A_ROTATION, be_the_other_process, forget_everything, kinds,
    many_calls, shared_vault, sweep,
};
pub use report::report;
pub use soak::{Weather, soak};
pub use stopping_vault::StoppingVault;
pub use tinyproxy::{FROM_THE_PROXY, Tinyproxy};
pub use vault::{Chronicle, FlakyVault};
pub use watch::{Find, SecretsWatch};
pub use wire::{Direction, Wire};
