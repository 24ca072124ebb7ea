//! Which accounts are kept in the sealed file, and how they come and go.

use std::sync::Arc;

use super::passphrase::Passphrase;
use super::{Keeping, VaultError, key};
use crate::account::{AccountId, KeptIn};
use crate::vault::sealed::SealedFile;

impl Keeping {
    /// At the start: the accounts that were kept in the file last time. A file that belongs to none of them is
    /// what a crash left between two steps, and goes.
    pub(crate) fn resume(&self, in_file: impl IntoIterator<Item = AccountId>) {
        self.in_file.lock().extend(in_file);
        if self.in_file.lock().is_empty() {
            tidy(&self.sealed);
        }
    }

    /// When nobody is kept in the file, nothing of it stays, and nothing of a damaged one.
    pub(crate) async fn tidy_file(&self) {
        if self.in_file.lock().is_empty() {
            let tidied = self.with_file(|sealed| {
                tidy(sealed);
                Ok(())
            });
            // It tells the log itself.
            let _ = tidied.await;
        }
    }

    /// Where the entries of this account belong.
    pub(crate) fn home(&self, id: &AccountId) -> KeptIn {
        if self.in_file.lock().contains(id) {
            KeptIn::File
        } else {
            KeptIn::Vault
        }
    }

    /// From now on its entries belong there. Moves nothing by itself.
    pub(crate) fn settle(&self, id: &AccountId, home: KeptIn) {
        let mut in_file = self.in_file.lock();
        if home == KeptIn::File {
            in_file.insert(id.clone());
        } else {
            in_file.remove(id);
        }
    }

    pub(crate) fn has_file(&self) -> bool {
        self.sealed.is_there()
    }

    /// It is there, and nobody has opened it yet.
    pub(crate) fn is_locked(&self) -> bool {
        self.sealed.is_there() && !self.sealed.is_open()
    }

    /// Opens the sealed file; where there is none, the passphrase is the one of a file to come. Takes a fraction
    /// of a second on purpose. `remembered` are kept in it, whoever has put them there.
    pub(crate) async fn open_file(
        &self,
        passphrase: Passphrase,
        remembered: Vec<AccountId>,
    ) -> Result<(), VaultError> {
        self.with_file(move |sealed| sealed.open(&passphrase))
            .await?;
        // What belongs to nobody any more: an account may have gone while the file was locked.
        let mut known = self.in_file.lock().clone();
        known.extend(remembered);
        if known.is_empty() {
            return Ok(());
        }
        self.with_file(move |sealed| {
            sealed.retain(|key| known.iter().any(|id| key::is_of(key, id)))
        })
        .await
    }

    /// The entries of this account go out of the file; without any left the file goes too. While it is locked
    /// they can't be told apart: the last account takes the file along, any other's wait for the passphrase.
    pub(crate) async fn leave_file(&self, id: &AccountId) -> Result<(), VaultError> {
        let last = {
            let mut in_file = self.in_file.lock();
            in_file.remove(id);
            in_file.is_empty()
        };
        let id = id.clone();
        self.with_file(move |sealed| {
            if sealed.is_open() {
                sealed.retain(|key| !key::is_of(key, &id))?;
                if last {
                    sealed.close();
                }
                Ok(())
            } else if last {
                sealed.erase_whole()
            } else {
                Ok(())
            }
        })
        .await
    }

    /// The file goes, whoever can open it, and nobody is kept in it any more.
    pub(crate) async fn erase_file(&self) -> Result<(), VaultError> {
        self.in_file.lock().clear();
        self.with_file(SealedFile::erase_whole).await
    }

    /// One caller at a time, away from the asynchronous threads. A disk has no limit: what was begun here is
    /// waited for.
    async fn with_file(
        &self,
        work: impl FnOnce(&SealedFile) -> Result<(), VaultError> + Send + 'static,
    ) -> Result<(), VaultError> {
        let sealed = Arc::clone(&self.sealed);
        let turn = Arc::clone(&self.file.gate).lock_owned().await;
        tokio::task::spawn_blocking(move || {
            let done = work(&sealed);
            drop(turn);
            done
        })
        .await
        .unwrap_or(Err(VaultError::SealedFailed))
    }
}

fn tidy(sealed: &SealedFile) {
    if sealed.is_left()
        && let Err(error) = sealed.erase_whole()
    {
        tracing::warn!(%error, "a sealed file that belongs to nobody stays");
    }
}
