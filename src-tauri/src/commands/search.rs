//! Finding files.

use connect_core::App;
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::remote_path;
use crate::wire::{PageView, SearchView};

/// Searches a folder and everything below it: what is found on `on_page`, its end as the answer.
#[tauri::command]
pub async fn search(
    app: State<'_, App>,
    words: String,
    within: String,
    on_page: Channel<PageView>,
) -> Answer<SearchView> {
    let within = remote_path::parse(&within)?;
    let found = app
        .search(&words, &within, &|page| {
            let _ = on_page.send(page.into());
        })
        .await?;
    Ok(found.into())
}

/// Ends the search that is under way.
#[tauri::command]
pub async fn stop_search(app: State<'_, App>) -> Answer<()> {
    app.stop_search();
    Ok(())
}
