//! What is dragged in from the desktop.

use connect_core::App;
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::drops::Drops;
use crate::remote_path;
use crate::wire::{DragView, DroppedView, UiError};

/// Tells from now on what is dragged over the window. Replaces who was told before.
#[tauri::command]
pub async fn watch_drags(drops: State<'_, Drops>, on_drag: Channel<DragView>) -> Answer<()> {
    drops.watch(on_drag);
    Ok(())
}

/// Uploads what was let go, each as a transfer of its own. The same `request_id` again does nothing new.
#[tauri::command]
pub async fn upload_dropped(
    app: State<'_, App>,
    drops: State<'_, Drops>,
    request_id: String,
    ticket: String,
    into: String,
) -> Answer<DroppedView> {
    let into = remote_path::parse(&into)?;
    let paths = drops
        .paths(&ticket)
        .ok_or_else(|| UiError::ours("the page sent no ticket of ours"))?;
    let app = app.inner().clone();
    // Thousands of them are looked at, one by one.
    let taken = tauri::async_runtime::spawn_blocking(move || {
        let mut taken = DroppedView {
            started: 0,
            left_out: 0,
        };
        for (at, path) in paths.into_iter().enumerate() {
            let request = format!("{request_id}/{at}");
            if path.is_dir() {
                app.upload_folder(&request, path, into.clone())?;
                taken.started += 1;
            } else if path.is_file() {
                app.upload(&request, path, into.clone())?;
                taken.started += 1;
            } else {
                taken.left_out += 1;
            }
        }
        Ok(taken)
    });
    taken
        .await
        .unwrap_or_else(|_| Err(UiError::ours("taking in what was dropped was stopped")))
}
