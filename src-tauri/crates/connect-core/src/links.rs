//! Share links: what the person has given out, how long it lasts, and whether anybody came.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use smartfile::{Acl, ErrorKind, Link, LinkOptions, RemotePath};
use url::Url;

use crate::connection::Session;
use crate::connections::Connections;
use crate::entry::ServerZone;
use crate::error::Error;
use crate::guarded::Guarded;

/// "Soon" is within three days.
const SOON: SignedDuration = SignedDuration::from_hours(3 * 24);
/// Pages of links that are asked for; a thousand links are more than anybody looks through.
const PAGES: u32 = 10;

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

impl LinkStanding {
    /// How a link stands at this moment. Times of the site are estimates, and so is this.
    pub(crate) fn at(
        now: Timestamp,
        expires: Option<Timestamp>,
        used: Option<u64>,
        limit: Option<u64>,
    ) -> Self {
        let past = expires.is_some_and(|end| end <= now);
        let used_up = matches!((used, limit), (Some(used), Some(limit)) if used >= limit);
        let ended = past || used_up;
        let soon = expires.is_some_and(|end| end.duration_since(now) < SOON);
        Self {
            expires_soon: soon && !ended,
            ended,
            never_opened: used == Some(0),
        }
    }
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

impl ShareLink {
    pub(crate) fn new(link: Link, now: Timestamp, zone: &ServerZone) -> Self {
        let instant = |time| zone.instant(time);
        let expires = link.expiration.as_ref().and_then(instant);
        Self {
            standing: LinkStanding::at(now, expires, link.usage_count, link.usage_limit),
            created: link.created.as_ref().and_then(instant),
            expires,
            id: link.uid,
            address: link.address,
            name: link.name,
            path: link.path,
            owner: link.owner,
            acl: link.acl,
            used: link.usage_count,
            limit: link.usage_limit,
        }
    }

    /// Whether the site has it as it was asked for. What the site does not tell is not held against it.
    fn is_as(&self, form: &LinkForm) -> bool {
        let named = |own: &Option<String>, asked: &Option<String>| asked.is_none() || own == asked;
        let at = |own: Option<Timestamp>, asked: Option<Timestamp>| match (own, asked) {
            // The site knows whole seconds.
            (Some(own), Some(asked)) => own.as_second() == asked.as_second(),
            (None, Some(_)) => false,
            (_, None) => true,
        };
        named(&self.name, &form.name)
            && form.acl.is_none_or(|acl| acl == self.acl)
            && at(self.expires, form.expires)
            && form.limit.is_none_or(|limit| Some(limit) == self.limit)
    }
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

impl LinkForm {
    fn options(&self, zone: &ServerZone) -> LinkOptions {
        LinkOptions {
            name: self.name.clone(),
            acl: self.acl,
            expiration: self.expires.map(|at| zone.server_time(at)),
            usage_limit: self.limit,
            ..LinkOptions::default()
        }
    }
}

pub(crate) struct Links {
    connections: Arc<Connections>,
    /// Which link a request has made: asked again, it is that one.
    made: Guarded<HashMap<String, String>>,
    /// One link is made at a time, so that one that was made behind a lost answer can be told from the others.
    making: tokio::sync::Mutex<()>,
}

impl Links {
    pub(crate) fn new(connections: Arc<Connections>) -> Self {
        Self {
            connections,
            made: Guarded::default(),
            making: tokio::sync::Mutex::default(),
        }
    }

    pub(crate) async fn list(&self, path: Option<&RemotePath>) -> Result<ShareLinks, Error> {
        let session = self.connections.current().session()?;
        self.listed(&session, path).await
    }

    /// Those of one entry, or all.
    pub(crate) async fn listed(
        &self,
        session: &Session,
        path: Option<&RemotePath>,
    ) -> Result<ShareLinks, Error> {
        let remote = &session.remote;
        let mut all = ShareLinks {
            links: Vec::new(),
            more: false,
        };
        for number in 1..=PAGES {
            let list = session.ask(|| remote.links(number)).await?;
            let has_more = list.has_more();
            all.more = all.more || list.skipped > 0 || (has_more && number == PAGES);
            for link in list.items {
                let new = all.links.iter().all(|known| known.id != link.uid);
                if new && path.is_none_or(|path| link.path.as_ref() == Some(path)) {
                    all.links
                        .push(ShareLink::new(link, self.now(), self.zone()));
                }
            }
            if !has_more {
                break;
            }
        }
        all.links
            .sort_by_key(|link| std::cmp::Reverse(link.created));
        Ok(all)
    }

