//! New paths take a moment to show up (seen: about a second).

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

use crate::lock::held;

/// The paths that are not to be seen yet.
#[derive(Default)]
pub(crate) struct Fresh {
    until: Mutex<HashMap<PathBuf, Instant>>,
}

impl Fresh {
    /// Hides a new path for a while.
    pub(crate) fn hide(&self, path: &Path, delay: Duration) {
        if !delay.is_zero() {
            held(&self.until).insert(path.to_owned(), Instant::now() + delay);
        }
    }

    pub(crate) fn hides(&self, path: &Path) -> bool {
        let mut until = held(&self.until);
        if until.is_empty() {
            return false;
        }
        let now = Instant::now();
        until.retain(|_, until| *until > now);
        until.contains_key(path)
    }
}
