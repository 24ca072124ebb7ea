//! The client secret, from the environment or from the person, never shown.

use std::io::{BufRead, Write};
use std::process::Command;

use crate::Outcome;

/// The app reads it from here too.
pub(crate) const VARIABLE: &str = "CONNECT_SMARTFILE_CLIENT_SECRET";

/// Asks only if the environment has none.
pub(crate) fn from_environment_or_person(address: &str) -> Outcome<String> {
    if let Ok(secret) = std::env::var(VARIABLE)
        && !secret.is_empty()
    {
        return Ok(secret);
    }
    print!("Client secret for {address} (not shown): ");
    std::io::stdout()
        .flush()
        .map_err(|problem| problem.to_string())?;
    let hidden = echo(false);
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    if hidden {
        echo(true);
        println!();
    }
    read.map_err(|problem| format!("the secret could not be read: {problem}"))?;
    let secret = line.trim();
    if secret.is_empty() {
        return Err(format!(
            "no client secret was given; {VARIABLE} may hold it"
        ));
    }
    Ok(secret.to_owned())
}

/// Switches the terminal's echo; false where there is no terminal.
fn echo(on: bool) -> bool {
    Command::new("stty")
        .arg(if on { "echo" } else { "-echo" })
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