    /// Makes a link and looks at it; what is answered is what the site has. An answer that was lost is looked
    /// for among the links, and not asked for again.
    pub(crate) async fn create(
        &self,
        request_id: &str,
        path: &RemotePath,
        form: LinkForm,
    ) -> Result<ShareLink, Error> {
        let _alone = self.making.lock().await;
        let session = self.connections.current().session()?;
        let known = self.made.lock().get(request_id).cloned();
        if let Some(known) = known {
            return self.look(&session, &known).await;
        }
        let before = self.listed(&session, Some(path)).await?;
        let (remote, options) = (&session.remote, form.options(self.zone()));
        let id = match session.ask(|| remote.create_link(path, &options)).await {
            Ok(link) => link.uid,
            Err(error) if error.may_have_happened() => {
                let mut now = self.listed(&session, Some(path)).await?.links.into_iter();
                let new = |link: &ShareLink| before.links.iter().all(|old| old.id != link.id);
                now.find(new).ok_or(error)?.id
            }
            Err(error) => return Err(error.into()),
        };
        let link = match self.look(&session, &id).await {
            Err(Error::Api(error)) if *error.kind() == ErrorKind::NotFound => {
                return Err(Error::NotDone);
            }
            link => link?,
        };
        self.made.lock().insert(request_id.to_owned(), id);
        Ok(link)
    }

    /// Changes a link and looks at it.
    pub(crate) async fn change(&self, id: &str, form: LinkForm) -> Result<ShareLink, Error> {
        let session = self.connections.current().session()?;
        let (remote, options) = (&session.remote, form.options(self.zone()));
        let said = session.ask(|| remote.change_link(id, &options)).await;
        match said {
            Err(error) if !error.may_have_happened() => return Err(error.into()),
            _ => {}
        }
        let link = self.look(&session, id).await?;
        match said {
            _ if link.is_as(&form) => Ok(link),
            Err(error) => Err(error.into()),
            Ok(_) => Err(Error::NotDone),
        }
    }

    /// Ends a link and looks whether it is gone: one that somebody can still open was not ended.
    pub(crate) async fn revoke(&self, id: &str) -> Result<(), Error> {
        let session = self.connections.current().session()?;
        let remote = &session.remote;
        let said = session.ask(|| remote.revoke_link(id)).await;
        let is_gone = |error: &smartfile::Error| *error.kind() == ErrorKind::NotFound;
        match self.look(&session, id).await {
            // A site that finds nothing at all finds no link either: the list is the second witness.
            Err(Error::Api(error)) if is_gone(&error) => {
                let all = self.listed(&session, None).await?;
                let listed = all.links.iter().any(|link| link.id == id);
                if listed { Err(Error::NotDone) } else { Ok(()) }
            }
            Err(error) => Err(said.err().map_or(error, Error::from)),
            Ok(_) => Err(said
                .err()
                .filter(|error| !is_gone(error))
                .map_or(Error::NotDone, Error::from)),
        }
    }

    async fn look(&self, session: &Session, id: &str) -> Result<ShareLink, Error> {
        let remote = &session.remote;
        let link = session.ask(|| remote.link(id)).await?;
        Ok(ShareLink::new(link, self.now(), self.zone()))
    }

    fn zone(&self) -> &ServerZone {
        &self.connections.shared().ports.server_zone
    }

    fn now(&self) -> Timestamp {
        self.connections.shared().ports.clock.wall()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use super::*;

    #[test]
    fn soon_is_three_days_and_what_has_ended_is_not_about_to() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let stands = |end: Option<&str>, used, limit| {
            let end = end.map(|text| text.parse().unwrap());
            let at = LinkStanding::at(now, end, used, limit);
            (at.expires_soon, at.ended, at.never_opened)
        };
        for (end, used, limit, expected) in [
            (None, None, None, (false, false, false)),
            (None, Some(0), None, (false, false, true)),
            (
                Some("2026-03-04T11:59:59Z"),
                Some(1),
                None,
                (true, false, false),
            ),
            (
                Some("2026-03-04T12:00:00Z"),
                Some(1),
                None,
                (false, false, false),
            ),
            (
                Some("2026-03-01T12:00:00Z"),
                Some(0),
                None,
                (false, true, true),
            ),
            (
                Some("2026-03-02T12:00:00Z"),
                Some(5),
                Some(5),
                (false, true, false),
            ),
            (None, Some(4), Some(5), (false, false, false)),
            (None, None, Some(5), (false, false, false)),
        ] {
            assert_eq!(
                stands(end, used, limit),
                expected,
                "{end:?} {used:?} {limit:?}"
            );
        }
    }
}
