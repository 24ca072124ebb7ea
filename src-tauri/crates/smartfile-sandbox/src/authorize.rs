//! The authorization endpoint: sign in, allow or deny.
//!
//! Documented: the address, `client_id`, `response_type=code` and `redirect_uri`; that the person
//! allows or denies; that the code goes to the callback, or is shown on the page if there is none.
//! All else follows RFC 6749 §4.1 and RFC 7636 (inferred).

use axum::body::Body;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{Method, Response, StatusCode};
use tokio::time::Instant;

use crate::consent::{self, Words};
use crate::form::Form;
use crate::grants::Code;
use crate::redirect::{OUT_OF_BAND, is_registered, with_parameters};
use crate::sessions::{Session, cookie};
use crate::site::Site;
use crate::switches::Pkce;
use crate::token::TOKEN_LENGTH;
use crate::user::User;
use crate::{random, reply};

/// What is granted when nothing is asked for (inferred).
const ALL_SCOPES: &str = "read write";

/// A checked authorization request.
pub(crate) struct Request {
    /// The registered redirect URI; `None` shows the code on the page.
    pub(crate) target: Option<String>,
    /// The `redirect_uri` parameter as it was sent.
    given: Option<String>,
    pub(crate) scope: String,
    state: Option<String>,
    challenge: Option<String>,
    /// Where the forms of the pages go: this same request.
    pub(crate) action: String,
}

/// Answers a request for the authorization page or a form posted from it.
pub(crate) async fn answer(site: &Site, parts: &Parts, body: Body) -> Response<Body> {
    let query = parts.uri.query().unwrap_or_default();
    let request = match check(site, query) {
        Ok(request) => request,
        Err(refusal) => return refusal,
    };
    let session = site.sessions.of(&parts.headers, site.port);
    match parts.method {
        Method::GET => page(site, &request, session),
        Method::POST => {
            let form = Form::read(&parts.headers, body).await;
            match (session, form) {
                (Some(session), Some(form)) if form.get("csrf") == Some(&*session.csrf) => {
                    act(site, &request, &session, &form)
                }
                _ => consent::error(StatusCode::FORBIDDEN, &Words::EXPIRED),
            }
        }
        _ => reply::wrong_method(),
    }
}

/// Checks what the application asks. Without a trustworthy redirect URI the answer is a page
/// (RFC 6749 §4.1.2.1); every other refusal goes back to the application.
fn check(site: &Site, query: &str) -> Result<Request, Response<Body>> {
    let form = Form::parse(query.as_bytes());
    form.all("state")
        .for_each(|state| site.ledger.remember("state", state));
    if form.repeats("client_id") || form.get("client_id") != Some(&*site.client_id) {
        return Err(consent::error(
            StatusCode::BAD_REQUEST,
            &Words::UNKNOWN_APPLICATION,
        ));
    }
    let given = form.get("redirect_uri").map(ToOwned::to_owned);
    let target = given.clone().filter(|uri| uri != OUT_OF_BAND);
    let allowed = target
        .as_ref()
        .is_none_or(|uri| is_registered(uri, &site.redirect_uris));
    if form.repeats("redirect_uri") || !allowed {
        return Err(consent::error(
            StatusCode::BAD_REQUEST,
            &Words::UNKNOWN_REDIRECT,
        ));
    }
    let request = Request {
        target,
        given,
        scope: form.get("scope").unwrap_or(ALL_SCOPES).to_owned(),
        state: form.all("state").next().map(ToOwned::to_owned),
        challenge: form.get("code_challenge").map(ToOwned::to_owned),
        action: format!("/oauth2/authorize/?{query}"),
    };
    match refusal(site, &form, &request) {
        None if site.switches.get().pkce == Pkce::Ignored => Ok(Request {
            challenge: None,
            ..request
        }),
        None => Ok(request),
        Some((error, description)) => Err(request.refuse(error, Some(description))),
    }
}

