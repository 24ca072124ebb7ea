//! The site: one SmartFile address with the clients registered there.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use smartfile::{Client, ClientSecret, Server};

use crate::connection::registered_uri;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::stored::StoredFile;
use crate::vault::{Keeping, SecretBytes, key};

/// How the answer comes back from the browser: the rungs of the ladder, the one that asks least of a person
/// first.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// To our own address, through the desktop (RFC 8252 §7.1).
    Redirect,
    /// To a port of this computer (RFC 8252 §7.3).
    Loopback,
    /// The page shows a code and the person brings it (the service's documented flow without a callback).
    Paste,
}

impl Rung {
    /// All of them, from the top.
    pub const ALL: [Self; 3] = [Self::Redirect, Self::Loopback, Self::Paste];

    /// The name in files and in the vault. Never changed.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Redirect => "redirect",
            Self::Loopback => "loopback",
            Self::Paste => "paste",
        }
    }
}

/// The ports of this computer that a sign-in may come back to, unless a site names others. Below the ranges
/// that systems give out by themselves, so that they are seldom taken.
pub const LOOPBACK_PORTS: [u16; 3] = [28671, 28672, 28673];

/// A site that came with the program: the practice server's, or the build's.
#[derive(Clone, Debug)]
pub struct ProvidedSite {
    /// As typed.
    pub address: String,
    /// RFC 6749 §2.2.
    pub client_id: String,
    /// Kept in memory only.
    pub client_secret: ClientSecret,
    /// The ways back that are registered for this client.
    pub rungs: Vec<Rung>,
}

/// What a person entered: one registration, with its one callback address.
#[derive(Clone, Debug)]
pub struct SiteForm {
    /// As typed.
    pub address: String,
    /// As typed.
    pub client_id: String,
    /// `None` or empty keeps the stored one, if it is the same client's or the same way's at the same site.
    pub client_secret: Option<ClientSecret>,
    /// How the answer comes back with this client.
    pub return_by: Rung,
    /// Ports of this computer that are registered, best first; empty for the usual ones. Counts for
    /// [`Rung::Loopback`] only.
    pub ports: Vec<u16>,
}

/// The site as shown.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SiteState {
    /// Host as shown; empty when none is set.
    pub address: String,
    /// Of the way in `return_by`. Empty when none is set.
    pub client_id: String,
    /// There is a client secret for the way in `return_by`.
    pub has_secret: bool,
    /// The way that was saved last.
    pub return_by: Rung,
    /// Exactly this is registered at the site for [`Rung::Redirect`].
    pub redirect_uri: String,
    /// Every way back, from the top, registered or not.
    pub ways: Vec<WayState>,
    /// Address, client id and secret are all there, for one way at least.
    pub ready: bool,
    /// The values came with the program.
    pub provided: bool,
}

/// One way back at a site, as shown.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WayState {
    /// Which.
    pub rung: Rung,
    /// Empty when none is registered.
    pub client_id: String,
    /// There is a client secret.
    pub has_secret: bool,
    /// Exactly these are to be registered, best first; the first one is enough. Empty where no address is
    /// to be given.
    pub redirect_uris: Vec<String>,
    /// The ports in them.
    pub ports: Vec<u16>,
}

/// A site that can be connected to.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub(crate) server: Server,
    /// At least one, from the top of the ladder.
    pub(crate) registrations: Vec<Registration>,
}

/// A client that is registered with one callback address.
#[derive(Clone, Debug)]
pub(crate) struct Registration {
    pub(crate) rung: Rung,
    pub(crate) client: Client,
    pub(crate) ports: Vec<u16>,
}

impl Site {
    /// The client whose page shows a code: its own, or else the best one, asked without a callback address
    /// (API facts §13.6).
    pub(crate) fn pasting(&self) -> Option<&Client> {
        let own = self.registrations.iter().find(|r| r.rung == Rung::Paste);
        own.or(self.registrations.first()).map(|r| &r.client)
    }

    pub(crate) fn registration(&self, rung: Rung) -> Option<&Registration> {
        self.registrations.iter().find(|r| r.rung == rung)
    }
}

/// One registration in `site.json`. Its secret is in the vault.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Kept {
    client_id: String,
    has_secret: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ports: Vec<u16>,
    /// Its secret still lies where version 1 put the only one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    first_version: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(from = "SavedEver")]
struct Saved {
    address: String,
    return_by: Rung,
    registrations: BTreeMap<Rung, Kept>,
}

