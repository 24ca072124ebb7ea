//! Share links.

use connect_core::App;
use tauri::State;

use super::Answer;
use crate::remote_path;
use crate::wire::{LinkForm, LinkView, LinksView, link};

/// The links of one entry, or all that this person has made.
#[tauri::command]
pub async fn links(app: State<'_, App>, path: Option<String>) -> Answer<LinksView> {
    let path = link::of(path)?;
    Ok(app.links(path.as_ref()).await?.into())
}

/// Makes a link. The same `request_id` again makes no other.
#[tauri::command]
pub async fn create_link(
    app: State<'_, App>,
    request_id: String,
    path: String,
    form: LinkForm,
) -> Answer<LinkView> {
    let path = remote_path::parse(&path)?;
    let link = app.create_link(&request_id, &path, form.read()?).await?;
    Ok(link.into())
}

/// Changes a link; answers it as the site has it now.
#[tauri::command]
pub async fn change_link(app: State<'_, App>, id: String, form: LinkForm) -> Answer<LinkView> {
    Ok(app.change_link(&id, form.read()?).await?.into())
}

/// Ends a link. One that is gone already has ended.
#[tauri::command]
pub async fn revoke_link(app: State<'_, App>, id: String) -> Answer<()> {
    Ok(app.revoke_link(&id).await?)
}
