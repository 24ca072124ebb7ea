//! What is in the sealed file, between two locks: names and secrets.

use zeroize::Zeroizing;

use crate::vault::{SecretBytes, VaultError};

/// The entries, sorted by name. Wiped when dropped.
#[derive(Default)]
pub(crate) struct Entries(Vec<(String, SecretBytes)>);

impl Entries {
    pub(crate) fn get(&self, key: &str) -> Option<SecretBytes> {
        let at = self.place(key).ok()?;
        Some(self.0[at].1.clone())
    }

    pub(crate) fn set(&mut self, key: &str, secret: SecretBytes) {
        match self.place(key) {
            Ok(at) => self.0[at].1 = secret,
            Err(at) => self.0.insert(at, (key.to_owned(), secret)),
        }
    }

    pub(crate) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.0.retain(|(key, _)| keep(key));
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    fn place(&self, key: &str) -> Result<usize, usize> {
        self.0
            .binary_search_by(|(known, _)| known.as_str().cmp(key))
    }

    /// Name and secret in turn, each after its length (four bytes, little-endian). Not JSON: a writer that
    /// grows its text leaves plain secrets behind in memory.
    pub(crate) fn pack(&self) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let fields = || {
            let pairs = self.0.iter();
            pairs.flat_map(|(key, secret)| [key.as_bytes(), secret.expose()])
        };
        // With room for what the cipher adds.
        let room = fields().map(|field| field.len() + 4).sum::<usize>() + 16;
        let mut packed = Zeroizing::new(Vec::with_capacity(room));
        for field in fields() {
            let length = u32::try_from(field.len()).map_err(|_| VaultError::TooLarge)?;
            packed.extend_from_slice(&length.to_le_bytes());
            packed.extend_from_slice(field);
        }
        Ok(packed)
    }

    /// `None` when this is not what [`Self::pack`] wrote.
    pub(crate) fn unpack(mut packed: &[u8]) -> Option<Self> {
        let mut entries = Self::default();
        while !packed.is_empty() {
            let (key, rest) = field(packed)?;
            let (secret, rest) = field(rest)?;
            entries.set(std::str::from_utf8(key).ok()?, SecretBytes::new(secret));
            packed = rest;
        }
        Some(entries)
    }
}

fn field(packed: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = packed.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use super::*;

    #[test]
    fn what_is_packed_is_unpacked_and_what_is_cut_off_is_refused() {
        let mut entries = Entries::default();
        entries.set("b", SecretBytes::new("two"));
        entries.set("a", SecretBytes::new(""));
        entries.set("b", SecretBytes::new("three"));
        let packed = entries.pack().unwrap();
        let read = Entries::unpack(&packed).unwrap();
        assert_eq!(read.len(), 2);
        assert!(read.get("b") == Some(SecretBytes::new("three")));
        assert!(read.get("a") == Some(SecretBytes::new("")));
        assert!(read.get("c").is_none());
        for end in 1..packed.len() {
            // Cut between two entries, the first one is whole.
            let whole = Entries::unpack(&packed[..end]).is_some();
            assert_eq!(whole, end == 4 + 1 + 4, "{end}");
        }
    }
}
