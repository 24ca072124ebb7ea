//! `GET /api/2/path/info/…`: one entry, or a folder with its children, page by page.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Map, Value, json};

use crate::form::Form;
use crate::home::Home;
use crate::remote_path::RemotePath;
use crate::{entry, reply, site_time};

/// Answers with the path object; `children=true` adds what is in a folder (documented).
///
/// Children come in pages (seen), unless the switch is off or the request is for API 2.1, where
/// everything comes at once (seen). They are sorted by name, which nobody promises.
pub(crate) fn info(
    home: Home<'_>,
    path: &RemotePath,
    query: &Form,
    in_pages: bool,
) -> Response<Body> {
    let Ok((local, metadata)) = home.find(path) else {
        return reply::not_found();
    };
    let zone = site_time::zone();
    let wanted: Vec<&str> = query
        .all("fields")
        .flat_map(|value| value.split(','))
        .collect();
    let keep = |mut object: Map<String, Value>| {
        if !wanted.is_empty() {
            object.retain(|field, _| wanted.contains(&&**field));
        }
        object
    };
    let mut object = keep(entry::object(home, path, &local, &metadata, &zone));
    if !query.is_true("children") || (metadata.is_file() && !is_archive(&local)) {
        return reply::json(StatusCode::OK, &object);
    }
    let names = if metadata.is_dir() {
        entry::names(home, path, &local)
    } else {
        Vec::new()
    };
    let switches = home.site.switches.get();
    let (page, limit) = match (
        number(query, "page", 1),
        number(query, "limit", switches.default_limit),
    ) {
        (Ok(page), Ok(limit)) => (page, limit.min(switches.largest_limit.max(1))),
        (Err(refusal), _) | (_, Err(refusal)) => return refusal,
    };
    let total = names.len();
    let (skip, take) = if in_pages {
        ((page - 1).saturating_mul(limit), limit)
    } else {
        (0, total)
    };
    let children: Vec<Value> = names
        .iter()
        .skip(skip)
        .take(take)
        .filter_map(|name| {
            let child = path.join(name).ok()?;
            // Gone since the folder was read: not listed, rather than an error for the whole page.
            let (local, metadata) = home.child(&child, local.join(name)).ok()?;
            Some(Value::Object(keep(entry::object(
                home, &child, &local, &metadata, &zone,
            ))))
        })
        .collect();
    object.insert("children".to_owned(), Value::Array(children));
    if in_pages {
        let pages = total.div_ceil(limit).max(1);
        for (field, value) in [
            ("page", page),
            ("pages", pages),
            ("per_page", limit),
            ("total", total),
        ] {
            object.insert(field.to_owned(), json!(value));
        }
    }
    reply::json(StatusCode::OK, &object)
}

fn is_archive(local: &std::path::Path) -> bool {
    local
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

/// A parameter that counts from 1. What the service says to anything else is inferred.
fn number(query: &Form, name: &str, otherwise: usize) -> Result<usize, Response<Body>> {
    let Some(text) = query.get(name) else {
        return Ok(otherwise.max(1));
    };
    match text.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(reply::invalid(name, "Enter a whole number, at least 1.")),
    }
}
