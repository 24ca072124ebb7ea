//! B12, B14: no start opens a browser, and a killed app is still connected.
//!
//! Starting again: after a crash, and while the browser was still open.

use super::{LastWords, sign_in};
use crate::Outcome;
use crate::check;
use crate::desk::Desk;

pub(super) async fn drive(desk: &mut Desk) -> Outcome<LastWords> {
    let maya = desk.maya()?;
    desk.open_app(false).await?;
    desk.window()?.screen("welcome").await?;
    desk.window()?.click("connect").await?;
    desk.window()?.screen("waiting").await?;
    desk.browser.new_page("#account-maya").await?;
    desk.quit_app().await?;
    let tabs = desk.browser.tabs().await?;
    desk.open_app(false).await?;
    desk.window()?.screen("welcome").await?;
    check::equal("browser tabs", &desk.browser.tabs().await?, &tabs)?;
    desk.step("Quit while waiting: the first screen again, no browser")
        .await?;

    sign_in::connect(desk).await?;
    sign_in::show_files(desk).await?;
    let refreshed = desk.sandbox.ledger().count("POST", "/oauth2/token");
    let tabs = desk.browser.tabs().await?;
    desk.kill_app().await?;
    desk.open_app(false).await?;
    sign_in::in_files(desk).await?;
    desk.window()?.text_with("account-chip", &maya.name).await?;
    check::equal("browser tabs", &desk.browser.tabs().await?, &tabs)?;
    check::equal(
        "token requests",
        &desk.sandbox.ledger().count("POST", "/oauth2/token"),
        &refreshed,
    )?;
    desk.step("Killed and started again: still connected, no browser, no new tokens")
        .await?;
    Ok(vec![format!("Connected as {}", maya.name)])
}
