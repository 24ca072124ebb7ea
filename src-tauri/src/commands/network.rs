//! The way to a site.

use connect_core::App;
use tauri::State;

use super::Answer;
use crate::wire::{ProxyForm, ProxyView, SiteCheckView};

/// Asks whether there is a SmartFile at an address. Keeps nothing.
#[tauri::command]
pub async fn check_site(app: State<'_, App>, address: String) -> Answer<SiteCheckView> {
    Ok(app.check_site(&address).await?.into())
}

/// The company's proxy.
#[tauri::command]
pub async fn proxy(app: State<'_, App>) -> Answer<ProxyView> {
    Ok(app.proxy().into())
}

/// Keeps it; the password goes to the password store.
#[tauri::command]
pub async fn save_proxy(app: State<'_, App>, form: ProxyForm) -> Answer<ProxyView> {
    Ok(app.save_proxy(form.into()).await?.into())
}
