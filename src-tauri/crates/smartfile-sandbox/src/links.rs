//! The links people have given out.

use std::sync::{Mutex, MutexGuard};
use std::time::SystemTime;

use serde_json::{Value, json};

use crate::access::Acl;
use crate::lock::held;
use crate::remote_path::RemotePath;
use crate::site::Site;
use crate::site_time;

/// A link (seen: the fields of its answer).
#[derive(Clone)]
pub(crate) struct Link {
    /// Eleven letters and digits (seen).
    pub(crate) uid: String,
    pub(crate) name: String,
    pub(crate) path: RemotePath,
    pub(crate) username: String,
    pub(crate) acl: Acl,
    pub(crate) recursive: bool,
    pub(crate) cache: u64,
    pub(crate) created: SystemTime,
    pub(crate) expiration: Option<SystemTime>,
    pub(crate) usage_count: u64,
    pub(crate) usage_limit: Option<u64>,
}

impl Link {
    pub(crate) fn is_over(&self) -> bool {
        self.expiration.is_some_and(|end| end <= SystemTime::now())
    }

    pub(crate) fn is_used_up(&self) -> bool {
        self.usage_limit
            .is_some_and(|limit| self.usage_count >= limit)
    }

    pub(crate) fn object(&self, site: &Site) -> Value {
        let zone = site_time::zone();
        let time = |time| site_time::naive(time, &zone);
        json!({
            "acl": self.acl.json(),
            "cache": self.cache,
            "created": time(self.created),
            "expiration": self.expiration.map(time),
            "href": format!("{}/{}/", site.links_url, self.uid),
            "name": self.name,
            "owner": site.user(&self.username).map(|user| site.person(&user)),
            "path": self.path.to_string(),
            "recursive": self.recursive,
            "uid": self.uid,
            "usage_count": self.usage_count,
            "usage_limit": self.usage_limit,
        })
    }
}

/// All links, oldest first, in memory: they end with the sandbox.
#[derive(Default)]
pub(crate) struct Links {
    kept: Mutex<Vec<Link>>,
}

impl Links {
    pub(crate) fn all(&self) -> MutexGuard<'_, Vec<Link>> {
        held(&self.kept)
    }

    pub(crate) fn get(&self, uid: &str) -> Option<Link> {
        self.all().iter().find(|link| link.uid == uid).cloned()
    }

    /// Counts a use, unless that would be one too many.
    pub(crate) fn use_once(&self, uid: &str) -> bool {
        let mut links = self.all();
        match links.iter_mut().find(|link| link.uid == uid) {
            Some(link) if !link.is_used_up() => {
                link.usage_count += 1;
                true
            }
            _ => false,
        }
    }
}
