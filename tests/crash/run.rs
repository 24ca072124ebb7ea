//! One run: a load, kills in the middle of it, and the end of it.

use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant, SystemTime};

use connect_core::{Phase, VaultError, Wait};
use support::{Desk, DeskPlan, PASSPHRASE, PATIENCE, shared_vault};
use tokio::process::{Child, Command};

use crate::check::{Check, Finding, Wrong, sources};
use crate::command_line::{self, Link};
use crate::count::Count;
use crate::ledger::Written;
use crate::person::{self, INTO, OUT_OF, all_connected};
use crate::plan::{Job, Kill, Kind, Moment, Name, PEOPLE, Plan};
use crate::window;

/// Whoever has not come to its moment by then is killed where it is.
const LONG: Duration = Duration::from_secs(6);
/// How much is shown of what went wrong.
const SHOWN: usize = 2_000;
/// How often something is tried again that failed.
const TRIES: usize = 8;

pub(crate) struct Run<'a> {
    seed: u64,
    plan: Plan,
    desk: Desk,
    vault: String,
    _folder: tempfile::TempDir,
    link: Option<Link>,
    came: Vec<usize>,
    count: &'a mut Count,
    findings: Vec<Finding>,
}

impl<'a> Run<'a> {
    /// Somebody is connected, and everything lies where the plan has it.
    pub(crate) async fn laid(seed: u64, real: bool, count: &'a mut Count) -> Run<'a> {
        let plan = Plan::of(seed);
        let folder = tempfile::tempdir().unwrap();
        let real = real && plan.line.is_some();
        let vault = if real {
            "keychain".to_owned()
        } else {
            folder.path().to_str().unwrap().to_owned()
        };
        let desk = Desk::with(DeskPlan {
            other_vault: (!plan.sealed).then(|| shared_vault(&vault)),
            wired: true,
            ..DeskPlan::default()
        })
        .await;
        // What an answer in hand costs is tried elsewhere.
        desk.sandbox
            .switches()
            .change(|switches| switches.refresh_grace = Duration::from_hours(1));
        if plan.sealed {
            desk.until_disconnected().await;
            desk.vault.fail(Some(VaultError::Unavailable));
            desk.app.connect().await.unwrap();
            desk.until_connected().await;
            desk.app.confirm_account().await.unwrap();
            let passphrase = connect_core::Passphrase::new(PASSPHRASE.into());
            desk.app.keep_in_file(passphrase).await.unwrap();
        } else {
            desk.connect().await;
        }
        for person in &PEOPLE[1..plan.people] {
            desk.browser.sit_down(person);
            desk.app.add_account();
            desk.connect().await;
        }
        let link = real.then(|| command_line::link(&desk));
        let mut run = Self {
            seed,
            plan,
            desk,
            vault,
            _folder: folder,
            link,
            came: Vec::new(),
            count,
            findings: Vec::new(),
        };
        run.lay();
        run
    }

    fn at_the_site(&self, person: usize, folder: &str, name: &str) -> PathBuf {
        let home = self.desk.sandbox.dir().join(PEOPLE[person]);
        home.join(folder.trim_start_matches('/')).join(name)
    }

    /// Where a job's file goes.
    fn target(&self, job: &Job) -> PathBuf {
        match job.kind {
            Kind::Upload => self.at_the_site(job.person, INTO, &job.file()),
            _ => self.desk.download_to(&job.file()),
        }
    }

    fn lay(&mut self) {
        for person in 0..self.plan.people {
            for folder in [INTO, OUT_OF] {
                std::fs::create_dir_all(self.at_the_site(person, folder, "")).unwrap();
            }
        }
        for job in &self.plan.jobs {
            if job.kind == Kind::Upload {
                self.desk.local_file(&job.file(), &job.content());
            }
            for (name, bytes) in sources(job) {
                std::fs::write(self.at_the_site(job.person, OUT_OF, &name), bytes).unwrap();
            }
            if matches!(job.name, Name::Taken(_)) {
                std::fs::write(self.target(job), job.theirs()).unwrap();
            }
        }
    }

    pub(crate) async fn carry_out(mut self) -> Vec<Finding> {
        let kills = self.plan.kills.clone();
        if self.plan.line.is_none() || !self.plan.window_open {
            self.desk.app.stop().await;
        }
        let mut killed = false;
        for kill in kills {
            killed |= self.kill(kill, killed).await;
        }
        if !killed {
            // The command line was faster each time.
            let moment = Moment::Time(Duration::from_millis(150));
            let kill = Kill {
                moment,
                from_the_start: true,
            };
            self.kill(kill, false).await;
        }
        self.finish().await;
        self.desk.app.stop().await;
        let mut check = Check::of(&self.desk, &self.plan, &self.came);
        check.everything();
        self.count.files += check.files;
        self.count.bytes += check.bytes;
        self.findings.append(&mut check.findings);
        if self.link.is_some() {
            // What is in the real store goes.
            self.desk.restart().await;
            self.desk.until_connected().await;
            self.desk.app.disconnect().await.unwrap();
        }
        self.findings
    }

    /// Starts a program and kills it. Says whether it was; else it had come to its end.
    async fn kill(&mut self, kill: Kill, again: bool) -> bool {
        for (at, fault) in &self.plan.faults {
            self.desk.sandbox.faults().next(*at, fault.clone());
        }
        let home = self.desk.data_dir().parent().unwrap().to_owned();
        let mut command = match self.plan.line {
            Some(line) => command_line::program(&self.desk, &self.vault, &self.plan, line),
            None => window::program(&home, &self.vault, self.seed, kill),
        };
        let said = tempfile::NamedTempFile::new().unwrap();
        let mut child = spawned(&mut command, &said);
        let (status, by) = tokio::select! {
            ended = until_killed(&self.desk, &mut child, kill.moment) => ended,
            never = drip(&self.desk, &self.plan) => never,
        };
        let wire = self.desk.wire.as_ref().unwrap();
        wire.hold_together();
        self.desk.sandbox.faults().clear();
        let was_killed = status.signal() == Some(9);
        if was_killed {
            self.count.kills += 1;
            self.count.double += usize::from(again);
            self.count.of_the_line += usize::from(self.plan.line.is_some());
            *self.count.by.entry(by).or_default() += 1;
            if let (Moment::Step(label, _), "a step of its own") = (kill.moment, by) {
                *self.count.labels.entry(label).or_default() += 1;
            }
            let left = Written::left_in(&self.desk.data_dir());
            let phases: Vec<String> = left.rows.iter().map(|row| row.phase.clone()).collect();
            self.count.left(&phases);
            self.somebody_comes(&left);
        } else if self.plan.line.is_none() {
            let said = std::fs::read_to_string(said.path()).unwrap_or_default();
            let words = format!("the window ended by itself, {status}: {said}");
            self.findings.push(Finding(Wrong::Failed, words));
        }
        support::sweep(&self.desk.data_dir());
        was_killed
    }

    /// While it lies dead, somebody else takes names that were free when they were chosen.
    fn somebody_comes(&mut self, left: &Written) {
        for job in &self.plan.jobs {
            let chosen = left.rows.iter().any(|row| row.request == job.request());
            let target = self.target(job);
            let comes = job.name == Name::Comes && !self.came.contains(&job.number);
            if comes && chosen && !target.exists() {
                std::fs::write(target, job.theirs()).unwrap();
                self.came.push(job.number);
            }
        }
    }

    /// Starts what was killed once more, or the other program, and lets everything come to its end.
    async fn finish(&mut self) {
        if self.plan.line_ends_it {
            self.run_the_line().await;
        }
        self.desk.restart().await;
        self.desk.clock.hurry(window::HURRY);
        if self.plan.sealed {
            window::unlock(&self.desk.app, &self.desk.facts).await;
        }
        let people = self.plan.people;
        let there = self.desk.until("everybody connected", |snapshot| {
            all_connected(snapshot, people).then_some(())
        });
        there.await;
        self.desk.app.continue_interrupted();
        let home = self.desk.data_dir().parent().unwrap().to_owned();
        if self.plan.line.is_none() {
            person::ask_for_all(&self.desk.app, &self.plan, &home);
        }
        self.until_rest().await;
        if !self.plan.line_ends_it {
            self.run_the_line().await;
        }
    }

    async fn until_rest(&mut self) {
        let mut changes = self.desk.facts.changes();
        let begun = Instant::now();
        let mut tries = 0;
        loop {
            changes.borrow_and_update();
            let app = &self.desk.app;
            let rows = app.snapshot().transfers;
            person::answer(app, &self.plan, &rows);
            if person::at_rest(&rows) {
                let is = |phase| rows.iter().any(|row| row.phase == phase);
                if !is(Phase::Paused) && (!is(Phase::Failed) || tries > TRIES) {
                    return;
                }
                tries += 1;
                app.resume_transfers();
                app.retry_transfers();
            }
            if begun.elapsed() > PATIENCE {
                let words = format!("it came to no end: {rows:#?}");
                self.findings.push(Finding(Wrong::Failed, words));
                return;
            }
            let news = tokio::time::timeout(Duration::from_millis(100), changes.changed());
            if news.await.is_err() && rows.iter().any(|row| row.wait == Some(Wait::Offline)) {
                self.desk.clock.advance(Duration::from_mins(1));
            }
        }
    }

    /// The same line once more, to its end.
    async fn run_the_line(&mut self) {
        let Some(line) = self.plan.line else {
            return;
        };
        let mut command = command_line::program(&self.desk, &self.vault, &self.plan, line);
        let said = tempfile::NamedTempFile::new().unwrap();
        let mut child = spawned(&mut command, &said);
        let ended = tokio::time::timeout(PATIENCE, child.wait()).await;
        let said = std::fs::read_to_string(said.path()).unwrap_or_default();
        let code = ended.map(|status| status.unwrap().code());
        // Where a name is taken the command says so: by its own file, if it had arrived before the kill.
        let fits = match line.if_exists {
            None => [Some(0), Some(4)],
            Some(_) => [Some(0), Some(0)],
        };
        if !code.as_ref().is_ok_and(|code| fits.contains(code)) {
            let words = format!("the command line ended with {code:?}: {said}");
            self.findings.push(Finding(Wrong::Failed, words));
        }
        support::sweep(&self.desk.data_dir());
    }
}

fn spawned(command: &mut Command, said: &tempfile::NamedTempFile) -> Child {
    let file = || Stdio::from(said.reopen().unwrap());
    command
        .stdin(Stdio::null())
        .stdout(file())
        .stderr(file())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// Kills it at its moment, or waits until it has ended by itself. Says by what.
async fn until_killed(
    desk: &Desk,
    child: &mut Child,
    moment: Moment,
) -> (ExitStatus, &'static str) {
    let by = match moment {
        Moment::Step(..) => "a step of its own",
        Moment::Time(_) => "a time",
        Moment::Write(_) => "a write of the journal",
        Moment::Answer(_) => "an answer of the site",
    };
    let due = async {
        match moment {
            Moment::Step(..) => tokio::time::sleep(LONG).await,
            Moment::Time(after) => tokio::time::sleep(after).await,
            Moment::Write(nth) => {
                let log = desk.data_dir().join("journal.db-wal");
                let look = move || -> Option<(u64, SystemTime)> {
                    let found = std::fs::metadata(&log).ok()?;
                    Some((found.len(), found.modified().ok()?))
                };
                until_changed(nth, look).await;
            }
            Moment::Answer(nth) => {
                let ledger = desk.sandbox.ledger();
                let look = || ledger.count("GET", "/api") + ledger.count("POST", "/api");
                until_changed(nth, look).await;
            }
        }
    };
    tokio::select! {
        ended = child.wait() => {
            let at_rest = !matches!(moment, Moment::Step(..));
            (ended.unwrap(), if at_rest { "rest" } else { by })
        }
        () = due => {
            child.start_kill().unwrap();
            let late = matches!(moment, Moment::Step(..));
            (child.wait().await.unwrap(), if late { "a time" } else { by })
        }
    }
}

async fn until_changed<T: PartialEq>(mut times: usize, look: impl Fn() -> T) {
    let begun = Instant::now();
    let mut before = look();
    while times > 0 && begun.elapsed() < LONG {
        tokio::time::sleep(Duration::from_millis(1)).await;
        let now = look();
        if now != before {
            before = now;
            times -= 1;
        }
    }
}

/// Lets bytes through one by one, as it were, for as long as it is asked.
async fn drip<T>(desk: &Desk, plan: &Plan) -> T {
    let Some((way, bytes)) = plan.slow else {
        return std::future::pending().await;
    };
    let wire = desk.wire.as_ref().unwrap();
    wire.hold_after(way, 0);
    loop {
        wire.let_through(bytes * 2);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// So that a run that panics is one that failed.
pub(crate) fn alone(seed: u64, real: bool, count: &mut Count) -> Vec<Finding> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let count = std::panic::AssertUnwindSafe(count);
    let ended = std::panic::catch_unwind(|| {
        let count = count;
        runtime.block_on(async move {
            let run = Run::laid(seed, real, count.0).await;
            run.carry_out().await
        })
    });
    runtime.shutdown_timeout(Duration::from_secs(5));
    ended.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().cloned();
        let words = words.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
        let mut words = words.unwrap_or_default();
        words.truncate(words.floor_char_boundary(SHOWN));
        vec![Finding(Wrong::Failed, words)]
    })
}
