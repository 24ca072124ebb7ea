//! The rehearsal of a removal: what would be gone.

/// Why a count may not be everything.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Bound {
    /// More entries than are counted.
    TooMany,
    /// It took too long.
    TooLong,
    /// The person stopped it, or a newer one took its place.
    Stopped,
    /// The site did not let us look everywhere.
    Unseen,
}

/// What a removal would take away.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Rehearsal {
    /// Files.
    pub files: u64,
    /// Folders, the chosen ones among them.
    pub folders: u64,
    /// Bytes of the files.
    pub bytes: u64,
    /// Why these may not be all; `None` when they are.
    pub bound: Option<Bound>,
    /// Entries that the person may not remove, as far as the site says.
    pub kept: u64,
}
