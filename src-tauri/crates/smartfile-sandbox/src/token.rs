//! The token endpoint and the revocation endpoint.
//!
//! The form fields, the five fields of a good answer and `{"error": "invalid_grant"}` with 400 are
//! documented; the other refusals follow RFC 6749 §5.2 (inferred).

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, PRAGMA};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::form::Form;
use crate::grants::Pair;
use crate::site::Site;
use crate::switches::Pkce;
use crate::{random, reply};

/// As long as those of the service (seen: 30 characters).
pub(crate) const TOKEN_LENGTH: usize = 30;

/// A good answer: the five documented fields in the documented order.
#[derive(Serialize)]
struct TokenAnswer<'a> {
    access_token: &'a str,
    expires_in: u64,
    refresh_token: &'a str,
    scope: &'a str,
    token_type: &'a str,
}

#[derive(Clone, Copy)]
enum Refusal {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    UnsupportedGrantType,
    ServerError,
}

impl Refusal {
    fn answer(self) -> Response<Body> {
        let (status, error) = match self {
            Self::InvalidRequest => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::InvalidClient => (StatusCode::UNAUTHORIZED, "invalid_client"),
            Self::InvalidGrant => (StatusCode::BAD_REQUEST, "invalid_grant"),
            Self::UnsupportedGrantType => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
            Self::ServerError => (StatusCode::INTERNAL_SERVER_ERROR, "server_error"),
        };
        reply::json(status, &json!({"error": error}))
    }
}

/// Answers a token request.
pub(crate) async fn token(
    site: &Site,
    method: &Method,
    headers: &HeaderMap,
    body: Body,
) -> Response<Body> {
    if method != Method::POST {
        return reply::wrong_method();
    }
    let form = Form::read(headers, body).await;
    let given = form
        .ok_or(Refusal::InvalidRequest)
        .and_then(|form| exchange(site, headers, &form));
    let mut response = match given {
        Ok(pair) => {
            site.ledger.remember("access_token", &pair.access_token);
            site.ledger.remember("refresh_token", &pair.refresh_token);
            let answer = TokenAnswer {
                access_token: &pair.access_token,
                expires_in: site.token_life.as_secs(),
                refresh_token: &pair.refresh_token,
                scope: &pair.scope,
                token_type: "Bearer",
            };
            reply::json(StatusCode::OK, &answer)
        }
        Err(refusal) => refusal.answer(),
    };
    // RFC 6749 §5.1.
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
        .headers_mut()
        .insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

fn exchange(site: &Site, headers: &HeaderMap, form: &Form) -> Result<Pair, Refusal> {
    // Remembered before anything is checked: a verifier sent in vain is a secret still.
    form.all("code_verifier")
        .for_each(|value| site.ledger.remember("code_verifier", value));
    if form.repeats_any() {
        return Err(Refusal::InvalidRequest);
    }
    let grant_type = form.get("grant_type").ok_or(Refusal::InvalidRequest)?;
    if !matches!(grant_type, "authorization_code" | "refresh_token") {
        return Err(Refusal::UnsupportedGrantType);
    }
    authenticate(site, headers, form)?;
    let tokens = random::letters(TOKEN_LENGTH)
        .and_then(|access| Ok((access, random::letters(TOKEN_LENGTH)?)))
        .map_err(|_| Refusal::ServerError)?;
    if grant_type == "refresh_token" {
        let token = form.get("refresh_token").ok_or(Refusal::InvalidRequest)?;
        let switches = site.switches.get();
        if let Some(pair) = site.grants.again(token, switches.refresh_grace) {
            return Ok(pair);
        }
        let (rotate, end) = (switches.rotate_refresh, switches.refresh_ends_access);
        let pair = site
            .grants
            .refresh(token, tokens, site.token_life, rotate, end);
        return pair.ok_or(Refusal::InvalidGrant);
    }
    let code = form.get("code").ok_or(Refusal::InvalidRequest)?;
    let terms = site.grants.code(code).ok_or(Refusal::InvalidGrant)?;
    let same_redirect = terms.redirect_uri.as_deref() == form.get("redirect_uri");
    let verified = terms.challenge.is_none_or(|challenge| {
        // RFC 7636 §4.6.
        form.get("code_verifier").is_some_and(|verifier| {
            URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) == challenge
        })
    });
    if !same_redirect || !(verified || site.switches.get().pkce == Pkce::Ignored) {
        return Err(Refusal::InvalidGrant);
    }
    site.grants
        .redeem(code, tokens, site.token_life)
        .ok_or(Refusal::InvalidGrant)
}

/// Client id and secret, in the body as documented or in a Basic header (RFC 6749 §2.3.1).
fn authenticate(site: &Site, headers: &HeaderMap, form: &Form) -> Result<(), Refusal> {
    let basic = headers.get(AUTHORIZATION).and_then(basic);
    let (id, secret) = match &basic {
        Some((id, secret)) => (Some(&**id), Some(&**secret)),
        None => (form.get("client_id"), form.get("client_secret")),
    };
    if id == Some(&*site.client_id) && secret == Some(&*site.client_secret) {
        Ok(())
    } else {
        Err(Refusal::InvalidClient)
    }
}

/// Name and password of a Basic header.
pub(crate) fn basic(header: &HeaderValue) -> Option<(String, String)> {
    let (scheme, text) = header.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok()?;
    let (name, password) = text.split_once(':')?;
    Some((name.to_owned(), password.to_owned()))
}

/// Answers a revocation request: 200 whatever was sent (RFC 7009 §2.2), or 404 when the endpoint is
/// switched off. That there is one at all is inferred.
pub(crate) async fn revoke(
    site: &Site,
    method: &Method,
    headers: &HeaderMap,
    body: Body,
) -> Response<Body> {
    if !site.switches.get().revoke {
        return reply::not_found();
    }
    if method != Method::POST {
        return reply::wrong_method();
    }
    if let Some(form) = Form::read(headers, body).await
        && authenticate(site, headers, &form).is_ok()
        && let Some(token) = form.get("token")
    {
        site.grants.revoke(token);
    }
    reply::empty(StatusCode::OK)
}
