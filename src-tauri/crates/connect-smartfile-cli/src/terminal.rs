//! The person at the terminal: asked on standard error, heard on standard input.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use tokio::sync::mpsc;

/// A line is no longer than this: a code, a passphrase, a yes.
const LONGEST: u64 = 64 * 1024;

/// Reads lines, one after the other. They are read by one thread, so that a question that is no longer open takes
/// no answer from the next one.
#[derive(Debug, Default)]
pub(crate) struct Terminal {
    lines: Option<mpsc::UnboundedReceiver<String>>,
}

impl Terminal {
    /// Somebody sits there and can be asked.
    pub(crate) fn is_there() -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// The next line without its end; `None` when there will be no more.
    pub(crate) async fn line(&mut self) -> Option<String> {
        self.lines.get_or_insert_with(listen).recv().await
    }

    /// Puts a question; `None` when it was not answered.
    pub(crate) async fn ask(&mut self, question: &str) -> Option<String> {
        prompt(question);
        self.line().await
    }

    /// Yes, said in so many letters. No answer is no.
    pub(crate) async fn agrees(&mut self, question: &str) -> bool {
        let answer = self.ask(question).await.unwrap_or_default();
        matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
    }

    /// Asks for something that nobody may look at while it is typed.
    #[cfg(unix)]
    pub(crate) async fn secret(&mut self, question: &str) -> Option<String> {
        let unseen = Unseen::begin();
        let line = self.ask(question).await;
        drop(unseen);
        // The end of the line was not seen either.
        let _ = writeln!(io::stderr());
        line
    }

    /// Asks for something that nobody may look at while it is typed.
    #[cfg(not(unix))]
    pub(crate) async fn secret(&mut self, question: &str) -> Option<String> {
        prompt(question);
        let read = || console::Term::stderr().read_secure_line();
        tokio::task::spawn_blocking(read).await.ok()?.ok()
    }
}

/// Says something and stays on the line.
fn prompt(question: &str) {
    let mut out = io::stderr().lock();
    let _ = write!(out, "{question} ");
    let _ = out.flush();
}

fn listen() -> mpsc::UnboundedReceiver<String> {
    let (said, lines) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        loop {
            let mut line = String::new();
            let mut input = io::Read::take(io::stdin().lock(), LONGEST);
            match input.read_line(&mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            }
            let end = line.trim_end_matches(['\r', '\n']).len();
            line.truncate(end);
            if said.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// As long as this lives, a terminal does not show what is typed.
#[cfg(unix)]
struct Unseen(Option<rustix::termios::Termios>);

#[cfg(unix)]
impl Unseen {
    fn begin() -> Self {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let Ok(before) = tcgetattr(io::stdin()) else {
            return Self(None);
        };
        let mut unseen = before.clone();
        unseen.local_modes.remove(LocalModes::ECHO);
        // What was typed ahead stays.
        let _ = tcsetattr(io::stdin(), OptionalActions::Drain, &unseen);
        Self(Some(before))
    }
}

#[cfg(unix)]
impl Drop for Unseen {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        if let Some(before) = &self.0 {
            let _ = tcsetattr(io::stdin(), OptionalActions::Drain, before);
        }
    }
}
