//! Other places: chosen in a dialog, or by letting go over them.

use super::{FOLDER, RENAMED};
use crate::Outcome;
use crate::desk::Desk;
use crate::journeys::disk;

const QUOTE: &str = "Timber samples, quote.pdf";
const SURVEY: &str = "Survey, point cloud.zip";
const SCHEDULE: &str = "Area schedule.xlsx";

pub(super) async fn move_by_the_dialog(desk: &mut Desk) -> Outcome {
    let folder = desk.on_server(FOLDER);
    let bytes = std::fs::read(folder.join(QUOTE))?;
    let window = desk.window()?;
    window.choose(QUOTE).await?;
    window.click("move").await?;
    go_into(desk, RENAMED).await?;
    desk.step("Where to move it").await?;
    let window = desk.window()?;
    window.click("place-confirm").await?;
    window.no_row(QUOTE).await?;
    disk::holds(&folder.join(RENAMED).join(QUOTE), &bytes).await?;
    disk::gone(&folder.join(QUOTE)).await?;
    desk.step("Moved").await
}

pub(super) async fn move_by_hand(desk: &mut Desk) -> Outcome {
    let folder = desk.on_server(FOLDER);
    let bytes = std::fs::read(folder.join(SURVEY))?;
    let window = desk.window()?;
    window.drag(SURVEY, RENAMED).await?;
    window.text_with("drag-tip", RENAMED).await?;
    desk.step("Held over a folder").await?;
    let window = desk.window()?;
    window.let_go().await?;
    window.no_row(SURVEY).await?;
    disk::holds(&folder.join(RENAMED).join(SURVEY), &bytes).await?;
    disk::gone(&folder.join(SURVEY)).await?;
    desk.step("Let go: moved").await
}

pub(super) async fn copy(desk: &mut Desk) -> Outcome {
    let folder = desk.on_server(FOLDER);
    let bytes = std::fs::read(folder.join(SCHEDULE))?;
    let window = desk.window()?;
    window.open_menu(SCHEDULE).await?;
    window.click("menu-copy-to").await?;
    go_into(desk, RENAMED).await?;
    let window = desk.window()?;
    window.click("place-confirm").await?;
    window.gone("place-dialog").await?;
    disk::holds(&folder.join(RENAMED).join(SCHEDULE), &bytes).await?;
    disk::holds(&folder.join(SCHEDULE), &bytes).await?;
    window.row(SCHEDULE).await?;
    desk.step("Copied").await
}

/// One folder further in the dialog.
async fn go_into(desk: &Desk, name: &str) -> Outcome {
    let window = desk.window()?;
    let quoted = serde_json::to_string(name)?;
    window
        .click_at(&format!(
            "[data-testid=\"chooser-folder\"][data-name={quoted}]"
        ))
        .await?;
    window.text_with("chooser-crumb", name).await?;
    Ok(())
}
