//! Local files, as a trait: this computer's disk, or one that fails on command.

use std::fs::File;
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use async_trait::async_trait;
use futures_util::stream::BoxStream;
use tokio::io::AsyncRead;

use crate::transfers::name::numbered;

mod look;

pub use look::{Found, Look, LookKind, NameRules};

/// What is known of a local file before it is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Stat {
    /// Bytes.
    pub size: u64,
    /// When it was last written, if the disk says so.
    pub modified: Option<SystemTime>,
    /// A regular file; nothing else is ever sent.
    pub is_file: bool,
}

/// Local files.
#[async_trait]
pub trait Vfs: Send + Sync {
    /// Follows links: what would be read.
    async fn stat(&self, path: &Path) -> io::Result<Stat>;
    /// Opens a file for reading from its beginning.
    async fn open(&self, path: &Path) -> io::Result<Box<dyn AsyncRead + Send + Unpin>>;
    /// Makes an empty temporary file beside `target`, which only its owner can read. Its name is short
    /// (12 bytes), so it fits wherever an ordinary name does.
    async fn create_temporary(&self, target: &Path) -> io::Result<Box<dyn Temporary>>;
    /// Makes an empty file under exactly this name, which only its owner can read. It outlives whoever writes it:
    /// it goes by [`Temporary::keep`] or [`Vfs::remove`] alone.
    async fn create_part(&self, part: &Path) -> io::Result<Box<dyn Temporary>>;
    /// Opens such a file again to go on after its first `length` bytes; what is behind them is cut off. One that is
    /// shorter is an error.
    async fn reopen_part(&self, part: &Path, length: u64) -> io::Result<Box<dyn Temporary>>;
    /// Removes a file. One that is not there is a success.
    async fn remove(&self, path: &Path) -> io::Result<()>;
    /// Bytes that can still be written in a folder.
    async fn free_space(&self, folder: &Path) -> io::Result<u64>;
    /// Looks without following a link.
    async fn look(&self, path: &Path) -> io::Result<Look> {
        look::look(path).await
    }
    /// What is in a folder, some at a time, in the order of the disk. None of them is followed.
    async fn read_folder(
        &self,
        path: &Path,
    ) -> io::Result<BoxStream<'static, io::Result<Vec<Found>>>> {
        look::read_folder(path).await
    }
    /// Makes one folder. [`io::ErrorKind::AlreadyExists`] if anything has its name.
    async fn make_folder(&self, path: &Path) -> io::Result<()> {
        look::make_folder(path).await
    }
    /// Which names a folder takes.
    async fn name_rules(&self, folder: &Path) -> io::Result<NameRules> {
        look::name_rules(folder).await
    }
}

/// A file on its way to a name. One of [`Vfs::create_temporary`] is removed when it is dropped without
/// [`Temporary::keep`].
#[async_trait]
pub trait Temporary: Send {
    /// Appends.
    async fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Empties it: the download starts over.
    async fn clear(&mut self) -> io::Result<()>;
    /// Makes the bytes durable; they have no name yet.
    async fn settle(&mut self) -> io::Result<()>;
    /// Makes the bytes durable, gives the file this name in one step and makes the name durable. What has the name
    /// is replaced only if that is wanted; otherwise it is [`io::ErrorKind::AlreadyExists`], and the file stays a
    /// part.
    async fn keep(self: Box<Self>, target: &Path, replace: bool) -> io::Result<()>;
}

/// This computer's disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocalDisk;

#[async_trait]
impl Vfs for LocalDisk {
    async fn stat(&self, path: &Path) -> io::Result<Stat> {
        let found = tokio::fs::metadata(path).await?;
        Ok(Stat {
            size: found.len(),
            modified: found.modified().ok(),
            is_file: found.is_file(),
        })
    }

    async fn open(&self, path: &Path) -> io::Result<Box<dyn AsyncRead + Send + Unpin>> {
        Ok(Box::new(tokio::fs::File::open(path).await?))
    }

    async fn create_temporary(&self, target: &Path) -> io::Result<Box<dyn Temporary>> {
        let target = target.to_owned();
        blocking(move || {
            let file = tempfile::Builder::new()
                .prefix(".")
                .suffix(".part")
                .rand_bytes(6)
                .tempfile_in(folder_of(&target))?;
            let (file, path) = file.into_parts();
            Ok(Box::new(PartFile::new(file, path)) as Box<dyn Temporary>)
        })
        .await
    }

    async fn create_part(&self, part: &Path) -> io::Result<Box<dyn Temporary>> {
        let part = part.to_owned();
        blocking(move || {
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let file = options.open(&part)?;
            Ok(Box::new(PartFile::lasting(file, part)?) as Box<dyn Temporary>)
        })
        .await
    }

