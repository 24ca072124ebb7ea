//! The sealed file: for computers without a password store, and only when a person has asked for it.
//!
//! ```text
//!  passphrase ─ Argon2id ─► opens ─ the key of the file ─► opens ─ the entries
//!               once a start        (sealed in the file)           rewritten whole at each change
//! ```
//!
//! One file for all accounts that are kept in it, with entries of the same names as in the password
//! store. Another process may have rewritten it, so it is read again before each use. Why it is made so:
//! `docs/adr/0008-sealed-file.md`.

mod entries;
mod key;

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::guarded::Guarded;
use crate::ports::Vault;
use crate::stored::{Loaded, StoredFile};
use crate::vault::passphrase::Passphrase;
use crate::vault::{SecretBytes, VaultError};

use entries::Entries;
pub(crate) use key::Work;
use key::{FileKey, SealedBox, WrappedKey};

/// What stands in the file. Nothing in it can be read without the passphrase.
#[derive(Deserialize, Serialize)]
struct Sealed {
    key: WrappedKey,
    entries: SealedBox,
    /// A hash of the two. Tells a damaged file from a wrong passphrase; no lock, and no secret.
    check: String,
}

impl Sealed {
    fn new(key: WrappedKey, entries: SealedBox) -> Self {
        let check = check(&key, &entries);
        Self {
            key,
            entries,
            check,
        }
    }

    fn is_whole(&self) -> bool {
        self.check == check(&self.key, &self.entries)
    }
}

fn check(key: &WrappedKey, entries: &SealedBox) -> String {
    // Plain structures of texts and numbers always become JSON.
    let bytes = serde_json::to_vec(&(key, entries)).unwrap_or_default();
    STANDARD.encode(Sha256::digest(bytes))
}

/// The key, once the passphrase was given; wiped when dropped.
struct Opened {
    wrapped: WrappedKey,
    key: FileKey,
}

impl Opened {
    /// Sealed anew meanwhile, with another passphrase: what we know opens it no more.
    fn fits(&self, sealed: &Sealed) -> bool {
        self.wrapped == sealed.key
    }
}

/// One file of entries behind a passphrase.
pub(crate) struct SealedFile {
    file: StoredFile,
    lock: PathBuf,
    work: Work,
    opened: Guarded<Option<Arc<Opened>>>,
}

impl SealedFile {
    /// Touches nothing yet.
    pub(crate) fn new(folder: &Path, work: Work) -> Self {
        Self {
            file: StoredFile::new(folder, "sealed.json", 1),
            lock: folder.join("sealed.lock"),
            work,
            opened: Guarded::new(None),
        }
    }

    pub(crate) fn is_there(&self) -> bool {
        self.file.is_there()
    }

    /// It is there, or was and is set aside.
    pub(crate) fn is_left(&self) -> bool {
        self.file.is_left() || self.lock.exists()
    }

    pub(crate) fn is_open(&self) -> bool {
        self.opened.lock().is_some()
    }

    /// Opens what is there; where nothing is, the passphrase is the one of a file to come. Writes nothing.
    /// Takes a fraction of a second on purpose.
    pub(crate) fn open(&self, passphrase: &Passphrase) -> Result<(), VaultError> {
        let opened = if let Some(sealed) = self.look()? {
            let key = sealed.key.unwrap_with(passphrase)?;
            let opened = Opened {
                wrapped: sealed.key.clone(),
                key,
            };
            self.entries(&sealed, &opened)?;
            opened
        } else {
            let key = FileKey::random()?;
            Opened {
                wrapped: WrappedKey::wrap(&key, passphrase, self.work)?,
                key,
            }
        };
        *self.opened.lock() = Some(Arc::new(opened));
        Ok(())
    }

    /// Forgets the key.
    pub(crate) fn close(&self) {
        *self.opened.lock() = None;
    }

    /// Keeps the entries whose names are wanted; without any, no file stays.
    pub(crate) fn retain(&self, keep: impl Fn(&str) -> bool) -> Result<(), VaultError> {
        self.change(|entries| entries.retain(keep))
    }

    /// Erases the file, whoever can open it, and what was set aside. The passphrase is forgotten.
    pub(crate) fn erase_whole(&self) -> Result<(), VaultError> {
        let turn = self.turn();
        let erased = self.file.erase_now().map_err(|error| failed(&error));
        self.close();
        drop(turn);
        let _ = fs::remove_file(&self.lock);
        erased
    }

    /// The file as it is now. A damaged one is set aside.
    fn look(&self) -> Result<Option<Sealed>, VaultError> {
        match self.file.look::<Sealed>().map_err(|error| failed(&error))? {
            Loaded::Nothing => Ok(None),
            Loaded::Whole(sealed) if sealed.is_whole() => Ok(Some(sealed)),
            Loaded::Whole(_) => {
                self.file.set_aside().map_err(|error| failed(&error))?;
                Err(VaultError::SealedDamaged)
            }
            Loaded::Damaged => Err(VaultError::SealedDamaged),
        }
    }

    fn entries(&self, sealed: &Sealed, opened: &Opened) -> Result<Entries, VaultError> {
        if !opened.fits(sealed) {
            return Err(VaultError::PassphraseNeeded);
        }
        let packed = opened.key.open_entries(&sealed.entries);
        if let Some(entries) = packed.and_then(|packed| Entries::unpack(&packed)) {
            return Ok(entries);
        }
        self.file.set_aside().map_err(|error| failed(&error))?;
        Err(VaultError::SealedDamaged)
    }

    fn opened(&self) -> Result<Arc<Opened>, VaultError> {
        let opened = self.opened.lock().clone();
        opened.ok_or(VaultError::PassphraseNeeded)
    }

    fn change(&self, change: impl FnOnce(&mut Entries)) -> Result<(), VaultError> {
        let turn = self.turn();
        let mut entries = match self.look()? {
            Some(sealed) => self.entries(&sealed, self.opened()?.as_ref())?,
            None => Entries::default(),
        };
        change(&mut entries);
        if entries.len() == 0 {
            self.file.erase_now().map_err(|error| failed(&error))?;
            drop(turn);
            let _ = fs::remove_file(&self.lock);
            return Ok(());
        }
        let opened = self.opened()?;
        let sealed = Sealed::new(
            opened.wrapped.clone(),
            opened.key.seal_entries(entries.pack()?)?,
        );
        self.file.save_now(&sealed).map_err(|error| failed(&error))
    }

    /// One process changes the file at a time. Where there are no locks, as on some network drives, it goes
    /// on without.
    fn turn(&self) -> Option<File> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let locked = options
            .open(&self.lock)
            .and_then(|file| file.lock().map(|()| file));
        match locked {
            Ok(file) => Some(file),
            Err(error) => {
                tracing::warn!(%error, "changing the sealed file without a lock");
                None
            }
        }
    }
}

impl Vault for SealedFile {
    fn read(&self, key: &str) -> Result<Option<SecretBytes>, VaultError> {
        match self.look()? {
            Some(sealed) => Ok(self.entries(&sealed, self.opened()?.as_ref())?.get(key)),
            None => Ok(None),
        }
    }

    fn write(&self, key: &str, secret: &SecretBytes) -> Result<(), VaultError> {
        self.change(|entries| entries.set(key, secret.clone()))
    }

    fn erase(&self, key: &str) -> Result<(), VaultError> {
        self.change(|entries| entries.retain(|known| known != key))
    }
}

fn failed(error: &Error) -> VaultError {
    tracing::warn!(%error, "the sealed file");
    VaultError::SealedFailed
}
