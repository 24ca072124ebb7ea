//! Where tokens rest: one secret an entry, written and read back, one call at a time, with a limit.
//!
//! There are two places: the system's password store, and the sealed file for accounts whose person asked
//! for it (`vault/in_file.rs`). The name of an entry says whose it is, and so where it belongs.

mod in_file;
pub(crate) mod keychain;
pub(crate) mod memory;
pub(crate) mod passphrase;
pub(crate) mod sealed;

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard};
use zeroize::Zeroizing;

use crate::account::AccountId;
use crate::guarded::Guarded;
use crate::ports::{Clock, Vault};
use sealed::SealedFile;

/// How long a store that has answered before may take.
const LIMIT: Duration = Duration::from_secs(10);
/// How long the first call may take: the store may be asking the person to unlock it.
const UNLOCK_LIMIT: Duration = Duration::from_mins(2);

/// A secret on its way to or from the vault. Cannot be printed; wiped when dropped.
#[derive(Clone, Eq, PartialEq)]
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretBytes {
    /// Takes the bytes over.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(bytes.into()))
    }

    /// The secret itself.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn text(&self) -> Result<&str, VaultError> {
        std::str::from_utf8(&self.0).map_err(|_| VaultError::Damaged)
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes(…)")
    }
}

/// Why the password store, or the sealed file in its place, did not do as asked. Each has its own words, because
/// each has its own remedy.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
pub enum VaultError {
    /// There is no password store, or it does not answer.
    #[error("the password store is not available")]
    Unavailable,
    /// It is there and waits to be unlocked.
    #[error("the password store is locked")]
    Locked,
    /// It said no.
    #[error("the password store refused")]
    Refused,
    /// It has no room left.
    #[error("the password store is full")]
    Full,
    /// It does not take a secret of this size (Windows: 2,560 bytes).
    #[error("the password store does not take a secret of this size")]
    TooLarge,
    /// What came back is not what was written.
    #[error("the entry in the password store is damaged")]
    Damaged,
    /// The sealed file waits for its passphrase.
    #[error("the sealed file waits for its passphrase")]
    PassphraseNeeded,
    /// This passphrase does not open the sealed file.
    #[error("the passphrase does not open the sealed file")]
    PassphraseWrong,
    /// The sealed file is not what was written. It was set aside.
    #[error("the sealed file is damaged")]
    SealedDamaged,
    /// The sealed file could not be read or written: the disk is full, or its folder is not ours.
    #[error("the sealed file could not be read or written")]
    SealedFailed,
}

/// The names of the entries. Part of what is on people's computers: never change them.
pub(crate) mod key {
    use super::AccountId;
    use crate::site::Rung;

    /// Where version 1 of `site.json` kept the only one.
    pub(crate) const SITE_SECRET: &str = "site/client_secret";

    pub(crate) fn site_secret(rung: Rung) -> String {
        format!("site/{}/client_secret", rung.key())
    }
    /// Written and erased at once, to see whether the store keeps anything.
    pub(crate) const PROBE: &str = "store/probe";

    pub(crate) fn access_token(account: &AccountId) -> String {
        format!("{account}/access_token")
    }

    pub(crate) fn refresh_token(account: &AccountId) -> String {
        format!("{account}/refresh_token")
    }

    /// A renewed set lies beside the old one until it is whole.
    pub(crate) fn next_access_token(account: &AccountId) -> String {
        format!("{account}/access_token.next")
    }

    pub(crate) fn next_refresh_token(account: &AccountId) -> String {
        format!("{account}/refresh_token.next")
    }

    pub(crate) fn client_secret(account: &AccountId) -> String {
        format!("{account}/client_secret")
    }

    /// Whether an entry of this name belongs to this account.
    pub(crate) fn is_of(key: &str, account: &AccountId) -> bool {
        let rest = key.strip_prefix(account.as_str());
        rest.is_some_and(|rest| rest.starts_with('/'))
    }

    /// Every entry that may hold a token of this account. The newer ones go first: what is left after a
    /// crash in between is the older set, never a mixture.
    pub(crate) fn tokens(account: &AccountId) -> [String; 4] {
        [
            next_refresh_token(account),
            next_access_token(account),
            access_token(account),
            refresh_token(account),
        ]
    }
}

/// One place for entries.
#[derive(Clone)]
struct Place {
    vault: Arc<dyn Vault>,
    /// Two callers on one entry at a time confuse the Secret Service (seen), so there is one caller at all.
    gate: Arc<Mutex<()>>,
    answered: Arc<AtomicBool>,
}

