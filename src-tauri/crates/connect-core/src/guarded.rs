//! A lock that outlives a panic elsewhere.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A value behind a short lock. What it guards is always whole between two statements, so a
/// poisoned lock is taken like any other.
#[derive(Debug, Default)]
pub(crate) struct Guarded<T>(Mutex<T>);

impl<T> Guarded<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
