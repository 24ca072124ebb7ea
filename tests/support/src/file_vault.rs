//! A vault in a folder, which two processes can share.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use connect_core::{SecretBytes, Vault, VaultError};

/// Entries as files; only for tests. Each is written whole or not at all.
#[derive(Debug)]
pub struct FileVault {
    folder: PathBuf,
}

impl FileVault {
    /// In this folder.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(key.replace('/', "@"))
    }
}

impl Vault for FileVault {
    fn read(&self, key: &str) -> Result<Option<SecretBytes>, VaultError> {
        match fs::read(self.path(key)) {
            Ok(bytes) => Ok(Some(SecretBytes::new(bytes))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(_) => Err(VaultError::Unavailable),
        }
    }

    fn write(&self, key: &str, secret: &SecretBytes) -> Result<(), VaultError> {
        let path = self.path(key);
        let part = self.folder.join(format!("part {}", std::process::id()));
        fs::write(&part, secret.expose()).map_err(|_| VaultError::Unavailable)?;
        fs::rename(&part, &path).map_err(|_| VaultError::Unavailable)?;
        Ok(())
    }

    fn erase(&self, key: &str) -> Result<(), VaultError> {
        match fs::remove_file(self.path(key)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(VaultError::Unavailable),
            _ => Ok(()),
        }
    }
}
