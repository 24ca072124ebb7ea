//! Share links: addresses that open a file or folder for whoever has them.

use std::fmt;

use serde_json::Value;
use url::Url;

use super::call::{Call, Form, SMALL};
use super::entry::acl;
use super::lenient::{number, text, truth};
use super::list::{List, PER_PAGE};
use super::{Acl, SmartFile};
use crate::error::{Error, ErrorKind};
use crate::path::{RemotePath, segment};
use crate::time::ServerTime;

const EXPECTED: &str = "a share link";

/// A share link (API facts §9, fields *seen*).
///
/// Whoever knows its address has what it opens, so `Debug` shows neither the address nor the id it is made
/// of. Show it to the person; keep it out of logs.
#[derive(Clone, Eq, PartialEq)]
pub struct Link {
    /// What the service calls it; part of its address.
    pub uid: String,
    /// The address to pass on. `None` if the server sent none that is a web address.
    pub address: Option<Url>,
    /// What it is called, usually the name of what it opens.
    pub name: Option<String>,
    /// What it opens.
    pub path: Option<RemotePath>,
    /// Who made it, by the name to sign in with.
    pub owner: Option<String>,
    /// What whoever has it may do.
    pub acl: Acl,
    /// Whether that goes for the folders inside as well.
    pub recursive: Option<bool>,
    /// When it was made.
    pub created: Option<ServerTime>,
    /// When it ends. `None`: it does not, as far as the server says.
    pub expiration: Option<ServerTime>,
    /// How often it was used.
    pub usage_count: Option<u64>,
    /// How often it may be used. `None` for no limit.
    pub usage_limit: Option<u64>,
}

impl Link {
    /// The address of one file of a folder's link: the link's own and the encoded name (*documented*, API
    /// facts §9).
    pub fn address_of(&self, file: &str) -> Option<Url> {
        let mut url = self.address.clone()?;
        let name = segment(file)?;
        let folder = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{folder}/{name}"));
        Some(url)
    }

    fn read(object: &Value) -> Option<Link> {
        let field = |key: &str| object.get(key).filter(|value| !value.is_null());
        let address = text(field("href"))
            .and_then(|href| Url::parse(href).ok())
            .filter(|url| matches!(url.scheme(), "https" | "http") && url.username().is_empty());
        let path = text(field("path")).and_then(|path| {
            let slash = if path.starts_with('/') { "" } else { "/" };
            RemotePath::parse(&format!("{slash}{path}")).ok()
        });
        Some(Link {
            uid: text(field("uid"))?.to_owned(),
            address,
            name: text(field("name")).map(str::to_owned),
            path,
            owner: text(field("owner").and_then(|owner| owner.get("username"))).map(str::to_owned),
            acl: acl(field("acl"), false),
            recursive: truth(field("recursive")),
            created: text(field("created")).map(ServerTime::new),
            expiration: text(field("expiration")).map(ServerTime::new),
            usage_count: number(field("usage_count")),
            usage_limit: number(field("usage_limit")).filter(|limit| *limit > 0),
        })
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link")
            .field("acl", &self.acl)
            .field("recursive", &self.recursive)
            .field("expiration", &self.expiration)
            .field("usage_count", &self.usage_count)
            .field("usage_limit", &self.usage_limit)
            .finish_non_exhaustive()
    }
}

/// What a link is to be like. What is `None` is not sent, and stays as the service has it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct LinkOptions {
    /// What it is called.
    pub name: Option<String>,
    /// What whoever has it may do.
    pub acl: Option<Acl>,
    /// Whether that goes for the folders inside as well.
    pub recursive: Option<bool>,
    /// A number that the service calls `cache`; what it does is not documented.
    pub cache: Option<u64>,
    /// When it ends (*inferred* to be settable, API facts §9). In the server's own local time, whole
    /// seconds, as all its times are: `2021-06-14T08:31:07`.
    pub expiration: Option<ServerTime>,
    /// How often it may be used (*inferred* to be settable, API facts §9).
    pub usage_limit: Option<u64>,
}

impl LinkOptions {
    fn add_to(&self, form: Form) -> Form {
        let form = form.maybe("name", self.name.as_deref());
        let form = match self.acl {
            Some(acl) => form.rights(acl),
            None => form,
        };
        form.maybe("recursive", self.recursive.map(|yes| yes.to_string()))
            .maybe("cache", self.cache.map(|cache| cache.to_string()))
            .maybe(
                "expiration",
                self.expiration.as_ref().map(ServerTime::as_str),
            )
            .maybe("usage_limit", self.usage_limit.map(|n| n.to_string()))
    }
}

impl SmartFile {
    /// One page of the person's links: `GET /api/2/link/` (*seen*, API facts §9). Safe to repeat.
    pub async fn links(&self, page: u32) -> Result<List<Link>, Error> {
        let call = Call::reads("list links");
        let url = self.plain_url("link");
        self.list_of(call, url, Form::new(), (page, PER_PAGE), Link::read)
            .await
    }

    /// One link: `GET /api/2/link/<uid>/` (*seen*). Safe to repeat.
    pub async fn link(&self, uid: &str) -> Result<Link, Error> {
        let call = Call::reads("link");
        let url = self.link_url(call, uid)?;
        let answer = self.json(call, &url, SMALL, EXPECTED).await?;
        Link::read(&answer).ok_or_else(|| call.unexpected(EXPECTED))
    }

    /// Makes a link to a file or folder: `POST /api/2/link/` (*seen*; the name of `path` and of the rights as
    /// well). The role needs the right to make links (*documented*): [`ErrorKind::Forbidden`] without.
    ///
    /// Not safe to repeat blindly: each call makes another link. After an error that [may have
    /// happened](Error::may_have_happened), look through [`SmartFile::links`].
    pub async fn create_link(
        &self,
        path: &RemotePath,
        options: &LinkOptions,
    ) -> Result<Link, Error> {
        let call = Call::changes("create link").at(path);
        let form = options.add_to(Form::new().with("path", path.as_str()));
        let url = self.plain_url("link");
        let answer = self.tell(call, &url, &form, EXPECTED).await?;
        Link::read(&answer).ok_or_else(|| call.unexpected(EXPECTED))
    }

    /// Changes a link: `POST /api/2/link/<uid>/` (*seen*). Safe to repeat: the same values are written
    /// again.
    pub async fn change_link(&self, uid: &str, options: &LinkOptions) -> Result<Link, Error> {
        let call = Call::changes("change link");
        let url = self.link_url(call, uid)?;
        let form = options.add_to(Form::new());
        let answer = self.tell(call, &url, &form, EXPECTED).await?;
        Link::read(&answer).ok_or_else(|| call.unexpected(EXPECTED))
    }

    /// Ends a link: `DELETE /api/2/link/<uid>/` (*seen*). Safe to repeat: a second time it is
    /// [`ErrorKind::NotFound`], which means that it is gone.
    pub async fn revoke_link(&self, uid: &str) -> Result<(), Error> {
        let call = Call::changes("revoke link");
        let url = self.link_url(call, uid)?;
        self.delete(call, &url).await
    }

    fn link_url(&self, call: Call<'_>, uid: &str) -> Result<Url, Error> {
        let uid = segment(uid).ok_or_else(|| {
            let why = "this is no id of a link".to_owned();
            call.failed(ErrorKind::Local(why))
        })?;
        Ok(self.plain_url(&format!("link/{uid}")))
    }
}

#[cfg(test)]
#[path = "link_tests.rs"]
mod tests;
