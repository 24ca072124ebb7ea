//! One download: into a temporary file beside its target, compared, and only then under its name.

use std::io;
use std::path::Path;

use futures_util::StreamExt;
use smartfile::{EntryKind, ErrorKind, RemotePath, ServerTime};

use super::check::Verdict;
use super::fingerprint::{Digests, Reckoning};
use super::state::Event;
use super::{Halt, OwnedSemaphorePermit, Proof, TransferId, Transfers, api_broke};
use crate::connection::Session;
use crate::disk::{Temporary, folder_of};
use crate::problem::{Outcome, Problem};

/// Times a broken download goes on where it broke.
const RESUMES: u32 = 3;

/// How one stretch of bytes ended.
enum Stretch {
    Whole,
    Cut(Option<smartfile::Error>),
}

/// Where a download stands.
struct Intake {
    part: Box<dyn Temporary>,
    size: Option<u64>,
    changed: Option<ServerTime>,
    have: u64,
    reckoning: Reckoning,
}

/// What has come, all of it.
struct Came {
    size: Option<u64>,
    changed: Option<ServerTime>,
    have: u64,
    digests: Digests,
}

impl Transfers {
    pub(super) async fn run_download(
        &self,
        id: &TransferId,
        session: &Session,
        path: &RemotePath,
        target: &Path,
        slot: OwnedSemaphorePermit,
    ) -> Result<(), Halt> {
        let name = path.name().unwrap_or_default();
        let entry = self
            .info(session, path)
            .await
            .map_err(|error| api_broke(&error, name))?;
        if !matches!(entry.kind, EntryKind::File | EntryKind::Archive) {
            return Err(broke(Outcome::UnexpectedReply, name, &"not a file"));
        }
        self.describe(id, |transfer| transfer.size = entry.size);
        let vfs = &self.connections.shared().ports.vfs;
        if let Some(size) = entry.size {
            match vfs.free_space(folder_of(target)).await {
                Ok(free) if free < size => {
                    return Err(broke(Outcome::DiskFull, name, &"not enough room"));
                }
                Ok(_) => {}
                Err(error) => tracing::info!(%error, "the free space is not known"),
            }
        }
        let part = vfs
            .create_temporary(target)
            .await
            .map_err(|error| unwritable(&error, name))?;
        self.step(id, Event::Ready);
        let mut intake = Intake {
            part,
            size: entry.size,
            changed: entry.time,
            have: 0,
            reckoning: Reckoning::by(self.spoken(session)),
        };
        self.fetch(id, session, path, &mut intake).await?;
        self.step(id, Event::AllMoved);
        drop(slot);
        let Intake {
            mut part,
            size,
            changed,
            have,
            reckoning,
        } = intake;
        part.settle()
            .await
            .map_err(|error| unwritable(&error, name))?;
        self.step_with(id, Event::Settled, |row| row.transfer.size = Some(have));
        let came = Came {
            size,
            changed,
            have,
            digests: reckoning.end(),
        };
        let check = self.check(session, path, &came);
        // Nothing takes the target's name before it was compared, unless the person wants it so.
        let checked = self.unless_skipped(id, check).await.transpose()?;
        part.keep()
            .await
            .map_err(|error| unwritable(&error, name))?;
        let kept = vfs
            .stat(target)
            .await
            .map_err(|error| unwritable(&error, name))?;
        if kept.size != have {
            return Err(broke(
                Outcome::Incomplete,
                name,
                &"the file on the disk has another size",
            ));
        }
        match checked {
            None => self.unchecked(id),
            Some(Some(proof)) => self.proven(id, Some(proof)).await?,
            // A site that tells neither fingerprint nor size: it has arrived, and nobody can say more.
            Some(None) => self.proven(id, size.map(|_| Proof::Size)).await?,
        }
        Ok(())
    }

    /// Compares what was written with what the site has. `None` if it cannot say.
    async fn check(
        &self,
        session: &Session,
        path: &RemotePath,
        came: &Came,
    ) -> Result<Option<Proof>, Halt> {
        let name = path.name().unwrap_or_default();
        let compared = self.compare(session, path, came.have, &came.digests);
        match compared.await {
            Verdict::Same(fingerprint) => Ok(Some(Proof::Fingerprint(fingerprint))),
            Verdict::Unknown => Ok(None),
            Verdict::Different => match self.info(session, path).await {
                Ok(entry) if entry.size != came.size || entry.time != came.changed => {
                    Err(changed(name))
                }
                _ => Err(broke(
                    Outcome::DamagedHere,
                    name,
                    &"what came is not what the site has",
                )),
            },
        }
    }

