//! Listings: page by page, one at a time.

use std::sync::Arc;

use smartfile::RemotePath;
use tokio_util::sync::CancellationToken;

use crate::connections::Connections;
use crate::entry::{Entry, Listing, Page};
use crate::error::Error;
use crate::guarded::Guarded;
use crate::sieve::Sieve;

/// Entries asked for at once; the server may give fewer (API facts §13.17).
const LIMIT: u32 = 100;

pub(crate) struct Browse {
    connections: Arc<Connections>,
    current: Guarded<CancellationToken>,
}

impl Browse {
    pub(crate) fn new(connections: Arc<Connections>) -> Self {
        Self {
            connections,
            current: Guarded::default(),
        }
    }

    /// Hands out the pages of a folder as they arrive. A newer listing takes this one's place at once.
    pub(crate) async fn list(
        &self,
        folder: &RemotePath,
        on_page: &(dyn Fn(Page) + Send + Sync),
    ) -> Result<Listing, Error> {
        let superseded = CancellationToken::new();
        std::mem::replace(&mut *self.current.lock(), superseded.clone()).cancel();
        let connection = self.connections.current();
        let session = connection.session()?;
        tokio::select! {
            biased;
            () = superseded.cancelled() => Err(Error::Superseded),
            () = session.ended.cancelled() => Err(connection.session().err().unwrap_or(Error::NotConnected)),
            listing = self.pages(&session, folder, on_page) => listing,
        }
    }

    /// Ends the listing that is under way: nobody looks at that folder any more.
    pub(crate) fn stop(&self) {
        self.current.lock().cancel();
    }

    pub(crate) async fn info(&self, path: &RemotePath) -> Result<Entry, Error> {
        let session = self.connections.current().session()?;
        let remote = &session.remote;
        let entry = session.ask(|| remote.info(path)).await?;
        Ok(Entry::of(
            entry,
            &self.connections.shared().ports.server_zone,
        ))
    }

    async fn pages(
        &self,
        session: &crate::connection::Session,
        folder: &RemotePath,
        on_page: &(dyn Fn(Page) + Send + Sync),
    ) -> Result<Listing, Error> {
        let mut listed = 0;
        let zone = &self.connections.shared().ports.server_zone;
        let mut sieve = Sieve::in_zone(zone.clone());
        let mut number = 1;
        loop {
            let remote = &session.remote;
            let page = session.read(|| remote.page(folder, number, LIMIT)).await?;
            let may_write = page.folder.acl.write;
            let skipped = page.skipped;
            let page = sieve.pass(page);
            listed += page.entries.len();
            // A server that repeats itself would otherwise be asked for ever.
            let nothing_new = page.entries.is_empty() && skipped == 0;
            let last = page.pages.is_none_or(|pages| number >= pages) || nothing_new;
            on_page(Page {
                page: number,
                ..page
            });
            if last {
                return Ok(Listing {
                    path: folder.clone(),
                    listed,
                    may_write,
                    at: self.connections.shared().ports.clock.wall(),
                });
            }
            number += 1;
        }
    }
}
