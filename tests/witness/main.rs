//! Against a server that this project did not write: django-oauth-toolkit, with PKCE required, rotation on
//! and its own defaults otherwise. What the practice server only claims about OAuth 2.0 is true here.
//!
//! And by clients that this project did not write, against the practice server: SmartFile's own Python client
//! ([`official`]), and curl with the examples of the service's workflow page ([`workflow`]).
//!
//! Needs Python 3.10 or newer with pip, and, the first time, a way to the package registry. Everything is put
//! into `target/witness`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a surprise in a test is a failed test

mod browser;
mod desk;
mod environment;
mod journeys;
mod loopback;
mod official;
mod processes;
mod refresh;
mod refused;
mod registration;
mod revoke;
mod rotation;
mod server;
mod sign_in;
mod soak;
mod workflow;
