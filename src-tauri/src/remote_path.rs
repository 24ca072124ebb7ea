//! Paths that come from the page. It only ever sends back what it was given, so one that does not
//! parse is a mistake of ours.

use connect_core::RemotePath;

use crate::wire::UiError;

/// Reads one.
///
/// # Errors
/// `internal`, when it is none.
pub(crate) fn parse(path: &str) -> Result<RemotePath, UiError> {
    RemotePath::parse(path).map_err(|_| UiError::ours("the page sent no remote path"))
}

/// Reads several.
///
/// # Errors
/// `internal`, when one of them is none.
pub(crate) fn parse_all(paths: &[String]) -> Result<Vec<RemotePath>, UiError> {
    paths.iter().map(|path| parse(path)).collect()
}
