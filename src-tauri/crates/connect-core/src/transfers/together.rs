//! Small files are summed up together: one question for all that wait at that moment, in place of one for each.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use smartfile::{Algorithm, Patience, RemotePath, Server};
use tokio::sync::{Semaphore, oneshot};

use super::Transfers;
use crate::account::AccountId;
use crate::clock::ClientClock;
use crate::connection::Session;
use crate::guarded::Guarded;

/// The most files of one question.
const TOGETHER: usize = 50;
/// What is larger is asked for alone: it would keep the others waiting.
pub(super) const SMALL: u64 = 1024 * 1024;
/// Questions of one account at once. Whoever comes meanwhile goes with the next one.
const AT_ONCE: usize = 2;
/// What takes longer is asked for alone, with all the patience there is.
const LIMIT: Duration = Duration::from_secs(8);

/// Who waits to be asked for with others.
#[derive(Default)]
pub(super) struct Together {
    rounds: Guarded<HashMap<AccountId, Arc<Round>>>,
    /// Sites that were asked for several and named one: from then on they are asked for each alone.
    singly: Guarded<HashSet<Server>>,
}

struct Round {
    turn: Semaphore,
    waiting: Guarded<Vec<Waiting>>,
}

impl Default for Round {
    fn default() -> Self {
        Self {
            turn: Semaphore::new(AT_ONCE),
            waiting: Guarded::default(),
        }
    }
}

struct Waiting {
    path: RemotePath,
    algorithm: Algorithm,
    reply: oneshot::Sender<String>,
}

impl Round {
    /// Those who go now: the first, and whoever wants the same.
    fn take(&self) -> Vec<Waiting> {
        let mut waiting = self.waiting.lock();
        // Who was stopped meanwhile needs no answer.
        waiting.retain(|one| !one.reply.is_closed());
        let Some(algorithm) = waiting.first().map(|first| first.algorithm) else {
            return Vec::new();
        };
        let all = std::mem::take(&mut *waiting);
        let mut seen = HashSet::new();
        let (now, later) = all.into_iter().partition(|one| {
            let goes = one.algorithm == algorithm && seen.len() < TOGETHER;
            goes && seen.insert(one.path.clone())
        });
        *waiting = later;
        now
    }
}

impl Transfers {
    /// What the site says that a small file comes to, asked for with all others that wait for that. `None` if it did
    /// not say so, or not at once: then it is to be asked for alone.
    pub(super) async fn digest_with_others(
        &self,
        session: &Session,
        path: &RemotePath,
        algorithm: Algorithm,
    ) -> Option<String> {
        if self.together.singly.lock().contains(&session.server) {
            return None;
        }
        let round = {
            let mut rounds = self.together.rounds.lock();
            Arc::clone(rounds.entry(session.account.clone()).or_default())
        };
        let (reply, mut answer) = oneshot::channel();
        round.waiting.lock().push(Waiting {
            path: path.clone(),
            algorithm,
            reply,
        });
        loop {
            let turn = tokio::select! {
                biased;
                // One who asked for several and was stopped takes their answers along.
                said = &mut answer => return said.ok(),
                turn = round.turn.acquire() => turn.ok()?,
            };
            let now = round.take();
            if now.is_empty() {
                // Somebody else has taken this one along.
                drop(turn);
                return answer.await.ok();
            }
            self.ask_about(session, now).await;
        }
    }

    async fn ask_about(&self, session: &Session, asked: Vec<Waiting>) {
        let Some(algorithm) = asked.first().map(|first| first.algorithm) else {
            return;
        };
        let paths: Vec<RemotePath> = asked.iter().map(|one| one.path.clone()).collect();
        let clock = ClientClock(self.connections.shared().ports.clock.clone());
        let patience = Patience {
            first: Duration::ZERO,
            limit: LIMIT,
            ..Patience::default()
        };
        let remote = &session.remote;
        let report = async {
            let task = session.ask(|| remote.checksums(&paths, algorithm)).await?;
            remote.follow(&task, &clock, patience).await
        }
        .await;
        session.heard(&report);
        let mut report = match report {
            Ok(report) => report,
            // Each asks alone, and hears what is wrong with its own.
            Err(error) => {
                tracing::info!(%error, files = paths.len(), "no fingerprints together");
                return;
            }
        };
        let told = report.checksums.len() + report.failures.len();
        if paths.len() > 1 && told < paths.len() {
            tracing::info!(told, asked = paths.len(), "the site sums up one at a time");
            self.together.singly.lock().insert(session.server.clone());
        }
        for one in asked {
            if let Some(digest) = report.checksums.remove(&one.path) {
                let _ = one.reply.send(digest);
            }
        }
    }
}
