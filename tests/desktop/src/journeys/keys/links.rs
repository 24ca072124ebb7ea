//! A link for somebody else: it opens until it is taken back.

use fantoccini::key::Key;

use super::PHOTO;
use crate::Outcome;
use crate::check;
use crate::journeys::link;
use crate::keyboard::Keyboard;

pub(super) async fn share_and_revoke(keyboard: &mut Keyboard<'_>) -> Outcome {
    keyboard.go_to(PHOTO).await?;
    keyboard.tab_back_to("share").await?;
    keyboard.press(Key::Enter).await?;
    keyboard.at("link-create").await?;
    keyboard.press(Key::Escape).await?;
    keyboard.gone("share-dialog").await?;
    keyboard.at("share").await?;
    keyboard.press(Key::Space).await?;
    keyboard.at("link-create").await?;
    keyboard.press(Key::Enter).await?;
    keyboard.at("link-copy").await?;
    keyboard.press(Key::Enter).await?;
    let address = link::copied(keyboard.sandbox()).await?;
    check::equal("the link opens", &link::opens(&address).await?, &true)?;
    keyboard.step("Shared: the link opens").await?;
    keyboard.press(Key::Escape).await?;
    keyboard.gone("share-dialog").await?;
    keyboard.at("share").await?;

    keyboard.tab_back_to("nav-shared").await?;
    keyboard.press(Key::Enter).await?;
    keyboard.screen("shared").await?;
    keyboard.tab_to("link-row-revoke").await?;
    keyboard.press(Key::Enter).await?;
    keyboard.at("revoke-keep").await?;
    keyboard.press(Key::Escape).await?;
    keyboard.gone("revoke-dialog").await?;
    keyboard.at("link-row-revoke").await?;
    keyboard.press(Key::Enter).await?;
    keyboard.push("revoke-confirm").await?;
    keyboard.gone("link").await?;
    check::equal("the link opens", &link::opens(&address).await?, &false)?;
    keyboard.at("h1").await?;
    keyboard
        .step("Shared no more: the link does not open")
        .await?;
    keyboard.tab_back_to("nav-files").await?;
    keyboard.press(Key::Enter).await?;
    keyboard.screen("files").await?;
    keyboard.row(PHOTO).await?;
    keyboard.tab_to(PHOTO).await
}
