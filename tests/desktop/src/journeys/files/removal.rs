//! Deleting: asked before, told exactly, tried again for what was left.

use super::{FOLDER, RENAMED};
use crate::Outcome;
use crate::check;
use crate::desk::Desk;
use crate::journeys::disk;

const INSIDE: &str = "05 Planning";
const STUBBORN: &str = "Heritage statement.pdf";
const OTHERS: [&str; 2] = ["Application form.pdf", "Design statement.pdf"];

/// B41: one of three stays at first; once the site lets it go, trying again deletes it, and nothing else.
pub(super) async fn partly(desk: &mut Desk) -> Outcome {
    let window = desk.window()?;
    window.double_click(INSIDE).await?;
    window.choose(OTHERS[0]).await?;
    window.choose_too(OTHERS[1]).await?;
    window.choose_too(STUBBORN).await?;
    window.click("remove").await?;
    window.text_with("remove-sum", "3 files").await?;
    window.text("remove-final").await?;
    desk.step("Asked before three files are deleted").await?;

    desk.sandbox
        .switches()
        .change(|values| values.failing_name = Some(STUBBORN.to_owned()));
    let window = desk.window()?;
    window.click("remove-confirm").await?;
    window.operation("remove", "partly").await?;
    window
        .text_with("operation-words", "2 of 3 deleted. 1 needs you.")
        .await?;
    window.click("operation-show").await?;
    window.text_with("failure", STUBBORN).await?;
    let folder = desk.on_server(FOLDER).join(INSIDE);
    for name in OTHERS {
        window.no_row(name).await?;
        disk::gone(&folder.join(name)).await?;
    }
    window.row(STUBBORN).await?;
    let left = disk::count(&folder)?;
    desk.step("Two of three are deleted, and one says why not")
        .await?;

    desk.sandbox
        .switches()
        .change(|values| values.failing_name = None);
    let window = desk.window()?;
    window.click("operation-retry").await?;
    window.operation("remove", "done").await?;
    window.no_row(STUBBORN).await?;
    disk::gone(&folder.join(STUBBORN)).await?;
    check::equal("entries left", &disk::count(&folder)?, &(left - 1))?;
    desk.step("Tried again: the third is deleted").await?;
    let window = desk.window()?;
    window.click("up").await?;
    window.row(RENAMED).await?;
    Ok(())
}

/// A folder goes with what was put into it; before that, one may think better of it.
pub(super) async fn with_all_in_it(desk: &mut Desk) -> Outcome {
    let folder = desk.on_server(FOLDER).join(RENAMED);
    let window = desk.window()?;
    window.choose(RENAMED).await?;
    window.click("remove").await?;
    window.text_with("remove-sum", "3 files").await?;
    desk.step("A folder, counted with all that is in it")
        .await?;
    let window = desk.window()?;
    window.click("remove-keep").await?;
    window.gone("remove-dialog").await?;
    check::equal("files in it", &disk::count(&folder)?, &3)?;
    window.click("remove").await?;
    window.click("remove-confirm").await?;
    window.no_row(RENAMED).await?;
    disk::gone(&folder).await?;
    desk.step("Deleted").await
}
