//! The system's password store: Keychain on macOS, Credential Manager on Windows, the Secret Service elsewhere.

use std::sync::Arc;

use keyring_core::CredentialStore;
use keyring_core::Error as StoreError;

use crate::guarded::Guarded;
use crate::ports::Vault;
use crate::vault::{SecretBytes, VaultError};

/// `CRED_MAX_CREDENTIAL_BLOB_SIZE` of Windows: the bytes of one entry. The other stores name no limit.
const LARGEST_ON_WINDOWS: usize = 2_560;

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

    /// Does something with an entry. A store that was opened earlier may have been replaced meanwhile (a
    /// restarted daemon); then it is opened anew and asked once more.
    fn with<T>(
        &self,
        key: &str,
        work: impl Fn(&keyring_core::Entry) -> keyring_core::Result<T>,
    ) -> Result<Option<T>, VaultError> {
        let attempt = |store: &Arc<CredentialStore>| {
            let entry = store.build(&self.service, key, None)?;
            match work(&entry) {
                Err(StoreError::NoEntry) => Ok(None),
                done => done.map(Some),
            }
        };
        let known = self.store.lock().clone();
        if let Some(store) = known {
            match attempt(&store).map_err(|error| told(&error)) {
                Err(VaultError::Unavailable) => *self.store.lock() = None,
                done => return done,
            }
        }
        let store = open_store().map_err(|error| told(&error))?;
        let done = attempt(&store).map_err(|error| told(&error));
        if !matches!(done, Err(VaultError::Unavailable)) {
            *self.store.lock() = Some(store);
        }
        done
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
        let bytes = self.with(key, keyring_core::Entry::get_secret)?;
        Ok(bytes.map(SecretBytes::new))
    }

    fn write(&self, key: &str, secret: &SecretBytes) -> Result<(), VaultError> {
        // `set_secret`, not `set_password`: on Windows the latter stores UTF-16 and halves the room.
        let written = self.with(key, |entry| entry.set_secret(secret.expose()))?;
        // "No such entry" is not an answer to a write.
        written.ok_or(VaultError::Unavailable)
    }

    fn erase(&self, key: &str) -> Result<(), VaultError> {
        // What is not there is erased.
        self.with(key, keyring_core::Entry::delete_credential)
            .map(|_| ())
    }

    fn largest(&self) -> Option<usize> {
        cfg!(windows).then_some(LARGEST_ON_WINDOWS)
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
/// The words of Windows and macOS are those of their documentation, and inferred to reach us in this form.
fn told(error: &StoreError) -> VaultError {
    match error {
        StoreError::NoStorageAccess(source) | StoreError::PlatformFailure(source) => {
            reason(&format!("{source} {source:?}"))
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

fn reason(said: &str) -> VaultError {
    let said = said.to_ascii_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if any(&["prompt", "locked", "interactionnotallowed", "-25308"]) {
        VaultError::Locked
    } else if any(&[
        "no space",
        "disk full",
        "quota",
        "storagefull",
        "not enough",
    ]) {
        VaultError::Full
    } else if any(&[
        "denied",
        "not permitted",
        "logon session",
        "authfailed",
        "-25293",
    ]) {
        VaultError::Refused
    } else {
        VaultError::Unavailable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(said: &str) -> VaultError {
        told(&StoreError::PlatformFailure(
            std::io::Error::other(said.to_owned()).into(),
        ))
    }

    /// B17: each code of a store is a cause of its own, and an unknown one is "not available", never "no such entry".
    #[test]
    fn every_way_a_store_fails_is_told_apart() {
        for (said, told) in [
            (
                "org.freedesktop.secrets was not provided by any .service files",
                VaultError::Unavailable,
            ),
            ("IsLocked", VaultError::Locked),
            (
                "errSecInteractionNotAllowed (OSStatus -25308)",
                VaultError::Locked,
            ),
            (
                "Not enough memory resources are available to process this command. (os error 8)",
                VaultError::Full,
            ),
            ("No space left on device (os error 28)", VaultError::Full),
            (
                "A specified logon session does not exist. It may already have been terminated. (os error 1312)",
                VaultError::Refused,
            ),
            ("Access is denied. (os error 5)", VaultError::Refused),
            ("something nobody has seen yet", VaultError::Unavailable),
        ] {
            assert_eq!(failed(said), told, "{said}");
        }
        assert_eq!(
            told(&StoreError::TooLong("secret".into(), 2560)),
            VaultError::TooLarge
        );
        assert_eq!(
            told(&StoreError::BadEncoding(vec![0xff])),
            VaultError::Damaged
        );
    }
}
