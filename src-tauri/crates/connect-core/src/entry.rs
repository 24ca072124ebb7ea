//! Entries, pages and listings as the app knows them; server times become instants here.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use smartfile::{Acl, EntryKind, RemotePath, ServerTime};

/// The zone server times are in: US Eastern as SmartFile's own client takes it (seen; API facts §13.22).
const SERVER_ZONE: &str = "America/Indiana/Indianapolis";
/// Looked up once, for it is asked for each entry.
static ZONE: LazyLock<Option<TimeZone>> = LazyLock::new(|| TimeZone::get(SERVER_ZONE).ok());

/// A file or folder at the site.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where it is.
    pub path: RemotePath,
    /// Its name, the last part of the path.
    pub name: String,
    /// The site's number for it.
    pub id: Option<u64>,
    /// File, folder, or something in between.
    pub kind: EntryKind,
    /// Bytes; of folders for display only.
    pub size: Option<u64>,
    /// Entries inside, for display only.
    pub items: Option<u64>,
    /// As the site guesses it.
    pub mime: Option<String>,
    /// What may be done with it.
    pub acl: Acl,
    /// An estimate: server times have no zone. Shown, never decided upon.
    pub changed: Option<Timestamp>,
}

impl From<smartfile::Entry> for Entry {
    fn from(entry: smartfile::Entry) -> Self {
        Self {
            changed: entry.time.as_ref().and_then(instant),
            path: entry.path,
            name: entry.name,
            id: entry.id,
            kind: entry.kind,
            size: entry.size,
            items: entry.items,
            mime: entry.mime,
            acl: entry.acl,
        }
    }
}

/// A part of a listing, as it arrives.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// In the site's order.
    pub entries: Vec<Entry>,
    /// From 1.
    pub page: u32,
    /// How many there will be, if the site says so.
    pub pages: Option<u32>,
    /// Entries in the folder, if the site says so.
    pub total: Option<u64>,
}

/// A listing that came to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    /// The folder.
    pub path: RemotePath,
    /// Entries handed out.
    pub listed: usize,
    /// Whether files may be put here.
    pub may_write: bool,
    /// When it ended.
    pub at: Timestamp,
}

/// The instant of a server time, with the offset that was valid in the server's zone on that date.
/// Times that do not exist or exist twice there are read as the rule of RFC 5545 says.
pub(crate) fn instant(time: &ServerTime) -> Option<Timestamp> {
    let (year, month, day, hour, minute, second) = time.parts()?;
    let local = DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    let zone = ZONE.as_ref()?;
    zone.to_ambiguous_timestamp(local).compatible().ok()
}

/// The other way round: an instant as the server would write it.
pub(crate) fn server_time(at: Timestamp) -> Option<ServerTime> {
    let local = TimeZone::get(SERVER_ZONE).ok()?.to_datetime(at);
    let text = local.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    Some(ServerTime::new(text))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use super::*;

    fn read(text: &str) -> Option<String> {
        instant(&ServerTime::new(text)).map(|t| t.to_string())
    }

    /// S13.22: the offset of that date, not of today.
    #[test]
    fn a_server_time_gets_the_offset_of_its_own_date() {
        assert_eq!(read("2021-06-14T08:31:07").unwrap(), "2021-06-14T12:31:07Z");
        assert_eq!(read("2021-01-14T08:31:07").unwrap(), "2021-01-14T13:31:07Z");
        // Before 2006 most of Indiana did not change its clocks.
        assert_eq!(read("2005-06-14T08:31:07").unwrap(), "2005-06-14T13:31:07Z");
    }

    #[test]
    fn an_instant_goes_to_the_server_and_comes_back() {
        for text in ["2021-06-14T12:31:07Z", "2021-01-14T13:31:07Z"] {
            let at: Timestamp = text.parse().unwrap();
            assert_eq!(instant(&server_time(at).unwrap()), Some(at));
        }
    }

    #[test]
    fn a_time_that_the_clocks_skipped_is_still_an_instant() {
        assert_eq!(read("2021-03-14T02:30:00").unwrap(), "2021-03-14T07:30:00Z");
    }

    #[test]
    fn a_time_nobody_can_read_is_no_instant() {
        assert_eq!(read("yesterday"), None);
    }
}
