//! The counts of a folder on its way, moved from one state to another. Pure.

use super::contents::{Contents, ItemKind};
use crate::transfers::Proof;

/// What an item counts as.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Stand {
    Waiting,
    Done,
    NeedsYou,
    Failed,
    LeftOut,
}

impl Stand {
    /// As it is written down.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::NeedsYou => "needs_you",
            Self::Failed => "failed",
            Self::LeftOut => "left_out",
        }
    }
}

impl Contents {
    /// So many more of this kind, with so many bytes in all, in this state.
    pub(crate) fn add(&mut self, kind: ItemKind, stand: Stand, count: u64, bytes: u64) {
        self.change(kind, stand, count, bytes, |to, by| *to += by);
    }

    /// One of them is in another state than before.
    pub(crate) fn turn(&mut self, kind: ItemKind, from: Stand, to: Stand, bytes: u64) {
        self.change(kind, from, 1, bytes, |to, by| *to = to.saturating_sub(by));
        self.add(kind, to, 1, bytes);
    }

    /// What was found since.
    pub(crate) fn grow(&mut self, by: &Self) {
        self.files += by.files;
        self.folders += by.folders;
        self.bytes += by.bytes;
        self.waiting += by.waiting;
        self.failed += by.failed;
        self.left_out += by.left_out;
        self.renamed += by.renamed;
    }

    /// One more of those that are done was proven by this.
    pub(crate) fn prove(&mut self, proof: Option<&Proof>) {
        match proof {
            Some(Proof::Fingerprint(_)) => self.by_fingerprint += 1,
            Some(Proof::Size) => self.by_size += 1,
            Some(Proof::Archive) | None => {}
        }
    }

    fn change(
        &mut self,
        kind: ItemKind,
        stand: Stand,
        count: u64,
        bytes: u64,
        by: impl Fn(&mut u64, u64),
    ) {
        // What is left out is no file to be moved any more.
        match (kind, stand) {
            (ItemKind::Other, _) | (_, Stand::LeftOut) => {}
            (ItemKind::File, _) => {
                by(&mut self.files, count);
                by(&mut self.bytes, bytes);
            }
            (ItemKind::Folder, _) => by(&mut self.folders, count),
        }
        match (stand, kind) {
            (Stand::Waiting, _) => by(&mut self.waiting, count),
            (Stand::Done, ItemKind::File) => {
                by(&mut self.done, count);
                by(&mut self.bytes_done, bytes);
            }
            (Stand::Done, _) => {}
            (Stand::NeedsYou, _) => by(&mut self.needs_you, count),
            (Stand::Failed, _) => by(&mut self.failed, count),
            (Stand::LeftOut, _) => by(&mut self.left_out, count),
        }
    }
}
