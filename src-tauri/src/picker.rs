//! Files of this computer: chosen in a dialog that Rust opened, known to the page by tickets.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::DialogExt as _;

use crate::wire::TicketView;

/// A name to offer in a save dialog. The person sees it and may change it.
pub use connect_core::local_name as name_to_offer;

/// Asks a person for files and places.
#[async_trait]
pub trait Dialogs: Send + Sync {
    /// Files to upload; none when the person changed their mind.
    async fn choose_files(&self) -> Vec<PathBuf>;
    /// A folder to upload.
    async fn choose_folder(&self) -> Option<PathBuf>;
    /// A folder of this computer to put something into.
    async fn choose_place(&self) -> Option<PathBuf>;
    /// Where to save a file that would be called `name`.
    async fn choose_target(&self, name: &str) -> Option<PathBuf>;
}

/// The desktop's own dialogs.
pub struct NativeDialogs<R: Runtime>(AppHandle<R>);

impl<R: Runtime> NativeDialogs<R> {
    /// Dialogs that belong to the app's window.
    pub fn new(app: AppHandle<R>) -> Self {
        Self(app)
    }
}

impl<R: Runtime> std::fmt::Debug for NativeDialogs<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NativeDialogs").finish_non_exhaustive()
    }
}

#[async_trait]
impl<R: Runtime> Dialogs for NativeDialogs<R> {
    async fn choose_files(&self) -> Vec<PathBuf> {
        let (answer, chosen) = tokio::sync::oneshot::channel();
        self.0.dialog().file().pick_files(move |files| {
            let _ = answer.send(files.unwrap_or_default());
        });
        chosen
            .await
            .unwrap_or_default()
            .into_iter()
            .filter_map(|file| file.into_path().ok())
            .collect()
    }

    async fn choose_folder(&self) -> Option<PathBuf> {
        let (answer, chosen) = tokio::sync::oneshot::channel();
        self.0.dialog().file().pick_folder(move |folder| {
            let _ = answer.send(folder);
        });
        chosen.await.ok().flatten()?.into_path().ok()
    }

    async fn choose_place(&self) -> Option<PathBuf> {
        self.choose_folder().await
    }

    async fn choose_target(&self, name: &str) -> Option<PathBuf> {
        let (answer, chosen) = tokio::sync::oneshot::channel();
        self.0
            .dialog()
            .file()
            .set_file_name(name)
            .save_file(move |file| {
                let _ = answer.send(file);
            });
        chosen.await.ok().flatten()?.into_path().ok()
    }
}

/// Answers from a folder, for tests that drive the real window: a dialog of the desktop can't be
/// driven from the page. Only in debug builds.
#[cfg(debug_assertions)]
#[derive(Debug)]
pub struct FolderDialogs(PathBuf);

#[cfg(debug_assertions)]
impl FolderDialogs {
    /// The folder named by the environment, if one is.
    pub fn from_environment() -> Option<Self> {
        std::env::var_os("CONNECT_SMARTFILE_TEST_DIALOG").map(|folder| Self(folder.into()))
    }
}

#[cfg(debug_assertions)]
#[async_trait]
impl Dialogs for FolderDialogs {
    async fn choose_files(&self) -> Vec<PathBuf> {
        vec![self.0.join("upload-me.txt")]
    }

    async fn choose_folder(&self) -> Option<PathBuf> {
        Some(self.0.join("upload-folder"))
    }

    async fn choose_place(&self) -> Option<PathBuf> {
        Some(self.0.clone())
    }

    async fn choose_target(&self, name: &str) -> Option<PathBuf> {
        Some(self.0.join(name))
    }
}

/// Which chosen file a ticket stands for. A ticket is good until the program ends, so that a page
/// that asks twice (a reload may repeat a call) is answered twice the same.
#[derive(Debug, Default)]
pub struct Tickets(Mutex<HashMap<String, PathBuf>>);

impl Tickets {
    /// A ticket for a chosen file; nothing if it can't be looked at.
    pub fn issue(&self, path: PathBuf) -> Option<TicketView> {
        let size = std::fs::metadata(&path)
            .ok()
            .filter(std::fs::Metadata::is_file)?
            .len();
        let name = path.file_name()?.to_string_lossy().into_owned();
        let ticket = uuid::Uuid::new_v4().to_string();
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(ticket.clone(), path);
        Some(TicketView { ticket, name, size })
    }

    /// The file behind a ticket.
    pub fn path(&self, ticket: &str) -> Option<PathBuf> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(ticket)
            .cloned()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;

    #[test]
    fn a_ticket_stands_for_its_file_and_names_no_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.pdf");
        std::fs::write(&path, b"12345").unwrap();
        let tickets = Tickets::default();
        let view = tickets.issue(path.clone()).unwrap();
        assert_eq!((view.name.as_str(), view.size), ("plan.pdf", 5));
        assert!(!view.ticket.contains("plan"));
        assert_eq!(tickets.path(&view.ticket), Some(path));
        assert_eq!(tickets.path("another"), None);
    }

    #[test]
    fn a_folder_gets_no_ticket() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Tickets::default().issue(folder.path().to_owned()).is_none());
    }

    #[test]
    fn an_offered_name_stays_in_its_folder_and_reads_as_it_is() {
        assert_eq!(name_to_offer("Grundriß EG.pdf"), "Grundriß EG.pdf");
        assert_eq!(name_to_offer("a/b\\c:d"), "a_b_c_d");
        assert_eq!(name_to_offer("photo\u{202e}gpj.exe"), "photo_gpj.exe");
        assert_eq!(name_to_offer(".."), "file");
        assert_eq!(name_to_offer("tab\there. "), "tab_here");
    }
}
