//! API 3, `sshkeys/<user>/<name>`: public keys for SFTP (seen).

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::json;

use crate::call::Call;
use crate::reply;

/// Answers everything below `sshkeys/`. Everybody has their own; others' need the right to
/// (inferred).
pub(crate) async fn answer(call: &mut Call, rest: &[&str]) -> Response<Body> {
    let (user, name) = match rest {
        [user] => (*user, None),
        [user, name] => (*user, Some(*name)),
        _ => return reply::not_found(),
    };
    if call.site.user(user).is_none() {
        return reply::not_found();
    }
    if user != call.user.username && call.lacks("account_manage") {
        return reply::no_right();
    }
    match (&*call.method(), name) {
        ("GET", None) => list(call, user),
        ("GET", Some(name)) => look(call, user, name),
        ("PUT" | "PATCH", Some(name)) => put(call, user, name).await,
        ("DELETE", Some(name)) => remove(call, user, name),
        _ => reply::wrong_method(),
    }
}

fn list(call: &Call, user: &str) -> Response<Body> {
    call.envelope(call.site.ssh_keys.below(&format!("{user}/")))
}

/// `{name, key}` (seen).
fn look(call: &Call, user: &str, name: &str) -> Response<Body> {
    match call.site.ssh_keys.get(&format!("{user}/{name}")) {
        Some(key) => reply::json(StatusCode::OK, &key),
        None => reply::not_found(),
    }
}

async fn put(call: &mut Call, user: &str, name: &str) -> Response<Body> {
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let Some(key) = form.get("key") else {
        return reply::required("key");
    };
    let key = json!({"key": key, "name": name});
    call.site
        .ssh_keys
        .put(&format!("{user}/{name}"), key.clone());
    reply::json(StatusCode::OK, &key)
}

fn remove(call: &Call, user: &str, name: &str) -> Response<Body> {
    if call.site.ssh_keys.take(&format!("{user}/{name}")) {
        reply::gone()
    } else {
        reply::not_found()
    }
}