    async fn reopen_part(&self, part: &Path, length: u64) -> io::Result<Box<dyn Temporary>> {
        let part = part.to_owned();
        blocking(move || {
            let mut file = std::fs::OpenOptions::new().write(true).open(&part)?;
            let found = file.metadata()?;
            if !found.is_file() || found.len() < length {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            file.set_len(length)?;
            io::Seek::seek(&mut file, io::SeekFrom::Start(length))?;
            Ok(Box::new(PartFile::lasting(file, part)?) as Box<dyn Temporary>)
        })
        .await
    }

    async fn remove(&self, path: &Path) -> io::Result<()> {
        match tokio::fs::remove_file(path).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    async fn free_space(&self, folder: &Path) -> io::Result<u64> {
        let folder = folder.to_owned();
        blocking(move || fs4::available_space(&folder)).await
    }
}

/// The files at a place of this computer and in all folders below it, each folder by name; a file is its own. Links
/// are not followed, and what is neither file nor folder is left out.
pub(crate) async fn files_below(place: &Path) -> io::Result<Vec<PathBuf>> {
    let place = place.to_owned();
    blocking(move || {
        let mut files = Vec::new();
        let mut folders = vec![place.clone()];
        if place.metadata()?.is_file() {
            return Ok(folders);
        }
        while let Some(folder) = folders.pop() {
            let mut entries = std::fs::read_dir(&folder)?.collect::<io::Result<Vec<_>>>()?;
            entries.sort_by_key(std::fs::DirEntry::file_name);
            for entry in entries {
                let kind = entry.file_type()?;
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_file() {
                    files.push(entry.path());
                }
            }
        }
        Ok(files)
    })
    .await
}

/// Gives a file another name that is free in its folder, and answers which.
pub(crate) async fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let path = path.to_owned();
    blocking(move || {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        for number in 2..=99 {
            let other = path.with_file_name(numbered(&name, number));
            if other.symlink_metadata().is_err() {
                std::fs::rename(&path, &other)?;
                return Ok(other);
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    })
    .await
}

/// So many bytes are written at once: each write is a way to another thread and back.
const PIECE: usize = 1024 * 1024;

struct PartFile {
    /// Not here while it is being written; one whose writing was given up midway does not come back.
    file: Option<File>,
    path: tempfile::TempPath,
    /// What waits to be written.
    waiting: Vec<u8>,
}

impl PartFile {
    fn new(file: File, path: tempfile::TempPath) -> Self {
        Self {
            file: Some(file),
            path,
            waiting: Vec::new(),
        }
    }

    fn lasting(file: File, path: PathBuf) -> io::Result<Self> {
        let mut path = tempfile::TempPath::try_from_path(path)?;
        path.disable_cleanup(true);
        Ok(Self::new(file, path))
    }

    /// Writes what waits, and does this to the file then, in one go.
    async fn flush_and(
        &mut self,
        then: impl FnOnce(&mut File) -> io::Result<()> + Send + 'static,
    ) -> io::Result<()> {
        let given_up = || io::Error::other("an earlier write was given up");
        let mut file = self.file.take().ok_or_else(given_up)?;
        let mut waiting = std::mem::take(&mut self.waiting);
        let (file, waiting, done) = blocking(move || {
            let done = file.write_all(&waiting).and_then(|()| then(&mut file));
            waiting.clear();
            Ok((file, waiting, done))
        })
        .await?;
        self.file = Some(file);
        self.waiting = waiting;
        done
    }
}

/// A name for the part of `target`, beside it: short (12 bytes), so that it fits wherever an ordinary name does,
/// and hidden where a dot hides.
pub(crate) fn part_beside(target: &Path) -> PathBuf {
    let id = uuid::Uuid::new_v4().simple().to_string();
    folder_of(target).join(format!(".{}.part", &id[..6]))
}

#[async_trait]
impl Temporary for PartFile {
    async fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            if self.waiting.len() == PIECE {
                self.flush_and(|_| Ok(())).await?;
            }
            // A small file needs no more room than it has bytes.
            let now = bytes.len().min(PIECE - self.waiting.len());
            let (first, rest) = bytes.split_at(now);
            self.waiting.extend_from_slice(first);
            bytes = rest;
        }
        Ok(())
    }

    async fn clear(&mut self) -> io::Result<()> {
        self.waiting.clear();
        self.flush_and(|file| {
            file.set_len(0)?;
            file.rewind()
        })
        .await
    }

    async fn settle(&mut self) -> io::Result<()> {
        self.flush_and(|file| file.sync_all()).await
    }

    async fn keep(mut self: Box<Self>, target: &Path, replace: bool) -> io::Result<()> {
        self.settle().await?;
        let Self { file, path, .. } = *self;
        let target = target.to_owned();
        blocking(move || {
            // Nobody else may read half a file; the whole one is as open as any new file of this person.
            #[cfg(unix)]
            if let Some(file) = &file {
                file.set_permissions(usual_permissions(folder_of(&target))?)?;
            }
            drop(file);
            let named = if replace {
                path.persist(&target)
            } else {
                path.persist_noclobber(&target)
            };
            named.map_err(|error| error.error)?;
            sync_folder(folder_of(&target))
        })
        .await
    }
}

/// What a new file gets here. Asked of a new file: the mask itself can't be read without changing it.
#[cfg(unix)]
fn usual_permissions(folder: &Path) -> io::Result<std::fs::Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    // One without a name, where the system knows such files: a kill at this moment leaves nothing lying about.
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{Mode, OFlags};
        let unnamed = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
        if let Ok(file) = rustix::fs::open(folder, unnamed, Mode::from_raw_mode(0o666)) {
            return Ok(File::from(file).metadata()?.permissions());
        }
    }
    let file = tempfile::Builder::new()
        .prefix(".")
        .suffix(".part")
        .permissions(std::fs::Permissions::from_mode(0o666))
        .tempfile_in(folder)?;
    Ok(file.as_file().metadata()?.permissions())
}

