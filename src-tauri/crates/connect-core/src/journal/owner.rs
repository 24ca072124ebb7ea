//! Whose the rows are: each process holds a locked file that is named in its rows. The lock ends with the process,
//! however that ends, so a row whose owner's file can be locked has nobody any more.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::store::private_file;
use crate::disk::make_private_folder;

/// Where the locked files are, in the data folder.
const FOLDER: &str = "owners";

/// This process as an owner of rows.
#[derive(Debug)]
pub(super) struct Owner {
    folder: PathBuf,
    name: String,
    _locked: File,
}

impl Owner {
    pub(super) fn new(data_dir: &Path) -> io::Result<Self> {
        let folder = data_dir.join(FOLDER);
        make_private_folder(&folder)?;
        let name = uuid::Uuid::new_v4().to_string();
        let locked = private_file(&folder.join(&name))?;
        if let Err(TryLockError::Error(error)) = locked.try_lock() {
            tracing::warn!(kind = ?error.kind(), "rows are owned without a lock");
        }
        Ok(Self {
            folder,
            name,
            _locked: locked,
        })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// What another owner left that is no more. `None` while it lives, or while nobody can say.
    pub(super) fn left_by(&self, name: &str) -> Option<Left> {
        if name == self.name {
            return None;
        }
        let path = self.folder.join(name);
        let file = match File::options().write(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Some(Left {
                    path,
                    _locked: None,
                });
            }
            Err(_) => return None,
        };
        file.try_lock().ok()?;
        Some(Left {
            path,
            _locked: Some(file),
        })
    }

    /// Whatever is unfinished has no owner from now on.
    pub(super) fn leave(self) {
        let _ = fs::remove_file(self.folder.join(&self.name));
    }
}

/// What an owner left that is no more. While this lives nobody else takes it over.
#[derive(Debug)]
pub(super) struct Left {
    path: PathBuf,
    _locked: Option<File>,
}

impl Left {
    pub(super) fn clear(self) {
        let _ = fs::remove_file(&self.path);
    }
}
