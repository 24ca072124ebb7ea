//! Faults, carried out.

use std::io;

use axum::body::{Body, HttpBody as _};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RANGE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use futures_util::StreamExt as _;
use tokio::sync::watch;

use crate::faults::Fault;
use crate::{random, reply, throttle};

const X_UNIQUE_ID: HeaderName = HeaderName::from_static("x-unique-id");

const END_PAGE: &str = "<!doctype html>\n<html lang=\"en\"><head><title>This site has moved</title></head>\
    <body><h1>This site has moved</h1><p>Please ask your administrator.</p></body></html>\n";

/// The answer a fault gives instead of the right one; `None` when the request goes on.
pub(super) async fn instead(
    fault: Option<&Fault>,
    mut clearing: watch::Receiver<u64>,
) -> Option<Response<Body>> {
    match fault? {
        Fault::Status(code) => Some(status(*code)),
        Fault::Throttle(style, seconds) => Some(throttle::refusal(*style, *seconds)),
        Fault::Html => Some(reply::body(
            StatusCode::OK,
            "text/html; charset=utf-8",
            END_PAGE,
        )),
        Fault::BrokenJson => Some(reply::body(
            StatusCode::OK,
            "application/json",
            r#"{"name": "Projects", "chil"#,
        )),
        Fault::Redirect(target) => Some(reply::redirect(StatusCode::FOUND, target)),
        Fault::Reply {
            status,
            content_type,
            body,
        } => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            Some(reply::body(status, content_type, body.clone()))
        }
        Fault::Hang => {
            // The sender lives in the site, which outlives this request.
            let _ = clearing.changed().await;
            None
        }
        Fault::Slow(wait) => {
            tokio::time::sleep(*wait).await;
            None
        }
        Fault::Reset => Some(lost(reply::empty(StatusCode::SERVICE_UNAVAILABLE))),
        Fault::Cut(_)
        | Fault::Lost
        | Fault::Short(_)
        | Fault::Labelled(_)
        | Fault::OtherPart(_)
        | Fault::DropTail(_)
        | Fault::Corrupt(_)
        | Fault::Afterwards(_)
        | Fault::Midway(_)
        | Fault::Lie
        | Fault::FailTask
        | Fault::WrongChecksum => None,
    }
}

/// A bare status. 401 and 403 carry the words about signing in; 5xx the number for support.
pub(super) fn status(code: u16) -> Response<Body> {
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if matches!(code, 401 | 403) {
        return reply::login_needed(code);
    }
    let response = reply::detail(status, status.canonical_reason().unwrap_or("Error"));
    numbered(response)
}

/// A failure of the server with its number for support (documented); any other answer as it is.
pub(super) fn numbered(mut response: Response<Body>) -> Response<Body> {
    if response.status().is_server_error() {
        let number = random::letters(16).unwrap_or_default();
        reply::insert(&mut response, X_UNIQUE_ID, &number);
    }
    response
}

/// The first half of an answer in JSON; any other as it is.
pub(super) async fn broken(response: Response<Body>) -> Response<Body> {
    let is_json = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/json");
    if !is_json {
        return response;
    }
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX)
        .await
        .unwrap_or_default();
    let half = bytes.slice(..bytes.len() / 2);
    Response::from_parts(parts, Body::from(half))
}

/// The same body but for one byte of it.
pub(super) fn corrupt(response: Response<Body>, place: usize) -> Response<Body> {
    let (parts, body) = response.into_parts();
    let mut passed = 0;
    let chunks = body.into_data_stream().map(move |chunk| {
        chunk.map(|chunk| {
            let within = place.checked_sub(passed).filter(|at| *at < chunk.len());
            passed += chunk.len();
            match within {
                Some(at) => {
                    let mut bytes = chunk.to_vec();
                    bytes[at] ^= 1;
                    bytes.into()
                }
                None => chunk,
            }
        })
    });
    Response::from_parts(parts, Body::from_stream(chunks))
}

/// Stands in an answer that is not sent: the connection is closed in its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unsent;

/// Nothing is sent of this answer.
pub(super) fn lost(mut response: Response<Body>) -> Response<Body> {
    response.extensions_mut().insert(Unsent);
    response
}

/// Asks for a later part of a file than was asked for.
pub(super) fn other_part(headers: &mut HeaderMap, later: u64) {
    let first = headers.get(RANGE).and_then(|range| {
        range
            .to_str()
            .ok()?
            .strip_prefix("bytes=")?
            .strip_suffix('-')?
            .parse()
            .ok()
    });
    let value = first
        .and_then(|first: u64| HeaderValue::try_from(format!("bytes={}-", first + later)).ok());
    if let Some(value) = value {
        headers.insert(RANGE, value);
    }
}

/// The same answer under another content type.
pub(super) fn labelled(mut response: Response<Body>, content_type: &str) -> Response<Body> {
    response.headers_mut().remove(CONTENT_TYPE);
    if !content_type.is_empty() {
        reply::insert(&mut response, CONTENT_TYPE, content_type);
    }
    response
}

/// Says nothing of a length, and ends well after so many bytes.
pub(super) fn short(response: Response<Body>, bytes: usize) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    let stream = futures_util::stream::unfold(
        (body.into_data_stream(), bytes),
        |(mut chunks, left)| async move {
            let mut chunk = chunks.next().await.filter(|_| left > 0)?.ok()?;
            chunk.truncate(left);
            let left = left - chunk.len();
            Some((Ok::<_, io::Error>(chunk), (chunks, left)))
        },
    );
    Response::from_parts(parts, Body::from_stream(stream))
}

/// Announces the whole body, sends `bytes` of it, and breaks the connection.
pub(super) fn cut(response: Response<Body>, bytes: usize) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let announced = parts
        .headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    if let Some(length) = announced.or(body.size_hint().exact()) {
        let length: u64 = length.max(bytes as u64 + 1);
        parts
            .headers
            .insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    let stream = futures_util::stream::unfold(
        (body.into_data_stream(), bytes),
        |(mut chunks, left)| async move {
            if left > 0
                && let Some(Ok(mut chunk)) = chunks.next().await
            {
                chunk.truncate(left);
                let left = left - chunk.len();
                return Some((Ok(chunk), (chunks, left)));
            }
            // The pause lets the server flush what it has before it learns of the break.
            for _ in 0..8 {
                tokio::task::yield_now().await;
            }
            Some((Err(io::Error::from(io::ErrorKind::BrokenPipe)), (chunks, 0)))
        },
    );
    Response::from_parts(parts, Body::from_stream(stream))
}
