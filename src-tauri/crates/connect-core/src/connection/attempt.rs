//! The sign-in that waits for the browser, and the ladder it may climb down: our own address, a port of this
//! computer, a code that is pasted.

use std::sync::Arc;
use std::time::Duration;

use smartfile::{AuthorizationCode, AuthorizationRequest, Client, Pkce, Server};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::listener::Listener;
use super::state::{ConnectionState, Event, Waiting};
use super::{Connection, key};
use crate::error::Error;
use crate::site::{Registration, Rung, Site};

/// How long the desktop may take to say whose our addresses are. The person has just clicked.
const DESKTOP_LIMIT: Duration = Duration::from_secs(2);

/// The sign-in that waits. All its requests stay pending until it ends: a good answer to any of them wins.
pub(super) struct Attempt {
    pub(super) site: Site,
    asked: Vec<Asked>,
    /// A code without an address belongs to the page opened last.
    last_opened: Rung,
    /// Dropped, it closes the loopback listener.
    listening: Option<DropGuard>,
    over: CancellationToken,
    /// Dropped, it says that the attempt is over.
    _end: DropGuard,
}

/// A request of an attempt, with the client it is made for.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) rung: Rung,
    pub(super) client: Client,
    pub(super) request: Arc<AuthorizationRequest>,
}

/// A code with the request it answers.
pub(super) struct Brought {
    pub(super) code: AuthorizationCode,
    pub(super) asked: Asked,
    pub(super) server: Server,
    pub(super) pasted: bool,
}

/// A way back that is ready to be taken.
enum Way {
    Redirect,
    Loopback(Listener),
    Paste,
}

impl Way {
    fn rung(&self) -> Rung {
        match self {
            Self::Redirect => Rung::Redirect,
            Self::Loopback(_) => Rung::Loopback,
            Self::Paste => Rung::Paste,
        }
    }
}

impl Attempt {
    /// The request of the page that is about to be opened: of this way, or again.
    pub(super) fn open(&mut self, rung: Option<Rung>) -> Option<&Asked> {
        let rung = rung.unwrap_or(self.last_opened);
        self.last_opened = rung;
        self.asked.iter().find(|asked| asked.rung == rung)
    }

    /// The request of the page that was opened last, or was to be.
    pub(super) fn opened(&self) -> Option<&Asked> {
        self.asked
            .iter()
            .find(|asked| asked.rung == self.last_opened)
    }

    /// The request that a bare code answers.
    pub(super) fn of_code(&self) -> Option<&Asked> {
        self.opened()
            .or_else(|| self.asked.iter().find(|a| a.rung == Rung::Paste))
    }

    /// The request that a redirection may answer: the one it was sent to, as far as its address says.
    pub(super) fn of_redirection(&self, uri: &str) -> Option<&Asked> {
        let to = |asked: &&Asked| asked.request.redirect_uri().is_some();
        let here = |asked: &&Asked| {
            let redirect_uri = asked.request.redirect_uri();
            redirect_uri.is_some_and(|redirect_uri| uri.starts_with(redirect_uri))
        };
        let fitting = self.asked.iter().find(here);
        fitting.or_else(|| self.asked.iter().find(to))
    }

    /// Cancelled when the attempt is over.
    pub(super) fn over(&self) -> CancellationToken {
        self.over.clone()
    }

    /// Nothing more is expected at the loopback address.
    pub(super) fn stop_listening(&mut self) {
        self.listening = None;
    }
}

impl Connection {
    pub(crate) async fn connect(&self) -> Result<(), Error> {
        let site = self.site_to_connect().await?;
        // A new attempt takes the place of the old one, and may need its port.
        if let Some(old) = self.attempt.lock().as_mut() {
            old.stop_listening();
        }
        let mut ladder: Vec<Rung> = site.registrations.iter().map(|r| r.rung).collect();
        if !ladder.contains(&Rung::Paste) {
            ladder.push(Rung::Paste);
        }
        let way = self.first_verified(&site, &ladder).await;
        let rung = way.rung();
        let waiting = Waiting {
            rung,
            site: site.server.host(),
            deadline: self.deadline(),
            code_page_opened: rung == Rung::Paste,
            other_way: None,
            problem: None,
        };
        let below = ladder.into_iter().filter(|below| *below > rung).collect();
        let over = CancellationToken::new();
        let mut attempt = Attempt {
            asked: Vec::new(),
            last_opened: rung,
            listening: None,
            _end: over.clone().drop_guard(),
            over,
            site,
        };
        self.feed_with(Event::ConnectAsked(waiting, below), || {
            self.take(&mut attempt, way);
            if rung != Rung::Paste {
                self.take(&mut attempt, Way::Paste);
            }
            *self.attempt.lock() = Some(attempt);
        });
        Ok(())
    }

