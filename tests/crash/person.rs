//! Whoever sits before the app: asks for the files, answers the questions, and does what the plan says.

use std::path::Path;

use connect_core::{AccountStanding, Answer, App, Phase, RemotePath, Snapshot, Transfer};

use crate::plan::{Job, Kind, Name, PEOPLE, Plan, What};

/// Where uploads go at the site.
pub(crate) const INTO: &str = "/in";
/// Where downloads come from.
pub(crate) const OUT_OF: &str = "/out";

pub(crate) fn all_connected(snapshot: &Snapshot, people: usize) -> bool {
    let mut standing = snapshot.accounts.iter().map(|account| account.standing);
    snapshot.accounts.len() == people && standing.all(|at| at == AccountStanding::Connected)
}

/// Asks for every file of the plan. Whoever is not sure asks again, by the same names.
pub(crate) fn ask_for_all(app: &App, plan: &Plan, home: &Path) {
    for (person, username) in PEOPLE.iter().take(plan.people).enumerate() {
        let accounts = app.snapshot().accounts;
        let account = accounts.iter().find(|a| a.username == *username).unwrap();
        app.switch_account(&account.id).unwrap();
        for job in plan.jobs.iter().filter(|job| job.person == person) {
            ask(app, job, home);
        }
    }
}

fn ask(app: &App, job: &Job, home: &Path) {
    let request = job.request();
    let at_the_site = |name: String| RemotePath::parse(&format!("{OUT_OF}/{name}")).unwrap();
    let target = home.join("downloads").join(job.file());
    let asked = match job.kind {
        Kind::Upload => {
            let local = home.join("local").join(job.file());
            app.upload(&request, local, RemotePath::parse(INTO).unwrap())
        }
        Kind::Download => app.download(&request, at_the_site(job.file()), target),
        Kind::Archive => {
            let paths = packed(job).map(at_the_site).to_vec();
            app.download_zip(&request, paths, target)
        }
    };
    asked.unwrap();
}

/// What an archive is packed of.
pub(crate) fn packed(job: &Job) -> [String; 2] {
    [1, 2].map(|part| format!("{}-{part}.bin", job.number))
}

/// Which file of the plan this row is about.
pub(crate) fn number_of(name: &str) -> usize {
    let digits = name.split(['.', ' ']).next().unwrap_or_default();
    digits.parse().unwrap_or(usize::MAX)
}

/// Answers whatever is asked.
pub(crate) fn answer(app: &App, plan: &Plan, rows: &[Transfer]) {
    for row in rows.iter().filter(|row| row.phase == Phase::NeedsYou) {
        let answer = match plan.jobs[number_of(&row.name)].name {
            Name::Taken(answer) => answer,
            Name::Free | Name::Comes => Answer::KeepBoth,
        };
        // It may have gone on meanwhile.
        let _ = app.answer_transfer(&row.id, answer);
    }
}

/// Does what is due after so many facts.
pub(crate) fn act(app: &App, plan: &Plan, rows: &[Transfer], facts: std::ops::Range<usize>) {
    for deed in plan.deeds.iter().filter(|deed| facts.contains(&deed.after)) {
        let row = rows.iter().find(|row| number_of(&row.name) == deed.job);
        let Some(row) = row else {
            continue;
        };
        // What cannot be done any more is not.
        let _ = match deed.what {
            What::Pause => app.pause_transfer(&row.id),
            What::ToTheFront => app.move_transfer_to_front(&row.id),
            What::PauseAll => {
                app.pause_transfers();
                Ok(())
            }
            What::Cancel => {
                app.cancel_transfer(&row.id);
                Ok(())
            }
        };
    }
}

/// Nothing more becomes of any of them by itself.
pub(crate) fn at_rest(rows: &[Transfer]) -> bool {
    let ended = |row: &Transfer| {
        matches!(
            row.phase,
            Phase::Done | Phase::Failed | Phase::Cancelled | Phase::Paused
        )
    };
    rows.iter().all(ended)
}
