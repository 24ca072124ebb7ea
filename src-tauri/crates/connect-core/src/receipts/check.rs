//! One more look at the copies of a receipt.

use std::io;
use std::path::{Path, PathBuf};

use futures_util::StreamExt as _;
use smartfile::{Algorithm, EntryKind, ErrorKind};
use tokio::io::AsyncReadExt as _;

use super::{CopyFound, CopyMeans, CopyState, ReceiptBook, Recheck, RecheckProgress, name_of};
use crate::connection::Session;
use crate::error::Error;
use crate::journal::Receipt;
use crate::transfers::fingerprint::Reckoning;
use crate::transfers::{Fingerprint, Proof};

/// Times that reading back goes on where it broke.
const RESUMES: u32 = 3;
/// Bytes read at once.
const CHUNK: usize = 256 * 1024;

type Tell<'a> = &'a (dyn Fn(RecheckProgress) + Send + Sync);

/// Counts what was read, and tells it.
struct Reading<'a> {
    progress: RecheckProgress,
    told: u64,
    tell: Tell<'a>,
}

impl Reading<'_> {
    fn add(&mut self, bytes: usize) {
        self.progress.read += bytes as u64;
        // A hundred times in all is often enough for anybody's eye.
        if self.progress.read - self.told >= self.progress.total / 100 {
            self.told = self.progress.read;
            (self.tell)(self.progress);
        }
    }
}

/// A copy, and what it came to, where it was summed up.
struct Seen {
    state: CopyState,
    digest: Option<String>,
}

impl Seen {
    fn by_size(found: CopyFound, size: Option<u64>) -> Self {
        let means = CopyMeans::Size;
        Self {
            state: CopyState { found, means, size },
            digest: None,
        }
    }

    /// Compared with the digest that it had; `None` if nobody knows one.
    fn by_digest(digest: String, was: Option<&str>, means: CopyMeans, size: u64) -> Self {
        let found = match was {
            None => CopyFound::SameSize,
            Some(was) if was == digest => CopyFound::Same,
            Some(_) => CopyFound::Changed,
        };
        Self {
            state: CopyState {
                found,
                means,
                size: Some(size),
            },
            digest: Some(digest),
        }
    }
}

impl ReceiptBook {
    pub(super) async fn look(
        &self,
        receipt: &Receipt,
        read_back: bool,
        tell: Tell<'_>,
    ) -> Result<Recheck, Error> {
        let local = self.journal.local_copy(&receipt.transfer).await?;
        self.look_at(receipt, local, read_back, tell).await
    }

    /// The same with a copy on this computer that lies here, or with none.
    pub(super) async fn look_at(
        &self,
        receipt: &Receipt,
        local: Option<PathBuf>,
        read_back: bool,
        tell: Tell<'_>,
    ) -> Result<Recheck, Error> {
        let session = self.connections.current().session()?;
        let was = match &receipt.proof {
            Some(Proof::Fingerprint(both)) => Some(both),
            _ => None,
        };
        let algorithm = was.map_or(Algorithm::Sha256, |both| both.algorithm);
        let digest = was.map(|both| both.here.as_str());
        // Without a fingerprint of then, the bytes of both copies can still be compared with each other.
        let summed = digest.is_some() || read_back;
        let copies = u64::from(local.is_some() && summed) + u64::from(read_back);
        let mut reading = Reading {
            progress: RecheckProgress {
                read: 0,
                total: receipt.size * copies,
            },
            told: 0,
            tell,
        };
        let here = match &local {
            Some(path) => {
                let by = summed.then_some(algorithm);
                let seen = self.see_here(receipt, path, by, digest, &mut reading);
                Some(seen.await?)
            }
            None => None,
        };
        let there = if receipt.proof == Some(Proof::Archive) {
            None
        } else {
            let now = here.as_ref().and_then(|seen| seen.digest.as_deref());
            let with = digest.or(now);
            let by = digest.is_some().then_some(algorithm);
            let back = read_back.then_some(algorithm);
            let seen = self.see_there(&session, receipt, by, back, with, &mut reading);
            Some(seen.await?)
        };
        let sums = |seen: &Option<Seen>| seen.as_ref().and_then(|seen| seen.digest.clone());
        let on_arrival = || digest.map(str::to_owned).filter(|_| here.is_none());
        let both = sums(&here).or_else(on_arrival).zip(sums(&there));
        Ok(Recheck {
            at: self.connections.shared().ports.clock.wall(),
            there: there.as_ref().map(|seen| seen.state),
            here: here.as_ref().map(|seen| seen.state),
            fingerprint: both.map(|(here, there)| Fingerprint {
                algorithm,
                here,
                there,
            }),
        })
    }

