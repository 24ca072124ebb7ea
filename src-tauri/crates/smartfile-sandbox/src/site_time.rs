//! Times as the service writes them.

use std::time::SystemTime;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The zone the service's own Node client takes its times to be in (seen).
const ZONE: &str = "America/Indiana/Indianapolis";

/// The zone of the site.
pub(crate) fn zone() -> TimeZone {
    // The zone comes with the program, so the fallback is for a build that was stripped of it.
    TimeZone::get(ZONE).unwrap_or(TimeZone::UTC)
}

/// Local time without a zone, in whole seconds: `2021-06-14T08:31:07` (documented).
pub(crate) fn naive(time: SystemTime, zone: &TimeZone) -> String {
    let civil = Timestamp::try_from(time).map_or(DateTime::ZERO, |stamp| zone.to_datetime(stamp));
    civil.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// The moment a time of the site names, or the start of a day.
pub(crate) fn read(text: &str, zone: &TimeZone) -> Option<SystemTime> {
    let civil: DateTime = text.parse().ok()?;
    SystemTime::try_from(zone.to_timestamp(civil).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::{naive, read, zone};
    use std::time::{Duration, SystemTime};

    #[test]
    fn times_are_local_to_indiana_with_the_offset_of_their_own_date() {
        let winter = SystemTime::UNIX_EPOCH + Duration::from_millis(1_609_502_400_999);
        assert_eq!(naive(winter, &zone()), "2021-01-01T07:00:00");
        let summer = SystemTime::UNIX_EPOCH + Duration::from_secs(1_625_140_801);
        assert_eq!(naive(summer, &zone()), "2021-07-01T08:00:01");
        assert_eq!(read("2021-07-01T08:00:01", &zone()), Some(summer));
        assert!(read("2021-07-01", &zone()).is_some_and(|day| day < summer));
        assert_eq!(read("tomorrow", &zone()), None);
    }
}
