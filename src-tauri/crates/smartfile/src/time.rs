//! Times as the service writes them.

use std::fmt;

/// A point in time as SmartFile sends it: local text without a zone, such as `2021-06-14T08:31:07`.
///
/// *documented* (API facts §3.6): ISO text, whole seconds, no zone. Which zone it is in is only
/// *inferred* (America/Indiana/Indianapolis, from SmartFile's own Node client), so this crate does
/// not turn it into an instant: that is the caller's decision, to be shown as an estimate.
#[derive(Clone, Debug, Eq, PartialEq, Hash)]
pub struct ServerTime(String);

impl ServerTime {
    /// Keeps the text as it was sent.
    pub fn new(text: impl Into<String>) -> ServerTime {
        ServerTime(text.into())
    }

    /// The text as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Year, month, day, hour, minute and second, when the text is a naive ISO time with
    /// believable numbers. A fraction of a second is dropped. Text that names a zone gives `None`,
    /// for it would be wrong to read it as local.
    pub fn parts(&self) -> Option<(i16, i8, i8, i8, i8, i8)> {
        let (date, time) = self.0.split_once(['T', ' '])?;
        let time = time.split_once('.').map_or(time, |(whole, fraction)| {
            if fraction.bytes().all(|b| b.is_ascii_digit()) {
                whole
            } else {
                time
            }
        });
        let mut date = date.split('-');
        let mut time = time.split(':');
        let parts = (
            digits(date.next()?, 4)?,
            within(date.next()?, 1, 12)?,
            within(date.next()?, 1, 31)?,
            within(time.next()?, 0, 23)?,
            within(time.next()?, 0, 59)?,
            within(time.next()?, 0, 60)?,
        );
        (date.next().is_none() && time.next().is_none()).then_some(parts)
    }
}

impl fmt::Display for ServerTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn digits(text: &str, length: usize) -> Option<i16> {
    (text.len() == length && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn within(text: &str, least: i8, most: i8) -> Option<i8> {
    let number = i8::try_from(digits(text, 2)?).ok()?;
    (least..=most).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::ServerTime;

    #[test]
    fn a_documented_time_is_taken_apart() {
        let time = ServerTime::new("2021-06-14T08:31:07");
        assert_eq!(time.parts(), Some((2021, 6, 14, 8, 31, 7)));
        assert_eq!(time.as_str(), "2021-06-14T08:31:07");
    }

    #[test]
    fn a_fraction_and_a_space_are_tolerated() {
        assert_eq!(
            ServerTime::new("2021-06-14 08:31:07.25").parts(),
            Some((2021, 6, 14, 8, 31, 7))
        );
    }

    #[test]
    fn zones_nonsense_and_impossible_numbers_give_nothing() {
        for text in [
            "",
            "yesterday",
            "2021-06-14",
            "2021-06-14T08:31",
            "2021-06-14T08:31:07Z",
            "2021-06-14T08:31:07+02:00",
            "2021-06-14T08:31:07.5Z",
            "2021-13-14T08:31:07",
            "2021-06-32T08:31:07",
            "2021-06-14T24:31:07",
            "21-06-14T08:31:07",
            "2021-06-14T08:31:07:09",
            "+021-06-14T08:31:07",
        ] {
            assert_eq!(ServerTime::new(text).parts(), None, "{text:?}");
        }
    }
}
