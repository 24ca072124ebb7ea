//! "Check my connection", before anybody is connected and after.

use fantoccini::key::Key;

use super::{LastWords, sign_in};
use crate::Outcome;
use crate::check;
use crate::desk::Desk;

pub(super) async fn drive(desk: &mut Desk) -> Outcome<LastWords> {
    desk.open_app(false).await?;
    desk.window()?.screen("welcome").await?;
    let before = look(desk).await?;
    check::contains("the report", &before, "Site: 127.0.0.1:")?;
    desk.step("Checked from the first screen; the report can be read")
        .await?;
    desk.window()?.press(Key::Escape).await?;

    sign_in::connect(desk).await?;
    sign_in::show_files(desk).await?;
    let after = look(desk).await?;
    for fine in [
        "SmartFile: ok",
        "Clock: ok",
        "Password store: ok",
        "Link handler: ok",
        "Disk: ok",
    ] {
        check::contains("the report", &after, fine)?;
    }
    let maya = desk.maya()?;
    let home = desk.folders.home().to_string_lossy().into_owned();
    for private in [&maya.name, &maya.email, &maya.username, &home] {
        check::that(!after.contains(private.as_str()), || {
            format!("{private} is in the report")
        })?;
    }
    desk.window()?.click("check-copy").await?;
    desk.window()?.text_with("check-copy", "Copied").await?;
    desk.step("Checked when connected: all is well; the report was copied")
        .await?;
    desk.window()?.click("nav-files").await?;
    sign_in::in_files(desk).await?;
    Ok(vec!["Checked the connection twice".to_owned()])
}

/// Opens the check, waits until every step has come to its end, and reads the report.
async fn look(desk: &Desk) -> Outcome<String> {
    let window = desk.window()?;
    window.click("check").await?;
    window.screen("check").await?;
    window.text_with("check-summary", "of 9 ").await?;
    window.click("check-see").await?;
    let report = window.text("check-report").await?;
    for unfinished in ["RUNNING", "skipped_stopped"] {
        check::that(!report.contains(unfinished), || {
            format!("a step did not come to its end:\n{report}")
        })?;
    }
    Ok(report)
}
