//! From a request to its answer: faults on the way in, the ledger on the way out.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::{Body, HttpBody as _};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Request, Response, StatusCode};
use futures_util::StreamExt as _;

use crate::endpoint::{Endpoint, api_rest};
use crate::faults::Fault;
use crate::form::Form;
use crate::home::Home;
use crate::ledger::{Entry, Exchange, KEPT, Open, keep};
use crate::lock::held;
use crate::remote_path::RemotePath;
use crate::site::Site;
use crate::upload::drain;
use crate::{
    authorize, bearer, consent, download, folder, identity, listing, reply, throttle, token, upload,
};

mod weather;

/// Answers a request.
pub(crate) async fn answer(
    site: Arc<Site>,
    peer: SocketAddr,
    request: Request<Body>,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    site.ledger.ask(parts.uri.path());
    let open = open(&parts);
    let body = watch(body, Arc::clone(&open), |entry| &mut entry.body);
    // Taken in this order, so that a `clear` in between is not missed.
    let clearing = site.faults.clearing();
    let fault = site
        .faults
        .take(Endpoint::of(&parts.method, parts.uri.path()));
    let instead = weather::instead(fault.as_ref(), clearing).await;
    let response = if let Some(instead) = instead {
        drain(body).await;
        instead
    } else {
        let drop_tail = match fault {
            Some(Fault::DropTail(bytes)) => bytes as u64,
            _ => 0,
        };
        let response = route(&site, peer, &parts, body, drop_tail).await;
        match fault {
            Some(Fault::Cut(bytes)) => weather::cut(response, bytes),
            _ => response,
        }
    };
    record(&site, open, response).await
}

fn open(parts: &Parts) -> Open {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), text(value)));
    let exchange = Exchange {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(ToOwned::to_owned),
        headers: headers.collect(),
        ..Exchange::default()
    };
    Arc::new(Mutex::new(Entry {
        exchange,
        ..Entry::default()
    }))
}

/// Lets a body pass and keeps its beginning.
fn watch(body: Body, open: Open, part: fn(&mut Entry) -> &mut Vec<u8>) -> Body {
    Body::from_stream(body.into_data_stream().inspect(move |chunk| {
        if let Ok(chunk) = chunk {
            keep(part(&mut held(&open)), chunk);
        }
    }))
}

/// Puts an exchange into the ledger before its answer leaves.
async fn record(site: &Site, open: Open, response: Response<Body>) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let kind = parts
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    {
        let mut entry = held(&open);
        entry.exchange.status = parts.status.as_u16();
        kind.unwrap_or_default()
            .clone_into(&mut entry.exchange.reply_type);
    }
    let length = body.size_hint().exact();
    if length.is_some_and(|length| length <= KEPT as u64) {
        // Nothing can fail here: the body is in memory and short enough.
        let bytes = axum::body::to_bytes(body, KEPT).await.unwrap_or_default();
        keep(&mut held(&open).reply, &bytes);
        site.ledger.answer(open);
        return Response::from_parts(parts, Body::from(bytes));
    }
    if let Some(length) = length {
        parts
            .headers
            .insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    site.ledger.answer(Arc::clone(&open));
    Response::from_parts(parts, watch(body, open, |entry| &mut entry.reply))
}

async fn route(
    site: &Arc<Site>,
    peer: SocketAddr,
    parts: &Parts,
    body: Body,
    drop_tail: u64,
) -> Response<Body> {
    let path = parts.uri.path();
    if let Some(target) = site.switches.get().moved_site {
        drain(body).await;
        let rest = parts.uri.path_and_query().map_or("/", |rest| rest.as_str());
        return reply::redirect(
            StatusCode::FOUND,
            &format!("{}{rest}", target.trim_end_matches('/')),
        );
    }
    match path {
        "/" => consent::welcome(),
        "/oauth2/practice.css" => consent::style(),
        "/oauth2/authorize/" => authorize::answer(site, parts, body).await,
        "/oauth2/token/" => token::token(site, &parts.method, &parts.headers, body).await,
        "/oauth2/revoke_token/" => token::revoke(site, &parts.method, &parts.headers, body).await,
        // Addresses without the slash at the end are completed for readers only (inferred).
        "/oauth2/authorize" if parts.method == Method::GET => {
            let query = parts
                .uri
                .query()
                .map(|query| format!("?{query}"))
                .unwrap_or_default();
            reply::redirect(
                StatusCode::MOVED_PERMANENTLY,
                &format!("/oauth2/authorize/{query}"),
            )
        }
        _ => match api_rest(path) {
            Some(rest) => {
                let mut response = api(site, peer, parts, rest, body, drop_tail).await;
                throttle::mark_success(site.switches.get().throttle_style, &mut response);
                response
            }
            None => reply::text(StatusCode::NOT_FOUND, "NOT FOUND"),
        },
    }
}

