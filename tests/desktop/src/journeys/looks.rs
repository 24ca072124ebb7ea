//! Pictures of the main screens: light and dark, the least size and the usual one.

use super::{LastWords, sign_in};
use crate::Outcome;
use crate::check;
use crate::desk::Desk;

const SIZES: [(u32, u32); 2] = [(900, 640), (1280, 800)];

pub(super) async fn drive(desk: &mut Desk) -> Outcome<LastWords> {
    let mut pictures = 0;
    for dark in [false, true] {
        desk.open_app(dark).await?;
        check::equal("drawn dark", &desk.window()?.dark().await?, &dark)?;
        pictures += first_run(desk, dark).await?;
        pictures += at_work(desk, dark).await?;
        desk.quit_app().await?;
    }
    Ok(vec![format!("{pictures} pictures")])
}

async fn first_run(desk: &mut Desk, dark: bool) -> Outcome<usize> {
    let mut pictures = 0;
    desk.window()?.screen("welcome").await?;
    pictures += shoot(desk, "welcome", dark).await?;
    desk.window()?.click("company-link").await?;
    desk.window()?.screen("company").await?;
    pictures += shoot(desk, "company", dark).await?;
    desk.window()?.click("cancel").await?;
    desk.window()?.screen("welcome").await?;

    desk.window()?.click("connect").await?;
    desk.window()?.screen("waiting").await?;
    desk.browser.new_page("#account-maya, #allow").await?;
    pictures += shoot(desk, "waiting", dark).await?;
    desk.window()?.click("have-code").await?;
    desk.window()?.screen("code").await?;
    pictures += shoot(desk, "code", dark).await?;
    desk.window()?.click("cancel").await?;
    desk.window()?.screen("welcome").await?;

    desk.window()?.click("connect").await?;
    desk.window()?.screen("waiting").await?;
    let page = desk.browser.new_page("#account-maya, #allow").await?;
    if page.has("#account-maya").await? {
        page.click("#account-maya").await?;
        page.click("#sign-in").await?;
    }
    page.click("#allow").await?;
    desk.window()?.screen("connected").await?;
    Ok(pictures + shoot(desk, "connected", dark).await?)
}

async fn at_work(desk: &mut Desk, dark: bool) -> Outcome<usize> {
    let mut pictures = 0;
    sign_in::show_files(desk).await?;
    pictures += shoot(desk, "files", dark).await?;
    desk.window()?.double_click("Thousand").await?;
    desk.window()?.text_with("crumb", "Thousand").await?;
    desk.window()?
        .text_with("listing-count", "1,000 items")
        .await?;
    pictures += shoot(desk, "thousand", dark).await?;
    desk.window()?.click("nav-account").await?;
    desk.window()?.screen("account").await?;
    pictures += shoot(desk, "account", dark).await?;
    desk.window()?.click("disconnect").await?;
    pictures += shoot(desk, "disconnect", dark).await?;
    desk.window()?.click("disconnect-confirm").await?;
    desk.window()?.screen("welcome").await?;
    Ok(pictures + shoot(desk, "disconnected", dark).await?)
}

/// One screen in both sizes.
async fn shoot(desk: &mut Desk, name: &str, dark: bool) -> Outcome<usize> {
    let theme = if dark { "dark" } else { "light" };
    for (width, height) in SIZES {
        let window = desk.window()?;
        window.size(width, height).await?;
        let picture = window.picture().await?;
        desk.steps
            .keep(&format!("{name}-{theme}-{width}x{height}.png"), &picture)?;
    }
    desk.step(&format!("{name}, {theme}")).await?;
    Ok(SIZES.len())
}
