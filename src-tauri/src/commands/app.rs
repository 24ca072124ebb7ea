//! The stream of facts.

use std::sync::Arc;

use connect_core::App;
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::bridge::Bridge;
use crate::wire::{AppEvent, Snapshot};

/// Everything now; every later fact on `on_event`. Replaces an earlier subscription.
#[tauri::command]
pub async fn subscribe(
    app: State<'_, App>,
    bridge: State<'_, Arc<Bridge>>,
    on_event: Channel<AppEvent>,
) -> Answer<Snapshot> {
    Ok(bridge.subscribe(&app, on_event))
}
