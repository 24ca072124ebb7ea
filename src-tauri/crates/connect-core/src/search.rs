//! Search: across the site or below a folder, one at a time.

use std::sync::Arc;

use smartfile::RemotePath;
use tokio_util::sync::CancellationToken;

use crate::connections::Connections;
use crate::entry::{Entry, Page, ServerZone};
use crate::error::Error;
use crate::guarded::Guarded;

/// Nobody reads more than this; narrower words find the rest.
const MOST: usize = 1000;

/// A search that came to its end.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Searched {
    /// The words.
    pub words: String,
    /// Searched here and below.
    pub within: RemotePath,
    /// Entries handed out.
    pub found: usize,
    /// There may be more than was handed out.
    pub more: bool,
}

pub(crate) struct Search {
    connections: Arc<Connections>,
    current: Guarded<CancellationToken>,
}

impl Search {
    pub(crate) fn new(connections: Arc<Connections>) -> Self {
        Self {
            connections,
            current: Guarded::default(),
        }
    }

    /// Hands out what is found as it arrives. A newer search takes this one's place at once.
    pub(crate) async fn find(
        &self,
        words: &str,
        within: &RemotePath,
        on_page: &(dyn Fn(Page) + Send + Sync),
    ) -> Result<Searched, Error> {
        let superseded = CancellationToken::new();
        std::mem::replace(&mut *self.current.lock(), superseded.clone()).cancel();
        let connection = self.connections.current();
        let session = connection.session()?;
        let words = words.trim();
        let mut searched = Searched {
            words: words.to_owned(),
            within: within.clone(),
            found: 0,
            more: false,
        };
        // No words fit everything, and nobody means that.
        if words.is_empty() {
            return Ok(searched);
        }
        tokio::select! {
            biased;
            () = superseded.cancelled() => Err(Error::Superseded),
            () = session.ended.cancelled() => Err(connection.session().err().unwrap_or(Error::NotConnected)),
            ended = pages(&session, &self.connections.shared().ports.server_zone, &mut searched, on_page) => ended.map(|()| searched),
        }
    }

    /// Ends the search that is under way.
    pub(crate) fn stop(&self) {
        self.current.lock().cancel();
    }
}

async fn pages(
    session: &crate::connection::Session,
    zone: &ServerZone,
    searched: &mut Searched,
    on_page: &(dyn Fn(Page) + Send + Sync),
) -> Result<(), Error> {
    let remote = &session.remote;
    let mut seen = std::collections::HashSet::new();
    let mut number = 1;
    loop {
        let (words, within) = (searched.words.clone(), searched.within.clone());
        let list = session
            .read(|| remote.search(&words, &within, number))
            .await?;
        let has_more = list.has_more();
        searched.more |= list.skipped > 0;
        let entries: Vec<Entry> = list
            .items
            .into_iter()
            // What lies elsewhere was not asked for, whatever the site thinks.
            .filter(|entry| crate::operations::is_within(&entry.path, &within))
            .filter(|entry| seen.insert(entry.path.clone()))
            .map(|entry| Entry::of(entry, zone))
            .collect();
        let nothing_new = entries.is_empty();
        searched.found += entries.len();
        on_page(Page {
            entries,
            page: number,
            pages: list.pages,
            total: list.total,
        });
        if !has_more || nothing_new {
            return Ok(());
        }
        if searched.found >= MOST {
            searched.more = true;
            return Ok(());
        }
        number += 1;
    }
}
