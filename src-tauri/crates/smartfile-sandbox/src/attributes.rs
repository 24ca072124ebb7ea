//! `POST /api/2/path/info/…`: free words beside a file or folder.

use axum::body::Body;
use axum::http::{Response, StatusCode};

use crate::call::Call;
use crate::remote_path::RemotePath;
use crate::{entry, reply};

/// Sets attributes, `attributes=<key>=<value>` repeated (seen), and answers with the path object.
/// Keys that are not named stay, and an empty value ends one (both unknown, so inferred). A JSON
/// body may hold them as an object.
pub(crate) async fn set(call: &mut Call, path: RemotePath) -> Response<Body> {
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let home = call.home();
    if home.facts(&path).is_none() {
        return reply::not_found();
    }
    if !home.acl(&path).write {
        return reply::no_right();
    }
    let mut attributes = Vec::new();
    for text in form.all("attributes") {
        let Some((key, value)) = text.split_once('=').filter(|(key, _)| !key.is_empty()) else {
            return reply::invalid("attributes", "Enter each attribute as key=value.");
        };
        attributes.push((key.to_owned(), value.to_owned()));
    }
    attributes.extend(form.pairs().filter_map(|(name, value)| {
        let key = name.strip_prefix("attributes.")?;
        Some((key.to_owned(), value.to_owned()))
    }));
    if attributes.is_empty() {
        return reply::required("attributes");
    }
    call.site.notes.set(&home.user.home, &path, attributes);
    call.away(move |home| match entry::now(&home, &path) {
        Some(object) => reply::json(StatusCode::OK, &object),
        None => reply::not_found(),
    })
    .await
}
