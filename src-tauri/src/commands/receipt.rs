//! The proofs of delivery that are kept.

use std::sync::Arc;

use connect_core::{App, ReceiptForm, TransferId, VerifyNews};
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::picker::{Dialogs, name_to_offer};
use crate::remote_path;
use crate::wire::{
    ReceiptProgress, ReceiptView, ReceiptsForm, ReceiptsView, UiError, VerifiedView,
};

/// Receipts by these words, the newest first; with `before`, those that come after it.
#[tauri::command]
pub async fn receipts(
    app: State<'_, App>,
    query: String,
    before: Option<String>,
    limit: u32,
) -> Answer<ReceiptsView> {
    let before = match before {
        None => None,
        Some(text) => {
            let number: i64 = text
                .parse()
                .map_err(|_| UiError::ours("the page sent no place in the list of ours"))?;
            Some(number.into())
        }
    };
    Ok(app.kept_receipts(&query, before, limit).await?.into())
}

/// The receipt of a transfer.
#[tauri::command]
pub async fn receipt(app: State<'_, App>, id: String) -> Answer<ReceiptView> {
    Ok(app.kept_receipt(&TransferId::from(id)).await?.into())
}

/// Looks at the copies again; nothing when it was stopped.
#[tauri::command]
pub async fn check_again(
    app: State<'_, App>,
    id: String,
    read_back: bool,
    on_progress: Channel<ReceiptProgress>,
) -> Answer<Option<ReceiptView>> {
    let tell = |progress: connect_core::RecheckProgress| {
        // A page that is gone does not want to know.
        let _ = on_progress.send(progress.into());
    };
    let id = TransferId::from(id);
    let checked = app.check_again(&id, read_back, &tell).await?;
    Ok(checked.map(Into::into))
}

/// Looks at every receipt of an entry and of all that lies below it, and counts.
#[tauri::command]
pub async fn verify_entry(
    app: State<'_, App>,
    path: String,
    on_count: Channel<VerifiedView>,
) -> Answer<VerifiedView> {
    let path = remote_path::parse(&path)?;
    let counted = app
        .verify(&path, &|news| {
            if let VerifyNews::Counted(so_far) = news {
                let _ = on_count.send(so_far.into());
            }
        })
        .await?;
    Ok(counted.into())
}

/// Ends the look that is under way.
#[tauri::command]
pub async fn stop_check_again(app: State<'_, App>) -> Answer<()> {
    app.stop_check_again();
    Ok(())
}

/// Lets the person choose a place and writes a receipt to it; false when they changed their mind.
#[tauri::command]
pub async fn save_receipt(
    app: State<'_, App>,
    dialogs: State<'_, Arc<dyn Dialogs>>,
    id: String,
) -> Answer<bool> {
    let id = TransferId::from(id);
    let kept = app.kept_receipt(&id).await?;
    let offered = name_to_offer(&format!("{}, receipt.txt", kept.receipt.local_name));
    let Some(target) = dialogs.choose_target(&offered).await else {
        return Ok(false);
    };
    app.save_receipt(&id, &target).await?;
    Ok(true)
}

/// The same for all receipts by these words; answers how many, and nothing when they changed their mind.
#[tauri::command]
pub async fn save_receipts(
    app: State<'_, App>,
    dialogs: State<'_, Arc<dyn Dialogs>>,
    query: String,
    form: ReceiptsForm,
) -> Answer<Option<u64>> {
    let form = ReceiptForm::from(form);
    let offered = format!("SmartFile receipts.{}", form.ending());
    let Some(target) = dialogs.choose_target(&offered).await else {
        return Ok(None);
    };
    Ok(Some(app.save_receipts(&query, form, &target).await?))
}

/// Shows the copy on this computer where it lies; false when it is not there any more, or nothing shows files.
#[tauri::command]
pub async fn show_received(app: State<'_, App>, id: String) -> Answer<bool> {
    Ok(app.show_received(&TransferId::from(id)).await?)
}
