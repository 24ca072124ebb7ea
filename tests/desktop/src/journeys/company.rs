//! A company's own address: a program that came with no site asks for it.

use super::{LastWords, sign_in};
use crate::Outcome;
use crate::check;
use crate::desk::Desk;
use crate::keychain;
use crate::window::Start;

pub(super) async fn drive(desk: &mut Desk) -> Outcome<LastWords> {
    let maya = desk.maya()?;
    let nothing = Start {
        site: String::new(),
        client_id: String::new(),
        client_secret: String::new(),
        return_by: "redirect",
        dark: false,
        browser: true,
    };
    desk.open_app_with(&nothing).await?;
    let window = desk.window()?;
    window.screen("welcome").await?;
    window.click("company-link").await?;
    window.screen("company").await?;
    window
        .says("com.smartfile.connect:/oauth2/callback")
        .await?;
    desk.step("My company has its own address").await?;

    let window = desk.window()?;
    window.type_into("site-address", desk.sandbox.url()).await?;
    window
        .type_into("site-client-id", desk.sandbox.client_id())
        .await?;
    window
        .type_into("site-client-secret", desk.sandbox.client_secret())
        .await?;
    window.click("site-save").await?;
    sign_in::connect(desk).await?;
    desk.window()?
        .text_with("connected-name", &maya.name)
        .await?;
    sign_in::show_files(desk).await?;
    check::that(
        keychain::entries()
            .await?
            .iter()
            .any(|name| name == "site/redirect/client_secret"),
        || "the client secret is not in the password store".to_owned(),
    )?;

    desk.quit_app().await?;
    desk.open_app_with(&nothing).await?;
    sign_in::in_files(desk).await?;
    desk.step("Quit and started again: the address is remembered")
        .await?;
    Ok(vec![format!("Connected as {}", maya.name)])
}
