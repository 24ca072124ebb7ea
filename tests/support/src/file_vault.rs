//! A vault in a folder, which two processes can share and one of them can be killed at.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use connect_core::{SecretBytes, Vault, VaultError};

/// Entries as files; only for tests. Each is written whole or not at all.
#[derive(Debug)]
pub struct FileVault {
    folder: PathBuf,
    /// At this step the process says so and stops here for good: somebody is about to kill it.
    stop_at: Option<String>,
    armed: AtomicBool,
}

impl FileVault {
    /// In this folder.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            stop_at: None,
            armed: AtomicBool::new(false),
        }
    }

    /// Stops at a step, once armed. Steps are named as in `before write refresh_token.next` or `after erase access_token`.
    #[must_use]
    pub fn stopping_at(mut self, step: Option<String>) -> Self {
        self.stop_at = step;
        self
    }

    /// From now on.
    pub fn arm(&self) {
        self.armed.store(true, Ordering::SeqCst);
    }

    /// The kinds of the entries, sorted.
    pub fn kinds(&self) -> Vec<String> {
        let mut kinds: Vec<String> = fs::read_dir(&self.folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter_map(|name| name.split('@').nth(1).map(str::to_owned))
            .collect();
        kinds.sort();
        kinds
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(key.replace('/', "@"))
    }

    fn step(&self, when: &str, what: &str, key: &str) {
        let kind = key.rsplit('/').next().unwrap_or_default();
        if !self.armed.load(Ordering::SeqCst) {
            return;
        }
        if self.stop_at.as_deref() == Some(&*format!("{when} {what} {kind}")) {
            let mut out = std::io::stdout();
            writeln!(out, "\nstopped").unwrap();
            out.flush().unwrap();
            loop {
                std::thread::park();
            }
        }
    }
}

impl Vault for FileVault {
    fn read(&self, key: &str) -> Result<Option<SecretBytes>, VaultError> {
        self.step("before", "read", key);
        match fs::read(self.path(key)) {
            Ok(bytes) => Ok(Some(SecretBytes::new(bytes))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(_) => Err(VaultError::Unavailable),
        }
    }

    fn write(&self, key: &str, secret: &SecretBytes) -> Result<(), VaultError> {
        self.step("before", "write", key);
        let path = self.path(key);
        let part = self.folder.join(format!("part {}", std::process::id()));
        fs::write(&part, secret.expose()).map_err(|_| VaultError::Unavailable)?;
        fs::rename(&part, &path).map_err(|_| VaultError::Unavailable)?;
        self.step("after", "write", key);
        Ok(())
    }

    fn erase(&self, key: &str) -> Result<(), VaultError> {
        self.step("before", "erase", key);
        let erased = fs::remove_file(self.path(key));
        self.step("after", "erase", key);
        match erased {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(VaultError::Unavailable),
            _ => Ok(()),
        }
    }
}
