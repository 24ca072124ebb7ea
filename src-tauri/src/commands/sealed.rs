//! Keeping the sign-in in an encrypted file, where there is no password store.

use connect_core::App;
use tauri::State;

use super::Answer;
use crate::wire::Passphrase;

/// "Keep me signed in": the person has read what that means, and pressed the button that says so.
#[tauri::command]
pub async fn keep_in_file(app: State<'_, App>, passphrase: Passphrase) -> Answer<()> {
    Ok(app.keep_in_file(passphrase.into()).await?)
}

/// Opens the file of last time. Whether the passphrase was right shows in the connection.
#[tauri::command]
pub async fn unlock(app: State<'_, App>, passphrase: Passphrase) -> Answer<()> {
    Ok(app.unlock(passphrase.into()).await?)
}

/// "I forgot it": erases the file.
#[tauri::command]
pub async fn forget_passphrase(app: State<'_, App>) -> Answer<()> {
    Ok(app.forget_passphrase().await?)
}

/// Moves the sign-in into the password store.
#[tauri::command]
pub async fn keep_in_store(app: State<'_, App>) -> Answer<()> {
    Ok(app.keep_in_store().await?)
}

/// Erases the file; the sign-in lasts until quit.
#[tauri::command]
pub async fn keep_until_quit(app: State<'_, App>) -> Answer<()> {
    Ok(app.keep_until_quit().await?)
}
