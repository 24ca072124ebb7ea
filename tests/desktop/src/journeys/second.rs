//! B1, B2: a second start hands its address to the first and ends with 0, whatever is in its own way.
//!
//! So the desktop brings people back: it starts the program anew with the address. Here its exit code is looked at.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use tokio::process::Command;

use super::LastWords;
use crate::Outcome;
use crate::check;
use crate::desk::{Desk, SCHEME};
use crate::wait::{self, until};
use crate::window::{in_front, windows};

/// A second is the promise; the rest is for a computer that is busy with other things.
const LIMIT: Duration = Duration::from_secs(3);

pub(super) async fn drive(desk: &mut Desk) -> Outcome<LastWords> {
    desk.open_app(false).await?;
    let busy = TcpListener::bind("127.0.0.1:0")?;
    let port = busy.local_addr()?.port().to_string();
    // Neither a folder can be made in it nor a file.
    let nowhere = desk.folders.home().join("not-a-folder");
    std::fs::write(&nowhere, b"")?;
    let nowhere = nowhere.display().to_string();
    let held = hold(desk)?;
    let ways: [(&str, Vec<(&str, &str)>); 4] = [
        ("nothing in its way", vec![]),
        ("its port taken", vec![("CONNECT_SMARTFILE_PORTS", &port)]),
        ("no data folder", vec![("XDG_DATA_HOME", &nowhere)]),
        (
            "no folder at all",
            vec![
                ("XDG_DATA_HOME", &nowhere),
                ("XDG_CACHE_HOME", &nowhere),
                ("XDG_CONFIG_HOME", &nowhere),
                ("XDG_STATE_HOME", &nowhere),
            ],
        ),
    ];
    let mut last_words = Vec::new();
    for (what, environment) in ways {
        let took = one(desk, what, &environment).await?;
        last_words.push(format!(
            "With {what}: there after {:.2} s",
            took.as_secs_f32()
        ));
    }
    drop(held);
    Ok(last_words)
}

/// Every file that the app keeps, held by somebody else.
fn hold(desk: &Desk) -> Outcome<Vec<std::fs::File>> {
    let mut held = Vec::new();
    let mut folders = vec![desk.folders.app_data()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(file) = std::fs::File::open(&path) {
                let _held_by_the_app_itself = file.try_lock();
                held.push(file);
            }
        }
    }
    Ok(held)
}

/// A sign-in whose answer comes by a second start.
async fn one(desk: &mut Desk, what: &str, environment: &[(&str, &str)]) -> Outcome<Duration> {
    desk.window()?.screen("welcome").await?;
    let before = states(desk).len();
    desk.window()?.click("connect").await?;
    desk.window()?.screen("waiting").await?;
    let state = until(
        "the sign-in page to be asked for",
        wait::LIMIT,
        async || states(desk).get(before).cloned(),
    )
    .await?;

    let begun = Instant::now();
    let mut second = Command::new(desk.app());
    let mut second = second
        .arg(format!(
            "{SCHEME}:/oauth2/callback?error=access_denied&state={state}"
        ))
        .envs(environment.iter().copied())
        .kill_on_drop(true)
        .spawn()?;
    desk.window()?.screen("welcome").await?;
    let title = desk.window()?.text("problem-title").await?;
    let took = begun.elapsed();
    check::contains("what is said", &title, "You chose not to connect")?;
    check::that(took < LIMIT, || {
        format!("with {what} the address took {took:?}")
    })?;
    let ended = tokio::time::timeout(wait::LIMIT, second.wait())
        .await
        .map_err(|_| format!("with {what} the second start never ended"))??;
    check::equal(&format!("exit code with {what}"), &ended.code(), &Some(0))?;
    check::equal("windows", &windows().await?, &1)?;
    in_front().await?;
    desk.step(&format!(
        "A second start with {what}: handed over, ended with 0"
    ))
    .await?;
    Ok(took)
}

/// The `state` of every sign-in page so far.
fn states(desk: &Desk) -> Vec<String> {
    let secrets = desk.sandbox.ledger().secrets();
    let states = secrets.into_iter().filter(|secret| secret.kind == "state");
    states.map(|secret| secret.value).collect()
}
