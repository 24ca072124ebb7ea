//! Deleting: asked before, told exactly, tried again for what was left.

use fantoccini::key::Key;

use super::{FOLDER, RENAMED};
use crate::Outcome;
use crate::check;
use crate::journeys::disk;
use crate::keyboard::Keyboard;

const INSIDE: &str = "05 Planning";
const FIRST: &str = "Design statement.pdf";
const OTHER: &str = "Drawings as submitted.zip";
const STUBBORN: &str = "Heritage statement.pdf";
const NEXT: &str = "Neighbour letters.zip";

/// B41: one of three stays at first; once the site lets it go, trying again deletes it, and nothing else.
pub(super) async fn partly(keyboard: &mut Keyboard<'_>) -> Outcome {
    keyboard.go_to(INSIDE).await?;
    keyboard.press(Key::Enter).await?;
    keyboard.row(STUBBORN).await?;
    keyboard.go_to(FIRST).await?;
    for name in [OTHER, STUBBORN] {
        keyboard.chord(&[Key::Shift], Key::Down).await?;
        keyboard.at(name).await?;
    }
    keyboard.press(Key::Delete).await?;
    keyboard.at("remove-keep").await?;
    keyboard.text_with("remove-sum", "3 files").await?;
    keyboard.press(Key::Escape).await?;
    keyboard.gone("remove-dialog").await?;
    keyboard.at(STUBBORN).await?;

    keyboard
        .sandbox()
        .switches()
        .change(|values| values.failing_name = Some(STUBBORN.to_owned()));
    keyboard.press(Key::Delete).await?;
    keyboard.at("remove-keep").await?;
    keyboard.push("remove-confirm").await?;
    keyboard.operation("remove", "partly").await?;
    keyboard
        .text_with("operation-words", "2 of 3 deleted. 1 needs you.")
        .await?;
    let folder = keyboard.on_server(FOLDER).join(INSIDE);
    for name in [FIRST, OTHER] {
        keyboard.no_row(name).await?;
        disk::gone(&folder.join(name)).await?;
    }
    keyboard.at(STUBBORN).await?;
    let left = disk::count(&folder)?;
    keyboard.push("operation-show").await?;
    keyboard.text_with("failure", STUBBORN).await?;
    keyboard.at("operation-show").await?;
    keyboard
        .step("Two of three are deleted, and one says why not")
        .await?;

    keyboard
        .sandbox()
        .switches()
        .change(|values| values.failing_name = None);
    keyboard.push("operation-retry").await?;
    keyboard.operation("remove", "done").await?;
    keyboard.no_row(STUBBORN).await?;
    disk::gone(&folder.join(STUBBORN)).await?;
    check::equal("entries left", &disk::count(&folder)?, &(left - 1))?;
    keyboard.at("operation").await?;
    keyboard
        .step("Tried again: the third is deleted, and the keys are still in its row")
        .await?;
    keyboard.push("operation-dismiss").await?;
    keyboard.push("tray-hide").await?;
    keyboard.at("tray-show").await?;
    keyboard.tab_back_to(NEXT).await?;
    keyboard.press(Key::Backspace).await?;
    keyboard.at(INSIDE).await
}

/// A folder goes with what was put into it; before that, one may think better of it.
pub(super) async fn with_all_in_it(keyboard: &mut Keyboard<'_>) -> Outcome {
    let folder = keyboard.on_server(FOLDER).join(RENAMED);
    keyboard.go_to(RENAMED).await?;
    keyboard.press(Key::Delete).await?;
    keyboard.text_with("remove-sum", "3 files").await?;
    keyboard.at("remove-keep").await?;
    keyboard
        .step("A folder, counted with all that is in it, and the keys at the safe answer")
        .await?;
    keyboard.press(Key::Enter).await?;
    keyboard.gone("remove-dialog").await?;
    keyboard.at(RENAMED).await?;
    check::equal("files in it", &disk::count(&folder)?, &3)?;
    keyboard.press(Key::Delete).await?;
    keyboard.at("remove-keep").await?;
    keyboard.push("remove-confirm").await?;
    keyboard.no_row(RENAMED).await?;
    disk::gone(&folder).await?;
    keyboard.step("Deleted").await
}
