//! Who may do what where: `/api/2/access/…` (seen; low in detail, so most of it is inferred).

use std::sync::Mutex;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::call::Call;
use crate::form::Form;
use crate::lock::held;
use crate::remote_path::RemotePath;
use crate::reply;
use crate::site::Site;

/// The four flags of a folder (documented).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the service names these four flags"
)]
pub(crate) struct Acl {
    pub(crate) list: bool,
    pub(crate) read: bool,
    pub(crate) write: bool,
    pub(crate) remove: bool,
}

impl Acl {
    pub(crate) const NONE: Self = Self {
        list: false,
        read: false,
        write: false,
        remove: false,
    };
    /// A folder that is read-only.
    pub(crate) const READ: Self = Self {
        list: true,
        read: true,
        ..Self::NONE
    };
    /// A folder to put things into, and to see nothing of.
    pub(crate) const POST: Self = Self {
        write: true,
        ..Self::NONE
    };
    pub(crate) const ALL: Self = Self {
        write: true,
        remove: true,
        ..Self::READ
    };

    /// Nothing may be done here, so nothing is to be seen (inferred).
    pub(crate) fn is_nothing(self) -> bool {
        self == Self::NONE
    }

    pub(crate) fn json(self) -> Value {
        json!({
            "list": self.list, "read": self.read, "remove": self.remove, "write": self.write,
        })
    }

    /// The flags a form names; those it does not name stay as they are.
    pub(crate) fn changed(self, form: &Form) -> Self {
        let flag = |name: &str, now: bool| form.get(name).map_or(now, |_| form.is_true(name));
        Self {
            list: flag("list", self.list),
            read: flag("read", self.read),
            write: flag("write", self.write),
            remove: flag("remove", self.remove),
        }
    }
}

/// Whom a rule is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    User(String),
    Group(String),
}

#[derive(Clone)]
struct Rule {
    id: u64,
    subject: Subject,
    path: RemotePath,
    acl: Acl,
}

/// The rules of the site, in the order they were given. Without a rule, everything is allowed.
#[derive(Default)]
pub(crate) struct Access {
    rules: Mutex<Vec<Rule>>,
}

impl Access {
    /// Adds a rule and returns its number. A rule for the same subject and path gives way.
    pub(crate) fn give(&self, subject: Subject, path: RemotePath, acl: Acl) -> u64 {
        let mut rules = held(&self.rules);
        let id = rules.iter().map(|rule| rule.id).max().unwrap_or(0) + 1;
        rules.retain(|rule| rule.subject != subject || rule.path != path);
        rules.push(Rule {
            id,
            subject,
            path,
            acl,
        });
        id
    }

    /// What somebody may do at a path: the rule for them that is nearest above it, else the nearest
    /// for one of their groups, the last given first (documented: a user's own rules win, and of
    /// several groups the last assigned).
    pub(crate) fn of(&self, site: &Site, username: &str, path: &RemotePath) -> Acl {
        let rules = held(&self.rules);
        if rules.is_empty() {
            return Acl::ALL;
        }
        let groups = site.groups_of(username);
        let nearest = |fits: &dyn Fn(&Subject) -> bool| {
            let mut fitting: Vec<&Rule> = rules
                .iter()
                .filter(|rule| fits(&rule.subject) && path.is_within(&rule.path))
                .collect();
            fitting.sort_by_key(|rule| rule.path.names().len());
            fitting.last().map(|rule| rule.acl)
        };
        nearest(&|subject| matches!(subject, Subject::User(name) if name == username))
            .or_else(|| {
                nearest(&|subject| matches!(subject, Subject::Group(name) if groups.contains(name)))
            })
            .unwrap_or(Acl::ALL)
    }

    /// Whether there could be anything this person must not see.
    pub(crate) fn hides_any(&self, username: &str) -> bool {
        held(&self.rules).iter().any(|rule| {
            rule.acl.is_nothing()
                && match &rule.subject {
                    Subject::User(name) => name == username,
                    Subject::Group(_) => true,
                }
        })
    }

    /// Whether there is any rule at all.
    pub(crate) fn has_rules(&self) -> bool {
        !held(&self.rules).is_empty()
    }

    fn find(&self, subject: &Subject, id: &str) -> Option<Rule> {
        let rules = held(&self.rules);
        let mut found = rules.iter().filter(|rule| &rule.subject == subject);
        found.find(|rule| rule.id.to_string() == id).cloned()
    }

    fn set(&self, id: u64, acl: Acl) {
        if let Some(rule) = held(&self.rules).iter_mut().find(|rule| rule.id == id) {
            rule.acl = acl;
        }
    }

    fn take(&self, id: u64) {
        held(&self.rules).retain(|rule| rule.id != id);
    }

