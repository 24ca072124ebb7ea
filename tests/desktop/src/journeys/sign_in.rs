//! In the browser, as a person.

use crate::Outcome;
use crate::browser::Page;
use crate::desk::Desk;
use crate::window::in_front;

/// Chooses Maya and signs in; ends on the consent page.
pub(super) async fn as_maya(desk: &mut Desk) -> Outcome<Page> {
    let page = desk.browser.new_page("#account-maya").await?;
    page.click("#account-maya").await?;
    let picture = page.picture().await?;
    desk.steps.done("In the browser: chose Maya", &picture)?;
    page.click("#sign-in").await?;
    page.text("#allow").await?;
    Ok(page)
}

/// From the first screen to the connected one, by the way most people go.
pub(super) async fn connect(desk: &mut Desk) -> Outcome {
    desk.window()?.screen("welcome").await?;
    desk.step("The first screen").await?;
    desk.window()?.click("connect").await?;
    desk.window()?.screen("waiting").await?;
    desk.step("Clicked Connect SmartFile; the browser opened, the app waits")
        .await?;

    let page = as_maya(desk).await?;
    let picture = page.picture().await?;
    desk.steps
        .done("In the browser: signed in, asked to allow", &picture)?;
    page.click("#allow").await?;
    desk.window()?.screen("connected").await?;
    in_front().await?;
    desk.step("Allowed; the system handed the answer to the app, its window came to the front")
        .await
}

/// Says "this is me"; ends in the root folder.
pub(super) async fn show_files(desk: &mut Desk) -> Outcome {
    desk.window()?.click("show-files").await?;
    desk.window()?.screen("files").await?;
    desk.window()?.row("Thousand").await?;
    Ok(())
}

/// After a start that finds a sign-in: the files are there.
pub(super) async fn in_files(desk: &Desk) -> Outcome {
    desk.window()?.screen("files").await?;
    desk.window()?.row("Thousand").await?;
    Ok(())
}
