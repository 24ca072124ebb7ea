//! `GET …/path/data/…`, in versions 2 and 3: a file's bytes.

use std::io::{Seek as _, SeekFrom};
use std::ops::RangeInclusive;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, RANGE,
};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio_util::io::ReaderStream;

use crate::call::Call;
use crate::form::Form;
use crate::home::Home;
use crate::remote_path::RemotePath;
use crate::storage::Source;
use crate::switches::{RangeAnswer, SwitchValues};
use crate::{mime, reply, versions};

/// How much of a file is in memory at a time.
const CHUNK: usize = 64 * 1024;

/// Answers with a file's bytes, or with those of an earlier version (`version=<n>`, seen). Needs
/// the rights to list and to download (documented). A folder: 415 (seen). What may no longer be
/// downloaded: 402, before any byte (seen).
pub(crate) fn get(call: &Call, path: RemotePath) -> Response<Body> {
    let home = call.home();
    let Some(facts) = home.facts(&path) else {
        return reply::not_found();
    };
    if facts.folder {
        return reply::detail(StatusCode::UNSUPPORTED_MEDIA_TYPE, "This is a folder.");
    }
    let acl = home.acl(&path);
    if !(acl.list && acl.read) {
        return reply::no_right();
    }
    let opened = match call.query.get("version") {
        None => call.site.storage.open(&home.user.home, &path).ok(),
        Some(number) => versions::open(&home, &path, number),
    };
    let Some(source) = opened else {
        return reply::not_found();
    };
    let size = source.size().unwrap_or(facts.size);
    if !is_paid(&home, path.name(), size) {
        return reply::used_up(USED_UP);
    }
    call.note("path read", &path, size);
    send(
        source,
        path.name(),
        &call.query,
        &call.headers,
        &call.switches,
    )
}

/// What is said when nothing more may be downloaded.
pub(crate) const USED_UP: &str = "The transfer quota has been reached.";

/// Counts a download against what its owner may move; `false` when it would be too much.
pub(crate) fn is_paid(home: &Home, name: &str, bytes: u64) -> bool {
    let Home { site, user } = home;
    !site.is_unpaid(name) && site.quotas.may_transfer(site, user, bytes)
}

/// Answers with the bytes of an open file, in the content type of its name (seen).
pub(crate) fn send(
    mut source: Source,
    name: &str,
    query: &Form,
    headers: &HeaderMap,
    switches: &SwitchValues,
) -> Response<Body> {
    let Ok(size) = source.size() else {
        return reply::broken();
    };
    let range = headers
        .get(RANGE)
        .filter(|_| switches.range == RangeAnswer::Honoured);
    let asked = range.map_or(Asked::Everything, |range| asked(range, size));
    let (status, part) = match asked {
        Asked::Everything => (StatusCode::OK, 0..=size.saturating_sub(1)),
        Asked::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Asked::Nothing => {
            let mut response = reply::empty(StatusCode::RANGE_NOT_SATISFIABLE);
            reply::insert(&mut response, CONTENT_RANGE, &format!("bytes */{size}"));
            return response;
        }
    };
    let length = if size == 0 {
        0
    } else {
        part.end() - part.start() + 1
    };
    if source.seek(SeekFrom::Start(*part.start())).is_err() {
        return reply::broken();
    }
    let reader: Box<dyn AsyncRead + Send + Unpin> = match source {
        Source::File(file) => Box::new(File::from_std(file)),
        Source::Bytes(bytes) => Box::new(bytes),
    };
    let stream = ReaderStream::with_capacity(reader.take(length), CHUNK);
    let mut response = reply::empty(status);
    *response.body_mut() = Body::from_stream(stream);
    reply::insert(&mut response, CONTENT_TYPE, mime::of(name));
    if switches.range == RangeAnswer::Honoured {
        response
            .headers_mut()
            .insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    }
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {}-{}/{size}", part.start(), part.end());
        reply::insert(&mut response, CONTENT_RANGE, &range);
    }
    if !switches.chunked_downloads {
        response
            .headers_mut()
            .insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    if query.is_true("download") {
        let name = utf8_percent_encode(name, NON_ALPHANUMERIC);
        let disposition = format!("attachment; filename*=utf-8''{name}");
        reply::insert(&mut response, CONTENT_DISPOSITION, &disposition);
    }
    response
}

#[derive(Debug, PartialEq)]
enum Asked {
    Everything,
    Part(RangeInclusive<u64>),
    Nothing,
}

/// Reads a `Range` header (RFC 9110 §14.1.2). One that cannot be read, or asks for several parts,
/// counts as none.
fn asked(range: &HeaderValue, size: u64) -> Asked {
    let parsed = range.to_str().ok().and_then(|text| {
        let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
        let number = |text: &str| text.trim().parse::<u64>();
        match (first.trim(), last.trim()) {
            ("", last) => {
                let last = number(last).ok()?;
                Some((
                    size.saturating_sub(last),
                    if last == 0 { None } else { Some(u64::MAX) },
                ))
            }
            (first, "") => Some((number(first).ok()?, Some(u64::MAX))),
            (first, last) => {
                let (first, last) = (number(first).ok()?, number(last).ok()?);
                (first <= last).then_some((first, Some(last)))
            }
        }
    });
    match parsed {
        None => Asked::Everything,
        Some((first, Some(last))) if first < size => Asked::Part(first..=last.min(size - 1)),
        Some(_) => Asked::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, asked};
    use axum::http::HeaderValue;

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        let cases = [
            ("bytes=0-", Asked::Part(0..=9)),
            ("bytes=4-", Asked::Part(4..=9)),
            ("bytes=4-5", Asked::Part(4..=5)),
            ("bytes=4-99", Asked::Part(4..=9)),
            ("bytes=-3", Asked::Part(7..=9)),
            ("bytes=-99", Asked::Part(0..=9)),
            ("bytes=10-", Asked::Nothing),
            ("bytes=-0", Asked::Nothing),
            ("bytes=5-4", Asked::Everything),
            ("bytes=0-1,3-4", Asked::Everything),
            ("lines=0-1", Asked::Everything),
            ("bytes=a-", Asked::Everything),
        ];
        for (header, expected) in cases {
            assert_eq!(
                asked(&HeaderValue::from_static(header), 10),
                expected,
                "{header}"
            );
        }
        assert_eq!(
            asked(&HeaderValue::from_static("bytes=0-"), 0),
            Asked::Nothing
        );
    }
}
