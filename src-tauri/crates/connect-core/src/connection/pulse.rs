//! The pulse of a sign-in that nobody uses: whether it still is what the window says.
//!
//! A ping needs no sign-in, so it could not tell that one has ended; asking who this is can. It is asked only
//! when nothing else was, so that whoever works with files is not asked about twice.

use std::sync::Weak;
use std::time::Duration;

use smartfile::{Error as ApiError, ErrorKind};
use tokio_util::sync::CancellationToken;

use super::Connection;
use super::session::Session;
use super::state::{ConnectionState, Event};
use crate::error::Error;

/// How long the site may be silent while the window can be seen.
const IN_SIGHT: Duration = Duration::from_secs(20);
/// The same while it cannot.
const OUT_OF_SIGHT: Duration = Duration::from_mins(5);
/// How long an answer may take until the site counts as away. With [`IN_SIGHT`] it is half a minute: for that
/// long what is shown may be out of date (B24).
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

impl Connection {
    /// Runs until the sign-in ends. Asks one question at a time, and none while the app is offline: then
    /// [`Self::probe`] is at it.
    pub(super) async fn pulse(&self, session: Weak<Session>, ended: CancellationToken) {
        let mut sight = self.sight.subscribe();
        let mut asked_at = self.ports.clock.now();
        // What the site, or its failures, add to the usual wait.
        let mut holding_back = Duration::ZERO;
        loop {
            let usual = match *sight.borrow_and_update() {
                Some(true) => Some(IN_SIGHT),
                Some(false) => Some(OUT_OF_SIGHT),
                None => None,
            };
            let Some(current) = session.upgrade() else {
                return;
            };
            let heard_at = (*current.heard_at.lock()).max(asked_at);
            let silent = self.ports.clock.now().saturating_duration_since(heard_at);
            let wait = usual.map(|usual| usual.max(holding_back).saturating_sub(silent));
            if wait != Some(Duration::ZERO) {
                drop(current);
                tokio::select! {
                    biased;
                    () = ended.cancelled() => return,
                    // Whoever changes it lives as long as this.
                    _ = sight.changed() => {}
                    () = self.sleep_if(wait) => {}
                }
                continue;
            }
            asked_at = self.ports.clock.now();
            if self.has_a_pulse(&current) {
                holding_back = self.feel(&current, holding_back).await;
            }
        }
    }

    /// Asks once; gives how long to hold back now.
    async fn feel(&self, session: &Session, before: Duration) -> Duration {
        let answer = tokio::select! {
            biased;
            answer = self.identify(session) => answer,
            () = self.ports.clock.sleep(ANSWER_LIMIT) => {
                if self.is_current(session) {
                    tracing::info!("the site has been silent for too long");
                    self.feed(Event::NetworkLost(None));
                }
                return Duration::ZERO;
            }
        };
        match answer {
            Err(Error::Api(error)) if error.is_temporary() => hold_back(&error, before),
            _ => Duration::ZERO,
        }
    }

    /// Whether what is shown about this sign-in rests on its last answer.
    fn has_a_pulse(&self, session: &Session) -> bool {
        let shown = matches!(
            self.state.lock().shown,
            ConnectionState::Connected { offline: false, .. }
        );
        shown && self.is_current(session)
    }

    async fn sleep_if(&self, wait: Option<Duration>) {
        match wait {
            Some(wait) => self.ports.clock.sleep(wait).await,
            None => std::future::pending().await,
        }
    }
}

/// A site that asks to wait is obeyed, and one that fails is asked ever less often. One that is away is another
/// matter: its return is looked for elsewhere.
fn hold_back(error: &ApiError, before: Duration) -> Duration {
    if matches!(error.kind(), ErrorKind::Offline | ErrorKind::ProxyFailed) {
        return Duration::ZERO;
    }
    let longer = (before * 2).clamp(IN_SIGHT * 2, OUT_OF_SIGHT);
    error.retry_after().unwrap_or_default().max(longer)
}
