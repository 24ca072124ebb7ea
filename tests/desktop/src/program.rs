//! A program that runs beside the journey and ends with it.

use std::fs::File;
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::Outcome;
use crate::wait::{self, until};

/// Ended when dropped.
#[derive(Debug)]
pub(crate) struct Program {
    child: Child,
}

impl Program {
    /// Starts it with its output in a file.
    pub(crate) fn start(mut command: Command, log: &Path) -> Outcome<Self> {
        let file = File::options().create(true).append(true).open(log)?;
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .kill_on_drop(true)
            .spawn()
            .map_err(|problem| {
                let program = command
                    .as_std()
                    .get_program()
                    .to_string_lossy()
                    .into_owned();
                format!("{program}: {problem}")
            })?;
        Ok(Self { child })
    }

    /// Ends it and waits for the end.
    pub(crate) async fn end(mut self) -> Outcome {
        self.child.kill().await?;
        Ok(())
    }
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Returns once something listens.
pub(crate) async fn listening(what: &str, port: u16) -> Outcome {
    until(&format!("{what} to listen"), wait::LIMIT, async || {
        TcpStream::connect(("127.0.0.1", port)).await.ok()
    })
    .await?;
    Ok(())
}

/// Whether the process with this id is there; one that ended and was not waited for is not.
pub(crate) fn alive(id: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{id}/stat"))
        .ok()
        .and_then(|stat| {
            stat.rsplit(')')
                .next()
                .map(|rest| !rest.trim_start().starts_with('Z'))
        })
        .unwrap_or(false)
}

/// Sends a signal to one process.
pub(crate) async fn signal(name: &str, id: u32) -> Outcome {
    Command::new("sh")
        .arg("-c")
        .arg(format!("kill -{name} {id}"))
        .status()
        .await?;
    Ok(())
}

/// Returns once the process is gone.
pub(crate) async fn gone(what: &str, id: u32, limit: Duration) -> Outcome {
    until(&format!("{what} to end"), limit, async || {
        (!alive(id)).then_some(())
    })
    .await
}
