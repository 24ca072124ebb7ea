//! The browser comes back to a port of this computer, and its tab ends on a page of ours.

use super::{LastWords, sign_in};
use crate::Outcome;
use crate::check;
use crate::desk::Desk;
use crate::window::{Start, in_front};

pub(super) async fn drive(desk: &mut Desk) -> Outcome<LastWords> {
    let maya = desk.maya()?;
    let start = Start {
        return_by: "loopback",
        ..desk.start(false)
    };
    desk.open_app_with(&start).await?;
    desk.window()?.screen("welcome").await?;
    desk.window()?.click("connect").await?;
    desk.window()?.screen("waiting").await?;
    desk.step("Clicked Connect SmartFile; the app listens on a port of this computer")
        .await?;

    let page = sign_in::as_maya(desk).await?;
    page.click("#allow").await?;
    desk.window()?.screen("connected").await?;
    in_front().await?;
    let said = page.text("main p").await?;
    check::equal(
        "the tab's page",
        &said.as_str(),
        &"You can close this tab and go back to Connect SmartFile.",
    )?;
    check::that(!page.has("script").await?, || {
        "the tab's page has a script".to_owned()
    })?;
    let picture = page.picture().await?;
    desk.steps.done(
        "In the browser: the tab says that it can be closed",
        &picture,
    )?;
    let window = desk.window()?;
    window.text_with("connected-name", &maya.name).await?;
    desk.step("Allowed; the answer came to the app, its window came to the front")
        .await?;
    sign_in::show_files(desk).await?;
    desk.step("The files").await?;
    Ok(vec![format!(
        "Connected as {} through a port of this computer",
        maya.name
    )])
}
