//! Other places: chosen in a dialog, or by cutting and pasting.

use fantoccini::key::Key;

use super::{FOLDER, INSIDE, RENAMED};
use crate::Outcome;
use crate::journeys::disk;
use crate::keyboard::Keyboard;

const QUOTE: &str = "Timber samples, quote.pdf";
const SURVEY: &str = "Survey, point cloud.zip";
const SCHEDULE: &str = "Area schedule.xlsx";

/// From the menu of the row. Escape leaves the file where it is, and the keys too.
pub(super) async fn move_by_the_dialog(keyboard: &mut Keyboard<'_>) -> Outcome {
    let folder = keyboard.on_server(FOLDER);
    let bytes = std::fs::read(folder.join(QUOTE))?;
    keyboard.go_to(QUOTE).await?;
    keyboard.menu("menu-move").await?;
    keyboard.at("01 Brief and fee").await?;
    keyboard.press(Key::Escape).await?;
    keyboard.gone("place-dialog").await?;
    keyboard.at(QUOTE).await?;
    disk::holds(&folder.join(QUOTE), &bytes).await?;

    keyboard.menu("menu-move").await?;
    keyboard.at("01 Brief and fee").await?;
    keyboard.write("hand").await?;
    keyboard.at(RENAMED).await?;
    keyboard.press(Key::Enter).await?;
    keyboard.text_with("chooser-crumb", RENAMED).await?;
    keyboard.at("chooser").await?;
    keyboard.step("Where to move it").await?;
    keyboard.push("place-confirm").await?;
    keyboard.no_row(QUOTE).await?;
    disk::holds(&folder.join(RENAMED).join(QUOTE), &bytes).await?;
    disk::gone(&folder.join(QUOTE)).await?;
    keyboard.at(SURVEY).await?;
    keyboard
        .step("Moved, and the keys at what is beside it")
        .await
}

pub(super) async fn cut_and_paste(keyboard: &mut Keyboard<'_>) -> Outcome {
    let folder = keyboard.on_server(FOLDER);
    let bytes = std::fs::read(folder.join(SURVEY))?;
    keyboard.go_to(SURVEY).await?;
    keyboard.command('x').await?;
    into(keyboard, RENAMED).await?;
    keyboard.at(QUOTE).await?;
    keyboard.command('v').await?;
    keyboard.row(SURVEY).await?;
    disk::holds(&folder.join(RENAMED).join(SURVEY), &bytes).await?;
    disk::gone(&folder.join(SURVEY)).await?;
    keyboard.step("Cut, and pasted into another folder").await?;
    back(keyboard).await?;
    keyboard.no_row(SURVEY).await
}

pub(super) async fn copy_and_paste(keyboard: &mut Keyboard<'_>) -> Outcome {
    let folder = keyboard.on_server(FOLDER);
    let bytes = std::fs::read(folder.join(SCHEDULE))?;
    keyboard.go_to(SCHEDULE).await?;
    keyboard.command('c').await?;
    into(keyboard, RENAMED).await?;
    keyboard.command('v').await?;
    keyboard.row(SCHEDULE).await?;
    disk::holds(&folder.join(RENAMED).join(SCHEDULE), &bytes).await?;
    disk::holds(&folder.join(SCHEDULE), &bytes).await?;
    keyboard
        .step("Copied, and pasted into another folder")
        .await?;
    back(keyboard).await
}

async fn into(keyboard: &Keyboard<'_>, folder: &str) -> Outcome {
    keyboard.go_to(folder).await?;
    keyboard.press(Key::Enter).await?;
    keyboard.text_with("crumb", folder).await?;
    keyboard.no_row(INSIDE).await
}

async fn back(keyboard: &Keyboard<'_>) -> Outcome {
    keyboard.press(Key::Backspace).await?;
    keyboard.at(RENAMED).await
}
