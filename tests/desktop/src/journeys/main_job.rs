//! B1, B2, T15: the browser's answer starts the program a second time, which hands it to the first one and
//! ends; and nothing that was written holds a secret.
//!
//! The main job: connect, come back, see the account and the files, move some, leave.

use fantoccini::key::Key;

use super::{LastWords, moves, sign_in};
use crate::Outcome;
use crate::check;
use crate::desk::Desk;
use crate::keychain;
use crate::wait::{self, until};

pub(super) async fn drive(desk: &mut Desk) -> Outcome<LastWords> {
    let maya = desk.maya()?;
    desk.open_app(false).await?;
    sign_in::connect(desk).await?;
    desk.window()?
        .text_with("connected-name", &maya.name)
        .await?;
    desk.window()?.says(&maya.email).await?;
    check::that(!keychain::entries().await?.is_empty(), || {
        "nothing is in the password store though the app says it is connected".to_owned()
    })?;

    sign_in::show_files(desk).await?;
    let root = desk.window()?.row_names().await?;
    check::that(root.len() >= 5, || {
        format!("the root folder shows only {root:?}")
    })?;
    desk.step("The files").await?;
    browse(desk).await?;
    let listed = thousand(desk).await?;
    moves::download(desk).await?;
    moves::cancel(desk).await?;
    moves::upload(desk).await?;
    account(desk).await?;
    come_back(desk).await?;
    disconnect(desk).await?;
    Ok(vec![
        format!(
            "Connected as {} ({}) on {}",
            maya.name,
            maya.email,
            desk.sandbox.url()
        ),
        format!("Listed {listed} entries"),
    ])
}

/// Into a folder and back, by mouse, breadcrumb, history and keyboard.
async fn browse(desk: &mut Desk) -> Outcome {
    let (folder, inside) = moves::a_folder_with_folders(desk)?;
    let window = desk.window()?;
    window.double_click(&folder).await?;
    window.text_with("crumb", &folder).await?;
    window.row(&inside).await?;
    desk.step("Into a folder with two clicks").await?;

    let window = desk.window()?;
    window.double_click(&inside).await?;
    window.text_with("crumb", &inside).await?;
    window.click("back").await?;
    window.row(&inside).await?;
    window.click("forward").await?;
    until("the inner folder again", wait::LIMIT, async || {
        (!window.row_names().await.ok()?.contains(&inside)).then_some(())
    })
    .await?;
    window.click("crumb").await?;
    window.row("Thousand").await?;
    desk.step("Deeper, back, forward, and up by the path")
        .await?;

    let window = desk.window()?;
    window.choose(&folder).await?;
    check::equal("the row in focus", &window.focused_row().await?, &folder)?;
    window.press(Key::Down).await?;
    let next = window.focused_row().await?;
    check::that(!next.is_empty() && next != folder, || {
        format!("the down key did not move: {next:?}")
    })?;
    window.press(Key::Up).await?;
    check::equal("the row in focus", &window.focused_row().await?, &folder)?;
    window.press(Key::Enter).await?;
    window.row(&inside).await?;
    window.click("up").await?;
    window.row("Thousand").await?;
    desk.step("The same by keyboard").await
}

/// A folder that comes in many pages, all of it.
async fn thousand(desk: &mut Desk) -> Outcome<usize> {
    let there = std::fs::read_dir(desk.on_server("Thousand"))?.count();
    desk.window()?.double_click("Thousand").await?;
    let window = desk.window()?;
    window.text_with("crumb", "Thousand").await?;
    let listed = until("every entry to be listed", wait::LIMIT, async || {
        let digits: String = window
            .text("listing-count")
            .await
            .ok()?
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        (digits == there.to_string()).then_some(there)
    })
    .await?;
    check::equal("entries in the big folder", &listed, &1000)?;
    desk.step("A folder of 1,000 entries").await?;
    desk.window()?.click("up").await?;
    desk.window()?.row("Thousand").await?;
    Ok(listed)
}

async fn account(desk: &mut Desk) -> Outcome {
    let maya = desk.maya()?;
    let window = desk.window()?;
    window.click("nav-account").await?;
    window.screen("account").await?;
    window.text_with("account-name", &maya.name).await?;
    window.text_with("account-email", &maya.email).await?;
    window.text_with("account-site", "127.0.0.1").await?;
    for filled in ["account-storage", "account-since"] {
        let text = window.text(filled).await?;
        check::that(!text.trim().is_empty(), || format!("{filled} is empty"))?;
    }
    desk.step("The account").await
}

/// Quits and starts again: connected at once, no browser.
async fn come_back(desk: &mut Desk) -> Outcome {
    let tabs = desk.browser.tabs().await?;
    let authorized = desk.sandbox.ledger().count("GET", "/oauth2/authorize");
    desk.quit_app().await?;
    desk.open_app(false).await?;
    sign_in::in_files(desk).await?;
    check::equal("browser tabs", &desk.browser.tabs().await?, &tabs)?;
    check::equal(
        "authorization requests",
        &desk.sandbox.ledger().count("GET", "/oauth2/authorize"),
        &authorized,
    )?;
    desk.step("Quit and started again: still connected, no browser")
        .await
}

async fn disconnect(desk: &mut Desk) -> Outcome {
    let window = desk.window()?;
    window.click("nav-account").await?;
    window.screen("account").await?;
    window.click("disconnect").await?;
    window.click("disconnect-confirm").await?;
    window.screen("welcome").await?;
    window
        .text_with("notice", "erased from this computer")
        .await?;
    check::equal(
        "entries in the password store",
        &keychain::entries().await?,
        &Vec::new(),
    )?;
    check::that(
        desk.sandbox.ledger().count("POST", "/oauth2/revoke") > 0,
        || "the service was not told to revoke".to_owned(),
    )?;
    desk.step("Disconnected: nothing is left in the password store")
        .await
}
