//! Earlier contents of a file: `path/list-versions/<path>` (seen; its shape is unknown).

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::call::Call;
use crate::home::Home;
use crate::remote_path::RemotePath;
use crate::storage::Source;
use crate::{reply, site_time};

/// The versions of a file, oldest first, as a plain list.
pub(crate) fn list(call: &Call) -> Response<Body> {
    let Ok(path) = call.path_below("path/list-versions") else {
        return reply::impossible();
    };
    let home = call.home();
    if home.facts(&path).is_none_or(|facts| facts.folder) {
        return reply::not_found();
    }
    let zone = site_time::zone();
    let versions = call.site.notes.versions(&home.user.home, &path);
    let listed: Vec<Value> = versions
        .iter()
        .map(|version| {
            json!({
                "path": path.to_string(), "size": version.content.size(),
                "time": site_time::naive(version.time, &zone), "version": version.number,
            })
        })
        .collect();
    reply::json(StatusCode::OK, &listed)
}

/// One version, open for reading.
pub(crate) fn open(home: &Home, path: &RemotePath, number: &str) -> Option<Source> {
    let versions = home.site.notes.versions(&home.user.home, path);
    let mut versions = versions.into_iter();
    let version = versions.find(|version| version.number.to_string() == number)?;
    version.content.open().ok()
}
