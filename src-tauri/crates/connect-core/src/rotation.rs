//! One refresh of an account at a time on this computer, and a journal of it without secrets.
//!
//! Each account has a small folder of its own: `lock`, held by whoever refreshes, and `rotation.json`.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::account::{AccountId, Life};
use crate::stored::StoredFile;
use crate::turn::{self, NoTurn, Pass};

/// What is known about the last refresh of an account. Tokens are in here as fingerprints only.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Rotation {
    account: AccountId,
    /// Finds the lines of the log.
    pub(crate) attempt: String,
    begun: Timestamp,
    /// Of the refresh token that was sent.
    old: String,
    /// What came of it. Missing: nobody knows whether the server has taken the old token.
    renewed: Option<Renewed>,
}

/// A refresh that came to its end.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Renewed {
    /// Of the access token that came.
    access: String,
    issued_at: Timestamp,
    expires_in_seconds: Option<u64>,
}

impl Rotation {
    pub(crate) fn begin(account: &AccountId, refresh_token: &str, now: Timestamp) -> Self {
        Self {
            account: account.clone(),
            attempt: uuid::Uuid::new_v4().to_string(),
            begun: now,
            old: fingerprint(account, refresh_token),
            renewed: None,
        }
    }

    /// The same with its end.
    pub(crate) fn renewed(mut self, access_token: &str, life: Life) -> Self {
        self.renewed = Some(Renewed {
            access: fingerprint(&self.account, access_token),
            issued_at: life.issued_at,
            expires_in_seconds: life.expires_in.map(|life| life.as_secs()),
        });
        self
    }

    /// Whether a refresh with this token was begun and nobody saw its end.
    pub(crate) fn is_pending_for(&self, refresh_token: &str) -> bool {
        self.renewed.is_none() && self.old == fingerprint(&self.account, refresh_token)
    }

    /// The life of this access token, if it came with the last refresh.
    pub(crate) fn life_of(&self, access_token: &str) -> Option<Life> {
        let renewed = self.renewed.as_ref()?;
        (renewed.access == fingerprint(&self.account, access_token)).then(|| Life {
            issued_at: renewed.issued_at,
            expires_in: renewed.expires_in_seconds.map(Duration::from_secs),
        })
    }
}

/// Tells two tokens apart and nothing else: 64 bits of a hash of a random text of 30 letters (seen).
fn fingerprint(account: &AccountId, token: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(account.as_str());
    hash.update([0]);
    hash.update(token);
    let start: [u8; 8] = hash.finalize()[..8].try_into().unwrap_or_default();
    format!("{:016x}", u64::from_be_bytes(start))
}

/// The journals and locks of all accounts.
#[derive(Clone, Debug)]
pub(crate) struct Rotations {
    folder: PathBuf,
}

impl Rotations {
    pub(crate) fn new(data_dir: &std::path::Path) -> Self {
        Self {
            folder: data_dir.join("rotation"),
        }
    }

    /// Waits until no other process refreshes this account.
    pub(crate) async fn turn(&self, id: &AccountId) -> Result<Pass, NoTurn> {
        turn::turn(self.of(id).join("lock")).await
    }

    /// The last entry of the journal.
    pub(crate) fn last(&self, id: &AccountId) -> Option<Rotation> {
        match self.file(id).load::<Rotation>() {
            Ok(rotation) => rotation.filter(|rotation| rotation.account == *id),
            Err(error) => {
                tracing::warn!(%error, "the journal of renewals could not be read");
                None
            }
        }
    }

    /// Writes it. A journal that cannot be written stops nothing: it only makes a crash less harmless.
    pub(crate) async fn note(&self, rotation: &Rotation) {
        if let Err(error) = self.file(&rotation.account).save(rotation).await {
            tracing::warn!(%error, "the journal of renewals could not be written");
        }
    }

    /// Nothing of this account stays.
    pub(crate) async fn forget(&self, id: &AccountId) {
        let gone = tokio::fs::remove_dir_all(self.of(id)).await;
        if let Err(error) = gone
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "the journal of renewals could not be removed");
        }
        // Goes with the last account; while there is another one it is not empty and stays.
        let _ = tokio::fs::remove_dir(&self.folder).await;
    }

    fn file(&self, id: &AccountId) -> StoredFile {
        StoredFile::new(&self.of(id), "rotation.json", 1)
    }

    fn of(&self, id: &AccountId) -> PathBuf {
        self.folder.join(id.as_str())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use super::*;
    use crate::turn::LOOK_EVERY;

    fn now() -> Timestamp {
        "2026-03-01T10:00:00Z".parse().unwrap()
    }

    /// C22: the journal names tokens and holds none.
    #[tokio::test]
    async fn the_journal_holds_no_token() {
        let folder = tempfile::tempdir().unwrap();
        let rotations = Rotations::new(folder.path());
        let id = AccountId::random();
        let life = Life {
            issued_at: now(),
            expires_in: Some(Duration::from_hours(1)),
        };
        let begun = Rotation::begin(&id, "old-refresh-token", now());
        rotations.note(&begun).await;
        assert!(
            rotations
                .last(&id)
                .unwrap()
                .is_pending_for("old-refresh-token")
        );
        assert!(
            !rotations
                .last(&id)
                .unwrap()
                .is_pending_for("another-refresh-token")
        );
        rotations
            .note(&begun.renewed("new-access-token", life))
            .await;
        let last = rotations.last(&id).unwrap();
        assert!(!last.is_pending_for("old-refresh-token"));
        assert_eq!(last.life_of("new-access-token"), Some(life));
        assert_eq!(last.life_of("another-access-token"), None);
        let text = std::fs::read_to_string(rotations.of(&id).join("rotation.json")).unwrap();
        assert!(!text.contains("-token"), "{text}");
        rotations.forget(&id).await;
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    /// B21, T20: a turn is one process's alone, and passes on as soon as it ends.
    #[tokio::test]
    async fn one_turn_at_a_time_and_each_account_has_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let (ours, theirs) = (Rotations::new(folder.path()), Rotations::new(folder.path()));
        let (id, other) = (AccountId::random(), AccountId::random());
        let pass = ours.turn(&id).await.unwrap();
        let waiting = theirs.turn(&id);
        tokio::pin!(waiting);
        let early = tokio::time::timeout(LOOK_EVERY * 4, &mut waiting).await;
        assert!(early.is_err(), "two turns at once");
        theirs.turn(&other).await.unwrap();
        drop(pass);
        waiting.await.unwrap();
    }
}
