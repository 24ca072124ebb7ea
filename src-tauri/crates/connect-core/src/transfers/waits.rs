//! What keeps a transfer from going although it is its turn: no network, no sign-in, or the site's own wish.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use smartfile::ErrorKind;

use super::state::Phase;
use super::{TransferId, Transfers};
use crate::account::AccountId;
use crate::connection::{Session, is_throttled};
use crate::roster::AccountStanding;

/// How often in a row the site may ask to wait.
const PATIENCE: u32 = 10;

/// What a transfer waits for. It goes on by itself when that is over.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Wait {
    /// The way to the site.
    Offline,
    /// Somebody who signs in, or a password store that gives the sign-in out.
    SignIn,
    /// The site asked to be left alone until then.
    Until(Timestamp),
    /// It broke off, and is tried again then. After several tries the row says why.
    Again(Timestamp),
}

/// Until when a site wants to be left alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Closed {
    until: Instant,
    shown: Timestamp,
}

impl Transfers {
    /// What keeps everything of this account from going, if anything. What its site has asked for holds for everybody
    /// there.
    pub(super) fn wait_of(&self, account: &AccountId) -> Option<Wait> {
        let now = self.connections.shared().ports.clock.now();
        // One that nobody knows is let through, and told so.
        let connection = self.connections.of(account).ok()?;
        let closed = connection
            .account()
            .and_then(|account| self.closed.lock().get(&account.server).copied());
        match connection.standing() {
            AccountStanding::Connected => {
                let closed = closed.filter(|closed| closed.until > now);
                closed.map(|closed| Wait::Until(closed.shown))
            }
            AccountStanding::Offline => Some(Wait::Offline),
            _ => Some(Wait::SignIn),
        }
    }

    /// The ways may have changed: what waits shows what it waits for, and whatever may go now goes.
    pub(super) fn look_again(&self) {
        {
            let mut rows = self.rows.lock();
            for row in rows.all.values_mut() {
                let rests = matches!(row.transfer.wait, Some(Wait::Again(_)));
                if row.transfer.phase != Phase::Waiting || rests {
                    continue;
                }
                let wait = self.wait_of(&row.transfer.account);
                if row.transfer.wait != wait {
                    row.transfer.wait = wait;
                    self.tell(row);
                }
            }
        }
        self.look_again_at_trees();
        self.pump();
    }

    /// Looks again whenever an account stands otherwise than before.
    pub(super) fn watch_the_ways(&self) {
        let me = self.me.clone();
        let mut changes = self.connections.shared().board.changes();
        self.handle.spawn(async move {
            let mut before = Vec::new();
            while changes.changed().await.is_ok() {
                let Some(this) = me.upgrade() else {
                    return;
                };
                let now: Vec<_> = this
                    .connections
                    .all()
                    .iter()
                    .map(|connection| (connection.account_id(), connection.standing()))
                    .collect();
                if now != before {
                    before = now;
                    this.look_again();
                }
            }
        });
    }

    /// Asks the site. Told to wait, everything at that site waits, and it is asked again (API facts §3.4).
    pub(super) async fn ask<T, F, A>(
        &self,
        id: &TransferId,
        session: &Session,
        question: F,
    ) -> Result<T, smartfile::Error>
    where
        F: Fn() -> A,
        A: Future<Output = Result<T, smartfile::Error>>,
    {
        let mut patience = PATIENCE;
        loop {
            self.until_welcome(id, session).await;
            let asked_at = self.connections.shared().ports.clock.now();
            let answer = question().await;
            session.heard(&answer);
            self.bore(session, asked_at, answer.as_ref().err());
            match &answer {
                Err(error) if patience > 0 && is_throttled(error) => {
                    patience -= 1;
                    self.told_to_wait(session, error);
                }
                _ => return answer,
            }
        }
    }

    /// How the site bore what it was asked at this time: half as many transfers go there when it did not.
    pub(super) fn bore(
        &self,
        session: &Session,
        asked_at: Instant,
        error: Option<&smartfile::Error>,
    ) {
        let is_too_much = error.is_some_and(|error| {
            matches!(
                error.kind(),
                ErrorKind::Throttled { .. } | ErrorKind::TimedOut | ErrorKind::Cut
            ) || *error.kind() == ErrorKind::Server { status: 503 }
        });
        if is_too_much {
            let now = self.connections.shared().ports.clock.now();
            let mut windows = self.windows.lock();
            windows.trouble(&session.server, asked_at, now);
        } else if error.is_none() && self.windows.lock().well(&session.server) {
            self.pump();
        }
    }

    /// The site wants to be left alone: by all transfers with it, not only by the one that heard it.
    pub(super) fn told_to_wait(&self, session: &Session, error: &smartfile::Error) {
        let wait = error.retry_after().unwrap_or(Duration::from_secs(1));
        let clock = &self.connections.shared().ports.clock;
        let closed = Closed {
            until: clock.now() + wait,
            shown: clock.wall() + wait,
        };
        {
            let mut all = self.closed.lock();
            let known = all.get(&session.server);
            if known.is_some_and(|known| known.until >= closed.until) {
                return;
            }
            all.insert(session.server.clone(), closed);
        }
        self.look_again();
        let (me, clock) = (self.me.clone(), clock.clone());
        self.handle.spawn(async move {
            clock.sleep(wait).await;
            if let Some(this) = me.upgrade() {
                this.look_again();
            }
        });
    }

    /// Resolves when the site wants to be asked again; the row shows until when that is.
    pub(super) async fn until_welcome(&self, id: &TransferId, session: &Session) {
        let clock = &self.connections.shared().ports.clock;
        let mut waited = false;
        loop {
            let closed = self.closed.lock().get(&session.server).copied();
            let left = closed.map(|closed| closed.until.saturating_duration_since(clock.now()));
            match (closed, left) {
                (Some(closed), Some(left)) if left > Duration::ZERO => {
                    self.show_wait(id, Some(Wait::Until(closed.shown)));
                    waited = true;
                    clock.sleep(left).await;
                }
                _ => break,
            }
        }
        if waited {
            self.show_wait(id, None);
        }
    }

    fn show_wait(&self, id: &TransferId, wait: Option<Wait>) {
        if let Some(row) = self.rows.lock().all.get_mut(id) {
            row.transfer.wait = wait;
            self.tell(row);
        }
    }
}
