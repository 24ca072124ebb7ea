//! From the SDK's pages to the app's, each entry once.

use std::collections::HashSet;

use smartfile::RemotePath;

use crate::entry::{Entry, Page, ServerZone};

/// What one listing has handed out. Entries that move between pages while these are read arrive twice, and
/// only the first of them passes.
#[derive(Debug, Default)]
pub struct Sieve {
    seen: HashSet<RemotePath>,
    zone: ServerZone,
}

impl Sieve {
    /// One that reads the site's times in this zone.
    pub(crate) fn in_zone(zone: ServerZone) -> Self {
        Self {
            zone,
            ..Self::default()
        }
    }

    /// The page as the app knows it, without the entries that passed before.
    pub fn pass(&mut self, page: smartfile::Page) -> Page {
        Page {
            entries: page
                .entries
                .into_iter()
                .filter(|entry| self.seen.insert(entry.path.clone()))
                .map(|entry| Entry::of(entry, &self.zone))
                .collect(),
            page: page.page,
            pages: page.pages,
            total: page.total,
        }
    }
}
