//! What the page may ask, one file a noun: parse, call core, convert. Nothing is decided here.
//!
//! Each command stands in one permission file (`src-tauri/permissions/`); without that the page
//! can't call it.

pub mod accounts;
pub mod app;
pub mod check;
pub mod connection;
pub mod contents;
pub mod drop;
pub mod folder;
pub mod limits;
pub mod look;
pub mod network;
pub mod operation;
pub mod place;
pub mod receipt;
pub mod sealed;
pub mod search;
pub mod share;
pub mod site;
pub mod transfer;

use crate::wire::UiError;

/// What every command answers.
pub type Answer<T> = Result<T, UiError>;
