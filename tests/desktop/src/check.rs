//! One line for "this must be so".

use std::fmt::Debug;

use crate::Outcome;

/// An error in words unless it holds.
pub(crate) fn that(holds: bool, otherwise: impl FnOnce() -> String) -> Outcome {
    if holds {
        Ok(())
    } else {
        Err(otherwise().into())
    }
}

/// An error that shows both unless they are equal.
pub(crate) fn equal<T: PartialEq + Debug>(what: &str, found: &T, expected: &T) -> Outcome {
    that(found == expected, || {
        format!("{what}: found {found:?}, expected {expected:?}")
    })
}

/// An error that shows the text unless it has the part in it.
pub(crate) fn contains(what: &str, text: &str, part: &str) -> Outcome {
    that(text.contains(part), || {
        format!("{what}: {part:?} is not in {text:?}")
    })
}
