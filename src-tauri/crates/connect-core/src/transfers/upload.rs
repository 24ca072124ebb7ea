//! One upload: look, send, and compare.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use smartfile::{EntryKind, ErrorKind, RemotePath};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::OwnedMutexGuard;

use super::check::Verdict;
use super::fingerprint::{Digests, Reckoning};
use super::placing::identity;
use super::row::Notes;
use super::sent::Earlier;
use super::state::{Answer, Event};
use super::{Halt, Proof, TransferId, Transfers, api_broke, name};
use crate::connection::{Session, is_throttled};
use crate::disk::{Stat, Vfs, files_used_up};
use crate::guarded::Guarded;
use crate::problem::{Outcome, Problem};

/// Bytes read at once: each read is a way to another thread and back.
const CHUNK: usize = 1024 * 1024;
/// A new file may not be visible at once (seen; API facts §13.29).
pub(super) const LOOK_AGAIN: [u64; 3] = [500, 1000, 2000];
/// Other names to try before giving up.
const NAMES: u32 = 99;
/// Times the bytes are sent again: after a renewal of the sign-in, or when the site asks to wait.
const SEND_AGAIN: u32 = 5;

/// What is to be sent, and whereto.
struct Parcel<'a> {
    local: &'a Path,
    stat: Stat,
    into: &'a RemotePath,
    name: String,
    /// Nothing had this name before: what has it afterwards came from here.
    was_free: bool,
}

/// What became of sending.
struct Sent {
    /// Of the bytes that were handed over; `None` if they were not all.
    digests: Option<Digests>,
    /// Everything was handed over, and the answer was lost or no answer: it may be there or not.
    doubt: Option<smartfile::Error>,
}

impl Transfers {
    pub(super) async fn run_upload(
        &self,
        id: &TransferId,
        session: &Session,
        local: &Path,
        into: &RemotePath,
        answer: Option<Answer>,
        notes: Notes,
    ) -> Result<(), Halt> {
        let shown = local
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let vfs = Arc::clone(&self.connections.shared().ports.vfs);
        let stat = vfs.stat(local).await;
        let stat = stat.map_err(|error| unreadable(&error, &shown))?;
        if !stat.is_file {
            let problem = Problem::new(Outcome::FileUnreadable).about(shown);
            return Err(Halt::Broke(problem.logged(&"not a regular file")));
        }
        self.describe(id, |transfer| transfer.size = Some(stat.size));
        let usable = local.file_name().and_then(|name| name.to_str());
        let Some(Ok(path)) = usable.map(|name| into.join(name)) else {
            return Err(unusable(&shown));
        };
        // Held until this run ends: of all that are sent from here only one at a time looks whether a name is free,
        // and sends to it.
        let (name, was_free, _held) = if notes.source.is_some() {
            // It was begun before, under the name that is shown.
            let name = self
                .rows
                .lock()
                .all
                .get(id)
                .map(|row| row.transfer.name.clone());
            let name = name.unwrap_or(shown);
            let path = into.join(&name).map_err(|_| unusable(&name))?;
            let held = self.hold_name(session, &path).await;
            let earlier =
                self.look_for_earlier(id, session, local, stat, into, &name, answer, &notes);
            match earlier.await? {
                Earlier::Arrived(proof) => {
                    for event in [Event::Ready, Event::AllMoved, Event::Settled] {
                        self.step(id, event);
                    }
                    return self.arrived(id, session, into, Some(proof)).await;
                }
                Earlier::Nothing => (name, notes.was_free, held),
            }
        } else {
            self.name_for(id, session, into, &path, &shown, answer)
                .await?
        };
        let parcel = Parcel {
            local,
            stat,
            into,
            name,
            was_free,
        };
        // From here on something may be at the site: written down before the first byte is sent.
        self.promise(id, |row| {
            row.transfer.name.clone_from(&parcel.name);
            row.notes.source = Some(identity(&stat));
            row.notes.was_free = was_free;
            row.notes.digest = None;
        })
        .await?;
        self.step(id, Event::Ready);
        let sent = self.send(id, session, &parcel).await?;
        self.step(id, Event::AllMoved);
        self.give_way(id);
        self.step(id, Event::Settled);
        let proving = self.prove(id, session, &parcel, &sent);
        let proof = self.unless_skipped(id, proving).await.transpose();
        if let (Err(_), None, Some(row)) = (&proof, &sent.doubt, self.rows.lock().all.get_mut(id)) {
            row.tries.said_whole = true;
        }
        let proof = proof?;
        self.arrived(id, session, into, proof).await
    }

