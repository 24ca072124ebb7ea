//! Another process: this test program once more, told by its environment what to do, and spoken to in lines.

use std::ffi::OsStr;
use std::io::Write;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::PATIENCE;

/// The other process, seen from here. It ends with the test at the latest.
#[derive(Debug)]
pub struct Other {
    process: Child,
    asks: ChildStdin,
    says: Lines<BufReader<ChildStdout>>,
}

impl Other {
    /// Plays an ignored test of this program, by its full name, with these variables.
    pub fn play<V: AsRef<OsStr>>(test: &str, told: &[(&str, V)]) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args([test, "--exact", "--ignored"])
            .args(["--nocapture", "--test-threads=1"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        for (name, value) in told {
            command.env(name, value);
        }
        let mut process = command.spawn().unwrap();
        Self {
            asks: process.stdin.take().unwrap(),
            says: BufReader::new(process.stdout.take().unwrap()).lines(),
            process,
        }
    }

    /// Once more, see [`is_asked_again`].
    pub async fn ask(&mut self) {
        self.asks.write_all(b"go\n").await.unwrap();
        self.asks.flush().await.unwrap();
    }

    /// Resolves when it has said this, see [`say`].
    pub async fn until(&mut self, word: &str) {
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

    /// As `kill -9` does.
    pub async fn kill(mut self) {
        self.process.kill().await.unwrap();
    }
}

/// In the other process: says a word to whoever started it.
pub fn say(word: &str) {
    let mut out = std::io::stdout();
    writeln!(out, "\n{word}").unwrap();
    out.flush().unwrap();
}

/// In the other process: waits to be asked; false when nobody will ask again.
pub async fn is_asked_again() -> bool {
    let read = || std::io::stdin().read_line(&mut String::new()).unwrap();
    tokio::task::spawn_blocking(read).await.unwrap() > 0
}
