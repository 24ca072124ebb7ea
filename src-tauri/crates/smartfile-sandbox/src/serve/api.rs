//! The addresses of the API, and who answers them. `endpoints.txt` lists them one by one.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::header::{ACCEPT, AUTHORIZATION};
use axum::http::request::Parts;
use axum::http::{Method, Response, StatusCode};

use super::with_slash;
use crate::call::Call;
use crate::endpoint::Version;
use crate::faults::Fault;
use crate::form::Form;
use crate::session::{self, Caller};
use crate::site::Site;
use crate::upload::drain;
use crate::user::User;
use crate::{
    access, activity, bearer, consent, download, exchange, group, identity, link, listing, older,
    operation, people, preference, progress, quota, raw, reply, right, role, search, ssh_key, task,
    throttle, upload, versions, watch, webhook,
};

/// Lets a request in or not, and answers it.
pub(super) async fn answer(
    site: &Arc<Site>,
    peer: SocketAddr,
    parts: &Parts,
    (version, rest): (Version, &str),
    body: Body,
    fault: Option<Fault>,
) -> Response<Body> {
    let user = match enter(site, parts, rest) {
        Ok(user) => user,
        Err(response) => {
            drain(body).await;
            return response;
        }
    };
    let mut call = Call {
        site: Arc::clone(site),
        user,
        address: peer.ip(),
        method: parts.method.clone(),
        version,
        rest: rest.to_owned(),
        query: Form::parse(parts.uri.query().unwrap_or_default().as_bytes()),
        headers: parts.headers.clone(),
        switches: site.switches.get(),
        fault,
        body: Mutex::new(Some(body)),
    };
    let response = dispatch(&mut call).await;
    call.drain().await;
    response
}

/// Everything that is asked before the noun is: who it is, or the answer for who may not.
fn enter(site: &Site, parts: &Parts, rest: &str) -> Result<Arc<User>, Response<Body>> {
    let switches = site.switches.get();
    if site.is_throttled(switches.throttle_every) {
        return Err(throttle::refusal(switches.throttle_style, 0.5));
    }
    let reads = parts.method == Method::GET;
    let of_path = rest.starts_with("path/info") || rest.starts_with("path/data");
    if switches.slash_redirect && reads && !rest.ends_with('/') && !of_path {
        return Err(with_slash(parts));
    }
    if reads && !rest.starts_with("path/data") && wants_a_page(parts) {
        return Err(documentation(rest));
    }
    if rest.trim_end_matches('/') == "ping" {
        return Err(if reads {
            identity::ping()
        } else {
            reply::wrong_method()
        });
    }
    let query = Form::parse(parts.uri.query().unwrap_or_default().as_bytes());
    query
        .all("access_token")
        .for_each(|token| site.ledger.remember("access_token", token));
    let has_credentials =
        parts.headers.contains_key(AUTHORIZATION) || query.get("access_token").is_some();
    let user = if has_credentials {
        bearer::caller(site, &parts.headers, &query)
    } else {
        match session::caller(site, &parts.headers, reads) {
            Caller::User(user) => Some(user),
            Caller::Nobody => None,
            Caller::Forged => {
                let words = "CSRF Failed: CSRF token missing or incorrect.";
                return Err(reply::detail(StatusCode::FORBIDDEN, words));
            }
        }
    };
    let user = user.ok_or_else(|| reply::login_needed(switches.bad_token_status))?;
    if !site.has_right(&user, "dev_access") {
        let words = "Your role does not allow the use of the API (dev_access).";
        return Err(reply::detail(StatusCode::FORBIDDEN, words));
    }
    Ok(user)
}

/// Whether a browser asks, rather than a client (documented: it gets a page).
fn wants_a_page(parts: &Parts) -> bool {
    let accept = parts
        .headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .unwrap_or_default();
    accept.contains("text/html") && !accept.contains("application/json")
}

