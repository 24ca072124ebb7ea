//! A folder on its way: one row, whatever is in it.
//!
//! What is in it is written down as it is found, and only a few of its files are at work at a time, each a transfer of
//! its own that nobody is shown: with its row, its turn in the queue, its proof and its receipt. Everything else is in
//! the journal, so that a folder of a hundred thousand files takes no more memory than one of ten.

mod among;
mod asked;
pub(crate) mod contents;
mod download;
mod feed;
mod form;
mod members;
pub(crate) mod names;
mod root;
mod run;
mod standing;
pub(crate) mod tally;
mod upload;
mod walk;

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::PathBuf;

use jiff::Timestamp;
use smartfile::RemotePath;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::progress::Progress;
use super::row::Row;
use super::state::Answer;
use super::{Direction, Rows, Transfer, TransferId};
use crate::disk::NameRules;
use crate::journal::Item;
use crate::problem::Problem;

use contents::FolderAnswer;
use standing::Course;

/// Files of one folder that are at work at once. More than there are slots: some only wait for the site's word.
const WINDOW: usize = 24;
/// Files that are read out of the journal at once.
const AHEAD: usize = 64;

/// A folder with everything that belongs to it.
#[allow(clippy::struct_excessive_bools)] // each is a fact of its own
pub(super) struct Tree {
    pub(super) transfer: Transfer,
    /// The folder of this computer: the one that is sent, or the one that is made.
    local: PathBuf,
    /// The folder at the site: the one that is fetched, or the one into which the other goes.
    remote: RemotePath,
    request: String,
    created: Timestamp,
    /// Where it stands in the queue.
    pub(super) place: i64,
    course: Course,
    /// It is about to be made: what has its name from now on is ours.
    begun: bool,
    /// The folder at the receiving end is there.
    settled: bool,
    answer: Option<FolderAnswer>,
    /// What is done about every file whose name is taken.
    same_names: Option<Answer>,
    /// Why it does not go on: something that concerns all of it.
    fault: Option<Problem>,
    /// What the person is asked about, or what failed last.
    trouble: Option<Problem>,
    /// The folder's own name is taken.
    asks: bool,
    /// Something has been sent or fetched since it began to go.
    stirred: bool,
    /// Nothing is left that could be done without the person.
    at_rest: bool,
    rules: NameRules,
    progress: Progress,
    /// Its files at work, by their number, and the bytes that each was found with.
    members: HashMap<i64, (TransferId, u64)>,
    /// Those whose run has come to an end.
    ended: VecDeque<(i64, TransferId)>,
    /// The last file that was read out of the journal, and those that were read and have not begun.
    cursor: i64,
    ahead: VecDeque<Item>,
    /// Something was answered, or is tried again: everything is counted anew.
    recount: bool,
    /// What failed is to be tried again.
    again: bool,
    /// Folders at the site in which something is new.
    touched: HashSet<RemotePath>,
    /// Something in it may have to be looked into: at the beginning, and when something is tried again.
    unseen: bool,
    /// More has arrived than was told, and that is told soon.
    shows_soon: bool,
    /// It is being looked through.
    walking: bool,
    /// Its run is at work; one at a time.
    running: bool,
    /// Ends the run.
    stop: CancellationToken,
    pub(super) runs: TaskTracker,
    /// Changes whenever something has happened that the run looks for.
    news: watch::Sender<u64>,
}

impl Tree {
    fn is_upload(&self) -> bool {
        self.transfer.direction == Direction::Upload
    }

    /// Its files at work.
    fn members<'a>(&self, rows: &'a Rows) -> impl Iterator<Item = &'a Row> {
        let ids = self.members.values();
        ids.filter_map(|(id, _)| rows.all.get(id))
    }

    /// The run looks again.
    pub(super) fn stir(&self) {
        self.news.send_modify(|count| *count += 1);
    }
}
