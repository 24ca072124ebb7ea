//! How a folder begins, and how it is written down and read again.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::PathBuf;

use jiff::Timestamp;
use smartfile::RemotePath;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Tree;
use super::contents::Contents;
use super::standing::Course;
use crate::disk::NameRules;
use crate::journal::TreeRecord;
use crate::problem::Problem;
use crate::transfers::progress::Progress;
use crate::transfers::state::Phase;
use crate::transfers::{Direction, Transfer};

impl Tree {
    pub(super) fn new(
        transfer: Transfer,
        local: PathBuf,
        remote: RemotePath,
        request: String,
        created: Timestamp,
        place: i64,
    ) -> Self {
        Self {
            transfer,
            local,
            remote,
            request,
            created,
            place,
            course: Course::Going,
            begun: false,
            settled: false,
            answer: None,
            same_names: None,
            fault: None,
            trouble: None,
            asks: false,
            stirred: false,
            at_rest: false,
            rules: NameRules::default(),
            progress: Progress::default(),
            members: HashMap::new(),
            ended: VecDeque::new(),
            cursor: 0,
            ahead: VecDeque::new(),
            recount: false,
            again: false,
            touched: HashSet::new(),
            unseen: true,
            shows_soon: false,
            walking: false,
            running: false,
            stop: CancellationToken::new(),
            runs: TaskTracker::new(),
            news: watch::Sender::new(0),
        }
    }

    /// Out of the journal. What was under way is interrupted; what the person had paused or has to decide is as it
    /// was.
    pub(in crate::transfers) fn of(record: TreeRecord, contents: Contents) -> Self {
        let phase = match record.phase {
            kept @ (Phase::Paused | Phase::Failed | Phase::Cancelled | Phase::NeedsYou) => kept,
            _ => Phase::Interrupted,
        };
        let problem = record
            .problem
            .filter(|_| matches!(phase, Phase::Failed | Phase::NeedsYou))
            .map(|outcome| Problem::new(outcome).about(record.name.clone()));
        let folder = match record.direction {
            Direction::Upload => record.remote.clone(),
            Direction::Download => record.remote.parent().unwrap_or_else(RemotePath::root),
        };
        let failed = contents.failed;
        let transfer = Transfer {
            id: record.id,
            account: record.account,
            direction: record.direction,
            name: record.name,
            folder,
            size: Some(contents.bytes),
            moved: contents.bytes_done,
            phase,
            wait: None,
            rate: None,
            proof: None,
            unchecked: false,
            problem: problem.clone(),
            contents: Some(contents),
            at: record.changed,
        };
        let course = match phase {
            Phase::Paused => Course::Paused,
            Phase::Cancelled => Course::Cancelled,
            Phase::Interrupted => Course::Interrupted,
            _ => Course::Going,
        };
        let asks = phase == Phase::NeedsYou && !record.settled;
        Self {
            course,
            begun: record.begun,
            settled: record.settled,
            answer: record.answer,
            same_names: record.same_names,
            asks,
            trouble: problem.clone(),
            // What only some of it failed over is told again from its items.
            fault: problem.filter(|_| phase == Phase::Failed && failed == 0),
            at_rest: matches!(phase, Phase::Failed | Phase::NeedsYou),
            ..Self::new(
                transfer,
                record.local,
                record.remote,
                record.request,
                record.created,
                record.place,
            )
        }
    }

    /// As it is written down.
    pub(super) fn record(&self) -> TreeRecord {
        let transfer = &self.transfer;
        TreeRecord {
            id: transfer.id.clone(),
            request: self.request.clone(),
            account: transfer.account.clone(),
            direction: transfer.direction,
            local: self.local.clone(),
            remote: self.remote.clone(),
            name: transfer.name.clone(),
            phase: transfer.phase,
            place: self.place,
            begun: self.begun,
            settled: self.settled,
            answer: self.answer,
            same_names: self.same_names,
            problem: transfer.problem.as_ref().map(|problem| problem.outcome),
            created: self.created,
            changed: transfer.at,
        }
    }

    /// The folder at the site that has everything in it.
    pub(super) fn remote_root(&self) -> Option<RemotePath> {
        if self.is_upload() {
            self.remote.join(&self.transfer.name).ok()
        } else {
            Some(self.remote.clone())
        }
    }
}
