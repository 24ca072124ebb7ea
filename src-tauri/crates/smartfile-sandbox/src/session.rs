//! `/api/2/session/`: signing in with cookies (seen). A client with bearer tokens needs none of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{COOKIE, REFERER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use serde_json::json;
use tokio::time::Instant;

use crate::call::Call;
use crate::lock::held;
use crate::site::Site;
use crate::user::User;
use crate::{random, reply};

/// How long a session lives (seen: about 20 minutes).
const LIFE: Duration = Duration::from_mins(20);

/// How long the other cookie lives (seen: about one year).
const CSRF_SECONDS: u64 = 365 * 24 * 3600;

struct Session {
    username: String,
    csrf: String,
    expires: Instant,
}

/// The sessions, by the cookie's value.
#[derive(Default)]
pub(crate) struct ApiSessions {
    kept: Mutex<HashMap<String, Session>>,
}

/// Who a cookie lets in.
pub(crate) enum Caller {
    Nobody,
    /// An unsafe request without the second cookie's value, or without the right `Referer`.
    Forged,
    User(Arc<User>),
}

/// The person behind a request's cookies. Unsafe methods need `X-CSRFToken` and a `Referer` of the
/// same host (seen).
pub(crate) fn caller(site: &Site, headers: &HeaderMap, is_safe: bool) -> Caller {
    let Some(id) = cookie(headers, "sessionid") else {
        return Caller::Nobody;
    };
    let kept = held(&site.api_sessions.kept);
    let Some(session) = kept
        .get(&id)
        .filter(|session| session.expires > Instant::now())
    else {
        return Caller::Nobody;
    };
    let text = |header: &str| headers.get(header).and_then(|value| value.to_str().ok());
    let own = text(REFERER.as_str())
        .and_then(|address| address.strip_prefix(&*site.url))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let proven = own && text("x-csrftoken") == Some(&session.csrf);
    if !(is_safe || proven) {
        return Caller::Forged;
    }
    site.user(&session.username)
        .map_or(Caller::Nobody, Caller::User)
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then(|| value.to_owned()))
}

/// Answers `session/`.
pub(crate) fn answer(call: &Call) -> Response<Body> {
    match &*call.method() {
        "POST" => start(call),
        "GET" => look(call),
        "DELETE" => end(call),
        _ => reply::wrong_method(),
    }
}

/// 201 with the two cookies (seen).
fn start(call: &Call) -> Response<Body> {
    let (Ok(id), Ok(csrf)) = (random::letters(32), random::letters(32)) else {
        return reply::broken();
    };
    call.site.ledger.remember("session", &id);
    let username = call.user.username.clone();
    let mut response = reply::json(
        StatusCode::CREATED,
        &json!({"user": {"username": username}}),
    );
    let cookies = [
        format!(
            "sessionid={id}; Path=/; HttpOnly; Max-Age={}",
            LIFE.as_secs()
        ),
        format!("csrftoken={csrf}; Path=/; Max-Age={CSRF_SECONDS}"),
    ];
    for cookie in cookies {
        if let Ok(value) = HeaderValue::try_from(cookie) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
    let session = Session {
        username,
        csrf,
        expires: Instant::now() + LIFE,
    };
    held(&call.site.api_sessions.kept).insert(id, session);
    response
}

/// How many seconds are left (seen); none for who came without a cookie (inferred).
fn look(call: &Call) -> Response<Body> {
    let id = cookie(&call.headers, "sessionid").unwrap_or_default();
    let kept = held(&call.site.api_sessions.kept);
    let left = kept
        .get(&id)
        .map(|session| session.expires.saturating_duration_since(Instant::now()));
    let seconds = left.unwrap_or_default().as_secs();
    reply::json(StatusCode::OK, &json!({"expires": seconds}))
}

/// 204 (seen).
fn end(call: &Call) -> Response<Body> {
    if let Some(id) = cookie(&call.headers, "sessionid") {
        held(&call.site.api_sessions.kept).remove(&id);
    }
    reply::gone()
}