    async fn fetch(
        &self,
        id: &TransferId,
        session: &Session,
        path: &RemotePath,
        intake: &mut Intake,
    ) -> Result<(), Halt> {
        let name = path.name().unwrap_or_default();
        let mut resumes = RESUMES;
        loop {
            let cut = match self.stretch(id, session, path, intake).await? {
                Stretch::Whole => return Ok(()),
                Stretch::Cut(error) => error,
            };
            if resumes == 0 {
                return Err(match cut {
                    Some(error) if !matches!(error.kind(), ErrorKind::Cut) => {
                        api_broke(&error, name)
                    }
                    _ => broke(Outcome::Incomplete, name, &"the answer broke off too often"),
                });
            }
            resumes -= 1;
            // Going on makes sense only in the same file.
            let entry = self
                .info(session, path)
                .await
                .map_err(|error| api_broke(&error, name))?;
            if entry.size != intake.size || entry.time != intake.changed {
                return Err(changed(name));
            }
        }
    }

    /// Fetches from where the file stands until the answer ends, whole or not.
    async fn stretch(
        &self,
        id: &TransferId,
        session: &Session,
        path: &RemotePath,
        intake: &mut Intake,
    ) -> Result<Stretch, Halt> {
        let name = path.name().unwrap_or_default();
        let (remote, have) = (&session.remote, intake.have);
        let asked = session.ask(|| remote.download(path, have)).await;
        let mut answer = match asked {
            Ok(answer) => answer,
            Err(error) if is_cut(&error) => return Ok(Stretch::Cut(Some(error))),
            Err(error) => return Err(api_broke(&error, name)),
        };
        if let (Some(size), Some(total)) = (intake.size, answer.total)
            && size != total
        {
            return Err(broke(Outcome::ChangedOnServer, name, &"its size changed"));
        }
        if answer.started_at != intake.have {
            if answer.started_at != 0 {
                return Err(broke(
                    Outcome::UnexpectedReply,
                    name,
                    &"another part of the file",
                ));
            }
            // The site ignores ranges: from the start again.
            intake
                .part
                .clear()
                .await
                .map_err(|error| unwritable(&error, name))?;
            intake.have = 0;
            intake.reckoning.start_over();
            self.start_over(id);
        }
        let expected = intake.size.or(answer.total);
        while let Some(chunk) = answer.bytes.next().await {
            let chunk = match chunk {
                Ok(chunk) => chunk,
                Err(error) if is_cut(&error) => return Ok(Stretch::Cut(Some(error))),
                Err(error) => return Err(api_broke(&error, name)),
            };
            let count = chunk.len() as u64;
            if expected.is_some_and(|size| intake.have + count > size) {
                return Err(broke(
                    Outcome::Incomplete,
                    name,
                    &"more bytes than the file has",
                ));
            }
            intake
                .part
                .write(&chunk)
                .await
                .map_err(|error| unwritable(&error, name))?;
            intake.reckoning.add(&chunk);
            intake.have += count;
            self.moved(id, count);
        }
        match expected {
            Some(size) if intake.have < size => Ok(Stretch::Cut(None)),
            _ => Ok(Stretch::Whole),
        }
    }
}

fn is_cut(error: &smartfile::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Cut | ErrorKind::TimedOut | ErrorKind::Offline
    )
}

pub(super) fn broke(outcome: Outcome, name: &str, chain: &dyn std::fmt::Display) -> Halt {
    Halt::Broke(Problem::new(outcome).about(name).logged(chain))
}

fn changed(name: &str) -> Halt {
    broke(Outcome::ChangedOnServer, name, &"it changed meanwhile")
}

pub(super) fn unwritable(error: &io::Error, name: &str) -> Halt {
    let outcome = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Outcome::DiskFull,
        _ => Outcome::FileUnwritable,
    };
    broke(outcome, name, error)
}
