//! The tokens in use: renewed in time, once, for however many callers.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::grant;
use super::keeper::TokenKeeper;
use super::request::Client;
use super::response::AuthorizationErrorCode;
use super::token::TokenSet;
use crate::address::Server;
use crate::clock::Clock;
use crate::error::{Error, ErrorKind};
use crate::http::Http;
use crate::secret::{AccessToken, RefreshToken};

/// Hands out access tokens and renews them.
///
/// * A token is renewed when nine tenths of its life are over (API facts §13.1), measured on the
///   monotonic [`Clock`]; without `expires_in`, only when the server refuses it.
/// * However many callers need that at the same moment, there is one request. It runs to its end
///   even if all of them give up waiting, since its answer may hold the only refresh token there is.
/// * Where other programs use the same sign-in, it waits for its [turn](TokenKeeper::take_turn) and
///   takes over what one of them has brought meanwhile.
/// * A failure of the network or the server ends nothing: while the old token lives it is handed
///   out. Only `invalid_grant` ends the sign-in (RFC 6749 §5.2).
pub struct Bearer {
    inner: Arc<Inner>,
}

struct Inner {
    http: Http,
    server: Server,
    client: Client,
    keeper: Arc<dyn TokenKeeper>,
    clock: Arc<dyn Clock>,
    held: Mutex<Held>,
    /// Whose turn it is to refresh. Held by the refresh itself, not by the caller who asked.
    turn: Arc<tokio::sync::Mutex<()>>,
}

struct Held {
    tokens: TokenSet,
    /// When this set was taken over, and how old it was then.
    since: Instant,
    age: Duration,
    ended: bool,
    /// How many refreshes have come to an end, and how the last one failed if it did.
    attempts: u64,
    failure: Option<Failure>,
}

struct Failure {
    error: Error,
    at: Instant,
}

/// After a failed refresh, a token that still lives is handed out this long without a new attempt.
const PAUSE: Duration = Duration::from_secs(5);

/// A set that takes the place of the one that was held.
struct Renewed {
    tokens: TokenSet,
    since: Instant,
    age: Duration,
}

impl Held {
    fn age(&self, now: Instant) -> Duration {
        self.age + now.saturating_duration_since(self.since)
    }

    fn is_due(&self, now: Instant) -> bool {
        self.tokens
            .expires_in
            .is_some_and(|life| self.age(now) >= life * 9 / 10)
    }

    /// Whether the token may still work: its life is not over, or nobody knows how long it is.
    fn lives(&self, now: Instant) -> bool {
        self.tokens
            .expires_in
            .is_none_or(|life| self.age(now) < life)
    }

    /// Whether a refresh failed so recently that the next one can wait.
    fn pauses(&self, now: Instant) -> bool {
        let Some(failure) = &self.failure else {
            return false;
        };
        let left = self
            .tokens
            .expires_in
            .unwrap_or_default()
            .saturating_sub(self.age(now));
        let pause = failure.error.retry_after().unwrap_or(PAUSE).min(left / 2);
        now.saturating_duration_since(failure.at) < pause
    }
}

impl Bearer {
    /// Takes over a token set.
    ///
    /// `age` is how long ago it was issued, to the best of the caller's knowledge: zero right after
    /// an exchange; after a restart whatever can be told from the time of day.
    pub fn new(
        http: Http,
        server: Server,
        client: Client,
        tokens: TokenSet,
        age: Duration,
        keeper: Arc<dyn TokenKeeper>,
        clock: Arc<dyn Clock>,
    ) -> Arc<Bearer> {
        let since = clock.now();
        let held = Held {
            tokens,
            since,
            age,
            ended: false,
            attempts: 0,
            failure: None,
        };
        Arc::new(Bearer {
            inner: Arc::new(Inner {
                http,
                server,
                client,
                keeper,
                clock,
                held: Mutex::new(held),
                turn: Arc::default(),
            }),
        })
    }

    /// An access token to use now, renewed before if it is due.
    ///
    /// Fails with [`ErrorKind::ReauthorizationRequired`] when the sign-in has ended, or the token is
    /// dead and there is no refresh token; with the transport's error when the token is dead and
    /// could not be renewed.
    pub async fn token(&self) -> Result<AccessToken, Error> {
        let seen = {
            let held = self.inner.held();
            let now = self.inner.clock.now();
            if held.ended {
                return Err(ended());
            }
            if !held.is_due(now) || (held.lives(now) && held.pauses(now)) {
                return Ok(held.tokens.access_token.clone());
            }
            held.attempts
        };
        match self.renew(seen).await {
            Ok(token) => Ok(token),
            Err(error) => {
                let held = self.inner.held();
                if !held.ended && held.lives(self.inner.clock.now()) {
                    return Ok(held.tokens.access_token.clone());
                }
                Err(error)
            }
        }
    }

