//! The system's password store: Keychain on macOS, Credential Manager on Windows, the Secret Service elsewhere.

use std::sync::Arc;

use keyring_core::CredentialStore;
use keyring_core::Error as StoreError;

use crate::guarded::Guarded;
use crate::ports::Vault;
use crate::vault::{SecretBytes, VaultError};

/// The entries of one service name in the system's password store. The Linux kernel's key store is
/// never used: it is emptied at each restart.
pub struct Keychain {
    service: String,
    /// Opened at the first call, and again after a failure: the store may start later than the app.
    store: Guarded<Option<Arc<CredentialStore>>>,
}

impl Keychain {
    /// `service` is the name under which people find the entries. Touches nothing yet.
    pub fn new(service: impl Into<String>) -> Self {
        Self {
            service: service.into(),
            store: Guarded::new(None),
        }
    }

    fn entry(&self, key: &str) -> Result<keyring_core::Entry, VaultError> {
        let store = {
            let mut store = self.store.lock();
            match &*store {
                Some(store) => Arc::clone(store),
                None => Arc::clone(store.insert(open_store().map_err(|e| told(&e))?)),
            }
        };
        store
            .build(&self.service, key, None)
            .map_err(|e| self.lost(&e))
    }

    /// A store that fails may have been replaced (a restarted daemon): open it anew next time.
    fn lost(&self, error: &StoreError) -> VaultError {
        let told = told(error);
        if told == VaultError::Unavailable {
            *self.store.lock() = None;
        }
        told
    }
}

impl std::fmt::Debug for Keychain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keychain")
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

impl Vault for Keychain {
    fn read(&self, key: &str) -> Result<Option<SecretBytes>, VaultError> {
        match self.entry(key)?.get_secret() {
            Ok(bytes) => Ok(Some(SecretBytes::new(bytes))),
            Err(StoreError::NoEntry) => Ok(None),
            Err(error) => Err(self.lost(&error)),
        }
    }

    fn write(&self, key: &str, secret: &SecretBytes) -> Result<(), VaultError> {
        // `set_secret`, not `set_password`: on Windows the latter stores UTF-16 and halves the room.
        self.entry(key)?
            .set_secret(secret.expose())
            .map_err(|e| self.lost(&e))
    }

    fn erase(&self, key: &str) -> Result<(), VaultError> {
        match self.entry(key)?.delete_credential() {
            Ok(()) | Err(StoreError::NoEntry) => Ok(()),
            Err(error) => Err(self.lost(&error)),
        }
    }
}

#[cfg(target_os = "macos")]
fn open_store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn open_store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn open_store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

/// What a store's error means to a person. The mapping follows what gnome-keyring was seen to answer:
/// `NoStorageAccess` with a prompt behind it is a locked store, without a result one that has no collection.
fn told(error: &StoreError) -> VaultError {
    match error {
        StoreError::NoStorageAccess(source) => {
            let source = format!("{source:?}").to_ascii_lowercase();
            if source.contains("prompt") || source.contains("locked") {
                VaultError::Locked
            } else if source.contains("denied") {
                VaultError::Refused
            } else {
                VaultError::Unavailable
            }
        }
        StoreError::TooLong(..) => VaultError::TooLarge,
        StoreError::BadEncoding(_)
        | StoreError::BadDataFormat(..)
        | StoreError::BadStoreFormat(_)
        | StoreError::Ambiguous(_) => VaultError::Damaged,
        StoreError::Invalid(..) | StoreError::NotSupportedByStore(_) => VaultError::Refused,
        _ => VaultError::Unavailable,
    }
}
