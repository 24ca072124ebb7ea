//! The account of last time.

use std::sync::atomic::Ordering;
use std::time::Duration;

use smartfile::{AccessToken, Client, ClientSecret, RefreshToken, TokenSet};

use super::Connection;
use super::state::{ConnectionState, Event};
use crate::account::{Account, AccountId, Record};
use crate::problem::{Outcome, Problem};
use crate::vault::{VaultError, key};

/// Waits before the vault is tried again by itself; together a minute.
const VAULT_RETRIES: [u64; 5] = [2, 4, 8, 16, 30];

struct Found {
    tokens: TokenSet,
    secret: Option<ClientSecret>,
}

impl Connection {
    /// Never opens a browser: a sign-in that cannot be restored says so and waits for a click.
    pub(super) async fn restore(&self) {
        let Some(record) = self.accounts.first().await else {
            self.feed(Event::NothingStored);
            return;
        };
        let Record { account, life } = record;
        *self.life.lock() = life;
        let found = match self.read(&account.id).await {
            Ok(found) => found,
            Err(error) => {
                let problem = Problem::from_vault(error).at(account.server.host());
                self.feed(Event::VaultFailed(account, problem));
                return;
            }
        };
        let Some(Found { mut tokens, secret }) = found else {
            return self.missing(account);
        };
        let secret = match secret {
            Some(secret) => Some(secret),
            None => {
                self.sites
                    .secret_for(&account.server, &account.client_id, &self.keeping)
                    .await
            }
        };
        let Some(secret) = secret else {
            return self.missing(account);
        };
        let mut age = Duration::ZERO;
        if tokens.access_token.expose().is_empty() {
            // Only the refresh token is left: due at once.
            tokens.expires_in = Some(Duration::from_secs(1));
            age = Duration::from_secs(1);
        } else if let Some(life) = life {
            tokens.expires_in = life.expires_in;
            age = life.age(self.ports.clock.wall());
        }
        let client = Client {
            id: account.client_id.clone(),
            secret,
        };
        let session = self.open_session(
            account.id.clone(),
            account.server.clone(),
            client,
            tokens,
            age,
            None,
        );
        self.feed_with(Event::Found(account), || {
            *self.session.lock() = Some(session);
        });
        self.vault_tries.store(0, Ordering::Relaxed);
    }

    /// Looks again, in growing steps, as long as the vault is what is missing.
    pub(super) async fn await_vault(&self) {
        let tries = self.vault_tries.fetch_add(1, Ordering::Relaxed) as usize;
        let Some(wait) = VAULT_RETRIES.get(tries) else {
            return;
        };
        self.ports.clock.sleep(Duration::from_secs(*wait)).await;
        let waiting = matches!(
            self.state.lock().shown,
            ConnectionState::VaultUnavailable { .. }
        );
        if waiting {
            self.restore().await;
        }
    }

    fn missing(&self, account: Account) {
        let problem = Problem::new(Outcome::ReauthorizationRequired)
            .at(account.server.host())
            .logged(&"no tokens of this account in the password store");
        self.feed(Event::TokensMissing(account, problem));
    }

    /// `None` when neither token is there.
    async fn read(&self, id: &AccountId) -> Result<Option<Found>, VaultError> {
        let access = self.keeping.read(key::access_token(id)).await?;
        let refresh = self.keeping.read(key::refresh_token(id)).await?;
        if access.is_none() && refresh.is_none() {
            return Ok(None);
        }
        let secret = match self.keeping.read(key::client_secret(id)).await? {
            Some(secret) => Some(ClientSecret::new(secret.text()?.to_owned())),
            None => None,
        };
        let access = match &access {
            Some(access) => access.text()?,
            None => "",
        };
        let refresh = match &refresh {
            Some(refresh) => Some(RefreshToken::new(refresh.text()?.to_owned())),
            None => None,
        };
        Ok(Some(Found {
            tokens: TokenSet {
                access_token: AccessToken::new(access.to_owned()),
                refresh_token: refresh,
                expires_in: None,
                scope: None,
            },
            secret,
        }))
    }
}
