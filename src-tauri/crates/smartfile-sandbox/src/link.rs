//! `/api/2/link/`: addresses for people without an account (seen).

use std::time::SystemTime;

use axum::body::Body;
use axum::http::{Response, StatusCode};

use crate::access::Acl;
use crate::call::Call;
use crate::form::Form;
use crate::links::Link;
use crate::{random, reply, site_time};

/// Answers everything below `link/`. Everybody sees their own links.
pub(crate) async fn answer(call: &mut Call, rest: &[&str]) -> Response<Body> {
    if !call.is("GET") && call.lacks("links_manage") {
        return reply::no_right();
    }
    match rest {
        [] if call.is("GET") => list(call),
        [] if call.is("POST") => create(call).await,
        [] => reply::wrong_method(),
        [uid] => {
            let mine = |link: &Link| link.username == call.user.username;
            match (call.site.links.get(uid).filter(mine), &*call.method()) {
                (None, _) => reply::not_found(),
                (Some(link), "GET") => look(call, &link),
                (Some(link), "POST" | "PUT") => change(call, link).await,
                (Some(link), "DELETE") => revoke(call, &link),
                _ => reply::wrong_method(),
            }
        }
        _ => reply::not_found(),
    }
}

fn list(call: &Call) -> Response<Body> {
    let links = call.site.links.all();
    let mine: Vec<Link> = links
        .iter()
        .filter(|link| link.username == call.user.username)
        .cloned()
        .collect();
    drop(links);
    call.envelope(mine.iter().map(|link| link.object(&call.site)).collect())
}

/// A new link to `path`: 201 (seen). Without flags it may be read and listed (inferred); one that
/// can be written to needs the right to upload, any other the right to download (documented).
async fn create(call: &mut Call) -> Response<Body> {
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let path = match Call::path(&form, "path") {
        Ok(path) => path,
        Err(refusal) => return refusal,
    };
    if call.home().facts(&path).is_none() {
        return reply::invalid("path", "There is no such file or folder.");
    }
    let Ok(uid) = random::letters(11) else {
        return reply::broken();
    };
    let mut link = Link {
        uid,
        name: path.name().to_owned(),
        path,
        username: call.user.username.clone(),
        acl: Acl::READ,
        recursive: false,
        cache: 0,
        created: SystemTime::now(),
        expiration: None,
        usage_count: 0,
        usage_limit: None,
    };
    if let Err(refusal) = set(call, &mut link, &form) {
        return refusal;
    }
    let answer = link.object(&call.site);
    call.note("link created", &link.path, 0);
    call.site.links.all().push(link);
    reply::json(StatusCode::CREATED, &answer)
}

/// `name`, the flags, `recursive`, `cache` (seen), `expiration` and `usage_limit` (inferred). One
/// that is named without a value ends.
fn set(call: &Call, link: &mut Link, form: &Form) -> Result<(), Response<Body>> {
    if let Some(name) = form.get("name") {
        name.clone_into(&mut link.name);
    }
    link.acl = link.acl.changed(form);
    if form.get("recursive").is_some() {
        link.recursive = form.is_true("recursive");
    }
    let number = |name: &str| match form.get(name).map(str::parse::<u64>) {
        None => Ok(None),
        Some(Ok(number)) => Ok(Some(number)),
        Some(Err(_)) => Err(reply::invalid(name, "Enter a whole number.")),
    };
    if let Some(cache) = number("cache")? {
        link.cache = cache;
    }
    if form.all("usage_limit").next().is_some() {
        link.usage_limit = number("usage_limit")?;
    }
    if form.all("expiration").next().is_some() {
        link.expiration = match form.get("expiration") {
            None => None,
            Some(text) => Some(
                site_time::read(text, &site_time::zone())
                    .ok_or_else(|| reply::invalid("expiration", "Enter a date and time."))?,
            ),
        };
    }
    let own = call.home().acl(&link.path);
    let fine = (own.read || !(link.acl.read || link.acl.list)) && (own.write || !link.acl.write);
    if fine { Ok(()) } else { Err(reply::no_right()) }
}

fn look(call: &Call, link: &Link) -> Response<Body> {
    reply::json(StatusCode::OK, &link.object(&call.site))
}

/// 200 (seen). What is not named stays.
async fn change(call: &mut Call, mut link: Link) -> Response<Body> {
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    if let Err(refusal) = set(call, &mut link, &form) {
        return refusal;
    }
    let answer = link.object(&call.site);
    let mut links = call.site.links.all();
    if let Some(place) = links.iter_mut().find(|known| known.uid == link.uid) {
        *place = link;
    }
    reply::json(StatusCode::OK, &answer)
}

/// 204 (seen).
fn revoke(call: &Call, link: &Link) -> Response<Body> {
    call.site.links.all().retain(|known| known.uid != link.uid);
    reply::gone()
}
