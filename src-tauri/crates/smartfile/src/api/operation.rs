//! What is done to entries: making folders, renaming, moving, copying, removing, checksums, archives.
//!
//! Renaming and making a folder are done when the answer comes; everything else becomes a [`Task`] at
//! the server, to be [followed](SmartFile::follow).
//!
//! A success is what the server says. Whoever has to be sure that it is true asks
//! [`SmartFile::info_after_change`] what is there now, or for a [checksum](SmartFile::checksum).

use std::time::Duration;

use serde_json::Value;

use super::call::{Call, Form};
use super::task::Task;
use super::{Entry, EntryKind, SmartFile};
use crate::clock::Pauses;
use crate::error::{Error, ErrorKind};
use crate::path::RemotePath;

/// How long what was just made may stay invisible (API facts §13.29, *seen*).
const SETTLING: [Duration; 3] = [
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
];

/// What is to happen where the name is taken already. Whether the server then replaces, keeps both or
/// refuses is not known (API facts §13.20).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Hash)]
pub enum IfTaken {
    /// Look first, and do nothing if something is there: [`ErrorKind::NameTaken`]. Between the look and
    /// the deed somebody else may still take the name.
    #[default]
    Refuse,
    /// Leave it to the server, for a person who was asked and agreed to whatever it does.
    LeaveToServer,
}

/// A way to sum up the bytes of a file (*documented*, API facts §7).
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Algorithm {
    /// 32 hexadecimal digits. Not against forgers.
    Md5,
    /// 40 hexadecimal digits. Not against forgers.
    Sha1,
    /// 64 hexadecimal digits.
    Sha256,
    /// 128 hexadecimal digits.
    Sha512,
    /// 8 hexadecimal digits. Not against forgers.
    Crc32,
}

impl Algorithm {
    /// As the service spells it (*documented*).
    fn name(self) -> &'static str {
        match self {
            Algorithm::Md5 => "MD5",
            Algorithm::Sha1 => "SHA1",
            Algorithm::Sha256 => "SHA256",
            Algorithm::Sha512 => "SHA512",
            Algorithm::Crc32 => "CRC-32",
        }
    }
}

