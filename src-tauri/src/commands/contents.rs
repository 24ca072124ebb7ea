//! Whole folders on their way, and what is in them.

use std::sync::Arc;

use connect_core::{App, ItemNumber, TransferId};
use tauri::State;

use super::Answer;
use crate::picker::{Dialogs, name_to_offer};
use crate::remote_path;
use crate::wire::{ContentsPageView, ContentsShown, FolderAnswerView, TransferAnswer};

/// Lets the person choose a folder and uploads it with all that is in it; nothing when they changed their mind.
#[tauri::command]
pub async fn upload_folder(
    app: State<'_, App>,
    dialogs: State<'_, Arc<dyn Dialogs>>,
    request_id: String,
    into: String,
) -> Answer<Option<String>> {
    let into = remote_path::parse(&into)?;
    let Some(folder) = dialogs.choose_folder().await else {
        return Ok(None);
    };
    let id = app.upload_folder(&request_id, folder, into)?;
    Ok(Some(id.to_string()))
}

/// Lets the person choose a place and downloads a folder with all that is in it into it; nothing when they changed
/// their mind. Where the place has that name already the transfer asks.
#[tauri::command]
pub async fn download_folder(
    app: State<'_, App>,
    dialogs: State<'_, Arc<dyn Dialogs>>,
    request_id: String,
    path: String,
) -> Answer<Option<String>> {
    let path = remote_path::parse(&path)?;
    let Some(place) = dialogs.choose_place().await else {
        return Ok(None);
    };
    // Nobody sees this name before it is made, as in the dialog that saves a file.
    let name = name_to_offer(path.name().unwrap_or("SmartFile"));
    let id = app.download_folder(&request_id, path, place.join(name))?;
    Ok(Some(id.to_string()))
}

/// What to do about a folder whose name is taken.
#[tauri::command]
pub async fn answer_folder(
    app: State<'_, App>,
    id: String,
    answer: FolderAnswerView,
) -> Answer<()> {
    Ok(app.answer_folder(&TransferId::from(id), answer.into())?)
}

/// Some of what is in a folder on its way; with `after`, those that come after it.
#[tauri::command]
pub async fn folder_items(
    app: State<'_, App>,
    id: String,
    shown: ContentsShown,
    after: Option<i64>,
    limit: u32,
) -> Answer<ContentsPageView> {
    let after = after.map(ItemNumber::from);
    let id = TransferId::from(id);
    let page = app.folder_items(&id, shown.into(), after, limit).await?;
    Ok(page.into())
}

/// What to do about one of them that needs the person, or failed and is to be left.
#[tauri::command]
pub async fn answer_item(
    app: State<'_, App>,
    id: String,
    item: i64,
    answer: TransferAnswer,
) -> Answer<()> {
    let id = TransferId::from(id);
    Ok(app.answer_item(&id, item.into(), answer.into()).await?)
}

/// Tries one of them again.
#[tauri::command]
pub async fn retry_item(app: State<'_, App>, id: String, item: i64) -> Answer<()> {
    Ok(app.retry_item(&TransferId::from(id), item.into()).await?)
}

/// Leaves all of them that failed.
#[tauri::command]
pub async fn leave_failed_items(app: State<'_, App>, id: String) -> Answer<()> {
    Ok(app.leave_failed_items(&TransferId::from(id)).await?)
}
