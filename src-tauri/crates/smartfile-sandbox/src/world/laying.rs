//! From a list of files to files on the disk.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::document;
use crate::remote_path::RemotePath;
use crate::storage::{Memory, Node};
use crate::{site_time, storage};

/// A file or a folder that is to be.
pub(super) struct Item {
    path: String,
    content: Content,
    time: SystemTime,
}

enum Content {
    Folder,
    /// A hundred thousand entries, for memory only.
    Numbered,
    Bytes(Vec<u8>),
    /// Made from the path when it is written.
    MadeUp,
}

impl Item {
    pub(super) fn file(
        path: &str,
        bytes: Vec<u8>,
        today: Date,
        days: i32,
        hour: i8,
        minute: i8,
    ) -> Self {
        Self {
            path: path.to_owned(),
            content: Content::Bytes(bytes),
            time: time(today, days, hour, minute),
        }
    }

    pub(super) fn folder(path: &str, today: Date, days: i32, hour: i8, minute: i8) -> Self {
        Self {
            path: path.to_owned(),
            content: Content::Folder,
            time: time(today, days, hour, minute),
        }
    }

    pub(super) fn numbered(path: &str, today: Date, days: i32) -> Self {
        Self {
            path: path.to_owned(),
            content: Content::Numbered,
            time: time(today, days, 12, 0),
        }
    }

    /// `None` only for a path without a name.
    pub(super) fn made_up(
        path: &str,
        today: Date,
        days: i32,
        hour: i8,
        minute: i8,
    ) -> Option<Self> {
        let time = time(today, days, hour, minute);
        (!path.is_empty()).then(|| Self {
            path: path.to_owned(),
            content: Content::MadeUp,
            time,
        })
    }
}

/// A time of day at the site, so many days ago, but never in the future.
fn time(today: Date, days: i32, hour: i8, minute: i8) -> SystemTime {
    let now = SystemTime::now();
    let then = today.checked_sub(days.days()).ok().and_then(|date| {
        let second = (i16::from(minute) * 7 % 60).try_into().unwrap_or(0);
        let civil = date.at(hour.clamp(0, 23), minute.clamp(0, 59), second, 0);
        SystemTime::try_from(site_time::zone().to_timestamp(civil).ok()?).ok()
    });
    then.filter(|then| *then < now).unwrap_or(now)
}

/// Writes everything below `home`, on all processors. Folders get the time of the newest thing in
/// them.
pub(super) fn lay(home: &Path, items: &[Item]) -> io::Result<()> {
    let mut folders: HashMap<PathBuf, SystemTime> = HashMap::new();
    for item in items {
        let path = home.join(&item.path);
        let own =
            matches!(item.content, Content::Folder | Content::Numbered).then_some(path.as_path());
        let above = path
            .ancestors()
            .skip(1)
            .take_while(|folder| *folder != home);
        for folder in own.into_iter().chain(above) {
            let time = folders.entry(folder.to_owned()).or_insert(item.time);
            *time = item.time.max(*time);
        }
    }
    for folder in folders.keys() {
        std::fs::create_dir_all(folder)?;
    }
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers)
            .map(|worker| {
                let mut own = items.iter().skip(worker).step_by(workers);
                scope.spawn(move || own.try_for_each(|item| write(home, item)))
            })
            .collect();
        let failed = |_| io::Error::other("a worker stopped");
        running
            .into_iter()
            .try_for_each(|worker| worker.join().map_err(failed)?)
    })?;
    for (folder, time) in folders {
        // Where a folder's time cannot be set (Windows), it keeps the one it has.
        let _ = File::open(&folder).and_then(|folder| folder.set_modified(time));
    }
    Ok(())
}

/// Puts everything into a home in memory.
pub(super) fn plant(memory: &Memory, home: &str, items: &[Item]) {
    for item in items {
        let node = match &item.content {
            Content::Folder => Node::folder(item.time),
            Content::Numbered => Node::numbered(item.time),
            Content::Bytes(bytes) => file(bytes.clone(), item.time),
            Content::MadeUp => file(document::content(&item.path), item.time),
        };
        if let Ok(path) = RemotePath::from_form(&item.path) {
            memory.plant(home, &path, node);
        }
    }
}

fn file(bytes: Vec<u8>, time: SystemTime) -> Node {
    Node::file(storage::Content::Bytes(bytes.into()), time)
}

fn write(home: &Path, item: &Item) -> io::Result<()> {
    let made;
    let bytes = match &item.content {
        Content::Folder | Content::Numbered => return Ok(()),
        Content::Bytes(bytes) => bytes,
        Content::MadeUp => {
            made = document::content(&item.path);
            &made
        }
    };
    let mut file = File::create(home.join(&item.path))?;
    file.write_all(bytes)?;
    file.set_modified(item.time)
}
