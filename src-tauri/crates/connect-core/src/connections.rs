//! All connections of the app, and the one that is looked at.
//!
//! Each account has a connection of its own, and lives and ends by itself: a sign-in that has ended
//! disturbs no other. Beside them there may be one place where nobody is connected yet. Only the connection
//! that is looked at can be waiting for the browser: who looks elsewhere has given that up.

use std::sync::{Arc, Weak};

use smartfile::Server;

use crate::account::{AccountId, Record, Remembered};
use crate::board::SlotId;
use crate::connection::{Connection, Shared};
use crate::error::Error;
use crate::guarded::Guarded;

pub(crate) struct Connections {
    me: Weak<Self>,
    shared: Shared,
    places: Guarded<Places>,
}

struct Places {
    all: Vec<Arc<Connection>>,
    current: Arc<Connection>,
    /// Number of the next place.
    next: u64,
}

impl Connections {
    /// One for each account that is remembered, or one that waits for the first.
    pub(crate) fn new(shared: Shared, remembered: Remembered) -> Arc<Self> {
        Arc::new_cyclic(|me| {
            let mut records = remembered.records.into_iter();
            let mut next = 0;
            let mut open = |record: Option<Record>| {
                next += 1;
                open(me, &shared, next, record)
            };
            let mut current = open(records.next());
            let mut all = vec![Arc::clone(&current)];
            for record in records {
                let looked_at = remembered.current.as_ref() == Some(&record.account.id);
                let connection = open(Some(record));
                if looked_at {
                    current = Arc::clone(&connection);
                }
                all.push(connection);
            }
            shared.board.look_at(current.slot);
            Self {
                me: me.clone(),
                places: Guarded::new(Places {
                    all,
                    current,
                    next: next + 1,
                }),
                shared,
            }
        })
    }

    /// Looks for the accounts of last time, in the background; for the one that is looked at first.
    pub(crate) fn start(&self) {
        let current = self.current();
        current.start();
        for connection in self.all() {
            if connection.slot != current.slot {
                connection.start();
            }
        }
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// The one that is looked at.
    pub(crate) fn current(&self) -> Arc<Connection> {
        Arc::clone(&self.places.lock().current)
    }

    pub(crate) fn all(&self) -> Vec<Arc<Connection>> {
        self.places.lock().all.clone()
    }

    /// The connection of this account.
    pub(crate) fn of(&self, id: &AccountId) -> Result<Arc<Connection>, Error> {
        let mut all = self.all().into_iter();
        let mut its = all.find(|connection| connection.account_id().as_ref() == Some(id));
        its.take().ok_or(Error::AccountUnknown)
    }

    /// Another account of the same person at the same site.
    pub(crate) fn twin(
        &self,
        slot: SlotId,
        server: &Server,
        username: &str,
    ) -> Option<Arc<Connection>> {
        self.all().into_iter().find(|connection| {
            connection.slot != slot
                && connection.account().is_some_and(|account| {
                    account.server == *server && account.username == username
                })
        })
    }

    /// Looks at this account from now on, and remembers that.
    pub(crate) fn look_at(&self, id: &AccountId) -> Result<(), Error> {
        self.turn_to(self.of(id)?);
        Ok(())
    }

    /// Looks at a place where nobody is connected. The accounts stay as they are.
    pub(crate) fn look_at_nobody(&self) {
        let free = |connection: &Arc<Connection>| connection.account_id().is_none();
        let there = self.all().into_iter().find(free);
        let place = there.unwrap_or_else(|| {
            let mut places = self.places.lock();
            let connection = open(&self.me, &self.shared, places.next, None);
            places.next += 1;
            places.all.push(Arc::clone(&connection));
            connection
        });
        place.expect_nobody();
        self.turn_to(place);
    }

    fn turn_to(&self, to: Arc<Connection>) {
        let left = std::mem::replace(&mut self.places.lock().current, Arc::clone(&to));
        if left.slot != to.slot {
            left.cancel();
        }
        self.shared.board.look_at(to.slot);
        // An empty place is made again when somebody wants one.
        if left.slot != to.slot && left.account_id().is_none() {
            self.places.lock().all.retain(|c| c.slot != left.slot);
            self.shared.board.displace(left.slot);
        }
        if let Some(id) = to.account_id() {
            self.remember(id);
        }
    }

    /// Whose files to show at the next start.
    pub(crate) fn remember(&self, id: AccountId) {
        let accounts = Arc::clone(&self.shared.accounts);
        // Whole: who looks and quits at once finds it so the next time.
        self.shared.errands.spawn_whole(async move {
            if let Err(error) = accounts.look_at(&id).await {
                tracing::warn!(%error, "it could not be remembered whose files were looked at");
            }
        });
    }

    /// A redirection: of the attempt that is under way, if there is one. It may have been begun at a place
    /// that is not looked at any more.
    pub(crate) fn receive(&self, uri: &str) -> Result<(), Error> {
        let waiting = self.all().into_iter().find(|c| c.is_attempting());
        waiting.unwrap_or_else(|| self.current()).receive(uri)
    }

    /// From now on the window can be seen, or cannot. It shows how every account stands.
    pub(crate) fn in_sight(&self, seen: bool) {
        self.shared.sight.send_if_modified(|sight| {
            let news = *sight != Some(seen);
            *sight = Some(seen);
            news
        });
    }

    /// Everybody's way to their site has changed.
    pub(crate) fn look_again(&self) {
        for connection in self.all() {
            connection.look_again();
        }
    }

    /// The sealed file was opened, or has gone: whoever waits for its passphrase looks again.
    pub(crate) fn look_into_file(&self) {
        if self.shared.keeping.is_locked() {
            return;
        }
        for connection in self.all() {
            connection.retry_locked();
        }
    }

    /// Remembers every account as it is now.
    pub(crate) async fn save(&self) {
        for connection in self.all() {
            connection.save().await;
        }
    }
}

fn open(
    me: &Weak<Connections>,
    shared: &Shared,
    number: u64,
    record: Option<Record>,
) -> Arc<Connection> {
    let slot = SlotId(number);
    let account = record.as_ref().map(|record| record.account.clone());
    shared.board.place(slot, account);
    Connection::new(slot, record, me.clone(), shared.clone())
}
