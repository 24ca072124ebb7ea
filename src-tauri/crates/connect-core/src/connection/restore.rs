//! An account of last time.

use std::sync::atomic::Ordering;
use std::time::Duration;

use smartfile::{Client, ClientSecret, Kept};

use super::Connection;
use super::state::{ConnectionState, Event};
use crate::account::{Account, KeptIn, Record};
use crate::problem::{Outcome, Problem};
use crate::vault::{SecretBytes, VaultError, key};

/// Waits before the vault is tried again by itself; together a minute.
const VAULT_RETRIES: [u64; 5] = [2, 4, 8, 16, 30];
/// The wait after these, for as long as it takes: a store may be mended without a word to us.
const VAULT_RETRY_AT_LAST: u64 = 60;

impl Connection {
    /// Never opens a browser: a sign-in that cannot be restored says so and waits for a click.
    pub(super) async fn restore(&self) {
        let Some(record) = self.remembered.clone() else {
            self.feed(Event::NothingStored);
            return;
        };
        let Record { account, life } = record;
        *self.life.lock() = life;
        if account.kept_in == KeptIn::File && !self.keeping.has_file() {
            // Forgotten, damaged or erased by hand: nothing to ask a passphrase for.
            self.keeping.settle(&account.id, KeptIn::Vault);
            return self.missing(account);
        }
        let read = async {
            let kept = self.kept_sets(&account.id, life).await?;
            let secret = self.keeping.read(key::client_secret(&account.id)).await?;
            let in_store = self.keeping.home(&account.id) == KeptIn::Vault;
            if in_store && kept.is_empty() && secret.is_none() {
                // Nothing at all may also be what a store answers that keeps nothing (seen: the Secret
                // Service without a collection). Only one that can keep something is believed.
                self.keeping
                    .write(key::PROBE.to_owned(), SecretBytes::new("probe"))
                    .await?;
                self.keeping.erase(key::PROBE.to_owned()).await?;
            }
            let secret = secret.as_ref().map(SecretBytes::text).transpose()?;
            let secret = secret.map(|secret| ClientSecret::new(secret.to_owned()));
            Ok::<_, VaultError>((kept.into_iter().next(), secret))
        };
        let (kept, secret) = match read.await {
            Ok(found) => found,
            // Unreadable for good: not a store to wait for, but a sign-in to make anew with one click.
            Err(error @ (VaultError::Damaged | VaultError::SealedDamaged)) => {
                if error == VaultError::SealedDamaged {
                    // Set aside: the next sign-in starts at the password store again.
                    self.keeping.settle(&account.id, KeptIn::Vault);
                }
                let problem = Problem::from_vault(error).at(account.server.host());
                self.feed(Event::TokensMissing(account, problem));
                return;
            }
            Err(error) => {
                let problem = self.vault_problem(error).at(account.server.host());
                self.feed(Event::VaultFailed(account, problem));
                return;
            }
        };
        let Some(Kept { tokens, age }) = kept else {
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
        let client = Client {
            id: account.client_id.clone(),
            secret,
        };
        let expected = Some(account.username.clone()).filter(|name| !name.is_empty());
        let session = self.open_session(
            account.id.clone(),
            account.server.clone(),
            client,
            tokens,
            age,
            expected,
            0,
            KeptIn::Vault,
        );
        self.feed_with(Event::Found(account), || {
            *self.session.lock() = Some(session);
        });
        self.vault_tries.store(0, Ordering::Relaxed);
    }

    /// Looks again, in growing steps of up to a minute, as long as the vault is what is missing.
    pub(super) async fn await_vault(&self) {
        let tries = self.vault_tries.fetch_add(1, Ordering::Relaxed) as usize;
        let wait = *VAULT_RETRIES.get(tries).unwrap_or(&VAULT_RETRY_AT_LAST);
        self.ports.clock.sleep(Duration::from_secs(wait)).await;
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
            .logged(&"no tokens of this account are kept");
        self.feed(Event::TokensMissing(account, problem));
    }

    /// A store that does not answer right after the start may be starting itself.
    fn vault_problem(&self, error: VaultError) -> Problem {
        let early = (self.vault_tries.load(Ordering::Relaxed) as usize) < VAULT_RETRIES.len();
        match error {
            VaultError::Unavailable if early => Problem::new(Outcome::VaultStarting).logged(&error),
            _ => Problem::from_vault(error),
        }
    }
}
