//! An account in use.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use smartfile::AuthorizationErrorCode as Code;
use smartfile::{
    Bearer, Client, Error as ApiError, ErrorKind, RefreshToken, Server, TokenKeeper, TokenSet, Turn,
};
use tokio::sync::MutexGuard;
use tokio_util::sync::CancellationToken;

use super::Connection;
use super::state::{ConnectionState, Event};
use crate::account::{AccountId, KeptIn};
use crate::clock::ClientClock;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::problem::{Outcome, Problem};
use crate::remote::Remote;

/// Waits between two tries to reach a site that is away. Its return shows within half a minute.
const PROBE_EVERY: [u64; 4] = [5, 10, 20, 30];

/// Waits between two tries to read something. Who looks at a folder waits for four seconds at most.
const READ_AGAIN: [u64; 3] = [500, 1000, 2000];

/// How often in a row the site may ask to wait.
const PATIENCE: u32 = 10;

pub(crate) fn is_throttled(error: &ApiError) -> bool {
    matches!(error.kind(), ErrorKind::Throttled { .. })
}

/// An account in use, with its bearer.
pub(crate) struct Session {
    owner: Weak<Connection>,
    pub(crate) account: AccountId,
    pub(crate) server: Server,
    pub(crate) client: Client,
    pub(crate) bearer: Arc<Bearer>,
    pub(crate) remote: Arc<dyn Remote>,
    /// Whom the site must name, if the account is known already.
    pub(crate) expected: Option<String>,
    /// Whether the site has said whose tokens these are.
    pub(crate) known: AtomicBool,
    /// When the site has last said something that holds for these tokens.
    pub(crate) heard_at: Guarded<Instant>,
    /// Cancelled when the tokens are not to be used any more.
    pub(crate) ended: CancellationToken,
}

impl Session {
    /// Asks the site; told to wait, waits on the clock and asks again (API facts §3.4).
    pub(crate) async fn ask<T, F, A>(&self, question: F) -> Result<T, ApiError>
    where
        F: Fn() -> A,
        A: Future<Output = Result<T, ApiError>>,
    {
        let mut patience = PATIENCE;
        loop {
            let answer = question().await;
            self.heard(&answer);
            match &answer {
                Err(error) if patience > 0 && is_throttled(error) => {
                    patience -= 1;
                    self.wait_as_told(error).await;
                }
                _ => return answer,
            }
        }
    }

    /// Asks something that changes nothing; in passing bad weather (a lost connection, a failing server) it asks again
    /// after growing waits, and gives up with what it heard last.
    pub(crate) async fn read<T, F, A>(&self, question: F) -> Result<T, ApiError>
    where
        F: Fn() -> A,
        A: Future<Output = Result<T, ApiError>>,
    {
        for wait in READ_AGAIN {
            let answer = self.ask(&question).await;
            match (&answer, self.owner.upgrade()) {
                (Err(error), Some(connection)) if error.is_temporary() && !is_throttled(error) => {
                    tracing::info!(%error, "read again");
                    connection
                        .ports
                        .clock
                        .sleep(Duration::from_millis(wait))
                        .await;
                }
                _ => return answer,
            }
        }
        self.ask(&question).await
    }

    pub(crate) async fn wait_as_told(&self, error: &ApiError) {
        let wait = error.retry_after().unwrap_or(Duration::from_secs(1));
        if let Some(connection) = self.owner.upgrade() {
            connection.ports.clock.sleep(wait).await;
        }
    }

    /// Every answer of the site tells something about the connection.
    pub(crate) fn heard<T>(&self, answer: &Result<T, ApiError>) {
        if let Some(connection) = self.owner.upgrade() {
            connection.heard(self, answer);
        }
    }
}

/// Puts every renewed set of tokens into the vault before it is used.
struct Keeper {
    connection: Weak<Connection>,
    account: AccountId,
    /// Whose entries are in the vault, see `Connection::stored`.
    grant: u64,
    /// Where the set rests that this session began with.
    kept_in: KeptIn,
    ended: CancellationToken,
}

#[async_trait]
impl TokenKeeper for Keeper {
    async fn keep(
        &self,
        tokens: &TokenSet,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let Some(connection) = self.connection.upgrade() else {
            return Ok(());
        };
        if self.ended.is_cancelled() {
            return Ok(());
        }
        let kept = connection
            .keep_renewed(&self.account, self.kept_in, tokens)
            .await;
        if self.ended.is_cancelled() {
            // Ended while it was being written: leave nothing behind.
            let _turn = connection.keeping.series().await;
            if connection.stored.load(Ordering::SeqCst) == self.grant {
                connection.erase_tokens(&self.account).await;
            }
        }
        Ok(kept?)
    }

