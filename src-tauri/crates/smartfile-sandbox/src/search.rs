//! `/api/2/search/…?keywords=…` (seen; the shape is inferred: the list envelope).

use axum::body::Body;
use axum::http::Response;
use serde_json::{Value, json};

use crate::call::Call;
use crate::{entry, reply, site_time};

/// Answers everything below `search/`.
pub(crate) async fn answer(call: &Call, rest: &[&str]) -> Response<Body> {
    if !call.is("GET") {
        return reply::wrong_method();
    }
    let Some(keywords) = call.query.get("keywords") else {
        return reply::required("keywords");
    };
    let words: Vec<String> = keywords.split_whitespace().map(str::to_lowercase).collect();
    match rest {
        ["path", ..] => path(call, words).await,
        ["user"] => user(call, &words),
        ["group"] => group(call, &words),
        _ => reply::not_found(),
    }
}

/// Whether every word is somewhere in a name, in any case.
fn fits(name: &str, words: &[String]) -> bool {
    let name = name.to_lowercase();
    words.iter().all(|word| name.contains(word.as_str()))
}

/// Files and folders below a path whose name has all the words. Content is not searched.
async fn path(call: &Call, words: Vec<String>) -> Response<Body> {
    let Ok(scope) = call.path_below("search/path") else {
        return reply::impossible();
    };
    let home = call.home();
    if home.facts(&scope).is_none() {
        return reply::not_found();
    }
    let found = tokio::task::spawn_blocking(move || {
        let zone = site_time::zone();
        let mut found = Vec::new();
        home.walk(&scope, &mut |path, facts| {
            if *path != scope && fits(path.name(), &words) {
                found.push(Value::Object(entry::object(&home, path, facts, &zone)));
            }
        });
        found
    });
    match found.await {
        Ok(found) => call.envelope(found),
        Err(_) => reply::broken(),
    }
}

fn user(call: &Call, words: &[String]) -> Response<Body> {
    let everyone = call.site.people.all();
    let found = everyone
        .iter()
        .filter(|user| fits(&format!("{} {}", user.username, user.name), words));
    call.envelope(found.map(|user| call.site.person(user)).collect())
}

fn group(call: &Call, words: &[String]) -> Response<Body> {
    let mut groups = call.site.groups.below("");
    groups.retain(|group| fits(group["name"].as_str().unwrap_or_default(), words));
    call.envelope(groups.into_iter().map(|group| json!(group)).collect())
}
