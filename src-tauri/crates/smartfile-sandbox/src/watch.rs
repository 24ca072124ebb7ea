//! `/api/2/watch/…`: what somebody wants to be told about (seen; the shape is unknown). The practice
//! server keeps the wishes and sends no mail.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::json;

use crate::call::Call;
use crate::remote_path::RemotePath;
use crate::reply;

/// Answers everything below `watch/`: plural to list and to add, singular to remove (seen).
pub(crate) async fn answer(call: &mut Call, rest: &[&str]) -> Response<Body> {
    match (&*call.method(), rest) {
        ("GET", [kinds @ ("paths" | "users" | "groups")]) => list(call, kinds),
        ("POST", ["paths"]) => add(call, "path").await,
        ("POST", ["users"]) => add(call, "user").await,
        ("POST", ["groups"]) => add(call, "group").await,
        ("DELETE", ["path", ..]) => match call.path_below("watch/path") {
            Ok(path) => remove(call, "path", &path.to_string()),
            Err(_) => reply::impossible(),
        },
        ("DELETE", [kind @ ("user" | "group"), name]) => remove(call, kind, name),
        (_, ["paths" | "users" | "groups" | "path" | "user" | "group", ..]) => {
            reply::wrong_method()
        }
        _ => reply::not_found(),
    }
}

fn key(call: &Call, kind: &str, name: &str) -> String {
    format!("{}/{kind}/{name}", call.user.username)
}

fn list(call: &Call, kinds: &str) -> Response<Body> {
    let kind = kinds.trim_end_matches('s');
    call.envelope(call.site.watches.below(&key(call, kind, "")))
}

async fn add(call: &mut Call, kind: &str) -> Response<Body> {
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let name = match (kind, form.get(kind)) {
        (_, None) => return reply::required(kind),
        ("path", Some(text)) => match RemotePath::from_form(text) {
            Ok(path) if call.home().facts(&path).is_some() => path.to_string(),
            _ => return reply::not_found(),
        },
        (_, Some(name)) => name.to_owned(),
    };
    let watch = json!({kind: name});
    call.site
        .watches
        .put(&key(call, kind, &name), watch.clone());
    reply::json(StatusCode::CREATED, &watch)
}

fn remove(call: &Call, kind: &str, name: &str) -> Response<Body> {
    if call.site.watches.take(&key(call, kind, name)) {
        reply::gone()
    } else {
        reply::not_found()
    }
}
