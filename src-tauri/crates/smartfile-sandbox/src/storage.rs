//! Where the homes lie: in a folder of this computer, or in memory.
//!
//! The disk shows what the server does to whoever looks, and takes files that are put there past
//! it. Memory holds every name the service could hold, on any system, and a folder of a hundred
//! thousand entries costs nothing before somebody opens it.

mod content;
mod disk;
mod memory;

use std::io;
use std::time::SystemTime;

use tempfile::NamedTempFile;

use crate::remote_path::RemotePath;

pub(crate) use content::{Content, Source};
pub(crate) use disk::Disk;
pub(crate) use memory::{Memory, Node};

/// What is known about a file or a folder.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    pub(crate) folder: bool,
    /// Bytes of a file; meaningless for a folder.
    pub(crate) size: u64,
    pub(crate) time: SystemTime,
}

/// Which names of a folder are shown.
pub(crate) type Shown<'a> = Option<&'a dyn Fn(&str) -> bool>;

/// The homes of the site.
pub(crate) enum Storage {
    Disk(Disk),
    Memory(Memory),
}

impl Storage {
    /// What lies at a path; `None` also where a link leads out of the home.
    pub(crate) fn facts(&self, home: &str, path: &RemotePath) -> Option<Facts> {
        match self {
            Self::Disk(disk) => disk.facts(home, path),
            Self::Memory(memory) => memory.facts(home, path),
        }
    }

    /// What is in a folder, sorted by name: how many entries are shown, and those from `skip` on,
    /// `take` at most.
    pub(crate) fn list(
        &self,
        home: &str,
        path: &RemotePath,
        shown: Shown<'_>,
        skip: usize,
        take: usize,
    ) -> (usize, Vec<(String, Facts)>) {
        match self {
            Self::Disk(disk) => disk.list(home, path, shown, skip, take),
            Self::Memory(memory) => memory.list(home, path, shown, skip, take),
        }
    }

    /// The bytes of all files at and below a path.
    pub(crate) fn size_below(&self, home: &str, path: &RemotePath) -> u64 {
        match self {
            Self::Disk(disk) => disk.size_below(home, path),
            Self::Memory(memory) => memory.size_below(home, path),
        }
    }

    /// A file's content, open for reading.
    pub(crate) fn open(&self, home: &str, path: &RemotePath) -> io::Result<Source> {
        match self {
            Self::Disk(disk) => disk.open(home, path),
            Self::Memory(memory) => memory.open(home, path),
        }
    }

    /// Gives an arrived file its name, all at once. What had the name before comes back when it is
    /// to be kept.
    pub(crate) fn place(
        &self,
        home: &str,
        path: &RemotePath,
        file: NamedTempFile,
        keep_old: bool,
    ) -> io::Result<Option<Content>> {
        match self {
            Self::Disk(disk) => disk.place(home, path, file, keep_old),
            Self::Memory(memory) => memory.place(home, path, file, keep_old),
        }
    }

    /// Makes a folder inside one that is there.
    pub(crate) fn make_folder(&self, home: &str, path: &RemotePath) -> io::Result<()> {
        match self {
            Self::Disk(disk) => disk.make_folder(home, path),
            Self::Memory(memory) => memory.make_folder(home, path),
        }
    }

    /// Makes a home for somebody new.
    pub(crate) fn make_home(&self, home: &str) -> io::Result<()> {
        match self {
            Self::Disk(disk) => disk.make_home(home),
            Self::Memory(memory) => {
                memory.make_home(home);
                Ok(())
            }
        }
    }

    /// Gives a file or folder another path. What was there before is replaced.
    pub(crate) fn rename(&self, home: &str, from: &RemotePath, to: &RemotePath) -> io::Result<()> {
        match self {
            Self::Disk(disk) => disk.rename(home, from, to),
            Self::Memory(memory) => memory.rename(home, from, to),
        }
    }

    /// Copies a file, or a folder with everything in it.
    pub(crate) fn copy(&self, home: &str, from: &RemotePath, to: &RemotePath) -> io::Result<()> {
        match self {
            Self::Disk(disk) => disk.copy(home, from, to),
            Self::Memory(memory) => memory.copy(home, from, to),
        }
    }

    /// Removes a file, or a folder with everything in it.
    pub(crate) fn remove(&self, home: &str, path: &RemotePath) -> io::Result<()> {
        match self {
            Self::Disk(disk) => disk.remove(home, path),
            Self::Memory(memory) => memory.remove(home, path),
        }
    }
}
