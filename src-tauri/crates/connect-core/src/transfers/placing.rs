//! From a finished part to a file under its name, in one step, and nobody else's file is touched.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use smartfile::Algorithm;
use tokio::io::AsyncReadExt as _;

use super::download::{broke, unwritable};
use super::fingerprint::{Digests, Reckoning};
use super::row::Job;
use super::{Halt, TransferId, Transfers, name};
use crate::disk::{Stat, Temporary};
use crate::journal::Source;
use crate::problem::Outcome;

/// Bytes read at once.
const CHUNK: usize = 256 * 1024;
/// Other names to try before giving up.
const NAMES: u32 = 99;

/// What tells one state of a local file from another.
pub(super) fn identity(stat: &Stat) -> Source {
    let since = stat
        .modified
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    Source {
        size: Some(stat.size),
        time: since.map(|since| format!("{}.{:09}", since.as_secs(), since.subsec_nanos())),
        id: None,
    }
}

impl Transfers {
    /// Remembers what has the target's name when it was chosen: the person was asked about that, and about nothing
    /// that comes later.
    pub(super) async fn look_at_target(&self, id: &TransferId) {
        let target = {
            let rows = self.rows.lock();
            match rows.all.get(id) {
                Some(row) if !row.looked_at => match &row.job {
                    Job::Download { target, .. } | Job::Archive { target, .. } => target.clone(),
                    Job::Upload { .. } => return,
                },
                _ => return,
            }
        };
        let there = self.connections.shared().ports.vfs.stat(&target).await;
        if let Some(row) = self.rows.lock().all.get_mut(id) {
            row.looked_at = true;
            row.notes.replaces = there.ok().map(|stat| identity(&stat));
        }
    }

    /// Gives a part of `size` bytes its name: the target's, or the next free one where something came there since it
    /// was chosen. What is about to happen is written down before it does, with the digest by which a later start
    /// knows the file as its own.
    pub(super) async fn place(
        &self,
        id: &TransferId,
        part: Box<dyn Temporary>,
        target: &Path,
        size: u64,
        digest: Option<(Algorithm, String)>,
    ) -> Result<PathBuf, Halt> {
        let vfs = &self.connections.shared().ports.vfs;
        let shown = target.file_name().unwrap_or_default().to_string_lossy();
        let notes = self.rows.lock().all.get(id).map(|row| row.notes.clone());
        let notes = notes.unwrap_or_default();
        let mut part = Some(part);
        // Two that were chosen to replace the same file must not both find it there, or the later would take the place
        // of the earlier.
        let _held = self.targets.hold(target.to_owned()).await;
        for number in 1..=NAMES {
            let place = match number {
                1 => target.to_owned(),
                _ => target.with_file_name(name::numbered(&shown, number)),
            };
            let there = vfs.stat(&place).await.ok().map(|stat| identity(&stat));
            let replace = number == 1 && there.is_some() && there == notes.replaces;
            if there.is_some() && !replace {
                continue;
            }
            let held = match (part.take(), &notes.part) {
                (Some(part), _) => part,
                (None, Some(part)) => {
                    let reopened = vfs.reopen_part(part, size).await;
                    reopened.map_err(|error| unwritable(&error, &shown))?
                }
                (None, None) => break,
            };
            self.promise(id, |row| {
                row.notes.digest.clone_from(&digest);
                row.name_target(&place);
            })
            .await?;
            match held.keep(&place, replace).await {
                Ok(()) => {
                    if let Some(row) = self.rows.lock().all.get_mut(id) {
                        row.notes.part = None;
                    }
                    return Ok(place);
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(unwritable(&error, &shown)),
            }
        }
        Err(broke(
            Outcome::FileUnwritable,
            &shown,
            &"no free name was found",
        ))
    }

    /// Sums up the first bytes of a local file, or `None` if it does not have as many.
    pub(crate) async fn sum_up(
        &self,
        path: &Path,
        length: u64,
        mut reckoning: Reckoning,
    ) -> std::io::Result<Option<Reckoning>> {
        let file = self.connections.shared().ports.vfs.open(path).await?;
        let mut file = file.take(length);
        let mut left = length;
        let mut buffer = vec![0; CHUNK];
        loop {
            let count = file.read(&mut buffer).await?;
            if count == 0 {
                return Ok((left == 0).then_some(reckoning));
            }
            reckoning.add(&buffer[..count]);
            left -= count as u64;
        }
    }

    /// Whether a file of just this size and digest is there.
    pub(super) async fn has_digest(
        &self,
        path: &Path,
        size: u64,
        (algorithm, digest): &(Algorithm, String),
    ) -> Option<Digests> {
        let stat = self.connections.shared().ports.vfs.stat(path).await.ok()?;
        if !stat.is_file || stat.size != size {
            return None;
        }
        let all = Reckoning::by(None);
        let digests = self.sum_up(path, size, all).await.ok()??.end();
        let same = digests
            .iter()
            .any(|(by, hex)| by == *algorithm && hex == digest);
        same.then_some(digests)
    }
}
