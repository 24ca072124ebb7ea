//! Homes in memory.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, ErrorKind};
use std::sync::Mutex;
use std::time::SystemTime;

use tempfile::NamedTempFile;

use super::content::NUMBERED_SIZE;
use super::{Content, Facts, Shown, Source};
use crate::lock::held;
use crate::remote_path::RemotePath;

/// How many entries a numbered folder has.
const ENTRIES: u32 = 100_000;

/// The longest name in bytes, as on most disks. The service's own limit is unknown.
const LONGEST_NAME: usize = 255;

/// A file or a folder.
#[derive(Clone)]
pub(crate) struct Node {
    time: SystemTime,
    kind: Kind,
}

#[derive(Clone)]
enum Kind {
    File(Content),
    Folder(BTreeMap<String, Node>),
    /// [`ENTRIES`] files whose names and contents follow from their number. Nothing is made before
    /// the folder is changed.
    Numbered,
}

impl Node {
    pub(crate) fn file(content: Content, time: SystemTime) -> Self {
        let kind = Kind::File(content);
        Self { time, kind }
    }

    pub(crate) fn folder(time: SystemTime) -> Self {
        let kind = Kind::Folder(BTreeMap::new());
        Self { time, kind }
    }

    pub(crate) fn numbered(time: SystemTime) -> Self {
        let kind = Kind::Numbered;
        Self { time, kind }
    }

    fn facts(&self) -> Facts {
        let size = match &self.kind {
            Kind::File(content) => content.size(),
            _ => 0,
        };
        Facts {
            folder: !matches!(self.kind, Kind::File(_)),
            size,
            time: self.time,
        }
    }

    /// The node below, along these names.
    fn find(&self, names: &[String]) -> Option<Self> {
        let Some((first, rest)) = names.split_first() else {
            return Some(self.clone());
        };
        match &self.kind {
            Kind::File(_) => None,
            Kind::Folder(children) => children.get(first)?.find(rest),
            Kind::Numbered => numbered(number(first)?, self.time).find(rest),
        }
    }

    /// Works on the node below without copying it.
    fn with<T>(&self, names: &[String], work: &mut dyn FnMut(&Self) -> T) -> Option<T> {
        let Some((first, rest)) = names.split_first() else {
            return Some(work(self));
        };
        match &self.kind {
            Kind::File(_) => None,
            Kind::Folder(children) => children.get(first)?.with(rest, work),
            Kind::Numbered => numbered(number(first)?, self.time).with(rest, work),
        }
    }

    /// The children of the folder below, to be changed.
    fn children(&mut self, names: &[String]) -> io::Result<&mut BTreeMap<String, Self>> {
        if matches!(self.kind, Kind::Numbered) {
            let all = (1..=ENTRIES).map(|at| (name(at), numbered(at, self.time)));
            self.kind = Kind::Folder(all.collect());
        }
        let Kind::Folder(children) = &mut self.kind else {
            return Err(ErrorKind::NotADirectory.into());
        };
        match names.split_first() {
            None => Ok(children),
            Some((first, rest)) => children
                .get_mut(first)
                .ok_or(ErrorKind::NotFound)?
                .children(rest),
        }
    }

    fn size_below(&self) -> u64 {
        match &self.kind {
            Kind::File(content) => content.size(),
            Kind::Folder(children) => children.values().map(Self::size_below).sum(),
            Kind::Numbered => u64::from(ENTRIES) * NUMBERED_SIZE,
        }
    }
}

fn name(number: u32) -> String {
    format!("Entry {number:06}.txt")
}

fn number(name: &str) -> Option<u32> {
    let digits = name.strip_prefix("Entry ")?.strip_suffix(".txt")?;
    let whole = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse().ok().filter(|_| whole)?;
    (1..=ENTRIES).contains(&number).then_some(number)
}

fn numbered(number: u32, time: SystemTime) -> Node {
    Node::file(Content::Numbered(number), time)
}

#[derive(Default)]
pub(crate) struct Memory {
    homes: Mutex<HashMap<String, Node>>,
}

impl Memory {
    pub(crate) fn make_home(&self, home: &str) {
        held(&self.homes)
            .entry(home.to_owned())
            .or_insert_with(|| Node::folder(SystemTime::now()));
    }

    /// Puts something into a home, with the folders above it.
    pub(crate) fn plant(&self, home: &str, path: &RemotePath, node: Node) {
        let mut homes = held(&self.homes);
        let mut folder = homes
            .entry(home.to_owned())
            .or_insert_with(|| Node::folder(node.time));
        let Some((last, above)) = path.names().split_last() else {
            return;
        };
        for name in above {
            folder.time = folder.time.max(node.time);
            let Kind::Folder(children) = &mut folder.kind else {
                return;
            };
            folder = children
                .entry(name.clone())
                .or_insert_with(|| Node::folder(node.time));
        }
        folder.time = folder.time.max(node.time);
        if let Kind::Folder(children) = &mut folder.kind {
            // A folder that is named after its content was planted keeps the content.
            let kept = matches!(node.kind, Kind::Folder(_)) && children.contains_key(last);
            if !kept {
                children.insert(last.clone(), node);
            }
        }
    }

