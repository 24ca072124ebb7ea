//! C31: a pasted code moves nothing before the person said that this is them.
//!
//! The browser does not come back: the page shows a code, and the person pastes it.

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
    // The page that would come back is left alone.
    desk.browser.new_page("#account-maya").await?;
    desk.window()?.click("have-code").await?;
    desk.window()?.screen("code").await?;
    desk.step("Chose: I have a code").await?;

    desk.window()?.click("open-code-page").await?;
    let page = sign_in::as_maya(desk).await?;
    page.click("#allow").await?;
    let code = page.text("#code").await?;
    let code = code.trim();
    check::that(code.len() >= 6, || "the page shows no code".to_owned())?;

    let window = desk.window()?;
    window.type_into("code-field", "not the code").await?;
    window.click("code-submit").await?;
    window.text("problem-title").await?;
    window.screen("code").await?;
    // Not with the code in the field: pictures are kept.
    desk.step("A wrong code: said plainly, the field is still there")
        .await?;

    let window = desk.window()?;
    window
        .type_into("code-field", &format!("  {code} \n"))
        .await?;
    if window.screen_now().await? == "code" && window.has("code-submit").await? {
        window.click("code-submit").await?;
    }
    window.screen("connected").await?;
    window.text_with("connected-name", &maya.name).await?;
    desk.step("Pasted the code: connected, and asked whether this is the right account")
        .await?;
    let before = desk.sandbox.ledger().count("GET", "/api/2/path/");
    check::equal("files asked for before the person said yes", &before, &0)?;
    sign_in::show_files(desk).await?;
    desk.step("The files").await?;
    Ok(vec![format!("Connected as {}", maya.name)])
}
