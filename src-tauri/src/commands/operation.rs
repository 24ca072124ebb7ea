//! Doing things to files at the site.

use connect_core::{App, OperationId};
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::remote_path;
use crate::wire::{RehearsalView, TransferAnswer};

/// Makes a folder. The same `request_id` again does nothing new, here and below.
#[tauri::command]
pub async fn create_folder(
    app: State<'_, App>,
    request_id: String,
    folder: String,
    name: String,
) -> Answer<String> {
    let folder = remote_path::parse(&folder)?;
    Ok(app.create_folder(&request_id, &folder, &name)?.to_string())
}

/// Gives an entry another name in its folder.
#[tauri::command]
pub async fn rename_entry(
    app: State<'_, App>,
    request_id: String,
    path: String,
    name: String,
) -> Answer<String> {
    let path = remote_path::parse(&path)?;
    Ok(app.rename(&request_id, &path, &name)?.to_string())
}

/// Moves entries into a folder.
#[tauri::command]
pub async fn move_entries(
    app: State<'_, App>,
    request_id: String,
    paths: Vec<String>,
    into: String,
) -> Answer<String> {
    let (paths, into) = (remote_path::parse_all(&paths)?, remote_path::parse(&into)?);
    Ok(app.move_into(&request_id, paths, into)?.to_string())
}

/// Copies entries into a folder.
#[tauri::command]
pub async fn copy_entries(
    app: State<'_, App>,
    request_id: String,
    paths: Vec<String>,
    into: String,
) -> Answer<String> {
    let (paths, into) = (remote_path::parse_all(&paths)?, remote_path::parse(&into)?);
    Ok(app.copy_into(&request_id, paths, into)?.to_string())
}

/// Counts what a removal would take away. Removes nothing.
#[tauri::command]
pub async fn rehearse_removal(
    app: State<'_, App>,
    paths: Vec<String>,
    on_count: Channel<RehearsalView>,
) -> Answer<RehearsalView> {
    let paths = remote_path::parse_all(&paths)?;
    let counted = app
        .rehearse_removal(&paths, &|so_far| {
            let _ = on_count.send(so_far.into());
        })
        .await?;
    Ok(counted.into())
}

/// The count that is under way answers with what it has.
#[tauri::command]
pub async fn stop_rehearsal(app: State<'_, App>) -> Answer<()> {
    app.stop_rehearsal();
    Ok(())
}

/// Removes entries, folders with everything in them. The person was asked.
#[tauri::command]
pub async fn remove_entries(
    app: State<'_, App>,
    request_id: String,
    paths: Vec<String>,
) -> Answer<String> {
    let paths = remote_path::parse_all(&paths)?;
    Ok(app.remove(&request_id, paths)?.to_string())
}

/// What to do about the names that are taken.
#[tauri::command]
pub async fn answer_operation(
    app: State<'_, App>,
    id: String,
    answer: TransferAnswer,
) -> Answer<()> {
    Ok(app.answer_operation(&OperationId::from(id), answer.into())?)
}

/// Stops it here. What the site has begun it may go on with; the row says so.
#[tauri::command]
pub async fn cancel_operation(app: State<'_, App>, id: String) -> Answer<()> {
    app.cancel_operation(&OperationId::from(id));
    Ok(())
}

/// Tries what did not work once more.
#[tauri::command]
pub async fn retry_operation(app: State<'_, App>, id: String) -> Answer<()> {
    Ok(app.retry_operation(&OperationId::from(id))?)
}

/// Takes it back, as an operation of its own.
#[tauri::command]
pub async fn undo_operation(app: State<'_, App>, request_id: String, id: String) -> Answer<String> {
    let id = OperationId::from(id);
    Ok(app.undo_operation(&request_id, &id)?.to_string())
}

/// Takes one that has ended off the list.
#[tauri::command]
pub async fn dismiss_operation(app: State<'_, App>, id: String) -> Answer<()> {
    app.dismiss_operation(&OperationId::from(id));
    Ok(())
}

/// Takes all that are done or cancelled off the list.
#[tauri::command]
pub async fn clear_operations(app: State<'_, App>) -> Answer<()> {
    app.clear_operations();
    Ok(())
}
