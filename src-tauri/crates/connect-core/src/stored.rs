//! The app's own small files: versioned, written whole or not at all, readable by their owner only.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::turn::{self, Pass};

/// How the name of a file begins that is being written.
const UNFINISHED: &str = ".unfinished-";
/// After this long nobody is writing it any more.
const LEFT_OVER: Duration = Duration::from_hours(1);

/// Writes into a folder and takes it away again: an app that could not remember anything says so when it starts,
/// not when there is something to lose.
pub(crate) fn try_folder(folder: &Path) -> io::Result<()> {
    let file = tempfile::Builder::new()
        .prefix(UNFINISHED)
        .tempfile_in(folder)
        // Its own words name the path.
        .map_err(|error| io::Error::from(error.kind()))?;
    file.as_file().write_all(b"{}")
}

/// One file of the app in its data folder.
#[derive(Clone, Debug)]
pub(crate) struct StoredFile {
    folder: PathBuf,
    name: &'static str,
    version: u32,
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

#[derive(Deserialize, Serialize)]
struct Envelope<T> {
    version: u32,
    #[serde(flatten)]
    content: T,
}

/// What was found in the place of a file.
pub(crate) enum Loaded<T> {
    /// No such file.
    Nothing,
    /// It could not be understood, and was set aside.
    Damaged,
    /// What was saved.
    Whole(T),
}

impl StoredFile {
    pub(crate) fn new(folder: &Path, name: &'static str, version: u32) -> Self {
        Self {
            folder: folder.to_owned(),
            name,
            version,
        }
    }

    /// `None` when there is no such file. A file that cannot be understood is set aside as `….damaged`,
    /// never overwritten; one of a newer version of the app is an error, so that nothing in it is lost.
    pub(crate) fn load<T: DeserializeOwned>(&self) -> Result<Option<T>, Error> {
        Ok(match self.look()? {
            Loaded::Whole(content) => Some(content),
            Loaded::Nothing | Loaded::Damaged => None,
        })
    }

