//! Share links, as the page shows and wants them.
//!
//! The address of a link opens what it leads to for whoever has it. It crosses to the page, which shows it
//! to the person; it stays out of logs.

use connect_core::{Acl, LinkForm as Form, RemotePath, ShareLink, ShareLinks, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{UiError, millis};

/// What whoever has a link may do.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::struct_excessive_bools)] // four independent rights, as the service names them
pub struct LinkRights {
    /// See what is inside.
    pub list: bool,
    /// Download.
    pub read: bool,
    /// Upload.
    pub write: bool,
    /// Delete.
    pub remove: bool,
}

impl From<Acl> for LinkRights {
    fn from(acl: Acl) -> Self {
        let Acl {
            list,
            read,
            write,
            remove,
        } = acl;
        Self {
            list,
            read,
            write,
            remove,
        }
    }
}

impl From<LinkRights> for Acl {
    fn from(rights: LinkRights) -> Self {
        let LinkRights {
            list,
            read,
            write,
            remove,
        } = rights;
        Self {
            list,
            read,
            write,
            remove,
        }
    }
}

/// One share link.
#[derive(Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::struct_excessive_bools)] // each is a fact of its own
pub struct LinkView {
    /// The site's name for it; names the link in `changeLink` and `revokeLink`.
    pub id: String,
    /// The address to pass on. None if the site told none that is a web address.
    pub address: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// What it opens.
    pub path: Option<String>,
    /// Who made it.
    pub owner: Option<String>,
    /// What whoever has it may do.
    pub rights: LinkRights,
    /// When it was made: an estimate, as all times of the site.
    pub created: Option<i64>,
    /// When it ends. None: not by itself.
    pub expires: Option<i64>,
    /// How often it was opened, where the site counts.
    pub used: Option<u64>,
    /// How often it may be opened. None for no limit.
    pub limit: Option<u64>,
    /// It ends within three days.
    pub expires_soon: bool,
    /// It has ended, or was used as often as it may be.
    pub ended: bool,
    /// The site counts, and nobody has opened it.
    pub never_opened: bool,
}

impl std::fmt::Debug for LinkView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinkView").finish_non_exhaustive()
    }
}

impl From<ShareLink> for LinkView {
    fn from(link: ShareLink) -> Self {
        Self {
            id: link.id,
            address: link.address.map(String::from),
            name: link.name,
            path: link.path.map(|path| path.as_str().to_owned()),
            owner: link.owner,
            rights: link.acl.into(),
            created: link.created.map(millis),
            expires: link.expires.map(millis),
            used: link.used,
            limit: link.limit,
            expires_soon: link.standing.expires_soon,
            ended: link.standing.ended,
            never_opened: link.standing.never_opened,
        }
    }
}

/// Links, as many as the site tells.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LinksView {
    /// The newest first, as far as that is known.
    pub links: Vec<LinkView>,
    /// Some could not be read, or there are more than we ask for.
    pub more: bool,
}

impl From<ShareLinks> for LinksView {
    fn from(links: ShareLinks) -> Self {
        Self {
            links: links.links.into_iter().map(Into::into).collect(),
            more: links.more,
        }
    }
}

/// What a link is to be like. What is null is left to the site, or stays as it is.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LinkForm {
    /// What it is called.
    pub name: Option<String>,
    /// What whoever has it may do.
    pub rights: Option<LinkRights>,
    /// When it ends.
    pub expires: Option<i64>,
    /// How often it may be opened.
    pub limit: Option<u64>,
}

impl LinkForm {
    /// As core wants it.
    ///
    /// # Errors
    /// `internal`, when the time is none.
    pub(crate) fn read(self) -> Result<Form, UiError> {
        let expires = self.expires.map(Timestamp::from_millisecond).transpose();
        Ok(Form {
            name: self.name,
            acl: self.rights.map(Acl::from),
            expires: expires.map_err(|_| UiError::ours("the page sent no time"))?,
            limit: self.limit,
        })
    }
}

/// Whose links are asked for: those of one entry, or all.
pub(crate) fn of(path: Option<String>) -> Result<Option<RemotePath>, UiError> {
    path.map(|path| crate::remote_path::parse(&path))
        .transpose()
}
