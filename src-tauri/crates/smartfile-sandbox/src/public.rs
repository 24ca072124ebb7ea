//! Where links lead: pages and files for people without an account, at an address of their own
//! (documented: not on the site's host).

use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::header::CACHE_CONTROL;
use axum::http::request::Parts;
use axum::http::{Method, Response, StatusCode};

use crate::call::Call;
use crate::consent::{self, escape};
use crate::endpoint::Version;
use crate::form::Form;
use crate::home::Home;
use crate::links::Link;
use crate::remote_path::RemotePath;
use crate::site::Site;
use crate::{download, reply, upload};

/// Answers at `/<uid>/` and `/<uid>/<name>` (documented). The pages are ours.
pub(crate) async fn answer(
    site: &Arc<Site>,
    address: IpAddr,
    parts: &Parts,
    body: Body,
) -> Response<Body> {
    let path = parts.uri.path();
    if path == "/oauth2/practice.css" {
        return consent::style();
    }
    let Ok(place) = RemotePath::from_url(path) else {
        return nothing();
    };
    let Some((uid, names)) = place.names().split_first() else {
        return nothing();
    };
    let Some(link) = site.links.get(uid).filter(|link| !link.is_over()) else {
        return nothing();
    };
    let Some(owner) = site.user(&link.username) else {
        return nothing();
    };
    let home = Home::new(Arc::clone(site), owner);
    let Some(facts) = home.facts(&link.path) else {
        return nothing();
    };
    if link.is_used_up() {
        return used_up();
    }
    if parts.method == Method::POST && facts.folder && names.is_empty() {
        return receive(&home, address, parts, body, &link).await;
    }
    if parts.method != Method::GET {
        return reply::wrong_method();
    }
    if !facts.folder {
        return match names {
            [] => page_of_file(&link),
            [name] if *name == link.path.name() => send(&home, parts, &link, &link.path),
            _ => nothing(),
        };
    }
    let mut wanted = link.path.clone();
    for name in names {
        match wanted.join(name) {
            Ok(path) => wanted = path,
            Err(_) => return nothing(),
        }
    }
    match home.facts(&wanted) {
        Some(facts) if facts.folder && (names.is_empty() || link.recursive) => {
            page_of_folder(&home, &link, &wanted)
        }
        Some(facts) if !facts.folder && (names.len() == 1 || link.recursive) => {
            send(&home, parts, &link, &wanted)
        }
        _ => nothing(),
    }
}

/// A file's bytes. Each answer counts as a use (inferred).
fn send(home: &Home, parts: &Parts, link: &Link, path: &RemotePath) -> Response<Body> {
    if !(link.acl.read && home.acl(path).read) {
        return refused();
    }
    let Ok(source) = home.site.storage.open(&home.user.home, path) else {
        return nothing();
    };
    if !download::is_paid(home, path.name(), source.size().unwrap_or(0)) {
        return reply::used_up(download::USED_UP);
    }
    if !home.site.links.use_once(&link.uid) {
        return used_up();
    }
    let query = Form::parse(parts.uri.query().unwrap_or_default().as_bytes());
    let switches = home.site.switches.get();
    let mut response = download::send(source, path.name(), &query, &parts.headers, &switches);
    let cache = format!("max-age={}", link.cache);
    reply::insert(&mut response, CACHE_CONTROL, &cache);
    response
}

/// Files into the link's folder, by whoever has the address.
async fn receive(
    home: &Home,
    address: IpAddr,
    parts: &Parts,
    body: Body,
    link: &Link,
) -> Response<Body> {
    if !link.acl.write {
        upload::drain(body).await;
        return refused();
    }
    let mut call = Call {
        site: Arc::clone(&home.site),
        user: Arc::clone(&home.user),
        address,
        method: parts.method.clone(),
        version: Version::Two,
        rest: String::new(),
        query: Form::default(),
        headers: parts.headers.clone(),
        switches: home.site.switches.get(),
        fault: None,
        body: Mutex::new(Some(body)),
    };
    let stored = upload::post(&mut call, link.path.clone()).await;
    if !stored.status().is_success() {
        return stored;
    }
    page(
        StatusCode::OK,
        "Your files have arrived",
        "<p class=\"lead\">Thank you. You can close this page.</p>",
    )
}

fn page_of_file(link: &Link) -> Response<Body> {
    if !link.acl.read {
        return refused();
    }
    let name = escape(link.path.name());
    let address = encoded(&[&link.uid, link.path.name()]);
    let main = format!("<p><a id=\"download\" href=\"{address}\">Download {name}</a></p>");
    page(StatusCode::OK, &link.name, &main)
}

fn page_of_folder(home: &Home, link: &Link, folder: &RemotePath) -> Response<Body> {
    let mut main = String::new();
    if link.acl.list && home.acl(folder).list {
        main += "<ul id=\"entries\">\n";
        for (name, facts) in home.list(folder, 0, usize::MAX).1 {
            let Some(below) = folder.join(&name).ok() else {
                continue;
            };
            let mut names = vec![link.uid.as_str()];
            names.extend(
                below.names()[link.path.names().len()..]
                    .iter()
                    .map(|n| &**n),
            );
            let slash = if facts.folder { "/" } else { "" };
            // Writing to a text cannot fail.
            let _ = writeln!(
                main,
                "<li><a href=\"{}{slash}\">{}{slash}</a></li>",
                encoded(&names),
                escape(&name)
            );
        }
        main += "</ul>\n";
    }
    if link.acl.write && *folder == link.path {
        main += "<form id=\"upload\" method=\"post\" enctype=\"multipart/form-data\">\n\
                 <p><label>Files <input type=\"file\" name=\"file\" multiple></label> \
                 <button>Send</button></p>\n</form>\n";
    }
    if main.is_empty() {
        return refused();
    }
    page(StatusCode::OK, &link.name, &main)
}

fn encoded(names: &[&str]) -> String {
    let path = names
        .iter()
        .try_fold(RemotePath::default(), |path, name| path.join(name));
    format!("/{}", path.unwrap_or_default().encoded())
}

/// The same page for an unknown, an expired and a revoked link: nobody learns which it was.
fn nothing() -> Response<Body> {
    let words = "<p class=\"lead\">The link has ended, or it never was. Ask whoever sent it.</p>";
    page(StatusCode::NOT_FOUND, "There is nothing here", words)
}

fn refused() -> Response<Body> {
    let words = "<p class=\"lead\">Ask whoever sent the link for what you need.</p>";
    page(StatusCode::FORBIDDEN, "The link does not allow this", words)
}

fn used_up() -> Response<Body> {
    let words = "<p class=\"lead\">Ask whoever sent the link for a new one.</p>";
    page(
        StatusCode::FORBIDDEN,
        "The link has been used as often as it may be",
        words,
    )
}

fn page(status: StatusCode, title: &str, main: &str) -> Response<Body> {
    let title = escape(title);
    consent::page(status, &title, &format!("<h1>{title}</h1>\n{main}"), None)
}
