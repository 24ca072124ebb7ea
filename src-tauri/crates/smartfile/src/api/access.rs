//! Who may do what with a folder.

use serde_json::Value;
use url::Url;

use super::call::{Call, Form, SMALL};
use super::entry::acl;
use super::lenient::{number, text};
use super::list::{List, PER_PAGE};
use super::record::Record;
use super::{Acl, SmartFile};
use crate::error::{Error, ErrorKind};
use crate::path::{RemotePath, segment};

const EXPECTED: &str = "who has access";

/// Whom access is given to. A user's own wins over a group's (*documented*, API facts §12).
#[derive(Clone, Debug, Eq, PartialEq, Hash)]
pub enum Grantee {
    /// A user, by the name to sign in with.
    User(String),
    /// A group, by its name.
    Group(String),
}

impl Grantee {
    fn kind(&self) -> &'static str {
        match self {
            Grantee::User(_) => "user",
            Grantee::Group(_) => "group",
        }
    }

    fn name(&self) -> &str {
        match self {
            Grantee::User(name) | Grantee::Group(name) => name,
        }
    }
}

/// What one user or group may do.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AccessGrant {
    /// Who.
    pub grantee: Grantee,
    /// The number of the grant, if the server tells it.
    pub id: Option<u64>,
    /// What they may do. A right that the server does not name is not given.
    pub acl: Acl,
}

impl SmartFile {
    /// Who has been given access to a path: `GET /api/2/access/path/<path>/` (*seen* for users, *inferred*
    /// for groups; API facts §10). Safe to repeat.
    pub async fn access(&self, path: &RemotePath) -> Result<Vec<AccessGrant>, Error> {
        let call = Call::reads("access").at(path);
        let url = self.url("access/path", path);
        let answer = self.json(call, &url, SMALL, EXPECTED).await?;
        if !answer.is_object() {
            return Err(call.unexpected(EXPECTED));
        }
        Ok(grants(&answer))
    }

    /// One page of everything that a user or group has been given: `GET /api/2/access/user/<name>/` or
    /// `…/group/<name>/` (*seen*, API facts §10; the shape is not known). Safe to repeat.
    pub async fn access_of(&self, grantee: &Grantee, page: u32) -> Result<List<Record>, Error> {
        let call = Call::reads("access");
        let url = self.access_url(call, grantee, None)?;
        self.records_of(call, url, Form::new(), page, PER_PAGE)
            .await
    }

    /// Gives a user or group access to a path: `POST /api/2/access/user/` or `…/group/` (*seen*, API facts
    /// §10). What is answered is not documented. Whether giving the same twice makes one grant or two is
    /// not known: not safe to repeat blindly.
    pub async fn grant_access(
        &self,
        grantee: &Grantee,
        path: &RemotePath,
        acl: Acl,
    ) -> Result<Option<Record>, Error> {
        let call = Call::changes("grant access").at(path);
        let form = Form::new()
            .with(grantee.kind(), grantee.name())
            .with("path", path.as_str())
            .rights(acl);
        let url = self.plain_url(&format!("access/{}", grantee.kind()));
        let answer = self.tell(call, &url, &form, EXPECTED).await?;
        Ok(Record::read(&answer))
    }

    /// Takes one grant back: `DELETE /api/2/access/user/<name>/<id>/` or `…/group/…` (*inferred* from the
    /// address and from what the service does elsewhere; API facts §3.2, §10). Safe to repeat: a second
    /// time it is [`ErrorKind::NotFound`].
    pub async fn revoke_access(&self, grantee: &Grantee, id: u64) -> Result<(), Error> {
        let call = Call::changes("revoke access");
        let url = self.access_url(call, grantee, Some(id))?;
        self.delete(call, &url).await
    }

    fn access_url(&self, call: Call<'_>, grantee: &Grantee, id: Option<u64>) -> Result<Url, Error> {
        let name = segment(grantee.name()).ok_or_else(|| {
            let why = "this is no name of a user or group".to_owned();
            call.failed(ErrorKind::Local(why))
        })?;
        let id = id.map(|id| format!("/{id}")).unwrap_or_default();
        Ok(self.plain_url(&format!("access/{}/{name}{id}", grantee.kind())))
    }
}

fn grants(answer: &Value) -> Vec<AccessGrant> {
    let of = |list: &str, key: &str, make: fn(String) -> Grantee| {
        let list = answer.get(list).and_then(Value::as_array).cloned();
        let grant = |object: Value| {
            let who = object.get(key)?;
            let name = text(Some(who))
                .or_else(|| text(who.get("username")))
                .or_else(|| text(who.get("name")))?;
            Some(AccessGrant {
                grantee: make(name.to_owned()),
                id: number(object.get("id")),
                acl: acl(object.get("acl"), false),
            })
        };
        list.unwrap_or_default()
            .into_iter()
            .filter_map(grant)
            .collect::<Vec<_>>()
    };
    let mut all = of("users", "user", Grantee::User);
    all.extend(of("groups", "group", Grantee::Group));
    all
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{AccessGrant, Grantee, grants};
    use crate::api::Acl;

    #[test]
    fn users_and_groups_are_read_and_a_right_that_is_not_named_is_not_given() {
        let read = grants(&json!({
            "users": [{"user": {"username": "mara"}, "acl": {"list": true, "read": "on"}, "id": "4"}, {"user": {}}, 5],
            "groups": [{"group": "Harbor", "acl": null}, {"group": {"name": "Pier"}, "acl": {"write": true}}]
        }));
        let none = Acl {
            list: false,
            read: false,
            write: false,
            remove: false,
        };
        let grant = |grantee, id, acl| AccessGrant { grantee, id, acl };
        assert_eq!(
            read,
            [
                grant(
                    Grantee::User("mara".into()),
                    Some(4),
                    Acl {
                        list: true,
                        read: true,
                        ..none
                    }
                ),
                grant(Grantee::Group("Harbor".into()), None, none),
                grant(
                    Grantee::Group("Pier".into()),
                    None,
                    Acl {
                        write: true,
                        ..none
                    }
                ),
            ]
        );
        assert_eq!(grants(&json!({"users": {}})), []);
    }
}
