//! Search: across the site or below a folder, one at a time.

use smartfile::RemotePath;

/// A search that came to its end.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Searched {
    /// The words.
    pub words: String,
    /// Searched here and below.
    pub within: RemotePath,
    /// Entries handed out.
    pub found: usize,
    /// There may be more than was handed out.
    pub more: bool,
}
