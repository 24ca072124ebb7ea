//! Answers.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, LOCATION, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use serde::Serialize;
use serde_json::json;

use crate::json;
use crate::switches::ErrorBodies;

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

/// 400 for a parameter that is missing.
pub(crate) fn required(field: &str) -> Response<Body> {
    invalid(field, "This field is required.")
}

/// 400 for a path that nothing can have.
pub(crate) fn impossible() -> Response<Body> {
    invalid("path", "This is not a valid path.")
}

/// Travels with an answer, so that it can be put into the words of another generation.
#[derive(Clone)]
pub(crate) enum Meaning {
    /// A parameter is wrong.
    Invalid { field: String, words: String },
    /// There is no such thing.
    Missing,
}

/// `{"<field>": ["<text>"]}` with 400: the newer validation answer (seen).
pub(crate) fn invalid(field: &str, words: &str) -> Response<Body> {
    let mut response = json(StatusCode::BAD_REQUEST, &json!({field: [words]}));
    response.extensions_mut().insert(Meaning::Invalid {
        field: field.to_owned(),
        words: words.to_owned(),
    });
    response
}

pub(crate) fn not_found() -> Response<Body> {
    let mut response = detail(StatusCode::NOT_FOUND, "Not found");
    response.extensions_mut().insert(Meaning::Missing);
    response
}

/// The same refusal in the words of older generations: `field_errors` and `errors` (seen), a bare
/// text for what is missing (seen).
pub(crate) fn older(response: Response<Body>, errors: ErrorBodies) -> Response<Body> {
    match (response.extensions().get::<Meaning>(), errors) {
        (Some(Meaning::Invalid { field, words }), ErrorBodies::Older) => json(
            StatusCode::BAD_REQUEST,
            &json!({"field_errors": {field: [words]}, "errors": []}),
        ),
        (Some(Meaning::Missing), ErrorBodies::Plain) => text(StatusCode::NOT_FOUND, "NOT FOUND"),
        (Some(Meaning::Invalid { .. }), ErrorBodies::Plain) => {
            text(StatusCode::BAD_REQUEST, "BAD REQUEST")
        }
        _ => response,
    }
}

/// 402: a quota or a limit is used up (seen).
pub(crate) fn used_up(words: &str) -> Response<Body> {
    detail(StatusCode::PAYMENT_REQUIRED, words)
}

/// 204 without a body, after a removal (seen).
pub(crate) fn gone() -> Response<Body> {
    empty(StatusCode::NO_CONTENT)
}

/// The server's own failure, in plain text.
pub(crate) fn broken() -> Response<Body> {
    text(StatusCode::INTERNAL_SERVER_ERROR, "SERVER ERROR")
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