/// Any version of `site.json`: version 1 had one registration.
#[derive(Deserialize)]
struct SavedEver {
    address: String,
    return_by: Rung,
    #[serde(default)]
    registrations: BTreeMap<Rung, Kept>,
    client_id: Option<String>,
    has_secret: Option<bool>,
}

impl From<SavedEver> for Saved {
    fn from(ever: SavedEver) -> Self {
        let mut registrations = ever.registrations;
        if let Some(client_id) = ever.client_id {
            let kept = Kept {
                client_id,
                has_secret: ever.has_secret.unwrap_or_default(),
                ports: Vec::new(),
                first_version: true,
            };
            registrations.entry(ever.return_by).or_insert(kept);
        }
        Self {
            address: ever.address,
            return_by: ever.return_by,
            registrations,
        }
    }
}

#[derive(Debug, Default)]
struct Chosen {
    saved: Option<Saved>,
    secrets: BTreeMap<Rung, ClientSecret>,
}

/// The site that counts: what the person saved, else what came with the program.
pub(crate) struct Sites {
    file: StoredFile,
    provided: Option<ProvidedSite>,
    redirect_uri: String,
    ports: Vec<u16>,
    chosen: Guarded<Chosen>,
}

impl Sites {
    pub(crate) fn open(
        folder: &Path,
        provided: Option<ProvidedSite>,
        redirect_uri: String,
        ports: Vec<u16>,
    ) -> Result<Self, Error> {
        let file = StoredFile::new(folder, "site.json", 2);
        let saved = file.load()?;
        let ports = if ports.is_empty() {
            LOOPBACK_PORTS.to_vec()
        } else {
            ports
        };
        Ok(Self {
            file,
            provided,
            redirect_uri,
            ports,
            chosen: Guarded::new(Chosen {
                saved,
                secrets: BTreeMap::new(),
            }),
        })
    }

    pub(crate) fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// The usual ports of this computer to come back to.
    pub(crate) fn ports(&self) -> &[u16] {
        &self.ports
    }

    pub(crate) fn state(&self) -> SiteState {
        let chosen = self.chosen.lock();
        let provided = self.provided.as_ref().filter(|_| chosen.saved.is_none());
        let (address, return_by, registrations) = match (&chosen.saved, provided) {
            (Some(saved), _) => (
                saved.address.clone(),
                saved.return_by,
                saved.registrations.clone(),
            ),
            (None, Some(site)) => (
                site.address.clone(),
                site.rungs.iter().copied().min().unwrap_or(Rung::Paste),
                kept_of(site),
            ),
            (None, None) => (String::new(), Rung::Redirect, BTreeMap::new()),
        };
        drop(chosen);
        let server = Server::parse(&address).ok();
        let ways: Vec<WayState> = Rung::ALL
            .into_iter()
            .map(|rung| self.way(rung, registrations.get(&rung)))
            .collect();
        let best = registrations.get(&return_by);
        SiteState {
            ready: server.is_some() && registrations.values().any(Kept::is_whole),
            address: server.map_or(address, |s| s.host()),
            client_id: best.map_or_else(String::new, |kept| kept.client_id.clone()),
            has_secret: best.is_some_and(|kept| kept.has_secret),
            return_by,
            redirect_uri: self.redirect_uri.clone(),
            ways,
            provided: provided.is_some(),
        }
    }

    fn way(&self, rung: Rung, kept: Option<&Kept>) -> WayState {
        let ports = match rung {
            Rung::Loopback => self.ports_of(kept),
            _ => Vec::new(),
        };
        WayState {
            rung,
            client_id: kept.map_or_else(String::new, |kept| kept.client_id.clone()),
            has_secret: kept.is_some_and(|kept| kept.has_secret),
            redirect_uris: match rung {
                Rung::Redirect => vec![self.redirect_uri.clone()],
                Rung::Loopback => ports.iter().copied().map(registered_uri).collect(),
                Rung::Paste => Vec::new(),
            },
            ports,
        }
    }

    fn ports_of(&self, kept: Option<&Kept>) -> Vec<u16> {
        let own = kept.map(|kept| kept.ports.clone()).unwrap_or_default();
        if own.is_empty() {
            self.ports.clone()
        } else {
            own
        }
    }

    /// The site that is set, whether or not it can be connected to yet.
    pub(crate) fn server(&self) -> Option<Server> {
        let chosen = self.chosen.lock();
        let address = match &chosen.saved {
            Some(saved) => &saved.address,
            None => &self.provided.as_ref()?.address,
        };
        Server::parse(address).ok()
    }

