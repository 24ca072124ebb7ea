//! From the code to an account: exchange, store, ask who this is, announce — in this order.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use smartfile::{Client, ErrorKind, Identity, Server, TokenSet};

use super::attempt::{Asked, Brought};
use super::session::ended_problem;
use super::state::{ConnectionState, Effect, Event};
use super::{Connection, Session};
use crate::account::{Account, AccountId, KeptIn, Record};
use crate::problem::{Outcome, Problem};
use crate::site::Rung;
use crate::vault::{SecretBytes, VaultError, key};

/// How long the token endpoint may take.
const EXCHANGE_LIMIT: Duration = Duration::from_secs(30);
/// Waits between tries to reach the token endpoint.
const REACH_AGAIN: [u64; 4] = [1000, 2000, 4000, 8000];
/// The longest that the token endpoint may ask to wait: a code lives for a minute or so.
const WAIT_LIMIT: Duration = Duration::from_mins(1);
/// Waits between tries to learn who signed in.
const IDENTIFY_AGAIN: [u64; 3] = [500, 1000, 2000];

/// The new grant before anybody knows of it.
struct Grant {
    exchange: u64,
    session: Arc<Session>,
    /// The account that is being connected again.
    held: Option<Account>,
    /// How the answer came back.
    rung: Rung,
    kept_in: KeptIn,
    problem: Option<Problem>,
}

impl Connection {
    pub(super) async fn exchange(&self, exchange: u64, brought: Brought) {
        let host = brought.server.host();
        let asked = tokio::select! {
            biased;
            asked = self.ask_for_tokens(exchange, &brought) => asked,
            () = self.errands.stopping().cancelled() => return,
        };
        let tokens = match asked {
            Ok(tokens) => tokens,
            Err(problem) => {
                let problem = problem.at(host);
                // Only a wrong code is worth another try; the page that showed it is still open.
                if brought.pasted && problem.outcome == Outcome::GrantRefused {
                    let deadline = self.deadline();
                    self.feed(Event::PastedCodeRefused {
                        exchange,
                        problem,
                        deadline,
                    });
                } else {
                    self.feed(Event::ExchangeFailed { exchange, problem });
                }
                return;
            }
        };
        if !self.is_awaited(exchange) {
            // Cancelled meanwhile: nobody wants these tokens.
            if let Some(token) = &tokens.refresh_token {
                self.revoke(&brought.server, &brought.asked.client, token)
                    .await;
            }
            return;
        }
        let Asked { rung, client, .. } = brought.asked;
        let grant = self
            .store(exchange, brought.server, client, rung, tokens)
            .await;
        if !self.is_awaited(exchange) {
            return self.discard(grant).await;
        }
        match self.ask_who(&grant).await {
            Ok((identity, problem)) => {
                let who = identity.as_ref();
                match who.and_then(|identity| self.twin_of(&grant, identity)) {
                    Some(twin) => self.give_to(&twin, grant, identity).await,
                    None => self.announce(grant, identity, problem).await,
                }
            }
            Err(problem) => {
                self.discard(grant).await;
                self.feed(Event::ExchangeFailed { exchange, problem });
            }
        }
    }

    /// A code is presented once (RFC 6749 §4.1.2). It was not where the site was never reached, or where it said that
    /// it looked at nothing and is to be asked later; then it is presented when that is possible.
    async fn ask_for_tokens(&self, exchange: u64, brought: &Brought) -> Result<TokenSet, Problem> {
        let mut waits = REACH_AGAIN.iter().copied().map(Duration::from_millis);
        loop {
            let asked = smartfile::exchange_code(
                &self.http,
                &brought.asked.client,
                &brought.asked.request,
                &brought.code,
            );
            let error = tokio::select! {
                biased;
                answer = asked => match answer {
                    Ok(tokens) => return Ok(tokens),
                    Err(error) => error,
                },
                () = self.ports.clock.sleep(EXCHANGE_LIMIT) => {
                    return Err(Problem::new(Outcome::TokenTimeout).logged(&"no answer in time"));
                }
            };
            let unreached = error.is_temporary()
                && !error.may_have_happened()
                && matches!(
                    error.kind(),
                    ErrorKind::Offline | ErrorKind::TimedOut | ErrorKind::ProxyFailed
                );
            let told = error.retry_after().filter(|wait| *wait <= WAIT_LIMIT);
            let next = waits.next().filter(|_| self.is_awaited(exchange));
            let wait = match (told, next) {
                (Some(wait), Some(_)) => wait,
                (None, Some(wait)) if unreached => wait,
                _ => return Err(Problem::from_token_endpoint(&error)),
            };
            tracing::info!(%error, "the code has not been presented; trying again");
            self.ports.clock.sleep(wait).await;
        }
    }

