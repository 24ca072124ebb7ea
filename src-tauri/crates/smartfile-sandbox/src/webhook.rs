//! API 3, `webhook/`: addresses to be called after an upload (seen). The practice server keeps them
//! and calls nobody.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::json;

use crate::call::Call;
use crate::{random, reply};

/// Answers everything below `webhook/`.
pub(crate) async fn answer(call: &mut Call, rest: &[&str]) -> Response<Body> {
    match (&*call.method(), rest) {
        ("GET", []) => list(call),
        ("POST", []) => create(call).await,
        ("DELETE", [id]) => remove(call, id),
        (_, [] | [_]) => reply::wrong_method(),
        _ => reply::not_found(),
    }
}

fn list(call: &Call) -> Response<Body> {
    let own = format!("{}/", call.user.username);
    call.envelope(call.site.webhooks.below(&own))
}

/// `event` = `file.uploaded` and `target`, an address (seen).
async fn create(call: &mut Call) -> Response<Body> {
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    if form.get("event") != Some("file.uploaded") {
        return reply::invalid("event", "This is not one of the choices.");
    }
    let Some(target) = form
        .get("target")
        .filter(|target| url::Url::parse(target).is_ok())
    else {
        return reply::invalid("target", "Enter a web address.");
    };
    let Ok(id) = random::letters(11) else {
        return reply::broken();
    };
    let webhook = json!({"event": "file.uploaded", "id": id, "target": target});
    let key = format!("{}/{id}", call.user.username);
    call.site.webhooks.put(&key, webhook.clone());
    reply::json(StatusCode::CREATED, &webhook)
}

fn remove(call: &Call, id: &str) -> Response<Body> {
    let key = format!("{}/{id}", call.user.username);
    if call.site.webhooks.take(&key) {
        reply::gone()
    } else {
        reply::not_found()
    }
}
