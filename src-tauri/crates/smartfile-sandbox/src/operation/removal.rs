//! `remove`: files, and folders with everything in them.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Response;
use serde_json::json;

use super::{begin, is_to_fail};
use crate::call::Call;
use crate::form::Form;
use crate::home::Home;
use crate::remote_path::RemotePath;
use crate::reply;
use crate::tasks::Outcome;

/// Removes `path`, repeatable (seen). What is missing fails at once: 404 (seen). Folders go with
/// everything in them (inferred).
pub(crate) async fn remove(call: &Call, form: &Form) -> Result<Response<Body>, Response<Body>> {
    let paths = Call::paths(form, "path")?;
    let home = call.home();
    if paths.iter().any(|path| home.facts(path).is_none()) {
        return Err(reply::not_found());
    }
    if paths.iter().any(RemotePath::is_root) {
        return Err(reply::invalid("path", "The home folder cannot be removed."));
    }
    if paths.iter().all(|path| !home.acl(path).remove) {
        return Err(reply::no_right());
    }
    let site = Arc::clone(&call.site);
    let (user, address) = (Arc::clone(&call.user), call.address);
    let work = move |home: Home| {
        let mut outcome = Outcome::default();
        for path in &paths {
            let bytes = site.storage.size_below(&home.user.home, path);
            if take(&home, path, &mut outcome) {
                site.activity
                    .note(&user, address, "path removed", path, bytes);
            }
        }
        outcome
    };
    Ok(begin(call, "Remove", work).await)
}

/// Removes one thing; what cannot go stays, and so do the folders above it.
fn take(home: &Home, path: &RemotePath, outcome: &mut Outcome) -> bool {
    let site = &home.site;
    let mut fail = |words: &str| {
        outcome.errors.insert(path.to_string(), json!(words));
        false
    };
    let Some(facts) = home.facts_at_once(path) else {
        return fail("No such file or directory");
    };
    if !home.acl(path).remove {
        return fail("Permission denied");
    }
    if is_to_fail(home, path.name()) {
        return fail("Directory is not empty");
    }
    let bytes = site.storage.size_below(&home.user.home, path);
    let picky = site.switches.get().failing_name.is_some() || site.access.has_rules();
    let mut clean = true;
    if facts.folder && picky {
        for (name, _) in site
            .storage
            .list(&home.user.home, path, None, 0, usize::MAX)
            .1
        {
            clean &= path
                .join(&name)
                .is_ok_and(|child| take(home, &child, outcome));
        }
    }
    if !clean {
        let words = json!("Directory is not empty");
        outcome.errors.insert(path.to_string(), words);
        return false;
    }
    if site.storage.remove(&home.user.home, path).is_err() {
        let words = json!("The file could not be removed");
        outcome.errors.insert(path.to_string(), words);
        return false;
    }
    site.notes.removed(&home.user.home, path);
    site.tally
        .replaced(if facts.folder && picky { 0 } else { bytes }, 0);
    true
}
