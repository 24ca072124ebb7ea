//! All that is known of one entry, as the page shows it.

use connect_core::{Details, Grant, Grantee, Version};
use serde::Serialize;
use ts_rs::TS;

use super::link::LinkRights;
use super::{EntryView, LinkView, millis};

/// Somebody who can see an entry.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GrantView {
    /// A person's or a group's name.
    pub name: String,
    /// Is it a group?
    pub is_group: bool,
    /// What they may do.
    pub rights: LinkRights,
}

impl From<Grant> for GrantView {
    fn from(grant: Grant) -> Self {
        let (name, is_group) = match grant.grantee {
            Grantee::User(name) => (name, false),
            Grantee::Group(name) => (name, true),
        };
        Self {
            name,
            is_group,
            rights: grant.acl.into(),
        }
    }
}

/// An earlier content of a file.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VersionView {
    /// The site's name for it.
    pub id: Option<String>,
    /// Bytes.
    pub size: Option<u64>,
    /// When it was written: an estimate.
    pub changed: Option<i64>,
    /// Who wrote it.
    pub by: Option<String>,
}

impl From<Version> for VersionView {
    fn from(version: Version) -> Self {
        Self {
            id: version.id,
            size: version.size,
            changed: version.changed.map(millis),
            by: version.by,
        }
    }
}

/// All that is known of one entry. A part that is null could not be asked for; the others count all the same.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DetailsView {
    /// The entry as it is now.
    pub entry: EntryView,
    /// Whose it is.
    pub owner: Option<String>,
    /// Its share links.
    pub links: Option<Vec<LinkView>>,
    /// Who was given access to it. Of a file: to its folder.
    pub access: Option<Vec<GrantView>>,
    /// Its earlier contents; none for a folder.
    pub versions: Option<Vec<VersionView>>,
    /// Is it a starred place?
    pub starred: bool,
}

impl From<Details> for DetailsView {
    fn from(details: Details) -> Self {
        fn all<A: Into<B>, B>(part: Option<Vec<A>>) -> Option<Vec<B>> {
            part.map(|items| items.into_iter().map(Into::into).collect())
        }
        Self {
            owner: details.owner,
            entry: details.entry.into(),
            links: all(details.links),
            access: all(details.access),
            versions: all(details.versions),
            starred: details.starred,
        }
    }
}