    /// The account that this person has here already.
    fn twin_of(&self, grant: &Grant, identity: &Identity) -> Option<Arc<Self>> {
        if grant.held.is_some() {
            return None;
        }
        let others = self.others.upgrade()?;
        others.twin(self.slot, &grant.session.server, &identity.username)
    }

    /// Nobody is connected twice: an account that waits to be connected again gets the new sign-in, and one
    /// that works keeps its own.
    async fn give_to(&self, twin: &Arc<Self>, grant: Grant, identity: Option<Identity>) {
        let exchange = grant.exchange;
        let tokens = self.tokens_at_hand(&grant.session).await;
        if let Some(tokens) = tokens
            && self.is_awaited(exchange)
            && twin.adopt(&grant, tokens, identity.clone()).await
        {
            let session = &grant.session;
            session.ended.cancel();
            let turn = self.keeping.series().await;
            self.erase_grant(&session.account).await;
            drop(turn);
            self.feed(Event::CancelAsked);
            if let (Some(others), Some(id)) = (self.others.upgrade(), twin.account_id())
                && let Err(error) = others.look_at(&id)
            {
                tracing::info!(%error, "the account was gone before it could be looked at");
            }
            return;
        }
        let name = identity.map(|identity| identity.name.unwrap_or(identity.username));
        let problem = Problem::new(Outcome::AlreadyConnected)
            .at(grant.session.server.host())
            .about(name.unwrap_or_default())
            .logged(&"this person is connected here already");
        self.discard(grant).await;
        self.feed(Event::ExchangeFailed { exchange, problem });
    }

    /// Takes a sign-in over that was made elsewhere in this app. `false`: this account needs none.
    async fn adopt(&self, grant: &Grant, tokens: TokenSet, identity: Option<Identity>) -> bool {
        let server = grant.session.server.clone();
        if !self.feed(Event::GrantOffered {
            site: server.host(),
        }) {
            return false;
        }
        let exchange = self.state.lock().exchange;
        let client = grant.session.client.clone();
        let adopted = self
            .store(exchange, server, client, grant.rung, tokens)
            .await;
        self.announce(adopted, identity, None).await;
        true
    }

    /// Into the vault before anything else: whatever happens next, the grant is not lost.
    async fn store(
        &self,
        exchange: u64,
        server: Server,
        client: Client,
        rung: Rung,
        tokens: TokenSet,
    ) -> Grant {
        let held = self.state.lock().held.as_ref().map(|held| held.0.clone());
        let id = held
            .as_ref()
            .map_or_else(AccountId::random, |account| account.id.clone());
        let life = self.life_of(tokens.expires_in);
        *self.life.lock() = Some(life);
        let turn = self.keeping.series().await;
        self.stored.store(exchange, Ordering::SeqCst);
        if held.is_some() {
            // What an earlier sign-in left beside must not be taken for newer than this one.
            self.erase_tokens(&id).await;
        }
        let stored = self.store_grant(&id, &client, &tokens).await;
        drop(turn);
        let (kept_in, problem) = match stored {
            Ok(()) => (self.keeping.home(&id), None),
            Err(error) => {
                // In its own time: a store that keeps people waiting is not waited for again.
                if let Some(this) = self.me.upgrade() {
                    let id = id.clone();
                    self.errands.spawn(async move {
                        let _series = this.keeping.series().await;
                        this.erase_grant(&id).await;
                    });
                }
                (KeptIn::Memory, Some(Problem::from_vault(error)))
            }
        };
        let expected = held
            .as_ref()
            .map(|account| account.username.clone())
            .filter(|name| !name.is_empty());
        let session = self.open_session(
            id,
            server,
            client,
            tokens,
            Duration::ZERO,
            expected,
            exchange,
            kept_in,
        );
        Grant {
            exchange,
            session,
            held,
            rung,
            kept_in,
            problem,
        }
    }

    pub(super) async fn store_grant(
        &self,
        id: &AccountId,
        client: &Client,
        tokens: &TokenSet,
    ) -> Result<(), VaultError> {
        self.store_tokens(id, tokens).await?;
        let secret = SecretBytes::new(client.secret.expose().as_bytes());
        self.keeping.write(key::client_secret(id), secret).await
    }

