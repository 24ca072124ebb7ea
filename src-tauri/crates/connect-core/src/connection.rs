//! Runs what the table in `connection/state.rs` decides.

mod again;
mod attempt;
mod exchange;
mod listener;
mod pulse;
mod response;
mod restore;
mod rotation;
mod sealed;
mod session;
pub(crate) mod state;
#[cfg(test)]
mod table;

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use jiff::Timestamp;
use smartfile::{Client, Http, RefreshToken, Server};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::account::{Account, AccountId, Accounts, KeptIn, Life, Record};
use crate::board::{Board, SlotId};
use crate::connections::Connections;
use crate::errands::Errands;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::ports::Ports;
use crate::problem::Problem;
use crate::roster::AccountStanding;
use crate::site::{Rung, Sites};
use crate::vault::{Keeping, SecretBytes, VaultError, key};

use attempt::{Attempt, Brought};
pub(crate) use listener::registered_uri;
pub(crate) use response::Redirections;
pub(crate) use session::{Session, is_throttled};
use state::{ConnectionState, Effect, Event, State, next};

/// How long a page may wait before another way back is offered.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a page may wait for the person.
const ATTEMPT_LIMIT: Duration = Duration::from_mins(10);
/// How long a revocation may take: nobody waits for a courtesy.
const REVOKE_LIMIT: Duration = Duration::from_secs(5);

/// One account and its sign-in, or the place of one that is still to be connected.
pub(crate) struct Connection {
    me: Weak<Self>,
    /// Its place among the others.
    pub(crate) slot: SlotId,
    /// Whom it is to restore; `None` where nobody is connected yet.
    remembered: Option<Record>,
    /// The others.
    others: Weak<Connections>,
    pub(crate) ports: Ports,
    pub(crate) board: Arc<Board>,
    pub(crate) sites: Arc<Sites>,
    pub(crate) keeping: Arc<Keeping>,
    pub(crate) errands: Arc<Errands>,
    accounts: Arc<Accounts>,
    http: Http,
    state: Guarded<State>,
    attempt: Guarded<Option<Attempt>>,
    /// Cancelled when the port of the attempt that listened last is free again.
    closing: Guarded<Option<CancellationToken>>,
    brought: Guarded<Option<Brought>>,
    session: Guarded<Option<Arc<Session>>>,
    /// Whether the window can be seen; nothing while there is none that anybody has told of.
    sight: Arc<watch::Sender<Option<bool>>>,
    life: Guarded<Option<Life>>,
    redirections: Arc<Redirections>,
    probing: AtomicBool,
    /// How often anybody wanted to know who this is.
    probes_wanted: AtomicU64,
    vault_tries: AtomicU32,
    /// The exchange whose grant was put into the vault last; 0 is the one that was found there.
    stored: AtomicU64,
}

/// What all connections of the app share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) ports: Ports,
    pub(crate) board: Arc<Board>,
    pub(crate) sites: Arc<Sites>,
    pub(crate) keeping: Arc<Keeping>,
    pub(crate) errands: Arc<Errands>,
    pub(crate) accounts: Arc<Accounts>,
    pub(crate) http: Http,
    pub(crate) redirections: Arc<Redirections>,
    /// Whether the window can be seen, see [`Connection::sight`].
    pub(crate) sight: Arc<watch::Sender<Option<bool>>>,
}

impl Connection {
    pub(crate) fn new(
        slot: SlotId,
        remembered: Option<Record>,
        others: Weak<Connections>,
        shared: Shared,
    ) -> Arc<Self> {
        Arc::new_cyclic(|me| Self {
            me: me.clone(),
            slot,
            remembered,
            others,
            ports: shared.ports,
            board: shared.board,
            sites: shared.sites,
            keeping: shared.keeping,
            errands: shared.errands,
            accounts: shared.accounts,
            http: shared.http,
            state: Guarded::new(State::new()),
            attempt: Guarded::default(),
            closing: Guarded::default(),
            brought: Guarded::default(),
            session: Guarded::default(),
            sight: shared.sight,
            life: Guarded::default(),
            redirections: shared.redirections,
            probing: AtomicBool::new(false),
            probes_wanted: AtomicU64::new(0),
            vault_tries: AtomicU32::new(0),
            stored: AtomicU64::new(0),
        })
    }

