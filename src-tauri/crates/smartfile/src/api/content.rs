//! The bytes of files on their way down, with ranges.

use std::fmt;
use std::pin::Pin;

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use reqwest::header::{
    ACCEPT, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, HeaderMap, HeaderValue, RANGE,
};
use reqwest::{RequestBuilder, Response};
use url::Url;

use super::SmartFile;
use super::call::{Call, Form};
use crate::error::{Error, ErrorKind};
use crate::path::RemotePath;

type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send>>;

/// A download that has begun. The bytes come as they arrive; nothing is collected.
pub struct Download {
    /// The position in the file of the first byte to come. 0 although more was asked for means
    /// that the server ignored the range: start over (API facts §13.25).
    pub started_at: u64,
    /// How many bytes are still to come. `None` if the server does not say, which it need not
    /// (API facts §13.26): compare with the size that [`SmartFile::info`] tells.
    pub length: Option<u64>,
    /// How many bytes the whole file has, if the answer tells.
    pub total: Option<u64>,
    pieces: Pieces,
}

impl Download {
    /// A download made of other bytes. Public so that a caller's fake of the server can have some.
    pub fn new(
        started_at: u64,
        length: Option<u64>,
        total: Option<u64>,
        pieces: impl Stream<Item = Result<Bytes, Error>> + Send + 'static,
    ) -> Download {
        Download {
            started_at,
            length,
            total,
            pieces: Box::pin(pieces),
        }
    }

    /// The bytes. [`ErrorKind::Cut`] if the connection breaks before the announced end,
    /// [`ErrorKind::TimedOut`] if it falls silent. Dropping the stream ends the download.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, Error>> + Send {
        self.pieces
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("started_at", &self.started_at)
            .field("length", &self.length)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

impl SmartFile {
    /// Downloads a file from the byte `from` on: `GET /api/2/path/data/<path>/` (*seen*).
    ///
    /// The answer is never interpreted, whatever its type: a JSON or HTML file is a file (API facts
    /// §13.30). A range is asked for only if `from` is above 0 (API facts §13.25): 206 goes on where
    /// it was asked to, 200 starts over, and 416 is the end of the file if `from` is its length and
    /// otherwise [`ErrorKind::Changed`]. A folder is [`ErrorKind::NotAFile`], a used-up download
    /// limit [`ErrorKind::QuotaExceeded`]. Safe to repeat.
    pub async fn download(&self, path: &RemotePath, from: u64) -> Result<Download, Error> {
        let call = Call::reads("download").at(path).judging(&[416]);
        self.bytes(call, &self.url("path/data", path), from).await
    }

    /// Downloads an earlier version of a file: `GET /api/2/path/data/<path>/?version=…`. That there is
    /// such a parameter is *seen* only with deleting (API facts §5); how versions are named is not
    /// documented: take it from [`SmartFile::versions`]. Safe to repeat.
    pub async fn download_version(
        &self,
        path: &RemotePath,
        version: &str,
    ) -> Result<Download, Error> {
        let call = Call::reads("download version").at(path);
        let query = Form::new().with("version", version);
        let url = SmartFile::asking(self.url("path/data", path), &query);
        self.bytes(call, &url, 0).await
    }

    /// Downloads a picture of a file as the service makes one: `GET
    /// /api/2/path/data/<path>/?preview=true` (*seen*, API facts §6). Which files have one, and of what
    /// size, is not documented. Safe to repeat.
    pub async fn preview(&self, path: &RemotePath) -> Result<Download, Error> {
        let call = Call::reads("preview").at(path);
        let query = Form::new().with("preview", "true");
        let url = SmartFile::asking(self.url("path/data", path), &query);
        self.bytes(call, &url, 0).await
    }

    /// Asks for bytes. Only with `from` above 0 for a part of them.
    pub(super) async fn bytes(
        &self,
        call: Call<'_>,
        url: &Url,
        from: u64,
    ) -> Result<Download, Error> {
        let dress = |request: RequestBuilder| {
            let request = any_type(request);
            if from > 0 {
                request.header(RANGE, format!("bytes={from}-"))
            } else {
                request
            }
        };
        let response = self.ask(call, url, dress).await?;
        self.begun(call, response, from)
    }