    fn all(&self) -> Vec<Rule> {
        held(&self.rules).clone()
    }
}

fn object(rule: &Rule) -> Value {
    let (kind, name) = match &rule.subject {
        Subject::User(name) => ("user", name),
        Subject::Group(name) => ("group", name),
    };
    let mut object = rule.acl.json();
    object["id"] = json!(rule.id);
    object["path"] = json!(rule.path.to_string());
    object[kind] = json!(name);
    object
}

/// Answers everything below `access/`.
pub(crate) async fn answer(call: &mut Call, rest: &[&str]) -> Response<Body> {
    match rest {
        ["path", ..] if call.is("GET") => of_path(call),
        ["user" | "group"] | ["user" | "group", _] if call.is("GET") => list(call, rest),
        ["user" | "group", ..] if call.lacks("account_manage") => reply::no_right(),
        [kind @ ("user" | "group")] if call.is("POST") => give(call, kind).await,
        [kind @ ("user" | "group"), name, id] => {
            let subject = subject(kind, name);
            match (call.site.access.find(&subject, id), &*call.method()) {
                (None, _) => reply::not_found(),
                (Some(rule), "GET") => look(&rule),
                (Some(rule), "POST") => change(call, rule).await,
                (Some(rule), "DELETE") => take(call, &rule),
                _ => reply::wrong_method(),
            }
        }
        ["path" | "user" | "group", ..] => reply::wrong_method(),
        _ => reply::not_found(),
    }
}

fn subject(kind: &str, name: &str) -> Subject {
    if kind == "user" {
        Subject::User(name.to_owned())
    } else {
        Subject::Group(name.to_owned())
    }
}

/// Who may do what at one path: `users` and `groups`, each with its `acl` (seen; groups inferred).
fn of_path(call: &Call) -> Response<Body> {
    let home = call.home();
    let Ok(path) = call.path_below("access/path") else {
        return reply::impossible();
    };
    if home.facts(&path).is_none() {
        return reply::not_found();
    }
    let everyone = call.site.people.all();
    let users = everyone
        .iter()
        .filter(|user| user.home == call.user.home)
        .map(|user| {
            let acl = call.site.access.of(&call.site, &user.username, &path);
            json!({"acl": acl.json(), "user": call.site.person(user)})
        });
    let rules = call.site.access.all();
    let groups = rules.iter().filter_map(|rule| match &rule.subject {
        Subject::Group(name) if path.is_within(&rule.path) => {
            Some(json!({"acl": rule.acl.json(), "group": name}))
        }
        _ => None,
    });
    let answer = json!({
        "groups": groups.collect::<Vec<_>>(), "path": path.to_string(),
        "users": users.collect::<Vec<_>>(),
    });
    reply::json(StatusCode::OK, &answer)
}

/// The rules for everybody, or for one.
fn list(call: &Call, rest: &[&str]) -> Response<Body> {
    let rules = call.site.access.all();
    let fits = |rule: &&Rule| match (&rule.subject, rest) {
        (Subject::User(_), ["user"]) | (Subject::Group(_), ["group"]) => true,
        (Subject::User(name), ["user", wanted]) | (Subject::Group(name), ["group", wanted]) => {
            name == wanted
        }
        _ => false,
    };
    call.envelope(rules.iter().filter(fits).map(object).collect())
}

/// A new rule: `user` or `group`, `path`, and the flags; 201 (seen).
async fn give(call: &mut Call, kind: &str) -> Response<Body> {
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let Some(name) = form.get(kind) else {
        return reply::required(kind);
    };
    let known = if kind == "user" {
        call.site.user(name).is_some()
    } else {
        call.site.groups.get(name).is_some()
    };
    if !known {
        return reply::invalid(kind, "There is nobody of this name.");
    }
    let path = match form.get("path").map(RemotePath::from_form) {
        Some(Ok(path)) => path,
        Some(Err(_)) => return reply::impossible(),
        None => return reply::required("path"),
    };
    let subject = subject(kind, name);
    let acl = Acl::NONE.changed(&form);
    let id = call.site.access.give(subject.clone(), path.clone(), acl);
    let rule = Rule {
        id,
        subject,
        path,
        acl,
    };
    reply::json(StatusCode::CREATED, &object(&rule))
}

fn look(rule: &Rule) -> Response<Body> {
    reply::json(StatusCode::OK, &object(rule))
}

async fn change(call: &mut Call, mut rule: Rule) -> Response<Body> {
    match call.fields().await {
        Ok(form) => rule.acl = rule.acl.changed(&form),
        Err(refusal) => return refusal,
    }
    call.site.access.set(rule.id, rule.acl);
    look(&rule)
}

fn take(call: &Call, rule: &Rule) -> Response<Body> {
    call.site.access.take(rule.id);
    reply::gone()
}
