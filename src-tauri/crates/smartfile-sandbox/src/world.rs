//! What lies in the homes at the start.
//!
//! Every byte is made here, the same each time; only the dates move, so that the world is always
//! as old as the day.

mod checks;
mod dice;
mod document;
mod firm;
mod hostile;
mod jpeg;
mod laying;
mod office;
mod pdf;
mod photo;
mod png;
mod rights;
mod sound;
mod thousand;
mod zip;

use std::io;
use std::path::Path;

use crate::access::{Acl, Subject};
use crate::remote_path::RemotePath;
use crate::site::Site;
use crate::storage::Memory;

use jiff::Timestamp;

pub(crate) use crate::profile::World;
use crate::site_time;
use crate::user::SHARED;

/// Whether a world can lie in memory only.
pub(crate) fn needs_memory(kind: World) -> bool {
    matches!(kind, World::Huge | World::Hostile | World::Rights)
}

/// Fills an empty home on the disk.
pub(crate) fn fill(home: &Path, name: &str, kind: World) -> io::Result<()> {
    laying::lay(home, &items(name, kind))
}

/// Makes homes in memory and fills them.
pub(crate) fn plant(memory: &Memory, homes: &[String], kind: World) {
    for home in homes {
        memory.make_home(home);
        laying::plant(memory, home, &items(home, kind));
    }
}

/// What is in a home at the start.
fn items(home: &str, kind: World) -> Vec<laying::Item> {
    let today = site_time::zone().to_datetime(Timestamp::now()).date();
    let mut items = Vec::new();
    if matches!(kind, World::Firm | World::Everything) {
        items.extend(firm::items(home, today));
    }
    if home == SHARED {
        items.extend(rights::items(today));
    }
    if home == "maya" {
        match kind {
            World::Thousand | World::Everything => items.extend(thousand::items(today)),
            World::Huge => items.push(laying::Item::numbered("Hundred thousand", today, 1)),
            World::Hostile => items.extend(hostile::items(today)),
            _ => {}
        }
    }
    items
}

/// Who may do what in a world, beyond everything.
pub(crate) fn rules(site: &Site, kind: World) {
    let folders: &[&str] = match kind {
        World::Firm => &["/Company handbook"],
        World::Thousand => &["/Names/Read only"],
        World::Everything => &["/Company handbook", "/Names/Read only"],
        World::Hostile => &["/Hostile/Read only"],
        World::Rights => return rights::rules(site),
        World::Empty | World::Huge => &[],
    };
    for folder in folders {
        // The paths are ours, so they can be read.
        let path = RemotePath::from_form(folder).unwrap_or_default();
        let maya = Subject::User("maya".to_owned());
        site.access.give(maya, path, Acl::READ);
    }
}
