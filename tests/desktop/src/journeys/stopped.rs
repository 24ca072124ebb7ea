//! An app that can't start says why in its window, begins when the reason is gone, and else does not end with 0.

use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use super::LastWords;
use crate::Outcome;
use crate::check;
use crate::desk::Desk;
use crate::wait::{self, until};
use crate::window::{clipboard, close, windows};

const NEWER: &[u8] = br#"{"version":99,"accounts":[]}"#;

pub(super) async fn drive(desk: &mut Desk) -> Outcome<LastWords> {
    let folder = desk.folders.app_data();
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("accounts.json");
    std::fs::write(&file, NEWER)?;

    desk.open_app(false).await?;
    let window = desk.window()?;
    window.screen("stopped").await?;
    window
        .text_with("problem-title", "A newer version of this app was used here")
        .await?;
    window.says("Your files are safe").await?;
    window.click("copy-report").await?;
    window.text_with("copied", "Copied").await?;
    let report = clipboard().await?;
    check::contains("the report", &report, "NewerVersion")?;
    desk.step("It could not start: said, and a report was copied")
        .await?;

    desk.window()?.click("start-again").await?;
    desk.window()?.screen("stopped").await?;
    check::equal("the file", &std::fs::read(&file)?.as_slice(), &NEWER)?;
    std::fs::remove_file(&file)?;
    desk.window()?.click("start-again").await?;
    desk.window()?.screen("welcome").await?;
    desk.step("Mended, and tried again: it has begun").await?;
    desk.quit_app().await?;

    std::fs::write(&file, NEWER)?;
    let mut app = Command::new(desk.app())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    until("the window", wait::LIMIT, async || {
        (windows().await.ok()? == 1).then_some(())
    })
    .await?;
    // At once: a window that has only just appeared hears it too.
    close().await?;
    let Ok(ended) = tokio::time::timeout(Duration::from_secs(10), app.wait()).await else {
        return Err(format!("it did not end; windows: {}", windows().await?).into());
    };
    check::equal("exit code", &ended?.code(), &Some(1))?;
    std::fs::remove_file(&file)?;

    // What follows a journey quits an app that is open.
    Ok(vec![
        "It says why, begins when it can, and ends with 1 else".to_owned(),
    ])
}
