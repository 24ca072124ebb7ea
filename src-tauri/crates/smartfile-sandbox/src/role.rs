//! `/api/2/role/`: what people may do beside files (seen).

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::form::Form;
use crate::reply;
use crate::right::RIGHTS;
use crate::shelf::Shelf;

/// What an ordinary user may do (inferred).
const USER: [&str; 7] = [
    "app_access",
    "dev_access",
    "ftp_access",
    "links_manage",
    "notify_manage",
    "self_manage",
    "sftp_access",
];

/// The roles every site has (documented), and two for practice.
pub(crate) fn lay_out(roles: &Shelf) {
    let put = |name: &str, has: &dyn Fn(&str) -> bool| {
        let rights: Map<String, Value> = RIGHTS
            .iter()
            .map(|(right, _)| ((*right).to_owned(), json!(has(right))))
            .collect();
        roles.put(name, json!({"name": name, "rights": rights}));
    };
    let limits = |right: &str| right.starts_with("file_upload");
    put("Administrator", &|right| !limits(right));
    put("Manager", &|right| {
        USER.contains(&right) || matches!(right, "account_manage" | "activity_manage")
    });
    put("User", &|right| USER.contains(&right));
    put("No API", &|right| {
        USER.contains(&right) && right != "dev_access"
    });
    put("No links", &|right| {
        USER.contains(&right) && right != "links_manage"
    });
}

/// Answers everything below `role/`. To change one needs the right to (inferred).
pub(crate) async fn answer(call: &mut Call, rest: &[&str]) -> Response<Body> {
    let reads = call.is("GET");
    if !reads && call.lacks("site_manage") {
        return reply::no_right();
    }
    match rest {
        [] if reads => list(call),
        [] if call.is("POST") => create(call).await,
        [] => reply::wrong_method(),
        [name] => match (call.site.roles.get(name), &*call.method()) {
            (None, _) => reply::not_found(),
            (Some(role), "GET") => look(&role),
            (Some(role), "POST" | "PUT") => change(call, name, role).await,
            (Some(_), "DELETE") => remove(call, name),
            _ => reply::wrong_method(),
        },
        _ => reply::not_found(),
    }
}

fn list(call: &Call) -> Response<Body> {
    call.envelope(call.site.roles.below(""))
}

/// `name` and `rights`, an object of booleans, so in JSON (seen); 201.
async fn create(call: &mut Call) -> Response<Body> {
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let Some(name) = form.get("name") else {
        return reply::required("name");
    };
    if call.site.roles.get(name).is_some() {
        return reply::invalid("name", "There is a role of this name.");
    }
    let none: Map<String, Value> = RIGHTS
        .iter()
        .map(|(right, _)| ((*right).to_owned(), json!(false)))
        .collect();
    let mut role = json!({"name": name, "rights": none});
    if let Err(refusal) = set_rights(&mut role, &form) {
        return refusal;
    }
    call.site.roles.put(name, role.clone());
    reply::json(StatusCode::CREATED, &role)
}

fn set_rights(role: &mut Value, form: &Form) -> Result<(), Response<Body>> {
    for (name, _) in form.pairs() {
        let Some(right) = name.strip_prefix("rights.") else {
            continue;
        };
        if RIGHTS.iter().all(|(known, _)| *known != right) {
            return Err(reply::invalid("rights", "There is no such right."));
        }
        role["rights"][right] = json!(form.is_true(name));
    }
    Ok(())
}

fn look(role: &Value) -> Response<Body> {
    reply::json(StatusCode::OK, role)
}

/// Rights that are not named stay; 200 (seen).
async fn change(call: &mut Call, name: &str, mut role: Value) -> Response<Body> {
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    if let Err(refusal) = set_rights(&mut role, &form) {
        return refusal;
    }
    call.site.roles.put(name, role.clone());
    look(&role)
}

fn remove(call: &Call, name: &str) -> Response<Body> {
    if call.site.people.find(|user| user.role == name).is_some() {
        return reply::invalid("role", "Somebody has this role.");
    }
    call.site.roles.take(name);
    reply::gone()
}