    /// Goes on at the next rung that works, within the same attempt.
    pub(crate) async fn try_other_way(&self) -> Result<(), Error> {
        let (rung, watch) = {
            let state = self.state.lock();
            match &state.shown {
                ConnectionState::AwaitingResponse {
                    other_way: Some(rung),
                    ..
                } => (*rung, state.watch),
                _ => return Err(Error::AuthorizationMismatch),
            }
        };
        let site = self.attempt.lock().as_ref().map(|a| a.site.clone());
        let site = site.ok_or(Error::AuthorizationMismatch)?;
        let way = self.first_verified(&site, &[rung, Rung::Paste]).await;
        let rung = way.rung();
        let taken = self.feed_with(Event::OtherWayTaken { watch, rung }, || {
            if let Some(attempt) = self.attempt.lock().as_mut() {
                self.take(attempt, way);
            }
        });
        if taken {
            Ok(())
        } else {
            Err(Error::AuthorizationMismatch)
        }
    }

    /// The best way whose preconditions hold on this computer right now.
    async fn first_verified(&self, site: &Site, ladder: &[Rung]) -> Way {
        for rung in ladder {
            match rung {
                Rung::Redirect if self.links_are_ours().await => return Way::Redirect,
                Rung::Loopback => {
                    let registration = site.registration(Rung::Loopback);
                    let ports = registration.map(|r| r.ports.as_slice());
                    if let Some(listener) = self.open_listener(ports.unwrap_or_default()).await {
                        return Way::Loopback(listener);
                    }
                }
                Rung::Redirect => {
                    tracing::info!("our addresses do not come back to us on this computer");
                }
                Rung::Paste => return Way::Paste,
            }
        }
        Way::Paste
    }

    async fn links_are_ours(&self) -> bool {
        let links = Arc::clone(&self.ports.link_handler);
        let asked = tokio::task::spawn_blocking(move || links.is_ours());
        tokio::select! {
            biased;
            ours = asked => ours.unwrap_or(false),
            () = self.ports.clock.sleep(DESKTOP_LIMIT) => false,
        }
    }

    async fn open_listener(&self, ports: &[u16]) -> Option<Listener> {
        // The port of an attempt that has just ended is free in a moment.
        let closing = self.closing.lock().clone();
        if let Some(closed) = closing {
            closed.cancelled().await;
        }
        let listener = Listener::open(ports).await;
        if listener.is_none() {
            tracing::info!("no port for the browser to come back to is free");
        }
        listener
    }

    /// Adds the request of a way to the attempt, unless it is there.
    fn take(&self, attempt: &mut Attempt, way: Way) {
        let rung = way.rung();
        if attempt.asked.iter().any(|asked| asked.rung == rung) {
            return;
        }
        let client = match rung {
            Rung::Paste => attempt.site.pasting(),
            _ => attempt.site.registration(rung).map(|r| &r.client),
        };
        let Some(client) = client.cloned() else {
            return;
        };
        let redirect_uri = match way {
            Way::Redirect => Some(self.sites.redirect_uri().to_owned()),
            Way::Loopback(listener) => {
                let uri = listener.redirect_uri();
                attempt.listening = Some(self.listen(listener));
                Some(uri)
            }
            Way::Paste => None,
        };
        let request = AuthorizationRequest::new(
            &attempt.site.server,
            &client.id,
            redirect_uri.as_deref(),
            Pkce::S256,
        );
        attempt.asked.push(Asked {
            rung,
            client,
            request: Arc::new(request),
        });
    }

    /// Serves the loopback address until the guard is dropped or the answer has come.
    fn listen(&self, listener: Listener) -> DropGuard {
        let close = CancellationToken::new();
        let closed = CancellationToken::new();
        *self.closing.lock() = Some(closed.clone());
        let me = self.me.clone();
        let answer = Arc::new(move |uri: &str| {
            let heard = me.upgrade().map(|this| this.receive(uri));
            matches!(heard, Some(Ok(()) | Err(Error::Refused(_))))
        });
        let clock = Arc::clone(&self.ports.clock);
        let closing = close.clone();
        self.errands.spawn(async move {
            listener
                .serve(clock, closing, closed.drop_guard(), answer)
                .await;
        });
        close.drop_guard()
    }

    /// The site that is set, or the account's own when an account of another site is to be connected again.
    async fn site_to_connect(&self) -> Result<Site, Error> {
        let held = self.state.lock().account().cloned();
        let set = self.sites.site(&self.keeping).await;
        let Some(account) = held else { return set };
        if let Ok(site) = set
            && site.server == account.server
        {
            return Ok(site);
        }
        let secret = self
            .keeping
            .read(key::client_secret(&account.id))
            .await?
            .ok_or(Error::SiteNotConfigured)?;
        Ok(Site {
            server: account.server,
            registrations: vec![Registration {
                rung: account.rung,
                client: Client {
                    id: account.client_id,
                    secret: smartfile::ClientSecret::new(secret.text()?.to_owned()),
                },
                ports: self.sites.ports().to_vec(),
            }],
        })
    }
}
