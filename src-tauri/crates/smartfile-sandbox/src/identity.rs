//! `ping` and `whoami`.

use std::net::IpAddr;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::reply;
use crate::site::{NAME, Site};
use crate::switches::WhoAmIShape;
use crate::user::User;

/// `{"ping": "pong"}`, for anyone (documented).
pub(crate) fn ping() -> Response<Body> {
    reply::json(StatusCode::OK, &json!({"ping": "pong"}))
}

/// Who asks, from where, on which site (seen). Walks the homes to say how much is used.
pub(crate) fn whoami(site: &Site, user: &User, address: IpAddr) -> Response<Body> {
    let switches = site.switches.get();
    let person = json!({
        "email": user.email,
        "first_name": user.first_name(),
        "last_name": user.last_name(),
        "name": user.name,
        "owner": Value::Null,
        "url": format!("{}/api/2/user/{}/", site.url, user.username),
        "username": user.username,
    });
    if switches.whoami == WhoAmIShape::Flat {
        return reply::json(StatusCode::OK, &person);
    }
    let answer = json!({
        "address": address.to_string(),
        "site": {
            "name": NAME,
            "quota": {
                "disk_bytes_limit": switches.disk_limit,
                "disk_bytes_tally": site.tally.measure(&site.dir),
            },
        },
        "user": person,
    });
    reply::json(StatusCode::OK, &answer)
}
