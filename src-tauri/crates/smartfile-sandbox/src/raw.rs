//! API 3: a file by its full path, raw: `PUT` writes it, `PATCH` goes on, `DELETE` removes it.

use std::time::{Duration, SystemTime};

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_LENGTH, IF_UNMODIFIED_SINCE, RANGE};
use axum::http::{HeaderName, Response, StatusCode};
use futures_util::{Stream, StreamExt as _};
use serde_json::json;

use crate::arrival::{Arrival, Room, Trouble, keep};
use crate::call::Call;
use crate::faults::Fault;
use crate::progress;
use crate::remote_path::RemotePath;
use crate::reply;

/// `PUT`: the body is the file (seen). Refused beforehand: the fitting status. What fails midway:
/// **200** with the status in the body (seen).
pub(crate) async fn put(call: &mut Call, path: RemotePath) -> Response<Body> {
    if let Some(refusal) = refused(call, &path) {
        return refusal;
    }
    match Arrival::begin(&call.site) {
        Ok(start) => take(call, &path, start).await,
        Err(_) => reply::broken(),
    }
}

/// `PATCH`: the body goes where `Range: bytes=<offset>-` says (seen). What lay behind that place is
/// gone; an offset behind the end is 416, and so is any for a file that is not there, which is 404
/// (all inferred). `If-Unmodified-Since` protects against a change in between (seen): 412, unless
/// it cannot be read as a date (inferred, from a client that writes it in a wrong pattern).
pub(crate) async fn append(call: &mut Call, path: RemotePath) -> Response<Body> {
    if let Some(refusal) = refused(call, &path) {
        return refusal;
    }
    let home = call.home();
    let Some(facts) = home.facts_at_once(&path) else {
        return reply::not_found();
    };
    let Some(offset) = offset(text(call, RANGE)) else {
        return reply::detail(StatusCode::BAD_REQUEST, "Say where: Range: bytes=<offset>-");
    };
    if offset > facts.size {
        let mut response = reply::empty(StatusCode::RANGE_NOT_SATISFIABLE);
        let size = format!("bytes */{}", facts.size);
        reply::insert(&mut response, axum::http::header::CONTENT_RANGE, &size);
        return response;
    }
    let unmodified = text(call, IF_UNMODIFIED_SINCE)
        .and_then(|date| httpdate::parse_http_date(date).ok())
        .is_none_or(|since| whole_seconds(facts.time) <= since);
    if !unmodified {
        return reply::detail(StatusCode::PRECONDITION_FAILED, "The file has changed.");
    }
    let begun = Arrival::begin(&call.site).and_then(|start| {
        let source = call.site.storage.open(&home.user.home, &path)?;
        start.start_with(source, offset)
    });
    match begun {
        Ok(start) => take(call, &path, start).await,
        Err(_) => reply::broken(),
    }
}

/// `DELETE`: one file at once, 204; what is missing is 404 (seen). A folder is 400 (inferred). By
/// version: 500, which is what a script that tried it got (seen).
pub(crate) fn remove(call: &Call, path: &RemotePath) -> Response<Body> {
    let home = call.home();
    let Some(facts) = home.facts(path) else {
        return reply::not_found();
    };
    if call.query.get("version").is_some() {
        return reply::broken();
    }
    if facts.folder {
        return reply::invalid("path", "This is a folder.");
    }
    if !home.acl(path).remove {
        return reply::no_right();
    }
    if call.lies() {
        return reply::gone();
    }
    let place = &home.user.home;
    if call.site.storage.remove(place, path).is_err() {
        return reply::broken();
    }
    call.site.notes.removed(place, path);
    call.site.tally.replaced(facts.size, 0);
    call.note("path removed", path, facts.size);
    reply::gone()
}

/// Why nothing may be written here.
fn refused(call: &Call, path: &RemotePath) -> Option<Response<Body>> {
    let home = call.home();
    if !home.is_folder(&path.parent()) {
        return Some(reply::detail(
            StatusCode::CONFLICT,
            "The folder does not exist.",
        ));
    }
    if home.is_folder(path) {
        return Some(reply::invalid("path", "This is a folder."));
    }
    if !home.acl(path).write {
        return Some(reply::no_right());
    }
    let announced = text(call, CONTENT_LENGTH).and_then(|length| length.parse().ok());
    let fits = Room::of(&home).fits(announced.unwrap_or(0));
    (call.site.is_unpaid(path.name()) || !fits)
        .then(|| reply::used_up("The storage quota has been reached."))
}

/// Takes the body in and keeps it under its name.
async fn take(call: &mut Call, path: &RemotePath, start: Arrival) -> Response<Body> {
    let room = Room::of(&call.home());
    let mut progress = progress::Watch::of(call);
    let mut chunks = call.take_body().into_data_stream();
    let midway = match call.fault {
        Some(Fault::Midway(bytes)) => Some(bytes as u64),
        _ => call.switches.v3_midway,
    };
    let taken = match midway {
        Some(bytes) => {
            start
                .receive(&mut only(&mut chunks, bytes), &room, &mut progress)
                .await
        }
        None => start.receive(&mut chunks, &room, &mut progress).await,
    };
    // A client that is still sending does not read an answer.
    while let Some(Ok(_)) = chunks.next().await {}
    progress.end();
    let (arrival, status, words) = match taken {
        Ok(arrival) if midway.is_none() => {
            return match keep(call, path, arrival) {
                Ok(object) => reply::json(StatusCode::OK, &object),
                Err(_) => reply::invalid("path", "A file cannot have this name."),
            };
        }
        Ok(arrival) => (arrival, 500, "The file could not be stored."),
        Err(Trouble::Full(arrival)) => (arrival, 402, "The storage quota has been reached."),
        Err(Trouble::Broken(arrival)) => (arrival, 400, "The data was not complete."),
        Err(Trouble::Disk) => return reply::broken(),
    };
    if call.switches.partial_uploads {
        // Nobody is told of the part; a listing shows it.
        let _ = keep(call, path, arrival);
    }
    reply::json(StatusCode::OK, &json!({"detail": words, "status": status}))
}

/// At most so many bytes of a stream.
fn only<'a, E: 'a>(
    chunks: &'a mut (impl Stream<Item = Result<Bytes, E>> + Unpin),
    bytes: u64,
) -> impl Stream<Item = Result<Bytes, E>> + Unpin + 'a {
    let mut left = usize::try_from(bytes).unwrap_or(usize::MAX);
    let cut = chunks.map(move |chunk| {
        chunk.map(|mut chunk| {
            chunk.truncate(left);
            left -= chunk.len();
            chunk
        })
    });
    Box::pin(cut.take_while(|chunk| {
        std::future::ready(chunk.as_ref().is_ok_and(|chunk| !chunk.is_empty()))
    }))
}

fn text(call: &Call, name: HeaderName) -> Option<&str> {
    call.headers.get(name)?.to_str().ok()
}

/// The offset of `bytes=<offset>-`.
fn offset(range: Option<&str>) -> Option<u64> {
    let (offset, end) = range?.strip_prefix("bytes=")?.split_once('-')?;
    end.is_empty().then(|| offset.parse().ok())?
}

/// HTTP dates count whole seconds.
fn whole_seconds(time: SystemTime) -> SystemTime {
    let since = time
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs())
}
