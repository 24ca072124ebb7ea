//! Several accounts: which one is on the screen.

use connect_core::App;
use tauri::State;

use super::Answer;

/// Shows the files of this account from now on.
#[tauri::command]
pub async fn switch_account(app: State<'_, App>, id: String) -> Answer<()> {
    Ok(app.switch_account(&id.into())?)
}

/// Makes room for another account. Opens nothing.
#[tauri::command]
pub async fn add_account(app: State<'_, App>) -> Answer<()> {
    app.add_account();
    Ok(())
}
