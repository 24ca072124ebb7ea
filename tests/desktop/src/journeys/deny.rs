//! B7: said within seconds, in the window that came to the front.
//!
//! Deny in the browser: said plainly, nothing kept, and the way on is open.

use std::time::{Duration, Instant};

use super::{LastWords, sign_in};
use crate::Outcome;
use crate::check;
use crate::desk::Desk;
use crate::keychain;
use crate::window::in_front;

pub(super) async fn drive(desk: &mut Desk) -> Outcome<LastWords> {
    desk.open_app(false).await?;
    desk.window()?.screen("welcome").await?;
    desk.window()?.click("connect").await?;
    desk.window()?.screen("waiting").await?;
    let page = sign_in::as_maya(desk).await?;

    let clicked = Instant::now();
    page.click("#deny").await?;
    desk.window()?.screen("welcome").await?;
    let title = desk.window()?.text("problem-title").await?;
    let took = clicked.elapsed();
    // A second is the promise; the rest is for a computer that is busy with other things.
    check::that(took < Duration::from_secs(3), || {
        format!("it took {took:?} to say that nothing was shared")
    })?;
    check::contains("what is said", &title, "You chose not to connect")?;
    desk.window()?.says("Nothing was shared.").await?;
    in_front().await?;
    desk.step("Denied: the app says so").await?;
    check::equal(
        "entries in the password store",
        &keychain::entries().await?,
        &Vec::new(),
    )?;
    check::equal(
        "token requests",
        &desk.sandbox.ledger().count("POST", "/oauth2/token"),
        &0,
    )?;

    // The way on: the same button, this time allowed.
    desk.window()?.click("connect").await?;
    desk.window()?.screen("waiting").await?;
    let page = desk.browser.new_page("#allow").await?;
    page.click("#allow").await?;
    desk.window()?.screen("connected").await?;
    desk.step("Changed their mind: connected").await?;
    Ok(vec![format!("Said after {:.2} s", took.as_secs_f32())])
}
