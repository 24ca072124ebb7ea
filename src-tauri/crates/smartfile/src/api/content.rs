//! The bytes of files: down with ranges, up as a stream.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use reqwest::header::{
    ACCEPT, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, HeaderMap, RANGE,
};
use reqwest::{Method, Response};
use serde_json::Value;

use super::lenient::number;
use super::multipart::{Body, Course, Framing};
use super::{Entry, SmartFile, Task};
use crate::error::{Error, ErrorKind};
use crate::http::{Fault, with_bearer};
use crate::path::RemotePath;
use crate::reply::Reply;
use crate::said::said;

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

/// An upload that the server has taken.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Uploaded {
    /// What the server says it stored. `None` if its answer does not tell: ask
    /// [`SmartFile::info`] (API facts §13.13).
    pub entry: Option<Entry>,
}

impl SmartFile {
    /// Downloads a file from the byte `from` on: `GET /api/2/path/data/<path>/` (*seen*).
    ///
    /// The answer is never interpreted, whatever its type: a JSON or HTML file is a file (API facts
    /// §13.30). A range is asked for only if `from` is above 0 (API facts §13.25): 206 goes on where
    /// it was asked to, 200 starts over, and 416 is the end of the file if `from` is its length and
    /// otherwise [`ErrorKind::Changed`]. A folder is [`ErrorKind::NotAFile`], a used-up download
    /// limit [`ErrorKind::QuotaExceeded`].
    pub async fn download(&self, path: &RemotePath, from: u64) -> Result<Download, Error> {
        let task = Task {
            operation: "download",
            path: Some(path),
        };
        let response = self
            .ask(task, &self.url("path/data", path), |request| {
                // One `Accept` only: the file's own type is fine.
                let mut headers = HeaderMap::new();
                headers.insert(ACCEPT, reqwest::header::HeaderValue::from_static("*/*"));
                let request = request.headers(headers);
                if from > 0 {
                    request.header(RANGE, format!("bytes={from}-"))
                } else {
                    request
                }
            })
            .await?;
        let extent = Extent::of(response.status().as_u16(), response.headers(), from);
        let extent = extent.map_err(|kind| task.failed(kind))?;
        Ok(Download::new(
            extent.started_at,
            extent.length,
            extent.total,
            self.pieces(path, response, extent),
        ))
    }

    fn pieces(&self, path: &RemotePath, response: Response, extent: Extent) -> Pieces {
        if extent.length == Some(0) {
            return Box::pin(stream::empty());
        }
        let (http, path) = (self.http.clone(), path.clone());
        Box::pin(stream::unfold(Some(response), move |response| {
            let (http, path) = (http.clone(), path.clone());
            async move {
                let mut response = response?;
                match http.chunk(&mut response).await {
                    Ok(piece) => Some((Ok(piece?), Some(response))),
                    Err(fault) => Some((Err(fault.within("download").at(&path)), None)),
                }
            }
        }))
    }

    /// Uploads `size` bytes as a file of this name into a folder: one part of
    /// `multipart/form-data` to `POST /api/2/path/data/<folder>/` (*seen*; the way of every SDK, API
    /// facts §13.28), with a known `Content-Length`, never held in memory as a whole.
    ///
    /// A file of the same name is replaced (*documented*, API facts §6): ask before. A missing
    /// folder is [`ErrorKind::FolderMissing`], a full quota [`ErrorKind::QuotaExceeded`]. If the
    /// stream fails, or has another length than `size`, it is [`ErrorKind::Local`].
    ///
    /// A stream can be sent only once. If the server refuses the token, which was renewed before
    /// if that was due, the token is replaced and [`ErrorKind::Unauthorized`] given back: call again
    /// with a new stream.
    pub async fn upload(
        &self,
        folder: &RemotePath,
        name: &str,
        size: u64,
        body: impl Stream<Item = Result<Bytes, io::Error>> + Send + 'static,
    ) -> Result<Uploaded, Error> {
        let path = folder.join(name).map_err(|error| {
            Error::new("upload", ErrorKind::Local(error.to_string())).at(folder)
        })?;
        let task = Task {
            operation: "upload",
            path: Some(&path),
        };
        let url = self.url("path/data", folder);
        let (framing, course) = (Framing::new(name), Arc::new(Course::default()));

        let token = self.bearer.token().await?;
        let faulty = |fault: Fault| fault.within("upload").at(&path);
        let request = self.http.request(Method::POST, &url).map_err(faulty)?;
        let request = with_bearer(request, &token)
            .header(CONTENT_TYPE, framing.content_type())
            .header(CONTENT_LENGTH, framing.length(size))
            .body(reqwest::Body::wrap_stream(Body::new(
                &framing,
                body,
                size,
                Arc::clone(&course),
            )));
        let sent = self.http.send_long(request, &course.moved).await;
        if let Some(failure) = course.failure() {
            return Err(task.failed(ErrorKind::Local(failure)));
        }
        let response = sent.map_err(faulty)?;
        let reply = self.error_reply(task, response).await?;
        if let 200..=299 = reply.status {
            return uploaded(&reply, folder).map_err(|kind| task.failed(kind));
        }
        let refused = self.refused(&reply, &url, &token);
        if refused.may_be_cured {
            self.bearer.replace(&token).await?;
            return Err(task.failed(ErrorKind::Unauthorized));
        }
        Err(task.failed(match refused.kind {
            ErrorKind::NameTaken => ErrorKind::FolderMissing,
            kind => kind,
        }))
    }
}

/// Reads the answer to an upload: an array of path objects or one (API facts §13.13, *seen*), or a
/// failure in the guise of a success (API facts §13.27, *seen* with v3).
fn uploaded(reply: &Reply, folder: &RemotePath) -> Result<Uploaded, ErrorKind> {
    if reply.body.trim_ascii().is_empty() {
        return Ok(Uploaded { entry: None });
    }
    let answer = reply.json("an answer to an upload")?;
    let object = answer
        .as_array()
        .map_or(Some(&answer), |list| list.first())
        .unwrap_or(&Value::Null);
    if let Some(status) = number(object.get("status"))
        .and_then(|n| u16::try_from(n).ok())
        .filter(|n| *n >= 400)
    {
        let words = serde_json::to_vec(object).unwrap_or_default();
        return Err(match (status, said(&words, &[])) {
            (402, said) => ErrorKind::QuotaExceeded { said },
            (403, said) => ErrorKind::Forbidden { said },
            (status, said) => ErrorKind::Rejected { status, said },
        });
    }
    Ok(Uploaded {
        entry: Entry::read(object, None, Some(folder)),
    })
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
                .and_then(|value: &reqwest::header::HeaderValue| value.to_str().ok())
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
