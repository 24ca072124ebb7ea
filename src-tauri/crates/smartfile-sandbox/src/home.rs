//! One person's home: the folder they see as `/`.

use std::sync::Arc;

use crate::access::Acl;
use crate::remote_path::RemotePath;
use crate::site::Site;
use crate::storage::Facts;
use crate::user::User;

/// A home, seen by one of the people it belongs to.
#[derive(Clone)]
pub(crate) struct Home {
    pub(crate) site: Arc<Site>,
    pub(crate) user: Arc<User>,
}

impl Home {
    pub(crate) fn new(site: Arc<Site>, user: Arc<User>) -> Self {
        Self { site, user }
    }

    /// What this person may do at a path.
    pub(crate) fn acl(&self, path: &RemotePath) -> Acl {
        self.site.access.of(&self.site, &self.user.username, path)
    }

    /// What lies at a path, as far as this person can see: nothing that they have no right to at
    /// all, and nothing that is not to be seen yet.
    pub(crate) fn facts(&self, path: &RemotePath) -> Option<Facts> {
        let hidden = self.site.fresh.hides(&self.user.home, path) || self.acl(path).is_nothing();
        (!hidden).then(|| self.facts_at_once(path))?
    }

    /// Like [`Home::facts`], for something that has only just been made and may still be hidden.
    pub(crate) fn facts_at_once(&self, path: &RemotePath) -> Option<Facts> {
        self.site.storage.facts(&self.user.home, path)
    }

    /// Whether there is a folder at a path, hidden or not.
    pub(crate) fn is_folder(&self, path: &RemotePath) -> bool {
        self.facts_at_once(path).is_some_and(|facts| facts.folder) && !self.acl(path).is_nothing()
    }

    /// How many entries of a folder this person sees, and those from `skip` on, `take` at most.
    pub(crate) fn list(
        &self,
        path: &RemotePath,
        skip: usize,
        take: usize,
    ) -> (usize, Vec<(String, Facts)>) {
        let storage = &self.site.storage;
        let home = &self.user.home;
        if self.site.fresh.is_empty() && !self.site.access.hides_any(&self.user.username) {
            return storage.list(home, path, None, skip, take);
        }
        let shown = |name: &str| {
            path.join(name).is_ok_and(|child| {
                !self.site.fresh.hides(home, &child) && !self.acl(&child).is_nothing()
            })
        };
        storage.list(home, path, Some(&shown), skip, take)
    }

    /// Everything at and below a path that this person sees, folders before what is in them.
    pub(crate) fn walk(&self, path: &RemotePath, visit: &mut dyn FnMut(&RemotePath, Facts)) {
        let Some(facts) = self.facts(path) else {
            return;
        };
        visit(path, facts);
        if facts.folder && self.acl(path).list {
            for (name, child) in self.list(path, 0, usize::MAX).1 {
                let Ok(below) = path.join(&name) else {
                    continue;
                };
                if child.folder {
                    self.walk(&below, visit);
                } else {
                    visit(&below, child);
                }
            }
        }
    }

    /// Notes that something new is at a path; it shows up after a while.
    pub(crate) fn made(&self, path: &RemotePath) {
        let delay = self.site.switches.get().visibility_delay;
        self.site.fresh.hide(&self.user.home, path, delay);
    }
}
