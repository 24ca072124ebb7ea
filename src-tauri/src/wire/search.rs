//! What a search found, as the page shows it.

use connect_core::Searched;
use serde::Serialize;
use ts_rs::TS;

/// The end of a search. What it found came on its channel.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchView {
    /// The words.
    pub words: String,
    /// Searched here and below.
    pub within: String,
    /// Entries found.
    pub found: usize,
    /// There may be more: the site has further ones, or some could not be read.
    pub more: bool,
}

impl From<Searched> for SearchView {
    fn from(found: Searched) -> Self {
        Self {
            words: found.words,
            within: found.within.as_str().to_owned(),
            found: found.found,
            more: found.more,
        }
    }
}
