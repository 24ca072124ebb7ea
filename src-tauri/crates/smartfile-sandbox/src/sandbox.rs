//! Starting and stopping.

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

use crate::access::Access;
use crate::activity::Activity;
use crate::exchange::Exchanges;
use crate::faults::Faults;
use crate::fresh::Fresh;
use crate::grants::Grants;
use crate::ledger::Ledger;
use crate::links::Links;
use crate::notes::Notes;
use crate::people::People;
use crate::profile::Profile;
use crate::progress::Progresses;
use crate::quota::Quotas;
use crate::serve::Door;
use crate::serve::weather::Unsent;
use crate::session::ApiSessions;
use crate::sessions::Sessions;
use crate::shelf::Shelf;
use crate::site::Site;
use crate::storage::{Disk, Memory, Storage};
use crate::switches::Switches;
use crate::tally::Tally;
use crate::tasks::Tasks;
use crate::user::User;
use crate::{random, role, serve, world};

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
        let public = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let public_port = public.local_addr()?.port();
        let (dir, temporary) = if let Some(dir) = profile.dir {
            (dir, None)
        } else {
            let made = tempfile::Builder::new()
                .prefix("smartfile-sandbox-")
                .tempdir()?;
            (made.path().to_owned(), Some(made))
        };
        let users = User::everyone(profile.world)?;
        let in_memory = profile.in_memory || world::needs_memory(profile.world);
        let (dir, storage) = lay(dir, &users, profile.world, in_memory).await?;
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
            links_url: format!("http://127.0.0.1:{public_port}"),
            port,
            dir,
            storage,
            people: People::new(&users),
            users,
            groups: Shelf::default(),
            roles: Shelf::default(),
            access: Access::default(),
            quotas: Quotas::default(),
            preferences: Shelf::default(),
            ssh_keys: Shelf::default(),
            watches: Shelf::default(),
            webhooks: Shelf::default(),
            activity: Activity::default(),
            notes: Notes::default(),
            tasks: Tasks::default(),
            links: Links::default(),
            exchanges: Exchanges::default(),
            progresses: Progresses::default(),
            api_sessions: ApiSessions::default(),
            client_id: or_random(client_id)?,
            client_secret: or_random(client_secret)?,
            redirect_uris: profile.redirect_uris,
            token_life: profile.token_life,
            code_life: profile.code_life,
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
        role::lay_out(&site.roles);
        world::rules(&site, profile.world);
        site.measure();
        let doors = [(listener, Door::Site), (public, Door::Links)];
        let serving = tokio::spawn(accept(doors, Arc::clone(&site)));
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

    /// Where links lead, without a slash at the end: another address than the site's, as in the
    /// service.
    pub fn links_url(&self) -> &str {
        &self.site.links_url
    }

    /// The first person's API key, for HTTP Basic. Everybody has one; see [`Sandbox::users`].
    pub fn api_key(&self) -> &str {
        self.users().first().map_or("", |user| &user.api_key)
    }

    /// The password that belongs to [`Sandbox::api_key`].
    pub fn api_password(&self) -> &str {
        let password = self.users().first().map_or("", |user| &user.api_password);
        self.site.ledger.remember("api_password", password);
        password
    }

    /// The people who can sign in.
    pub fn users(&self) -> &[User] {
        &self.site.users
    }

    /// Where the homes lie: `<dir>/<username>` is that person's `/`. A world in memory leaves it
    /// empty.
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

/// Makes the homes, and fills those that are empty. Returns the folder's real path, and the homes.
async fn lay(
    dir: PathBuf,
    users: &[User],
    kind: world::World,
    in_memory: bool,
) -> std::io::Result<(PathBuf, Storage)> {
    let homes: Vec<String> = users.iter().map(|user| user.home.clone()).collect();
    let laid = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(dir.join(".incoming"))?;
        let dir = dir.canonicalize()?;
        if in_memory {
            let memory = Memory::default();
            world::plant(&memory, &homes, kind);
            return Ok((dir, Storage::Memory(memory)));
        }
        for name in &homes {
            let home = dir.join(name);
            std::fs::create_dir_all(&home)?;
            if std::fs::read_dir(&home)?.next().is_none() {
                world::fill(&home, name, kind)?;
            }
        }
        Ok((dir.clone(), Storage::Disk(Disk::new(dir))))
    });
    laid.await.map_err(std::io::Error::other)?
}

/// Serves connections until it is aborted; then they all end, because the set goes with it.
async fn accept([site_door, links_door]: [(TcpListener, Door); 2], site: Arc<Site>) {
    let mut connections = JoinSet::new();
    loop {
        let (accepted, door) = tokio::select! {
            accepted = site_door.0.accept() => (accepted, site_door.1),
            accepted = links_door.0.accept() => (accepted, links_door.1),
            Some(_) = connections.join_next() => continue,
        };
        match accepted {
            Ok((stream, peer)) => {
                connections.spawn(connection(stream, door, peer, Arc::clone(&site)));
            }
            // Out of file handles, most likely; others may close meanwhile.
            Err(_) => tokio::task::yield_now().await,
        }
    }
}

async fn connection(stream: TcpStream, door: Door, peer: SocketAddr, site: Arc<Site>) {
    // Small answers should not wait for more.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let site = Arc::clone(&site);
        let request = request.map(Body::new);
        async move {
            let answer = serve::answer(site, door, peer, request).await;
            match answer.extensions().get::<Unsent>() {
                Some(Unsent) => Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
                None => Ok(answer),
            }
        }
    });
    // An error here is a client that went away, or a fault that breaks the connection.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}
