//! `POST /api/2/path/data/<folder>/`: files into a folder, by multipart.
//!
//! Parts are streamed to temporary files; nothing shows up before the whole request has arrived,
//! and then each file takes its name at once.

use std::io;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request};
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use futures_util::StreamExt as _;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt as _;

use crate::home::Home;
use crate::remote_path::RemotePath;
use crate::site::Site;
use crate::switches::UploadAnswer;
use crate::{entry, reply, site_time};

/// A part that has arrived, still under a temporary name.
struct Arrived {
    path: RemotePath,
    file: NamedTempFile,
    size: u64,
}

/// Stores the file parts of a request in a folder. `drop_tail` bytes of each are lost on purpose.
pub(crate) async fn store(
    home: Home<'_>,
    folder: &RemotePath,
    headers: &HeaderMap,
    body: Body,
    drop_tail: u64,
) -> Response<Body> {
    if home.find_folder(folder).is_none() {
        drain(body).await;
        return reply::detail(StatusCode::CONFLICT, "The folder does not exist.");
    }
    if !home.may_write(folder) {
        drain(body).await;
        return reply::no_right();
    }
    let mut request = Request::new(body);
    *request.headers_mut() = headers.clone();
    DefaultBodyLimit::disable().apply(&mut request);
    let Ok(mut parts) = Multipart::from_request(request, &()).await else {
        return reply::invalid(
            "file",
            "No file was submitted. Check the encoding type on the form.",
        );
    };
    let mut arrived = Vec::new();
    let mut refusal = None;
    loop {
        match parts.next_field().await {
            Ok(Some(field)) if refusal.is_none() => {
                match receive(home, folder, field, &arrived).await {
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
    if let Some(refusal) = refusal {
        return refusal;
    }
    if arrived.is_empty() {
        return reply::invalid(
            "file",
            "No file was submitted. Check the encoding type on the form.",
        );
    }
    let stored: Result<Vec<Value>, _> = arrived
        .into_iter()
        .map(|part| keep(home, part, drop_tail))
        .collect();
    match (stored, home.site.switches.get().upload_answer) {
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
    home: Home<'_>,
    folder: &RemotePath,
    mut field: Field<'_>,
    before: &[Arrived],
) -> Result<Option<Arrived>, Response<Body>> {
    let Some(name) = field.headers().get(CONTENT_DISPOSITION).and_then(file_name) else {
        return Ok(None);
    };
    let path = folder
        .join(&name)
        .map_err(|_| reply::invalid("file", "A file cannot have this name."))?;
    let failed = |_| reply::text(StatusCode::INTERNAL_SERVER_ERROR, "SERVER ERROR");
    let file = NamedTempFile::new_in(home.site.incoming()).map_err(failed)?;
    let mut writer = tokio::fs::File::from_std(file.reopen().map_err(failed)?);
    let mut size = 0;
    let waiting: u64 = before.iter().map(|part| part.size).sum();
    while let Some(chunk) = field.next().await {
        let chunk =
            chunk.map_err(|_| reply::invalid("file", "The submitted data was not complete."))?;
        size += chunk.len() as u64;
        if is_full(home.site, waiting + size) {
            return Err(reply::detail(
                StatusCode::PAYMENT_REQUIRED,
                "The site's storage quota has been reached.",
            ));
        }
        writer.write_all(&chunk).await.map_err(failed)?;
    }
    writer.flush().await.map_err(failed)?;
    Ok(Some(Arrived { path, file, size }))
}

fn is_full(site: &Site, more: u64) -> bool {
    site.switches
        .get()
        .disk_limit
        .is_some_and(|limit| site.tally.bytes() + more > limit)
}

/// Gives an arrived part its name. What had the name before is replaced (documented).
fn keep(home: Home<'_>, part: Arrived, drop_tail: u64) -> io::Result<Value> {
    let Arrived { path, file, size } = part;
    let local: PathBuf = home.local(&path);
    if local.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let old = local.symlink_metadata();
    let metadata = file.as_file().metadata()?;
    // The object is made before the tail is dropped: the answer claims what was sent.
    let object = entry::object(home, &path, &local, &metadata, &site_time::zone());
    let kept = size.saturating_sub(drop_tail);
    file.as_file().set_len(kept)?;
    place(file, &local)?;
    home.site
        .tally
        .replaced(old.as_ref().map_or(0, std::fs::Metadata::len), kept);
    if old.is_err() {
        home.site
            .fresh
            .hide(&local, home.site.switches.get().visibility_delay);
    }
    Ok(Value::Object(object))
}

fn place(file: NamedTempFile, local: &Path) -> io::Result<()> {
    // Temporary files are private; what a home holds has the rights of any other file.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.as_file()
            .set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    file.persist(local)?;
    Ok(())
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
