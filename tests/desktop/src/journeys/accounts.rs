//! B11, B12: the browser that still knows the last person brings no second one, and no start opens a page.
//!
//! Two accounts in one window.

use super::{LastWords, sign_in};
use crate::Outcome;
use crate::check;
use crate::desk::Desk;

pub(super) async fn drive(desk: &mut Desk) -> Outcome<LastWords> {
    let maya = desk.maya()?;
    desk.open_app(false).await?;
    sign_in::connect(desk).await?;
    sign_in::show_files(desk).await?;

    add(desk).await?;
    let page = desk.browser.new_page("#allow").await?;
    page.click("#allow").await?;
    let window = desk.window()?;
    let said = format!("{} is connected already", maya.name);
    window.text_with("notice", &said).await?;
    desk.step("The browser still knew Maya: nothing was changed, and the app says what to do")
        .await?;

    desk.window()?.click("connect").await?;
    desk.window()?.screen("waiting").await?;
    let page = desk.browser.new_page("#another-account").await?;
    page.click("#another-account").await?;
    page.click("#account-jonas").await?;
    page.click("#sign-in").await?;
    page.click("#allow").await?;
    desk.window()?.screen("connected").await?;
    desk.window()?.click("show-files").await?;
    desk.window()?.screen("files").await?;
    let jonas = desk.window()?.text("account-chip").await?;
    check::that(!jonas.contains(&maya.name), || jonas.clone())?;
    desk.window()?.click("account-chip").await?;
    desk.window()?.text_with("menu", &maya.name).await?;
    desk.step("Jonas beside Maya, in the list of accounts")
        .await?;

    // The one that is looked at is checked, and the keyboard stands on it.
    let item = "[data-testid^=\"menu-account-maya@\"]";
    desk.window()?.click_at(item).await?;
    desk.window()?.text_with("account-chip", &maya.name).await?;
    sign_in::in_files(desk).await?;
    desk.step("Back at Maya's files, and nobody was asked")
        .await?;

    let tabs = desk.browser.tabs().await?;
    desk.quit_app().await?;
    desk.sandbox.end_sign_in("maya");
    desk.open_app(false).await?;
    let window = desk.window()?;
    window.says("Please connect again").await?;
    window.click("account-chip").await?;
    window
        .click_at("[data-testid^=\"menu-account-jonas@\"]")
        .await?;
    window.text_with("account-chip", "Jonas").await?;
    window.screen("files").await?;
    check::equal("browser tabs", &desk.browser.tabs().await?, &tabs)?;
    desk.step("Maya's sign-in has ended, Jonas's files are there all the same")
        .await?;
    Ok(vec!["Two accounts, one of them ended".to_owned()])
}

async fn add(desk: &mut Desk) -> Outcome {
    desk.window()?.click("account-chip").await?;
    desk.window()?.click("menu-add-account").await?;
    desk.window()?.screen("welcome").await?;
    desk.step("Add another account").await?;
    desk.window()?.click("connect").await?;
    desk.window()?.screen("waiting").await
}
