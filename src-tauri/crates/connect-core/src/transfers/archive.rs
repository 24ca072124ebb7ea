//! Many entries as one zip archive, packed while it comes: nobody knows its size before its end.

use std::path::Path;

use futures_util::StreamExt;
use smartfile::{Algorithm, ErrorKind, RemotePath};

use super::download::{broke, unwritable};
use super::fingerprint::Reckoning;
use super::row::Notes;
use super::state::Event;
use super::{Halt, Proof, TransferId, Transfers, api_broke};
use crate::connection::Session;
use crate::journal::Source;
use crate::problem::Outcome;

/// A zip ends with the list of what is in it: this mark, 18 bytes, and a comment of at most 65 535 bytes.
const MARK: &[u8] = b"PK\x05\x06";
const TAIL: usize = 22 + 65_535;

impl Transfers {
    pub(super) async fn run_archive(
        &self,
        id: &TransferId,
        session: &Session,
        paths: &[RemotePath],
        target: &Path,
        notes: Notes,
    ) -> Result<(), Halt> {
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        if let Some(digest) = &notes.digest
            && self.has_digest(target, notes.safe, digest).await.is_some()
        {
            // An earlier run gave it its name, and was killed before that was written down.
            self.remove_part(id).await;
            for event in [Event::Ready, Event::AllMoved] {
                self.step(id, event);
            }
            self.step_with(id, Event::Settled, |row| {
                row.transfer.size = Some(notes.safe);
            });
            return self.proven(id, Some(Proof::Archive)).await;
        }
        // Packed anew each time, so there is nothing to go on with.
        let mut part = self.new_part(id, target, Source::default(), &name).await?;
        let remote = &session.remote;
        let asked = self.ask(id, session, || remote.download_zip(paths, &name));
        let asked = asked.await;
        let mut answer = asked.map_err(|error| api_broke(&error, &name))?;
        self.describe(id, |transfer| transfer.size = answer.length);
        self.step(id, Event::Ready);
        let mut reckoning = Reckoning::by(Some(Algorithm::Sha256));
        let mut have = 0;
        let mut tail: Vec<u8> = Vec::new();
        while let Some(piece) = answer.bytes.next().await {
            let piece = piece.map_err(|error| match error.kind() {
                ErrorKind::Cut => broke(Outcome::Incomplete, &name, &error),
                _ => api_broke(&error, &name),
            })?;
            part.write(&piece)
                .await
                .map_err(|error| unwritable(&error, &name))?;
            let count = piece.len() as u64;
            reckoning.add(&piece);
            have += count;
            self.moved(id, count);
            self.paced(count).await;
            tail.extend_from_slice(&piece);
            let over = tail.len().saturating_sub(TAIL);
            tail.drain(..over);
        }
        let whole = tail.windows(MARK.len()).any(|window| window == MARK);
        if !whole || answer.length.is_some_and(|length| length != have) {
            return Err(broke(Outcome::Incomplete, &name, &"the archive has no end"));
        }
        self.step(id, Event::AllMoved);
        part.settle()
            .await
            .map_err(|error| unwritable(&error, &name))?;
        self.step_with(id, Event::Settled, |row| {
            row.transfer.size = Some(have);
            row.notes.safe = have;
        });
        let digests = reckoning.end();
        let first = digests.iter().next();
        let digest = first.map(|(by, digest)| (by, digest.to_owned()));
        let place = self.place(id, part, target, have, digest).await?;
        self.measure(&place, have, &name).await?;
        self.proven(id, Some(Proof::Archive)).await
    }
}
