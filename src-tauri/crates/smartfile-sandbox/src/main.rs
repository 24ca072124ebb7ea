//! The practice server as a program: one line of JSON, then answers until it is interrupted.

mod arguments;

use std::io::{self, Write as _};
use std::process::ExitCode;

use arguments::{HELP, Wish};
use serde_json::json;
use smartfile_sandbox::{Profile, Sandbox};

#[tokio::main]
async fn main() -> ExitCode {
    let secret = std::env::var("SMARTFILE_SANDBOX_CLIENT_SECRET").ok();
    let done = match arguments::read(std::env::args().skip(1), secret) {
        Ok(Wish::Help) => io::stdout().write_all(HELP.as_bytes()),
        Ok(Wish::Serve(profile)) => serve(*profile).await,
        Err(words) => {
            // Nowhere to report a failure to report.
            let _ = writeln!(io::stderr(), "smartfile-sandbox: {words}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "smartfile-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(profile: Profile) -> io::Result<()> {
    // Listening for the signals before the first line: whoever reads it may send one at once.
    let stopped = stopped()?;
    let sandbox = Sandbox::start(profile).await?;
    let users: Vec<_> = sandbox
        .users()
        .iter()
        .map(|user| {
            json!({
                "username": user.username, "password": user.password, "name": user.name,
                "api_key": user.api_key, "api_password": user.api_password,
            })
        })
        .collect();
    let line = json!({
        "url": sandbox.url(),
        "client_id": sandbox.client_id(),
        "client_secret": sandbox.client_secret(),
        "api_key": sandbox.api_key(),
        "api_password": sandbox.api_password(),
        "links_url": sandbox.links_url(),
        "users": users,
    });
    let mut out = io::stdout();
    writeln!(out, "{line}")?;
    out.flush()?;
    stopped.await;
    sandbox.stop().await;
    Ok(())
}

/// Resolves at an interrupt or a request to end.
#[cfg(unix)]
fn stopped() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Resolves at an interrupt or a request to end.
#[cfg(not(unix))]
fn stopped() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
