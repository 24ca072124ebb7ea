//! `POST /api/2/path/data/<folder>/`: files into a folder, by multipart.
//!
//! Parts are streamed to temporary files; nothing shows up before the whole request has arrived,
//! and then each file takes its name at once.

use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request};
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::{HeaderValue, Response, StatusCode};
use futures_util::StreamExt as _;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::arrival::{Arrival, Room, Trouble, keep};
use crate::call::Call;
use crate::remote_path::RemotePath;
use crate::switches::UploadAnswer;
use crate::{progress, reply};

const NO_FILE: &str = "No file was submitted. Check the encoding type on the form.";

/// A part that has arrived, still under a temporary name.
type Part = (RemotePath, Arrival);

/// Stores the file parts of a request in a folder.
pub(crate) async fn post(call: &mut Call, folder: RemotePath) -> Response<Body> {
    let home = call.home();
    if !home.is_folder(&folder) {
        return reply::detail(StatusCode::CONFLICT, "The folder does not exist.");
    }
    if !home.acl(&folder).write {
        return reply::no_right();
    }
    let mut request = Request::new(call.take_body());
    *request.headers_mut() = call.headers.clone();
    DefaultBodyLimit::disable().apply(&mut request);
    let Ok(mut parts) = Multipart::from_request(request, &()).await else {
        return reply::invalid("file", NO_FILE);
    };
    let room = Room::of(&home);
    let mut progress = progress::Watch::of(call);
    let mut arrived: Vec<Part> = Vec::new();
    let mut refusal = None;
    loop {
        match parts.next_field().await {
            Ok(Some(field)) if refusal.is_none() => {
                match receive(call, &folder, field, &room, &arrived, &mut progress).await {
                    Ok(Some(part)) => arrived.push(part),
                    Ok(None) => {}
                    Err(response) => refusal = Some(response),
                }
            }
            // The rest of a refused request is read all the same: a client that is still sending
            // does not read an answer.
            Ok(Some(mut field)) => while let Some(Ok(_)) = field.next().await {},
            Ok(None) => break,
            Err(_) => return reply::invalid("file", "The submitted data was not complete."),
        }
    }
    progress.end();
    if let Some(refusal) = refusal {
        return refusal;
    }
    if arrived.is_empty() {
        return reply::invalid("file", NO_FILE);
    }
    let stored: Result<Vec<Value>, _> = arrived
        .into_iter()
        .map(|(path, arrival)| keep(call, &path, arrival))
        .collect();
    match (stored, call.switches.upload_answer) {
        (Ok(objects), UploadAnswer::Array) => reply::json(StatusCode::OK, &objects),
        (Ok(objects), UploadAnswer::Object) => reply::json(StatusCode::OK, &objects.last()),
        (Err(_), _) => reply::invalid("file", "A file could not be stored under this name."),
    }
}

/// Reads a request body to its end and forgets it.
pub(crate) async fn drain(body: Body) {
    let mut chunks = body.into_data_stream();
    while let Some(Ok(_)) = chunks.next().await {}
}

/// Receives one part. `None` for a field that is no file.
async fn receive(
    call: &Call,
    folder: &RemotePath,
    mut field: Field<'_>,
    room: &Room,
    before: &[Part],
    progress: &mut progress::Watch,
) -> Result<Option<Part>, Response<Body>> {
    let Some(name) = field.headers().get(CONTENT_DISPOSITION).and_then(file_name) else {
        return Ok(None);
    };
    let path = folder
        .join(&name)
        .map_err(|_| reply::invalid("file", "A file cannot have this name."))?;
    if !before.is_empty() && !call.switches.bulk_upload {
        return Err(reply::invalid(
            "file",
            "Only one file can be sent at a time.",
        ));
    }
    if call.site.is_unpaid(&name) {
        return Err(reply::used_up("The storage quota has been reached."));
    }
    let waiting: u64 = before.iter().map(|(_, arrival)| arrival.size()).sum();
    let start = Arrival::begin(&call.site).map_err(|_| reply::broken())?;
    match start
        .receive(&mut field, &room.without(waiting), progress)
        .await
    {
        Ok(arrival) => Ok(Some((path, arrival))),
        Err(Trouble::Full(_)) => Err(reply::used_up("The site's storage quota has been reached.")),
        Err(Trouble::Broken(_)) => Err(reply::invalid(
            "file",
            "The submitted data was not complete.",
        )),
        Err(Trouble::Disk) => Err(reply::broken()),
    }
}

/// The file name of a part: `filename*` (RFC 5987) before `filename`, which is UTF-8 with
/// backslashes before quotes and backslashes. Only what follows the last slash counts (inferred,
/// from the service's likely framework).
fn file_name(disposition: &HeaderValue) -> Option<String> {
    let text = std::str::from_utf8(disposition.as_bytes()).ok()?;
    let mut plain = None;
    let mut extended = None;
    let mut rest = text.split_once(';')?.1;
    while let Some((name, after)) = rest.split_once('=') {
        let (value, after) = value(after);
        match name.trim().to_ascii_lowercase().as_str() {
            "filename" => plain = Some(value),
            "filename*" => {
                extended = value.splitn(3, '\'').nth(2).and_then(|encoded| {
                    Some(percent_decode_str(encoded).decode_utf8().ok()?.into_owned())
                });
            }
            _ => {}
        }
        rest = after.trim_start().trim_start_matches(';');
    }
    let name = extended.or(plain)?;
    Some(name.rsplit('/').next().unwrap_or_default().to_owned())
}

/// A parameter's value, and what follows it.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.trim_start().strip_prefix('"') else {
        let (value, rest) = text.split_once(';').unwrap_or((text, ""));
        return (value.trim().to_owned(), rest);
    };
    let mut value = String::new();
    let mut letters = quoted.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => match letters.next() {
                Some((_, escaped @ ('"' | '\\'))) => value.push(escaped),
                Some((_, other)) => value.extend(['\\', other]),
                None => value.push('\\'),
            },
            other => value.push(other),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests stop at the first surprise

    use super::file_name;
    use axum::http::HeaderValue;

    #[test]
    fn a_file_keeps_the_name_its_part_gives_it() {
        let cases = [
            (
                r#"form-data; name="file"; filename="plan.pdf""#,
                Some("plan.pdf"),
            ),
            (
                r#"form-data; filename="a;b=c.txt"; name=x"#,
                Some("a;b=c.txt"),
            ),
            (
                r#"form-data; name="f"; filename="a \"q\" \\ b""#,
                Some(r#"a "q" \ b"#),
            ),
            (
                r#"form-data; name="f"; filename="Ärger 日本.txt""#,
                Some("Ärger 日本.txt"),
            ),
            (
                r#"form-data; name="f"; filename="x"; filename*=utf-8''%C3%A4%2Bb"#,
                Some("ä+b"),
            ),
            (
                r#"form-data; name="f"; filename="../../etc/passwd""#,
                Some("passwd"),
            ),
            (r#"form-data; name="f"; filename="..""#, Some("..")),
            (r"form-data; name=f; filename=plain.txt", Some("plain.txt")),
            (r#"form-data; name="filename""#, None),
        ];
        for (header, expected) in cases {
            let header = HeaderValue::from_bytes(header.as_bytes()).unwrap();
            assert_eq!(file_name(&header).as_deref(), expected, "{header:?}");
        }
    }
}
