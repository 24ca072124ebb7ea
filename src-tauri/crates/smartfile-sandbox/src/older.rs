//! Addresses of 2012 that clients once used (seen), and `path/map/`, of which only the name is
//! known.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::json;

use crate::call::Call;
use crate::remote_path::RemotePath;
use crate::{download, entry, listing, reply};

/// `path/map/`: folders by path, each with its number. Only that it can be read is seen.
pub(crate) async fn map(call: &Call) -> Response<Body> {
    let work = |home: crate::home::Home| {
        let mut folders = serde_json::Map::new();
        home.walk(&RemotePath::default(), &mut |path, facts| {
            if facts.folder {
                folders.insert(path.to_string(), json!(entry::id(&home, path)));
            }
        });
        reply::json(StatusCode::OK, &folders)
    };
    call.away(work).await
}

/// `path/tree/<path>`: the entry and its children.
pub(crate) async fn tree(call: &mut Call) -> Response<Body> {
    let Ok(path) = call.path_below("path/tree") else {
        return reply::impossible();
    };
    call.query.add("children", "true");
    listing::info(call, path).await
}

/// `path/<id>/`: the entry with this number.
pub(crate) async fn by_id(call: &Call, id: u32) -> Response<Body> {
    match find(call, id) {
        Some(path) => listing::info(call, path).await,
        None => reply::not_found(),
    }
}

/// `path/<id>/data/`: the bytes of the file with this number.
pub(crate) fn data_by_id(call: &Call, id: u32) -> Response<Body> {
    match find(call, id) {
        Some(path) => download::get(call, path),
        None => reply::not_found(),
    }
}

fn find(call: &Call, id: u32) -> Option<RemotePath> {
    let home = call.home();
    let mut found = None;
    home.walk(&RemotePath::default(), &mut |path, _| {
        if entry::id(&home, path) == id {
            found = Some(path.clone());
        }
    });
    found
}
