//! Answers.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, LOCATION, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use serde::Serialize;
use serde_json::json;

use crate::json;

/// The text the service gives for bad credentials (seen; API facts, section 3.3).
pub(crate) const LOGIN_NEEDED: &str = "You do not have permission to access this resource. \
     You may need to login or otherwise authenticate the request.";

/// The text for a right the person does not have (inferred, from the service's likely framework).
pub(crate) const NO_RIGHT: &str = "You do not have permission to perform this action.";

/// JSON, with the content type the service's own clients compare literally (seen).
pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Response<Body> {
    match json::text(value) {
        Ok(text) => body(status, "application/json", text),
        Err(_) => text(StatusCode::INTERNAL_SERVER_ERROR, "SERVER ERROR"),
    }
}

/// `{"detail": …}`: authentication, permission, throttling, not found, quota (seen).
pub(crate) fn detail(status: StatusCode, words: &str) -> Response<Body> {
    json(status, &json!({"detail": words}))
}

/// `{"<field>": ["<text>"]}` with 400: the newer validation answer (seen).
pub(crate) fn invalid(field: &str, words: &str) -> Response<Body> {
    json(StatusCode::BAD_REQUEST, &json!({field: [words]}))
}

pub(crate) fn not_found() -> Response<Body> {
    detail(StatusCode::NOT_FOUND, "Not found")
}

pub(crate) fn no_right() -> Response<Body> {
    detail(StatusCode::FORBIDDEN, NO_RIGHT)
}

pub(crate) fn wrong_method() -> Response<Body> {
    detail(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed.")
}

/// Missing, unknown or expired credentials: 403 in the old generation, 401 in the new one.
pub(crate) fn login_needed(status: u16) -> Response<Body> {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN);
    let mut response = detail(status, LOGIN_NEEDED);
    if status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Bearer realm=\"api\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

pub(crate) fn text(status: StatusCode, words: &'static str) -> Response<Body> {
    body(status, "text/plain", words)
}

pub(crate) fn body(
    status: StatusCode,
    content_type: &str,
    bytes: impl Into<Body>,
) -> Response<Body> {
    let mut response = empty(status);
    *response.body_mut() = bytes.into();
    insert(&mut response, CONTENT_TYPE, content_type);
    response
}

pub(crate) fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// A redirection; a target that cannot stand in a header becomes a 500.
pub(crate) fn redirect(status: StatusCode, target: &str) -> Response<Body> {
    let Ok(target) = HeaderValue::try_from(target) else {
        return text(StatusCode::INTERNAL_SERVER_ERROR, "SERVER ERROR");
    };
    let mut response = empty(status);
    response.headers_mut().insert(LOCATION, target);
    response
}

/// Sets a header; a value that cannot stand in one is left out.
pub(crate) fn insert(response: &mut Response<Body>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        response.headers_mut().insert(name, value);
    }
}
