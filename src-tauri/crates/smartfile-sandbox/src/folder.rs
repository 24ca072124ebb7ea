//! `mkdir`: a new folder.

use std::io::ErrorKind;

use axum::body::Body;
use axum::http::{Response, StatusCode};

use crate::call::Call;
use crate::remote_path::RemotePath;
use crate::switches::MkdirExisting;
use crate::{entry, reply};

/// Makes a folder and answers with its object (seen): `POST` with `path` in a form or in JSON, `PUT`
/// with the path in the address; `create` is an older name of it (seen). Parents must exist; what
/// happens to one that is there already is a switch (both unknown).
pub(crate) async fn make(call: &mut Call, operation: &str) -> Response<Body> {
    let path = match &*call.method() {
        "PUT" => match call.path_below(&format!("path/oper/{operation}")) {
            Ok(path) => path,
            Err(_) => return reply::impossible(),
        },
        "POST" => {
            let form = match call.fields().await {
                Ok(form) => form,
                Err(refusal) => return refusal,
            };
            match Call::path(&form, "path") {
                Ok(path) => path,
                Err(refusal) => return refusal,
            }
        }
        _ => return reply::wrong_method(),
    };
    new(call, &path)
}

fn new(call: &Call, path: &RemotePath) -> Response<Body> {
    let home = call.home();
    if !home.acl(path).write {
        return reply::no_right();
    }
    if !home.is_folder(&path.parent()) {
        return reply::not_found();
    }
    if call.lies() {
        let facts = home.facts_at_once(&path.parent());
        let object =
            facts.map(|facts| entry::object(&home, path, facts, &crate::site_time::zone()));
        return reply::json(StatusCode::OK, &object);
    }
    match call.site.storage.make_folder(&home.user.home, path) {
        Ok(()) => {
            home.made(path);
            call.note("path created", path, 0);
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists || path.is_root() => {
            if !home.is_folder(path) {
                return reply::invalid("path", "A file with this name already exists.");
            }
            if call.switches.mkdir_existing == MkdirExisting::Conflict {
                return reply::detail(StatusCode::CONFLICT, "The folder already exists.");
            }
        }
        Err(_) => return reply::invalid("path", "A folder cannot have this name."),
    }
    match entry::now(&home, path) {
        Some(object) => reply::json(StatusCode::OK, &object),
        None => reply::not_found(),
    }
}
