//! Files on their way: followed to their end, with bars where there is a terminal.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use connect_core::{
    Answer, App, Direction, Error, Fingerprint, Outcome, Phase, Problem, Proof, RemotePath,
    Transfer, TransferId, Wait,
};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use crate::arguments::{Pace, Taken};
use crate::exit::Exit;
use crate::folder::Said;
use crate::seat::{Seat, request_id};
use crate::taken;
use crate::trouble::Trouble;
use crate::visible::visible;
use crate::words::{With, word};

/// As many are handed to the app at once: it always has the next one, and never has many to look through.
const AT_ONCE: usize = 256;

/// One thing to be moved.
#[derive(Clone, Debug)]
pub(crate) enum Job {
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
    UploadFolder {
        local: PathBuf,
        into: RemotePath,
    },
    DownloadFolder {
        path: RemotePath,
        target: PathBuf,
    },
}

/// Where something comes from, and where it is here, as far as that is known.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// How it is called when something is said about it.
    pub(crate) about: String,
    /// The file on this computer.
    pub(crate) local: Option<String>,
}

impl Job {
    fn origin(&self) -> Origin {
        Origin {
            about: self.about(),
            local: Some(self.local()),
        }
    }

    /// The same that a killed command had begun goes on, and is not begun beside it.
    async fn begin(&self, app: &App, request: &str) -> Result<TransferId, Error> {
        app.take_over_interrupted(self.place().to_owned()).await?;
        match self.clone() {
            Self::Upload { local, into } => app.upload(request, local, into),
            Self::Download { path, target } => app.download(request, path, target),
            Self::Archive { paths, target } => app.download_zip(request, paths, target),
            Self::UploadFolder { local, into } => app.upload_folder(request, local, into),
            Self::DownloadFolder { path, target } => app.download_folder(request, path, target),
        }
    }

    /// How it is called when something is said about it: by where it comes from.
    fn about(&self) -> String {
        match self {
            Self::Upload { local, .. } | Self::UploadFolder { local, .. } => {
                local.display().to_string()
            }
            Self::Download { path, .. } | Self::DownloadFolder { path, .. } => {
                path.as_str().to_owned()
            }
            Self::Archive { target, .. } => target.display().to_string(),
        }
    }

    /// The file on this computer.
    fn local(&self) -> String {
        self.place().display().to_string()
    }

    fn place(&self) -> &Path {
        let (Self::Upload { local, .. }
        | Self::UploadFolder { local, .. }
        | Self::Download { target: local, .. }
        | Self::DownloadFolder { target: local, .. }
        | Self::Archive { target: local, .. }) = self;
        local
    }
}

/// Sets how fast, if that was said.
pub(crate) fn pace(seat: &Seat, pace: Pace) {
    if let Some(rate) = pace.limit_rate {
        seat.app.pace_transfers(Some(rate));
    }
}

/// Moves everything, and tells each as it ends.
pub(crate) async fn carry_out(
    seat: &mut Seat,
    jobs: Vec<Job>,
    taken: Taken,
) -> Result<Exit, Trouble> {
    let mut exit = Exit::Done;
    for some in jobs.chunks(AT_ONCE) {
        let mut under_way = HashMap::new();
        for job in some {
            let id = job.begin(&seat.app, &request_id()).await?;
            under_way.insert(id, job.origin());
        }
        exit = exit.and(follow(seat, under_way, taken, false).await?);
        // All of them were told.
        seat.app.clear_finished();
    }
    Ok(exit)
}

/// Follows these to their ends. What can't go on is given up, or, with `keeps`, left as far as it has come.
pub(crate) async fn follow(
    seat: &mut Seat,
    mut under_way: HashMap<TransferId, Origin>,
    taken: Taken,
    keeps: bool,
) -> Result<Exit, Trouble> {
    let mut exit = Exit::Done;
    let mut unanswered: HashSet<TransferId> = HashSet::new();
    let mut folders = Said::default();
    let mut bars = Bars::new(seat.out.bars().clone());
    while !under_way.is_empty() {
        let news = seat
            .until(|now| {
                bars.show(&now.transfers);
                let mut ours = now.transfers.iter();
                let news = ours.find(|row| under_way.contains_key(&row.id) && is_news(row));
                news.cloned()
            })
            .await;
        let Some(job) = under_way.get(&news.id).cloned() else {
            continue;
        };
        bars.end(&news.id);
        if let Some(problem) = held_up(&news) {
            // A command does not wait for somebody to sign in, or for a network to come back.
            if !keeps {
                seat.app.cancel_transfer(&news.id);
            }
            under_way.remove(&news.id);
            let trouble = Trouble::from(&problem);
            seat.out.trouble(&trouble, Some(&job.about));
            exit = exit.and(trouble.exit);
            continue;
        }
        if news.phase == Phase::NeedsYou && news.contents.is_some() {
            folders.answer(seat, taken, &news).await?;
            continue;
        }
        if news.phase == Phase::NeedsYou {
            let answer = taken::answer(seat, taken, &news.name).await;
            if answer.is_none() {
                unanswered.insert(news.id.clone());
                if let Some(problem) = &news.problem {
                    seat.out.trouble(&problem.into(), Some(&job.about));
                }
            }
            let answer = answer.unwrap_or(Answer::Skip);
            seat.app.answer_transfer(&news.id, answer)?;
            continue;
        }
        under_way.remove(&news.id);
        let ended = if news.contents.is_some() {
            let ended = folders
                .tell(seat, &news, job.local.as_deref().unwrap_or_default())
                .await?;
            if news.phase == Phase::Failed && !keeps {
                // Told, and nobody is there to try it again.
                seat.app.cancel_transfer(&news.id);
            }
            ended
        } else if unanswered.contains(&news.id) {
            Exit::NeedsAnswer
        } else {
            tell(seat, &news, &job)
        };
        exit = exit.and(ended);
    }
    Ok(exit)
}