    /// Looks for the account of last time, in the background.
    pub(crate) fn start(&self) {
        self.perform(Effect::Restore);
    }

    /// There is nobody to look for.
    pub(crate) fn expect_nobody(&self) {
        self.feed(Event::NothingStored);
    }

    pub(crate) fn cancel(&self) {
        self.feed(Event::CancelAsked);
    }

    pub(crate) fn reopen_page(&self) -> Result<(), Error> {
        self.while_waiting(Event::ReopenAsked)
    }

    pub(crate) fn offer_code(&self) -> Result<(), Error> {
        self.while_waiting(Event::CodeOffered)
    }

    pub(crate) fn open_code_page(&self) -> Result<(), Error> {
        self.while_waiting(Event::CodePageAsked)
    }

    pub(crate) fn page_address(&self) -> Result<Url, Error> {
        let waiting = matches!(
            self.state.lock().shown,
            ConnectionState::AwaitingResponse { .. }
        );
        let attempt = self.attempt.lock();
        let asked = attempt.as_ref().filter(|_| waiting);
        let asked = asked.and_then(Attempt::opened);
        let asked = asked.ok_or(Error::AuthorizationMismatch)?;
        Ok(asked.request.url().clone())
    }

    fn while_waiting(&self, event: Event) -> Result<(), Error> {
        if self.feed(event) {
            Ok(())
        } else {
            Err(Error::AuthorizationMismatch)
        }
    }

    pub(crate) async fn confirm(&self) -> Result<(), Error> {
        let session = self.any_session()?;
        // A name that is shown may be of an earlier sign-in: this one's is what counts.
        if !session.known.load(Ordering::SeqCst) {
            self.identify(&session).await?;
        }
        self.feed(Event::ConfirmAsked);
        self.save().await;
        Ok(())
    }

    pub(crate) fn retry_vault(&self) {
        self.feed(Event::VaultRetryAsked);
    }

    /// `false` when there is nothing to disconnect. What remains to be done is [`Self::erase`].
    pub(crate) fn begin_disconnect(&self) -> bool {
        self.feed(Event::DisconnectAsked)
    }

    /// Revokes what can be revoked and erases everything of the account. Tokens are erased whether or
    /// not the site answers (API facts §13.9).
    pub(crate) async fn erase(&self) {
        let account = self.state.lock().account().cloned();
        let session = self.session.lock().take();
        let revoked = async {
            if let Some(session) = session {
                session.ended.cancel();
                if let Some(token) = session.bearer.refresh_token() {
                    self.revoke(&session.server, &session.client, &token).await;
                }
            }
        };
        // What is erased here does not wait for what the site says.
        let ((), problem) = tokio::join!(revoked, self.erase_account(account));
        *self.life.lock() = None;
        self.feed(Event::Erased(problem));
    }

    async fn erase_account(&self, account: Option<Account>) -> Option<Problem> {
        let mut problem = None;
        if let Some(account) = account {
            if self.keeping.home(&account.id) == KeptIn::File {
                return self.erase_from_file(account).await;
            }
            let tokens = key::tokens(&account.id).into_iter();
            for key in tokens.chain([key::client_secret(&account.id)]) {
                if let Err(error) = self.keeping.erase(key).await
                    && account.kept_in == KeptIn::Vault
                {
                    problem = Some(Problem::from_vault(error));
                    // A store that hangs is waited for once.
                    if error == VaultError::Locked {
                        break;
                    }
                }
            }
            if let Err(error) = self.accounts.forget(&account.id).await {
                problem = Some(error.problem());
            }
            self.keeping.tidy_file().await;
        }
        problem
    }

