//! Whole folders on their way: one row each, and what is in them.

use std::path::PathBuf;

use smartfile::RemotePath;

use super::App;
use crate::error::Error;
use crate::transfers::TransferId;
use crate::transfers::state::Answer;
use crate::transfers::tree::contents::{FolderAnswer, ItemNumber, ItemsPage, ItemsShown};

impl App {
    /// Sends a local folder with everything in it into a folder, under its own name. It is one transfer, and each of
    /// its files gets a receipt of its own. The same request id always means the same transfer.
    pub fn upload_folder(
        &self,
        request_id: &str,
        local: PathBuf,
        into: RemotePath,
    ) -> Result<TransferId, Error> {
        self.0.transfers.upload_folder(request_id, local, into)
    }

    /// Fetches a folder with everything in it as `target`, which is made. Where something has that name already the
    /// transfer asks. The same request id always means the same transfer.
    pub fn download_folder(
        &self,
        request_id: &str,
        path: RemotePath,
        target: PathBuf,
    ) -> Result<TransferId, Error> {
        self.0.transfers.download_folder(request_id, path, target)
    }

    /// Answers a folder whose own name is taken. [`App::answer_transfer`] does too, and where the folder's files are
    /// what is asked about, it answers for all of them, those that come later included.
    pub fn answer_folder(&self, id: &TransferId, answer: FolderAnswer) -> Result<(), Error> {
        self.0.transfers.answer_folder(id, answer)
    }

    /// What is in a folder on its way, in the order in which it was found: the first of them, or those after the one
    /// that the last page ended with. At most `limit`.
    pub async fn folder_items(
        &self,
        id: &TransferId,
        shown: ItemsShown,
        after: Option<ItemNumber>,
        limit: u32,
    ) -> Result<ItemsPage, Error> {
        self.0.transfers.items(id, shown, after, limit).await
    }

    /// Answers one of them that needs the person. [`Answer::Skip`] also leaves one that failed.
    pub async fn answer_item(
        &self,
        id: &TransferId,
        item: ItemNumber,
        answer: Answer,
    ) -> Result<(), Error> {
        self.0.transfers.answer_item(id, item, answer).await
    }

    /// Tries one of them again that failed. [`App::retry_transfer`] tries all of them.
    pub async fn retry_item(&self, id: &TransferId, item: ItemNumber) -> Result<(), Error> {
        self.0.transfers.retry_item(id, item).await
    }

    /// Leaves all of them that failed: the folder is done without them, and they are listed as left out.
    pub async fn leave_failed_items(&self, id: &TransferId) -> Result<(), Error> {
        self.0.transfers.leave_failed(id).await
    }
}