    async fn take_turn(&self) -> Result<Turn, ApiError> {
        match self.connection.upgrade() {
            Some(connection) if !self.ended.is_cancelled() => {
                connection.take_turn(&self.account, self.kept_in).await
            }
            _ => Ok(Turn::alone()),
        }
    }

    async fn begin(&self, refresh_token: &RefreshToken) {
        if let Some(connection) = self.connection.upgrade()
            && !self.ended.is_cancelled()
        {
            connection
                .begin_rotation(&self.account, refresh_token)
                .await;
        }
    }
}

impl Connection {
    #[allow(clippy::too_many_arguments)] // a session is made in two places, of all that it is
    pub(super) fn open_session(
        &self,
        account: AccountId,
        server: Server,
        client: Client,
        tokens: TokenSet,
        age: Duration,
        expected: Option<String>,
        grant: u64,
        kept_in: KeptIn,
    ) -> Arc<Session> {
        let ended = CancellationToken::new();
        let keeper = Keeper {
            connection: self.me.clone(),
            account: account.clone(),
            grant,
            kept_in,
            ended: ended.clone(),
        };
        let bearer = Bearer::new(
            self.http.clone(),
            server.clone(),
            client.clone(),
            tokens,
            age,
            Arc::new(keeper),
            Arc::new(ClientClock(Arc::clone(&self.ports.clock))),
        );
        let remote = self
            .ports
            .remotes
            .open(&self.http, &server, Arc::clone(&bearer));
        let session = Arc::new(Session {
            owner: self.me.clone(),
            account,
            server,
            client,
            bearer,
            remote,
            expected,
            known: AtomicBool::new(false),
            heard_at: Guarded::new(self.ports.clock.now()),
            ended: ended.clone(),
        });
        if let Some(this) = self.me.upgrade() {
            let session = Arc::downgrade(&session);
            self.errands
                .spawn(async move { this.pulse(session, ended).await });
        }
        session
    }

    /// Whether the tokens in use live until the app is quit. Before the account is announced it is as its
    /// session began; afterwards a store that works again may have taken them.
    pub(super) fn is_in_memory(&self, id: &AccountId, at_first: KeptIn) -> bool {
        let kept_in = match &self.state.lock().shown {
            ConnectionState::Connected { account, .. } if account.id == *id => account.kept_in,
            _ => at_first,
        };
        kept_in == KeptIn::Memory
    }

    async fn keep_renewed(
        &self,
        id: &AccountId,
        kept_in: KeptIn,
        tokens: &TokenSet,
    ) -> Result<(), crate::vault::VaultError> {
        let life = self.life_of(tokens.expires_in);
        *self.life.lock() = Some(life);
        let in_memory = self.is_in_memory(id, kept_in);
        let kept = if in_memory {
            Ok(())
        } else {
            self.store_renewed(id, tokens, life).await
        };
        let kept_in = match kept {
            Ok(()) if !in_memory => self.keeping.home(id),
            _ => KeptIn::Memory,
        };
        self.feed(Event::Renewed {
            at: life.issued_at,
            kept_in,
            problem: kept.err().map(Problem::from_vault),
        });
        self.save().await;
        kept
    }

    /// The set that a session works with now, renewed first where that is due.
    pub(super) async fn tokens_at_hand(&self, session: &Session) -> Option<TokenSet> {
        let access_token = session.bearer.token().await.ok()?;
        Some(TokenSet {
            access_token,
            refresh_token: session.bearer.refresh_token(),
            expires_in: self.life.lock().and_then(|life| life.expires_in),
            scope: None,
        })
    }

    /// The person asks to try the vault again while the tokens live in memory.
    pub(super) async fn keep_again(&self) {
        let Ok(session) = self.any_session() else {
            return;
        };
        let Some((_turn, tokens)) = self.newest_tokens(&session).await else {
            return;
        };
        let kept = self
            .store_grant(&session.account, &session.client, &tokens)
            .await;
        let at = self
            .account()
            .and_then(|account| account.last_renewed)
            .unwrap_or_else(|| self.ports.clock.wall());
        self.feed(Event::Renewed {
            at,
            kept_in: if kept.is_ok() {
                self.keeping.home(&session.account)
            } else {
                KeptIn::Memory
            },
            problem: kept.err().map(Problem::from_vault),
        });
        self.save().await;
    }

