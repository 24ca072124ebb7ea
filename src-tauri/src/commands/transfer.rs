//! Moving files.

use std::sync::Arc;

use connect_core::{App, TransferId};
use tauri::State;

use super::Answer;
use crate::picker::{Dialogs, Tickets, name_to_offer};
use crate::remote_path;
use crate::wire::{TicketView, TransferAnswer, UiError};

/// Lets the person choose files of this computer.
#[tauri::command]
pub async fn choose_upload(
    dialogs: State<'_, Arc<dyn Dialogs>>,
    tickets: State<'_, Tickets>,
) -> Answer<Vec<TicketView>> {
    let chosen = dialogs.choose_files().await;
    Ok(chosen
        .into_iter()
        .filter_map(|path| tickets.issue(path))
        .collect())
}

/// Uploads a chosen file. The same `request_id` again does nothing new.
#[tauri::command]
pub async fn upload(
    app: State<'_, App>,
    tickets: State<'_, Tickets>,
    request_id: String,
    ticket: String,
    into: String,
) -> Answer<String> {
    let into = remote_path::parse(&into)?;
    let local = tickets
        .path(&ticket)
        .ok_or_else(|| UiError::ours("the page sent no ticket of ours"))?;
    Ok(app.upload(&request_id, local, into)?.to_string())
}

/// Lets the person choose a place and downloads a file to it; nothing when they changed their mind.
#[tauri::command]
pub async fn download(
    app: State<'_, App>,
    dialogs: State<'_, Arc<dyn Dialogs>>,
    request_id: String,
    path: String,
) -> Answer<Option<String>> {
    let path = remote_path::parse(&path)?;
    let offered = name_to_offer(path.name().unwrap_or_default());
    let Some(target) = dialogs.choose_target(&offered).await else {
        return Ok(None);
    };
    Ok(Some(app.download(&request_id, path, target)?.to_string()))
}

/// Lets the person choose a place and downloads entries to it as one zip archive; nothing when they changed
/// their mind. How large it becomes nobody knows before its end.
#[tauri::command]
pub async fn download_zip(
    app: State<'_, App>,
    dialogs: State<'_, Arc<dyn Dialogs>>,
    request_id: String,
    paths: Vec<String>,
) -> Answer<Option<String>> {
    let paths = remote_path::parse_all(&paths)?;
    let offered = name_to_offer(&App::zip_name(&paths));
    let Some(target) = dialogs.choose_target(&offered).await else {
        return Ok(None);
    };
    Ok(Some(
        app.download_zip(&request_id, paths, target)?.to_string(),
    ))
}

/// What to do about a name that is taken.
#[tauri::command]
pub async fn answer_transfer(
    app: State<'_, App>,
    id: String,
    answer: TransferAnswer,
) -> Answer<()> {
    Ok(app.answer_transfer(&TransferId::from(id), answer.into())?)
}

/// Stops a transfer.
#[tauri::command]
pub async fn cancel_transfer(app: State<'_, App>, id: String) -> Answer<()> {
    app.cancel_transfer(&TransferId::from(id));
    Ok(())
}

/// Starts one that failed once more.
#[tauri::command]
pub async fn retry_transfer(app: State<'_, App>, id: String) -> Answer<()> {
    Ok(app.retry_transfer(&TransferId::from(id))?)
}

/// Holds one; what has come is kept.
#[tauri::command]
pub async fn pause_transfer(app: State<'_, App>, id: String) -> Answer<()> {
    Ok(app.pause_transfer(&TransferId::from(id))?)
}

/// Lets one go on that was held.
#[tauri::command]
pub async fn resume_transfer(app: State<'_, App>, id: String) -> Answer<()> {
    Ok(app.resume_transfer(&TransferId::from(id))?)
}

/// Makes one the next.
#[tauri::command]
pub async fn move_transfer_to_front(app: State<'_, App>, id: String) -> Answer<()> {
    Ok(app.move_transfer_to_front(&TransferId::from(id))?)
}

/// Holds all of them.
#[tauri::command]
pub async fn pause_transfers(app: State<'_, App>) -> Answer<()> {
    app.pause_transfers();
    Ok(())
}

/// Lets all go on that were held.
#[tauri::command]
pub async fn resume_transfers(app: State<'_, App>) -> Answer<()> {
    app.resume_transfers();
    Ok(())
}

/// Stops all that are not done.
#[tauri::command]
pub async fn cancel_transfers(app: State<'_, App>) -> Answer<()> {
    app.cancel_transfers();
    Ok(())
}

/// Starts all once more that failed.
#[tauri::command]
pub async fn retry_transfers(app: State<'_, App>) -> Answer<()> {
    app.retry_transfers();
    Ok(())
}

/// Lets everything go on that the end of the app interrupted.
#[tauri::command]
pub async fn continue_interrupted(app: State<'_, App>) -> Answer<()> {
    app.continue_interrupted();
    Ok(())
}

/// Gives up everything that the end of the app interrupted.
#[tauri::command]
pub async fn forget_interrupted(app: State<'_, App>) -> Answer<()> {
    app.forget_interrupted().await;
    Ok(())
}

/// Takes what has ended off the list.
#[tauri::command]
pub async fn clear_finished(app: State<'_, App>) -> Answer<()> {
    app.clear_finished();
    Ok(())
}
