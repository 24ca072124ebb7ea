#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod address;
pub mod api;
pub mod auth;
mod clock;
mod error;
mod http;
mod path;
mod reply;
mod said;
mod secret;
mod throttle;
mod time;

pub use address::{AddressError, Server};
pub use api::{
    Acl, Download, Entry, EntryKind, Identity, Page, SmartFile, Storage, Uploaded, ping,
};
pub use auth::{
    AuthorizationError, AuthorizationErrorCode, AuthorizationRequest, Bearer, Client, Pkce,
    ResponseError, TokenKeeper, TokenSet, exchange_code, refresh, revoke,
};
pub use clock::{Clock, SystemClock};
pub use error::{Error, ErrorKind};
pub use http::Http;
pub use path::{PathError, RemotePath};
pub use secret::{AccessToken, AuthorizationCode, ClientSecret, PastedCodeError, RefreshToken};
pub use time::ServerTime;

/// The URL type of the public signatures, from the crate `url`.
pub use url::Url;
