//! `/api/2/group/`: people who are given access together (seen).

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::call::Call;
use crate::form::Form;
use crate::reply;

/// Answers everything below `group/`. To change one needs the right to (inferred).
pub(crate) async fn answer(call: &mut Call, rest: &[&str]) -> Response<Body> {
    let reads = call.is("GET");
    if !reads && call.lacks("account_manage") {
        return reply::no_right();
    }
    match rest {
        [] if reads => list(call),
        [] if call.is("POST") => create(call).await,
        [] => reply::wrong_method(),
        [name] => match (call.site.groups.get(name), &*call.method()) {
            (None, _) => reply::not_found(),
            (Some(group), "GET") => look(&group),
            (Some(group), "POST" | "PUT") => change(call, name, group).await,
            (Some(_), "DELETE") => remove(call, name),
            _ => reply::wrong_method(),
        },
        _ => reply::not_found(),
    }
}

fn list(call: &Call) -> Response<Body> {
    call.envelope(call.site.groups.below(""))
}

/// `name`, and `users` repeated (seen); 201.
async fn create(call: &mut Call) -> Response<Body> {
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let Some(name) = form.get("name") else {
        return reply::required("name");
    };
    if call.site.groups.get(name).is_some() {
        return reply::invalid("name", "There is a group of this name.");
    }
    match users(call, &form) {
        Ok(users) => {
            let group = json!({"name": name, "users": users});
            call.site.groups.put(name, group.clone());
            reply::json(StatusCode::CREATED, &group)
        }
        Err(refusal) => refusal,
    }
}

fn users(call: &Call, form: &Form) -> Result<Vec<String>, Response<Body>> {
    let named = form.all("users").filter(|name| !name.is_empty());
    named
        .map(|name| match call.site.user(name) {
            Some(user) => Ok(user.username.clone()),
            None => Err(reply::invalid("users", "There is nobody of this name.")),
        })
        .collect()
}

fn look(group: &Value) -> Response<Body> {
    reply::json(StatusCode::OK, group)
}

/// Other `users`; 200 (seen).
async fn change(call: &mut Call, name: &str, mut group: Value) -> Response<Body> {
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    if form.all("users").next().is_some() {
        match users(call, &form) {
            Ok(users) => group["users"] = json!(users),
            Err(refusal) => return refusal,
        }
    }
    call.site.groups.put(name, group.clone());
    look(&group)
}

fn remove(call: &Call, name: &str) -> Response<Body> {
    call.site.groups.take(name);
    reply::gone()
}
