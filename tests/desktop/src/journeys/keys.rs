//! B52: the same by the keyboard alone: connected, browsed, found, made, named, moved, copied, deleted, part of it
//! in vain at first, looked into, shared and taken back.
//!
//! The mouse is never pressed in the app's window, which counts that. After each deed the keys are where a person
//! goes on from; Escape leads back to where they were. The browser is not the app: there a person clicks.

mod links;
mod places;
mod removal;

use fantoccini::key::Key;

use super::{LastWords, disk, sign_in};
use crate::Outcome;
use crate::check;
use crate::desk::Desk;
use crate::keyboard::Keyboard;
use crate::window::in_front;

const FOLDER: &str = "Projects/Rowan Street Library";
const INSIDE: &str = "02 Drawings";
const PHOTO: &str = "Entrance view, evening.jpg";
const MINUTES: &str = "Client meeting, minutes.docx";
const TEXT: &str = "Read me first.txt";
const NEW: &str = "Handover";
const RENAMED: &str = "Handover pack";

pub(super) async fn drive(desk: &mut Desk) -> Outcome<LastWords> {
    desk.open_app(false).await?;
    let mut keyboard = Keyboard::take(desk).await?;
    connect(&mut keyboard).await?;
    browse(&mut keyboard).await?;
    search(&mut keyboard).await?;
    make_and_rename(&mut keyboard).await?;
    places::move_by_the_dialog(&mut keyboard).await?;
    places::cut_and_paste(&mut keyboard).await?;
    places::copy_and_paste(&mut keyboard).await?;
    look(&mut keyboard).await?;
    links::share_and_revoke(&mut keyboard).await?;
    removal::partly(&mut keyboard).await?;
    removal::with_all_in_it(&mut keyboard).await?;
    Ok(vec![
        "Connected, browsed, found, made, renamed, moved, copied, looked into, shared and deleted: without a mouse"
            .to_owned(),
    ])
}

async fn connect(keyboard: &mut Keyboard<'_>) -> Outcome {
    keyboard.screen("welcome").await?;
    keyboard.at("h1").await?;
    keyboard.push("connect").await?;
    keyboard.screen("waiting").await?;
    keyboard.step("The browser is open").await?;
    keyboard
        .in_browser(async |desk| sign_in::as_maya(desk).await?.click("#allow").await)
        .await?;
    keyboard.screen("connected").await?;
    in_front().await?;
    keyboard.step("Connected").await?;
    keyboard.push("show-files").await?;
    keyboard.screen("files").await?;
    keyboard.row("Thousand").await?;
    keyboard.step("The files, and the keys at the first").await
}

/// By the beginning of a name, by Enter, by the ends of the list, and by the three ways back.
async fn browse(keyboard: &mut Keyboard<'_>) -> Outcome {
    for part in FOLDER.split('/') {
        keyboard.write(&part[..4]).await?;
        keyboard.at(part).await?;
        keyboard.press(Key::Enter).await?;
        keyboard.text_with("crumb", part).await?;
    }
    keyboard.row(PHOTO).await?;
    keyboard.at("01 Brief and fee").await?;
    keyboard.press(Key::End).await?;
    keyboard.at("Timber samples, quote.pdf").await?;
    keyboard.press(Key::Home).await?;
    keyboard.at("01 Brief and fee").await?;
    keyboard.press(Key::Down).await?;
    keyboard.at(INSIDE).await?;
    keyboard.press(Key::Enter).await?;
    keyboard.no_row(PHOTO).await?;
    keyboard.text_with("crumb", INSIDE).await?;
    keyboard.chord(&[Key::Alt], Key::Left).await?;
    keyboard.at(INSIDE).await?;
    keyboard.chord(&[Key::Alt], Key::Right).await?;
    keyboard.no_row(PHOTO).await?;
    keyboard.press(Key::Backspace).await?;
    keyboard.at(INSIDE).await?;
    keyboard.chord(&[Key::Alt], Key::Up).await?;
    keyboard.at("Rowan Street Library").await?;
    keyboard.press(Key::Enter).await?;
    keyboard.at(INSIDE).await?;
    keyboard.step("Into folders, back, forward and up").await
}

async fn search(keyboard: &mut Keyboard<'_>) -> Outcome {
    keyboard.command('f').await?;
    keyboard.at("search").await?;
    keyboard.write("minutes").await?;
    keyboard.press(Key::Enter).await?;
    keyboard.text_with("hunt-words", "“minutes”").await?;
    keyboard.press(Key::Down).await?;
    keyboard.at(MINUTES).await?;
    keyboard
        .step("Found across the site, and the keys at the first find")
        .await?;
    keyboard.press(Key::Escape).await?;
    keyboard.row(PHOTO).await?;
    keyboard.at(INSIDE).await?;
    keyboard.step("Back where the keys were").await
}

async fn make_and_rename(keyboard: &mut Keyboard<'_>) -> Outcome {
    let folder = keyboard.on_server(FOLDER);
    keyboard.chord(&[Key::Control, Key::Shift], 'n').await?;
    keyboard.at("new-folder-name").await?;
    keyboard.press(Key::Escape).await?;
    keyboard.gone("new-folder-dialog").await?;
    keyboard.at(INSIDE).await?;
    keyboard.chord(&[Key::Control, Key::Shift], 'n').await?;
    keyboard.at("new-folder-name").await?;
    keyboard.write(NEW).await?;
    keyboard.press(Key::Enter).await?;
    keyboard.at(NEW).await?;
    disk::there(&folder.join(NEW)).await?;
    keyboard.step("A folder made, and the keys at it").await?;

    keyboard.press(Key::F2).await?;
    keyboard.at("rename-field").await?;
    keyboard.write("Never").await?;
    keyboard.press(Key::Escape).await?;
    keyboard.at(NEW).await?;
    keyboard.press(Key::F2).await?;
    keyboard.at("rename-field").await?;
    keyboard.write(RENAMED).await?;
    keyboard.press(Key::Enter).await?;
    keyboard.at(RENAMED).await?;
    disk::there(&folder.join(RENAMED)).await?;
    disk::gone(&folder.join(NEW)).await?;
    keyboard.step("Renamed, and the keys at it").await
}

/// A text as it is on the server, the next file by an arrow, a picture; the keys stay at what was looked at last.
async fn look(keyboard: &mut Keyboard<'_>) -> Outcome {
    keyboard.go_to(TEXT).await?;
    keyboard.press(Key::Space).await?;
    keyboard.at("look").await?;
    let there = std::fs::read_to_string(keyboard.on_server(FOLDER).join(TEXT))?;
    let first = there.lines().next().unwrap_or_default();
    check::that(!first.is_empty(), || format!("{TEXT} begins with nothing"))?;
    let shown = keyboard.text_with("look-text", first).await?;
    check::equal("the text", &shown.trim(), &there.trim())?;
    keyboard.step("A text, word for word").await?;
    keyboard.press(Key::Up).await?;
    keyboard.press(Key::Space).await?;
    keyboard.gone("look").await?;
    keyboard.at("Letter to the planning office.pdf").await?;
    keyboard.go_to(PHOTO).await?;
    keyboard.press(Key::Space).await?;
    keyboard.picture_is_drawn("look-image").await?;
    keyboard.step("A picture").await?;
    keyboard.press(Key::Escape).await?;
    keyboard.gone("look").await?;
    keyboard.at(PHOTO).await
}
