//! Is the server there, and who are we to it?

use serde_json::Value;

use super::SmartFile;
use super::call::Call;
use super::lenient::{number, text};
use super::list::List;
use crate::address::Server;
use crate::error::Error;
use crate::http::Http;
use crate::probe::probe;

/// The most bytes of these small answers.
const LIMIT: usize = 1024 * 1024;

/// Whether this is a SmartFile API server. Needs no sign-in and checks none (*documented*, API
/// facts §4: `GET /api/2/ping/` answers `{"ping": "pong"}`, the answer *seen*).
///
/// A web page gives [`Page`](crate::ErrorKind::Page), a site that has moved
/// [`Moved`](crate::ErrorKind::Moved).
pub async fn ping(http: &Http, server: &Server) -> Result<(), Error> {
    probe(http, server).await.outcome
}

/// Who the tokens belong to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Identity {
    /// The name to sign in with.
    pub username: String,
    /// The person's name, put together from first and last name if need be.
    pub name: Option<String>,
    /// The person's e-mail address.
    pub email: Option<String>,
    /// The name of the site.
    pub site_name: Option<String>,
    /// The site's storage, if the answer tells it.
    pub storage: Option<Storage>,
}

/// How much is stored, and how much may be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Storage {
    /// Bytes in use.
    pub used: u64,
    /// Bytes allowed. `None` for no limit, which the service writes as null or 0 (*inferred*, API
    /// facts §4).
    pub limit: Option<u64>,
}

impl SmartFile {
    /// Who this is: `GET /api/2/whoami/`.
    ///
    /// Both known shapes are read (API facts §4 and §13.18, *seen*): `user` and `site` objects, and
    /// the user's fields at the top. The quota is optional. Safe to repeat.
    pub async fn whoami(&self) -> Result<Identity, Error> {
        const EXPECTED: &str = "an account";
        let call = Call::reads("whoami");
        let url = self.server.endpoint("api/2/whoami/");
        let answer = self.json(call, &url, LIMIT, EXPECTED).await?;
        identity(&answer).ok_or_else(|| call.unexpected(EXPECTED))
    }

    /// The rights that there are on this site: `GET /api/2/right/` (*seen*, API facts §4). Which of them the
    /// person has, it does not say. Safe to repeat.
    pub async fn rights(&self) -> Result<Vec<Right>, Error> {
        const EXPECTED: &str = "a list of rights";
        let call = Call::reads("rights");
        let url = self.plain_url("right");
        let answer = self.json(call, &url, LIMIT, EXPECTED).await?;
        List::read(&answer, 1, right)
            .map(|list| list.items)
            .ok_or_else(|| call.unexpected(EXPECTED))
    }
}

/// Something that a person may be allowed, such as `ftp_access`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Right {
    /// What the service calls it.
    pub name: String,
    /// What the service says about it.
    pub description: Option<String>,
}

fn right(object: &Value) -> Option<Right> {
    Some(Right {
        name: text(object.get("name"))?.to_owned(),
        description: text(object.get("description")).map(str::to_owned),
    })
}

fn identity(answer: &Value) -> Option<Identity> {
    let user = answer
        .get("user")
        .filter(|user| user.is_object())
        .unwrap_or(answer);
    let field = |key| text(user.get(key)).map(str::to_owned);
    let site = answer.get("site");
    Some(Identity {
        username: field("username")?,
        name: field("name").or_else(|| match (field("first_name"), field("last_name")) {
            (Some(first), Some(last)) => Some(format!("{first} {last}")),
            (first, last) => first.or(last),
        }),
        email: field("email"),
        site_name: site
            .and_then(|site| text(site.get("name")))
            .map(str::to_owned),
        storage: site.and_then(|site| site.get("quota")).and_then(storage),
    })
}

fn storage(quota: &Value) -> Option<Storage> {
    Some(Storage {
        used: number(quota.get("disk_bytes_tally"))?,
        limit: number(quota.get("disk_bytes_limit")).filter(|limit| *limit > 0),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Identity, Storage, identity};

    #[test]
    fn the_nested_shape_is_read() {
        let read = identity(&json!({
            "address": "192.0.2.14",
            "user": {"username": "mara", "name": "Mara Lind", "first_name": "Mara", "last_name": "Lind", "email": "mara@example.test", "owner": null},
            "site": {"name": "studio", "quota": {"disk_bytes_tally": 734_003_200, "disk_bytes_limit": "107374182400"}}
        }));
        assert_eq!(
            read,
            Some(Identity {
                username: "mara".into(),
                name: Some("Mara Lind".into()),
                email: Some("mara@example.test".into()),
                site_name: Some("studio".into()),
                storage: Some(Storage {
                    used: 734_003_200,
                    limit: Some(107_374_182_400)
                }),
            })
        );
    }

    #[test]
    fn the_flat_shape_is_read() {
        let read = identity(&json!({"username": "mara"}));
        let alone = Identity {
            username: "mara".into(),
            name: None,
            email: None,
            site_name: None,
            storage: None,
        };
        assert_eq!(read, Some(alone));
    }

    #[test]
    fn a_name_is_put_together_and_no_limit_is_none() {
        for limit in [json!(null), json!(0), json!("0")] {
            let read = identity(&json!({
                "user": {"username": "mara", "name": "", "first_name": "Mara", "last_name": "Lind"},
                "site": {"quota": {"disk_bytes_tally": 5, "disk_bytes_limit": limit}}
            }));
            let read = read.map(|identity| (identity.name, identity.storage));
            assert_eq!(
                read,
                Some((
                    Some("Mara Lind".into()),
                    Some(Storage {
                        used: 5,
                        limit: None
                    })
                ))
            );
        }
    }

    #[test]
    fn without_a_user_name_it_is_no_account() {
        for answer in [
            json!({}),
            json!([]),
            json!({"user": {"name": "Mara"}}),
            json!({"username": ""}),
            json!(null),
        ] {
            assert_eq!(identity(&answer), None, "{answer}");
        }
    }
}
