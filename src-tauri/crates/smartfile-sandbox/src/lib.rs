//! A SmartFile to practise on.
//!
//! [`Sandbox`] is a small server on this computer's loopback address that answers as the SmartFile
//! service is documented to answer: OAuth 2.0 with a sign-in page and a consent page, and the REST
//! API v2 on a folder of real files. It shares no code with the client it is used to test, so that
//! a mistake in the client cannot agree with itself.
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

mod authorize;
mod bearer;
mod consent;
mod download;
mod endpoint;
mod entry;
mod faults;
mod folder;
mod form;
mod fresh;
mod grants;
mod home;
mod identity;
mod json;
mod ledger;
mod listing;
mod lock;
mod mime;
mod profile;
mod random;
mod redirect;
mod remote_path;
mod reply;
mod sandbox;
mod serve;
mod sessions;
mod site;
mod site_time;
mod switches;
mod tally;
mod throttle;
mod token;
mod upload;
mod user;
mod world;

pub use endpoint::Endpoint;
pub use faults::{Fault, Faults};
pub use ledger::{Exchange, Ledger, Secret};
pub use profile::{Profile, World};
pub use sandbox::Sandbox;
pub use switches::{
    CodeParameter, MkdirExisting, Pkce, RangeAnswer, SwitchValues, Switches, UploadAnswer,
    WhoAmIShape,
};
pub use throttle::ThrottleStyle;
pub use user::User;
