//! `/api/2/user/`: the people of the site (seen).

use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::call::Call;
use crate::lock::held;
use crate::reply;
use crate::user::User;

/// Everyone who may sign in, as they are now.
pub(crate) struct People {
    kept: Mutex<Vec<Arc<User>>>,
}

impl People {
    pub(crate) fn new(users: &[User]) -> Self {
        let users = users.iter().cloned().map(Arc::new).collect();
        Self {
            kept: Mutex::new(users),
        }
    }

    pub(crate) fn find(&self, fits: impl Fn(&User) -> bool) -> Option<Arc<User>> {
        held(&self.kept).iter().find(|user| fits(user)).cloned()
    }

    pub(crate) fn all(&self) -> Vec<Arc<User>> {
        held(&self.kept).clone()
    }

    /// Adds somebody, or takes the place of the one with this name.
    fn put(&self, old: &str, user: User) {
        let mut kept = held(&self.kept);
        match kept.iter_mut().find(|known| known.username == old) {
            Some(place) => *place = Arc::new(user),
            None => kept.push(Arc::new(user)),
        }
    }

    fn take(&self, username: &str) {
        held(&self.kept).retain(|user| user.username != username);
    }
}

/// A person with what only this address tells.
fn object(call: &Call, user: &User) -> Value {
    let mut object = call.site.person(user);
    object["active"] = json!(user.active);
    object["role"] = json!(user.role);
    object
}

/// Answers everything below `user/`. To change anybody needs the right to (inferred).
pub(crate) async fn answer(call: &mut Call, rest: &[&str]) -> Response<Body> {
    let reads = call.is("GET");
    if !reads && call.lacks("account_manage") {
        return reply::no_right();
    }
    match rest {
        [] if reads => list(call),
        [] if call.is("POST") => create(call).await,
        [] => reply::wrong_method(),
        [name] => match (call.site.user(name), &*call.method()) {
            (None, _) => reply::not_found(),
            (Some(user), "GET") => look(call, &user),
            (Some(user), "POST" | "PUT") => change(call, &user).await,
            (Some(user), "DELETE") => remove(call, &user),
            _ => reply::wrong_method(),
        },
        _ => reply::not_found(),
    }
}

fn list(call: &Call) -> Response<Body> {
    let everyone = call.site.people.all();
    call.envelope(everyone.iter().map(|user| object(call, user)).collect())
}

/// `name`, `username`, `password`, `email`, `role`; 201 (seen). `send_email` is read and nothing is
/// sent.
async fn create(call: &mut Call) -> Response<Body> {
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    for field in ["name", "username", "password", "email"] {
        if form.get(field).is_none() {
            return reply::required(field);
        }
    }
    let text = |name: &str| form.get(name).unwrap_or_default();
    let username = text("username");
    let odd = |letter: char| !(letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '@'));
    if username.contains(odd) || username.starts_with('.') {
        return reply::invalid("username", "Enter letters, digits and . - _ @ only.");
    }
    if call.site.user(username).is_some() {
        return reply::invalid("username", "This username is taken.");
    }
    let role = form.get("role").unwrap_or("User");
    if call.site.roles.get(role).is_none() {
        return reply::invalid("role", "There is no role of this name.");
    }
    let made = User::new(username, text("name"), role).and_then(|mut user| {
        text("password").clone_into(&mut user.password);
        text("email").clone_into(&mut user.email);
        call.site.storage.make_home(&user.home)?;
        Ok(user)
    });
    let Ok(user) = made else {
        return reply::broken();
    };
    let answer = object(call, &user);
    call.site.people.put(username, user);
    reply::json(StatusCode::CREATED, &answer)
}

fn look(call: &Call, user: &User) -> Response<Body> {
    reply::json(StatusCode::OK, &object(call, user))
}

/// `active`, `username` and the other fields; 200 (seen).
async fn change(call: &mut Call, user: &User) -> Response<Body> {
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let mut changed = user.clone();
    if let Some(role) = form.get("role") {
        if call.site.roles.get(role).is_none() {
            return reply::invalid("role", "There is no role of this name.");
        }
        role.clone_into(&mut changed.role);
    }
    if let Some(username) = form.get("username")
        && username != user.username
    {
        if call.site.user(username).is_some() {
            return reply::invalid("username", "This username is taken.");
        }
        username.clone_into(&mut changed.username);
    }
    for (name, field) in [
        ("name", &mut changed.name),
        ("email", &mut changed.email),
        ("password", &mut changed.password),
    ] {
        if let Some(text) = form.get(name) {
            text.clone_into(field);
        }
    }
    if form.get("active").is_some() {
        changed.active = form.is_true("active");
    }
    let answer = object(call, &changed);
    call.site.people.put(&user.username, changed);
    reply::json(StatusCode::OK, &answer)
}

/// 204 (seen). The home stays where it is.
fn remove(call: &Call, user: &User) -> Response<Body> {
    call.site.people.take(&user.username);
    call.site.grants.end(&user.username);
    reply::gone()
}
