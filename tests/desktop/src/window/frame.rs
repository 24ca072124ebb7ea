//! The frame around the page, as the desktop has it: in front, closed, counted; and the clipboard.

use tokio::process::Command;

use crate::Outcome;
use crate::wait::{self, until};

/// Whether the app's window is the one in front.
pub(crate) async fn in_front() -> Outcome {
    until("the window to come to the front", wait::LIMIT, async || {
        let answer = Command::new("xdotool")
            .args(["getactivewindow", "getwindowname"])
            .output()
            .await
            .ok()?;
        (answer.stdout.trim_ascii() == b"Connect SmartFile").then_some(())
    })
    .await
}

/// Closes it by its title bar's button, as far as the app can tell. Not by Alt+F4: a browser that comes to the
/// front at that moment would be closed in its place (seen).
pub(crate) async fn close() -> Outcome {
    let status = Command::new("wmctrl")
        .args(["-i", "-c", &window_id().await?])
        .status()
        .await?;
    if status.success() {
        return Ok(());
    }
    Err("the window could not be closed".into())
}

/// How many windows of the app there are.
pub(crate) async fn windows() -> Outcome<usize> {
    let answer = Command::new("xdotool")
        .args(["search", "--onlyvisible", "--name", "^Connect SmartFile$"])
        .output()
        .await?;
    Ok(String::from_utf8(answer.stdout)?.lines().count())
}

/// What a person would paste now.
pub(crate) async fn clipboard() -> Outcome<String> {
    let read = tokio::task::spawn_blocking(|| arboard::Clipboard::new()?.get_text());
    read.await?
        .map_err(|error| format!("the clipboard: {error}").into())
}

pub(super) async fn xdotool(words: &[&str]) -> Outcome {
    let status = Command::new("xdotool").args(words).status().await?;
    if status.success() {
        return Ok(());
    }
    Err(format!("xdotool {}: {status}", words.join(" ")).into())
}

/// Looked for more than once: while another window comes or goes a search may end without one (seen).
pub(super) async fn window_id() -> Outcome<String> {
    until("the window to be found", wait::LIMIT, async || {
        let answer = Command::new("xdotool")
            .args(["search", "--onlyvisible", "--name", "^Connect SmartFile$"])
            .output()
            .await
            .ok()?;
        let text = String::from_utf8(answer.stdout).ok()?;
        text.lines().last().map(str::to_owned)
    })
    .await
}
