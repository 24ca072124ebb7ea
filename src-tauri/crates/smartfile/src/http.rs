//! The one place where requests are sent.

use std::error::Error as StdError;
use std::fmt;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, HeaderValue};
use reqwest::{Client, ClientBuilder, Method, RequestBuilder, Response, redirect, retry};
use tokio::time::timeout;
use url::Url;
use zeroize::Zeroizing;

use crate::address::Server;
use crate::clock::Clock;
use crate::error::{Error, ErrorKind};
use crate::probe::Route;
use crate::proxy::ProxySettings;
use crate::reply::Reply;
use crate::secret::AccessToken;
use crate::silence::Silence;

/// The most bytes of an error body that are read.
pub(crate) const ERROR_LIMIT: usize = 64 * 1024;

/// The connections to servers: `https` checked against the trust store of the operating system,
/// the system's proxy or [one of the person's own](Http::set_proxy), no cookies, no redirect ever
/// followed, nothing repeated behind one's back.
///
/// A server that asks to wait is left alone until then: every request to it fails with [`ErrorKind::Throttled`]
/// and the rest of the wait, and is not sent.
///
/// Cheap to clone; clones share their connections, their proxy and what servers have asked for. Plain `http`, which exists for loopback
/// addresses only ([`Server::parse`](crate::Server::parse)), never goes through a proxy, so that it
/// does not leave the computer.
#[derive(Clone)]
pub struct Http {
    user_agent: HeaderValue,
    plain: Client,
    secure: Arc<Mutex<Secure>>,
    silence: Silence,
    connect: Duration,
    read: Duration,
}

#[derive(Default)]
struct Secure {
    proxy: ProxySettings,
    /// Made when it is first needed: reading the trust store takes its time.
    client: Option<Client>,
}

/// The connections themselves are left out: they would print how they sign in at a proxy.
impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http")
            .field("user_agent", &self.user_agent)
            .field("proxy", &self.secure().proxy)
            .finish_non_exhaustive()
    }
}

impl Http {
    /// Connections with the usual limits: 10 s to connect, 60 s of silence.
    ///
    /// SmartFile's own clients wait 30 s for an answer to begin, and its advice for slow lines is
    /// 300 s (API facts §3.4, §3.7, *seen* and *documented*).
    ///
    /// Fails with [`ErrorKind::Local`] if the user agent cannot stand in a header. A system without
    /// any trusted certificates shows at the first request, as [`ErrorKind::Insecure`].
    pub fn new(user_agent: &str) -> Result<Http, Error> {
        Http::with_timeouts(user_agent, Duration::from_secs(10), Duration::from_mins(1))
    }

    /// Connections with limits of one's own: how long connecting may take, and how long the
    /// server may be silent. An upload that moves is never cut off; one that stands still, or whose
    /// answer does not come, is after five times `read`, since a server may need a while to store
    /// what it got.
    pub fn with_timeouts(
        user_agent: &str,
        connect: Duration,
        read: Duration,
    ) -> Result<Http, Error> {
        // A second call is refused because a provider is there already, which is all we want.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let failed = |why: &str| Error::new("set up", ErrorKind::Local(why.to_owned()));
        let user_agent = HeaderValue::from_str(user_agent)
            .map_err(|_| failed("the user agent cannot stand in a header"))?;
        let plain = builder(&user_agent, connect).no_proxy().tls_certs_only([]);
        let plain = plain
            .build()
            .map_err(|cause| failed("no connections can be made").because(cause))?;
        let secure = Arc::default();
        Ok(Http {
            user_agent,
            plain,
            secure,
            silence: Silence::default(),
            connect,
            read,
        })
    }

    /// The same connections; how long servers are left alone that asked for it is measured on this clock.
    #[must_use]
    pub fn on_clock(self, clock: Arc<dyn Clock>) -> Http {
        let silence = Silence::on(clock);
        Http { silence, ..self }
    }

    /// From the next request on, every clone goes out this way. What is on its way already ends as
    /// it began.
    pub fn set_proxy(&self, proxy: ProxySettings) {
        let client = None;
        *self.secure() = Secure { proxy, client };
    }

    /// The way a request to this server takes now.
    pub fn route(&self, server: &Server) -> Route {
        self.secure().proxy.route(server)
    }

