//! The practice server: alone, or for an app that is about to start.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

use crate::Outcome;
use crate::process::must;
use crate::repository::Repository;

/// `cargo xtask sandbox`: becomes the practice server.
pub(crate) fn run(arguments: &[String]) -> Outcome<()> {
    let repository = Repository::find()?;
    let mut cargo = repository.cargo();
    // Alone, without the rest of the workspace: needs no system package.
    cargo.args(["build", "--quiet", "--package", "smartfile-sandbox"]);
    must(cargo, "the build of the practice server")?;
    let mut server = Command::new(repository.program("smartfile-sandbox")?);
    server.args(arguments);
    become_it(server)
}

#[cfg(unix)]
fn become_it(mut server: Command) -> Outcome<()> {
    use std::os::unix::process::CommandExt;
    Err(format!(
        "the practice server did not start: {}",
        server.exec()
    ))
}

#[cfg(not(unix))]
fn become_it(server: Command) -> Outcome<()> {
    must(server, "the practice server")
}

/// A practice server that runs as long as this value lives.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// Held open, so that the server can go on writing.
    _output: BufReader<ChildStdout>,
    facts: Value,
}

impl Server {
    /// Starts the built program and reads its first line.
    pub(crate) fn start(repository: &Repository) -> Outcome<Self> {
        let mut child = Command::new(repository.program("smartfile-sandbox")?)
            .args(["--world", "everything"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|problem| format!("the practice server did not start: {problem}"))?;
        let Some(output) = child.stdout.take() else {
            return Err("the practice server has no output".to_owned());
        };
        let mut output = BufReader::new(output);
        let mut line = String::new();
        let read = output.read_line(&mut line);
        let facts = serde_json::from_str(&line);
        if let (Ok(_), Ok(facts)) = (read, facts) {
            return Ok(Self {
                child,
                _output: output,
                facts,
            });
        }
        let _already_ended = child.kill();
        let _status = child.wait();
        Err("the practice server did not say where it is".to_owned())
    }

    /// Points an app at this server.
    pub(crate) fn point(&self, app: &mut Command) {
        app.env("CONNECT_SMARTFILE_SITE", self.fact("url"))
            .env("CONNECT_SMARTFILE_CLIENT_ID", self.fact("client_id"))
            .env(
                "CONNECT_SMARTFILE_CLIENT_SECRET",
                self.fact("client_secret"),
            )
            .env("CONNECT_SMARTFILE_RETURN_BY", "redirect,loopback,paste");
    }

    /// Says how to sign in.
    pub(crate) fn explain(&self) {
        println!("Practice server: {}", self.fact("url"));
        println!("In the browser, choose one of these and then Allow:");
        for user in self.facts["users"].as_array().into_iter().flatten() {
            let word = |name: &str| user[name].as_str().unwrap_or_default().to_owned();
            println!(
                "  {:<22} user name {}, password {}",
                word("name"),
                word("username"),
                word("password")
            );
        }
    }

    fn fact(&self, name: &str) -> &str {
        self.facts[name].as_str().unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _already_ended = self.child.kill();
        let _status = self.child.wait();
    }
}