/// Nothing more becomes of it by itself.
fn is_news(transfer: &Transfer) -> bool {
    matches!(
        transfer.phase,
        Phase::Done | Phase::NeedsYou | Phase::Failed | Phase::Cancelled
    ) || held_up(transfer).is_some()
}

/// What it waits for, if only a person, a network or a long time can help.
pub(crate) fn held_up(transfer: &Transfer) -> Option<Problem> {
    let outcome = match transfer.wait {
        Some(Wait::Offline) => Outcome::Offline,
        Some(Wait::SignIn) => Outcome::ReauthorizationRequired,
        // It is tried again by itself; after several tries that is a matter of minutes, and the row says why.
        Some(Wait::Again(_)) => return transfer.problem.clone(),
        Some(Wait::Until(_)) | None => return None,
    };
    Some(Problem::new(outcome).about(transfer.name.clone()))
}

fn tell(seat: &Seat, transfer: &Transfer, job: &Origin) -> Exit {
    let name = visible(&transfer.name);
    let object = object(transfer, job);
    match (&transfer.phase, &transfer.problem) {
        (Phase::Done, _) => {
            let proof = word(proof_words(transfer.proof.as_ref()));
            seat.out.success(&format!("{name}: {proof}"), &object);
            Exit::Done
        }
        (Phase::Failed, Some(problem)) => {
            let trouble = Trouble::from(problem);
            seat.out.trouble(&trouble, Some(&job.about));
            trouble.exit
        }
        (Phase::Cancelled, _) if !transfer.unchecked => {
            let left = crate::words::say("cli-left", &With::text("name", &transfer.name));
            seat.out.success(&left, &object);
            Exit::Done
        }
        _ => Exit::Failed,
    }
}

/// The words of the window's seal.
pub(crate) fn proof_words(proof: Option<&Proof>) -> &'static str {
    match proof {
        Some(Proof::Fingerprint(_)) => "transfer-done-same",
        Some(Proof::Size) => "transfer-done-size",
        Some(Proof::Archive) => "cli-arrived-archive",
        None => "transfer-done",
    }
}

/// What is said of a transfer whose check was skipped.
pub(crate) fn unchecked(transfer: &Transfer) -> String {
    let words = match transfer.direction {
        Direction::Upload => "transfer-unchecked-upload",
        Direction::Download => "transfer-unchecked-download",
    };
    format!("{}: {}", visible(&transfer.name), word(words))
}

/// What a way is called in `--json`.
pub(crate) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Upload => "upload",
        Direction::Download => "download",
    }
}

fn object(transfer: &Transfer, job: &Origin) -> Value {
    let ended = if transfer.phase == Phase::Done {
        "done"
    } else {
        "skipped"
    };
    json!({
        "kind": "transfer",
        "direction": direction(transfer.direction),
        "ended": ended,
        "name": transfer.name,
        "folder": transfer.folder.as_str(),
        "local": job.local,
        "size": transfer.size,
        "proof": transfer.proof.as_ref().map(proof_object),
    })
}

pub(crate) fn proof_object(proof: &Proof) -> Value {
    match proof {
        Proof::Size => json!({ "by": "size" }),
        Proof::Archive => json!({ "by": "archive" }),
        Proof::Fingerprint(both) => {
            let mut object = fingerprint_object(both);
            object["by"] = "fingerprint".into();
            object
        }
    }
}

pub(crate) fn fingerprint_object(fingerprint: &Fingerprint) -> Value {
    json!({
        "algorithm": fingerprint.algorithm_name(),
        "here": fingerprint.here,
        "there": fingerprint.there,
    })
}

/// A bar for each file that moves.
struct Bars {
    all: MultiProgress,
    shown: HashMap<TransferId, ProgressBar>,
}

impl Bars {
    fn new(all: MultiProgress) -> Self {
        Self {
            all,
            shown: HashMap::new(),
        }
    }

    fn show(&mut self, transfers: &[Transfer]) {
        if self.all.is_hidden() {
            return;
        }
        let moves = |phase| matches!(phase, Phase::Moving | Phase::Finishing | Phase::Checking);
        for transfer in transfers.iter().filter(|t| moves(t.phase)) {
            let bar = self.shown.entry(transfer.id.clone()).or_insert_with(|| {
                let bar = ProgressBar::new(0);
                // The template is a constant; without it the usual bar is shown.
                if let Ok(style) = ProgressStyle::with_template(
                    "{bar:12} {decimal_bytes:>9} of {decimal_total_bytes:<9} {wide_msg}",
                ) {
                    bar.set_style(style);
                }
                self.all.add(bar)
            });
            bar.set_length(transfer.size.unwrap_or(transfer.moved));
            bar.set_position(transfer.moved);
            let name = visible(&transfer.name);
            bar.set_message(match transfer.phase {
                Phase::Checking => format!("{name}: {}", word("transfer-checking")),
                _ => name,
            });
        }
    }

    fn end(&mut self, id: &TransferId) {
        if let Some(bar) = self.shown.remove(id) {
            bar.finish_and_clear();
        }
    }
}
