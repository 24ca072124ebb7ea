//! `/api/2/pref/`: settings by name, of the person or of the site (seen).

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::json;

use crate::call::Call;
use crate::reply;

/// Answers everything below `pref/`; without a kind, the person's own.
pub(crate) async fn answer(call: &mut Call, rest: &[&str]) -> Response<Body> {
    let own = format!("user/{}/", call.user.username);
    let (prefix, name) = match rest {
        [] | ["user"] => (own, None),
        ["site"] => ("site/".to_owned(), None),
        ["user", name] => (own, Some(*name)),
        ["site", name] => ("site/".to_owned(), Some(*name)),
        _ => return reply::not_found(),
    };
    if prefix == "site/" && !call.is("GET") && call.lacks("site_manage") {
        return reply::no_right();
    }
    match (&*call.method(), name) {
        ("GET", None) => list(call, &prefix),
        ("GET", Some(name)) => look(call, &prefix, name),
        ("POST", None) | ("POST" | "PUT", Some(_)) => set(call, &prefix, name).await,
        _ => reply::wrong_method(),
    }
}

fn list(call: &Call, prefix: &str) -> Response<Body> {
    call.envelope(call.site.preferences.below(prefix))
}

/// An object with `value` (seen).
fn look(call: &Call, prefix: &str, name: &str) -> Response<Body> {
    match call.site.preferences.get(&format!("{prefix}{name}")) {
        Some(preference) => reply::json(StatusCode::OK, &preference),
        None => reply::not_found(),
    }
}

/// `value`, and `name` where the address does not give it; `max-per-page` is obeyed (seen to
/// exist). The status is 200 for a change and 201 for something new (inferred).
async fn set(call: &mut Call, prefix: &str, name: Option<&str>) -> Response<Body> {
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let Some(name) = name.or_else(|| form.get("name")) else {
        return reply::required("name");
    };
    let Some(value) = form.all("value").next() else {
        return reply::required("value");
    };
    let key = format!("{prefix}{name}");
    let status = match call.site.preferences.get(&key) {
        Some(_) => StatusCode::OK,
        None => StatusCode::CREATED,
    };
    let preference = json!({"name": name, "value": value});
    call.site.preferences.put(&key, preference.clone());
    reply::json(status, &preference)
}