impl SmartFile {
    /// Makes a folder: `POST /api/2/path/oper/mkdir/` (*seen*, API facts §7). Its parent must exist; see
    /// [`SmartFile::create_folders`].
    ///
    /// Whether the service takes a folder that is there already for a success is not known, so here it
    /// is one in any case (API facts §13.19): after a refusal the path is looked at. The entry is `None`
    /// if the answer does not tell it. Safe to repeat.
    pub async fn create_folder(&self, path: &RemotePath) -> Result<Option<Entry>, Error> {
        const EXPECTED: &str = "a new folder";
        let call = Call::changes("create folder").at(path);
        let form = Form::new().with("path", path.as_str());
        let url = self.plain_url("path/oper/mkdir");
        match self.tell(call, &url, &form, EXPECTED).await {
            Ok(answer) => Ok(at_this_path(&answer, path)),
            Err(error) if is_refusal(error.kind()) => match self.info(path).await {
                Ok(there) if there.kind == EntryKind::Folder => Ok(Some(there)),
                Ok(_) => Err(call.failed(ErrorKind::NameTaken)),
                // What stood in the way is what matters, not that we looked.
                Err(_) => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    /// Makes a folder and every folder above it that is missing, from the top down (API facts §13.19).
    /// A folder that was just made may not be visible at once; then it is tried again, on the clock
    /// that is passed in. Safe to repeat.
    pub async fn create_folders(&self, path: &RemotePath, clock: &dyn Pauses) -> Result<(), Error> {
        let call = Call::changes("create folder").at(path);
        let mut missing = Vec::new();
        let mut next = Some(path.clone());
        while let Some(place) = next.filter(|place| !place.is_root()) {
            match self.info(&place).await {
                Ok(there) if there.kind == EntryKind::Folder => break,
                Ok(_) => return Err(call.failed(ErrorKind::NameTaken)),
                Err(error) if *error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
            next = place.parent();
            missing.push(place);
        }
        for (made_before, place) in missing.iter().rev().enumerate() {
            let mut waits = SETTLING.iter().filter(|_| made_before > 0);
            while let Err(error) = self.create_folder(place).await {
                match waits.next().filter(|_| is_refusal(error.kind())) {
                    Some(wait) => clock.pause(*wait).await,
                    None => return Err(error),
                }
            }
        }
        Ok(())
    }

    /// The facts about something that was just made, for which [`ErrorKind::NotFound`] is not believed
    /// at once: it is asked about again after 0.5, 1 and 2 seconds on the clock that is passed in (API
    /// facts §13.29). Safe to repeat.
    pub async fn info_after_change(
        &self,
        path: &RemotePath,
        clock: &dyn Pauses,
    ) -> Result<Entry, Error> {
        let mut waits = SETTLING.iter();
        loop {
            match self.info(path).await {
                Err(error) if *error.kind() == ErrorKind::NotFound => match waits.next() {
                    Some(wait) => clock.pause(*wait).await,
                    None => return Err(error),
                },
                other => return other,
            }
        }
    }

    /// Gives an entry another path: `POST /api/2/path/oper/rename/` (*seen*, API facts §7), also across
    /// folders. The entry is `None` if the answer does not tell it.
    ///
    /// Not safe to repeat blindly: after an error that [may have
    /// happened](Error::may_have_happened), see which of the two paths is there.
    pub async fn rename(
        &self,
        from: &RemotePath,
        to: &RemotePath,
        if_taken: IfTaken,
    ) -> Result<Option<Entry>, Error> {
        let call = Call::changes("rename").at(from);
        not_the_root(call, &[from, to])?;
        self.check_free(call, to, if_taken).await?;
        let form = Form::new()
            .with("src", from.as_str())
            .with("dst", to.as_str());
        let url = self.plain_url("path/oper/rename");
        let answer = self.tell(call, &url, &form, "a renamed entry").await?;
        Ok(at_this_path(&answer, to))
    }

    /// Moves entries **into** a folder: `POST /api/2/path/oper/move/` (*seen*, API facts §7), whose `dst`
    /// is the folder and never a new name.
    ///
    /// Not safe to repeat blindly: what is moved already is not at its old path any more.
    pub async fn move_into(
        &self,
        folder: &RemotePath,
        entries: &[RemotePath],
        if_taken: IfTaken,
    ) -> Result<Task, Error> {
        self.carry("move", folder, entries, if_taken).await
    }

    /// Copies entries **into** a folder: `POST /api/2/path/oper/copy/` (*seen*, API facts §7).
    ///
    /// Not safe to repeat blindly: what becomes of a copy that is there already is not known.
    pub async fn copy_into(
        &self,
        folder: &RemotePath,
        entries: &[RemotePath],
        if_taken: IfTaken,
    ) -> Result<Task, Error> {
        self.carry("copy", folder, entries, if_taken).await
    }

    async fn carry(
        &self,
        operation: &'static str,
        folder: &RemotePath,
        entries: &[RemotePath],
        if_taken: IfTaken,
    ) -> Result<Task, Error> {
        let call = several(operation, entries)?;
        for name in entries.iter().filter_map(RemotePath::name) {
            let new = folder.join(name).map_err(|error| {
                let why = error.to_string();
                call.failed(ErrorKind::Local(why))
            })?;
            self.check_free(call, &new, if_taken).await?;
        }
        let form = Form::new()
            .paths("src", entries)
            .with("dst", folder.as_str());
        self.start(call, operation, &form).await
    }

    /// Removes entries, folders with everything in them: `POST /api/2/path/oper/remove/` (*seen*, API
    /// facts §7; that it goes down into folders is *inferred*). Whether they go to a bin or are gone
    /// for good depends on the site (API facts §13.38): ask the person before.
    ///
    /// A path that is missing fails at once (*seen*); what becomes of the others then is not known: list
    /// the folder. Not safe to repeat blindly, for somebody may have made something new at the same path; a second
    /// [`ErrorKind::NotFound`] means that it is gone.
    pub async fn remove(&self, entries: &[RemotePath]) -> Result<Task, Error> {
        let call = several("remove", entries)?;
        let form = Form::new().paths("path", entries);
        self.start(call, "remove", &form).await
    }

    /// Has the server sum up a file: `POST /api/2/path/oper/checksum/` (*seen*, API facts §7). The sum is
    /// in the [`checksums`](super::Report::checksums) of the report. Changes nothing: safe to repeat.
    pub async fn checksum(&self, path: &RemotePath, algorithm: Algorithm) -> Result<Task, Error> {
        let call = Call::reads("checksum").at(path);
        let form = Form::new()
            .with("path", path.as_str())
            .with("algorithm", algorithm.name());
        self.start(call, "checksum", &form).await
    }

    /// Has the server sum up several files in one task: the same request with a path for each. That a server takes
    /// more than one is *inferred* from the operations beside it and from the map in its answer (API facts §7): whoever
    /// asks looks which of them the report names, and asks for the others alone. Safe to repeat.
    pub async fn checksums(
        &self,
        files: &[RemotePath],
        algorithm: Algorithm,
    ) -> Result<Task, Error> {
        let call = Call {
            changes: false,
            ..several("checksum", files)?
        };
        let form = Form::new()
            .paths("path", files)
            .with("algorithm", algorithm.name());
        self.start(call, "checksum", &form).await
    }

    /// Packs entries into a new zip archive `name` in a folder: `POST /api/2/path/oper/compress/`
    /// (*seen*, API facts §7). Not safe to repeat blindly: see whether the archive is there.
    pub async fn compress(
        &self,
        entries: &[RemotePath],
        folder: &RemotePath,
        name: &str,
        if_taken: IfTaken,
    ) -> Result<Task, Error> {
        let call = several("compress", entries)?;
        let archive = folder
            .join(name)
            .map_err(|error| call.failed(ErrorKind::Local(error.to_string())))?;
        self.check_free(call, &archive, if_taken).await?;
        let form = Form::new()
            .paths("path", entries)
            .with("dst", folder.as_str())
            .with("name", name);
        self.start(call, "compress", &form).await
    }

    /// The look before the deed (API facts §13.20).
    async fn check_free(
        &self,
        call: Call<'_>,
        path: &RemotePath,
        if_taken: IfTaken,
    ) -> Result<(), Error> {
        if if_taken == IfTaken::LeaveToServer {
            return Ok(());
        }
        match self.info(path).await {
            Ok(_) => {
                let taken = Error::new(call.operation, ErrorKind::NameTaken);
                Err(taken.at(path))
            }
            Err(error) if *error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// A call about entries of which the first is named; none of them is the root, and there is one.
fn several<'a>(operation: &'static str, entries: &'a [RemotePath]) -> Result<Call<'a>, Error> {
    let call = Call::changes(operation);
    let Some(first) = entries.first() else {
        let why = "there is nothing to do it to".to_owned();
        return Err(call.failed(ErrorKind::Local(why)));
    };
    let call = call.at(first);
    not_the_root(call, &entries.iter().collect::<Vec<_>>())?;
    Ok(call)
}

/// The root cannot be renamed, moved or removed, and nobody means it: it is everything there is.
fn not_the_root(call: Call<'_>, paths: &[&RemotePath]) -> Result<(), Error> {
    if paths.iter().any(|path| path.is_root()) {
        let why = "this is not done to the root".to_owned();
        return Err(call.failed(ErrorKind::Local(why)));
    }
    Ok(())
}

/// The entry an answer describes, if it is the one at this path.
fn at_this_path(answer: &Value, path: &RemotePath) -> Option<Entry> {
    let parent = path.parent();
    Entry::read(answer, None, parent.as_ref()).filter(|entry| entry.path == *path)
}

/// A no of the server to what was asked, not to who asked or how often (4xx).
fn is_refusal(kind: &ErrorKind) -> bool {
    match kind {
        ErrorKind::Forbidden { .. }
        | ErrorKind::NotFound
        | ErrorKind::NameTaken
        | ErrorKind::NotAFile
        | ErrorKind::Changed => true,
        ErrorKind::Rejected { status, .. } => (400..=499).contains(status),
        _ => false,
    }
}
