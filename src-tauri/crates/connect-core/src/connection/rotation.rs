//! How a renewed set replaces the old one so that a crash at any moment leaves one that works.
//!
//! ```text
//!  turn (lock) ─ read the vault ─ journal: begun ─ request ─ answer
//!     ─ refresh_token.next ─ access_token.next ─ refresh_token ─ access_token ─ erase both .next
//!     ─ journal: renewed ─ accounts.json ─ turn over
//! ```
//!
//! Whoever reads tries the `.next` set first, then the other one. Only between the server's change and
//! the first entry in the vault is there a moment that no client can bridge; then it depends on
//! whether the server takes the old token once more.

use std::time::Duration;

use smartfile::{AccessToken, Error as ApiError, ErrorKind, Kept, RefreshToken, TokenSet, Turn};

use super::Connection;
use crate::account::{AccountId, KeptIn, Life};
use crate::rotation::Rotation;
use crate::turn::NoTurn;
use crate::vault::{SecretBytes, VaultError, key};

impl Connection {
    /// Waits for the turn of this process, then looks what is kept.
    pub(super) async fn take_turn(
        &self,
        id: &AccountId,
        kept_in: KeptIn,
    ) -> Result<Turn, ApiError> {
        // Stopping waits for a renewal: its answer may hold the only refresh token there is.
        let hold = self.errands.hold();
        if self.is_in_memory(id, kept_in) {
            // What lives in our memory only is nobody else's.
            return Ok(Turn::alone());
        }
        let pass = match self.accounts.rotations.turn(id).await {
            Ok(pass) => Some(pass),
            Err(NoTurn::Busy) => {
                tracing::warn!("another program has been renewing this sign-in for too long");
                return Err(ApiError::new("refresh", ErrorKind::TimedOut));
            }
            Err(NoTurn::Impossible(error)) => {
                tracing::warn!(%error, "renewing without a lock");
                None
            }
        };
        let kept = self.kept_sets(id, None).await.unwrap_or_else(|error| {
            tracing::info!(%error, "renewing with the tokens at hand");
            Vec::new()
        });
        Ok(Turn {
            kept,
            pass: Some(Box::new((pass, hold))),
        })
    }

    /// Writes down that nobody knows whether this token still works.
    pub(super) async fn begin_rotation(&self, id: &AccountId, refresh_token: &RefreshToken) {
        let rotation = Rotation::begin(id, refresh_token.expose(), self.ports.clock.wall());
        tracing::info!(attempt = rotation.attempt, "renewing the sign-in");
        self.accounts.rotations.note(&rotation).await;
    }

    /// Puts a renewed set beside the old one, then in its place. Fails only if the set is not kept at all.
    pub(super) async fn store_renewed(
        &self,
        id: &AccountId,
        tokens: &TokenSet,
        life: Life,
    ) -> Result<(), VaultError> {
        let refresh = tokens.refresh_token.as_ref();
        let refresh = refresh.map(|token| SecretBytes::new(token.expose().as_bytes()));
        let access = SecretBytes::new(tokens.access_token.expose().as_bytes());
        // The refresh token first: with it alone the sign-in can be renewed.
        if let Some(refresh) = refresh.clone() {
            self.keeping
                .write(key::next_refresh_token(id), refresh)
                .await?;
        }
        self.keeping
            .write(key::next_access_token(id), access.clone())
            .await?;
        // From here on the set is kept. What fails now is made good by the next renewal.
        let switched = async {
            if let Some(refresh) = refresh {
                self.keeping.write(key::refresh_token(id), refresh).await?;
            }
            self.keeping.write(key::access_token(id), access).await?;
            self.keeping.erase(key::next_refresh_token(id)).await?;
            self.keeping.erase(key::next_access_token(id)).await
        };
        if let Err(error) = switched.await {
            tracing::warn!(%error, "the renewed sign-in lies beside the old one");
        }
        if let Some(rotation) = self.accounts.rotations.last(id) {
            let rotation = rotation.renewed(tokens.access_token.expose(), life);
            tracing::info!(attempt = rotation.attempt, "the sign-in is renewed");
            self.accounts.rotations.note(&rotation).await;
        }
        Ok(())
    }

    /// The sets in the vault, newest first; none when there is no token. `remembered` is the life that
    /// counts for a set of which the journal knows nothing.
    pub(super) async fn kept_sets(
        &self,
        id: &AccountId,
        remembered: Option<Life>,
    ) -> Result<Vec<Kept>, VaultError> {
        let mut sets = Vec::new();
        let pairs = [
            (key::next_access_token(id), key::next_refresh_token(id)),
            (key::access_token(id), key::refresh_token(id)),
        ];
        let mut damaged = false;
        for (access, refresh) in pairs {
            let access = self.keeping.read(access).await;
            let refresh = match access {
                Ok(_) => self.keeping.read(refresh).await,
                // A store that fails is not asked twice: it may be asking the person.
                Err(error) => Err(error),
            };
            match self.kept_set(id, access, refresh, remembered) {
                Ok(set) => sets.extend(set),
                // One set that cannot be read does not take the other one with it.
                Err(VaultError::Damaged) => damaged = true,
                Err(error) => return Err(error),
            }
        }
        if damaged && sets.is_empty() {
            return Err(VaultError::Damaged);
        }
        // The end of a switch that was broken off: the set below is the same one, and whole.
        if let [newest, older] = sets.as_slice()
            && newest.tokens.refresh_token.is_none()
            && older.tokens.refresh_token.is_some()
        {
            sets.remove(0);
        }
        Ok(sets)
    }

    fn kept_set(
        &self,
        id: &AccountId,
        access: Result<Option<SecretBytes>, VaultError>,
        refresh: Result<Option<SecretBytes>, VaultError>,
        remembered: Option<Life>,
    ) -> Result<Option<Kept>, VaultError> {
        let (access, refresh) = (access?, refresh?);
        let access = access.as_ref().map(SecretBytes::text).transpose()?;
        let refresh = refresh.as_ref().map(SecretBytes::text).transpose()?;
        if access.is_none() && refresh.is_none() {
            return Ok(None);
        }
        let last = self.accounts.rotations.last(id);
        let pending = refresh.is_some_and(|token| {
            last.as_ref()
                .is_some_and(|rotation| rotation.is_pending_for(token))
        });
        let life = access
            .and_then(|token| last.as_ref()?.life_of(token))
            .or(remembered);
        let (expires_in, age) = match life {
            Some(life) if access.is_some() => (life.expires_in, life.age(self.ports.clock.wall())),
            _ => (None, Duration::ZERO),
        };
        let (expires_in, age) = match expires_in {
            // Nobody knows whether the refresh token still works. Where the server gives the old one a
            // time of grace each second counts, so it is due; the access token may live on meanwhile.
            Some(life) if pending => (Some(life), age.max(life * 9 / 10)),
            // The same, or nothing is left but the refresh token: due at once.
            _ if pending || access.is_none() => {
                (Some(Duration::from_secs(1)), Duration::from_secs(1))
            }
            life => (life, age),
        };
        Ok(Some(Kept {
            tokens: TokenSet {
                access_token: AccessToken::new(access.unwrap_or_default().to_owned()),
                refresh_token: refresh.map(|token| RefreshToken::new(token.to_owned())),
                expires_in,
                scope: None,
            },
            age,
        }))
    }
}
