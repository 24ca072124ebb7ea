//! `copy` and `move`: into another folder.

use axum::body::Body;
use axum::http::Response;
use serde_json::json;

use super::{begin, is_to_fail};
use crate::arrival::Room;
use crate::call::Call;
use crate::form::Form;
use crate::home::Home;
use crate::remote_path::RemotePath;
use crate::reply;
use crate::switches::OntoExisting;
use crate::tasks::Outcome;

/// Copies `src`, repeatable, into the folder `dst` (seen).
pub(crate) async fn copy(call: &Call, form: &Form) -> Result<Response<Body>, Response<Body>> {
    start(call, form, false).await
}

/// Moves `src`, repeatable, into the folder `dst` (seen: to a new name inside it is `rename`).
pub(crate) async fn relocate(call: &Call, form: &Form) -> Result<Response<Body>, Response<Body>> {
    start(call, form, true).await
}

/// A missing `src` or `dst` is refused at once, with the parameter's name (seen for `src`). Needed
/// are list, download and upload (documented); to move, upload at both ends (inferred).
async fn start(call: &Call, form: &Form, away: bool) -> Result<Response<Body>, Response<Body>> {
    let sources = Call::paths(form, "src")?;
    let folder = Call::path(form, "dst")?;
    let home = call.home();
    for source in &sources {
        if home.facts(source).is_none() {
            return Err(reply::invalid("src", "There is no such file or folder."));
        }
        if source.is_root() || folder.is_within(source) {
            return Err(reply::invalid("src", "A folder cannot go into itself."));
        }
    }
    if !home.is_folder(&folder) {
        return Err(reply::invalid("dst", "The folder does not exist."));
    }
    let may = |source: &RemotePath| {
        let acl = home.acl(source);
        acl.list && acl.read && (acl.write || !away)
    };
    if !home.acl(&folder).write || !sources.iter().all(may) {
        return Err(reply::no_right());
    }
    let work = move |home: Home| {
        let mut outcome = Outcome::default();
        for source in &sources {
            if let Err(words) = one(&home, source, &folder, away) {
                outcome.errors.insert(source.to_string(), json!(words));
            }
        }
        outcome
    };
    Ok(begin(call, if away { "Move" } else { "Copy" }, work).await)
}

/// Brings one thing into a folder. An error is what the task's `errors` say.
fn one(
    home: &Home,
    source: &RemotePath,
    folder: &RemotePath,
    away: bool,
) -> Result<(), &'static str> {
    let (site, place) = (&home.site, &home.user.home);
    let target = folder
        .join(source.name())
        .map_err(|_| "Nothing can have this name")?;
    if home.facts_at_once(source).is_none() {
        return Err("No such file or directory");
    }
    if is_to_fail(home, source.name()) {
        return Err("The file is in use");
    }
    let bytes = site.storage.size_below(place, source);
    if !away && !Room::of(home).fits(bytes) {
        return Err("The storage quota has been reached");
    }
    if &target == source && away {
        return Ok(());
    }
    if home.facts_at_once(&target).is_some() {
        if &target == source || site.switches.get().onto_existing == OntoExisting::Refused {
            return Err("Something with this name already exists");
        }
        let old = site.storage.size_below(place, &target);
        site.storage
            .remove(place, &target)
            .map_err(|_| "The file could not be replaced")?;
        site.notes.removed(place, &target);
        site.tally.replaced(old, 0);
    }
    let done = if away {
        site.storage.rename(place, source, &target)
    } else {
        site.storage.copy(place, source, &target)
    };
    done.map_err(|_| "The file could not be written")?;
    if away {
        site.notes.moved(place, source, &target);
    } else {
        site.notes.copied(place, source, &target);
        site.tally.replaced(0, bytes);
    }
    home.made(&target);
    Ok(())
}
