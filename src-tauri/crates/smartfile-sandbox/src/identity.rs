//! `ping`, `whoami`, and the site.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::call::Call;
use crate::home::Home;
use crate::reply;
use crate::site::NAME;
use crate::switches::WhoAmIShape;

/// `{"ping": "pong"}`, for anyone (documented).
pub(crate) fn ping() -> Response<Body> {
    reply::json(StatusCode::OK, &json!({"ping": "pong"}))
}

/// Who asks, from where, on which site (seen). Walks the homes to say how much is used.
pub(crate) async fn whoami(call: &Call) -> Response<Body> {
    let (address, shape) = (call.address, call.switches.whoami);
    call.away(move |home| {
        let person = home.site.person(&home.user);
        if shape == WhoAmIShape::Flat {
            return reply::json(StatusCode::OK, &with_owner(person));
        }
        let answer = json!({
            "address": address.to_string(),
            "site": {"name": NAME, "quota": quota(&home)},
            "user": with_owner(person),
        });
        reply::json(StatusCode::OK, &answer)
    })
    .await
}

fn with_owner(mut person: Value) -> Value {
    person["owner"] = Value::Null;
    person
}

fn quota(home: &Home) -> Value {
    json!({
        "disk_bytes_limit": home.site.switches.get().disk_limit,
        "disk_bytes_tally": home.site.measure(),
    })
}

/// Everybody belongs to one site (documented), so the list has one element.
pub(crate) fn sites(call: &Call) -> Response<Body> {
    let site = json!({"name": NAME, "url": format!("{}/api/2/site/{NAME}/", call.site.url)});
    call.envelope(vec![site])
}

/// The site by its name.
pub(crate) async fn site(call: &Call, name: &str) -> Response<Body> {
    if name != NAME {
        return reply::not_found();
    }
    call.away(|home| {
        let url = format!("{}/api/2/site/{NAME}/", home.site.url);
        let answer = json!({"name": NAME, "quota": quota(&home), "url": url});
        reply::json(StatusCode::OK, &answer)
    })
    .await
}