    /// Another access token than the one that the server has just refused with 401 (RFC 6750
    /// §3.1). All who were refused with the same token share one refresh; who comes later gets what
    /// that brought.
    pub async fn replace(&self, rejected: &AccessToken) -> Result<AccessToken, Error> {
        let seen = {
            let held = self.inner.held();
            if held.ended {
                return Err(ended());
            }
            if held.tokens.access_token != *rejected {
                return Ok(held.tokens.access_token.clone());
            }
            held.attempts
        };
        self.renew(seen).await
    }

    /// Whether the server has ended the sign-in. Every later call fails without asking it again.
    pub fn is_ended(&self) -> bool {
        self.inner.held().ended
    }

    /// The present refresh token, for revoking it.
    pub fn refresh_token(&self) -> Option<RefreshToken> {
        self.inner.held().tokens.refresh_token.clone()
    }

    /// The present access token as it is, good or not: to be struck out of what a server says.
    pub(crate) fn held_token(&self) -> AccessToken {
        self.inner.held().tokens.access_token.clone()
    }

    /// Whether the present token is older than its life.
    pub(crate) fn has_outlived(&self) -> bool {
        let held = self.inner.held();
        !held.lives(self.inner.clock.now())
    }

    /// One refresh, unless one has come to its end since the caller looked: then its outcome.
    async fn renew(&self, seen: u64) -> Result<AccessToken, Error> {
        let turn = Arc::clone(&self.inner.turn).lock_owned().await;
        {
            let held = self.inner.held();
            if held.ended {
                return Err(ended());
            }
            if held.attempts != seen {
                return match &held.failure {
                    Some(failure) => Err(failure.error.clone()),
                    None => Ok(held.tokens.access_token.clone()),
                };
            }
        }
        let inner = Arc::clone(&self.inner);
        let refresh = tokio::spawn(async move {
            let outcome = inner.refresh().await;
            drop(turn);
            outcome
        });
        refresh.await.unwrap_or_else(|_| {
            Err(Error::new(
                "refresh",
                ErrorKind::Local("the refresh was stopped".to_owned()),
            ))
        })
    }
}

impl Inner {
    /// A short look at what is held; never across a wait.
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn refresh(&self) -> Result<AccessToken, Error> {
        match self.refresh_in_turn().await {
            Ok(renewed) => {
                let mut held = self.held();
                let access_token = renewed.tokens.access_token.clone();
                held.tokens = renewed.tokens;
                held.since = renewed.since;
                held.age = renewed.age;
                held.attempts += 1;
                held.failure = None;
                Ok(access_token)
            }
            Err(error) => {
                let mut held = self.held();
                held.attempts += 1;
                held.ended |= *error.kind() == ErrorKind::ReauthorizationRequired
                    && held.tokens.refresh_token.is_some();
                held.failure = Some(Failure {
                    error: error.clone(),
                    at: self.clock.now(),
                });
                Err(error)
            }
        }
    }

    async fn refresh_in_turn(&self) -> Result<Renewed, Error> {
        let turn = self.keeper.take_turn().await?;
        let held = self.held().tokens.clone();
        let newest = turn.kept.first();
        if let Some(kept) = newest
            && kept.tokens.access_token != held.access_token
            && !kept.is_due()
        {
            return Ok(Renewed {
                tokens: kept.tokens.clone(),
                since: self.clock.now(),
                age: kept.age,
            });
        }
        // Newest first. An older one is tried only when the newer one is refused: then the server
        // took a step back, and there is nothing left to lose.
        let mut candidates: Vec<RefreshToken> = Vec::new();
        let kept = turn.kept.iter().map(|kept| &kept.tokens);
        for tokens in kept.chain([&held]) {
            if let Some(token) = &tokens.refresh_token
                && !candidates.contains(token)
            {
                candidates.push(token.clone());
            }
        }
        for refresh_token in candidates {
            self.keeper.begin(&refresh_token).await;
            // Counted from before the request: rather a little too old than too young.
            let since = self.clock.now();
            let asked = grant::refresh(&self.http, &self.server, &self.client, &refresh_token);
            match asked.await {
                Ok(tokens) => {
                    if self.keeper.keep(&tokens).await.is_err() {
                        // Why is the keeper's to say: its words are not known to be free of secrets.
                        tracing::warn!("renewed tokens are in use but could not be kept");
                    }
                    return Ok(Renewed {
                        tokens,
                        since,
                        age: Duration::ZERO,
                    });
                }
                Err(error) if is_the_end(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Err(ended())
    }
}

fn is_the_end(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Authorization(error) if error.code == AuthorizationErrorCode::InvalidGrant)
}

fn ended() -> Error {
    Error::new("refresh", ErrorKind::ReauthorizationRequired)
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = self.inner.held();
        f.debug_struct("Bearer")
            .field("server", &self.inner.server.host())
            .field("expires_in", &held.tokens.expires_in)
            .field("renewable", &held.tokens.refresh_token.is_some())
            .field("ended", &held.ended)
            .finish_non_exhaustive()
    }
}
