//! "Too many requests", in the three ways the service has said it.

use std::time::{Duration, SystemTime};

use axum::body::Body;
use axum::http::header::{DATE, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};

use crate::reply;

/// A generation of the throttling answer (API facts, section 3.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThrottleStyle {
    /// 503 with `X-Throttle: status=FAILURE; next=0.52 sec` (seen). In this style good answers
    /// carry the header too, with `status=SUCCESS` (inferred).
    Old,
    /// 429 with `X-Throttle-Wait-Seconds: 7` (seen).
    Middle,
    /// 429 with `Retry-After: 3`, possibly with decimals, and a plain text (seen).
    #[default]
    New,
    /// 429 with `Retry-After` as an HTTP date (RFC 9110 §10.2.3), beside the server's own `Date`.
    Dated,
}

const X_THROTTLE: HeaderName = HeaderName::from_static("x-throttle");
const X_THROTTLE_WAIT: HeaderName = HeaderName::from_static("x-throttle-wait-seconds");

/// The refusal, asking for `seconds` of patience.
pub(crate) fn refusal(style: ThrottleStyle, seconds: f64) -> Response<Body> {
    let (mut response, name, value) = match style {
        ThrottleStyle::Old => (
            reply::detail(StatusCode::SERVICE_UNAVAILABLE, "request was throttled"),
            X_THROTTLE,
            format!("status=FAILURE; next={seconds:.2} sec"),
        ),
        ThrottleStyle::Middle => (
            reply::detail(StatusCode::TOO_MANY_REQUESTS, "Request was throttled."),
            X_THROTTLE_WAIT,
            seconds.ceil().to_string(),
        ),
        ThrottleStyle::New => (
            reply::text(StatusCode::TOO_MANY_REQUESTS, "THROTTLED"),
            RETRY_AFTER,
            seconds.to_string(),
        ),
        ThrottleStyle::Dated => (
            reply::text(StatusCode::TOO_MANY_REQUESTS, "THROTTLED"),
            RETRY_AFTER,
            // Dates have whole seconds; `Date` and this one are rounded alike.
            httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs_f64(seconds.max(0.0))),
        ),
    };
    if let Ok(value) = HeaderValue::try_from(value) {
        response.headers_mut().insert(name, value);
    }
    if style == ThrottleStyle::Dated {
        let now = httpdate::fmt_http_date(SystemTime::now());
        reply::insert(&mut response, DATE, &now);
    }
    response
}

/// Marks a good answer the way the old generation did (inferred).
pub(crate) fn mark_success(style: ThrottleStyle, response: &mut Response<Body>) {
    if style == ThrottleStyle::Old && response.status().is_success() {
        let value = HeaderValue::from_static("status=SUCCESS; next=0.00 sec");
        response.headers_mut().insert(X_THROTTLE, value);
    }
}
