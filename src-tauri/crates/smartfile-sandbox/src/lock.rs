//! One way to take a lock.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The guarded value. A panic elsewhere while it was held does not matter here: every value in this
/// crate is whole between two statements.
pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