    /// The session, for work with files: only when the person has said that the account is theirs.
    pub(crate) fn session(&self) -> Result<Arc<Session>, Error> {
        if let ConnectionState::Connected {
            confirmed: false, ..
        } = self.state.lock().shown
        {
            return Err(Error::NotConfirmed);
        }
        self.any_session()
    }

    fn any_session(&self) -> Result<Arc<Session>, Error> {
        let ended = matches!(
            self.state.lock().shown,
            ConnectionState::ReauthorizationRequired { .. }
        );
        if ended {
            return Err(Error::ReauthorizationRequired);
        }
        self.session.lock().clone().ok_or(Error::NotConnected)
    }

    fn feed(&self, event: Event) -> bool {
        self.feed_with(event, || {})
    }

    /// Applies one event. `accepted` runs before anything is announced, and only if the event counts.
    fn feed_with(&self, event: Event, accepted: impl FnOnce()) -> bool {
        let effects = {
            let mut state = self.state.lock();
            let (new, effects) = next(state.clone(), event);
            if effects == [Effect::Note] {
                return false;
            }
            accepted();
            // These two happen with the change itself, or a newer attempt could be what they end.
            if effects.contains(&Effect::EndAttempt) {
                *self.attempt.lock() = None;
                *self.brought.lock() = None;
            }
            if effects.contains(&Effect::EndSession)
                && let Some(session) = self.session.lock().take()
            {
                session.ended.cancel();
            }
            *state = new;
            self.board
                .connection(self.slot, &state.shown, state.account());
            effects
        };
        for effect in effects {
            self.perform(effect);
        }
        true
    }

    fn perform(&self, effect: Effect) {
        let Some(this) = self.me.upgrade() else {
            return;
        };
        match effect {
            Effect::OpenPage(rung) => self.open_page(Some(rung)),
            Effect::OpenPageAgain => self.open_page(None),
            Effect::StartDeadline(watch) => {
                self.in_attempt(ATTEMPT_LIMIT, Event::DeadlinePassed(watch));
            }
            Effect::StartPatience(watch) => {
                self.in_attempt(PATIENCE, Event::PatienceEnded(watch));
            }
            Effect::Exchange(exchange) => {
                let brought = self.brought.lock().take();
                if let Some(brought) = brought {
                    self.errands
                        .spawn_whole(async move { this.exchange(exchange, brought).await });
                }
            }
            Effect::Raise => self.board.raised(),
            Effect::Save => self.errands.spawn(async move { this.save().await }),
            Effect::Probe => self.errands.spawn(async move { this.probe().await }),
            Effect::Restore => self.errands.spawn(async move { this.restore().await }),
            Effect::AwaitVault => self.errands.spawn(async move { this.await_vault().await }),
            Effect::KeepAgain => self.errands.spawn(async move { this.keep_again().await }),
            Effect::EraseTokens => {
                let account = self.state.lock().account().map(|a| a.id.clone());
                if let Some(id) = account {
                    self.errands
                        .spawn(async move { this.erase_tokens(&id).await });
                }
            }
            // Done with the change, or by `App::disconnect`, which also stops the transfers.
            Effect::EndAttempt | Effect::EndSession | Effect::Erase | Effect::Note => {}
        }
    }

    /// Feeds an event after a while, unless the attempt is over before.
    fn in_attempt(&self, wait: Duration, event: Event) {
        let over = self.attempt.lock().as_ref().map(Attempt::over);
        let (Some(this), Some(over)) = (self.me.upgrade(), over) else {
            return;
        };
        self.errands.spawn(async move {
            tokio::select! {
                biased;
                () = over.cancelled() => {}
                () = this.ports.clock.sleep(wait) => {
                    this.feed(event);
                }
            }
        });
    }

