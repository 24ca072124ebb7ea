//! The bytes of a file, wherever they are.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::sync::Arc;

use bytes::Bytes;
use tempfile::TempPath;

/// How many digits the number of a numbered entry has in its text.
const DIGITS: usize = 6;

/// What a file in memory, or an earlier version of a file, holds.
#[derive(Clone)]
pub(crate) enum Content {
    Bytes(Bytes),
    /// An upload, where it arrived; removed with the last value that names it.
    Kept(Arc<TempPath>),
    /// One of many entries that differ in their number only.
    Numbered(u32),
}

impl Content {
    pub(crate) fn kept(path: TempPath) -> Self {
        Self::Kept(Arc::new(path))
    }

    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Kept(path) => path.metadata().map_or(0, |metadata| metadata.len()),
            Self::Numbered(_) => NUMBERED_SIZE,
        }
    }

    pub(crate) fn open(&self) -> io::Result<Source> {
        Ok(match self {
            Self::Bytes(bytes) => Source::Bytes(Cursor::new(bytes.clone())),
            Self::Kept(path) => Source::File(File::open(path.as_ref())?),
            Self::Numbered(number) => {
                let text = format!("Entry {number:0DIGITS$}.\n");
                Source::Bytes(Cursor::new(text.into()))
            }
        })
    }
}

/// The size of every numbered entry.
pub(crate) const NUMBERED_SIZE: u64 = "Entry .\n".len() as u64 + DIGITS as u64;

/// A file that is open for reading.
pub(crate) enum Source {
    File(File),
    Bytes(Cursor<Bytes>),
}

impl Source {
    pub(crate) fn size(&self) -> io::Result<u64> {
        match self {
            Self::File(file) => Ok(file.metadata()?.len()),
            Self::Bytes(bytes) => Ok(bytes.get_ref().len() as u64),
        }
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(buffer),
            Self::Bytes(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for Source {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        match self {
            Self::File(file) => file.seek(position),
            Self::Bytes(bytes) => bytes.seek(position),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests stop at the first surprise

    use super::{Content, NUMBERED_SIZE};
    use std::io::Read as _;

    #[test]
    fn a_numbered_entry_is_as_long_as_it_says() {
        for number in [1, 100_000] {
            let content = Content::Numbered(number);
            let mut text = String::new();
            content.open().unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, format!("Entry {number:06}.\n"));
            assert_eq!(
                (text.len() as u64, content.size()),
                (NUMBERED_SIZE, NUMBERED_SIZE)
            );
        }
    }
}
