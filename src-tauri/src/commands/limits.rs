//! How many files move at once, and how fast.

use connect_core::App;
use tauri::State;

use super::Answer;
use crate::wire::LimitsView;

/// What was chosen.
#[tauri::command]
pub async fn transfer_limits(app: State<'_, App>) -> Answer<LimitsView> {
    Ok(app.transfer_limits().into())
}

/// Keeps what is chosen now; it counts for what is under way too. Answers with what it became.
#[tauri::command]
pub async fn limit_transfers(app: State<'_, App>, limits: LimitsView) -> Answer<LimitsView> {
    Ok(app.limit_transfers(limits.into()).await?.into())
}
