//! B52, B41: what is done to files, in the real window, by the mouse: browsed, found, made, named, moved, copied,
//! shared, looked into and deleted, part of it in vain at first.
//!
//! Each deed is looked for on the practice server: on its disk, or at the address of a link.

mod links;
mod places;
mod removal;

use fantoccini::key::Key;

use super::{LastWords, disk, sign_in};
use crate::Outcome;
use crate::check;
use crate::desk::Desk;

const FOLDER: &str = "Projects/Rowan Street Library";
const INSIDE: &str = "02 Drawings";
const PHOTO: &str = "Entrance view, evening.jpg";
const TEXT: &str = "Read me first.txt";
const NEW: &str = "Handover";
const RENAMED: &str = "Handover pack";

pub(super) async fn drive(desk: &mut Desk) -> Outcome<LastWords> {
    desk.open_app(false).await?;
    sign_in::connect(desk).await?;
    sign_in::show_files(desk).await?;
    browse(desk).await?;
    search(desk).await?;
    make_and_rename(desk).await?;
    places::move_by_the_dialog(desk).await?;
    places::move_by_hand(desk).await?;
    places::copy(desk).await?;
    look(desk).await?;
    links::share_and_revoke(desk).await?;
    removal::partly(desk).await?;
    removal::with_all_in_it(desk).await?;
    Ok(vec![
        "Browsed, found, made, renamed, moved, copied, looked into, shared and deleted".to_owned(),
    ])
}

/// Into folders with two clicks; back, forward and up by the path.
async fn browse(desk: &mut Desk) -> Outcome {
    let window = desk.window()?;
    for part in FOLDER.split('/') {
        window.double_click(part).await?;
        window.text_with("crumb", part).await?;
    }
    window.row(PHOTO).await?;
    let there = disk::count(&desk.on_server(FOLDER))?;
    window
        .text_with("listing-count", &there.to_string())
        .await?;
    window.double_click(INSIDE).await?;
    window.no_row(PHOTO).await?;
    window.text_with("crumb", INSIDE).await?;
    window.click("back").await?;
    window.row(PHOTO).await?;
    window.click("forward").await?;
    window.no_row(PHOTO).await?;
    window.click("up").await?;
    window.row(PHOTO).await?;
    desk.step("Into folders, back, forward and up").await
}

async fn search(desk: &mut Desk) -> Outcome {
    let window = desk.window()?;
    window.type_into("search", "minutes").await?;
    window.click("hunt-everywhere").await?;
    window.row("Client meeting, minutes.docx").await?;
    window.text_with("hunt-words", "minutes").await?;
    desk.step("Found across the site").await?;
    let window = desk.window()?;
    window.click("hunt-leave").await?;
    window.row(PHOTO).await?;
    Ok(())
}

async fn make_and_rename(desk: &mut Desk) -> Outcome {
    let window = desk.window()?;
    window.click("new-folder").await?;
    window.type_into("new-folder-name", NEW).await?;
    window.click("new-folder-confirm").await?;
    window.row(NEW).await?;
    let folder = desk.on_server(FOLDER);
    disk::there(&folder.join(NEW)).await?;
    window.choose(NEW).await?;
    window.open_menu(NEW).await?;
    window.click("menu-rename").await?;
    window.type_into("rename-field", RENAMED).await?;
    window.press(Key::Enter).await?;
    window.row(RENAMED).await?;
    disk::there(&folder.join(RENAMED)).await?;
    disk::gone(&folder.join(NEW)).await?;
    desk.step("A folder made and renamed").await
}

/// A text as it is on the server, and a picture.
async fn look(desk: &mut Desk) -> Outcome {
    let window = desk.window()?;
    window.open_menu(TEXT).await?;
    window.click("menu-preview").await?;
    let there = std::fs::read_to_string(desk.on_server(FOLDER).join(TEXT))?;
    let shown = window.text("look-text").await?;
    check::equal("the text", &shown.trim(), &there.trim())?;
    desk.step("A text, word for word").await?;
    let window = desk.window()?;
    window.click("look-close").await?;
    window.gone("look").await?;
    window.open_menu(PHOTO).await?;
    window.click("menu-preview").await?;
    window.picture_is_drawn("look-image").await?;
    desk.step("A picture, drawn under the page's own policy")
        .await?;
    let window = desk.window()?;
    window.click("look-close").await?;
    window.gone("look").await
}