    /// The site to connect to, with its secrets.
    pub(crate) async fn site(&self, keeping: &Keeping) -> Result<Site, Error> {
        if !self.state().ready {
            return Err(Error::SiteNotConfigured);
        }
        let saved = self.chosen.lock().saved.clone();
        let Some(saved) = saved else {
            let provided = self.provided.as_ref().ok_or(Error::SiteNotConfigured)?;
            let mut rungs = provided.rungs.clone();
            rungs.sort_unstable();
            rungs.dedup();
            let registrations = rungs
                .into_iter()
                .map(|rung| Registration {
                    rung,
                    client: Client {
                        id: provided.client_id.clone(),
                        secret: provided.client_secret.clone(),
                    },
                    ports: self.ports.clone(),
                })
                .collect();
            return Ok(Site {
                server: Server::parse(&provided.address).map_err(Error::Address)?,
                registrations,
            });
        };
        let mut registrations = Vec::new();
        for (rung, kept) in &saved.registrations {
            if kept.is_whole()
                && let Some(secret) = self.secret(*rung, keeping).await?
            {
                registrations.push(Registration {
                    rung: *rung,
                    client: Client {
                        id: kept.client_id.clone(),
                        secret,
                    },
                    ports: self.ports_of(Some(kept)),
                });
            }
        }
        if registrations.is_empty() {
            return Err(Error::SiteNotConfigured);
        }
        Ok(Site {
            server: Server::parse(&saved.address).map_err(Error::Address)?,
            registrations,
        })
    }

    /// The client of an account, if it is one that is set now: its secret may have to be read from here.
    pub(crate) async fn secret_for(
        &self,
        server: &Server,
        client_id: &str,
        keeping: &Keeping,
    ) -> Option<ClientSecret> {
        let site = self.site(keeping).await.ok()?;
        let clients = site.registrations.into_iter().map(|r| r.client);
        let mut known = clients.filter(|client| client.id == client_id);
        known
            .next()
            .filter(|_| site.server == *server)
            .map(|client| client.secret)
    }

    /// Keeps what the person entered. A stored secret stays only with its own site: it is never sent to
    /// another. A client has one callback address, so it moves to the way that is named now.
    pub(crate) async fn save(&self, form: SiteForm, keeping: &Keeping) -> Result<(), Error> {
        let server = Server::parse(&form.address).map_err(Error::Address)?;
        let origin = server.origin().to_string();
        let client_id = form.client_id.trim().to_owned();
        let rung = form.return_by;
        let old = self.chosen.lock().saved.clone();
        let mut saved = old
            .clone()
            .filter(|saved| saved.address == origin)
            .unwrap_or_else(|| Saved {
                address: origin,
                return_by: rung,
                registrations: BTreeMap::new(),
            });
        let moved: Vec<Rung> = saved
            .registrations
            .iter()
            .filter(|(other, kept)| **other != rung && kept.client_id == client_id)
            .map(|(other, _)| *other)
            .collect();
        let entered = form
            .client_secret
            .map(|s| s.expose().trim().to_owned())
            .filter(|s| !s.is_empty())
            .map(ClientSecret::new);
        let same_way = saved.registrations.contains_key(&rung);
        let (secret, to_write) = match entered {
            Some(entered) => (Some(entered), true),
            // Its own, as long as nobody changed it: it is read when it is needed.
            None if same_way => (self.chosen.lock().secrets.get(&rung).cloned(), false),
            None => match moved.first() {
                Some(other) => (self.secret(*other, keeping).await?, true),
                None => (None, false),
            },
        };
        let kept_before = saved.registrations.get(&rung);
        let has_secret = secret.is_some() || kept_before.is_some_and(|kept| kept.has_secret);
        let first_version = !to_write && kept_before.is_some_and(|kept| kept.first_version);
        let mut in_memory_only = false;
        if to_write && let Some(secret) = &secret {
            in_memory_only = !write_secret(rung, secret, keeping).await;
        }
        for other in &moved {
            saved.registrations.remove(other);
        }
        let mut ports: Vec<u16> = Vec::new();
        for port in form.ports {
            if rung == Rung::Loopback && port != 0 && !ports.contains(&port) {
                ports.push(port);
            }
        }
        saved.return_by = rung;
        saved.registrations.insert(
            rung,
            Kept {
                client_id,
                has_secret,
                ports,
                first_version,
            },
        );
        // What the vault did not take is not looked for there later: another site's may still lie there.
        let mut kept = saved.clone();
        if in_memory_only && let Some(kept) = kept.registrations.get_mut(&rung) {
            kept.has_secret = false;
        }
        self.file.save(&kept).await?;
        erase_unused(old.as_ref(), &saved, keeping).await;
        let mut chosen = self.chosen.lock();
        let registered = |rung: &Rung| saved.registrations.contains_key(rung);
        let same_site = old.is_some_and(|old| old.address == saved.address);
        chosen
            .secrets
            .retain(|rung, _| same_site && registered(rung));
        if let Some(secret) = secret {
            chosen.secrets.insert(rung, secret);
        }
        chosen.saved = Some(saved);
        Ok(())
    }

