//! Starting and stopping.

use std::convert::Infallible;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use axum::body::Body;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::faults::Faults;
use crate::fresh::Fresh;
use crate::grants::Grants;
use crate::ledger::Ledger;
use crate::profile::Profile;
use crate::sessions::Sessions;
use crate::site::Site;
use crate::switches::Switches;
use crate::tally::Tally;
use crate::user::User;
use crate::{random, serve, world};

/// A running practice server. Dropping it stops the server and closes every connection.
pub struct Sandbox {
    site: Arc<Site>,
    serving: JoinHandle<()>,
    /// Removed with the sandbox.
    _temporary: Option<TempDir>,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Sandbox")
            .field("url", &self.site.url)
            .field("dir", &self.site.dir)
            .finish_non_exhaustive()
    }
}

impl Sandbox {
    /// Lays out the world and serves it on 127.0.0.1, on the current tokio runtime.
    ///
    /// # Errors
    /// When the port is taken, the folder cannot be written, or there is no randomness.
    pub async fn start(profile: Profile) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, profile.port)).await?;
        let port = listener.local_addr()?.port();
        let (dir, temporary) = if let Some(dir) = profile.dir {
            (dir, None)
        } else {
            let made = tempfile::Builder::new()
                .prefix("smartfile-sandbox-")
                .tempdir()?;
            (made.path().to_owned(), Some(made))
        };
        let users = User::everyone();
        let dir = lay(dir, &users, profile.world).await?;
        let (client_id, client_secret) = profile.client.unwrap_or_default();
        let or_random = |given: String| {
            if given.is_empty() {
                random::letters(30)
            } else {
                Ok(given)
            }
        };
        let site = Arc::new(Site {
            url: format!("http://127.0.0.1:{port}"),
            port,
            dir,
            users,
            client_id: or_random(client_id)?,
            client_secret: or_random(client_secret)?,
            redirect_uris: profile.redirect_uris,
            token_life: profile.token_life,
            code_life: profile.code_life,
            read_only: world::read_only(profile.world),
            grants: Grants::default(),
            sessions: Sessions::default(),
            ledger: Ledger::new(),
            faults: Faults::new(),
            switches: Switches::new(profile.switches),
            tally: Tally::default(),
            fresh: Fresh::default(),
            requests: AtomicUsize::new(0),
        });
        site.ledger.remember("client_secret", &site.client_secret);
        site.tally.measure(&site.dir);
        let serving = tokio::spawn(accept(listener, Arc::clone(&site)));
        Ok(Self {
            site,
            serving,
            _temporary: temporary,
        })
    }

    /// `http://127.0.0.1:<port>`, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.site.url
    }

    /// The registered client's id.
    pub fn client_id(&self) -> &str {
        &self.site.client_id
    }

    /// The registered client's secret.
    pub fn client_secret(&self) -> &str {
        &self.site.client_secret
    }

    /// The people who can sign in.
    pub fn users(&self) -> &[User] {
        &self.site.users
    }

    /// Where the homes lie: `<dir>/<username>` is that person's `/`.
    pub fn dir(&self) -> &Path {
        &self.site.dir
    }

    /// What was asked and answered.
    pub fn ledger(&self) -> &Ledger {
        &self.site.ledger
    }

    /// What goes wrong.
    pub fn faults(&self) -> &Faults {
        &self.site.faults
    }

    /// What can be switched.
    pub fn switches(&self) -> &Switches {
        &self.site.switches
    }

    /// Ends everything a person has granted: a refresh gets `invalid_grant`, an access token the
    /// answer for a bad one.
    pub fn end_sign_in(&self, username: &str) {
        self.site.grants.end(username);
    }

    /// Lets every access token given out so far expire at once. Refresh tokens stay good.
    pub fn expire_access_tokens(&self) {
        self.site.grants.expire_access();
    }

    /// Stops the server, closes every connection, and waits until that is done.
    pub async fn stop(mut self) {
        self.serving.abort();
        // The error says that the task was stopped, which was the wish.
        let _ = (&mut self.serving).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Makes the homes, and fills those that are empty. Returns the folder's real path.
async fn lay(dir: PathBuf, users: &[User], kind: world::World) -> std::io::Result<PathBuf> {
    let names: Vec<String> = users.iter().map(|user| user.username.clone()).collect();
    let laid = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(dir.join(".incoming"))?;
        for name in &names {
            let home = dir.join(name);
            std::fs::create_dir_all(&home)?;
            if std::fs::read_dir(&home)?.next().is_none() {
                world::fill(&home, name, kind)?;
            }
        }
        dir.canonicalize()
    });
    laid.await.map_err(std::io::Error::other)?
}

/// Serves connections until it is aborted; then they all end, because the set goes with it.
async fn accept(listener: TcpListener, site: Arc<Site>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    connections.spawn(connection(stream, peer, Arc::clone(&site)));
                }
                // Out of file handles, most likely; others may close meanwhile.
                Err(_) => tokio::task::yield_now().await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, peer: SocketAddr, site: Arc<Site>) {
    // Small answers should not wait for more.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let site = Arc::clone(&site);
        async move { Ok::<_, Infallible>(serve::answer(site, peer, request.map(Body::new)).await) }
    });
    // An error here is a client that went away, or a fault that breaks the connection.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}
