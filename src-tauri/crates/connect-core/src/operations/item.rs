//! One entry of an operation: from where to where, what was seen of it, and how it went.

use smartfile::{Entry, EntryKind, RemotePath};

use super::Failure;
use crate::problem::{Outcome, Problem};

/// What is remembered of an entry, to know it again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Seen {
    pub(super) kind: EntryKind,
    size: Option<u64>,
    id: Option<u64>,
}

impl Seen {
    pub(super) fn of(entry: &Entry) -> Self {
        Self {
            kind: entry.kind,
            // Of folders a size says nothing (API facts §13.23).
            size: entry.size.filter(|_| entry.kind != EntryKind::Folder),
            id: entry.id,
        }
    }

    /// Whether this may be the same content, here or elsewhere. An entry that is moved or copied may get another
    /// number.
    pub(super) fn fits(&self, entry: &Entry) -> bool {
        let other = Self::of(entry);
        let sizes = self.size.is_none() || other.size.is_none() || self.size == other.size;
        self.kind == other.kind && sizes
    }

    /// Whether this is the very same entry, as far as the site has numbers.
    pub(super) fn is(&self, entry: &Entry) -> bool {
        self.id.is_some() && self.id == entry.id
    }
}

#[derive(Clone, Debug)]
enum Standing {
    Open,
    Done,
    Failed(Problem),
}

/// One entry on its way.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Nothing of a folder that is to be made.
    pub(super) from: Option<RemotePath>,
    /// Nothing of what is to be removed.
    pub(super) to: Option<RemotePath>,
    /// What was there before anything was asked.
    pub(super) seen: Option<Seen>,
    /// The site was asked for it once, when everything was as it should be: what is there now may be its work.
    pub(super) tried: bool,
    /// It takes back an operation: only what was left like this is touched.
    pub(super) takes_back: Option<Seen>,
    /// Something that had the name was given up for it.
    pub(super) replaced: bool,
    standing: Standing,
}

impl Item {
    pub(super) fn new(from: Option<RemotePath>, to: Option<RemotePath>) -> Self {
        Self {
            from,
            to,
            seen: None,
            tried: false,
            takes_back: None,
            replaced: false,
            standing: Standing::Open,
        }
    }

    /// What the person would call it: where it was, or where it is to be.
    pub(super) fn subject(&self) -> RemotePath {
        let path = self.from.clone().or_else(|| self.to.clone());
        path.unwrap_or_else(RemotePath::root)
    }

    pub(super) fn name(&self) -> String {
        self.subject().name().unwrap_or_default().to_owned()
    }

    /// Everything whose listing this may change.
    pub(super) fn folders(&self) -> impl Iterator<Item = RemotePath> {
        let ends = [self.from.clone(), self.to.clone()].into_iter().flatten();
        ends.filter_map(|path| path.parent())
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self.standing, Standing::Done)
    }

    pub(super) fn is_name_taken(&self) -> bool {
        matches!(&self.standing, Standing::Failed(problem) if problem.outcome == Outcome::NameTaken)
    }

    /// Nothing of it was done, for a reason that passes.
    pub(super) fn may_be_tried_again(&self) -> bool {
        let passes = |outcome| {
            matches!(
                outcome,
                Outcome::ServerFailed | Outcome::Offline | Outcome::TimedOut
            )
        };
        self.tried && matches!(&self.standing, Standing::Failed(problem) if passes(problem.outcome))
    }

    pub(super) fn failure(&self) -> Option<Failure> {
        match &self.standing {
            Standing::Failed(problem) => Some(Failure {
                path: self.subject(),
                problem: problem.clone(),
            }),
            _ => None,
        }
    }

    pub(super) fn forget_failure(&mut self) {
        if !self.is_done() {
            self.standing = Standing::Open;
        }
    }

    pub(super) fn done(&mut self) {
        self.standing = Standing::Done;
    }

    pub(super) fn fail(&mut self, problem: Problem) {
        self.standing = Standing::Failed(problem);
    }

    /// How to take it back. What was copied or removed, or took the place of something, has no way back.
    pub(super) fn way_back(&self) -> Option<Item> {
        let nothing_to_undo = self.replaced || self.from == self.to || self.takes_back.is_some();
        if !self.is_done() || nothing_to_undo {
            return None;
        }
        Some(Item {
            takes_back: Some(self.seen?),
            ..Item::new(Some(self.to.clone()?), self.from.clone())
        })
    }
}

/// Whether a path is this folder or lies in it.
pub(crate) fn is_within(path: &RemotePath, folder: &RemotePath) -> bool {
    let rest = path.as_str().strip_prefix(folder.as_str());
    rest.is_some_and(|rest| folder.is_root() || rest.is_empty() || rest.starts_with('/'))
}

/// Each once, and nothing that lies in another of them: it goes where that goes.
pub(crate) fn outermost(mut paths: Vec<RemotePath>) -> impl Iterator<Item = RemotePath> {
    let mut seen = std::collections::HashSet::new();
    paths.retain(|path| seen.insert(path.clone()));
    paths.into_iter().filter(move |path| {
        let mut above = path.parent();
        while let Some(folder) = above {
            if seen.contains(&folder) {
                return false;
            }
            above = folder.parent();
        }
        true
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use super::*;

    fn path(text: &str) -> RemotePath {
        RemotePath::parse(text).unwrap()
    }

    #[test]
    fn a_folder_holds_itself_and_what_is_below_and_not_its_neighbour() {
        for (inner, outer, within) in [
            ("/a", "/a", true),
            ("/a/b/c", "/a", true),
            ("/ab", "/a", false),
            ("/a", "/a/b", false),
            ("/a", "/", true),
        ] {
            assert_eq!(
                is_within(&path(inner), &path(outer)),
                within,
                "{inner} {outer}"
            );
        }
    }

    #[test]
    fn what_lies_in_a_chosen_folder_goes_with_it() {
        let chosen = ["/a/b", "/a", "/c", "/a", "/ab"].map(path).to_vec();
        let kept: Vec<RemotePath> = outermost(chosen).collect();
        assert_eq!(kept, ["/a", "/c", "/ab"].map(path));
    }
}