/// The error code and words of RFC 6749 §4.1.2.1 and RFC 7636 §4.4.1, if the request has a fault.
fn refusal(site: &Site, form: &Form, request: &Request) -> Option<(&'static str, &'static str)> {
    if form.repeats_any() {
        return Some(("invalid_request", "A parameter was sent more than once."));
    }
    match form.get("response_type") {
        Some("code") => {}
        Some(_) => {
            return Some((
                "unsupported_response_type",
                "Only the response type code is offered.",
            ));
        }
        None => return Some(("invalid_request", "The response type is missing.")),
    }
    if !request
        .scope
        .split_ascii_whitespace()
        .all(|scope| matches!(scope, "read" | "write"))
    {
        return Some(("invalid_scope", "There are only the scopes read and write."));
    }
    match (site.switches.get().pkce, &request.challenge) {
        (Pkce::Ignored, _) | (Pkce::Honoured | Pkce::Refused, None) => None,
        (Pkce::Required, None) => Some(("invalid_request", "Code challenge required.")),
        (Pkce::Refused, Some(_)) => Some(("invalid_request", "Unknown parameter code_challenge.")),
        (Pkce::Honoured | Pkce::Required, Some(challenge)) => {
            if form.get("code_challenge_method") != Some("S256") {
                Some(("invalid_request", "Transform algorithm not supported."))
            } else if challenge.len() == 43 {
                None
            } else {
                Some(("invalid_request", "The code challenge is not one of S256."))
            }
        }
    }
}

impl Request {
    /// Tells the application about an error: at its redirect URI, or else on a page.
    fn refuse(&self, error: &str, description: Option<&str>) -> Response<Body> {
        let Some(target) = &self.target else {
            return match error {
                "access_denied" => consent::error(StatusCode::OK, &Words::DENIED),
                _ => consent::error(StatusCode::BAD_REQUEST, &Words::BAD_REQUEST),
            };
        };
        let mut parameters = vec![("error", error)];
        parameters.extend(description.map(|description| ("error_description", description)));
        parameters.extend(self.state.as_deref().map(|state| ("state", state)));
        consent::leave(&with_parameters(target, &parameters))
    }
}

/// The sign-in page, or the consent page for who is signed in.
fn page(site: &Site, request: &Request, session: Option<Session>) -> Response<Body> {
    let known = session.is_some();
    let Some(session) = session.or_else(|| site.sessions.start(None).ok()) else {
        return consent::error(StatusCode::INTERNAL_SERVER_ERROR, &Words::BROKEN);
    };
    let user = session
        .username
        .as_ref()
        .and_then(|username| site.user(username));
    let mut response = match user {
        Some(user) => consent::consent(site, request, &session, &user),
        None => consent::sign_in(site, request, &session, false),
    };
    if !known {
        reply::insert(&mut response, SET_COOKIE, &cookie(&session, site.port));
    }
    response
}

/// Carries out a button of one of the pages.
fn act(site: &Site, request: &Request, session: &Session, form: &Form) -> Response<Body> {
    let signed_in = session
        .username
        .as_ref()
        .and_then(|username| site.user(username));
    match (form.get("step"), signed_in) {
        (Some("sign-in"), _) => {
            let user = form
                .get("username")
                .and_then(|username| site.user(username));
            match user.filter(|user| form.get("password") == Some(&*user.password)) {
                Some(user) => begin(site, request, session, Some(&user)),
                None => consent::sign_in(site, request, session, true),
            }
        }
        (Some("another-account"), _) => begin(site, request, session, None),
        (Some("deny"), Some(_)) => request.refuse("access_denied", None),
        (Some("allow"), Some(user)) => allow(site, request, &user),
        _ => consent::error(StatusCode::FORBIDDEN, &Words::EXPIRED),
    }
}

/// Starts a new session in place of the old one, and shows the next page.
fn begin(site: &Site, request: &Request, old: &Session, user: Option<&User>) -> Response<Body> {
    site.sessions.end(&old.id);
    let Ok(session) = site.sessions.start(user.map(|user| user.username.clone())) else {
        return consent::error(StatusCode::INTERNAL_SERVER_ERROR, &Words::BROKEN);
    };
    let mut response = consent::go(StatusCode::SEE_OTHER, &request.action);
    reply::insert(&mut response, SET_COOKIE, &cookie(&session, site.port));
    response
}

/// Gives out a code: `<redirect_uri>?code=…&state=…`, or on the page.
fn allow(site: &Site, request: &Request, user: &User) -> Response<Body> {
    let Ok(code) = random::letters(TOKEN_LENGTH) else {
        return request.refuse("server_error", None);
    };
    site.ledger.remember("code", &code);
    let terms = Code {
        username: user.username.clone(),
        scope: request.scope.clone(),
        redirect_uri: request.given.clone(),
        challenge: request.challenge.clone(),
        expires: Instant::now() + site.code_life,
    };
    site.grants.add_code(code.clone(), terms);
    let Some(target) = &request.target else {
        return consent::code(&code);
    };
    let mut parameters = vec![(site.switches.get().code_parameter.name(), &*code)];
    parameters.extend(request.state.as_deref().map(|state| ("state", state)));
    consent::leave(&with_parameters(target, &parameters))
}
