//! What a copy holds, in a file of its own in the copy: one JSON object a line (RFC 8259), the latest about a path
//! counts. A line is added when a file is proven, so that nothing has to be proven twice after a crash.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use smartfile::RemotePath;

use crate::error::Error;
use crate::receipts::unwritable;
use crate::transfers::Fingerprint;

/// Its name in the copy.
pub(super) const NAME: &str = "copy.jsonl";
const FORMAT: &str = "connect-smartfile-copy";
/// It grows when a reader of the old one would be wrong about the new one.
const VERSION: u32 = 1;

/// Of what a copy is.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct Head {
    format: String,
    version: u32,
    /// Host of the site.
    pub(super) site: String,
    /// The name to sign in with.
    pub(super) username: String,
    /// The folder at the site.
    pub(super) folder: String,
}

impl Head {
    pub(super) fn new(site: String, username: String, folder: &RemotePath) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            site,
            username,
            folder: folder.as_str().to_owned(),
        }
    }
}

/// A file of the copy, as it was last proven.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct Kept {
    /// Where it lies at the site.
    pub(super) path: String,
    /// Where it lies in the copy, below the folder of the files, with slashes between.
    pub(super) file: String,
    pub(super) bytes: u64,
    /// When it was changed, as the site spells it.
    pub(super) site_time: Option<String>,
    /// The site's number for it.
    pub(super) site_id: Option<u64>,
    /// Of the bytes here.
    pub(super) sha256: String,
    /// What both ends came to, where the site could say more than the size.
    pub(super) proof: Option<Both>,
    /// When that was.
    pub(super) proven: Timestamp,
    /// Since when the site does not have it any more.
    pub(super) gone: Option<Timestamp>,
}

/// A fingerprint of both copies.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct Both {
    /// As in "SHA-256".
    pub(super) algorithm: String,
    pub(super) here: String,
    pub(super) there: String,
}

impl From<&Fingerprint> for Both {
    fn from(both: &Fingerprint) -> Self {
        Self {
            algorithm: both.algorithm_name().to_owned(),
            here: both.here.clone(),
            there: both.there.clone(),
        }
    }
}

/// A folder of the copy: its name here may be another one than at the site.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct KeptFolder {
    pub(super) folder: String,
    #[serde(rename = "as")]
    pub(super) local: String,
}

#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum Line {
    File(Kept),
    Folder(KeptFolder),
}

/// All of it.
#[derive(Debug)]
pub(super) struct Book {
    place: PathBuf,
    pub(super) head: Head,
    pub(super) files: BTreeMap<String, Kept>,
    pub(super) folders: BTreeMap<String, String>,
    added: std::fs::File,
}

impl Book {
    /// Opens that of a copy, or begins one in a folder that is empty or not there yet. Nobody else may be at it.
    pub(super) fn open(into: &Path, head: Head) -> Result<Self, Error> {
        let place = into.join(NAME);
        let failed = |error| unwritable(&place, error);
        std::fs::create_dir_all(into).map_err(failed)?;
        if place.symlink_metadata().is_err() {
            let mut others = std::fs::read_dir(into).map_err(failed)?;
            if others.next().is_some() {
                return Err(Error::NotThisCopy);
            }
        }
        let mut options = std::fs::OpenOptions::new();
        options.read(true).append(true).create(true);
        let mut added = options.open(&place).map_err(failed)?;
        // A disk without locks can't say whether somebody is at it.
        if let Err(std::fs::TryLockError::WouldBlock) = added.try_lock() {
            return Err(Error::CopyUnderWay);
        }
        let mut text = String::new();
        added.read_to_string(&mut text).map_err(failed)?;
        let (mut files, mut folders) = (BTreeMap::new(), BTreeMap::new());
        let mut lines = text.lines();
        if let Some(first) = lines.next() {
            let known: Head = serde_json::from_str(first).map_err(|_| Error::NotThisCopy)?;
            if known != head {
                return Err(Error::NotThisCopy);
            }
        }
        for line in lines {
            // The last one may have been cut by a crash: what it says is proven again.
            match serde_json::from_str(line) {
                Ok(Line::File(kept)) => drop(files.insert(kept.path.clone(), kept)),
                Ok(Line::Folder(folder)) => drop(folders.insert(folder.folder, folder.local)),
                Err(_) => {}
            }
        }
        if text.is_empty() {
            let first = serde_json::to_string(&head).unwrap_or_default();
            writeln!(added, "{first}").map_err(failed)?;
        } else if !text.ends_with('\n') {
            writeln!(added).map_err(failed)?;
        }
        Ok(Self {
            place,
            head,
            files,
            folders,
            added,
        })
    }

    pub(super) fn keep(&mut self, kept: Kept) -> Result<(), Error> {
        self.add(&Line::File(kept.clone()))?;
        self.files.insert(kept.path.clone(), kept);
        Ok(())
    }

    pub(super) fn keep_folder(&mut self, folder: KeptFolder) -> Result<(), Error> {
        if self.folders.get(&folder.folder) == Some(&folder.local) {
            return Ok(());
        }
        self.add(&Line::Folder(folder.clone()))?;
        self.folders.insert(folder.folder, folder.local);
        Ok(())
    }

    fn add(&mut self, line: &Line) -> Result<(), Error> {
        // What it is made of is text and numbers: there is nothing that JSON cannot hold.
        let line = serde_json::to_string(line).unwrap_or_default();
        let added = writeln!(self.added, "{line}");
        added.map_err(|error| unwritable(&self.place, error))
    }

    /// The whole of it, each path once.
    pub(super) fn text(&self) -> String {
        let mut lines = vec![serde_json::to_string(&self.head).unwrap_or_default()];
        for (folder, local) in &self.folders {
            let folder = KeptFolder {
                folder: folder.clone(),
                local: local.clone(),
            };
            lines.push(serde_json::to_string(&folder).unwrap_or_default());
        }
        let files = self.files.values();
        lines.extend(files.map(|kept| serde_json::to_string(kept).unwrap_or_default()));
        lines.push(String::new());
        lines.join("\n")
    }
}