    /// The copy on this computer. It is read only where there is something to compare its bytes with.
    async fn see_here(
        &self,
        receipt: &Receipt,
        path: &Path,
        by: Option<Algorithm>,
        was: Option<&str>,
        reading: &mut Reading<'_>,
    ) -> Result<Seen, Error> {
        let unreadable = |source: io::Error| Error::Unreadable {
            name: name_of(path),
            source,
        };
        let vfs = &self.connections.shared().ports.vfs;
        let size = match vfs.stat(path).await {
            Ok(stat) if stat.is_file => stat.size,
            Ok(_) => return Ok(Seen::by_size(CopyFound::Changed, None)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Seen::by_size(CopyFound::Gone, None));
            }
            Err(error) => return Err(unreadable(error)),
        };
        if size != receipt.size {
            return Ok(Seen::by_size(CopyFound::Changed, Some(size)));
        }
        let Some(by) = by else {
            return Ok(Seen::by_size(CopyFound::SameSize, Some(size)));
        };
        let mut file = vfs.open(path).await.map_err(unreadable)?;
        let mut reckoning = Reckoning::by(Some(by));
        let mut chunk = vec![0; CHUNK];
        loop {
            let count = file.read(&mut chunk).await.map_err(unreadable)?;
            let Some(bytes) = chunk.get(..count).filter(|bytes| !bytes.is_empty()) else {
                break;
            };
            reckoning.add(bytes);
            reading.add(count);
        }
        let digest = reckoning.end().of(by);
        Ok(match digest {
            Some(digest) => Seen::by_digest(digest, was, CopyMeans::Fingerprint, size),
            None => Seen::by_size(CopyFound::SameSize, Some(size)),
        })
    }

    /// The copy at the site: its size, then its own end's fingerprint, then, on request, its bytes.
    async fn see_there(
        &self,
        session: &Session,
        receipt: &Receipt,
        by: Option<Algorithm>,
        read_back: Option<Algorithm>,
        with: Option<&str>,
        reading: &mut Reading<'_>,
    ) -> Result<Seen, Error> {
        let (remote, path) = (&session.remote, &receipt.remote);
        let entry = match session.ask(|| remote.info(path)).await {
            Ok(entry) => entry,
            Err(error) if *error.kind() == ErrorKind::NotFound => {
                return Ok(Seen::by_size(CopyFound::Gone, None));
            }
            Err(error) => return Err(error.into()),
        };
        let size = entry.size;
        if entry.kind == EntryKind::Folder || size.is_some_and(|size| size != receipt.size) {
            return Ok(Seen::by_size(CopyFound::Changed, size));
        }
        if let Some(by) = by {
            let now = self
                .transfers
                .digest_now(session, path, receipt.size, by, with);
            if let Some(digest) = now.await {
                let means = CopyMeans::Fingerprint;
                return Ok(Seen::by_digest(digest, with, means, receipt.size));
            }
        }
        match read_back {
            Some(by) => self.read_there(session, receipt, by, with, reading).await,
            None => Ok(Seen::by_size(CopyFound::SameSize, size)),
        }
    }

    /// Fetches the file once, and keeps nothing of it.
    async fn read_there(
        &self,
        session: &Session,
        receipt: &Receipt,
        by: Algorithm,
        with: Option<&str>,
        reading: &mut Reading<'_>,
    ) -> Result<Seen, Error> {
        let (remote, path) = (&session.remote, &receipt.remote);
        let mut reckoning = Reckoning::by(Some(by));
        let mut size = 0;
        let mut resumes = RESUMES;
        loop {
            let mut answer = session.ask(|| remote.download(path, size)).await?;
            if answer.started_at != size {
                // The site ignores ranges: from the start again.
                reckoning.start_over();
                size = 0;
            }
            let mut cut = None;
            while let Some(chunk) = answer.bytes.next().await {
                match chunk {
                    Ok(chunk) => {
                        reckoning.add(&chunk);
                        reading.add(chunk.len());
                        size += chunk.len() as u64;
                    }
                    Err(error) => {
                        cut = Some(error);
                        break;
                    }
                }
            }
            if size >= receipt.size {
                break;
            }
            if resumes == 0 {
                return match cut {
                    Some(error) => Err(error.into()),
                    // It tells fewer bytes than it says it has: that proves nothing.
                    None => Ok(Seen::by_size(CopyFound::SameSize, Some(receipt.size))),
                };
            }
            resumes -= 1;
        }
        if size != receipt.size {
            return Ok(Seen::by_size(CopyFound::Changed, Some(size)));
        }
        let digest = reckoning.end().of(by);
        Ok(match digest {
            Some(digest) => Seen::by_digest(digest, with, CopyMeans::ReadBack, size),
            None => Seen::by_size(CopyFound::SameSize, Some(size)),
        })
    }
}
