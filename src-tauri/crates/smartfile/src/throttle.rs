//! The three ways in which the server asks for a pause.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

const SHORTEST: f64 = 0.2;
const LONGEST: f64 = 120.0;
/// The pause when the server names none (*seen*: the default of SmartFile's Node client).
const UNNAMED: f64 = 1.0;

/// How long to wait, if this answer asks for it (API facts §3.4 and §13.12, *seen*):
///
/// * new: 429 with `Retry-After`, a number that may have decimals, or a date;
/// * middle: 429 with `X-Throttle-Wait-Seconds`;
/// * old: 503 with `X-Throttle: status=FAILURE; next=0.52 sec`.
///
/// A 503 without any of these is an ordinary failure. An `X-Throttle` with `status=SUCCESS` also
/// comes with good answers and asks for nothing.
pub(crate) fn throttled(status: u16, headers: &HeaderMap) -> Option<Duration> {
    let named = retry_after(headers)
        .or_else(|| seconds(text(headers, "x-throttle-wait-seconds")?))
        .or_else(|| old(text(headers, "x-throttle")?));
    let wait = match status {
        429 => named.unwrap_or(UNNAMED),
        503 => named?,
        _ => return None,
    };
    Some(Duration::from_secs_f64(wait.clamp(SHORTEST, LONGEST)))
}

/// A little longer, by chance, so that many who were asked to wait do not come back at the same moment
/// (API facts §13.12). At most a quarter more.
pub(crate) fn with_chance(wait: Duration) -> Duration {
    let mut random = [0_u8; 1];
    // Without random numbers everybody waits the longest.
    let part = getrandom::fill(&mut random).map_or(255, |()| random[0]);
    wait + wait * u32::from(part) / 1020
}

fn retry_after(headers: &HeaderMap) -> Option<f64> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?;
    seconds(value).or_else(|| {
        let until = httpdate::parse_http_date(value).ok()?;
        // Against the server's own clock where it tells it, so that ours may be wrong.
        let now = headers
            .get(DATE)
            .and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok())
            .unwrap_or_else(SystemTime::now);
        Some(
            until
                .duration_since(now)
                .map_or(0.0, |wait| wait.as_secs_f64()),
        )
    })
}

fn old(value: &str) -> Option<f64> {
    if value.contains("status=SUCCESS") {
        return None;
    }
    seconds(value.rsplit_once("next=")?.1.trim().strip_suffix("sec")?)
}

fn seconds(text: &str) -> Option<f64> {
    text.trim()
        .parse()
        .ok()
        .filter(|seconds: &f64| seconds.is_finite() && *seconds >= 0.0)
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test may stop at a surprise

    use std::time::Duration;

    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    use super::throttled;

    fn wait(status: u16, headers: &[(&'static str, &'static str)]) -> Option<Duration> {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        throttled(status, &headers)
    }

    #[test]
    fn all_three_generations_are_understood() {
        let old = "status=FAILURE; next=0.52 sec";
        assert_eq!(
            wait(503, &[("x-throttle", old)]),
            Some(Duration::from_millis(520))
        );
        assert_eq!(
            wait(429, &[("x-throttle-wait-seconds", "7")]),
            Some(Duration::from_secs(7))
        );
        assert_eq!(
            wait(429, &[("retry-after", "3.5")]),
            Some(Duration::from_millis(3500))
        );
    }

    #[test]
    fn a_date_is_read_against_the_clock_of_the_server() {
        let wait = wait(
            429,
            &[
                ("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"),
                ("date", "Sun, 06 Nov 1994 08:49:27 GMT"),
            ],
        );
        assert_eq!(wait, Some(Duration::from_secs(10)));
    }

    /// S13.12: clamped.
    #[test]
    fn the_pause_stays_between_a_fifth_of_a_second_and_two_minutes() {
        assert_eq!(
            wait(429, &[("retry-after", "0")]),
            Some(Duration::from_millis(200))
        );
        assert_eq!(
            wait(429, &[("retry-after", "86400")]),
            Some(Duration::from_mins(2))
        );
        assert_eq!(
            wait(429, &[("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")]),
            Some(Duration::from_millis(200))
        );
    }

    #[test]
    fn without_a_usable_number_429_means_one_second() {
        for value in ["", "soon", "-4", "NaN", "inf"] {
            assert_eq!(
                wait(429, &[("retry-after", value)]),
                Some(Duration::from_secs(1)),
                "{value}"
            );
        }
        assert_eq!(wait(429, &[]), Some(Duration::from_secs(1)));
    }

    #[test]
    fn an_ordinary_failure_and_a_good_answer_ask_for_nothing() {
        assert_eq!(wait(503, &[]), None);
        assert_eq!(
            wait(503, &[("x-throttle", "status=SUCCESS; next=0.10 sec")]),
            None
        );
        assert_eq!(
            wait(200, &[("x-throttle", "status=SUCCESS; next=0.10 sec")]),
            None
        );
        assert_eq!(wait(200, &[("retry-after", "3")]), None);
    }
}
