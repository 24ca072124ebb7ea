//! One download: into a part beside its target, compared, and only then under its name.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use smartfile::{EntryKind, ErrorKind, RemotePath, ServerTime};

use super::check::Verdict;
use super::fingerprint::{Digests, Reckoning};
use super::row::Notes;
use super::state::Event;
use super::{Halt, Proof, TransferId, Transfers, api_broke};
use crate::connection::Session;
use crate::disk::{Temporary, files_used_up, folder_of, part_beside};
use crate::journal::Source;
use crate::problem::{Outcome, Problem};

/// Times a broken download goes on where it broke, without getting on.
const RESUMES: u32 = 3;
/// A stretch of so many bytes got on.
const GOT_ON: u64 = 1024 * 1024;
/// After so many bytes, or so much time, what has come is made safe: that much is fetched again at most after
/// a crash.
const SAFE_BYTES: u64 = 16 * 1024 * 1024;
const SAFE_TIME: Duration = Duration::from_secs(5);

/// How one stretch of bytes ended.
enum Stretch {
    Whole,
    Cut(Option<smartfile::Error>),
    /// The site gives another part than it was asked for, or none: from the start, then.
    Astray,
}

/// Where a download stands.
struct Intake {
    part: Box<dyn Temporary>,
    size: Option<u64>,
    changed: Option<ServerTime>,
    have: u64,
    /// How much of that is on the disk for good, and since when.
    safe: u64,
    safe_at: Instant,
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
        notes: Notes,
    ) -> Result<(), Halt> {
        let name = path.name().unwrap_or_default();
        let entry = self
            .info(id, session, path)
            .await
            .map_err(|error| api_broke(&error, name))?;
        if !matches!(entry.kind, EntryKind::File | EntryKind::Archive) {
            return Err(broke(Outcome::UnexpectedReply, name, &"not a file"));
        }
        let source = Source {
            size: entry.size,
            time: entry.time.as_ref().map(|time| time.as_str().to_owned()),
            id: entry.id,
        };
        let placed = self.was_placed(target, &notes, &source).await;
        if let Some(digests) = placed {
            return self
                .prove_placed(id, session, path, target, &entry, digests)
                .await;
        }
        self.describe(id, |transfer| transfer.size = entry.size);
        let mut intake = self
            .intake(id, session, &entry, target, &notes, source)
            .await?;
        self.step(id, Event::Ready);
        self.begin_at(id, intake.have);
        self.fetch(id, session, path, &mut intake).await?;
        self.step(id, Event::AllMoved);
        self.give_way(id);
        let Intake {
            mut part,
            size,
            changed,
            have,
            reckoning,
            ..
        } = intake;
        part.settle()
            .await
            .map_err(|error| unwritable(&error, name))?;
        self.step_with(id, Event::Settled, |row| {
            row.transfer.size = Some(have);
            row.notes.safe = have;
        });
        let came = Came {
            size,
            changed,
            have,
            digests: reckoning.end(),
        };
        let check = self.check(id, session, path, &came);
        // Nothing takes the target's name before it was compared, unless the person wants it so.
        let checked = self.unless_skipped(id, check).await.transpose()?;
        let first = came.digests.iter().next();
        let digest = first.map(|(by, digest)| (by, digest.to_owned()));
        let place = self.place(id, part, target, have, digest).await?;
        self.measure(&place, have, name).await?;
        match checked {
            None => {
                self.unchecked(id);
                Ok(())
            }
            Some(Some(proof)) => self.proven(id, Some(proof)).await,
            // A site that tells neither fingerprint nor size: it has arrived, and nobody can say more.
            Some(None) => self.proven(id, size.map(|_| Proof::Size)).await,
        }
    }

    /// An earlier run may have given the file its name, and been killed before that was written down.
    async fn was_placed(&self, target: &Path, notes: &Notes, source: &Source) -> Option<Digests> {
        let digest = notes.digest.as_ref()?;
        let size = source.size.or(Some(notes.safe))?;
        self.has_digest(target, size, digest).await
    }

    async fn prove_placed(
        &self,
        id: &TransferId,
        session: &Session,
        path: &RemotePath,
        target: &Path,
        entry: &smartfile::Entry,
        digests: Digests,
    ) -> Result<(), Halt> {
        let name = path.name().unwrap_or_default();
        // Where names are given by a second link, the first one may have been left.
        self.remove_part(id).await;
        let vfs = &self.connections.shared().ports.vfs;
        let stat = vfs.stat(target).await;
        let have = stat.map_err(|error| unwritable(&error, name))?.size;
        self.step(id, Event::Ready);
        self.begin_at(id, have);
        self.step(id, Event::AllMoved);
        self.step_with(id, Event::Settled, |row| row.transfer.size = Some(have));
        let came = Came {
            size: entry.size,
            changed: entry.time.clone(),
            have,
            digests,
        };
        let check = self.check(id, session, path, &came);
        match self.unless_skipped(id, check).await.transpose()? {
            None => {
                self.unchecked(id);
                Ok(())
            }
            Some(Some(proof)) => self.proven(id, Some(proof)).await,
            Some(None) => self.proven(id, entry.size.map(|_| Proof::Size)).await,
        }
    }

    /// Goes on with an earlier run's part if the file at the site is still the same one; else begins a new one.
    async fn intake(
        &self,
        id: &TransferId,
        session: &Session,
        entry: &smartfile::Entry,
        target: &Path,
        notes: &Notes,
        source: Source,
    ) -> Result<Intake, Halt> {
        let name = entry.name.as_str();
        let ports = &self.connections.shared().ports;
        // Without size and time nobody can say that it is the same.
        let same =
            entry.size.is_some() && entry.time.is_some() && notes.source.as_ref() == Some(&source);
        let mut reckoning = Reckoning::by(self.spoken(session));
        if self.rows.lock().all.get(id).is_some_and(|row| row.sealed) {
            reckoning = reckoning.and_sha256();
        }
        let mut old = None;
        if let Some(part) = notes.part.as_ref().filter(|_| same && notes.safe > 0) {
            let summed = self.sum_up(part, notes.safe, reckoning.clone()).await;
            if let (Ok(Some(summed)), Ok(part)) =
                (summed, ports.vfs.reopen_part(part, notes.safe).await)
            {
                reckoning = summed;
                old = Some((part, notes.safe));
            }
        }
        let have = old.as_ref().map_or(0, |(_, safe)| *safe);
        if let Some(size) = entry.size {
            match ports.vfs.free_space(folder_of(target)).await {
                Ok(free) if free < size.saturating_sub(have) => {
                    return Err(broke(Outcome::DiskFull, name, &"not enough room"));
                }
                Ok(_) => {}
                Err(error) => tracing::info!(%error, "the free space is not known"),
            }
        }
        let part = match old {
            Some((part, _)) => part,
            None => self.new_part(id, target, source, name).await?,
        };
        Ok(Intake {
            part,
            size: entry.size,
            changed: entry.time.clone(),
            have,
            safe: have,
            safe_at: ports.clock.now(),
            reckoning,
        })
    }

    /// Its name is written down before there is such a file, so that none is ever left that nobody knows of.
    pub(super) async fn new_part(
        &self,
        id: &TransferId,
        target: &Path,
        source: Source,
        name: &str,
    ) -> Result<Box<dyn Temporary>, Halt> {
        self.remove_part(id).await;
        if self.has_part(id) {
            let away = io::Error::from(io::ErrorKind::NotFound);
            return Err(unwritable(&away, name));
        }
        let part = part_beside(target);
        self.promise(id, |row| {
            row.notes.source = Some(source);
            row.notes.part = Some(part.clone());
            row.notes.safe = 0;
            row.notes.digest = None;
        })
        .await?;
        let vfs = &self.connections.shared().ports.vfs;
        let made = vfs.create_part(&part).await;
        made.map_err(|error| unwritable(&error, name))
    }

    /// What is on the disk under its name is as long as what came.
    pub(super) async fn measure(&self, place: &Path, have: u64, name: &str) -> Result<(), Halt> {
        let kept = self.connections.shared().ports.vfs.stat(place).await;
        if kept.map_err(|error| unwritable(&error, name))?.size == have {
            return Ok(());
        }
        Err(broke(
            Outcome::Incomplete,
            name,
            &"the file on the disk has another size",
        ))
    }

    /// Compares what was written with what the site has. `None` if it cannot say.
    async fn check(
        &self,
        id: &TransferId,
        session: &Session,
        path: &RemotePath,
        came: &Came,
    ) -> Result<Option<Proof>, Halt> {
        let name = path.name().unwrap_or_default();
        if let Some(fingerprint) = self
            .same_at_once(session, path, came.have, &came.digests)
            .await
        {
            return Ok(Some(Proof::Fingerprint(fingerprint)));
        }
        let compared = self.compare(session, path, came.have, &came.digests);
        match compared.await {
            Verdict::Same(fingerprint) => Ok(Some(Proof::Fingerprint(fingerprint))),
            Verdict::Unknown => Ok(None),
            Verdict::Different => match self.info(id, session, path).await {
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
            let before = intake.have;
            let cut = match self.stretch(id, session, path, intake).await? {
                Stretch::Whole => return Ok(()),
                Stretch::Cut(error) => error,
                Stretch::Astray => {
                    self.start_intake_over(id, intake, name).await?;
                    None
                }
            };
            if intake.have >= before + GOT_ON {
                resumes = RESUMES;
            }
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
                .info(id, session, path)
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
        if have > 0 && intake.size == Some(have) {
            return Ok(Stretch::Whole);
        }
        let asked = self.ask(id, session, || remote.download(path, have)).await;
        let mut answer = match asked {
            Ok(answer) => answer,
            Err(error) if is_cut(&error) => return Ok(Stretch::Cut(Some(error))),
            Err(error) if have > 0 && is_astray(&error) => return Ok(Stretch::Astray),
            Err(error) => return Err(api_broke(&error, name)),
        };
        if let (Some(size), Some(total)) = (intake.size, answer.total)
            && size != total
        {
            return Err(broke(Outcome::ChangedOnServer, name, &"its size changed"));
        }
        if answer.started_at != intake.have {
            if answer.started_at != 0 {
                return Ok(Stretch::Astray);
            }
            // The site ignores ranges.
            self.start_intake_over(id, intake, name).await?;
        }
        let expected = intake.size.or(answer.total);
        let asked_at = self.connections.shared().ports.clock.now();
        while let Some(chunk) = answer.bytes.next().await {
            let chunk = match chunk {
                Ok(chunk) => chunk,
                Err(error) if is_cut(&error) => {
                    self.bore(session, asked_at, Some(&error));
                    return Ok(Stretch::Cut(Some(error)));
                }
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
            self.make_safe(id, intake, name).await?;
            self.paced(count).await;
        }
        match expected {
            Some(size) if intake.have < size => Ok(Stretch::Cut(None)),
            _ => Ok(Stretch::Whole),
        }
    }
}

impl Transfers {
    async fn start_intake_over(
        &self,
        id: &TransferId,
        intake: &mut Intake,
        name: &str,
    ) -> Result<(), Halt> {
        let cleared = intake.part.clear().await;
        cleared.map_err(|error| unwritable(&error, name))?;
        intake.have = 0;
        intake.safe = 0;
        intake.reckoning.start_over();
        if let Some(row) = self.rows.lock().all.get_mut(id) {
            row.notes.safe = 0;
        }
        self.journal.note_safe(id, 0);
        self.start_over(id);
        Ok(())
    }

    /// Now and then what has come is put on the disk for good, and only then written down as safe.
    async fn make_safe(
        &self,
        id: &TransferId,
        intake: &mut Intake,
        name: &str,
    ) -> Result<(), Halt> {
        let now = self.connections.shared().ports.clock.now();
        let due = intake.have - intake.safe >= SAFE_BYTES
            || now.saturating_duration_since(intake.safe_at) >= SAFE_TIME;
        if !due {
            return Ok(());
        }
        let settled = intake.part.settle().await;
        settled.map_err(|error| unwritable(&error, name))?;
        intake.safe = intake.have;
        intake.safe_at = now;
        if let Some(row) = self.rows.lock().all.get_mut(id) {
            row.notes.safe = intake.have;
        }
        self.journal.note_safe(id, intake.have);
        Ok(())
    }

    /// So much was there before this run.
    fn begin_at(&self, id: &TransferId, have: u64) {
        if let Some(row) = self.rows.lock().all.get_mut(id) {
            row.progress.begin_at(have);
            row.transfer.moved = have;
        }
    }
}

/// Another part than was asked for, or none: what was asked for is not to be had like that.
fn is_astray(error: &smartfile::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Changed | ErrorKind::UnexpectedReply { .. }
    )
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
        _ if files_used_up(error) => Outcome::FilesUsedUp,
        _ => Outcome::FileUnwritable,
    };
    broke(outcome, name, error)
}
