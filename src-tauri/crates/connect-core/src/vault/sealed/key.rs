//! The two locks of the sealed file: the passphrase opens its key, and the key opens its entries.
//!
//! The first is slow on purpose and turned once a start; the second is quick and turned at each change.
//! Argon2id is RFC 9106's, ChaCha20-Poly1305 is RFC 8439's, with the 24-byte nonce of `XChaCha20` so that a
//! nonce may be drawn at random for as long as the file lives.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::vault::VaultError;
use crate::vault::passphrase::Passphrase;

const KEY: usize = 32;
const NONCE: usize = 24;
const SALT: usize = 16;
/// What the cipher adds.
const TAG: usize = 16;

/// What is sealed, told to the cipher: a box of one kind is never taken for one of another.
const AS_KEY: &[u8] = b"connect-smartfile sealed file, version 1: key";
const AS_ENTRIES: &[u8] = b"connect-smartfile sealed file, version 1: entries";

/// How much work one guess at a passphrase is (Argon2id, RFC 9106 §3.1). Stands in the file, so that
/// a later version may ask for more and still open what is there.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Work {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Work {
    /// RFC 9106 §4, the second recommended choice: 64 MiB, three passes, four lanes. The same on every computer: a file
    /// must open on the slow one too, and what a thief's computer does is not measured on ours.
    pub(crate) const USUAL: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 4,
    };
    /// The least there is. For tests, which seal hundreds of files.
    pub(crate) const LEAST: Self = Self {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };

    /// A file that asks for more than this was not written by us.
    fn is_bearable(self) -> bool {
        self.memory_kib <= 1024 * 1024 && self.passes <= 64 && self.lanes <= 64
    }
}

/// A key of the file, in memory. Wiped when dropped.
pub(crate) struct FileKey(Zeroizing<[u8; KEY]>);

impl FileKey {
    pub(crate) fn random() -> Result<Self, VaultError> {
        let mut key = Self(Zeroizing::new([0; KEY]));
        fill(key.0.as_mut())?;
        Ok(key)
    }

    fn of_passphrase(passphrase: &Passphrase, salt: &[u8], work: Work) -> Result<Self, VaultError> {
        let params = Params::new(work.memory_kib, work.passes, work.lanes, Some(KEY))
            .map_err(|_| VaultError::SealedDamaged)?;
        let mut key = Self(Zeroizing::new([0; KEY]));
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.expose(), salt, key.0.as_mut())
            .map_err(|_| VaultError::SealedDamaged)?;
        Ok(key)
    }

    pub(crate) fn seal_entries(
        &self,
        entries: Zeroizing<Vec<u8>>,
    ) -> Result<SealedBox, VaultError> {
        self.seal(AS_ENTRIES, entries)
    }

    /// `None` when it was not sealed with this key, or was changed since.
    pub(crate) fn open_entries(&self, sealed: &SealedBox) -> Option<Zeroizing<Vec<u8>>> {
        self.open(AS_ENTRIES, sealed)
    }

    /// Seals in place: no plain copy is left behind.
    fn seal(&self, kind: &[u8], mut plain: Zeroizing<Vec<u8>>) -> Result<SealedBox, VaultError> {
        let mut nonce = [0; NONCE];
        fill(&mut nonce)?;
        if plain.capacity() < plain.len() + TAG {
            let mut roomy = Zeroizing::new(Vec::with_capacity(plain.len() + TAG));
            roomy.extend_from_slice(&plain);
            plain = roomy;
        }
        self.cipher()
            .encrypt_in_place(&XNonce::from(nonce), kind, &mut *plain)
            .map_err(|_| VaultError::SealedFailed)?;
        Ok(SealedBox {
            nonce: STANDARD.encode(nonce),
            bytes: STANDARD.encode(&*plain),
        })
    }

    fn open(&self, kind: &[u8], sealed: &SealedBox) -> Option<Zeroizing<Vec<u8>>> {
        let nonce: [u8; NONCE] = STANDARD.decode(&sealed.nonce).ok()?.try_into().ok()?;
        let mut bytes = Zeroizing::new(STANDARD.decode(&sealed.bytes).ok()?);
        self.cipher()
            .decrypt_in_place(&XNonce::from(nonce), kind, &mut *bytes)
            .ok()?;
        Some(bytes)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.0).into())
    }
}