impl Place {
    /// `answered`: it never asks the person anything, so no call of it may take long.
    fn new(vault: Arc<dyn Vault>, answered: bool) -> Self {
        Self {
            vault,
            gate: Arc::new(Mutex::new(())),
            answered: Arc::new(AtomicBool::new(answered)),
        }
    }
}

/// The rules of the vault around any [`Vault`].
pub(crate) struct Keeping {
    system: Place,
    file: Place,
    sealed: Arc<SealedFile>,
    /// Whose entries are in the file; everybody else's are in the system's store.
    in_file: Guarded<HashSet<AccountId>>,
    clock: Arc<dyn Clock>,
    /// Held over calls that belong together.
    series: Mutex<()>,
}

impl Keeping {
    pub(crate) fn new(vault: Arc<dyn Vault>, sealed: SealedFile, clock: Arc<dyn Clock>) -> Self {
        let sealed = Arc::new(sealed);
        Self {
            system: Place::new(vault, false),
            file: Place::new(Arc::clone(&sealed) as _, true),
            sealed,
            in_file: Guarded::default(),
            clock,
            series: Mutex::new(()),
        }
    }

    /// Taken by whoever erases or writes a whole sign-in, so that one never undoes half of the other.
    pub(crate) async fn series(&self) -> MutexGuard<'_, ()> {
        self.series.lock().await
    }

    pub(crate) async fn read(&self, key: String) -> Result<Option<SecretBytes>, VaultError> {
        let place = self.place_of(&key);
        self.call(place, move |vault, _| vault.read(&key)).await
    }

    /// Writes, then reads back: a store that quietly keeps something else is found out now, not at the next start.
    pub(crate) async fn write(&self, key: String, secret: SecretBytes) -> Result<(), VaultError> {
        // Not left to the store: some cut off what is too long, or keep half of a sign-in.
        let place = self.place_of(&key);
        let largest = place.vault.largest();
        if largest.is_some_and(|largest| secret.expose().len() > largest) {
            return Err(VaultError::TooLarge);
        }
        self.call(place, move |vault, given_up| {
            vault.write(&key, &secret)?;
            if given_up.load(Ordering::SeqCst) {
                // Too late: whoever asked was told that it is not here, so it must not be.
                return vault.erase(&key);
            }
            match vault.read(&key)? {
                Some(kept) if kept == secret => Ok(()),
                _ => Err(VaultError::Damaged),
            }
        })
        .await
    }

    /// Writes, reads back and erases in one piece of work: it ends with the entry gone, even when nobody waits
    /// for it any more.
    pub(crate) async fn probe(&self, key: String, secret: SecretBytes) -> Result<(), VaultError> {
        let place = self.place_of(&key);
        self.call(place, move |vault, _| {
            vault.write(&key, &secret)?;
            let kept = vault.read(&key);
            vault.erase(&key)?;
            match kept? {
                Some(kept) if kept == secret => Ok(()),
                _ => Err(VaultError::Damaged),
            }
        })
        .await
    }

    pub(crate) async fn erase(&self, key: String) -> Result<(), VaultError> {
        let place = self.place_of(&key);
        self.call(place, move |vault, _| vault.erase(&key)).await
    }

    fn place_of(&self, key: &str) -> &Place {
        let in_file = self.in_file.lock();
        if in_file.iter().any(|id| key::is_of(key, id)) {
            &self.file
        } else {
            &self.system
        }
    }

    async fn call<T, F>(&self, place: &Place, work: F) -> Result<T, VaultError>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Vault, &AtomicBool) -> Result<T, VaultError> + Send + 'static,
    {
        let limit = if place.answered.load(Ordering::Relaxed) {
            LIMIT
        } else {
            UNLOCK_LIMIT
        };
        let Place {
            vault,
            gate,
            answered,
        } = place.clone();
        let given_up = Arc::new(AtomicBool::new(false));
        let gone = Arc::clone(&given_up);
        let called = async move {
            // The guard goes with the work: a call that overruns its limit still has the vault to itself.
            let turn = gate.lock_owned().await;
            tokio::task::spawn_blocking(move || {
                let result = work(vault.as_ref(), &gone);
                if result.is_ok() {
                    answered.store(true, Ordering::Relaxed);
                }
                drop(turn);
                result
            })
            .await
        };
        tokio::select! {
            biased;
            result = called => result.unwrap_or(Err(VaultError::Unavailable)),
            // A call that hangs is a store asking the person something (seen with gnome-keyring).
            () = self.clock.sleep(limit) => {
                given_up.store(true, Ordering::SeqCst);
                Err(VaultError::Locked)
            }
        }
    }
}
