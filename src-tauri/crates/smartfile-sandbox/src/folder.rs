//! `mkdir`: a new folder.

use std::io::ErrorKind;

use axum::body::Body;
use axum::http::{HeaderMap, Response, StatusCode};

use crate::form::Form;
use crate::home::Home;
use crate::remote_path::RemotePath;
use crate::switches::MkdirExisting;
use crate::{entry, reply, site_time};

/// The `path` of an operation, from a form or a JSON body; both are accepted (seen).
pub(crate) async fn path_parameter(headers: &HeaderMap, body: Body) -> Option<String> {
    let is_json = headers
        .get(axum::http::header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if !is_json {
        return Form::read(headers, body)
            .await?
            .get("path")
            .map(ToOwned::to_owned);
    }
    let bytes = axum::body::to_bytes(body, 64 * 1024).await.ok()?;
    let value: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
    value.get("path")?.as_str().map(ToOwned::to_owned)
}

/// Makes a folder and answers with its object (seen). Parents must exist; what happens to one that
/// is there already is a switch (both unknown).
pub(crate) fn make(home: Home<'_>, path: &RemotePath) -> Response<Body> {
    if !home.may_write(path) {
        return reply::no_right();
    }
    if home.find_folder(&path.parent()).is_none() {
        return reply::not_found();
    }
    let local = home.local(path);
    match std::fs::create_dir(&local) {
        Ok(()) => home
            .site
            .fresh
            .hide(&local, home.site.switches.get().visibility_delay),
        Err(error) if error.kind() == ErrorKind::AlreadyExists || path.is_root() => {
            if home.find_folder(path).is_none() {
                return reply::invalid("path", "A file with this name already exists.");
            }
            if home.site.switches.get().mkdir_existing == MkdirExisting::Conflict {
                return reply::detail(StatusCode::CONFLICT, "The folder already exists.");
            }
        }
        Err(_) => return reply::invalid("path", "A folder cannot have this name."),
    }
    let Ok(metadata) = local.metadata() else {
        return reply::not_found();
    };
    let object = entry::object(home, path, &local, &metadata, &site_time::zone());
    reply::json(StatusCode::OK, &object)
}
