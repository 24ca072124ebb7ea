//! The app itself: its start, and the stream of facts.

use std::sync::Arc;

use connect_core::App;
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, Runtime, State};

use super::Answer;
use crate::bridge::Bridge;
use crate::clipboard::{self, Clipboard};
use crate::startup::Startup;
use crate::wire::{AppEvent, Snapshot, UiError};

/// Everything now; every later fact on `on_event`. Replaces an earlier subscription. Refused with the reason
/// when the app could not start.
#[tauri::command]
pub async fn subscribe<R: Runtime>(
    handle: AppHandle<R>,
    bridge: State<'_, Arc<Bridge>>,
    on_event: Channel<AppEvent>,
) -> Answer<Snapshot> {
    match handle.try_state::<App>() {
        Some(app) => Ok(bridge.subscribe(&app, on_event)),
        None => Err(startup(&handle)?.problem().unwrap_or_else(not_failed)),
    }
}

/// Tries once more what kept the app from starting.
#[tauri::command]
pub async fn start_again<R: Runtime>(handle: AppHandle<R>) -> Answer<()> {
    let startup = startup(&handle)?;
    let begun = tauri::async_runtime::spawn_blocking(move || startup.begin(&handle));
    begun
        .await
        .unwrap_or_else(|_| Err(UiError::ours("the start was stopped")))
}

/// Puts a report about a start that failed on the clipboard, for somebody who helps.
#[tauri::command]
pub async fn copy_start_report<R: Runtime>(
    handle: AppHandle<R>,
    clipboard: State<'_, Arc<dyn Clipboard>>,
) -> Answer<()> {
    let report = startup(&handle)?.report().ok_or_else(not_failed)?;
    clipboard::put(clipboard.as_ref(), report).await
}

/// Ends the program. Where the app could not start, that is what its exit code says.
#[tauri::command]
pub async fn quit<R: Runtime>(handle: AppHandle<R>) -> Answer<()> {
    handle.exit(i32::from(handle.try_state::<App>().is_none()));
    Ok(())
}

fn startup<R: Runtime>(handle: &AppHandle<R>) -> Answer<Arc<Startup>> {
    let startup = handle.try_state::<Arc<Startup>>();
    let startup = startup.ok_or_else(|| UiError::ours("nobody starts the app"))?;
    Ok(Arc::clone(startup.inner()))
}

fn not_failed() -> UiError {
    UiError::ours("the start has not failed")
}
