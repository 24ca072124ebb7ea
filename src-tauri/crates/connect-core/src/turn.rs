//! One program at a time: a file that whoever is at it holds locked.
//!
//! The lock is advisory and ends with the process that holds it, however that ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// How often to look whether it is our turn.
pub(crate) const LOOK_EVERY: Duration = Duration::from_millis(15);
/// How long another process may take: a token request, and a slow password store.
const LIMIT: Duration = Duration::from_mins(1);

/// The turn of one process. Ends when dropped.
#[derive(Debug)]
pub(crate) struct Pass {
    _locked: File,
}

/// Why the turn did not come.
#[derive(Debug)]
pub(crate) enum NoTurn {
    /// Another process holds it for longer than anything here takes.
    Busy,
    /// There are no locks here, as on some network drives.
    Impossible(io::Error),
}

/// Waits until no other process has its turn at this file. Makes the file, and the folder it lies in.
pub(crate) async fn turn(path: PathBuf) -> Result<Pass, NoTurn> {
    let open = move || {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        options.open(path)
    };
    let file = tokio::task::spawn_blocking(open)
        .await
        .unwrap_or_else(|error| Err(io::Error::other(error)))
        .map_err(NoTurn::Impossible)?;
    let waiting = async {
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(()),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(LOOK_EVERY).await,
                Err(TryLockError::Error(error)) => return Err(NoTurn::Impossible(error)),
            }
        }
    };
    // Real time: this waits for a process, which knows nothing of a clock that was handed in.
    match tokio::time::timeout(LIMIT, waiting).await {
        Ok(Ok(())) => Ok(Pass { _locked: file }),
        Ok(Err(error)) => Err(error),
        Err(_) => Err(NoTurn::Busy),
    }
}
