//! "Check my connection".

use connect_core::App;
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::wire::{CheckFinding, CheckView};

/// Looks at everything between this window and the site: each step on `on_finding` as it begins and as it
/// ends, all of them as the answer. A newer check stops this one.
#[tauri::command]
pub async fn check_connection(
    app: State<'_, App>,
    on_finding: Channel<CheckFinding>,
) -> Answer<CheckView> {
    let checkup = app
        .check_connection(&|finding| {
            // A page that is gone has no use for the rest; the check ends by itself.
            let _ = on_finding.send(finding.into());
        })
        .await;
    Ok(checkup.into())
}

/// Ends the check that is under way; it answers with what it has.
#[tauri::command]
pub async fn stop_check(app: State<'_, App>) -> Answer<()> {
    app.stop_check();
    Ok(())
}
