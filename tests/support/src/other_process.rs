//! A second process of the app, on the same sign-in: it works beside the first one, and can be killed.
//!
//! It is the test program once more, told by its environment what to do. A program that starts one has a test
//! of this name, marked `#[ignore]`, whose whole body is [`be_the_other_process`]:
//! `processes::the_other_process`.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use connect_core::{App, ConnectionState, Keychain, LocalDisk, Options, Ports, RemotePath, Vault};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::{Chronicle, Facts, FileVault, ManualClock, PATIENCE, ScriptedBrowser, StoppingVault};

/// As many as ask at the same moment in each process.
pub const CALLERS: usize = 50;
/// Longer than any access token lives.
const LIFE: Duration = Duration::from_hours(10);

const DATA: &str = "CONNECT_TEST_OTHER_DATA";
const VAULT: &str = "CONNECT_TEST_OTHER_VAULT";
const STOP: &str = "CONNECT_TEST_OTHER_STOP";

/// The steps of a rotation from its answer in hand to its end, at which a process can be killed and nothing is
/// lost: the new refresh token is kept from the first of them on.
pub const STEPS_OF_A_ROTATION: [&str; 11] = [
    "after write refresh_token.next",
    "before write access_token.next",
    "after write access_token.next",
    "before write refresh_token",
    "after write refresh_token",
    "before write access_token",
    "after write access_token",
    "before erase refresh_token.next",
    "after erase refresh_token.next",
    "before erase access_token.next",
    "after erase access_token.next",
];

/// A vault that two processes can share: the app's own service of the real password store (`keychain`), another
/// one of it (`keychain NAME`), or a folder.
pub fn shared_vault(name: &str) -> Arc<dyn Vault> {
    if name == "keychain" {
        return Arc::new(Keychain::of_the_app());
    }
    match name.strip_prefix("keychain ") {
        Some(service) => Arc::new(Keychain::new(service)),
        None => Arc::new(FileVault::new(Path::new(name))),
    }
}

/// The kinds of the entries that there are of the only account in a data folder, in this [`shared_vault`].
pub fn kinds(data_dir: &Path, vault: &str) -> Vec<&'static str> {
    let file = std::fs::read(data_dir.join("accounts.json")).unwrap();
    let file: serde_json::Value = serde_json::from_slice(&file).unwrap();
    let account = file["accounts"][0]["id"].as_str().unwrap();
    let vault = shared_vault(vault);
    let there = |kind: &&str| vault.read(&format!("{account}/{kind}")).unwrap().is_some();
    [
        "access_token",
        "access_token.next",
        "client_secret",
        "refresh_token",
        "refresh_token.next",
    ]
    .into_iter()
    .filter(there)
    .collect()
}

