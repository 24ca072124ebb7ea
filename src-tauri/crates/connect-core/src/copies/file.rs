//! One file of a copy: proven again where it is the same, else fetched, and nothing of anybody's is lost.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use smartfile::{Entry, EntryKind, RemotePath};

use super::record::{Both, Kept};
use super::{CopyFile, FILES};
use crate::connection::Session;
use crate::disk::set_aside;
use crate::problem::{Outcome, Problem};
use crate::transfers::fingerprint::{Digests, Reckoning};
use crate::transfers::{Proof, Transfers, Verdict};

/// A file that has its turn.
pub(super) struct Turn {
    pub(super) entry: Box<Entry>,
    /// Where it is to lie, below the folder of the files.
    pub(super) file: String,
    /// As it was last proven.
    pub(super) before: Option<Kept>,
}

/// What became of it.
pub(super) struct Settled {
    pub(super) path: RemotePath,
    pub(super) aside: Option<PathBuf>,
    pub(super) how: Result<(Kept, CopyFile), Problem>,
}

/// What lies in the place of a file in the copy.
enum Here {
    Nothing,
    /// What was proven last time.
    Intact(Digests),
    /// Something else.
    Other(Digests),
}

/// What a file is settled with.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub(super) transfers: &'a Transfers,
    pub(super) session: &'a Session,
    pub(super) vfs: &'a dyn crate::disk::Vfs,
    pub(super) into: &'a Path,
    pub(super) now: Timestamp,
}

