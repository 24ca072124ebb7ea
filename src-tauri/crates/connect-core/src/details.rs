//! All that is known of one entry, gathered in one go; a part that cannot be had leaves the others as they are.

use jiff::Timestamp;
use smartfile::{Acl, Grantee};

use crate::entry::Entry;
use crate::links::ShareLink;

/// Somebody who was given access.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Grant {
    /// A person or a group.
    pub grantee: Grantee,
    /// What they may do.
    pub acl: Acl,
}

/// An earlier content of a file. Its shape is not documented (API facts §13.35), so everything is optional.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Version {
    /// The site's name for it.
    pub id: Option<String>,
    /// Bytes.
    pub size: Option<u64>,
    /// When it was written: an estimate.
    pub changed: Option<Timestamp>,
    /// Who wrote it.
    pub by: Option<String>,
}

/// All that is known of one entry. `None` is a part that could not be asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Details {
    /// The entry as it is now.
    pub entry: Entry,
    /// Whose it is, by the name to sign in with.
    pub owner: Option<String>,
    /// Its share links.
    pub links: Option<Vec<ShareLink>>,
    /// Who was given access to it; of a file, to its folder.
    pub access: Option<Vec<Grant>>,
    /// Its earlier contents.
    pub versions: Option<Vec<Version>>,
    /// Whether it is a starred place.
    pub starred: bool,
}
