//! A SmartFile to practise on.
//!
//! [`Sandbox`] is a small server on this computer's loopback address that answers as the SmartFile
//! service is documented to answer: OAuth 2.0 with a sign-in page and a consent page, and the REST
//! API, versions 2 and 3, on a folder of real files or on homes in memory. It shares no code with the
//! client it is used to test, so that a mistake in the client cannot agree with itself.
//!
//! Every behaviour carries how it is known: *documented* (the service's own pages), *seen* (public
//! client code sends or expects it) or *inferred* (a guess, usually with a switch beside it). The
//! crate's README lists them.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use smartfile_sandbox::{Endpoint, Fault, Profile, Sandbox};
//!
//! let sandbox = Sandbox::start(Profile::default()).await?;
//! println!("{} as {}", sandbox.url(), sandbox.users()[0].username);
//! sandbox.faults().next(Endpoint::Token, Fault::Status(500));
//! sandbox.stop().await;
//! # Ok(())
//! # }
//! ```

#![expect(
    clippy::result_large_err,
    reason = "the error of a refused request is its answer, and there is one per request"
)]

mod access;
mod activity;
mod archive;
mod arrival;
mod attributes;
mod authorize;
mod bearer;
mod call;
mod consent;
mod download;
mod endpoint;
mod entry;
mod exchange;
mod faults;
mod folder;
mod form;
mod fresh;
mod grants;
mod group;
mod home;
mod identity;
mod json;
mod ledger;
mod link;
mod links;
mod listing;
mod lock;
mod mime;
mod notes;
mod older;
mod operation;
mod people;
mod preference;
mod profile;
mod progress;
mod public;
mod quota;
mod random;
mod raw;
mod redirect;
mod remote_path;
mod rename;
mod reply;
mod right;
mod role;
mod sandbox;
mod search;
mod serve;
mod session;
mod sessions;
mod shelf;
mod site;
mod site_time;
mod ssh_key;
mod storage;
mod switches;
mod tally;
mod task;
mod tasks;
mod throttle;
mod token;
mod upload;
mod user;
mod versions;
mod watch;
mod webhook;
mod world;

pub use endpoint::Endpoint;
pub use faults::{Fault, Faults};
pub use ledger::{Exchange, Ledger, Secret};
pub use profile::{Profile, World};
pub use sandbox::Sandbox;
pub use switches::{
    ChecksumAnswer, CodeParameter, ErrorBodies, MkdirExisting, OntoExisting, Pkce, RangeAnswer,
    SwitchValues, Switches, TaskAnswer, TaskStatus, UploadAnswer, WhoAmIShape,
};
pub use throttle::ThrottleStyle;
pub use user::User;
