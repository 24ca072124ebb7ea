//! Many entries as one zip archive, packed while it comes: nobody knows its size before its end.

use std::path::Path;

use futures_util::StreamExt;
use smartfile::{ErrorKind, RemotePath};

use super::download::{broke, unwritable};
use super::state::Event;
use super::{Halt, Proof, TransferId, Transfers, api_broke};
use crate::connection::Session;
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
    ) -> Result<(), Halt> {
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let vfs = &self.connections.shared().ports.vfs;
        let part = vfs.create_temporary(target).await;
        let mut part = part.map_err(|error| unwritable(&error, &name))?;
        let remote = &session.remote;
        let asked = session.ask(|| remote.download_zip(paths, &name)).await;
        let mut answer = asked.map_err(|error| api_broke(&error, &name))?;
        self.describe(id, |transfer| transfer.size = answer.length);
        self.step(id, Event::Ready);
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
            have += piece.len() as u64;
            self.moved(id, piece.len() as u64);
            tail.extend_from_slice(&piece);
            let over = tail.len().saturating_sub(TAIL);
            tail.drain(..over);
        }
        let whole = tail.windows(MARK.len()).any(|window| window == MARK);
        if !whole || answer.length.is_some_and(|length| length != have) {
            return Err(broke(Outcome::Incomplete, &name, &"the archive has no end"));
        }
        self.step(id, Event::AllMoved);
        part.keep()
            .await
            .map_err(|error| unwritable(&error, &name))?;
        self.step_with(id, Event::Settled, |row| row.transfer.size = Some(have));
        let kept = vfs.stat(target).await;
        if kept.map_err(|error| unwritable(&error, &name))?.size != have {
            return Err(broke(
                Outcome::Incomplete,
                &name,
                &"another size on the disk",
            ));
        }
        self.proven(id, Some(Proof::Archive)).await
    }
}