    /// What begins with this answer.
    pub(super) fn begun(
        &self,
        call: Call<'_>,
        response: Response,
        from: u64,
    ) -> Result<Download, Error> {
        let extent = Extent::of(response.status().as_u16(), response.headers(), from);
        let extent = extent.map_err(|kind| call.failed(kind))?;
        Ok(Download::new(
            extent.started_at,
            extent.length,
            extent.total,
            self.pieces(call, response, extent),
        ))
    }

    fn pieces(&self, call: Call<'_>, response: Response, extent: Extent) -> Pieces {
        if extent.length == Some(0) {
            return Box::pin(stream::empty());
        }
        let (http, path, operation) = (self.http.clone(), call.path.cloned(), call.operation);
        Box::pin(stream::unfold(Some(response), move |response| {
            let (http, path) = (http.clone(), path.clone());
            async move {
                let mut response = response?;
                match http.chunk(&mut response).await {
                    Ok(piece) => Some((Ok(piece?), Some(response))),
                    Err(fault) => {
                        let error = fault.within(operation).at_maybe(path.as_ref());
                        Some((Err(error), None))
                    }
                }
            }
        }))
    }
}

/// One `Accept` only: the file's own type is fine.
pub(super) fn any_type(request: RequestBuilder) -> RequestBuilder {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    request.headers(headers)
}

/// Which bytes of a file an answer holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Extent {
    started_at: u64,
    length: Option<u64>,
    total: Option<u64>,
}

impl Extent {
    fn of(status: u16, headers: &HeaderMap, from: u64) -> Result<Extent, ErrorKind> {
        const EXPECTED: &str = "the bytes that were asked for";
        let unexpected = Err(ErrorKind::UnexpectedReply { expected: EXPECTED });
        let encoding = headers.get(CONTENT_ENCODING);
        if encoding.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
            return unexpected;
        }
        let text = |name| {
            headers
                .get(name)
                .and_then(|value: &HeaderValue| value.to_str().ok())
        };
        let length = text(CONTENT_LENGTH).and_then(|value| value.parse().ok());
        let range = text(CONTENT_RANGE).and_then(ContentRange::parse);
        match (status, range) {
            (
                206,
                Some(ContentRange {
                    bytes: Some((first, last)),
                    total,
                }),
            ) if first == from => {
                let span = last - first + 1;
                if length.is_some_and(|length| length != span)
                    || total.is_some_and(|total| last >= total)
                {
                    return unexpected;
                }
                Ok(Extent {
                    started_at: from,
                    length: Some(span),
                    total,
                })
            }
            (206, _) => unexpected,
            (
                416,
                Some(ContentRange {
                    bytes: None,
                    total: Some(total),
                }),
            ) if total == from => Ok(Extent {
                started_at: from,
                length: Some(0),
                total: Some(total),
            }),
            (416, _) => Err(ErrorKind::Changed),
            (204, _) => Ok(Extent {
                started_at: 0,
                length: Some(0),
                total: Some(0),
            }),
            _ => Ok(Extent {
                started_at: 0,
                length,
                total: length,
            }),
        }
    }
}

/// `Content-Range: bytes 5-9/10`, `bytes 5-9/*` or `bytes */10` (RFC 9110 §14.4).
struct ContentRange {
    bytes: Option<(u64, u64)>,
    total: Option<u64>,
}

impl ContentRange {
    fn parse(text: &str) -> Option<ContentRange> {
        let (bytes, total) = text
            .trim()
            .strip_prefix("bytes")?
            .trim_start()
            .split_once('/')?;
        let total = if total == "*" {
            None
        } else {
            Some(total.parse().ok()?)
        };
        let bytes = if bytes == "*" {
            None
        } else {
            let (first, last) = bytes.split_once('-')?;
            let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
            // A span of 2^64 bytes has no length.
            if last < first || last == u64::MAX {
                return None;
            }
            Some((first, last))
        };
        Some(ContentRange { bytes, total })
    }
}

#[cfg(test)]
#[path = "content_tests.rs"]
mod tests;