    fn secure(&self) -> MutexGuard<'_, Secure> {
        // What it guards is whole between two statements.
        self.secure.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn client(&self, url: &Url) -> Result<Client, Fault> {
        if url.scheme() == "http" {
            return Ok(self.plain.clone());
        }
        let mut secure = self.secure();
        if let Some(client) = &secure.client {
            return Ok(client.clone());
        }
        let builder = secure.proxy.apply(builder(&self.user_agent, self.connect));
        let client = builder.build().map_err(|cause| Fault {
            kind: ErrorKind::Insecure,
            cause: Some(cause),
        })?;
        Ok(secure.client.insert(client).clone())
    }

    /// A request without credentials that asks for JSON. A browser-like `Accept` would get the
    /// service's HTML documentation instead (API facts §3.1, *documented*).
    pub(crate) fn request(&self, method: Method, url: &Url) -> Result<RequestBuilder, Fault> {
        let request = self.client(url)?.request(method, url.clone());
        Ok(request
            .header(ACCEPT, "application/json")
            .header(ACCEPT_ENCODING, "identity"))
    }

    /// Sends, and waits for the answer to begin.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Response, Fault> {
        let (url, sending) = self.begin(request)?;
        match timeout(self.connect + self.read, sending).await {
            Ok(Ok(answer)) => Ok(self.heard(&url, answer)),
            Ok(Err(cause)) => Err(Fault::before_the_answer(cause)),
            Err(_) => Err(Fault::from(ErrorKind::TimedOut)),
        }
    }

    /// Sends a request with a long body. `moved` counts the bytes that were taken from it: as long
    /// as it changes, the server is not silent.
    pub(crate) async fn send_long(
        &self,
        request: RequestBuilder,
        moved: &AtomicU64,
    ) -> Result<Response, Fault> {
        let (url, sending) = self.begin(request)?;
        let mut sending = pin!(sending);
        let mut before = moved.load(Ordering::Relaxed);
        loop {
            match timeout(self.connect + self.read * 5, &mut sending).await {
                Ok(Ok(answer)) => return Ok(self.heard(&url, answer)),
                Ok(Err(cause)) => {
                    let begun = moved.load(Ordering::Relaxed) > 0;
                    return Err(Fault::before_the_answer(cause).broken_if(begun));
                }
                Err(_) => {
                    let now = moved.load(Ordering::Relaxed);
                    if now == before {
                        return Err(Fault::from(ErrorKind::TimedOut));
                    }
                    before = now;
                }
            }
        }
    }

    /// The last step before a request is on its way, which every request takes: who asked to be left alone is.
    fn begin(
        &self,
        request: RequestBuilder,
    ) -> Result<(Url, impl Future<Output = reqwest::Result<Response>>), Fault> {
        let (client, request) = request.build_split();
        let request = request.map_err(Fault::before_the_answer)?;
        let url = request.url().clone();
        match self.silence.left(&url) {
            Some(retry_after) => Err(Fault::from(ErrorKind::Throttled { retry_after })),
            None => Ok((url, client.execute(request))),
        }
    }

    fn heard(&self, url: &Url, answer: Response) -> Response {
        self.silence.hear(url, &answer);
        answer
    }

    /// The next bytes of an answer; `None` at its end.
    pub(crate) async fn chunk(
        &self,
        response: &mut Response,
    ) -> Result<Option<bytes::Bytes>, Fault> {
        match timeout(self.read, response.chunk()).await {
            Ok(chunk) => chunk.map_err(|cause| Fault {
                kind: ErrorKind::Cut,
                cause: Some(cause),
            }),
            Err(_) => Err(Fault::from(ErrorKind::TimedOut)),
        }
    }

    /// Reads a whole answer. A body longer than `limit` is an error; of an error answer, as much as
    /// is of use is kept.
    pub(crate) async fn reply(
        &self,
        mut response: Response,
        limit: usize,
        expected: &'static str,
    ) -> Result<Reply, Fault> {
        let status = response.status();
        let headers = response.headers().clone();
        let limit = if status.is_success() {
            limit
        } else {
            ERROR_LIMIT
        };
        // Room for the usual answer at once: a secret that is moved while a buffer grows would be
        // left behind in freed memory.
        let mut body = Zeroizing::new(Vec::with_capacity(limit.min(ERROR_LIMIT)));
        while let Some(chunk) = self.chunk(&mut response).await? {
            if body.len() + chunk.len() > limit {
                if status.is_success() {
                    return Err(Fault::from(ErrorKind::UnexpectedReply { expected }));
                }
                break;
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply {
            status: status.as_u16(),
            headers,
            body,
        })
    }
}

