//! The bytes of files on their way up, as streams: whole, several at once, raw, and at the end of what
//! is there.

use std::collections::HashSet;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use futures_util::stream::Stream;
use reqwest::header::{
    CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, IF_UNMODIFIED_SINCE, RANGE,
};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use url::Url;

use super::call::Call;
use super::lenient::number;
use super::multipart::{Body, Course, FileBytes, Framing};
use super::{Entry, SmartFile};
use crate::error::{Error, ErrorKind};
use crate::http::with_bearer;
use crate::path::RemotePath;
use crate::reply::Reply;
use crate::said::said;

const EXPECTED: &str = "an answer to an upload";
/// Names an upload, so that its progress can be asked for (*seen*, API facts §6).
const UPLOAD_UUID: HeaderName = HeaderName::from_static("x-upload-uuid");

/// An upload that the server has taken.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Uploaded {
    /// What the server says it stored. `None` if its answer does not tell: ask
    /// [`SmartFile::info`] (API facts §13.13).
    pub entry: Option<Entry>,
}

/// A file on its way up with others: its name in the folder, its size, and its bytes.
pub struct Outgoing {
    name: String,
    size: u64,
    bytes: FileBytes,
}

impl Outgoing {
    /// `size` bytes that are to be stored under this name.
    pub fn new(
        name: impl Into<String>,
        size: u64,
        bytes: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
    ) -> Outgoing {
        Outgoing {
            name: name.into(),
            size,
            bytes: Box::pin(bytes),
        }
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("name", &self.name)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

impl SmartFile {
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
    /// with a new stream. Repeating stores the same bytes again, as one more version where the site
    /// keeps versions: after an error that [may have happened](Error::may_have_happened), look first.
    pub async fn upload(
        &self,
        folder: &RemotePath,
        name: &str,
        size: u64,
        body: impl Stream<Item = Result<Bytes, io::Error>> + Send + 'static,
    ) -> Result<Uploaded, Error> {
        let files = vec![Outgoing::new(name, size, body)];
        let mut uploaded = self.upload_files(folder, files, None).await?;
        Ok(uploaded.pop().unwrap_or(Uploaded { entry: None }))
    }

    /// Uploads like [`SmartFile::upload`], under an id of the caller's making (a UUID) with which
    /// [`SmartFile::upload_progress`] can be asked meanwhile (*seen*, API facts §6). An id that cannot
    /// stand in a header is [`ErrorKind::Local`].
    pub async fn upload_named(
        &self,
        id: &str,
        folder: &RemotePath,
        name: &str,
        size: u64,
        body: impl Stream<Item = Result<Bytes, io::Error>> + Send + 'static,
    ) -> Result<Uploaded, Error> {
        let files = vec![Outgoing::new(name, size, body)];
        let mut uploaded = self.upload_files(folder, files, Some(id)).await?;
        Ok(uploaded.pop().unwrap_or(Uploaded { entry: None }))
    }

    /// Uploads several files into one folder in one request, a part for each (*seen*, API facts §6),
    /// one after the other. The answers are in the order of the files; one whose entry the server does
    /// not tell must be asked about.
    ///
    /// What holds for [`SmartFile::upload`] holds for all of them together: after an error none, some or
    /// all of them may be stored. Two files of one name are [`ErrorKind::Local`], and nothing is sent.
    pub async fn upload_several(
        &self,
        folder: &RemotePath,
        files: Vec<Outgoing>,
    ) -> Result<Vec<Uploaded>, Error> {
        self.upload_files(folder, files, None).await
    }

    async fn upload_files(
        &self,
        folder: &RemotePath,
        files: Vec<Outgoing>,
        id: Option<&str>,
    ) -> Result<Vec<Uploaded>, Error> {
        let local = |why: String| Error::new("upload", ErrorKind::Local(why)).at(folder);
        let paths: Vec<RemotePath> = files
            .iter()
            .map(|file| folder.join(&file.name))
            .collect::<Result<_, _>>()
            .map_err(|error| local(error.to_string()))?;
        if paths.iter().collect::<HashSet<_>>().len() < paths.len() {
            return Err(local("two files have the same name".to_owned()));
        }
        let about = match paths.as_slice() {
            [] => return Ok(Vec::new()),
            [only] => only,
            _ => folder,
        };
        let call = Call::changes("upload").at(about);
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let framing = Framing::new(&names);
        let mut headers = HeaderMap::new();
        let text = |text: &str| HeaderValue::from_str(text);
        let content_type = text(&framing.content_type());
        headers.insert(CONTENT_TYPE, content_type.map_err(|_| unsendable(call))?);
        if let Some(id) = id {
            headers.insert(UPLOAD_UUID, text(id).map_err(|_| unsendable(call))?);
        }
        let files = files.into_iter().map(|file| (file.bytes, file.size));
        let body = Body::framed(&framing, files.collect());
        let url = self.url("path/data", folder);
        let reply = self
            .stream(call, Method::POST, &url, headers, body)
            .await
            .map_err(|error| error.when_name_taken(ErrorKind::FolderMissing))?;
        stored(&reply, &paths).map_err(|kind| call.failed(kind))
    }

    /// Stores `size` bytes at exactly this path: `PUT /api/3/path/data/<path>/` (*seen* in SmartFile's
    /// Node client and a support script; [`SmartFile::upload`] is the way of all others, API facts
    /// §13.28). What was there is replaced.
    ///
    /// A failure midway comes as 200 with an error inside (API facts §13.27) and is an error here, as
    /// is a stored size that is not `size`. Repeating stores the same bytes again; a stream can be sent
    /// only once, as with [`SmartFile::upload`].
    pub async fn put(
        &self,
        path: &RemotePath,
        size: u64,
        body: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
    ) -> Result<Uploaded, Error> {
        let call = Call::changes("put").at(path);
        let body = Body::raw(Box::pin(body), size);
        self.raw(call, Method::PUT, raw_headers(), body, size).await
    }

    /// Stores `size` bytes at the byte `offset` of a file and after it: `PATCH /api/3/path/data/<path>/`
    /// with `Range: bytes=<offset>-` (*seen* in SmartFile's Node client). This is how an interrupted
    /// [`SmartFile::put`] goes on.
    ///
    /// With `unchanged_since`, a file that somebody changed after that moment is
    /// [`ErrorKind::Changed`] (`If-Unmodified-Since`, RFC 9110 §13.1.4), if the server looks at it,
    /// which is not known. The same bytes at the same offset may be sent again; ask
    /// [`SmartFile::info`] for the size first, for what was sent before may have arrived.
    pub async fn append(
        &self,
        path: &RemotePath,
        offset: u64,
        size: u64,
        unchanged_since: Option<SystemTime>,
        body: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
    ) -> Result<Uploaded, Error> {
        let call = Call::changes("append").at(path);
        let mut headers = raw_headers();
        let text = |text: String| HeaderValue::from_str(&text).map_err(|_| unsendable(call));
        headers.insert(RANGE, text(format!("bytes={offset}-"))?);
        if let Some(moment) = unchanged_since {
            let date = httpdate::fmt_http_date(moment);
            headers.insert(IF_UNMODIFIED_SINCE, text(date)?);
        }
        let body = Body::raw(Box::pin(body), size);
        let whole = offset.saturating_add(size);
        self.raw(call, Method::PATCH, headers, body, whole).await
    }

    /// Sends raw bytes to a path of API v3; `whole` is how long the file must be then.
    async fn raw(
        &self,
        call: Call<'_>,
        method: Method,
        headers: HeaderMap,
        body: Body,
        whole: u64,
    ) -> Result<Uploaded, Error> {
        let Some(path) = call.path.filter(|path| !path.is_root()) else {
            let why = "the root has no bytes".to_owned();
            return Err(call.failed(ErrorKind::Local(why)));
        };
        let url = self.raw_url(path);
        let reply = self.stream(call, method, &url, headers, body).await?;
        let paths = std::slice::from_ref(path);
        let mut uploaded = stored(&reply, paths).map_err(|kind| call.failed(kind))?;
        let uploaded = uploaded.pop().unwrap_or(Uploaded { entry: None });
        match uploaded.entry.as_ref().and_then(|entry| entry.size) {
            Some(size) if size != whole => Err(call.unexpected("a file of the size that was sent")),
            _ => Ok(uploaded),
        }
    }

    /// `/api/3/path/data/<path>/`.
    pub(super) fn raw_url(&self, path: &RemotePath) -> Url {
        self.server
            .endpoint(&format!("api/3/path/data/{}", path.encoded()))
    }

    /// Deletes one file at once: `DELETE /api/3/path/data/<path>/`, answered with 204 (*seen*, API facts
    /// §6). A folder wants [`SmartFile::remove`]. Whether it goes to a bin or is gone for good depends on
    /// the site (API facts §13.38): ask the person before.
    ///
    /// Safe to repeat as long as nobody makes a new file of that name: a second time it is
    /// [`ErrorKind::NotFound`], which means that it is gone.
    pub async fn delete_file(&self, path: &RemotePath) -> Result<(), Error> {
        let call = Call::changes("delete").at(path);
        if path.is_root() {
            let why = "the root is no file".to_owned();
            return Err(call.failed(ErrorKind::Local(why)));
        }
        self.delete(call, &self.raw_url(path)).await
    }

    /// Sends a body that can be sent only once, and reads a good answer.
    async fn stream(
        &self,
        call: Call<'_>,
        method: Method,
        url: &Url,
        headers: HeaderMap,
        body: Body,
    ) -> Result<Reply, Error> {
        let token = self.bearer.token().await?;
        let course: Arc<Course> = body.course();
        let request = self
            .http
            .request(method, url)
            .map_err(|fault| call.broken(fault))?;
        let request: RequestBuilder = with_bearer(request, &token)
            .header(CONTENT_LENGTH, body.length())
            .headers(headers)
            .body(reqwest::Body::wrap_stream(body));
        let sent = self.http.send_long(request, &course.moved).await;
        if let Some(failure) = course.failure() {
            return Err(call.failed(ErrorKind::Local(failure)));
        }
        let response = sent.map_err(|fault| call.broken(fault))?;
        let reply = self.error_reply(call, response).await?;
        if let 200..=299 = reply.status {
            return Ok(reply);
        }
        let refused = self.refused(&reply, url, &token);
        if refused.may_be_cured {
            self.bearer.replace(&token).await?;
            return Err(call.failed(ErrorKind::Unauthorized));
        }
        Err(call.failed(refused.kind))
    }
}

fn raw_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    let octets = HeaderValue::from_static("application/octet-stream");
    headers.insert(CONTENT_TYPE, octets);
    headers
}

fn unsendable(call: Call<'_>) -> Error {
    call.failed(ErrorKind::Local("this fits in no header".to_owned()))
}

/// Reads the answer to an upload: an array of path objects or one (API facts §13.13, *seen*), or a
/// failure in the guise of a success (API facts §13.27, *seen* with v3).
///
/// One file takes the only object as its own, whatever that is called; of several, each takes the one
/// with its path.
fn stored(reply: &Reply, paths: &[RemotePath]) -> Result<Vec<Uploaded>, ErrorKind> {
    let answer = if reply.body.trim_ascii().is_empty() {
        Value::Null
    } else {
        reply.json(EXPECTED)?
    };
    let objects = answer
        .as_array()
        .map_or(std::slice::from_ref(&answer), Vec::as_slice);
    if let Some(failure) = objects.iter().find_map(hidden_failure) {
        return Err(failure);
    }
    let parent = paths.first().and_then(RemotePath::parent);
    let mut entries: Vec<Entry> = objects
        .iter()
        .filter_map(|object| Entry::read(object, None, parent.as_ref()))
        .collect();
    if let ([_], 1..) = (paths, entries.len()) {
        let entry = Some(entries.swap_remove(0));
        return Ok(vec![Uploaded { entry }]);
    }
    let of = |path: &RemotePath| entries.iter().find(|entry| entry.path == *path).cloned();
    Ok(paths
        .iter()
        .map(|path| Uploaded { entry: of(path) })
        .collect())
}

/// The failure inside an object that came as a success.
fn hidden_failure(object: &Value) -> Option<ErrorKind> {
    let status = number(object.get("status"))
        .and_then(|n| u16::try_from(n).ok())
        .filter(|n| *n >= 400)?;
    let words = serde_json::to_vec(object).unwrap_or_default();
    Some(match (status, said(&words, &[])) {
        (402, said) => ErrorKind::QuotaExceeded { said },
        (403, said) => ErrorKind::Forbidden { said },
        (status, said) => ErrorKind::Rejected { status, said },
    })
}

#[cfg(test)]
#[path = "upload_tests.rs"]
mod tests;
