//! `GET /api/2/path/info/…`: one entry, or a folder with its children, page by page.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::endpoint::Version;
use crate::remote_path::RemotePath;
use crate::{attributes, entry, reply, site_time};

/// Answers everything below `path/info`.
pub(crate) async fn answer(call: &mut Call) -> Response<Body> {
    let Ok(path) = call.path_below("path/info") else {
        return reply::impossible();
    };
    match &*call.method() {
        "GET" => info(call, path).await,
        "POST" => attributes::set(call, path).await,
        _ => reply::wrong_method(),
    }
}

/// Answers with the path object; `children=true` adds what is in a folder (documented).
///
/// Children come in pages (seen), unless the switch is off or the request is for API 2.1, where
/// everything comes at once (seen). They are sorted by name, which nobody promises.
pub(crate) async fn info(call: &Call, path: RemotePath) -> Response<Body> {
    let query = call.query.clone();
    let in_pages = call.switches.paging && call.version == Version::Two;
    let place = call.page();
    call.away(move |home| {
        let Some(facts) = home.facts(&path) else {
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
        let mut object = keep(entry::object(&home, &path, facts, &zone));
        if !query.is_true("children") || !(facts.folder || entry::is_archive(&path)) {
            return reply::json(StatusCode::OK, &object);
        }
        if !home.acl(&path).list {
            return reply::no_right();
        }
        let (page, limit) = match place {
            Ok(place) => place,
            Err(refusal) => return refusal,
        };
        let (skip, take) = if in_pages {
            ((page - 1).saturating_mul(limit), limit)
        } else {
            (0, usize::MAX)
        };
        let (total, entries) = home.list(&path, skip, take);
        let children: Vec<Value> = entries
            .into_iter()
            .filter_map(|(name, facts)| {
                let child = path.join(&name).ok()?;
                let object = entry::object(&home, &child, facts, &zone);
                Some(Value::Object(keep(object)))
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
    })
    .await
}
