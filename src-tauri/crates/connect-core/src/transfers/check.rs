//! The site's own fingerprint of a file, asked for and compared with ours.

use std::time::Duration;

use smartfile::{Algorithm, ErrorKind, Patience, RemotePath};

use super::fingerprint::{Digests, Fingerprint};
use super::together::SMALL;
use super::{TransferId, Transfers};
use crate::clock::ClientClock;
use crate::connection::Session;

/// Waits before a question that the network or the site failed over is asked again.
const ASK_AGAIN: [u64; 3] = [500, 1000, 2000];
/// Bytes a second at which even a slow site reads its own file: the larger the file, the longer it may take.
const SLOWEST: u64 = 20_000_000;

/// What comparing both copies came to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Verdict {
    /// They are the same.
    Same(Fingerprint),
    /// They are not, and the site said so twice.
    Different,
    /// The site cannot say, or not in time.
    Unknown,
}

/// What a site says when it is asked for a fingerprint.
enum Said {
    Digest(String),
    /// Not by this algorithm.
    OtherAlgorithm,
    Nothing,
}

impl Transfers {
    /// Compares the copy at the site with ours by the best fingerprint that the site can take.
    ///
    /// One that differs is asked for once more before it is believed. Whatever keeps the site from answering,
    /// also that it takes too long, is no proof and no reproach.
    pub(crate) async fn compare(
        &self,
        session: &Session,
        path: &RemotePath,
        size: u64,
        ours: &Digests,
    ) -> Verdict {
        let Ok(_turn) = self.checks.acquire().await else {
            return Verdict::Unknown;
        };
        // What it is known to speak comes first, then the best.
        let spoken = self.spoken(session);
        let mut ours: Vec<_> = ours.iter().collect();
        ours.sort_by_key(|(algorithm, _)| Some(*algorithm) != spoken);
        for (algorithm, here) in ours {
            let there = match self.digest_there(session, path, size, algorithm).await {
                Said::Digest(there) if there.len() == here.len() => there,
                Said::Digest(_) | Said::OtherAlgorithm => continue,
                Said::Nothing => break,
            };
            let account = session.account.clone();
            self.speaks.lock().insert(account, algorithm);
            let same = |there: String| {
                let here = here.to_owned();
                Verdict::Same(Fingerprint {
                    algorithm,
                    here,
                    there,
                })
            };
            if there == here {
                return same(there);
            }
            tracing::warn!(?algorithm, "the fingerprints differ; asking once more");
            return match self.digest_there(session, path, size, algorithm).await {
                Said::Digest(there) if there == here => same(there),
                _ => Verdict::Different,
            };
        }
        // Whatever it spoke before, it does not speak it now: next time all are reckoned again.
        self.speaks.lock().remove(&session.account);
        Verdict::Unknown
    }

    /// The same fingerprint of a small file, if the site is known to take the best one, has it at hand, and it is ours.
    /// Whatever else it says is no reproach: then both copies are compared with all care.
    pub(super) async fn same_at_once(
        &self,
        session: &Session,
        path: &RemotePath,
        size: u64,
        ours: &Digests,
    ) -> Option<Fingerprint> {
        let algorithm = self.spoken(session)?;
        if size > SMALL || algorithm != Algorithm::Sha256 {
            return None;
        }
        let here = ours.of(algorithm)?;
        let there = self.digest_with_others(session, path, algorithm).await?;
        (there == here).then_some(Fingerprint {
            algorithm,
            here,
            there,
        })
    }

    /// What the site says the file comes to now. One that differs from `expected` is asked for once more before it is
    /// believed. `None` if the site cannot say by this algorithm, or not in time.
    pub(crate) async fn digest_now(
        &self,
        session: &Session,
        path: &RemotePath,
        size: u64,
        algorithm: Algorithm,
        expected: Option<&str>,
    ) -> Option<String> {
        let _turn = self.checks.acquire().await.ok()?;
        let mut said = None;
        for _ in 0..2 {
            let asked = self.digest_there(session, path, size, algorithm).await;
            let Said::Digest(there) = asked else {
                return said;
            };
            let same = expected.is_none_or(|expected| expected == there);
            said = Some(there);
            if same {
                break;
            }
        }
        said
    }

    async fn digest_there(
        &self,
        session: &Session,
        path: &RemotePath,
        size: u64,
        algorithm: Algorithm,
    ) -> Said {
        let mut waits = ASK_AGAIN.iter();
        loop {
            let asked = self.ask_digest(session, path, size, algorithm);
            let error = match asked.await {
                Ok(Some(digest)) => return Said::Digest(digest),
                Ok(None) => return Said::OtherAlgorithm,
                Err(error) => error,
            };
            tracing::info!(%error, ?algorithm, "no fingerprint");
            match error.kind() {
                // Not how, not where and not who: what was asked for is what it does not like.
                ErrorKind::Rejected { status, .. } if !matches!(status, 404 | 405) => {
                    return Said::OtherAlgorithm;
                }
                ErrorKind::TaskFailed { .. } => return Said::OtherAlgorithm,
                // Not implemented (RFC 9110 §15.6.2) is not a matter of time.
                ErrorKind::Server { status: 501 } => return Said::Nothing,
                _ if error.is_temporary() => match waits.next() {
                    Some(wait) => {
                        let wait = Duration::from_millis(*wait);
                        self.connections.shared().ports.clock.sleep(wait).await;
                    }
                    None => return Said::Nothing,
                },
                _ => return Said::Nothing,
            }
        }
    }

    async fn ask_digest(
        &self,
        session: &Session,
        path: &RemotePath,
        size: u64,
        algorithm: Algorithm,
    ) -> Result<Option<String>, smartfile::Error> {
        let clock = ClientClock(self.connections.shared().ports.clock.clone());
        let usual = Patience::default();
        let patience = Patience {
            limit: usual.limit.max(Duration::from_secs(size / SLOWEST)),
            ..usual
        };
        // Most files are summed up by the time of the first look, so there is one at once.
        let at_once = Patience {
            first: Duration::ZERO,
            limit: Duration::ZERO,
            ..usual
        };
        let remote = &session.remote;
        let task = session.ask(|| remote.checksum(path, algorithm)).await?;
        let mut report = remote.follow(&task, &clock, at_once).await;
        if matches!(&report, Err(error) if *error.kind() == ErrorKind::StillRunning) {
            report = remote.follow(&task, &clock, patience).await;
        }
        session.heard(&report);
        Ok(report?.checksums.remove(path))
    }

    /// The algorithm that this account's site is known to speak.
    pub(crate) fn spoken(&self, session: &Session) -> Option<Algorithm> {
        self.speaks.lock().get(&session.account).copied()
    }

    /// The same, unless the person skips the check meanwhile.
    pub(super) async fn unless_skipped<T>(
        &self,
        id: &TransferId,
        check: impl Future<Output = T>,
    ) -> Option<T> {
        let skip = self.rows.lock().all.get(id).map(|row| row.skip.clone())?;
        tokio::select! {
            biased;
            () = skip.cancelled() => None,
            done = check => Some(done),
        }
    }
}
