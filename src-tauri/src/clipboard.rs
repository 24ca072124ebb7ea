//! The computer's clipboard, written from here: the page has no permission for it, and never sees what it may
//! not hold.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use connect_core::{Outcome, Problem};

use crate::wire::UiError;

/// Takes a text for a person to paste.
#[async_trait]
pub trait Clipboard: Send + Sync {
    /// Replaces what is there. The reason of a failure is for the log and never holds the text.
    async fn put(&self, text: String) -> Result<(), String>;
}

/// The desktop's own.
#[derive(Clone, Default)]
pub struct SystemClipboard(
    // Kept for as long as the program runs: on Linux the text is handed over by whoever copied it, at the
    // moment it is pasted.
    Arc<Mutex<Option<arboard::Clipboard>>>,
);

impl fmt::Debug for SystemClipboard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SystemClipboard").finish_non_exhaustive()
    }
}

impl SystemClipboard {
    fn put_now(&self, text: &str) -> Result<(), arboard::Error> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(clipboard) = held.as_mut()
            && clipboard.set_text(text).is_ok()
        {
            return Ok(());
        }
        // The first time, or the display that it belonged to is gone.
        *held = None;
        let mut clipboard = arboard::Clipboard::new()?;
        clipboard.set_text(text)?;
        *held = Some(clipboard);
        Ok(())
    }
}

#[async_trait]
impl Clipboard for SystemClipboard {
    async fn put(&self, text: String) -> Result<(), String> {
        let this = self.clone();
        let put = tauri::async_runtime::spawn_blocking(move || this.put_now(&text));
        match put.await {
            Ok(done) => done.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// Puts a text there, or says that it could not.
pub(crate) async fn put(clipboard: &dyn Clipboard, text: String) -> Result<(), UiError> {
    clipboard.put(text).await.map_err(|error| {
        let problem = Problem::new(Outcome::ClipboardUnavailable);
        tracing::warn!(reference = %problem.reference, %error, "nothing was copied");
        problem.into()
    })
}
