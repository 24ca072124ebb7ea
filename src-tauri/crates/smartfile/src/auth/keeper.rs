//! Where tokens rest between two uses, and whose turn it is to change them.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;

use super::token::TokenSet;
use crate::error::Error;
use crate::secret::RefreshToken;

/// Where tokens rest. Implemented by the application, usually over the system keychain.
///
/// One sign-in may be in use by several programs at once: two windows of the application, or the application and
/// a command. A server that rotates refresh tokens (RFC 9700 §4.14.2) takes the second use of the same
/// one for theft and ends the sign-in. So a refresh happens in a [`Turn`], and what another program has
/// brought meanwhile is taken over instead of asked for again.
#[async_trait]
pub trait TokenKeeper: Send + Sync {
    /// Keeps a new set. Called with every set that a refresh brought, *before* its access token is
    /// used for anything: the server has ended the old refresh token already (RFC 6749 §6), so a
    /// crash after this moment loses nothing.
    ///
    /// An error is noted, and the new set is used all the same: it is the only one that works.
    async fn keep(&self, tokens: &TokenSet)
    -> Result<(), Box<dyn std::error::Error + Send + Sync>>;

    /// Waits until no other program refreshes this sign-in, and tells what is kept at that moment.
    /// Without a word of the keeper's own, nobody else uses these tokens.
    ///
    /// An error means that the turn did not come. It ends nothing; the next caller tries again.
    async fn take_turn(&self) -> Result<Turn, Error> {
        Ok(Turn::alone())
    }

    /// A refresh with this token is about to be sent. From now on until [`TokenKeeper::keep`] nobody
    /// knows whether it still works, so a keeper that survives crashes writes that down.
    async fn begin(&self, _refresh_token: &RefreshToken) {}
}

/// A turn at refreshing a sign-in.
#[derive(Default)]
pub struct Turn {
    /// What is kept, newest first. Empty where nobody else could have changed it.
    pub kept: Vec<Kept>,
    /// Dropped when the refresh has come to its end; then it is the next one's turn.
    pub pass: Option<Box<dyn Send + Sync>>,
}

impl Turn {
    /// Nobody else uses these tokens.
    pub fn alone() -> Turn {
        Turn::default()
    }
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn")
            .field("kept", &self.kept)
            .finish_non_exhaustive()
    }
}

/// A set as it rests, and how long ago it was issued as far as can be told.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The tokens.
    pub tokens: TokenSet,
    /// Their age.
    pub age: Duration,
}

impl Kept {
    pub(super) fn is_due(&self) -> bool {
        self.tokens
            .expires_in
            .is_some_and(|life| self.age >= life * 9 / 10)
    }
}
