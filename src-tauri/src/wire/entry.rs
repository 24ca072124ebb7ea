//! Files and folders as the page shows them.

use connect_core::{Entry, Listing, Page};
use serde::Serialize;
use ts_rs::TS;

use super::millis;

/// What an entry is.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum EntryKind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A file that the site can open like a folder.
    Archive,
    /// Neither, as far as the site says.
    Unknown,
}

/// One row.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EntryView {
    /// As it is on the site, unchanged.
    pub name: String,
    /// Its remote path.
    pub path: String,
    /// What it is.
    pub kind: EntryKind,
    /// Bytes.
    pub size: Option<u64>,
    /// Entries within, for folders.
    pub items: Option<u64>,
    /// When it changed: an estimate, since the site's times carry no zone.
    pub changed: Option<i64>,
    /// Its media type, as the site says.
    pub mime: Option<String>,
    /// May this person change it?
    pub may_write: bool,
    /// May this person download it?
    pub may_read: bool,
    /// May this person remove it?
    pub may_remove: bool,
}

impl From<Entry> for EntryView {
    fn from(entry: Entry) -> Self {
        Self {
            name: entry.name,
            path: entry.path.into(),
            kind: match entry.kind {
                connect_core::EntryKind::File => EntryKind::File,
                connect_core::EntryKind::Folder => EntryKind::Folder,
                connect_core::EntryKind::Archive => EntryKind::Archive,
                connect_core::EntryKind::Unknown => EntryKind::Unknown,
            },
            size: entry.size,
            items: entry.items,
            changed: entry.changed.map(millis),
            mime: entry.mime,
            may_write: entry.acl.write,
            may_read: entry.acl.read,
            may_remove: entry.acl.remove,
        }
    }
}

/// One page of a listing.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PageView {
    /// Its entries.
    pub entries: Vec<EntryView>,
    /// Which page, from 1.
    pub page: u32,
    /// Of how many, where the site says.
    pub pages: Option<u32>,
    /// Entries in the whole folder, where the site says.
    pub total: Option<u64>,
}

impl From<Page> for PageView {
    fn from(page: Page) -> Self {
        Self {
            entries: page.entries.into_iter().map(EntryView::from).collect(),
            page: page.page,
            pages: page.pages,
            total: page.total,
        }
    }
}

/// The end of a listing.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListingView {
    /// The folder.
    pub path: String,
    /// Entries listed.
    pub listed: usize,
    /// May this person add to the folder?
    pub may_write: bool,
    /// When it was listed.
    pub at: i64,
}

impl From<Listing> for ListingView {
    fn from(listing: Listing) -> Self {
        Self {
            path: listing.path.as_str().to_owned(),
            listed: listing.listed,
            may_write: listing.may_write,
            at: millis(listing.at),
        }
    }
}
