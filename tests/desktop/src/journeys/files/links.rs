//! A link for somebody else: it opens until it is taken back.

use super::PHOTO;
use crate::Outcome;
use crate::check;
use crate::desk::Desk;
use crate::journeys::link;

pub(super) async fn share_and_revoke(desk: &mut Desk) -> Outcome {
    let window = desk.window()?;
    window.choose(PHOTO).await?;
    window.click("share").await?;
    window.click("link-create").await?;
    window.find_testid("link-address").await?;
    window.click("link-copy").await?;
    let address = link::copied(&desk.sandbox).await?;
    check::equal("the link", &link::opens(&address).await?, &true)?;
    desk.step("Shared: the link opens").await?;
    let window = desk.window()?;
    window.click("share-done").await?;
    window.gone("share-dialog").await?;
    window.click("nav-shared").await?;
    window.click("link-row-revoke").await?;
    window.click("revoke-confirm").await?;
    window.gone("link").await?;
    check::equal("the link", &link::opens(&address).await?, &false)?;
    desk.step("Shared no more: the link does not open").await?;
    let window = desk.window()?;
    window.click("nav-files").await?;
    window.row(PHOTO).await?;
    Ok(())
}
