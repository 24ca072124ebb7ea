//! Starred and recent places, kept for each account in a file of the app.

use jiff::Timestamp;
use smartfile::RemotePath;

/// A file or folder that somebody went to or wants at hand. It may be gone by now.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Place {
    /// Where it is.
    pub path: RemotePath,
    /// A folder, as far as was known.
    pub is_folder: bool,
    /// When it was starred, or last looked at.
    pub at: Timestamp,
}

/// The places of one account.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Places {
    /// In the order in which they were starred.
    pub starred: Vec<Place>,
    /// The latest first.
    pub recent: Vec<Place>,
}
