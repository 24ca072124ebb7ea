//! A transfer with everything that belongs to it, and how it is written down.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use smartfile::{Algorithm, RemotePath};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::again::Tries;
use super::progress::Progress;
use super::queue::{Place, Turn};
use super::state::{Answer, Phase};
use super::{Direction, Proof, Transfer, anchored};
use crate::account::Account;
use crate::error::Error;
use crate::journal::{Kind, Member, Receipt, Record, Source};
use crate::problem::Problem;

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Job {
    Upload {
        local: PathBuf,
        into: RemotePath,
    },
    Download {
        path: RemotePath,
        target: PathBuf,
    },
    Archive {
        paths: Vec<RemotePath>,
        target: PathBuf,
    },
}

impl Job {
    /// With a path that means the same file wherever the app is started next.
    pub(super) fn anchored(mut self) -> Result<Self, Error> {
        let (Self::Upload { local, .. }
        | Self::Download { target: local, .. }
        | Self::Archive { target: local, .. }) = &mut self;
        *local = anchored(std::mem::take(local))?;
        Ok(self)
    }

    /// The name at the receiving end, and the folder at the site.
    pub(super) fn shown(&self) -> (String, RemotePath) {
        let (place, folder) = match self {
            Self::Upload { local, into } => (local, Some(into.clone())),
            Self::Download { path, target } => (target, path.parent()),
            Self::Archive { paths, target } => (target, paths.first().and_then(RemotePath::parent)),
        };
        let name = place.file_name().unwrap_or_default();
        (
            name.to_string_lossy().into_owned(),
            folder.unwrap_or_else(RemotePath::root),
        )
    }

    pub(super) fn direction(&self) -> Direction {
        match self {
            Self::Upload { .. } => Direction::Upload,
            Self::Download { .. } | Self::Archive { .. } => Direction::Download,
        }
    }
}

/// What is written down of a transfer beside what is shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    /// What was found at the sending end, once bytes began to move.
    pub(super) source: Option<Source>,
    /// Nothing had its name at the receiving end.
    pub(super) was_free: bool,
    /// What had the target's name when it was chosen: that may be replaced, and nothing else.
    pub(super) replaces: Option<Source>,
    /// What holds the bytes of a download that have come.
    pub(super) part: Option<PathBuf>,
    /// How many of them are on the disk for good.
    pub(super) safe: u64,
    /// Of all its bytes, once they had passed.
    pub(super) digest: Option<(Algorithm, String)>,
}

pub(super) struct Row {
    pub(super) transfer: Transfer,
    pub(super) job: Job,
    /// The folder that it is a file of; it alone is told of it then.
    pub(super) member: Option<Member>,
    pub(super) request: String,
    pub(super) created: Timestamp,
    /// Where it stands in the queue.
    pub(super) place: i64,
    pub(super) notes: Notes,
    /// A SHA-256 of its bytes is wanted whatever its site speaks.
    pub(super) sealed: bool,
    /// It is known what had the target's name when it was chosen.
    pub(super) looked_at: bool,
    pub(super) answer: Option<Answer>,
    pub(super) progress: Progress,
    /// How often it broke, and whether that is to be tried again.
    pub(super) tries: Tries,
    /// Ends the run.
    pub(super) stop: CancellationToken,
    /// Ends the check, and nothing that arrived.
    pub(super) skip: CancellationToken,
    /// What is still at work for this row.
    pub(super) runs: TaskTracker,
    /// Its slot, while it has one.
    pub(super) slot: Option<Turn>,
    /// One run at a time.
    pub(super) turn: Arc<tokio::sync::Mutex<()>>,
}

impl Row {
    pub(super) fn new(
        transfer: Transfer,
        job: Job,
        request: String,
        created: Timestamp,
        place: i64,
    ) -> Self {
        Self {
            transfer,
            job,
            member: None,
            request,
            created,
            place,
            notes: Notes::default(),
            sealed: false,
            looked_at: false,
            answer: None,
            progress: Progress::default(),
            tries: Tries::default(),
            stop: CancellationToken::new(),
            skip: CancellationToken::new(),
            runs: TaskTracker::new(),
            slot: None,
            turn: Arc::default(),
        }
    }