async fn api(
    site: &Arc<Site>,
    peer: SocketAddr,
    parts: &Parts,
    rest: &str,
    body: Body,
    drop_tail: u64,
) -> Response<Body> {
    let switches = site.switches.get();
    if site.is_throttled(switches.throttle_every) {
        drain(body).await;
        return throttle::refusal(switches.throttle_style, 0.5);
    }
    let reads = matches!(parts.method, Method::GET);
    if rest.trim_end_matches('/') == "ping" {
        return if reads {
            identity::ping()
        } else {
            reply::wrong_method()
        };
    }
    let query = Form::parse(parts.uri.query().unwrap_or_default().as_bytes());
    query
        .all("access_token")
        .for_each(|token| site.ledger.remember("access_token", token));
    let Some(user) = bearer::caller(site, &parts.headers, &query) else {
        drain(body).await;
        return reply::login_needed(switches.bad_token_status);
    };
    let home = Home::new(site, user);
    if rest.trim_end_matches('/') == "whoami" {
        if !reads {
            return reply::wrong_method();
        }
        let work = move |home: Home<'_>| identity::whoami(home.site, home.user, peer.ip());
        return away(site, user.username.clone(), work).await;
    }
    if let Some(path) = below(rest, "path/info") {
        let Ok(path) = RemotePath::from_url(path) else {
            return impossible();
        };
        if !reads {
            drain(body).await;
            return reply::wrong_method();
        }
        let paged = switches.paging && parts.uri.path().starts_with("/api/2/");
        return away(site, user.username.clone(), move |home| {
            listing::info(home, &path, &query, paged)
        })
        .await;
    }
    if let Some(path) = below(rest, "path/data") {
        let Ok(path) = RemotePath::from_url(path) else {
            drain(body).await;
            return impossible();
        };
        return match parts.method {
            Method::GET => match home.find(&path) {
                Err(_) => reply::not_found(),
                Ok((_, metadata)) if metadata.is_dir() => {
                    reply::detail(StatusCode::UNSUPPORTED_MEDIA_TYPE, "This is a folder.")
                }
                Ok((local, _)) => {
                    download::send(&local, &path, &query, &parts.headers, &switches).await
                }
            },
            Method::POST => upload::store(home, &path, &parts.headers, body, drop_tail).await,
            _ => {
                drain(body).await;
                reply::wrong_method()
            }
        };
    }
    if let Some(path) = below(rest, "path/oper/mkdir") {
        let path = match parts.method {
            Method::PUT => RemotePath::from_url(path),
            Method::POST => match folder::path_parameter(&parts.headers, body).await {
                Some(path) => RemotePath::from_form(&path),
                None => return reply::invalid("path", "This field is required."),
            },
            _ => return reply::wrong_method(),
        };
        return path.map_or_else(|_| impossible(), |path| folder::make(home, &path));
    }
    drain(body).await;
    reply::not_found()
}

/// What follows an endpoint's name, or `None` when the request is for another endpoint.
fn below<'a>(rest: &'a str, endpoint: &str) -> Option<&'a str> {
    rest.strip_prefix(endpoint)
        .filter(|path| path.is_empty() || path.starts_with('/'))
}

fn impossible() -> Response<Body> {
    reply::invalid("path", "This is not a valid path.")
}

/// Does work that walks the disk where it stops nobody else.
async fn away(
    site: &Arc<Site>,
    username: String,
    work: impl FnOnce(Home<'_>) -> Response<Body> + Send + 'static,
) -> Response<Body> {
    let site = Arc::clone(site);
    let done = tokio::task::spawn_blocking(move || {
        site.user(&username)
            .map(|user| work(Home::new(&site, user)))
    });
    match done.await {
        Ok(Some(response)) => response,
        _ => reply::text(StatusCode::INTERNAL_SERVER_ERROR, "SERVER ERROR"),
    }
}
