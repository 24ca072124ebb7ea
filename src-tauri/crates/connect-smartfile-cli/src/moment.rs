//! Moments: as they are shown, and as they are typed.

use jiff::civil::{Date, time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ZonedDateTime};

/// As on this computer's clock: `2026-03-01 12:00`.
pub(crate) fn shown(at: Timestamp) -> String {
    let local = at.to_zoned_datetime(TimeZone::system());
    local.strftime("%Y-%m-%d %H:%M").to_string()
}

/// A moment that was typed: after a time from now on (`7d`), at the end of a day here (`2027-01-31`), or a moment with
/// its offset (`2027-01-31T12:00:00Z`). `None` for anything else, and for what is not still to come.
pub(crate) fn typed(text: &str, now: &ZonedDateTime) -> Option<Timestamp> {
    let text = text.trim();
    let span = || {
        let span: Span = text.parse().ok()?;
        Some(now.checked_add(span).ok()?.timestamp())
    };
    let day = || {
        let day: Date = text.parse().ok()?;
        let end = day.to_datetime(time(23, 59, 59, 0));
        Some(
            end.to_zoned_datetime(now.time_zone().clone())
                .ok()?
                .timestamp(),
        )
    };
    let exact = || text.parse().ok();
    let at: Timestamp = exact().or_else(day).or_else(span)?;
    (at > now.timestamp()).then_some(at)
}

/// A moment that has been: a time ago (`7d`), the beginning of a day here, or a moment with its offset. `None` for
/// anything else.
pub(crate) fn since(text: &str, now: &ZonedDateTime) -> Option<Timestamp> {
    let text = text.trim();
    let ago = || {
        let span: Span = text
            .parse()
            .ok()
            .filter(|span: &Span| !span.is_negative())?;
        Some(now.checked_sub(span).ok()?.timestamp())
    };
    let day = || {
        let day: Date = text.parse().ok()?;
        let begin = day.to_datetime(time(0, 0, 0, 0));
        let begin = begin.to_zoned_datetime(now.time_zone().clone());
        Some(begin.ok()?.timestamp())
    };
    text.parse().ok().or_else(day).or_else(ago)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use super::*;

    #[test]
    fn a_beginning_may_be_typed_in_three_ways() {
        let now: ZonedDateTime = "2026-03-30T12:00:00[Europe/Berlin]".parse().unwrap();
        let at = |text: &str| since(text, &now).map(|at| at.to_string());
        assert_eq!(at("2026-03-01T10:00:00Z").unwrap(), "2026-03-01T10:00:00Z");
        // The clocks changed on the 29th: a week ago is the same time of day.
        assert_eq!(at("7d").unwrap(), "2026-03-23T11:00:00Z");
        assert_eq!(at("36 hours").unwrap(), "2026-03-28T22:00:00Z");
        assert_eq!(at("2026-03-01").unwrap(), "2026-02-28T23:00:00Z");
        for wrong in ["", "long ago", "-7d", "7"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_end_may_be_typed_in_three_ways() {
        let now: ZonedDateTime = "2026-03-27T12:00:00[Europe/Berlin]".parse().unwrap();
        let at = |text: &str| typed(text, &now).map(|at| at.to_string());
        assert_eq!(at("2026-04-01T10:00:00Z").unwrap(), "2026-04-01T10:00:00Z");
        // The clocks change on the 29th: a day later is the same time of day.
        assert_eq!(at("7d").unwrap(), "2026-04-03T10:00:00Z");
        assert_eq!(at("2 weeks").unwrap(), "2026-04-10T10:00:00Z");
        assert_eq!(at("36 hours").unwrap(), "2026-03-28T23:00:00Z");
        assert_eq!(at("2026-04-01").unwrap(), "2026-04-01T21:59:59Z");
        for wrong in ["", "soon", "-7d", "2026-03-26", "2020-01-01T00:00:00Z", "7"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }
}
