//! How much of the site's storage is used.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// The bytes in all homes. Walked at the start and at each `whoami`; adjusted by uploads between.
#[derive(Default)]
pub(crate) struct Tally {
    bytes: AtomicU64,
}

impl Tally {
    /// Takes what a walk through the homes found.
    pub(crate) fn measured(&self, bytes: u64) {
        self.bytes.store(bytes, Ordering::Relaxed);
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    pub(crate) fn replaced(&self, old: u64, new: u64) {
        // A file that was put there behind the server's back was never counted: below zero is zero.
        let _ = self
            .bytes
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |bytes| {
                Some(bytes.saturating_add(new).saturating_sub(old))
            });
    }
}

/// The bytes of all files below a folder. Links are not followed; what cannot be read counts
/// nothing.
pub(crate) fn size_below(dir: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return 0;
    };
    let sizes = entries.flatten().map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size_below(&entry.path()),
        Ok(metadata) if metadata.is_file() => metadata.len(),
        _ => 0,
    });
    sizes.sum()
}
