//! Until quit.

use std::collections::HashMap;

use crate::guarded::Guarded;
use crate::ports::Vault;
use crate::vault::{SecretBytes, VaultError};

/// Keeps secrets in memory: for tests, and where there is no password store.
#[derive(Debug, Default)]
pub struct MemoryVault(Guarded<HashMap<String, SecretBytes>>);

impl MemoryVault {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// The names of the entries, sorted.
    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.0.lock().keys().cloned().collect();
        keys.sort();
        keys
    }
}

impl Vault for MemoryVault {
    fn read(&self, key: &str) -> Result<Option<SecretBytes>, VaultError> {
        Ok(self.0.lock().get(key).cloned())
    }

    fn write(&self, key: &str, secret: &SecretBytes) -> Result<(), VaultError> {
        self.0.lock().insert(key.to_owned(), secret.clone());
        Ok(())
    }

    fn erase(&self, key: &str) -> Result<(), VaultError> {
        self.0.lock().remove(key);
        Ok(())
    }
}