    /// The page of this way, or the one that was opened last.
    fn open_page(&self, rung: Option<Rung>) {
        let url = {
            let mut attempt = self.attempt.lock();
            let Some(attempt) = attempt.as_mut() else {
                return;
            };
            let Some(asked) = attempt.open(rung) else {
                return;
            };
            asked.request.url().clone()
        };
        let Some(this) = self.me.upgrade() else {
            return;
        };
        self.errands.spawn(async move {
            let user_agent = Arc::clone(&this.ports.user_agent);
            let opened = tokio::task::spawn_blocking(move || user_agent.open(&url)).await;
            if let Ok(Err(error)) = opened {
                let problem = Error::UserAgent(error).problem();
                this.feed(Event::PageNotOpened(problem));
            }
        });
    }

    /// Remembers the account as it is now, unless it lives in memory only.
    pub(crate) async fn save(&self) {
        let me = self.me.clone();
        let record = move || {
            let this = me.upgrade()?;
            let state = this.state.lock();
            let account = state.account()?.clone();
            let kept = account.kept_in != KeptIn::Memory
                && !matches!(state.shown, ConnectionState::Disconnecting { .. });
            kept.then(|| Record {
                account,
                life: *this.life.lock(),
            })
        };
        if let Err(error) = self.accounts.keep_current(record).await {
            tracing::warn!(%error, "the account could not be remembered");
        }
    }

    async fn store_tokens(
        &self,
        id: &AccountId,
        tokens: &smartfile::TokenSet,
    ) -> Result<(), VaultError> {
        // The refresh token first: with it alone the sign-in can be renewed.
        if let Some(refresh) = &tokens.refresh_token {
            let secret = SecretBytes::new(refresh.expose().as_bytes());
            self.keeping.write(key::refresh_token(id), secret).await?;
        }
        let secret = SecretBytes::new(tokens.access_token.expose().as_bytes());
        self.keeping.write(key::access_token(id), secret).await
    }

    async fn erase_tokens(&self, id: &AccountId) {
        for key in key::tokens(id) {
            if let Err(error) = self.keeping.erase(key).await {
                tracing::warn!(%error, "a token could not be erased from the password store");
            }
        }
        self.accounts.rotations.forget(id).await;
    }

    async fn revoke(&self, server: &Server, client: &Client, token: &RefreshToken) {
        tokio::select! {
            biased;
            revoked = smartfile::revoke(&self.http, server, client, token) => {
                if let Err(error) = revoked {
                    tracing::info!(%error, "the sign-in could not be revoked at the site");
                }
            }
            () = self.ports.clock.sleep(REVOKE_LIMIT) => {
                tracing::info!("the site did not answer the revocation in time");
            }
            () = self.errands.stopping().cancelled() => {
                tracing::info!("the revocation was not waited for");
            }
        }
    }

    fn deadline(&self) -> Timestamp {
        let now = self.ports.clock.wall();
        now.checked_add(ATTEMPT_LIMIT).unwrap_or(now)
    }

    fn life_of(&self, expires_in: Option<Duration>) -> Life {
        Life {
            issued_at: self.ports.clock.wall(),
            expires_in,
        }
    }

    fn is_current(&self, session: &Session) -> bool {
        self.session
            .lock()
            .as_ref()
            .is_some_and(|current| std::ptr::eq(Arc::as_ptr(current), session))
    }

    /// Whose it is, as far as anybody knows.
    pub(crate) fn account(&self) -> Option<Account> {
        self.state.lock().account().cloned()
    }

    /// Whose it is, by name: also before the account was looked for.
    pub(crate) fn account_id(&self) -> Option<AccountId> {
        let state = self.state.lock();
        match state.account() {
            Some(account) => Some(account.id.clone()),
            None if state.shown == ConnectionState::Restoring => {
                let record = self.remembered.as_ref()?;
                Some(record.account.id.clone())
            }
            None => None,
        }
    }

    /// How it stands, in a word.
    pub(crate) fn standing(&self) -> AccountStanding {
        AccountStanding::of(&self.state.lock().shown)
    }

    /// A sign-in of this place is under way.
    pub(crate) fn is_attempting(&self) -> bool {
        matches!(
            self.state.lock().shown,
            ConnectionState::AwaitingResponse { .. } | ConnectionState::ExchangingCode { .. }
        )
    }
}