    /// The same for whom "there was nothing" and "it was damaged" are two things.
    pub(crate) fn look<T: DeserializeOwned>(&self) -> Result<Loaded<T>, Error> {
        self.sweep();
        let bytes = match fs::read(self.path()) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Loaded::Nothing),
            Err(error) => return Err(self.failed(error)),
        };
        if let Ok(Version { version }) = serde_json::from_slice(&bytes)
            && version > self.version
        {
            return Err(Error::Newer {
                name: self.name,
                version,
            });
        }
        match serde_json::from_slice::<Envelope<T>>(&bytes) {
            Ok(envelope) => Ok(Loaded::Whole(envelope.content)),
            Err(error) => {
                tracing::warn!(file = self.name, %error, "cannot be understood; set aside");
                self.set_aside()?;
                Ok(Loaded::Damaged)
            }
        }
    }

    /// Waits until no other copy of the program is changing this file. Where locks are not to be had, or
    /// somebody holds one for ever, it goes on without: a change that is late is worse than a rare loss.
    pub(crate) async fn turn(&self) -> Option<Pass> {
        let path = self.folder.join(format!("{}.lock", self.name));
        let turn = turn::turn(path).await;
        turn.map_err(|error| tracing::warn!(file = self.name, ?error, "changed without a lock"))
            .ok()
    }

    /// Out of the way, and not lost.
    pub(crate) fn set_aside(&self) -> Result<(), Error> {
        fs::rename(self.path(), self.aside()).map_err(|error| self.failed(error))
    }

    pub(crate) fn is_there(&self) -> bool {
        self.path().exists()
    }

    /// It is there, or was and is set aside.
    pub(crate) fn is_left(&self) -> bool {
        self.is_there() || self.aside().exists()
    }

    pub(crate) async fn save<T: Serialize>(&self, content: &T) -> Result<(), Error> {
        let bytes = self.bytes(content)?;
        let this = self.clone();
        tokio::task::spawn_blocking(move || this.replace(&bytes))
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error)))
            .map_err(|error| self.failed(error))
    }

    /// The same at once, on a thread that may block.
    pub(crate) fn save_now<T: Serialize>(&self, content: &T) -> Result<(), Error> {
        self.replace(&self.bytes(content)?)
            .map_err(|error| self.failed(error))
    }

    fn bytes<T: Serialize>(&self, content: &T) -> Result<Vec<u8>, Error> {
        serde_json::to_vec_pretty(&Envelope {
            version: self.version,
            content,
        })
        .map_err(|error| self.failed(error.into()))
    }

    pub(crate) async fn erase(&self) -> Result<(), Error> {
        match tokio::fs::remove_file(self.path()).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.failed(error)),
            _ => Ok(()),
        }
    }

    /// Erases the file and what was set aside, for who is on a thread of their own.
    pub(crate) fn erase_now(&self) -> Result<(), Error> {
        let mut erased = Ok(());
        for path in [self.path(), self.aside()] {
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => erased = Err(error),
                _ => {}
            }
        }
        erased.map_err(|error| self.failed(error))
    }

    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        // A temporary file of this crate is 0600 on Unix, and stays so when it takes its name.
        let mut file = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempfile_in(&self.folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(self.path()).map_err(|error| error.error)?;
        Ok(())
    }

    /// Removes what a process left that was killed while it wrote. Only old ones: a young one may be being written.
    fn sweep(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let ours = entry.file_name().to_string_lossy().starts_with(UNFINISHED);
            let age = entry
                .metadata()
                .ok()
                .and_then(|m| m.modified().ok()?.elapsed().ok());
            if ours && age.is_some_and(|age| age > LEFT_OVER) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.join(self.name)
    }

    fn aside(&self) -> PathBuf {
        self.folder.join(format!("{}.damaged", self.name))
    }

    pub(crate) fn failed(&self, source: io::Error) -> Error {
        Error::Own {
            name: self.name,
            source,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use super::*;

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Note {
        text: String,
    }

    fn note() -> Note {
        Note {
            text: "kept".into(),
        }
    }

    #[tokio::test]
    async fn what_was_saved_is_loaded_and_only_its_owner_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = StoredFile::new(folder.path(), "note.json", 1);
        assert_eq!(file.load::<Note>().unwrap(), None);
        file.save(&note()).await.unwrap();
        assert_eq!(file.load::<Note>().unwrap(), Some(note()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join("note.json"))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "no temporary file stays"
        );
    }

    #[test]
    fn what_a_killed_process_left_is_removed_and_what_is_being_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let old = folder.path().join(".unfinished-old");
        let young = folder.path().join(".unfinished-young");
        for path in [&old, &young] {
            fs::write(path, b"{").unwrap();
        }
        let long_ago = std::time::SystemTime::now() - LEFT_OVER * 2;
        let file = fs::File::options().write(true).open(&old).unwrap();
        file.set_modified(long_ago).unwrap();
        let file = StoredFile::new(folder.path(), "note.json", 1);
        assert_eq!(file.load::<Note>().unwrap(), None);
        assert!(!old.exists() && young.exists());
    }

    #[test]
    fn a_damaged_file_is_set_aside_and_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("note.json"), b"{\"version\":1,").unwrap();
        let file = StoredFile::new(folder.path(), "note.json", 1);
        assert_eq!(file.load::<Note>().unwrap(), None);
        let aside = fs::read(folder.path().join("note.json.damaged")).unwrap();
        assert_eq!(aside, b"{\"version\":1,");
    }

    #[test]
    fn a_file_of_a_newer_version_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("note.json");
        fs::write(&path, br#"{"version":2,"words":[]}"#).unwrap();
        let file = StoredFile::new(folder.path(), "note.json", 1);
        assert!(matches!(
            file.load::<Note>(),
            Err(Error::Newer { version: 2, .. })
        ));
        assert!(path.exists());
    }
}
