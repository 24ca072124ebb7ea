//! Connecting and disconnecting.

use std::sync::Arc;

use connect_core::App;
use tauri::State;

use super::Answer;
use crate::clipboard::{self, Clipboard};

/// Starts a sign-in in the person's browser.
#[tauri::command]
pub async fn connect(app: State<'_, App>) -> Answer<()> {
    Ok(app.connect().await?)
}

/// Stops waiting for the browser.
#[tauri::command]
pub async fn cancel_connect(app: State<'_, App>) -> Answer<()> {
    app.cancel_connect().await;
    Ok(())
}

/// Opens the page in the browser again.
#[tauri::command]
pub async fn reopen_page(app: State<'_, App>) -> Answer<()> {
    Ok(app.reopen_page().await?)
}

/// Puts the page's address on the clipboard, for a browser that could not be opened. It never comes here: it
/// holds what only the browser may know.
#[tauri::command]
pub async fn copy_page_address(
    app: State<'_, App>,
    clipboard: State<'_, Arc<dyn Clipboard>>,
) -> Answer<()> {
    clipboard::put(clipboard.as_ref(), app.page_address()?.into()).await
}

/// Goes on by pasting a code. Opens nothing.
#[tauri::command]
pub async fn offer_code(app: State<'_, App>) -> Answer<()> {
    Ok(app.offer_code().await?)
}

/// Opens the page that shows a code.
#[tauri::command]
pub async fn open_code_page(app: State<'_, App>) -> Answer<()> {
    Ok(app.open_code_page().await?)
}

/// Goes on at the next way back that works on this computer.
#[tauri::command]
pub async fn try_other_way(app: State<'_, App>) -> Answer<()> {
    Ok(app.try_other_way().await?)
}

/// Takes what the person pasted.
#[tauri::command]
pub async fn submit_code(app: State<'_, App>, text: String) -> Answer<()> {
    Ok(app.submit_code(&text).await?)
}

/// "Yes, this is me." Files may move from here on.
#[tauri::command]
pub async fn confirm_account(app: State<'_, App>) -> Answer<()> {
    Ok(app.confirm_account().await?)
}

/// Asks the password store once more.
#[tauri::command]
pub async fn retry_vault(app: State<'_, App>) -> Answer<()> {
    app.retry_vault().await;
    Ok(())
}

/// Erases the sign-in from this computer.
#[tauri::command]
pub async fn disconnect(app: State<'_, App>) -> Answer<()> {
    Ok(app.disconnect().await?)
}