    /// It is at the site, by this proof; or by none, because the person ended the check.
    async fn arrived(
        &self,
        id: &TransferId,
        session: &Session,
        into: &RemotePath,
        proof: Option<Proof>,
    ) -> Result<(), Halt> {
        match proof {
            Some(proof) => self.proven(id, Some(proof)).await?,
            None => self.unchecked(id),
        }
        self.is_new_in(id, session, into);
        Ok(())
    }

    /// Nobody else from here sends to this name meanwhile.
    async fn hold_name(&self, session: &Session, path: &RemotePath) -> OwnedMutexGuard<()> {
        let place = (session.account.clone(), path.clone());
        self.names.hold(place).await
    }

    /// The name to upload to, whether it was free, and the hold on it. A name that is taken is the person's to decide.
    async fn name_for(
        &self,
        id: &TransferId,
        session: &Session,
        into: &RemotePath,
        path: &RemotePath,
        name: &str,
        answer: Option<Answer>,
    ) -> Result<(String, bool, OwnedMutexGuard<()>), Halt> {
        let held = self.hold_name(session, path).await;
        let there = match self.info(id, session, path).await {
            Ok(entry) => entry,
            Err(error) if is_missing(&error) => return Ok((name.to_owned(), true, held)),
            Err(error) => return Err(api_broke(&error, name)),
        };
        let taken = || Problem::new(Outcome::NameTaken).about(name);
        match answer {
            Some(Answer::Replace) if there.kind == EntryKind::Folder => {
                Err(Halt::Broke(taken().logged(&"a folder has this name")))
            }
            Some(Answer::Replace) => Ok((name.to_owned(), false, held)),
            Some(Answer::KeepBoth) => {
                drop(held);
                for number in 2..=NAMES {
                    let other = name::numbered(name, number);
                    let path = into.join(&other).map_err(|_| unusable(&other))?;
                    let held = self.hold_name(session, &path).await;
                    match self.info(id, session, &path).await {
                        Ok(_) => {}
                        Err(error) if is_missing(&error) => return Ok((other, true, held)),
                        Err(error) => return Err(api_broke(&error, &other)),
                    }
                }
                Err(Halt::Broke(taken().logged(&"no free name was found")))
            }
            Some(Answer::Skip) | None => Err(Halt::NameTaken(taken())),
        }
    }

    async fn send(
        &self,
        id: &TransferId,
        session: &Session,
        parcel: &Parcel<'_>,
    ) -> Result<Sent, Halt> {
        let mut again = SEND_AGAIN;
        let mut renewed = false;
        loop {
            self.until_welcome(id, session).await;
            let file = self.connections.shared().ports.vfs.open(parcel.local).await;
            let file = file.map_err(|error| unreadable(&error, &parcel.name))?;
            let digests = Arc::default();
            let reckoning = Reckoning::by(self.spoken(session));
            let body = self.body(id, parcel, file, reckoning, Arc::clone(&digests));
            let asked_at = self.connections.shared().ports.clock.now();
            let sent = session
                .remote
                .upload(parcel.into, &parcel.name, parcel.stat.size, body)
                .await;
            // An upload's 401 is not the end of the sign-in: its bytes cannot be repeated by the client.
            let refused = matches!(&sent, Err(e) if matches!(e.kind(), ErrorKind::Unauthorized));
            if !refused {
                session.heard(&sent);
            }
            self.bore(session, asked_at, sent.as_ref().err());
            let digests = digests.lock().take();
            let Err(error) = sent else {
                return Ok(Sent {
                    digests,
                    doubt: None,
                });
            };
            if refused {
                // Any question renews a token that was refused.
                let remote = &session.remote;
                let known = session.ask(|| remote.whoami()).await;
                known.map_err(|error| api_broke(&error, &parcel.name))?;
                if renewed {
                    // The person is known: it is this that they may not do (API facts §13.11).
                    let problem = Problem::new(Outcome::Forbidden).about(parcel.name.as_str());
                    return Err(Halt::Broke(problem.logged(&error)));
                }
                renewed = true;
            } else if is_throttled(&error) && again > 0 {
                again -= 1;
                self.told_to_wait(session, &error);
            } else if matches!(error.kind(), ErrorKind::NameTaken | ErrorKind::Changed) {
                // Somebody else has put something there, or changed it (409, 412): both stay as they are.
                let problem = Problem::from_api(&error).about(parcel.name.clone());
                return Err(Halt::NameTaken(problem));
            } else if error.may_have_happened() && digests.is_some() {
                // The answer was lost, perhaps not the file: asking is safe, sending again blindly is not.
                return Ok(Sent {
                    digests,
                    doubt: Some(error),
                });
            } else {
                return Err(api_broke(&error, &parcel.name));
            }
            self.start_over(id);
        }
    }

