//! The one stream of facts from core to the page.
//!
//! State lives in Rust and outlives the page: a reload subscribes again and gets a fresh snapshot.
//! A new subscription replaces the old one, so a channel whose page is gone is dropped.

use std::sync::{Mutex, MutexGuard, PoisonError};

use connect_core::{App, Fact, Observer, What};
use tauri::ipc::Channel;

use crate::wire::{AppEvent, Snapshot};

type Raise = Box<dyn Fn() + Send + Sync>;

/// Numbers the facts and passes them to whoever subscribed last.
pub struct Bridge {
    line: Mutex<Line>,
    raise: Raise,
}

#[derive(Default)]
struct Line {
    seq: u64,
    page: Option<Channel<AppEvent>>,
}

impl std::fmt::Debug for Bridge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bridge").finish_non_exhaustive()
    }
}

impl Bridge {
    /// A bridge with nobody listening. `raise` brings the window to the front.
    pub fn new(raise: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            line: Mutex::default(),
            raise: Box::new(raise),
        }
    }

    /// Everything now, and every later fact on `page`.
    ///
    /// The number is read before the state: a fact in between is in both, and being a whole
    /// replacement it does no harm to apply it twice. The other way round it would be lost.
    pub fn subscribe(&self, app: &App, page: Channel<AppEvent>) -> Snapshot {
        let seq = {
            let mut line = self.line();
            line.page = Some(page);
            line.seq
        };
        let now = app.snapshot();
        Snapshot {
            seq,
            connection: now.connection.into(),
            accounts: now.accounts.into_iter().map(Into::into).collect(),
            transfers: now.transfers.into_iter().map(Into::into).collect(),
            operations: now.operations.into_iter().map(Into::into).collect(),
            site: now.site.into(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        // A panic elsewhere can't leave a number and an option half written.
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Bridge {
    fn notify(&self, fact: Fact) {
        if matches!(fact.what, What::Raised) {
            (self.raise)();
            return;
        }
        let mut line = self.line();
        let Some(event) = AppEvent::new(line.seq + 1, fact.what) else {
            return;
        };
        line.seq += 1;
        if let Some(page) = &line.page
            && let Err(error) = page.send(event)
        {
            tracing::warn!(%error, "the page is gone; it will subscribe again");
            line.page = None;
        }
    }
}
