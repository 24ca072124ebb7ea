//! Share links: what the person has given out, how long it lasts, and whether anybody came.

use std::fmt;

use jiff::Timestamp;
use smartfile::{Acl, RemotePath};
use url::Url;

/// How a link stands at a moment.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct LinkStanding {
    /// It ends within three days.
    pub expires_soon: bool,
    /// It has ended, or was used as often as it may be.
    pub ended: bool,
    /// The site counts, and nobody has opened it.
    pub never_opened: bool,
}

/// A share link. `Debug` shows neither its address nor what that is made of: whoever has it has what it opens.
#[derive(Clone, PartialEq)]
pub struct ShareLink {
    /// The site's name for it; part of its address.
    pub id: String,
    /// The address to pass on.
    pub address: Option<Url>,
    /// What it is called.
    pub name: Option<String>,
    /// What it opens.
    pub path: Option<RemotePath>,
    /// Who made it.
    pub owner: Option<String>,
    /// What whoever has it may do.
    pub acl: Acl,
    /// When it was made: an estimate.
    pub created: Option<Timestamp>,
    /// When it ends: an estimate.
    pub expires: Option<Timestamp>,
    /// How often it was used.
    pub used: Option<u64>,
    /// How often it may be used.
    pub limit: Option<u64>,
    /// How it stands now.
    pub standing: LinkStanding,
}

impl fmt::Debug for ShareLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShareLink")
            .field("acl", &self.acl)
            .field("standing", &self.standing)
            .finish_non_exhaustive()
    }
}

/// Links, as many as the site tells.
#[derive(Clone, Debug, PartialEq)]
pub struct ShareLinks {
    /// The newest first, as far as that is known.
    pub links: Vec<ShareLink>,
    /// Some could not be read, or there are more than are asked for.
    pub more: bool,
}

/// What a link is to be like. `None` is left to the site, or stays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkForm {
    /// What it is called.
    pub name: Option<String>,
    /// What whoever has it may do.
    pub acl: Option<Acl>,
    /// When it ends.
    pub expires: Option<Timestamp>,
    /// How often it may be used.
    pub limit: Option<u64>,
}
