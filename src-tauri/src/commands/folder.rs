//! Looking into folders.

use connect_core::App;
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::remote_path;
use crate::wire::{ListingView, PageView};

/// Lists a folder: its pages on `on_page` in order, its end as the answer.
#[tauri::command]
pub async fn list_folder(
    app: State<'_, App>,
    path: String,
    on_page: Channel<PageView>,
) -> Answer<ListingView> {
    let folder = remote_path::parse(&path)?;
    let listing = app
        .list(&folder, &|page| {
            // A page that is gone has no use for the rest; the listing ends by itself.
            let _ = on_page.send(page.into());
        })
        .await?;
    Ok(listing.into())
}

/// Ends the listing that is under way: nobody waits for it any more.
#[tauri::command]
pub async fn stop_listing(app: State<'_, App>) -> Answer<()> {
    app.stop_listing();
    Ok(())
}