    fn with<T>(
        &self,
        home: &str,
        path: &RemotePath,
        mut work: impl FnMut(&Node) -> T,
    ) -> Option<T> {
        held(&self.homes).get(home)?.with(path.names(), &mut work)
    }

    pub(super) fn facts(&self, home: &str, path: &RemotePath) -> Option<Facts> {
        self.with(home, path, Node::facts)
    }

    pub(super) fn list(
        &self,
        home: &str,
        path: &RemotePath,
        shown: Shown<'_>,
        skip: usize,
        take: usize,
    ) -> (usize, Vec<(String, Facts)>) {
        let fine = |name: &str| shown.is_none_or(|shown| shown(name));
        let listed = self.with(home, path, |node| match &node.kind {
            Kind::File(_) => (0, Vec::new()),
            Kind::Folder(children) => {
                let fine = || children.iter().filter(|(name, _)| fine(name));
                let listed = fine().skip(skip).take(take);
                let total = if shown.is_none() {
                    children.len()
                } else {
                    fine().count()
                };
                (
                    total,
                    listed
                        .map(|(name, node)| (name.clone(), node.facts()))
                        .collect(),
                )
            }
            Kind::Numbered => {
                let facts = numbered(1, node.time).facts();
                if shown.is_none() {
                    let listed = (1..=ENTRIES).skip(skip).take(take);
                    return (
                        ENTRIES as usize,
                        listed.map(|at| (name(at), facts)).collect(),
                    );
                }
                let names: Vec<String> =
                    (1..=ENTRIES).map(name).filter(|name| fine(name)).collect();
                let total = names.len();
                let listed = names.into_iter().skip(skip).take(take);
                (total, listed.map(|name| (name, facts)).collect())
            }
        });
        listed.unwrap_or_default()
    }

    pub(super) fn size_below(&self, home: &str, path: &RemotePath) -> u64 {
        self.with(home, path, Node::size_below).unwrap_or(0)
    }

    pub(super) fn open(&self, home: &str, path: &RemotePath) -> io::Result<Source> {
        let content = self.with(home, path, |node| match &node.kind {
            Kind::File(content) => Some(content.clone()),
            _ => None,
        });
        content.flatten().ok_or(ErrorKind::NotFound)?.open()
    }

    /// Works on the children of the folder above a path.
    fn change<T>(
        &self,
        home: &str,
        path: &RemotePath,
        work: impl FnOnce(&mut BTreeMap<String, Node>, &str) -> io::Result<T>,
    ) -> io::Result<T> {
        let (last, above) = path.names().split_last().ok_or(ErrorKind::InvalidInput)?;
        let mut homes = held(&self.homes);
        let root = homes.get_mut(home).ok_or(ErrorKind::NotFound)?;
        work(root.children(above)?, last)
    }

    /// Puts a new node at a path.
    fn insert(&self, home: &str, path: &RemotePath, node: Node) -> io::Result<()> {
        self.change(home, path, |children, name| {
            if name.len() > LONGEST_NAME {
                return Err(ErrorKind::InvalidFilename.into());
            }
            children.insert(name.to_owned(), node);
            Ok(())
        })
    }

    pub(super) fn place(
        &self,
        home: &str,
        path: &RemotePath,
        file: NamedTempFile,
        keep_old: bool,
    ) -> io::Result<Option<Content>> {
        let old = held(&self.homes)
            .get(home)
            .and_then(|root| root.find(path.names()));
        let old = match old.map(|node| node.kind) {
            Some(Kind::File(content)) => Some(content),
            Some(_) => return Err(ErrorKind::IsADirectory.into()),
            None => None,
        };
        let content = Content::kept(file.into_temp_path());
        self.insert(home, path, Node::file(content, SystemTime::now()))?;
        Ok(old.filter(|_| keep_old))
    }

    pub(super) fn make_folder(&self, home: &str, path: &RemotePath) -> io::Result<()> {
        if self.facts(home, path).is_some() {
            return Err(ErrorKind::AlreadyExists.into());
        }
        self.insert(home, path, Node::folder(SystemTime::now()))
    }

    pub(super) fn rename(&self, home: &str, from: &RemotePath, to: &RemotePath) -> io::Result<()> {
        let node = held(&self.homes)
            .get(home)
            .and_then(|root| root.find(from.names()))
            .ok_or(ErrorKind::NotFound)?;
        if from == to {
            return Ok(());
        }
        self.insert(home, to, node)?;
        self.remove(home, from)
    }

    pub(super) fn copy(&self, home: &str, from: &RemotePath, to: &RemotePath) -> io::Result<()> {
        let node = held(&self.homes)
            .get(home)
            .and_then(|root| root.find(from.names()))
            .ok_or(ErrorKind::NotFound)?;
        self.insert(home, to, node)
    }

    pub(super) fn remove(&self, home: &str, path: &RemotePath) -> io::Result<()> {
        let gone = self.change(home, path, |children, name| Ok(children.remove(name)))?;
        gone.map(|_| ()).ok_or(ErrorKind::NotFound.into())
    }
}