/// Something sealed, as it stands in the file.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct SealedBox {
    nonce: String,
    bytes: String,
}

/// The key of the file, sealed with the passphrase.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct WrappedKey {
    work: Work,
    salt: String,
    key: SealedBox,
}

impl WrappedKey {
    /// Slow on purpose.
    pub(crate) fn wrap(
        key: &FileKey,
        passphrase: &Passphrase,
        work: Work,
    ) -> Result<Self, VaultError> {
        let mut salt = [0; SALT];
        fill(&mut salt)?;
        let lock = FileKey::of_passphrase(passphrase, &salt, work)?;
        Ok(Self {
            work,
            salt: STANDARD.encode(salt),
            key: lock.seal(AS_KEY, Zeroizing::new(key.0.to_vec()))?,
        })
    }

    /// Slow on purpose.
    pub(crate) fn unwrap_with(&self, passphrase: &Passphrase) -> Result<FileKey, VaultError> {
        if !self.work.is_bearable() {
            return Err(VaultError::SealedDamaged);
        }
        let salt = STANDARD
            .decode(&self.salt)
            .map_err(|_| VaultError::SealedDamaged)?;
        let lock = FileKey::of_passphrase(passphrase, &salt, self.work)?;
        let bytes = lock
            .open(AS_KEY, &self.key)
            .ok_or(VaultError::PassphraseWrong)?;
        let mut key = FileKey(Zeroizing::new([0; KEY]));
        if bytes.len() != KEY {
            return Err(VaultError::SealedDamaged);
        }
        key.0.copy_from_slice(&bytes);
        Ok(key)
    }
}

fn fill(bytes: &mut [u8]) -> Result<(), VaultError> {
    getrandom::fill(bytes).map_err(|error| {
        tracing::warn!(%error, "the system gives no random bytes");
        VaultError::SealedFailed
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use super::*;

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::new(text.into())
    }

    #[test]
    fn only_the_passphrase_opens_the_key_and_only_the_key_the_entries() {
        let key = FileKey::random().unwrap();
        let wrapped =
            WrappedKey::wrap(&key, &passphrase("blue kettle on fire"), Work::LEAST).unwrap();
        let sealed = key.seal_entries(Zeroizing::new(b"hush".to_vec())).unwrap();
        let opened = wrapped
            .unwrap_with(&passphrase("blue kettle on fire"))
            .unwrap();
        assert_eq!(opened.open_entries(&sealed).unwrap().as_slice(), b"hush");
        assert_eq!(
            wrapped.unwrap_with(&passphrase("blue kettle on ice")).err(),
            Some(VaultError::PassphraseWrong)
        );
        let other = FileKey::random().unwrap();
        assert!(other.open_entries(&sealed).is_none());
    }

    #[test]
    fn the_same_entries_are_never_sealed_to_the_same_bytes() {
        let key = FileKey::random().unwrap();
        let seal = || key.seal_entries(Zeroizing::new(b"hush".to_vec())).unwrap();
        let (one, two) = (seal(), seal());
        assert_ne!(one.nonce, two.nonce);
        assert_ne!(one.bytes, two.bytes);
    }

    #[test]
    fn a_box_of_one_kind_is_not_taken_for_another() {
        let key = FileKey::random().unwrap();
        let sealed = key.seal(AS_KEY, Zeroizing::new(b"hush".to_vec())).unwrap();
        assert!(key.open_entries(&sealed).is_none());
    }

    /// B16: the work of a guess is RFC 9106's, and a file cannot ask for an absurd one.
    #[test]
    fn a_guess_costs_what_the_standard_recommends() {
        assert_eq!(
            (
                Work::USUAL.memory_kib,
                Work::USUAL.passes,
                Work::USUAL.lanes
            ),
            (65_536, 3, 4),
            "RFC 9106 §4"
        );
        let absurd = Work {
            memory_kib: u32::MAX,
            ..Work::USUAL
        };
        assert!(!absurd.is_bearable());
    }
}
