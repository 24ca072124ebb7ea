//! `/api/2/quota/user/`, `…/group/`, `…/site/`: how much may be stored and moved (seen).

use std::collections::HashMap;
use std::sync::Mutex;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::call::Call;
use crate::form::Form;
use crate::home::Home;
use crate::lock::held;
use crate::remote_path::RemotePath;
use crate::reply;
use crate::shelf::Shelf;
use crate::site::Site;
use crate::user::User;

/// The quotas, and what has been downloaded so far. The site's storage limit is a switch.
#[derive(Default)]
pub(crate) struct Quotas {
    shelf: Shelf,
    transferred: Mutex<HashMap<String, u64>>,
}

impl Quotas {
    pub(crate) fn put(&self, kind: &str, name: &str, quota: Value) {
        self.shelf.put(&format!("{kind}/{name}"), quota);
    }

    /// The smallest limit that stops this person: theirs, or that of one of their groups.
    /// Enforcement `notify` stops nobody (inferred from its name).
    fn limit(&self, site: &Site, user: &User, field: &str) -> Option<u64> {
        let own = std::iter::once(format!("user/{}", user.username));
        let groups = site.groups_of(&user.username).into_iter();
        own.chain(groups.map(|group| format!("group/{group}")))
            .filter_map(|key| self.shelf.get(&key))
            .filter(|quota| quota["enforcement"] == "disable")
            .filter_map(|quota| quota[field].as_u64())
            .min()
    }

    /// How many bytes a person may still store.
    pub(crate) fn disk_left(&self, home: &Home) -> Option<u64> {
        let limit = self.limit(&home.site, &home.user, "disk_bytes_limit")?;
        let used = home
            .site
            .storage
            .size_below(&home.user.home, &RemotePath::default());
        Some(limit.saturating_sub(used))
    }

    /// Counts a download, unless it would go over what this person may move.
    pub(crate) fn may_transfer(&self, site: &Site, user: &User, bytes: u64) -> bool {
        let limit = self.limit(site, user, "xfer_bytes_limit");
        let mut transferred = held(&self.transferred);
        let so_far = transferred.entry(user.username.clone()).or_default();
        let fits = limit.is_none_or(|limit| *so_far + bytes <= limit);
        if fits {
            *so_far += bytes;
        }
        fits
    }
}

/// Answers everything below `quota/`. To change one needs the right to (inferred).
pub(crate) async fn answer(call: &mut Call, rest: &[&str]) -> Response<Body> {
    let reads = call.is("GET");
    if !reads && call.lacks("account_manage") {
        return reply::no_right();
    }
    match rest {
        [kind @ ("user" | "group" | "site")] if reads => list(call, kind),
        [kind @ ("user" | "group" | "site")] if call.is("POST") => create(call, kind).await,
        ["user" | "group" | "site"] => reply::wrong_method(),
        [kind @ ("user" | "group" | "site"), name] => {
            let found = call.site.quotas.shelf.get(&format!("{kind}/{name}"));
            match (found, &*call.method()) {
                (None, _) => reply::not_found(),
                (Some(quota), "GET") => look(&quota),
                (Some(quota), "POST" | "PUT") => change(call, kind, name, quota).await,
                (Some(_), "DELETE") => remove(call, kind, name),
                _ => reply::wrong_method(),
            }
        }
        _ => reply::not_found(),
    }
}

fn list(call: &Call, kind: &str) -> Response<Body> {
    call.envelope(call.site.quotas.shelf.below(&format!("{kind}/")))
}

/// Whose it is under the name of the kind, `enforcement`, `interval`, and the two limits, of which
/// a missing one is none; 201 (seen).
async fn create(call: &mut Call, kind: &str) -> Response<Body> {
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let Some(name) = form.get(kind) else {
        return reply::required(kind);
    };
    let mut quota = json!({
        "disk_bytes_limit": null, "enforcement": "disable", "interval": "monthly",
        "xfer_bytes_limit": null,
    });
    quota[kind] = json!(name);
    if let Err(refusal) = set(&mut quota, &form) {
        return refusal;
    }
    call.site.quotas.put(kind, name, quota.clone());
    reply::json(StatusCode::CREATED, &quota)
}

fn set(quota: &mut Value, form: &Form) -> Result<(), Response<Body>> {
    for (field, choices) in [
        ("enforcement", ["notify", "disable"]),
        ("interval", ["monthly", "weekly"]),
    ] {
        match form.get(field) {
            Some(text) if choices.contains(&text) => quota[field] = json!(text),
            Some(_) => return Err(reply::invalid(field, "This is not one of the choices.")),
            None => {}
        }
    }
    for field in ["disk_bytes_limit", "xfer_bytes_limit"] {
        // Named without a value: none.
        if form.get(field).is_none() && form.all(field).next().is_some() {
            quota[field] = Value::Null;
        }
        match form.get(field).map(str::parse::<u64>) {
            Some(Ok(bytes)) => quota[field] = json!(bytes),
            Some(Err(_)) => return Err(reply::invalid(field, "Enter a whole number.")),
            None => {}
        }
    }
    Ok(())
}

fn look(quota: &Value) -> Response<Body> {
    reply::json(StatusCode::OK, quota)
}

async fn change(call: &mut Call, kind: &str, name: &str, mut quota: Value) -> Response<Body> {
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    if let Err(refusal) = set(&mut quota, &form) {
        return refusal;
    }
    call.site.quotas.put(kind, name, quota.clone());
    look(&quota)
}

fn remove(call: &Call, kind: &str, name: &str) -> Response<Body> {
    call.site.quotas.shelf.take(&format!("{kind}/{name}"));
    reply::gone()
}
