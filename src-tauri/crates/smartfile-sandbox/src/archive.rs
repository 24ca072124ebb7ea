//! Many files in one archive.

use std::fs::File;
use std::io;

use axum::body::Body;
use axum::http::Response;
use axum::http::header::CONTENT_DISPOSITION;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use tempfile::NamedTempFile;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::call::Call;
use crate::download;
use crate::form::Form;
use crate::home::Home;
use crate::remote_path::RemotePath;
use crate::reply;
use crate::storage::{Facts, Source};
use crate::tasks::Outcome;

/// `downloadmultiple`: `path`, repeatable, as one archive named `filename`, at once (seen).
pub(crate) async fn download(call: &Call, form: &Form) -> Result<Response<Body>, Response<Body>> {
    let paths = Call::paths(form, "path")?;
    let name = form.get("filename").unwrap_or("download.zip").to_owned();
    let home = call.home();
    if paths.iter().any(|path| home.facts(path).is_none()) {
        return Err(reply::not_found());
    }
    if paths.iter().any(|path| !home.acl(path).read) {
        return Err(reply::no_right());
    }
    let made = tokio::task::spawn_blocking(move || pack(&home, &paths)).await;
    let Ok(Ok(file)) = made else {
        return Err(reply::broken());
    };
    let bytes = file.as_file().metadata().map_or(0, |facts| facts.len());
    if !download::is_paid(&call.home(), &name, bytes) {
        return Err(reply::used_up(download::USED_UP));
    }
    let Ok(file) = file.reopen() else {
        return Err(reply::broken());
    };
    // A stream has no parts to ask for.
    let mut switches = call.switches.clone();
    switches.range = crate::switches::RangeAnswer::Ignored;
    let mut response = download::send(
        Source::File(file),
        "archive.zip",
        &Form::default(),
        &call.headers,
        &switches,
    );
    let name = utf8_percent_encode(&name, NON_ALPHANUMERIC);
    let disposition = format!("attachment; filename*=utf-8''{name}");
    reply::insert(&mut response, CONTENT_DISPOSITION, &disposition);
    Ok(response)
}

/// `compress`: puts the archive into a home.
pub(crate) fn place(home: &Home, paths: &[RemotePath], target: &RemotePath) -> Outcome {
    let mut outcome = Outcome::default();
    let placed = pack(home, paths).and_then(|file| {
        let size = file.as_file().metadata()?.len();
        let old = home.facts_at_once(target).map_or(0, |facts| facts.size);
        home.site
            .storage
            .place(&home.user.home, target, file, false)?;
        home.site.tally.replaced(old, size);
        Ok(())
    });
    if placed.is_ok() {
        home.made(target);
    } else {
        let words = json!("The archive could not be written");
        outcome.errors.insert(target.to_string(), words);
    }
    outcome
}

/// Packs what the person sees at and below these paths. Names in the archive start at each path's
/// own name.
fn pack(home: &Home, paths: &[RemotePath]) -> io::Result<NamedTempFile> {
    let file = NamedTempFile::new_in(home.site.incoming())?;
    let mut zip = ZipWriter::new(file.reopen()?);
    let mut done = Ok(());
    for path in paths {
        let above = path.parent();
        home.walk(path, &mut |below, facts| {
            if done.is_ok() {
                done = add(home, &mut zip, &above, below, facts);
            }
        });
    }
    done?;
    zip.finish().map_err(io::Error::other)?;
    Ok(file)
}

fn add(
    home: &Home,
    zip: &mut ZipWriter<File>,
    above: &RemotePath,
    path: &RemotePath,
    facts: Facts,
) -> io::Result<()> {
    let inside = path.names()[above.names().len()..].join("/");
    let options = SimpleFileOptions::default().large_file(facts.size >= u64::from(u32::MAX));
    if facts.folder {
        if inside.is_empty() {
            return Ok(());
        }
        return zip.add_directory(inside, options).map_err(io::Error::other);
    }
    if !home.acl(path).read {
        return Ok(());
    }
    let mut source = home.site.storage.open(&home.user.home, path)?;
    zip.start_file(inside, options).map_err(io::Error::other)?;
    io::copy(&mut source, zip)?;
    Ok(())
}
