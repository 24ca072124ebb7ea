//! `POST /api/2/path/exchange/`: an address that needs no sign-in and ends by itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Method, Response, StatusCode};
use serde_json::json;
use tokio::time::Instant;

use crate::call::Call;
use crate::form::Form;
use crate::home::Home;
use crate::lock::held;
use crate::remote_path::RemotePath;
use crate::site::Site;
use crate::{download, random, reply};

/// How long an address lives when nobody says (inferred).
const DAY: Duration = Duration::from_hours(24);

struct Address {
    username: String,
    path: RemotePath,
    expires: Instant,
}

/// The temporary addresses, by the word that opens them.
#[derive(Default)]
pub(crate) struct Exchanges {
    kept: Mutex<HashMap<String, Address>>,
}

/// Makes an address for one file: `path`, `mode` = `r`, `expires` in seconds (seen).
pub(crate) async fn make(call: &mut Call) -> Response<Body> {
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let path = match Call::path(&form, "path") {
        Ok(path) => path,
        Err(refusal) => return refusal,
    };
    let life = match form.get("expires").map(str::parse) {
        None => DAY,
        Some(Ok(seconds)) if seconds > 0 => Duration::from_secs(seconds),
        Some(_) => return reply::invalid("expires", "Enter a number of seconds."),
    };
    if form.get("mode").is_some_and(|mode| mode != "r") {
        return reply::invalid("mode", "Only r is possible.");
    }
    let home = call.home();
    if home.facts(&path).is_none_or(|facts| facts.folder) {
        return reply::not_found();
    }
    if !home.acl(&path).read {
        return reply::no_right();
    }
    let (Ok(word), Some(expires)) = (random::letters(30), Instant::now().checked_add(life)) else {
        return reply::invalid("expires", "This is too long.");
    };
    call.site.ledger.remember("exchange", &word);
    let url = format!("{}/exchange/{word}/{}", call.site.url, path.encoded());
    let address = Address {
        username: call.user.username.clone(),
        path,
        expires,
    };
    held(&call.site.exchanges.kept).insert(word, address);
    reply::json(StatusCode::OK, &json!({"url": url}))
}

/// Answers at a temporary address, to anybody. `download=true` adds attachment behaviour (seen).
pub(crate) fn answer(site: &Arc<Site>, parts: &Parts) -> Response<Body> {
    if parts.method != Method::GET {
        return reply::wrong_method();
    }
    let rest = parts.uri.path().trim_start_matches("/exchange/");
    let (word, path) = rest.split_once('/').unwrap_or((rest, ""));
    let home = {
        let kept = held(&site.exchanges.kept);
        kept.get(word)
            .filter(|address| address.expires > Instant::now())
            .filter(|address| RemotePath::from_url(path).as_ref() == Ok(&address.path))
            .and_then(|address| Some((site.user(&address.username)?, address.path.clone())))
    };
    let Some((user, path)) = home else {
        return reply::text(StatusCode::NOT_FOUND, "NOT FOUND");
    };
    let home = Home::new(Arc::clone(site), user);
    let query = Form::parse(parts.uri.query().unwrap_or_default().as_bytes());
    match site.storage.open(&home.user.home, &path) {
        Ok(source) if !download::is_paid(&home, path.name(), source.size().unwrap_or(0)) => {
            reply::used_up(download::USED_UP)
        }
        Ok(source) => download::send(
            source,
            path.name(),
            &query,
            &parts.headers,
            &site.switches.get(),
        ),
        Err(_) => reply::text(StatusCode::NOT_FOUND, "NOT FOUND"),
    }
}
