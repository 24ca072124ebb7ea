//! From a request to its answer: faults on the way in, the ledger on the way out.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::{Body, HttpBody as _};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Request, Response, StatusCode};
use futures_util::StreamExt as _;

use crate::endpoint::{Endpoint, Version, api_rest};
use crate::faults::Fault;
use crate::ledger::{Entry, Exchange, KEPT, Open, keep};
use crate::lock::held;
use crate::site::Site;
use crate::upload::drain;
use crate::{authorize, consent, exchange, public, reply, throttle, token};

mod api;
pub(crate) mod weather;

/// Where a request came in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Door {
    /// The site's own address.
    Site,
    /// The address links lead to.
    Links,
}

/// Answers a request.
pub(crate) async fn answer(
    site: Arc<Site>,
    door: Door,
    peer: SocketAddr,
    request: Request<Body>,
) -> Response<Body> {
    let (mut parts, body) = request.into_parts();
    site.ledger.ask(parts.uri.path());
    let open = open(&parts);
    let body = watch(body, Arc::clone(&open), |entry| &mut entry.body);
    if matches!(door, Door::Links) {
        let response = public::answer(&site, peer.ip(), &parts, body).await;
        return record(&site, open, response).await;
    }
    // Taken in this order, so that a `clear` in between is not missed.
    let clearing = site.faults.clearing();
    let path = parts.uri.path();
    let place = Endpoint::of(&parts.method, path);
    let fault = site.faults.take(place).or_else(|| standing(&site, path));
    let instead = weather::instead(fault.as_ref(), clearing).await;
    let response = if let Some(instead) = instead {
        drain(body).await;
        instead
    } else {
        if let Some(Fault::OtherPart(later)) = fault {
            weather::other_part(&mut parts.headers, later);
        }
        let response = route(&site, peer, &parts, body, fault.clone()).await;
        match fault {
            Some(Fault::Cut(bytes)) => weather::cut(response, bytes),
            Some(Fault::Corrupt(at)) if place == Endpoint::Download => {
                weather::corrupt(response, at)
            }
            Some(Fault::Afterwards(code)) => weather::status(code),
            Some(Fault::Short(bytes)) => weather::short(response, bytes),
            Some(Fault::Labelled(content_type)) => weather::labelled(response, &content_type),
            Some(Fault::Lost) => weather::lost(response),
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

/// What the switches for bad answers do to every request to the API, like a fault.
fn standing(site: &Site, path: &str) -> Option<Fault> {
    api_rest(path)?;
    let switches = site.switches.get();
    if switches.html_answers {
        return Some(Fault::Html);
    }
    switches.cut_after.map(Fault::Cut)
}

async fn route(
    site: &Arc<Site>,
    peer: SocketAddr,
    parts: &Parts,
    body: Body,
    fault: Option<Fault>,
) -> Response<Body> {
    let path = parts.uri.path();
    let switches = site.switches.get();
    if let Some(target) = switches.moved_site {
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
        "/oauth2/authorize" if parts.method == Method::GET => with_slash(parts),
        _ if path.starts_with("/exchange/") => exchange::answer(site, parts),
        _ => match api_rest(path) {
            Some((Version::Three, _)) if !switches.version_3 => {
                drain(body).await;
                reply::text(StatusCode::NOT_FOUND, "NOT FOUND")
            }
            Some((version, rest)) => {
                let response = api::answer(site, peer, parts, (version, rest), body, fault).await;
                let response = reply::older(response, switches.error_bodies);
                let mut response = weather::numbered(response);
                if switches.broken_json {
                    response = weather::broken(response).await;
                }
                throttle::mark_success(switches.throttle_style, &mut response);
                response
            }
            None => {
                drain(body).await;
                reply::text(StatusCode::NOT_FOUND, "NOT FOUND")
            }
        },
    }
}

/// To the same address with a slash at its end.
fn with_slash(parts: &Parts) -> Response<Body> {
    let query = parts.uri.query();
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    reply::redirect(
        StatusCode::MOVED_PERMANENTLY,
        &format!("{}/{query}", parts.uri.path()),
    )
}
