//! Fingerprints: what a file's bytes come to, here and there.

use std::fmt::Write as _;

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use smartfile::Algorithm;

/// The fingerprints of both copies of a file that arrived whole. They are the same; each is what its own end
/// said.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Fingerprint {
    /// How both were taken.
    pub algorithm: Algorithm,
    /// Of the copy on this computer: hexadecimal digits, small letters. Taken from the bytes as they passed.
    pub here: String,
    /// Of the copy at the site, by the site's own reckoning.
    pub there: String,
}

impl Fingerprint {
    /// What its algorithm is called, as in "SHA-256".
    pub fn algorithm_name(&self) -> &'static str {
        match self.algorithm {
            Algorithm::Md5 => "MD5",
            Algorithm::Sha1 => "SHA-1",
            Algorithm::Sha256 => "SHA-256",
            Algorithm::Sha512 => "SHA-512",
            Algorithm::Crc32 => "CRC-32",
        }
    }
}

/// Takes fingerprints of bytes as they pass, in one pass. The other algorithms that a site may know (API facts
/// §7) are not worth their price: SHA-512 is slower and proves no more, CRC-32 is too short to be a proof.
#[derive(Clone, Debug)]
pub(crate) struct Reckoning {
    sha256: Option<Sha256>,
    sha1: Option<Sha1>,
    md5: Option<Md5>,
}

impl Reckoning {
    /// By this algorithm, or, as long as nobody knows which one the site speaks, by each of them.
    pub(crate) fn by(known: Option<Algorithm>) -> Self {
        let wanted = |algorithm| known.is_none_or(|known| known == algorithm);
        Self {
            sha256: wanted(Algorithm::Sha256).then(Sha256::new),
            sha1: wanted(Algorithm::Sha1).then(Sha1::new),
            md5: wanted(Algorithm::Md5).then(Md5::new),
        }
    }

    /// By SHA-256 too.
    pub(crate) fn and_sha256(mut self) -> Self {
        self.sha256.get_or_insert_with(Sha256::new);
        self
    }

    pub(crate) fn add(&mut self, bytes: &[u8]) {
        if let Some(sha256) = &mut self.sha256 {
            sha256.update(bytes);
        }
        if let Some(sha1) = &mut self.sha1 {
            sha1.update(bytes);
        }
        if let Some(md5) = &mut self.md5 {
            md5.update(bytes);
        }
    }

    /// The bytes so far do not count.
    pub(crate) fn start_over(&mut self) {
        *self = Self {
            sha256: self.sha256.take().map(|_| Sha256::new()),
            sha1: self.sha1.take().map(|_| Sha1::new()),
            md5: self.md5.take().map(|_| Md5::new()),
        };
    }

    pub(crate) fn end(self) -> Digests {
        let digests = [
            self.sha256
                .map(|it| (Algorithm::Sha256, hex(&it.finalize()))),
            self.sha1.map(|it| (Algorithm::Sha1, hex(&it.finalize()))),
            self.md5.map(|it| (Algorithm::Md5, hex(&it.finalize()))),
        ];
        Digests(digests.into_iter().flatten().collect())
    }
}

/// The fingerprints of all bytes that passed, the best first.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Digests(Vec<(Algorithm, String)>);

impl Digests {
    /// By this algorithm, if it was reckoned.
    pub(crate) fn of(&self, wanted: Algorithm) -> Option<String> {
        let mut all = self.iter();
        all.find(|(algorithm, _)| *algorithm == wanted)
            .map(|(_, hex)| hex.to_owned())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Algorithm, &str)> {
        self.0
            .iter()
            .map(|(algorithm, hex)| (*algorithm, hex.as_str()))
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-4 and RFC 1321, of `abc`.
    const PUBLISHED: [(Algorithm, &str); 3] = [
        (
            Algorithm::Sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (Algorithm::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (Algorithm::Md5, "900150983cd24fb0d6963f7d28e17f72"),
    ];

    #[test]
    fn fingerprints_are_the_published_ones_in_one_pass_and_in_the_order_of_preference() {
        let mut reckoning = Reckoning::by(None);
        reckoning.add(b"a");
        reckoning.add(b"bc");
        let digests = reckoning.end();
        assert!(digests.iter().eq(PUBLISHED));
    }

    #[test]
    fn where_the_algorithm_is_known_only_that_one_is_reckoned() {
        for published in PUBLISHED {
            let mut reckoning = Reckoning::by(Some(published.0));
            reckoning.add(b"abc");
            assert!(reckoning.end().iter().eq([published]));
        }
    }

    #[test]
    fn what_came_before_a_new_start_does_not_count() {
        let mut reckoning = Reckoning::by(None);
        reckoning.add(b"something else");
        reckoning.start_over();
        reckoning.add(b"abc");
        assert!(reckoning.end().iter().eq(PUBLISHED));
    }
}
