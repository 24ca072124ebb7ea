//! What lies in a folder of this computer, without following any link, and what names it takes.

use std::ffi::OsString;
use std::fs::{DirEntry, FileType, Metadata};
use std::io;
use std::path::Path;

use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};

use super::blocking;

/// Entries that are handed out at once: memory stays flat however many there are.
const AT_ONCE: usize = 500;

/// What something is, when no link is followed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LookKind {
    /// Has bytes.
    File,
    /// Has entries.
    Folder,
    /// Leads elsewhere: a symbolic link, or a junction of Windows.
    Link,
    /// A program listens there.
    Socket,
    /// A program reads or writes there.
    Pipe,
    /// A device.
    Device,
    /// Nobody knows.
    Other,
}

/// What is known of something before it is opened, when no link is followed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Look {
    /// What it is.
    pub kind: LookKind,
    /// Bytes.
    pub size: u64,
    /// Device and number on it, where the system tells them: a folder that is met again below itself is known by
    /// them.
    pub identity: Option<(u64, u64)>,
}

/// Something in a folder.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Found {
    /// As the system spells it.
    pub name: OsString,
    /// What it is. An error if it was there, and could not be looked at.
    pub look: Result<Look, io::ErrorKind>,
}

/// Which names a folder takes, found out by trying.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct NameRules {
    /// Those of Windows, whoever runs here: such a disk can be put into any computer.
    pub windows: bool,
    /// `A` and `a` are the same.
    pub one_case: bool,
    /// An accent is the same, as one letter or as two.
    pub one_form: bool,
}

pub(super) async fn look(path: &Path) -> io::Result<Look> {
    let path = path.to_owned();
    blocking(move || Ok(look_of(&std::fs::symlink_metadata(path)?))).await
}

pub(super) async fn make_folder(path: &Path) -> io::Result<()> {
    let path = path.to_owned();
    blocking(move || std::fs::create_dir(path)).await
}

pub(super) async fn read_folder(
    path: &Path,
) -> io::Result<BoxStream<'static, io::Result<Vec<Found>>>> {
    let path = path.to_owned();
    let entries = blocking(move || std::fs::read_dir(path)).await?;
    let entries = entries.filter_map(|entry| entry.map(|entry| found(&entry)).transpose());
    let batches = stream::try_unfold(entries, |mut entries| async move {
        let (entries, batch) = blocking(move || {
            let batch = entries
                .by_ref()
                .take(AT_ONCE)
                .collect::<io::Result<Vec<_>>>()?;
            Ok((entries, batch))
        })
        .await?;
        Ok((!batch.is_empty()).then_some((batch, entries)))
    });
    Ok(batches.boxed())
}

/// `None` for one that has gone meanwhile: that is no end of what is there.
fn found(entry: &DirEntry) -> Option<Found> {
    let look = entry.metadata();
    if matches!(&look, Err(error) if error.kind() == io::ErrorKind::NotFound) {
        return None;
    }
    Some(Found {
        name: entry.file_name(),
        look: look
            .map(|look| look_of(&look))
            .map_err(|error| error.kind()),
    })
}

fn look_of(found: &Metadata) -> Look {
    #[cfg(unix)]
    let identity = {
        use std::os::unix::fs::MetadataExt as _;
        Some((found.dev(), found.ino()))
    };
    #[cfg(not(unix))]
    let identity = None;
    Look {
        kind: kind_of(found.file_type()),
        size: found.len(),
        identity,
    }
}

fn kind_of(kind: FileType) -> LookKind {
    if kind.is_symlink() {
        return LookKind::Link;
    }
    if kind.is_dir() {
        return LookKind::Folder;
    }
    if kind.is_file() {
        return LookKind::File;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if kind.is_socket() {
            return LookKind::Socket;
        }
        if kind.is_fifo() {
            return LookKind::Pipe;
        }
        if kind.is_block_device() || kind.is_char_device() {
            return LookKind::Device;
        }
    }
    LookKind::Other
}

/// By making a file of a name that tells, and looking for it by other spellings.
pub(super) async fn name_rules(folder: &Path) -> io::Result<NameRules> {
    let folder = folder.to_owned();
    blocking(move || {
        let id = uuid::Uuid::new_v4().simple().to_string();
        let (tells, case, form) = (
            format!(".{}-a\u{e9}.part", &id[..6]),
            format!(".{}-A\u{e9}.part", &id[..6]),
            format!(".{}-ae\u{301}.part", &id[..6]),
        );
        let made = folder.join(&tells);
        private(&made)?;
        let one_case = folder.join(case).symlink_metadata().is_ok();
        let one_form = folder.join(form).symlink_metadata().is_ok();
        std::fs::remove_file(&made)?;
        // Windows would take a colon for something else than a part of the name.
        let windows = cfg!(windows) || {
            let colon = folder.join(format!(".{}-:.part", &id[..6]));
            match private(&colon) {
                Ok(()) => std::fs::remove_file(&colon).is_err(),
                Err(error) => error.kind() == io::ErrorKind::InvalidInput,
            }
        };
        Ok(NameRules {
            windows,
            one_case,
            one_form,
        })
    })
    .await
}

fn private(path: &Path) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