    /// The tokens that work, and the turn at writing them down: nothing else of this sign-in is written meanwhile.
    /// `None` when it has ended.
    pub(super) async fn newest_tokens(
        &self,
        session: &Session,
    ) -> Option<(MutexGuard<'_, ()>, TokenSet)> {
        loop {
            let tokens = self.tokens_at_hand(session).await?;
            let turn = self.keeping.series().await;
            // Renewed while the vault was busy: these are the ones that work no more.
            if session.bearer.refresh_token() == tokens.refresh_token {
                return Some((turn, tokens));
            }
        }
    }

    /// Every answer of the site tells something about the connection.
    fn heard<T>(&self, session: &Session, answer: &Result<T, ApiError>) {
        if !self.is_current(session) {
            return;
        }
        let now = self.ports.clock.wall();
        if answer.is_ok() {
            *session.heard_at.lock() = self.ports.clock.now();
        }
        match answer.as_ref().map_err(ApiError::kind) {
            Ok(_)
            | Err(
                ErrorKind::Throttled { .. }
                | ErrorKind::Forbidden { .. }
                | ErrorKind::NotFound
                | ErrorKind::NameTaken
                | ErrorKind::FolderMissing
                | ErrorKind::QuotaExceeded { .. },
            ) => {
                self.feed(Event::NetworkFound(now));
            }
            Err(ErrorKind::Offline | ErrorKind::ProxyFailed) => {
                self.feed(Event::NetworkLost(None));
            }
            // Waiting does not help: the person has to say who they are to the proxy.
            Err(ErrorKind::ProxySignIn) => {
                let problem = Problem::new(Outcome::ProxySignIn).at(session.server.host());
                let problem = problem.logged(&"the proxy wants a sign-in");
                self.feed(Event::NetworkLost(Some(problem)));
            }
            // The server ended this sign-in: nothing of it can be used again.
            Err(ErrorKind::ReauthorizationRequired) => {
                self.feed(Event::RefreshRefused(ended_problem(session)));
            }
            // It refused the client, not the person's grant (RFC 6749 §5.2): the tokens stay.
            Err(ErrorKind::Authorization(refusal)) if refusal.code == Code::InvalidClient => {
                let problem = Problem::new(Outcome::ClientRefused).at(session.server.host());
                let problem = problem.logged(&"the site refused the client");
                self.feed(Event::BearerRefused(problem));
            }
            // A fresh token was refused as well. Not a clear word about the refresh token, so it stays.
            Err(ErrorKind::Unauthorized) => {
                self.feed(Event::BearerRefused(ended_problem(session)));
            }
            Err(_) => {}
        }
    }

    /// Asks who this is until the site answers. Whoever wants it while it is being asked is served by the
    /// next asking, not by the one that began before they wanted it.
    pub(super) async fn probe(&self) {
        self.probes_wanted.fetch_add(1, Ordering::SeqCst);
        let mut tries = 0;
        while !self.probing.swap(true, Ordering::SeqCst) {
            let mut served = self.probes_wanted.load(Ordering::SeqCst);
            while let Ok(session) = self.any_session() {
                served = self.probes_wanted.load(Ordering::SeqCst);
                match self.identify(&session).await {
                    Err(Error::Api(error)) if error.is_temporary() => {}
                    _ => break,
                }
                let wait = PROBE_EVERY[tries.min(PROBE_EVERY.len() - 1)];
                tries += 1;
                tokio::select! {
                    () = session.ended.cancelled() => {}
                    () = self.ports.clock.sleep(Duration::from_secs(wait)) => {}
                }
            }
            self.probing.store(false, Ordering::SeqCst);
            if self.any_session().is_err() || self.probes_wanted.load(Ordering::SeqCst) == served {
                return;
            }
        }
    }

    /// Asks who this is, once.
    pub(super) async fn identify(&self, session: &Session) -> Result<(), Error> {
        let answer = session.remote.whoami().await;
        self.heard(session, &answer);
        let identity = answer?;
        if !self.is_current(session) {
            return Err(Error::NotConnected);
        }
        if let Some(expected) = &session.expected
            && *expected != identity.username
        {
            let problem = Problem::new(Outcome::DifferentAccount)
                .at(session.server.host())
                .about(identity.username)
                .logged(&"another person signed in");
            let token = session.bearer.refresh_token();
            self.feed(Event::SomebodyElse(problem));
            if let Some(token) = token {
                self.revoke(&session.server, &session.client, &token).await;
            }
            return Err(Error::ReauthorizationRequired);
        }
        session.known.store(true, Ordering::SeqCst);
        let at = self.ports.clock.wall();
        self.feed(Event::Told { identity, at });
        Ok(())
    }
}

pub(super) fn ended_problem(session: &Session) -> Problem {
    Problem::new(Outcome::ReauthorizationRequired)
        .at(session.server.host())
        .logged(&"the site ended the sign-in")
}