/// [`CALLERS`] questions at once, all answered.
pub async fn many_calls(app: &App) {
    let calls: Vec<_> = (0..CALLERS)
        .map(|_| {
            let app = app.clone();
            tokio::spawn(async move { app.info(&RemotePath::root()).await.unwrap() })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
}

/// The whole of the other process. Lives until its input ends; each line on it is another life of the tokens.
pub async fn be_the_other_process() {
    let variable = |name| std::env::var(name).unwrap();
    let kept = shared_vault(&variable(VAULT));
    let stop = std::env::var(STOP).ok();
    let stop = stop.map(|step| Arc::new(StoppingVault::new(Arc::clone(&kept), step)));
    let vault = match &stop {
        Some(stop) => Arc::clone(stop) as Arc<dyn Vault>,
        None => kept,
    };
    let facts = Arc::new(Facts::new(Chronicle::default()));
    let clock = Arc::new(ManualClock::default());
    let ports = Ports::new(
        ScriptedBrowser::new(),
        vault,
        Arc::clone(&clock) as _,
        Arc::clone(&facts) as _,
        Arc::new(LocalDisk),
    );
    let mut changes = facts.changes();
    let app = App::start(
        ports,
        Options {
            data_dir: variable(DATA).into(),
            ..crate::options_without_a_site()
        },
    )
    .unwrap();
    while !matches!(app.snapshot().connection, ConnectionState::Connected { .. }) {
        changes.changed().await.unwrap();
    }
    many_calls(&app).await;
    if let Some(stop) = &stop {
        stop.arm();
    }
    say("ready");
    while is_asked_again().await {
        clock.advance(LIFE);
        many_calls(&app).await;
        say("done");
    }
    app.stop().await;
}

fn say(word: &str) {
    let mut out = std::io::stdout();
    writeln!(out, "\n{word}").unwrap();
    out.flush().unwrap();
}

async fn is_asked_again() -> bool {
    let read = || std::io::stdin().read_line(&mut String::new()).unwrap();
    tokio::task::spawn_blocking(read).await.unwrap() > 0
}

/// The other process, seen from the first one. Killed when dropped.
#[derive(Debug)]
pub struct OtherProcess {
    process: Child,
    asks: ChildStdin,
    says: Lines<BufReader<ChildStdout>>,
}

impl OtherProcess {
    /// Starts it on the data folder and the [`shared_vault`] of this one and waits until it is connected; with
    /// `stop`, it stands still at that step of a [`StoppingVault`] once it has work to do.
    pub async fn start(data_dir: &Path, vault: &str, stop: Option<&str>) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["processes::the_other_process", "--exact", "--ignored"])
            .args(["--nocapture", "--test-threads=1"])
            .env(DATA, data_dir)
            .env(VAULT, vault)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        match stop {
            Some(stop) => command.env(STOP, stop),
            None => command.env_remove(STOP),
        };
        let mut process = command.spawn().unwrap();
        let mut started = Self {
            asks: process.stdin.take().unwrap(),
            says: BufReader::new(process.stdout.take().unwrap()).lines(),
            process,
        };
        started.until("ready").await;
        started
    }

    /// Its tokens reach the end of their life and it calls [`CALLERS`] times.
    pub async fn ask(&mut self) {
        self.asks.write_all(b"go\n").await.unwrap();
        self.asks.flush().await.unwrap();
    }

    /// Resolves when all its calls were answered.
    pub async fn until_done(&mut self) {
        self.until("done").await;
    }

    /// Resolves when it stands still at its step.
    pub async fn until_stopped(&mut self) {
        self.until("stopped").await;
    }

    async fn until(&mut self, word: &str) {
        let heard = async {
            loop {
                let line = self.says.next_line().await.unwrap();
                let line = line.unwrap_or_else(|| panic!("it ended without saying {word}"));
                if line == word {
                    return;
                }
            }
        };
        tokio::time::timeout(PATIENCE, heard)
            .await
            .unwrap_or_else(|_| panic!("it never said {word}"));
    }

    /// Its input ends, and so does it.
    pub async fn finish(mut self) {
        drop(self.asks);
        assert!(self.process.wait().await.unwrap().success());
    }

    /// As `kill -9` does. What it was writing of its own small files in `data_dir` goes as well, as the next
    /// start but one would remove it.
    pub async fn kill(mut self, data_dir: &Path) {
        self.process.kill().await.unwrap();
        sweep(data_dir);
    }
}

/// What a killed process was writing of its small files goes, as the next start but one would remove it.
pub fn sweep(data_dir: &Path) {
    remove(data_dir, &[".unfinished-"]);
}

/// The same, and everything that the journal knows: the next start has no past.
pub fn forget_everything(data_dir: &Path) {
    remove(data_dir, &[".unfinished-", "journal.db"]);
}

fn remove(data_dir: &Path, beginnings: &[&str]) {
    for entry in std::fs::read_dir(data_dir).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        if beginnings
            .iter()
            .any(|beginning| name.starts_with(beginning))
        {
            std::fs::remove_file(entry.path()).unwrap();
        }
    }
}
