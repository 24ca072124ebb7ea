//! Entries, pages and listings as the app knows them; server times become instants here.

use std::fmt;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use smartfile::{Acl, EntryKind, RemotePath, ServerTime};

/// The zone server times are in, unless told otherwise: US Eastern as SmartFile's own client takes it (seen; API
/// facts §13.22).
const SERVER_ZONE: &str = "America/Indiana/Indianapolis";
/// Looked up once, for it is asked for each entry.
static ZONE: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::get(SERVER_ZONE).unwrap_or(TimeZone::UTC));

/// How the times that a site writes without a zone are read. An estimate, whatever the zone: shown, and never
/// decided upon.
#[derive(Clone, Eq, PartialEq)]
pub struct ServerZone(TimeZone);

impl ServerZone {
    /// The zone with this name in the IANA database, for a site that is not where most are. `None` if there is
    /// none.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// The instant of a server time, with the offset that was valid in the server's zone on that date.
    /// Times that do not exist or exist twice there are read as the rule of RFC 5545 says.
    pub(crate) fn instant(&self, time: &ServerTime) -> Option<Timestamp> {
        let (year, month, day, hour, minute, second) = time.parts()?;
        let local = DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
        self.0.to_ambiguous_timestamp(local).compatible().ok()
    }

    /// The other way round: an instant as the server would write it.
    pub(crate) fn server_time(&self, at: Timestamp) -> ServerTime {
        let local = self.0.to_datetime(at);
        ServerTime::new(local.strftime("%Y-%m-%dT%H:%M:%S").to_string())
    }
}

impl Default for ServerZone {
    fn default() -> Self {
        Self(ZONE.clone())
    }
}

impl fmt::Debug for ServerZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.iana_name().unwrap_or("ServerZone"))
    }
}

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

impl Entry {
    /// As the site tells it, its time read in this zone.
    pub(crate) fn of(entry: smartfile::Entry, zone: &ServerZone) -> Self {
        Self {
            changed: entry.time.as_ref().and_then(|time| zone.instant(time)),
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use super::*;

    fn read(text: &str) -> Option<String> {
        let zone = ServerZone::default();
        zone.instant(&ServerTime::new(text)).map(|t| t.to_string())
    }

    /// S13.22: the offset of that date, not of today.
    #[test]
    fn a_server_time_gets_the_offset_of_its_own_date() {
        assert_eq!(read("2021-06-14T08:31:07").unwrap(), "2021-06-14T12:31:07Z");
        assert_eq!(read("2021-01-14T08:31:07").unwrap(), "2021-01-14T13:31:07Z");
        // Before 2006 most of Indiana did not change its clocks.
        assert_eq!(read("2005-06-14T08:31:07").unwrap(), "2005-06-14T13:31:07Z");
    }

    /// S13.22: a site may be elsewhere.
    #[test]
    fn a_server_time_is_read_in_the_zone_that_was_named() {
        let time = ServerTime::new("2021-06-14T08:31:07");
        for (zone, instant) in [
            ("Europe/Berlin", "2021-06-14T06:31:07Z"),
            ("Asia/Kolkata", "2021-06-14T03:01:07Z"),
            ("UTC", "2021-06-14T08:31:07Z"),
        ] {
            let zone = ServerZone::named(zone).unwrap();
            assert_eq!(zone.instant(&time).unwrap().to_string(), instant);
            assert_eq!(zone.server_time(instant.parse().unwrap()), time);
        }
        assert_eq!(ServerZone::named("Mars/Olympus"), None);
        assert_eq!(ServerZone::named(SERVER_ZONE), Some(ServerZone::default()));
    }

    #[test]
    fn an_instant_goes_to_the_server_and_comes_back() {
        for text in ["2021-06-14T12:31:07Z", "2021-01-14T13:31:07Z"] {
            let (at, zone): (Timestamp, _) = (text.parse().unwrap(), ServerZone::default());
            assert_eq!(zone.instant(&zone.server_time(at)), Some(at));
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