    pub(crate) async fn forget(&self, keeping: &Keeping) -> Result<(), Error> {
        let mut erased = keeping.erase(key::SITE_SECRET.into()).await;
        for rung in Rung::ALL {
            erased = erased.and(keeping.erase(key::site_secret(rung)).await);
        }
        self.file.erase().await?;
        *self.chosen.lock() = Chosen::default();
        Ok(erased?)
    }

    /// The secret of one way. `None` when the vault has none.
    async fn secret(&self, rung: Rung, keeping: &Keeping) -> Result<Option<ClientSecret>, Error> {
        if let Some(secret) = self.chosen.lock().secrets.get(&rung).cloned() {
            return Ok(Some(secret));
        }
        let first_version = {
            let chosen = self.chosen.lock();
            let kept = chosen
                .saved
                .as_ref()
                .and_then(|s| s.registrations.get(&rung));
            kept.is_some_and(|kept| kept.first_version)
        };
        let found = match keeping.read(key::site_secret(rung)).await? {
            None if first_version => keeping.read(key::SITE_SECRET.into()).await?,
            found => found,
        };
        let Some(bytes) = found else {
            if let Some(saved) = &mut self.chosen.lock().saved
                && let Some(kept) = saved.registrations.get_mut(&rung)
            {
                kept.has_secret = false;
            }
            return Ok(None);
        };
        let secret = ClientSecret::new(bytes.text()?.to_owned());
        self.chosen.lock().secrets.insert(rung, secret.clone());
        if first_version {
            self.leave_first_version(rung, &secret, keeping).await;
        }
        Ok(Some(secret))
    }

    /// Moves the only secret of version 1 to its own way. Until that has worked, it is found where it was.
    async fn leave_first_version(&self, rung: Rung, secret: &ClientSecret, keeping: &Keeping) {
        if !write_secret(rung, secret, keeping).await {
            return;
        }
        let saved = {
            let mut chosen = self.chosen.lock();
            let Some(saved) = &mut chosen.saved else {
                return;
            };
            if let Some(kept) = saved.registrations.get_mut(&rung) {
                kept.first_version = false;
            }
            saved.clone()
        };
        match self.file.save(&saved).await {
            Ok(()) => {
                // Best effort: nobody looks there any more.
                let _ = keeping.erase(key::SITE_SECRET.into()).await;
            }
            Err(error) => tracing::warn!(%error, "the site could not be kept in its new form"),
        }
    }
}

impl Kept {
    fn is_whole(&self) -> bool {
        !self.client_id.is_empty() && self.has_secret
    }
}

fn kept_of(site: &ProvidedSite) -> BTreeMap<Rung, Kept> {
    let kept = Kept {
        client_id: site.client_id.clone(),
        has_secret: !site.client_secret.expose().is_empty(),
        ports: Vec::new(),
        first_version: false,
    };
    site.rungs
        .iter()
        .map(|rung| (*rung, kept.clone()))
        .collect()
}

async fn write_secret(rung: Rung, secret: &ClientSecret, keeping: &Keeping) -> bool {
    let bytes = SecretBytes::new(secret.expose().as_bytes());
    match keeping.write(key::site_secret(rung), bytes).await {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(%error, "the client secret is kept in memory only");
            false
        }
    }
}

/// Erases what no registration reads any more. Best effort: the form says that a secret is missing.
async fn erase_unused(old: Option<&Saved>, new: &Saved, keeping: &Keeping) {
    let Some(old) = old else { return };
    let first_version = |saved: &Saved| saved.registrations.values().any(|k| k.first_version);
    if first_version(old) && !first_version(new) {
        let _ = keeping.erase(key::SITE_SECRET.into()).await;
    }
    for rung in old.registrations.keys() {
        let used = new.registrations.get(rung).is_some_and(|k| k.has_secret);
        if !used {
            let _ = keeping.erase(key::site_secret(*rung)).await;
        }
    }
}
