//! Looking at one entry: its details, into it, and with the person's own program.

use connect_core::App;
use tauri::State;

use super::Answer;
use crate::preview;
use crate::remote_path;
use crate::wire::{DetailsView, OpeningView, PreviewView};

/// All that is known of an entry.
#[tauri::command]
pub async fn details(app: State<'_, App>, path: String) -> Answer<DetailsView> {
    let path = remote_path::parse(&path)?;
    Ok(app.details(&path).await?.into())
}

/// A look into a file. A newer one ends an older one that is still under way.
#[tauri::command]
pub async fn preview(app: State<'_, App>, path: String) -> Answer<PreviewView> {
    let path = remote_path::parse(&path)?;
    Ok(PreviewView::new(
        app.preview(&path).await?,
        preview::address,
    ))
}

/// What a ticket of a preview stood for is not given out any more.
#[tauri::command]
pub async fn close_preview(app: State<'_, App>, ticket: String) -> Answer<()> {
    app.close_preview(&ticket);
    Ok(())
}

/// Fetches a copy and opens it with the person's own program. What may do harm is opened only if they
/// are `sure`.
#[tauri::command]
pub async fn open_entry(
    app: State<'_, App>,
    request_id: String,
    path: String,
    sure: bool,
) -> Answer<OpeningView> {
    let path = remote_path::parse(&path)?;
    Ok(app.open_entry(&request_id, &path, sure).await?.into())
}
