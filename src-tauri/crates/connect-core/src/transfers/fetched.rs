//! A download that another part of the app waits for.

use std::path::{Path, PathBuf};

use smartfile::{Algorithm, RemotePath};

use super::row::Job;
use super::state::Phase;
use super::{Proof, TransferId, Transfers};
use crate::error::Error;
use crate::journal::Source;
use crate::problem::{Outcome, Problem};

/// How the requests of such downloads begin. Whoever wants them asks anew: what an ended program left of one is given
/// up, not shown.
pub(super) const OF_A_COPY: &str = "copy:";

/// What has come, and how that was proven.
#[derive(Clone, Debug)]
pub(crate) struct Fetched {
    /// Where it was put: the target, or beside it if something came there meanwhile.
    pub(crate) place: PathBuf,
    pub(crate) size: u64,
    /// What the site's file was.
    pub(crate) source: Source,
    /// Of the bytes as they passed, if it was reckoned.
    pub(crate) sha256: Option<String>,
    pub(crate) proof: Option<Proof>,
}

/// Whoever lets go of this before its end gives the transfer up.
struct Wanted<'a>(&'a Transfers, TransferId);

impl Drop for Wanted<'_> {
    fn drop(&mut self) {
        let Self(transfers, id) = self;
        transfers.cancel(id);
        let runs = transfers
            .rows
            .lock()
            .all
            .get(id)
            .map(|row| row.runs.clone());
        let (Some(this), Some(runs)) = (transfers.me.upgrade(), runs) else {
            return;
        };
        let id = id.clone();
        // Its row goes when nobody needs it any more to take away what had come.
        transfers.handle.spawn(async move {
            runs.close();
            runs.wait().await;
            this.remove(|transfer| transfer.id == id);
        });
    }
}

impl Transfers {
    /// Fetches a file to its end, with a SHA-256 of its bytes whatever its site speaks. Its row goes with its end.
    pub(crate) async fn fetch_file(
        &self,
        path: &RemotePath,
        target: &Path,
    ) -> Result<Fetched, Problem> {
        let job = Job::Download {
            path: path.clone(),
            target: target.to_owned(),
        };
        let request = format!("{OF_A_COPY}{}", uuid::Uuid::new_v4());
        let id = self.add(&request, job, true);
        let id = id.map_err(|error| error.problem())?;
        let wanted = Wanted(self, id);
        let id = &wanted.1;
        loop {
            let changed = self.ended.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let ended = self.rows.lock().all.get(id).map(|row| {
                let fetched = || Fetched {
                    place: match &row.job {
                        Job::Upload { local: place, .. }
                        | Job::Download { target: place, .. }
                        | Job::Archive { target: place, .. } => place.clone(),
                    },
                    size: row.transfer.size.unwrap_or(row.transfer.moved),
                    source: row.notes.source.clone().unwrap_or_default(),
                    sha256: row
                        .notes
                        .digest
                        .clone()
                        .and_then(|(by, digest)| (by == Algorithm::Sha256).then_some(digest)),
                    proof: row.transfer.proof.clone(),
                };
                match row.transfer.phase {
                    Phase::Done => Some(Ok(fetched())),
                    Phase::Failed | Phase::NeedsYou | Phase::Cancelled => Some(Err(row
                        .transfer
                        .problem
                        .clone()
                        .unwrap_or_else(|| Problem::new(Outcome::Cancelled)))),
                    _ => None,
                }
            });
            match ended {
                Some(Some(ended)) => return ended,
                Some(None) => changed.await,
                None => return Err(Error::TransferUnknown.problem()),
            }
        }
    }
}