fn builder(user_agent: &HeaderValue, connect: Duration) -> ClientBuilder {
    Client::builder()
        .user_agent(user_agent.clone())
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .connect_timeout(connect)
}

/// Adds `Authorization: Bearer` (*documented*, step 5 of the service's workflow page; RFC 6750
/// §2.1). The page also allows a request parameter; there is no code for that, since a token in a
/// URL ends up in logs.
pub(crate) fn with_bearer(request: RequestBuilder, token: &AccessToken) -> RequestBuilder {
    let text = Zeroizing::new(format!("Bearer {}", token.expose()));
    match HeaderValue::from_str(&text) {
        Ok(mut value) => {
            value.set_sensitive(true);
            request.header(AUTHORIZATION, value)
        }
        // Tokens are checked when they arrive; one that fits in no header goes nowhere.
        Err(_) => request,
    }
}

/// A transport failure on its way to becoming an [`Error`].
#[derive(Debug)]
pub(crate) struct Fault {
    kind: ErrorKind,
    cause: Option<reqwest::Error>,
}

impl Fault {
    fn before_the_answer(cause: reqwest::Error) -> Fault {
        let kind = if let Some(kind) = proxy_failure(&cause) {
            kind
        } else if has_tls_failure(&cause) {
            ErrorKind::Insecure
        } else if cause.is_timeout() {
            ErrorKind::TimedOut
        } else {
            ErrorKind::Offline
        };
        Fault {
            kind,
            cause: Some(cause),
        }
    }

    fn broken_if(mut self, begun: bool) -> Fault {
        if begun && self.kind == ErrorKind::Offline {
            self.kind = ErrorKind::Cut;
        }
        self
    }

    /// Whether the request may have reached the server before this went wrong.
    pub(crate) fn may_have_arrived(&self) -> bool {
        match self.kind {
            ErrorKind::TimedOut
            | ErrorKind::Cut
            | ErrorKind::UnexpectedReply { .. }
            | ErrorKind::Offline => !self.cause.as_ref().is_some_and(reqwest::Error::is_connect),
            _ => false,
        }
    }

    pub(crate) fn within(self, operation: &'static str) -> Error {
        let error = Error::new(operation, self.kind);
        match self.cause {
            Some(cause) => error.because(cause),
            None => error,
        }
    }
}

impl From<ErrorKind> for Fault {
    fn from(kind: ErrorKind) -> Fault {
        Fault { kind, cause: None }
    }
}

/// What went wrong before there was a way through the proxy. The connector's error for that has no
/// public type, so its words have to do; a test with a real proxy holds them fast.
fn proxy_failure(cause: &(dyn StdError + 'static)) -> Option<ErrorKind> {
    let words = cause.to_string();
    if words.starts_with("tunnel error: ") {
        return Some(if words.ends_with("proxy authorization required") {
            ErrorKind::ProxySignIn
        } else {
            ErrorKind::ProxyFailed
        });
    }
    cause.source().and_then(proxy_failure)
}

/// Whether a TLS error is somewhere in the chain. rustls errors travel inside I/O errors, whose
/// `source` skips them, so those are opened by hand.
fn has_tls_failure(cause: &(dyn StdError + 'static)) -> bool {
    if cause.is::<rustls::Error>() {
        return true;
    }
    if let Some(inner) = cause
        .downcast_ref::<std::io::Error>()
        .and_then(std::io::Error::get_ref)
    {
        return has_tls_failure(inner);
    }
    cause.source().is_some_and(has_tls_failure)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::has_tls_failure;

    #[test]
    fn a_tls_error_is_found_inside_io_errors() {
        let tls = rustls::Error::General("unknown issuer".into());
        let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, tls));
        assert!(has_tls_failure(&wrapped));
        assert!(!has_tls_failure(&io::Error::from(
            io::ErrorKind::ConnectionRefused
        )));
    }
}
