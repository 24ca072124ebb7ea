//! A practice server, and everything of the SDK wired to it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures_util::{Stream, StreamExt};
use smartfile::{
    AuthorizationCode, AuthorizationRequest, Bearer, Client, ClientSecret, Clock, Error, Http,
    Pkce, RemotePath, Server, SmartFile, SystemClock, TokenKeeper, TokenSet, exchange_code,
};
use smartfile_sandbox::{Profile, Sandbox, World};

use crate::browser::{self, Outcome};

pub(crate) const REDIRECT_URI: &str = "com.smartfile.connect:/oauth2/callback";

pub(crate) struct Practice {
    pub(crate) sandbox: Sandbox,
    pub(crate) http: Http,
    pub(crate) server: Server,
    pub(crate) client: Client,
}

impl Practice {
    pub(crate) async fn start() -> Practice {
        Practice::within(World::Empty).await
    }

    pub(crate) async fn within(world: World) -> Practice {
        let profile = Profile {
            world,
            ..Profile::default()
        };
        let sandbox = Sandbox::start(profile).await.unwrap();
        // Newer servers answer a dead token with 401.
        sandbox
            .switches()
            .change(|switches| switches.bad_token_status = 401);
        Practice {
            http: Http::with_timeouts(
                "contract test",
                Duration::from_secs(5),
                Duration::from_secs(10),
            )
            .unwrap(),
            server: Server::parse(sandbox.url()).unwrap(),
            client: Client {
                id: sandbox.client_id().to_owned(),
                secret: ClientSecret::new(sandbox.client_secret().to_owned()),
            },
            sandbox,
        }
    }

    /// The same with a client that waits for a fifth of a second only.
    pub(crate) async fn impatient() -> Practice {
        let short = Duration::from_millis(100);
        Practice {
            http: Http::with_timeouts("contract test", short, short).unwrap(),
            ..Practice::start().await
        }
    }

    pub(crate) fn request(&self, redirect_uri: Option<&str>, pkce: Pkce) -> AuthorizationRequest {
        AuthorizationRequest::new(&self.server, &self.client.id, redirect_uri, pkce)
    }

    /// A request that maya allowed, with its code.
    pub(crate) async fn allowed(&self, pkce: Pkce) -> (AuthorizationRequest, AuthorizationCode) {
        self.allowed_by("maya", pkce).await
    }

    async fn allowed_by(
        &self,
        username: &str,
        pkce: Pkce,
    ) -> (AuthorizationRequest, AuthorizationCode) {
        let request = self.request(Some(REDIRECT_URI), pkce);
        let Outcome::Redirection(uri) =
            browser::press("allow", request.url().as_str(), username).await
        else {
            panic!("the practice server did not redirect");
        };
        let code = request.accept(&uri).unwrap();
        (request, code)
    }

    pub(crate) async fn tokens(&self) -> TokenSet {
        let (request, code) = self.allowed(Pkce::S256).await;
        exchange_code(&self.http, &self.client, &request, &code)
            .await
            .unwrap()
    }

    pub(crate) fn bearer(
        &self,
        tokens: TokenSet,
        keeper: Arc<dyn TokenKeeper>,
        clock: Arc<dyn Clock>,
    ) -> Arc<Bearer> {
        let (http, server, client) = (self.http.clone(), self.server.clone(), self.client.clone());
        Bearer::new(http, server, client, tokens, Duration::ZERO, keeper, clock)
    }

    pub(crate) fn api(&self, bearer: Arc<Bearer>) -> SmartFile {
        SmartFile::new(self.http.clone(), self.server.clone(), bearer)
    }

    /// Connected as maya.
    pub(crate) async fn connected(&self) -> SmartFile {
        let tokens = self.tokens().await;
        self.api(self.bearer(tokens, Arc::new(Keeper::default()), Arc::new(SystemClock)))
    }

    /// Connected as somebody else.
    pub(crate) async fn connected_as(&self, username: &str) -> SmartFile {
        let (request, code) = self.allowed_by(username, Pkce::S256).await;
        let tokens = exchange_code(&self.http, &self.client, &request, &code);
        let tokens = tokens.await.unwrap();
        self.api(self.bearer(tokens, Arc::new(Keeper::default()), Arc::new(SystemClock)))
    }

    /// Where one of maya's paths lies on the disk.
    pub(crate) fn local(&self, path: &str) -> PathBuf {
        self.sandbox
            .dir()
            .join("maya")
            .join(path.trim_start_matches('/'))
    }

    pub(crate) fn put(&self, path: &str, bytes: &[u8]) {
        let local = self.local(path);
        std::fs::create_dir_all(local.parent().unwrap()).unwrap();
        std::fs::write(local, bytes).unwrap();
    }

    pub(crate) fn refreshes(&self) -> usize {
        self.sandbox.ledger().count("POST", "/oauth2/token/")
    }
}

pub(crate) fn at(path: &str) -> RemotePath {
    RemotePath::parse(path).unwrap()
}

/// Reads a stream of bytes to its end, or to its first error.
pub(crate) async fn collect(
    stream: impl Stream<Item = Result<bytes::Bytes, Error>>,
) -> (Vec<u8>, Option<Error>) {
    let mut stream = std::pin::pin!(stream);
    let mut all = Vec::new();
    while let Some(piece) = stream.next().await {
        match piece {
            Ok(piece) => all.extend_from_slice(&piece),
            Err(error) => return (all, Some(error)),
        }
    }
    (all, None)
}

/// Remembers every set it was given.
#[derive(Default)]
pub(crate) struct Keeper {
    pub(crate) kept: Mutex<Vec<TokenSet>>,
    pub(crate) fails: bool,
    pub(crate) told: tokio::sync::Notify,
}

#[async_trait]
impl TokenKeeper for Keeper {
    async fn keep(
        &self,
        tokens: &TokenSet,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        self.kept.lock().unwrap().push(tokens.clone());
        self.told.notify_one();
        if self.fails {
            Err("the keychain is locked".into())
        } else {
            Ok(())
        }
    }
}

/// A clock that moves when it is told to.
#[derive(Debug)]
pub(crate) struct ManualClock {
    start: Instant,
    seconds: AtomicU64,
}

impl ManualClock {
    pub(crate) fn new() -> Arc<ManualClock> {
        Arc::new(ManualClock {
            start: Instant::now(),
            seconds: AtomicU64::new(0),
        })
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        self.start + Duration::from_secs(self.seconds.load(Ordering::SeqCst))
    }
}
