//! Homes in a folder of this computer.

use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tempfile::{NamedTempFile, TempPath};

use super::{Content, Facts, Shown, Source};
use crate::random;
use crate::remote_path::RemotePath;
use crate::tally::size_below;

pub(crate) struct Disk {
    dir: PathBuf,
}

impl Disk {
    /// `dir/<home>` is a home; `dir/.incoming` is on the same disk and nobody's.
    pub(crate) fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// Where a path lies, whether or not anything is there. Names this system reads as something
    /// else lie nowhere.
    fn local(&self, home: &str, path: &RemotePath) -> io::Result<PathBuf> {
        let mut local = self.dir.join(home);
        for name in path.names() {
            let harmful = cfg!(windows)
                && (name.contains(['\\', ':', '*', '?', '"', '<', '>', '|'])
                    || name.ends_with(['.', ' ']));
            if harmful {
                return Err(io::ErrorKind::InvalidInput.into());
            }
            local.push(name);
        }
        Ok(local)
    }

    /// What lies at a path; `NotFound` also when a link leads out of the home.
    fn find(&self, home: &str, path: &RemotePath) -> io::Result<(PathBuf, Metadata)> {
        let local = self.local(home, path)?;
        let root = self.dir.join(home).canonicalize()?;
        let real = local.canonicalize()?;
        if !real.starts_with(&root) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let metadata = real.metadata()?;
        Ok((local, metadata))
    }

    pub(super) fn facts(&self, home: &str, path: &RemotePath) -> Option<Facts> {
        let (_, metadata) = self.find(home, path).ok()?;
        Some(facts(&metadata))
    }

    pub(super) fn list(
        &self,
        home: &str,
        path: &RemotePath,
        shown: Shown<'_>,
        skip: usize,
        take: usize,
    ) -> (usize, Vec<(String, Facts)>) {
        let names = self
            .find(home, path)
            .map(|(local, _)| self.names(home, path, &local, shown))
            .unwrap_or_default();
        let total = names.len();
        let listed = names.into_iter().skip(skip).take(take).filter_map(|name| {
            let child = path.join(&name).ok()?;
            let local = self.local(home, &child).ok()?;
            // Gone since the folder was read: not listed, rather than an error for the whole page.
            let metadata = local.symlink_metadata().ok()?;
            let metadata = if metadata.is_symlink() {
                self.find(home, &child).ok()?.1
            } else {
                metadata
            };
            Some((name, facts(&metadata)))
        });
        (total, listed.collect())
    }

    /// The names in a folder that can be shown: text, and no link that leads out.
    fn names(&self, home: &str, path: &RemotePath, local: &Path, shown: Shown<'_>) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(local) else {
            return Vec::new();
        };
        let mut names: Vec<String> = entries
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let link = entry.file_type().ok()?.is_symlink();
                let fine = shown.is_none_or(|shown| shown(&name))
                    && (!link || self.find(home, &path.join(&name).ok()?).is_ok());
                fine.then_some(name)
            })
            .collect();
        names.sort_unstable();
        names
    }

    pub(super) fn size_below(&self, home: &str, path: &RemotePath) -> u64 {
        match self.find(home, path) {
            Ok((local, metadata)) if metadata.is_dir() => size_below(&local),
            Ok((_, metadata)) => metadata.len(),
            Err(_) => 0,
        }
    }

    pub(super) fn open(&self, home: &str, path: &RemotePath) -> io::Result<Source> {
        let (local, _) = self.find(home, path)?;
        Ok(Source::File(File::open(local)?))
    }

    pub(super) fn place(
        &self,
        home: &str,
        path: &RemotePath,
        file: NamedTempFile,
        keep_old: bool,
    ) -> io::Result<Option<Content>> {
        let local = self.local(home, path)?;
        if local.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let old = if keep_old && local.is_file() {
            Some(self.second_name(&local)?)
        } else {
            None
        };
        // Temporary files are private; what a home holds has the rights of any other file.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            file.as_file()
                .set_permissions(std::fs::Permissions::from_mode(0o644))?;
        }
        file.persist(local)?;
        Ok(old)
    }

    /// The content of a file under a name of its own, so that its first name can be given away.
    fn second_name(&self, local: &Path) -> io::Result<Content> {
        let kept = self.dir.join(".incoming").join(random::letters(20)?);
        if std::fs::hard_link(local, &kept).is_err() {
            std::fs::copy(local, &kept)?;
        }
        Ok(Content::kept(TempPath::try_from_path(kept)?))
    }

    pub(super) fn make_folder(&self, home: &str, path: &RemotePath) -> io::Result<()> {
        std::fs::create_dir(self.local(home, path)?)
    }

    pub(super) fn make_home(&self, home: &str) -> io::Result<()> {
        std::fs::create_dir_all(self.local(home, &RemotePath::default())?)
    }

    pub(super) fn rename(&self, home: &str, from: &RemotePath, to: &RemotePath) -> io::Result<()> {
        let (from, to) = (self.local(home, from)?, self.local(home, to)?);
        if from != to && to.is_dir() {
            std::fs::remove_dir_all(&to)?;
        }
        std::fs::rename(from, to)
    }

    pub(super) fn copy(&self, home: &str, from: &RemotePath, to: &RemotePath) -> io::Result<()> {
        let (from, metadata) = self.find(home, from)?;
        copy(&from, &self.local(home, to)?, &metadata)
    }

    pub(super) fn remove(&self, home: &str, path: &RemotePath) -> io::Result<()> {
        let local = self.local(home, path)?;
        if local.symlink_metadata()?.is_dir() {
            std::fs::remove_dir_all(local)
        } else {
            std::fs::remove_file(local)
        }
    }
}

fn facts(metadata: &Metadata) -> Facts {
    Facts {
        folder: metadata.is_dir(),
        size: metadata.len(),
        time: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
    }
}

/// Links inside a copied folder are left behind: they may lead anywhere.
fn copy(from: &Path, to: &Path, metadata: &Metadata) -> io::Result<()> {
    if !metadata.is_dir() {
        return std::fs::copy(from, to).map(|_| ());
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        if !metadata.is_symlink() {
            copy(&entry.path(), &to.join(entry.file_name()), &metadata)?;
        }
    }
    Ok(())
}