    /// The bytes of the file, exactly as many as were seen before, or an error: never a different file
    /// under the old one's size.
    fn body(
        &self,
        id: &TransferId,
        parcel: &Parcel<'_>,
        file: Box<dyn AsyncRead + Send + Unpin>,
        reckoning: Reckoning,
        digests: Arc<Guarded<Option<Digests>>>,
    ) -> BoxStream<'static, io::Result<Bytes>> {
        let reading = Reading {
            transfers: self.me.clone(),
            vfs: Arc::clone(&self.connections.shared().ports.vfs),
            id: id.clone(),
            path: parcel.local.to_owned(),
            stat: parcel.stat,
            file,
            room: BytesMut::new(),
            reckoning: Some(reckoning),
            digests,
            left: parcel.stat.size,
            ended: false,
        };
        stream::unfold(reading, |mut reading| async move {
            let chunk = reading.next().await?;
            reading.ended = chunk.is_err();
            Some((chunk, reading))
        })
        .boxed()
    }

    /// The receiving end's own word: a size that equals ours, and, where it can say, a fingerprint.
    async fn prove(
        &self,
        id: &TransferId,
        session: &Session,
        parcel: &Parcel<'_>,
        sent: &Sent,
    ) -> Result<Proof, Halt> {
        let path = parcel
            .into
            .join(&parcel.name)
            .map_err(|_| unusable(&parcel.name))?;
        // Where the answer was lost, what had the name before may still have it, untouched.
        let old = sent.doubt.as_ref().filter(|_| !parcel.was_free);
        let size = parcel.stat.size;
        // Bytes that come to the same fingerprint are as many: nothing more is to be asked.
        if let (Some(ours), None) = (&sent.digests, &sent.doubt)
            && let Some(fingerprint) = self.same_at_once(session, &path, size, ours).await
        {
            return Ok(Proof::Fingerprint(fingerprint));
        }
        self.see_size(id, session, parcel, &path, sent).await?;
        let Some(ours) = &sent.digests else {
            return Ok(Proof::Size);
        };
        match (self.compare(session, &path, size, ours).await, old) {
            (Verdict::Same(fingerprint), _) => Ok(Proof::Fingerprint(fingerprint)),
            (Verdict::Different, None) => Err(broke(
                Outcome::DamagedThere,
                parcel,
                &"what the site has is not what was sent",
            )),
            (Verdict::Unknown, None) => Ok(Proof::Size),
            (_, Some(error)) => Err(api_broke(error, &parcel.name)),
        }
    }

    /// Waits until a file of our size is there, or it is clear that none will be.
    async fn see_size(
        &self,
        id: &TransferId,
        session: &Session,
        parcel: &Parcel<'_>,
        path: &RemotePath,
        sent: &Sent,
    ) -> Result<(), Halt> {
        let mut waits = LOOK_AGAIN.iter();
        loop {
            let found = self.info(id, session, path).await;
            let size = match (&found, &sent.doubt) {
                (Ok(entry), _) if entry.size == Some(parcel.stat.size) => return Ok(()),
                (Ok(entry), _) => entry.size,
                (Err(error), _) if is_missing(error) => None,
                (Err(error), doubt) => {
                    return Err(api_broke(doubt.as_ref().unwrap_or(error), &parcel.name));
                }
            };
            let Some(wait) = waits.next() else {
                return Err(match &sent.doubt {
                    // Nothing is there, or what was there before: the error says what happened.
                    Some(error) if size.is_none() || !parcel.was_free => {
                        api_broke(error, &parcel.name)
                    }
                    _ => {
                        let chain = format!("{size:?} of {} bytes arrived", parcel.stat.size);
                        broke(Outcome::Incomplete, parcel, &chain)
                    }
                });
            };
            let wait = Duration::from_millis(*wait);
            self.connections.shared().ports.clock.sleep(wait).await;
        }
    }
}

