#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod address;
pub mod api;
pub mod auth;
mod clock;
mod error;
mod http;
mod path;
mod probe;
mod proxy;
mod reply;
mod said;
mod secret;
mod silence;
mod throttle;
mod time;

pub use address::{AddressError, Server};
pub use api::{
    ACTIVITY_COLUMNS, AccessGrant, Acl, ActivityFilter, Algorithm, Directory, Download, Entry,
    EntryKind, ExportFormat, Field, Grantee, Identity, IfTaken, Link, LinkOptions, List, Outgoing,
    Page, Patience, PreferenceOf, Record, Report, Right, SmartFile, Storage, Task, TaskState,
    Uploaded, ping,
};
pub use auth::{
    AuthorizationError, AuthorizationErrorCode, AuthorizationRequest, Bearer, Client, Kept, Pkce,
    ResponseError, TokenKeeper, TokenSet, Turn, exchange_code, refresh, revoke,
};
pub use clock::{Clock, Pauses, SystemClock};
pub use error::{Error, ErrorKind, PathFailure};
pub use http::Http;
pub use path::{PathError, RemotePath};
pub use probe::{Distrust, Probe, Route, probe};
pub use proxy::{ProxyAddress, ProxyAddressError, ProxySettings, ProxySignIn};
pub use secret::{
    AccessToken, AuthorizationCode, ClientSecret, DirectAddress, PastedCodeError, ProxyPassword,
    RefreshToken,
};
pub use time::ServerTime;

/// The URL type of the public signatures, from the crate `url`.
pub use url::Url;
