//! Starred and recent places.

use connect_core::App;
use tauri::State;

use super::Answer;
use crate::remote_path;
use crate::wire::PlacesView;

/// Those of the account that is looked at.
#[tauri::command]
pub async fn places(app: State<'_, App>) -> Answer<PlacesView> {
    Ok(app.places()?.into())
}

/// Keeps a place at hand, or no longer.
#[tauri::command]
pub async fn star(
    app: State<'_, App>,
    path: String,
    is_folder: bool,
    starred: bool,
) -> Answer<PlacesView> {
    let path = remote_path::parse(&path)?;
    Ok(app.star(&path, is_folder, starred).await?.into())
}

/// Forgets which places were looked at.
#[tauri::command]
pub async fn forget_recent(app: State<'_, App>) -> Answer<PlacesView> {
    Ok(app.forget_recent().await?.into())
}