    /// Who signed in. `None` with a problem when the site does not say: the grant is good all the same.
    async fn ask_who(&self, grant: &Grant) -> Result<(Option<Identity>, Option<Problem>), Problem> {
        let session = &grant.session;
        let mut waits = IDENTIFY_AGAIN.iter();
        loop {
            let answer = tokio::select! {
                biased;
                answer = session.remote.whoami() => answer,
                // Quitting: the next start asks again.
                () = self.errands.stopping().cancelled() => return Ok((None, None)),
            };
            let error = match answer {
                Ok(identity) => {
                    if let Some(expected) = &session.expected
                        && *expected != identity.username
                    {
                        return Err(Problem::new(Outcome::DifferentAccount)
                            .at(session.server.host())
                            .about(identity.username)
                            .logged(&"another person signed in"));
                    }
                    return Ok((Some(identity), None));
                }
                Err(error) => error,
            };
            match error.kind() {
                ErrorKind::ReauthorizationRequired | ErrorKind::Unauthorized => {
                    return Err(ended_problem(session));
                }
                _ => {}
            }
            let wait = match waits.next() {
                Some(wait) if self.is_awaited(grant.exchange) => *wait,
                _ => {
                    return Ok((
                        None,
                        Some(Problem::from_api(&error).at(session.server.host())),
                    ));
                }
            };
            let wait = error.retry_after().unwrap_or(Duration::from_millis(wait));
            tokio::select! {
                () = self.ports.clock.sleep(wait) => {}
                () = self.errands.stopping().cancelled() => {}
            }
        }
    }

    async fn announce(&self, grant: Grant, identity: Option<Identity>, problem: Option<Problem>) {
        let now = self.ports.clock.wall();
        let session = &grant.session;
        let mut account = grant.held.clone().unwrap_or_else(|| {
            Account::unknown(
                session.account.clone(),
                session.server.clone(),
                session.client.id.clone(),
                grant.kept_in,
                now,
            )
        });
        account.client_id.clone_from(&session.client.id);
        account.rung = grant.rung;
        account.last_renewed = Some(now);
        account.kept_in = grant.kept_in;
        let known = identity.is_some();
        session.known.store(known, Ordering::SeqCst);
        match identity {
            Some(identity) => account.identify(identity, now),
            // Whoever it is has to be asked for again, and be confirmed.
            None => account.confirmed = false,
        }
        if grant.kept_in != KeptIn::Memory {
            let life = *self.life.lock();
            let record = Record {
                account: account.clone(),
                life,
            };
            if let Err(error) = self.accounts.keep(record).await {
                tracing::warn!(%error, "the account could not be remembered");
            }
        }
        let event = Event::Identified {
            exchange: grant.exchange,
            account,
            problem: problem.or_else(|| grant.problem.clone()),
        };
        let session = Arc::clone(session);
        let id = session.account.clone();
        let taken = self.feed_with(event, || *self.session.lock() = Some(session));
        if !taken {
            return self.discard(grant).await;
        }
        if let Some(others) = self.others.upgrade() {
            others.remember(id);
        }
        if !known {
            self.perform(Effect::Probe);
        }
    }

    /// Tokens nobody waits for: revoked and erased. What belonged to the account before stays.
    async fn discard(&self, grant: Grant) {
        let session = &grant.session;
        session.ended.cancel();
        if let Some(token) = session.bearer.refresh_token() {
            self.revoke(&session.server, &session.client, &token).await;
        }
        let _turn = self.keeping.series().await;
        if grant.held.is_some() {
            // A later grant of the same account may lie there by now.
            if self.stored.load(Ordering::SeqCst) == grant.exchange {
                self.erase_tokens(&session.account).await;
            }
        } else {
            self.erase_grant(&session.account).await;
            if let Err(error) = self.accounts.forget(&session.account).await {
                tracing::warn!(%error, "the account could not be forgotten");
            }
        }
    }

    pub(super) async fn erase_grant(&self, id: &AccountId) {
        self.erase_tokens(id).await;
        if let Err(error) = self.keeping.erase(key::client_secret(id)).await {
            tracing::warn!(%error, "the client secret could not be erased from the password store");
        }
    }

    fn is_awaited(&self, exchange: u64) -> bool {
        let state = self.state.lock();
        state.exchange == exchange && matches!(state.shown, ConnectionState::ExchangingCode { .. })
    }
}
