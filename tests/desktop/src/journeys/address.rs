//! B6: a browser that can't be opened is said, and its page's address is on the real clipboard.
//!
//! The person pastes it into a browser that they open themselves, and is connected.

use tokio::process::Command;
use url::Url;

use super::{LastWords, sign_in};
use crate::Outcome;
use crate::check;
use crate::desk::Desk;
use crate::window::{Start, clipboard, in_front};

pub(super) async fn drive(desk: &mut Desk) -> Outcome<LastWords> {
    let maya = desk.maya()?;
    let start = Start {
        browser: false,
        ..desk.start(false)
    };
    desk.open_app_with(&start).await?;
    desk.window()?.screen("welcome").await?;
    desk.window()?.click("connect").await?;
    desk.window()?.screen("waiting").await?;
    let title = desk.window()?.text("problem-title").await?;
    check::contains("what is said", &title, "Your browser did not open")?;
    desk.step("No browser opens: said, and the address can be copied")
        .await?;

    desk.window()?.click("copy-address").await?;
    desk.window()?
        .text_with("copied", "Paste it into your browser’s address bar.")
        .await?;
    let copied = clipboard().await?;
    let address = Url::parse(&copied).map_err(|_| "what was copied is no address")?;
    // Never the address itself in a message: it carries the sign-in's state.
    check::equal(
        "the site",
        &address.origin(),
        &Url::parse(desk.sandbox.url())?.origin(),
    )?;
    check::equal("the page", &address.path(), &"/oauth2/authorize/")?;
    check::that(
        address.query_pairs().any(|(name, _)| name == "state"),
        || "the address has no state".to_owned(),
    )?;
    let held = desk.window()?.everything().await?;
    for (name, value) in address.query_pairs() {
        check::that(value.len() < 20 || !held.contains(&*value), || {
            format!("{name} of the address is in the page")
        })?;
    }

    // As a person pastes it into the browser of their choice.
    let opened = Command::new("xdg-open").arg(&copied).status().await?;
    check::that(opened.success(), || format!("xdg-open: {opened}"))?;
    let page = sign_in::as_maya(desk).await?;
    // With the ledger now knowing the state, the page is looked through once more.
    desk.step("Copied, and pasted into a browser by hand")
        .await?;
    page.click("#allow").await?;
    desk.window()?.screen("connected").await?;
    in_front().await?;
    desk.window()?
        .text_with("connected-name", &maya.name)
        .await?;
    desk.step("Allowed: connected").await?;
    Ok(vec![format!(
        "Connected as {} by an address that was copied",
        maya.name
    )])
}
