//! B52: what is done to files, in the real window, by keys wherever there is a key.
//!
//! Each deed is looked for on the practice server's disk.

use fantoccini::key::Key;

use super::{LastWords, sign_in};
use crate::Outcome;
use crate::desk::Desk;
use crate::wait::{self, until};

const FOLDER: &str = "Projects/Rowan Street Library";
const PHOTO: &str = "Entrance view, evening.jpg";
const NEW: &str = "Handover";
const RENAMED: &str = "Handover pack";

pub(super) async fn drive(desk: &mut Desk) -> Outcome<LastWords> {
    desk.open_app(false).await?;
    sign_in::connect(desk).await?;
    sign_in::show_files(desk).await?;
    for part in FOLDER.split('/') {
        desk.window()?.double_click(part).await?;
    }
    desk.window()?.row(PHOTO).await?;
    make_and_rename(desk).await?;
    search(desk).await?;
    look(desk).await?;
    share_and_revoke(desk).await?;
    delete(desk).await?;
    Ok(vec![
        "Made, renamed, found, looked at, shared and deleted".to_owned(),
    ])
}

async fn make_and_rename(desk: &mut Desk) -> Outcome {
    let window = desk.window()?;
    window.click("new-folder").await?;
    window.type_into("new-folder-name", NEW).await?;
    window.press(Key::Enter).await?;
    window.row(NEW).await?;
    on_disk(desk, NEW, true).await?;
    let window = desk.window()?;
    window.choose(NEW).await?;
    window.press(Key::F2).await?;
    window.type_into("rename-field", RENAMED).await?;
    window.press(Key::Enter).await?;
    window.row(RENAMED).await?;
    on_disk(desk, RENAMED, true).await?;
    on_disk(desk, NEW, false).await?;
    desk.step("A folder made and renamed").await
}

async fn search(desk: &mut Desk) -> Outcome {
    let window = desk.window()?;
    window.type_into("search", "minutes").await?;
    window.press(Key::Enter).await?;
    window.text("hunt-words").await?;
    window.row("Client meeting, minutes.docx").await?;
    desk.step("Found across the site").await?;
    desk.window()?.click("hunt-leave").await?;
    desk.window()?.row(PHOTO).await?;
    Ok(())
}

async fn look(desk: &mut Desk) -> Outcome {
    let window = desk.window()?;
    window.choose(PHOTO).await?;
    window.press(Key::Space).await?;
    window.picture_is_drawn("look-image").await?;
    desk.step("A picture, drawn under the page's own policy")
        .await?;
    desk.window()?.press(Key::Escape).await
}

async fn share_and_revoke(desk: &mut Desk) -> Outcome {
    let window = desk.window()?;
    window.choose(PHOTO).await?;
    window.click("share").await?;
    window.click("link-create").await?;
    window.find_testid("link-address").await?;
    desk.step("Shared").await?;
    desk.window()?.click("share-done").await?;
    desk.window()?.click("nav-shared").await?;
    desk.window()?.click("link-row-revoke").await?;
    desk.window()?.click("revoke-confirm").await?;
    let window = desk.window()?;
    until("the link to be gone", wait::LIMIT, async || {
        (!window.has("link").await.ok()?).then_some(())
    })
    .await?;
    desk.step("Shared no more").await
}

async fn delete(desk: &mut Desk) -> Outcome {
    let window = desk.window()?;
    window.click("nav-files").await?;
    window.choose(RENAMED).await?;
    window.press(Key::Delete).await?;
    window.text("remove-final").await?;
    desk.step("Asked before anything is deleted").await?;
    desk.window()?.click("remove-confirm").await?;
    on_disk(desk, RENAMED, false).await?;
    let window = desk.window()?;
    until("the row to be gone", wait::LIMIT, async || {
        let names = window.row_names().await.ok()?;
        (!names.iter().any(|name| name == RENAMED)).then_some(())
    })
    .await?;
    desk.step("Deleted").await
}

async fn on_disk(desk: &Desk, name: &str, there: bool) -> Outcome {
    let path = desk.on_server(FOLDER).join(name);
    let words = format!("{name} to be {}", if there { "there" } else { "gone" });
    until(&words, wait::LIMIT, async || {
        (path.exists() == there).then_some(())
    })
    .await
}