    /// Out of the journal. What was under way is interrupted; what the person had paused, or has to decide after
    /// a failure, is as it was.
    pub(super) fn of(record: Record) -> Self {
        let local = record.local;
        let mut remote = record.remote;
        let first = remote.first().cloned().unwrap_or_else(RemotePath::root);
        let job = match record.kind {
            Kind::Upload => Job::Upload { local, into: first },
            Kind::Download => Job::Download {
                path: first,
                target: local,
            },
            Kind::Archive => Job::Archive {
                paths: std::mem::take(&mut remote),
                target: local,
            },
        };
        let phase = match record.phase {
            Phase::Paused => Phase::Paused,
            Phase::Failed => Phase::Failed,
            // The app ended before what had come of it was gone.
            Phase::Cancelled => Phase::Cancelled,
            _ => Phase::Interrupted,
        };
        let (_, folder) = job.shown();
        let problem = record.problem.filter(|_| phase == Phase::Failed);
        let transfer = Transfer {
            id: record.id,
            account: record.account,
            direction: job.direction(),
            name: record.name.clone(),
            folder,
            size: record.size,
            moved: record.safe,
            phase,
            wait: None,
            rate: None,
            proof: None,
            unchecked: false,
            problem: problem.map(|outcome| Problem::new(outcome).about(record.name)),
            contents: None,
            at: record.changed,
        };
        let notes = Notes {
            source: record.source,
            was_free: record.was_free,
            replaces: record.replaces,
            part: record.part,
            safe: record.safe,
            digest: record.digest,
        };
        Self {
            notes,
            looked_at: true,
            member: record.member,
            answer: record.answer,
            ..Self::new(transfer, job, record.request, record.created, record.place)
        }
    }

    /// Whether it may be written down: of a download only with what had its target's name when it was chosen. Without
    /// that a later start would take the name for one that was free.
    pub(super) fn is_known(&self) -> bool {
        self.looked_at || matches!(self.job, Job::Upload { .. })
    }

    /// Where it stands in the queue.
    pub(super) fn queue_place(&self) -> Place {
        Place::of(
            self.place,
            self.member.as_ref().map_or(0, |member| member.item),
        )
    }

    /// The download goes here.
    pub(super) fn name_target(&mut self, place: &Path) {
        if let Job::Download { target, .. } | Job::Archive { target, .. } = &mut self.job {
            place.clone_into(target);
            (self.transfer.name, _) = self.job.shown();
        }
    }

    /// As it is written down.
    pub(super) fn record(&self) -> Record {
        let (kind, local, remote) = match &self.job {
            Job::Upload { local, into } => (Kind::Upload, local, vec![into.clone()]),
            Job::Download { path, target } => (Kind::Download, target, vec![path.clone()]),
            Job::Archive { paths, target } => (Kind::Archive, target, paths.clone()),
        };
        let notes = self.notes.clone();
        let transfer = &self.transfer;
        Record {
            id: transfer.id.clone(),
            member: self.member.clone(),
            request: self.request.clone(),
            account: transfer.account.clone(),
            kind,
            local: local.clone(),
            remote,
            name: transfer.name.clone(),
            size: transfer.size,
            phase: transfer.phase,
            place: self.place,
            answer: self.answer,
            source: notes.source,
            was_free: notes.was_free,
            replaces: notes.replaces,
            part: notes.part,
            safe: notes.safe,
            digest: notes.digest,
            problem: transfer.problem.as_ref().map(|problem| problem.outcome),
            created: self.created,
            changed: transfer.at,
        }
    }

    /// What is handed out when it is done.
    pub(super) fn receipt(
        &self,
        account: &Account,
        at: Timestamp,
        proof: Option<Proof>,
    ) -> Receipt {
        let transfer = &self.transfer;
        let (local, remote) = match &self.job {
            // Its name was tried before anything was sent.
            Job::Upload { local, into } => (
                local,
                into.join(&transfer.name).unwrap_or_else(|_| into.clone()),
            ),
            Job::Download { path, target } => (target, path.clone()),
            Job::Archive { target, .. } => (target, transfer.folder.clone()),
        };
        let local_name = local.file_name().unwrap_or_default();
        Receipt {
            transfer: transfer.id.clone(),
            account: transfer.account.clone(),
            username: account.username.clone(),
            site: account.server.host(),
            // As fine as it is written down: what is told is what is kept.
            at: Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at),
            direction: transfer.direction,
            remote,
            local_name: local_name.to_string_lossy().into_owned(),
            size: transfer.size.unwrap_or(transfer.moved),
            proof,
        }
    }
}
