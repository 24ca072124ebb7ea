//! One person's home: the folder they see as `/`.

use std::fs::Metadata;
use std::io;
use std::path::PathBuf;

use crate::remote_path::RemotePath;
use crate::site::Site;
use crate::user::User;

/// A home, seen by the person it belongs to.
#[derive(Clone, Copy)]
pub(crate) struct Home<'a> {
    pub(crate) site: &'a Site,
    pub(crate) user: &'a User,
}

impl<'a> Home<'a> {
    pub(crate) fn new(site: &'a Site, user: &'a User) -> Self {
        Self { site, user }
    }

    /// Where a path lies on the disk, whether or not anything is there.
    pub(crate) fn local(&self, path: &RemotePath) -> PathBuf {
        let mut local = self.site.dir.join(&self.user.username);
        local.extend(path.names());
        local
    }

    /// What lies at a path; `NotFound` also when a link leads out of the home.
    pub(crate) fn find(&self, path: &RemotePath) -> io::Result<(PathBuf, Metadata)> {
        let local = self.local(path);
        let root = self.local(&RemotePath::default()).canonicalize()?;
        let real = local.canonicalize()?;
        if !real.starts_with(&root) || self.site.fresh.hides(&local) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let metadata = real.metadata()?;
        Ok((local, metadata))
    }

    /// What lies at a path whose folder was found already. Only a link needs the whole way checked.
    pub(crate) fn child(
        &self,
        path: &RemotePath,
        local: PathBuf,
    ) -> io::Result<(PathBuf, Metadata)> {
        let metadata = local.symlink_metadata()?;
        if metadata.is_symlink() {
            return self.find(path);
        }
        Ok((local, metadata))
    }

    /// Like [`Home::find`], for something that has only just been made and may still be hidden.
    pub(crate) fn find_folder(&self, path: &RemotePath) -> Option<PathBuf> {
        let local = self.local(path);
        let root = self.local(&RemotePath::default()).canonicalize().ok()?;
        let real = local.canonicalize().ok()?;
        (real.starts_with(&root) && real.is_dir()).then_some(local)
    }

    /// Whether this person may change what is at a path.
    pub(crate) fn may_write(&self, path: &RemotePath) -> bool {
        let mut folders = self.site.read_only.iter();
        !folders.any(|(user, folder)| *user == self.user.username && path.is_within(folder))
    }
}