fn broke(outcome: Outcome, parcel: &Parcel<'_>, chain: &dyn std::fmt::Display) -> Halt {
    let problem = Problem::new(outcome).about(parcel.name.clone());
    Halt::Broke(problem.logged(chain))
}

struct Reading {
    transfers: std::sync::Weak<Transfers>,
    vfs: Arc<dyn Vfs>,
    id: TransferId,
    path: std::path::PathBuf,
    stat: Stat,
    file: Box<dyn AsyncRead + Send + Unpin>,
    /// The memory of the piece before, used again once that was sent.
    room: BytesMut,
    reckoning: Option<Reckoning>,
    digests: Arc<Guarded<Option<Digests>>>,
    left: u64,
    ended: bool,
}

impl Reading {
    async fn next(&mut self) -> Option<io::Result<Bytes>> {
        if self.ended {
            return None;
        }
        if self.left == 0 {
            self.ended = true;
            return match self.is_unchanged().await {
                Ok(true) => {
                    let digests = self.reckoning.take().map(Reckoning::end);
                    if let Some(transfers) = self.transfers.upgrade() {
                        transfers.note_digest(&self.id, digests.as_ref());
                        *self.digests.lock() = digests;
                        transfers.step(&self.id, Event::AllMoved);
                    }
                    None
                }
                Ok(false) => Some(Err(changed())),
                Err(error) => Some(Err(error)),
            };
        }
        let room = CHUNK.min(usize::try_from(self.left).unwrap_or(CHUNK));
        self.room.reserve(room);
        // `take` keeps a file that grew from giving more than it had.
        let read = (&mut self.file)
            .take(room as u64)
            .read_buf(&mut self.room)
            .await;
        match read {
            Err(error) => Some(Err(error)),
            Ok(0) => Some(Err(changed())),
            Ok(count) => {
                let count = count as u64;
                self.left -= count;
                let chunk = self.room.split().freeze();
                if let Some(reckoning) = &mut self.reckoning {
                    reckoning.add(&chunk);
                }
                if let Some(transfers) = self.transfers.upgrade() {
                    transfers.paced(count).await;
                    transfers.moved(&self.id, count);
                }
                Some(Ok(chunk))
            }
        }
    }

    async fn is_unchanged(&mut self) -> io::Result<bool> {
        let mut more = [0; 1];
        if self.file.read(&mut more).await? > 0 {
            return Ok(false);
        }
        Ok(self.vfs.stat(&self.path).await? == self.stat)
    }
}

fn changed() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "the file changed while it was read",
    )
}

pub(super) fn unreadable(error: &io::Error, name: &str) -> Halt {
    let outcome = if files_used_up(error) {
        Outcome::FilesUsedUp
    } else {
        Outcome::FileUnreadable
    };
    Halt::Broke(Problem::new(outcome).about(name).logged(error))
}

pub(super) fn unusable(name: &str) -> Halt {
    Halt::Broke(
        Problem::new(Outcome::NameUnusable)
            .about(name)
            .logged(&"a name that cannot be used at the site"),
    )
}

pub(super) fn is_missing(error: &smartfile::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound)
}
