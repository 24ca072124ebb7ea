//! Opening a file with the person's own program.

use crate::transfers::TransferId;

/// Why a file should not be opened without a thought.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Risk {
    /// It is a program, or installs one.
    Program,
    /// It tells the computer what to do.
    Script,
    /// A document that may carry a program.
    Macro,
    /// It leads to something else.
    Shortcut,
    /// A web page from somewhere, opened as if from this computer.
    Page,
    /// Its name pretends another ending than it has.
    Disguised,
}

/// What becomes of the wish to open a file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Opening {
    /// A copy is on its way; it is opened when it is there.
    Fetching(TransferId),
    /// Nothing was fetched: the person has to say that they are sure.
    AskFirst(Risk),
}