fn documentation(rest: &str) -> Response<Body> {
    let rest = consent::escape(rest);
    let main = format!(
        "<h1>API</h1>\n<p class=\"lead\">This is the documentation of {rest}. A client asks for \
         application/json.</p>"
    );
    consent::page(StatusCode::OK, "API", &main, None)
}

async fn dispatch(call: &mut Call) -> Response<Body> {
    let segments = call.segments();
    let segments: Vec<&str> = segments.iter().map(|segment| &**segment).collect();
    if call.version == Version::Three {
        return match segments.as_slice() {
            ["path", "data", ..] => content_3(call).await,
            ["activity", "export"] if call.is("GET") => activity::export(call),
            ["activity", "export"] => reply::wrong_method(),
            ["webhook", rest @ ..] => webhook::answer(call, rest).await,
            ["sshkeys", rest @ ..] => ssh_key::answer(call, rest).await,
            _ => reply::not_found(),
        };
    }
    let reads = call.is("GET");
    match segments.as_slice() {
        ["whoami"] if reads => identity::whoami(call).await,
        ["right"] if reads => right::list(),
        ["site"] if reads => identity::sites(call),
        ["site", name] if reads => identity::site(call, name).await,
        ["activity"] if reads => activity::list(call),
        ["whoami" | "right" | "site" | "activity", ..] => reply::wrong_method(),
        ["session"] => session::answer(call),
        ["path", rest @ ..] => path(call, rest).await,
        ["task", rest @ ..] => task::answer(call, rest),
        ["search", rest @ ..] => search::answer(call, rest).await,
        ["link", rest @ ..] => link::answer(call, rest).await,
        ["access", rest @ ..] => access::answer(call, rest).await,
        ["user", rest @ ..] => people::answer(call, rest).await,
        ["group", rest @ ..] => group::answer(call, rest).await,
        ["role", rest @ ..] => role::answer(call, rest).await,
        ["quota", rest @ ..] => quota::answer(call, rest).await,
        ["pref", rest @ ..] => preference::answer(call, rest).await,
        ["watch", rest @ ..] => watch::answer(call, rest).await,
        _ => reply::not_found(),
    }
}

/// What is below `path/` in API 2.
async fn path(call: &mut Call, rest: &[&str]) -> Response<Body> {
    let reads = call.is("GET");
    match rest {
        ["info", ..] => listing::answer(call).await,
        ["data", ..] => content_2(call).await,
        ["oper", rest @ ..] => operation::answer(call, rest).await,
        ["exchange"] if call.is("POST") => exchange::make(call).await,
        ["progress", uuid] if reads => progress::look(call, uuid),
        ["list-versions", ..] if reads => versions::list(call),
        ["map"] if reads => older::map(call).await,
        ["tree", ..] if reads => older::tree(call).await,
        [
            "exchange" | "progress" | "list-versions" | "map" | "tree",
            ..,
        ] => reply::wrong_method(),
        [id] if reads => match id.parse() {
            Ok(id) => older::by_id(call, id).await,
            Err(_) => reply::not_found(),
        },
        [id, "data"] if reads => match id.parse() {
            Ok(id) => older::data_by_id(call, id),
            Err(_) => reply::not_found(),
        },
        _ => reply::not_found(),
    }
}

async fn content_2(call: &mut Call) -> Response<Body> {
    let Ok(path) = call.path_below("path/data") else {
        return reply::impossible();
    };
    match &*call.method() {
        "GET" => download::get(call, path),
        "POST" => upload::post(call, path).await,
        _ => reply::wrong_method(),
    }
}

async fn content_3(call: &mut Call) -> Response<Body> {
    let Ok(path) = call.path_below("path/data") else {
        return reply::impossible();
    };
    match &*call.method() {
        "GET" => download::get(call, path),
        "PUT" => raw::put(call, path).await,
        "PATCH" => raw::append(call, path).await,
        "DELETE" => raw::remove(call, &path),
        _ => reply::wrong_method(),
    }
}