impl Desk<'_> {
    pub(super) async fn settle(self, turn: Turn) -> Settled {
        let path = turn.entry.path.clone();
        let mut aside = None;
        let how = self.settle_file(turn, &mut aside).await;
        Settled { path, aside, how }
    }

    async fn settle_file(
        self,
        turn: Turn,
        aside: &mut Option<PathBuf>,
    ) -> Result<(Kept, CopyFile), Problem> {
        let Turn {
            entry,
            file,
            before,
        } = turn;
        if !matches!(entry.kind, EntryKind::File | EntryKind::Archive) {
            return Err(Problem::new(Outcome::UnexpectedReply).about(entry.name.as_str()));
        }
        let target = place(self.into, &file);
        let here = self.look(&target, before.as_ref()).await?;
        let same = before.as_ref().filter(|kept| same_there(kept, &entry));
        let how = match (&here, same, &before) {
            (Here::Intact(digests), Some(kept), _) => {
                if let Some(proof) = self.prove(&entry, kept.bytes, digests).await {
                    let kept = Kept {
                        proof,
                        proven: self.now,
                        gone: None,
                        ..kept.clone()
                    };
                    return Ok((kept, CopyFile::Unchanged));
                }
                // Of the same size and time, and not the same: the site says so twice.
                CopyFile::Changed
            }
            (_, Some(_), _) => CopyFile::Restored,
            (_, None, Some(_)) => CopyFile::Changed,
            (Here::Other(digests), None, None) => {
                // A run before this one may have fetched it, and been killed before that was written down.
                if let Some(Some(proof)) = self.prove_new(&entry, digests).await {
                    return Ok((
                        self.kept(&entry, file, digests, Some(proof))?,
                        CopyFile::New,
                    ));
                }
                CopyFile::New
            }
            (_, None, None) => CopyFile::New,
        };
        if matches!(here, Here::Other(_)) {
            let moved = set_aside(&target).await;
            *aside = Some(moved.map_err(|error| unwritable(&entry.name, &error))?);
        }
        self.fetch(&entry, file, &target)
            .await
            .map(|kept| (kept, how))
    }

    /// What is there, read whole.
    async fn look(self, target: &Path, before: Option<&Kept>) -> Result<Here, Problem> {
        let Ok(stat) = self.vfs.stat(target).await else {
            return Ok(Here::Nothing);
        };
        let reckoning = Reckoning::by(self.transfers.spoken(self.session)).and_sha256();
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let summed = self.transfers.sum_up(target, stat.size, reckoning).await;
        let summed = summed.map_err(|error| {
            Problem::new(Outcome::FileUnreadable)
                .about(name.as_ref())
                .logged(&error)
        })?;
        let Some(digests) = summed.map(Reckoning::end) else {
            return Err(Problem::new(Outcome::FileUnreadable).about(name.as_ref()));
        };
        let sha256 = digests.of(smartfile::Algorithm::Sha256);
        let intact = before.is_some_and(|kept| {
            stat.size == kept.bytes && sha256.as_deref() == Some(kept.sha256.as_str())
        });
        Ok(if intact {
            Here::Intact(digests)
        } else {
            Here::Other(digests)
        })
    }

    /// The proof of both copies; `Some(None)` where the site can't say more than the size, and `None` where they are
    /// not the same.
    async fn prove(self, entry: &Entry, size: u64, digests: &Digests) -> Option<Option<Both>> {
        let compared = self
            .transfers
            .compare(self.session, &entry.path, size, digests);
        match compared.await {
            Verdict::Same(both) => Some(Some(Both::from(&both))),
            Verdict::Unknown => Some(None),
            Verdict::Different => None,
        }
    }

    async fn prove_new(self, entry: &Entry, digests: &Digests) -> Option<Option<Both>> {
        self.prove(entry, entry.size?, digests).await
    }

    fn kept(
        self,
        entry: &Entry,
        file: String,
        digests: &Digests,
        proof: Option<Both>,
    ) -> Result<Kept, Problem> {
        let sha256 = digests.of(smartfile::Algorithm::Sha256);
        Ok(Kept {
            path: entry.path.as_str().to_owned(),
            file,
            bytes: entry.size.unwrap_or_default(),
            site_time: entry.time.as_ref().map(|time| time.as_str().to_owned()),
            site_id: entry.id,
            sha256: sha256.ok_or_else(|| Problem::new(Outcome::Internal))?,
            proof,
            proven: self.now,
            gone: None,
        })
    }

    async fn fetch(self, entry: &Entry, file: String, target: &Path) -> Result<Kept, Problem> {
        let folder = crate::disk::folder_of(target);
        let made = tokio::fs::create_dir_all(folder).await;
        made.map_err(|error| unwritable(&entry.name, &error))?;
        let fetched = self.transfers.fetch_file(&entry.path, target).await?;
        let sha256 = if fetched.sha256.is_some() {
            fetched.sha256
        } else {
            // It was in its place already, and only compared: it is read once more.
            let by = Reckoning::by(Some(smartfile::Algorithm::Sha256));
            let summed = self.transfers.sum_up(&fetched.place, fetched.size, by);
            let summed = summed.await.ok().flatten().map(Reckoning::end);
            summed.and_then(|sums| sums.of(smartfile::Algorithm::Sha256))
        };
        let unreadable = || Problem::new(Outcome::FileUnreadable).about(entry.name.as_str());
        let sha256 = sha256.ok_or_else(unreadable)?;
        let file = match fetched.place.file_name().map(|name| name.to_string_lossy()) {
            // Something came to its place meanwhile.
            Some(name) if fetched.place != target => match file.rsplit_once('/') {
                Some((folder, _)) => format!("{folder}/{name}"),
                None => name.into_owned(),
            },
            _ => file,
        };
        Ok(Kept {
            path: entry.path.as_str().to_owned(),
            file,
            bytes: fetched.size,
            site_time: fetched.source.time,
            site_id: fetched.source.id,
            sha256,
            proof: match &fetched.proof {
                Some(Proof::Fingerprint(both)) => Some(Both::from(both)),
                _ => None,
            },
            proven: self.now,
            gone: None,
        })
    }

    /// What the site does not have any more stays; whether it is as it was is looked at.
    pub(super) async fn keep_gone(self, kept: &Kept) -> Result<Kept, Problem> {
        let name = kept.file.rsplit('/').next().unwrap_or_default();
        match self.look(&place(self.into, &kept.file), Some(kept)).await? {
            Here::Intact(_) => Ok(Kept {
                gone: kept.gone.or(Some(self.now)),
                ..kept.clone()
            }),
            Here::Nothing => Err(Problem::new(Outcome::NotFound).about(name)),
            Here::Other(_) => Err(Problem::new(Outcome::DamagedHere).about(name)),
        }
    }
}

/// Where a file lies on this computer.
pub(super) fn place(into: &Path, file: &str) -> PathBuf {
    let files = into.join(FILES);
    file.split('/').fold(files, |place, name| place.join(name))
}

/// Nothing that the site tells of it is another than last time.
fn same_there(kept: &Kept, entry: &Entry) -> bool {
    (entry.size.is_some() || entry.time.is_some())
        && entry.size.is_none_or(|size| size == kept.bytes)
        && entry.time.as_ref().map(smartfile::ServerTime::as_str) == kept.site_time.as_deref()
        && entry.id == kept.site_id
}

fn unwritable(name: &str, error: &std::io::Error) -> Problem {
    let outcome = match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Outcome::DiskFull,
        _ => Outcome::FileUnwritable,
    };
    Problem::new(outcome).about(name).logged(error)
}
