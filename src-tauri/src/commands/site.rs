//! The company's own site.

use connect_core::App;
use tauri::State;

use super::Answer;
use crate::wire::{SiteForm, SiteView};

/// Checks and keeps what the person typed; the secret goes to the password store.
#[tauri::command]
pub async fn save_site(app: State<'_, App>, form: SiteForm) -> Answer<SiteView> {
    Ok(app.save_site(form.into()).await?.into())
}

/// Forgets it again.
#[tauri::command]
pub async fn forget_site(app: State<'_, App>) -> Answer<SiteView> {
    Ok(app.forget_site().await?.into())
}
