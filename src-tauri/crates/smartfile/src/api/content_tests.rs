#![allow(clippy::unwrap_used)] // a test may stop at a surprise

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::Extent;
use crate::error::ErrorKind;

fn extent(
    status: u16,
    from: u64,
    headers: &[(&'static str, &'static str)],
) -> Result<(u64, Option<u64>, Option<u64>), ErrorKind> {
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        })
        .collect();
    Extent::of(status, &headers, from).map(|e| (e.started_at, e.length, e.total))
}

#[test]
fn a_fitting_range_goes_on_where_it_was_asked_to() {
    let range = [("content-range", "bytes 5-9/10"), ("content-length", "5")];
    assert_eq!(extent(206, 5, &range), Ok((5, Some(5), Some(10))));
    assert_eq!(
        extent(206, 5, &[("content-range", "bytes 5-9/*")]),
        Ok((5, Some(5), None))
    );
}

#[test]
fn an_answer_with_other_bytes_than_asked_for_is_not_used() {
    for range in [
        "bytes 4-9/10",
        "bytes 0-9/10",
        "bytes 5-10/10",
        "bytes 9-5/10",
        "bytes */10",
        "items 5-9/10",
        "bytes 5-/10",
        "bytes 5-18446744073709551615/*",
        "",
    ] {
        let unexpected = Err(ErrorKind::UnexpectedReply {
            expected: "the bytes that were asked for",
        });
        assert_eq!(
            extent(206, 5, &[("content-range", range)]),
            unexpected,
            "{range}"
        );
    }
    assert!(extent(206, 5, &[]).is_err());
    assert!(
        extent(
            206,
            5,
            &[("content-range", "bytes 5-9/10"), ("content-length", "4")]
        )
        .is_err()
    );
    assert!(extent(200, 0, &[("content-encoding", "gzip")]).is_err());
}

#[test]
fn a_server_that_ignores_the_range_starts_over() {
    assert_eq!(
        extent(200, 5, &[("content-length", "10")]),
        Ok((0, Some(10), Some(10)))
    );
    assert_eq!(extent(200, 5, &[]), Ok((0, None, None)));
    assert_eq!(
        extent(200, 0, &[("content-encoding", "identity")]),
        Ok((0, None, None))
    );
}

#[test]
fn beyond_the_end_is_complete_at_the_length_and_changed_elsewhere() {
    assert_eq!(
        extent(416, 10, &[("content-range", "bytes */10")]),
        Ok((10, Some(0), Some(10)))
    );
    assert_eq!(
        extent(416, 11, &[("content-range", "bytes */10")]),
        Err(ErrorKind::Changed)
    );
    assert_eq!(extent(416, 10, &[]), Err(ErrorKind::Changed));
}