/// The process, or the whole system, has as many files open as it may: that passes.
pub(crate) fn files_used_up(error: &io::Error) -> bool {
    #[cfg(unix)]
    let codes =
        [rustix::io::Errno::MFILE, rustix::io::Errno::NFILE].map(rustix::io::Errno::raw_os_error);
    // ERROR_TOO_MANY_OPEN_FILES.
    #[cfg(not(unix))]
    let codes = [4];
    error
        .raw_os_error()
        .is_some_and(|code| codes.contains(&code))
}

pub(crate) fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A rename is durable when its folder is (POSIX); Windows has no such call and needs none.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Only its owner looks into it, where the system knows owners.
pub(crate) fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(io::Error::other(error)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn a_kept_file_takes_its_name_and_replaces_what_had_it() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("plan.txt");
        std::fs::write(&target, b"old").unwrap();
        let mut part = LocalDisk.create_temporary(&target).await.unwrap();
        part.write(b"wrong start").await.unwrap();
        part.clear().await.unwrap();
        part.write(b"new").await.unwrap();
        assert_eq!(
            std::fs::read(&target).unwrap(),
            b"old",
            "untouched until kept"
        );
        part.keep(&target, true).await.unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["plan.txt"]);
    }

    #[tokio::test]
    async fn a_dropped_temporary_file_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let part = LocalDisk
            .create_temporary(&folder.path().join("plan.txt"))
            .await
            .unwrap();
        let during = names(folder.path());
        assert_eq!(during.len(), 1);
        assert!(
            during[0].len() <= 12 && during[0].contains(".part"),
            "{during:?}"
        );
        drop(part);
        assert!(names(folder.path()).is_empty());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn half_a_file_is_its_owners_only_and_a_whole_one_is_like_any_other() {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("plan.txt");
        let part = LocalDisk.create_temporary(&target).await.unwrap();
        let half = folder.path().join(&names(folder.path())[0]);
        assert_eq!(mode(&half), 0o600);
        part.keep(&target, true).await.unwrap();
        let other = folder.path().join("other.txt");
        std::fs::write(&other, b"").unwrap();
        assert_eq!(mode(&target), mode(&other));
        assert_eq!(names(folder.path()).len(), 2);
    }

    /// B28: a kill while that was asked left a part that nobody knew of.
    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_new_file_gets_is_asked_without_a_name_in_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1);
        let opened = File::open(folder.path()).unwrap();
        opened.set_modified(long_ago).unwrap();
        usual_permissions(folder.path()).unwrap();
        let changed = std::fs::metadata(folder.path())
            .unwrap()
            .modified()
            .unwrap();
        assert_eq!(changed, long_ago, "a name has come and gone");
    }

    #[tokio::test]
    async fn a_name_of_the_greatest_length_can_still_be_downloaded() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("n".repeat(255));
        let part = LocalDisk.create_temporary(&target).await.unwrap();
        part.keep(&target, true).await.unwrap();
        assert_eq!(names(folder.path())[0].len(), 255);
    }

    #[tokio::test]
    async fn a_name_that_somebody_took_meanwhile_is_not_taken_from_them() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("plan.txt");
        let name = part_beside(&target);
        let mut part = LocalDisk.create_part(&name).await.unwrap();
        part.write(b"mine").await.unwrap();
        std::fs::write(&target, b"theirs").unwrap();
        let refused = part.keep(&target, false).await.unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&target).unwrap(), b"theirs");
        let part = LocalDisk.reopen_part(&name, 4).await.unwrap();
        let other = folder.path().join("plan (2).txt");
        part.keep(&other, false).await.unwrap();
        assert_eq!(names(folder.path()), ["plan (2).txt", "plan.txt"]);
    }

    #[tokio::test]
    async fn a_part_outlives_its_writer_and_goes_on_where_it_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("plan.txt");
        let name = part_beside(&target);
        let mut part = LocalDisk.create_part(&name).await.unwrap();
        part.write(b"safe and not safe").await.unwrap();
        part.settle().await.unwrap();
        drop(part);
        assert!(LocalDisk.reopen_part(&name, 100).await.is_err());
        let mut part = LocalDisk.reopen_part(&name, 4).await.unwrap();
        part.write(b", all").await.unwrap();
        part.keep(&target, false).await.unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"safe, all");
        LocalDisk.remove(&name).await.unwrap();
    }

    #[tokio::test]
    async fn a_disk_knows_how_much_room_it_has() {
        let folder = tempfile::tempdir().unwrap();
        assert!(LocalDisk.free_space(folder.path()).await.unwrap() > 0);
    }
}
