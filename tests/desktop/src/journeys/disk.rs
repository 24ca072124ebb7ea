//! What became of files on the practice server's disk.

use std::path::Path;

use crate::Outcome;
use crate::wait::{self, until};

/// Waits until it is there.
pub(super) async fn there(path: &Path) -> Outcome {
    let words = format!("{} to be there", path.display());
    until(&words, wait::LIMIT, async || path.exists().then_some(())).await
}

/// Waits until it is no longer there.
pub(super) async fn gone(path: &Path) -> Outcome {
    let words = format!("{} to be gone", path.display());
    until(&words, wait::LIMIT, async || (!path.exists()).then_some(())).await
}

/// Waits until a file is there, whole.
pub(super) async fn holds(path: &Path, bytes: &[u8]) -> Outcome {
    let words = format!("{} to hold {} bytes", path.display(), bytes.len());
    until(&words, wait::LIMIT, async || {
        (std::fs::read(path).ok()? == bytes).then_some(())
    })
    .await
}

/// How many entries a folder has, as people count them.
pub(super) fn count(folder: &Path) -> Outcome<usize> {
    let mut count = 0;
    for entry in std::fs::read_dir(folder)? {
        count += usize::from(!entry?.file_name().to_string_lossy().starts_with('.'));
    }
    Ok(count)
}
