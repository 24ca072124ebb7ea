//! One at a time, for each of many things.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Weak};

use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::guarded::Guarded;

/// Who looks at a name before taking it holds it meanwhile. What nobody holds takes no room.
pub(super) struct Holds<K>(Guarded<HashMap<K, Weak<Mutex<()>>>>);

impl<K> Default for Holds<K> {
    fn default() -> Self {
        Self(Guarded::default())
    }
}

impl<K: Eq + Hash> Holds<K> {
    /// Resolves when nobody else holds it. Whoever holds one must not wait for a second.
    pub(super) async fn hold(&self, name: K) -> OwnedMutexGuard<()> {
        let lock = {
            let mut names = self.0.lock();
            names.retain(|_, held| held.strong_count() > 0);
            let held = names.entry(name).or_default();
            held.upgrade().unwrap_or_else(|| {
                let new = Arc::default();
                *held = Arc::downgrade(&new);
                new
            })
        };
        lock.lock_owned().await
    }
}
