//! What lies in the homes at the start.
//!
//! Every byte is made here, the same each time; only the dates move, so that the world is always
//! as old as the day.

mod checks;
mod dice;
mod document;
mod firm;
mod jpeg;
mod laying;
mod office;
mod pdf;
mod photo;
mod png;
mod thousand;
mod zip;

use std::io;
use std::path::Path;

use jiff::Timestamp;

pub(crate) use crate::profile::World;
use crate::site_time;

/// Fills an empty home.
pub(crate) fn fill(home: &Path, username: &str, kind: World) -> io::Result<()> {
    let today = site_time::zone().to_datetime(Timestamp::now()).date();
    let mut items = Vec::new();
    if matches!(kind, World::Firm | World::Everything) {
        items.extend(firm::items(username, today));
    }
    if username == "maya" && matches!(kind, World::Thousand | World::Everything) {
        items.extend(thousand::items(today));
    }
    laying::lay(home, &items)
}

/// The folders nobody may write to: whose, and where.
pub(crate) fn read_only(kind: World) -> Vec<(&'static str, &'static str)> {
    let handbook = ("maya", "/Company handbook");
    let names = ("maya", "/Names/Read only");
    match kind {
        World::Empty => Vec::new(),
        World::Firm => vec![handbook],
        World::Thousand => vec![names],
        World::Everything => vec![handbook, names],
    }
}
