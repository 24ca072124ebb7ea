//! Where a command is carried out: the app, the person, and what is written.

use std::sync::Arc;
use std::time::Duration;

use connect_core::{
    Account, App, ConnectionState, Fact, Observer, Outcome, Passphrase, Problem, RemotePath,
    Snapshot,
};
use tokio::sync::watch;

use crate::arguments::Manner;
use crate::exit::Exit;
use crate::output::Output;
use crate::terminal::Terminal;
use crate::trouble::Trouble;
use crate::words::{self, With};

/// How long a password store may take that is still starting, as at the beginning of a session.
const STORE_STARTS: Duration = Duration::from_secs(7);
/// How often a passphrase may be typed.
const TRIES: usize = 3;

/// Hears that something has changed; what it is, the app says when it is asked.
#[derive(Debug)]
pub(crate) struct Ear(watch::Sender<()>);

impl Ear {
    pub(crate) fn new() -> (Arc<Self>, watch::Receiver<()>) {
        let (told, changes) = watch::channel(());
        (Arc::new(Self(told)), changes)
    }
}

impl Observer for Ear {
    fn notify(&self, _fact: Fact) {
        self.0.send_replace(());
    }
}

/// Where a command is carried out.
#[derive(Debug)]
pub(crate) struct Seat {
    pub(crate) app: App,
    pub(crate) out: Output,
    pub(crate) terminal: Terminal,
    changes: watch::Receiver<()>,
    passphrase_stdin: bool,
}

impl Seat {
    pub(crate) fn new(
        app: App,
        changes: watch::Receiver<()>,
        out: Output,
        manner: &Manner,
    ) -> Self {
        Self {
            app,
            out,
            terminal: Terminal::default(),
            changes,
            passphrase_stdin: manner.passphrase_stdin,
        }
    }

    /// Waits until there is an answer in what the app shows.
    pub(crate) async fn until<T>(&mut self, mut look: impl FnMut(&Snapshot) -> Option<T>) -> T {
        loop {
            self.changes.borrow_and_update();
            if let Some(seen) = look(&self.app.snapshot()) {
                return seen;
            }
            if self.changes.changed().await.is_err() {
                // The app has ended, and with it whoever waits here.
                std::future::pending::<()>().await;
            }
        }
    }

    /// The connection when it has been looked for, and the encrypted file was opened if that is where it is kept.
    pub(crate) async fn restored(&mut self) -> Result<ConnectionState, Trouble> {
        let mut tries = 0;
        loop {
            let state = self.found().await;
            let ConnectionState::VaultUnavailable { problem, .. } = &state else {
                return Ok(state);
            };
            if !is_locked(problem) {
                return Ok(state);
            }
            let wrong = problem.outcome == Outcome::PassphraseWrong;
            if wrong && (self.passphrase_stdin || tries >= TRIES) {
                return Ok(state);
            }
            if wrong {
                self.out.trouble(&problem.into(), None);
            }
            let Some(passphrase) = self.passphrase().await else {
                return Ok(state);
            };
            tries += 1;
            self.app.unlock(passphrase).await?;
        }
    }

    /// The connection as soon as it is known what became of it.
    pub(crate) async fn found(&mut self) -> ConnectionState {
        let settled = self.until(|now| match &now.connection {
            ConnectionState::Restoring | ConnectionState::Disconnecting { .. } => None,
            ConnectionState::VaultUnavailable { problem, .. }
                if problem.outcome == Outcome::VaultStarting =>
            {
                None
            }
            state => Some(state.clone()),
        });
        match tokio::time::timeout(STORE_STARTS, settled).await {
            Ok(state) => state,
            Err(_) => self.app.snapshot().connection,
        }
    }

    async fn passphrase(&mut self) -> Option<Passphrase> {
        let typed = if self.passphrase_stdin {
            self.terminal.line().await
        } else if Terminal::is_there() {
            let question = format!("{}:", words::word("keep-passphrase"));
            self.terminal.secret(&question).await
        } else {
            None
        };
        typed.filter(|typed| !typed.is_empty()).map(Passphrase::new)
    }

    /// Whoever is connected and has said that it is them. Without that, no file is touched.
    pub(crate) async fn connected(&mut self) -> Result<Account, Trouble> {
        match self.restored().await? {
            ConnectionState::Connected {
                account, confirmed, ..
            } => {
                if confirmed {
                    return Ok(account);
                }
                Err(Trouble::own(
                    Exit::NotConnected,
                    "unconfirmed",
                    &With::default(),
                ))
            }
            ConnectionState::ReauthorizationRequired { problem, .. } => {
                let mut trouble = Trouble::from(problem);
                trouble.exit = Exit::NotConnected;
                Err(trouble)
            }
            ConnectionState::VaultUnavailable { problem, .. } => Err(problem.into()),
            _ => Err(Trouble::own(
                Exit::NotConnected,
                "not-connected",
                &With::default(),
            )),
        }
    }
}

/// A passphrase opens it.
fn is_locked(problem: &Problem) -> bool {
    matches!(
        problem.outcome,
        Outcome::PassphraseNeeded | Outcome::PassphraseWrong
    )
}

/// A path at the site as it was typed: with or without the slash before it, and after it.
pub(crate) fn remote_path(text: &str) -> Result<RemotePath, Trouble> {
    let inner = text.trim_matches('/');
    RemotePath::parse(&format!("/{inner}"))
        .map_err(|_| Trouble::own(Exit::Usage, "path", &With::text("path", text)))
}

/// A name for a request that nobody gave another, in this run or in any other: what is asked twice under one name is
/// done once, and the journal remembers the names.
pub(crate) fn request_id() -> String {
    uuid::Uuid::new_v4().to_string()
}
