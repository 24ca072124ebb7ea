//! `rename`: another name, or another place, for one file or folder.

use axum::body::Body;
use axum::http::{Response, StatusCode};

use crate::call::Call;
use crate::switches::OntoExisting;
use crate::{entry, reply};

/// Gives `src` the full path `dst`, at once, and answers with the new object (seen). Onto something
/// that is there: a switch (unknown).
pub(crate) async fn rename(call: &mut Call) -> Response<Body> {
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let (from, to) = match (Call::path(&form, "src"), Call::path(&form, "dst")) {
        (Ok(from), Ok(to)) => (from, to),
        (Err(refusal), _) | (_, Err(refusal)) => return refusal,
    };
    let home = call.home();
    let Some(facts) = home.facts(&from) else {
        return reply::invalid("src", "There is no such file or folder.");
    };
    if from.is_root() {
        return reply::invalid("src", "The home folder cannot be renamed.");
    }
    // Documented: upload and delete.
    if !(home.acl(&from).remove && home.acl(&to).write) {
        return reply::no_right();
    }
    if !home.is_folder(&to.parent()) {
        return reply::invalid("dst", "The folder does not exist.");
    }
    if to != from && to.is_within(&from) {
        return reply::invalid("dst", "A folder cannot go into itself.");
    }
    let taken = to != from && home.facts_at_once(&to).is_some();
    if taken && call.switches.onto_existing == OntoExisting::Refused || to.is_root() {
        return reply::invalid("dst", "Something with this name already exists.");
    }
    if call.lies() {
        let object = entry::object(&home, &to, facts, &crate::site_time::zone());
        return reply::json(StatusCode::OK, &object);
    }
    let place = &home.user.home;
    let replaced = if taken {
        call.site.storage.size_below(place, &to)
    } else {
        0
    };
    if call.site.storage.rename(place, &from, &to).is_err() {
        return reply::invalid("dst", "Nothing can have this name.");
    }
    if taken {
        call.site.notes.removed(place, &to);
        call.site.tally.replaced(replaced, 0);
    }
    call.site.notes.moved(place, &from, &to);
    home.made(&to);
    call.note("path renamed", &to, facts.size);
    call.away(move |home| match entry::now(&home, &to) {
        Some(object) => reply::json(StatusCode::OK, &object),
        None => reply::not_found(),
    })
    .await
}
