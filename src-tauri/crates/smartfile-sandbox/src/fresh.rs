//! New paths take a moment to show up (seen: about a second).

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

use crate::lock::held;
use crate::remote_path::RemotePath;

/// The paths that are not to be seen yet.
#[derive(Default)]
pub(crate) struct Fresh {
    until: Mutex<HashMap<(String, RemotePath), Instant>>,
}

impl Fresh {
    /// Hides a new path of a home for a while.
    pub(crate) fn hide(&self, home: &str, path: &RemotePath, delay: Duration) {
        if !delay.is_zero() {
            let place = (home.to_owned(), path.clone());
            held(&self.until).insert(place, Instant::now() + delay);
        }
    }

    /// Whether nothing at all is hidden now.
    pub(crate) fn is_empty(&self) -> bool {
        let mut until = held(&self.until);
        let now = Instant::now();
        until.retain(|_, until| *until > now);
        until.is_empty()
    }

    pub(crate) fn hides(&self, home: &str, path: &RemotePath) -> bool {
        if self.is_empty() {
            return false;
        }
        let place = (home.to_owned(), path.clone());
        held(&self.until).contains_key(&place)
    }
}
