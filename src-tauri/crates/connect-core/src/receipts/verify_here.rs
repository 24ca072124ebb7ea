//! Files of this computer, looked at again by the receipts that they have: by the place a download was put, and by
//! the bytes of a file, whatever it is called now.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use super::verify::Tell;
use super::{ReceiptBook, Verified, VerifyNews, name_of, person};
use crate::disk::files_below;
use crate::error::Error;
use crate::journal::Receipt;
use crate::transfers::fingerprint::Reckoning;

impl ReceiptBook {
    /// Looks at the latest receipt of each file there again, with its copy at the site, and adds what was found to
    /// it. A look that is under way ends.
    pub(crate) async fn verify_here(&self, path: &Path, tell: Tell<'_>) -> Result<Verified, Error> {
        let stop = self.begin_look();
        let place = std::path::absolute(path).map_err(|error| unreadable(path, error))?;
        let person = person(&self.account()?);
        // Fails at once where nobody is connected: the other copies are asked for too.
        self.connections.current().session()?;
        let mut seen = HashSet::new();
        let placed = self.journal.placed_at(person, place.clone()).await?;
        let placed: Vec<(Receipt, PathBuf)> = placed
            .into_iter()
            .filter(|(_, at)| seen.insert(at.clone()))
            .collect();
        let files = match files_below(&place).await {
            Ok(files) => files,
            // Everything there was may be gone: its receipts say so.
            Err(error) if error.kind() == io::ErrorKind::NotFound && !placed.is_empty() => {
                Vec::new()
            }
            Err(error) => return Err(unreadable(path, error)),
        };
        let others: Vec<PathBuf> = files.into_iter().filter(|at| !seen.contains(at)).collect();
        let mut counted = Verified {
            total: (placed.len() + others.len()) as u64,
            whole: true,
            ..Verified::default()
        };
        tell(VerifyNews::Counted(counted));
        for (receipt, at) in placed {
            let looked = self.look_once_more(&receipt, Some(at), &stop, &mut counted, tell);
            if !looked.await? {
                return Ok(counted);
            }
        }
        for at in others {
            let known = tokio::select! {
                biased;
                () = stop.cancelled() => {
                    counted.whole = false;
                    return Ok(counted);
                }
                known = self.known_by_its_bytes(&at) => known?,
            };
            let Some(receipt) = known else {
                counted.never += 1;
                tell(VerifyNews::NeverHere(&at));
                tell(VerifyNews::Counted(counted));
                continue;
            };
            let looked = self.look_once_more(&receipt, Some(at), &stop, &mut counted, tell);
            if !looked.await? {
                return Ok(counted);
            }
        }
        Ok(counted)
    }

    async fn known_by_its_bytes(&self, at: &Path) -> Result<Option<Receipt>, Error> {
        let vfs = &self.connections.shared().ports.vfs;
        let stat = vfs.stat(at).await;
        let size = stat.map_err(|error| unreadable(at, error))?.size;
        let summed = self.transfers.sum_up(at, size, Reckoning::by(None)).await;
        let Some(summed) = summed.map_err(|error| unreadable(at, error))? else {
            // It has become shorter meanwhile: it is not what anybody has a receipt of.
            return Ok(None);
        };
        let digests = summed.end();
        let digests = digests.iter();
        let digests = digests
            .map(|(by, digest)| (by, digest.to_owned()))
            .collect();
        let person = person(&self.account()?);
        self.journal
            .receipt_of_bytes(person, name_of(at), size, digests)
            .await
    }
}

fn unreadable(path: &Path, source: io::Error) -> Error {
    Error::Unreadable {
        name: name_of(path),
        source,
    }
}
