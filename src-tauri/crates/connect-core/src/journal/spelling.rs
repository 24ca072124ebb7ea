//! How values are spelled in the journal's columns.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::types::{FromSqlError, Type};
use serde::Serialize;
use serde::de::DeserializeOwned;
use smartfile::Algorithm;

/// A value that is one word, such as a phase.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        // Only what serialises to a text is handed in here.
        _ => String::new(),
    }
}

/// Back from its word. A word that nobody knows is damage.
pub(super) fn from_word<T: DeserializeOwned>(word: String) -> rusqlite::Result<T> {
    serde_json::from_value(word.into()).map_err(|error| foreign(Box::new(error)))
}

pub(super) fn foreign(error: Box<dyn std::error::Error + Send + Sync>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, error)
}

pub(super) fn unknown() -> rusqlite::Error {
    foreign(Box::new(FromSqlError::InvalidType))
}

/// A size or a count. SQLite knows nothing above 2^63 - 1, and neither does any disk.
pub(super) fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) fn from_number(value: i64) -> rusqlite::Result<u64> {
    u64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(0, value))
}

pub(super) fn time(at: Timestamp) -> i64 {
    at.as_millisecond()
}

pub(super) fn from_time(millis: i64) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(millis).map_err(|error| foreign(Box::new(error)))
}

/// As in FIPS 180-4 and RFC 1321, in small letters.
pub(super) fn algorithm(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Md5 => "md5",
        Algorithm::Sha1 => "sha1",
        Algorithm::Sha256 => "sha256",
        Algorithm::Sha512 => "sha512",
        Algorithm::Crc32 => "crc32",
    }
}

pub(super) fn from_algorithm(word: &str) -> rusqlite::Result<Algorithm> {
    Ok(match word {
        "md5" => Algorithm::Md5,
        "sha1" => Algorithm::Sha1,
        "sha256" => Algorithm::Sha256,
        "sha512" => Algorithm::Sha512,
        "crc32" => Algorithm::Crc32,
        _ => return Err(unknown()),
    })
}

/// A local path exactly as the system has it: bytes where paths are bytes, else UTF-16, the low byte first.
#[cfg(unix)]
pub(super) fn local(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt as _;
    path.as_os_str().as_bytes().to_vec()
}

#[cfg(unix)]
pub(super) fn from_local(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    OsString::from_vec(bytes).into()
}

#[cfg(windows)]
pub(super) fn local(path: &Path) -> Vec<u8> {
    use std::os::windows::ffi::OsStrExt as _;
    let units = path.as_os_str().encode_wide();
    units.flat_map(u16::to_le_bytes).collect()
}

#[cfg(windows)]
pub(super) fn from_local(bytes: Vec<u8>) -> PathBuf {
    use std::os::windows::ffi::OsStringExt as _;
    let pairs = bytes.chunks_exact(2);
    let units: Vec<u16> = pairs
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    OsString::from_wide(&units).into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use super::*;
    use crate::transfers::state::Phase;

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_no_text_comes_back_as_it_was() {
        let path = from_local(b"/home/maya/caf\xe9".to_vec());
        assert_eq!(from_local(local(&path)), path);
        assert!(path.to_str().is_none());
    }

    #[test]
    fn a_word_comes_back_as_it_was_and_a_strange_one_is_damage() {
        assert_eq!(word(&Phase::NeedsYou), "needs_you");
        assert_eq!(
            from_word::<Phase>("needs_you".into()).unwrap(),
            Phase::NeedsYou
        );
        assert!(from_word::<Phase>("flying".into()).is_err());
    }
}
