//! The site: one SmartFile address with the client registered there.

use std::path::Path;

use serde::{Deserialize, Serialize};
use smartfile::{Client, ClientSecret, Server};

use crate::error::Error;
use crate::guarded::Guarded;
use crate::stored::StoredFile;
use crate::vault::{Keeping, SecretBytes, key};

/// How the answer comes back from the browser.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// To the redirect URI (RFC 8252 §7.1).
    Redirect,
    /// The page shows a code and the person brings it (the service's documented flow without a callback).
    Paste,
}

/// A site that came with the program: the practice server's, or the build's.
#[derive(Clone, Debug)]
pub struct ProvidedSite {
    /// As typed.
    pub address: String,
    /// RFC 6749 §2.2.
    pub client_id: String,
    /// Kept in memory only.
    pub client_secret: ClientSecret,
    /// How the answer comes back.
    pub return_by: Rung,
}

/// What a person entered.
#[derive(Clone, Debug)]
pub struct SiteForm {
    /// As typed.
    pub address: String,
    /// As typed.
    pub client_id: String,
    /// `None` or empty keeps the stored one, if it is the same site's.
    pub client_secret: Option<ClientSecret>,
    /// How the answer comes back.
    pub return_by: Rung,
}

/// The site as shown.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SiteState {
    /// Host as shown; empty when none is set.
    pub address: String,
    /// Empty when none is set.
    pub client_id: String,
    /// There is a client secret.
    pub has_secret: bool,
    /// How the answer comes back.
    pub return_by: Rung,
    /// Exactly this is registered at the site.
    pub redirect_uri: String,
    /// Address, client id and secret are all there.
    pub ready: bool,
    /// The values came with the program.
    pub provided: bool,
}

/// A site that can be connected to.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub(crate) server: Server,
    pub(crate) client: Client,
    pub(crate) return_by: Rung,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Saved {
    address: String,
    client_id: String,
    return_by: Rung,
    has_secret: bool,
}

#[derive(Debug, Default)]
struct Chosen {
    saved: Option<Saved>,
    secret: Option<ClientSecret>,
}

/// The site that counts: what the person saved, else what came with the program.
pub(crate) struct Sites {
    file: StoredFile,
    provided: Option<ProvidedSite>,
    redirect_uri: String,
    chosen: Guarded<Chosen>,
}

impl Sites {
    pub(crate) fn open(
        folder: &Path,
        provided: Option<ProvidedSite>,
        redirect_uri: String,
    ) -> Result<Self, Error> {
        let file = StoredFile::new(folder, "site.json", 1);
        let saved = file.load()?;
        Ok(Self {
            file,
            provided,
            redirect_uri,
            chosen: Guarded::new(Chosen {
                saved,
                secret: None,
            }),
        })
    }

    pub(crate) fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    pub(crate) fn state(&self) -> SiteState {
        let chosen = self.chosen.lock();
        let (address, client_id, has_secret, return_by, provided) = match &chosen.saved {
            Some(saved) => (
                saved.address.clone(),
                saved.client_id.clone(),
                saved.has_secret,
                saved.return_by,
                false,
            ),
            None => match &self.provided {
                Some(site) => (
                    site.address.clone(),
                    site.client_id.clone(),
                    !site.client_secret.expose().is_empty(),
                    site.return_by,
                    true,
                ),
                None => (String::new(), String::new(), false, Rung::Redirect, false),
            },
        };
        let server = Server::parse(&address).ok();
        SiteState {
            ready: server.is_some() && !client_id.is_empty() && has_secret,
            address: server.map_or(address, |s| s.host()),
            client_id,
            has_secret,
            return_by,
            redirect_uri: self.redirect_uri.clone(),
            provided,
        }
    }

    /// The site to connect to, with its secret.
    pub(crate) async fn site(&self, keeping: &Keeping) -> Result<Site, Error> {
        if !self.state().ready {
            return Err(Error::SiteNotConfigured);
        }
        let saved = self.chosen.lock().saved.clone();
        let Some(saved) = saved else {
            let provided = self.provided.as_ref().ok_or(Error::SiteNotConfigured)?;
            return Ok(Site {
                server: Server::parse(&provided.address).map_err(Error::Address)?,
                client: Client {
                    id: provided.client_id.clone(),
                    secret: provided.client_secret.clone(),
                },
                return_by: provided.return_by,
            });
        };
        Ok(Site {
            server: Server::parse(&saved.address).map_err(Error::Address)?,
            client: Client {
                id: saved.client_id,
                secret: self.secret(keeping).await?,
            },
            return_by: saved.return_by,
        })
    }

    /// The client of an account, if it is the one that is set now: its secret may have to be read from here.
    pub(crate) async fn secret_for(
        &self,
        server: &Server,
        client_id: &str,
        keeping: &Keeping,
    ) -> Option<ClientSecret> {
        let site = self.site(keeping).await.ok()?;
        (site.server == *server && site.client.id == client_id).then_some(site.client.secret)
    }

    /// Keeps what the person entered. A stored secret stays only with its own site: it is never sent to another.
    pub(crate) async fn save(&self, form: SiteForm, keeping: &Keeping) -> Result<(), Error> {
        let server = Server::parse(&form.address).map_err(Error::Address)?;
        let origin = server.origin().to_string();
        let same_site = self
            .chosen
            .lock()
            .saved
            .as_ref()
            .is_some_and(|saved| saved.address == origin);
        let entered = form
            .client_secret
            .map(|s| s.expose().trim().to_owned())
            .filter(|s| !s.is_empty());
        let (secret, has_secret) = match entered {
            Some(entered) => {
                let written = keeping
                    .write(
                        key::SITE_SECRET.into(),
                        SecretBytes::new(entered.as_bytes()),
                    )
                    .await;
                if let Err(error) = written {
                    tracing::warn!(%error, "the client secret is kept in memory only");
                }
                (Some(ClientSecret::new(entered)), true)
            }
            None if same_site => {
                let chosen = self.chosen.lock();
                let has = chosen.saved.as_ref().is_some_and(|s| s.has_secret);
                (chosen.secret.clone(), has)
            }
            None => {
                // Best effort: the entry is useless now, and the form says that a secret is missing.
                let _ = keeping.erase(key::SITE_SECRET.into()).await;
                (None, false)
            }
        };
        let saved = Saved {
            address: origin,
            client_id: form.client_id.trim().to_owned(),
            return_by: form.return_by,
            has_secret,
        };
        self.file.save(&saved).await?;
        *self.chosen.lock() = Chosen {
            saved: Some(saved),
            secret,
        };
        Ok(())
    }

    pub(crate) async fn forget(&self, keeping: &Keeping) -> Result<(), Error> {
        let erased = keeping.erase(key::SITE_SECRET.into()).await;
        self.file.erase().await?;
        *self.chosen.lock() = Chosen::default();
        Ok(erased?)
    }

    async fn secret(&self, keeping: &Keeping) -> Result<ClientSecret, Error> {
        if let Some(secret) = self.chosen.lock().secret.clone() {
            return Ok(secret);
        }
        let Some(bytes) = keeping.read(key::SITE_SECRET.into()).await? else {
            if let Some(saved) = &mut self.chosen.lock().saved {
                saved.has_secret = false;
            }
            return Err(Error::SiteNotConfigured);
        };
        let secret = ClientSecret::new(bytes.text()?.to_owned());
        self.chosen.lock().secret = Some(secret.clone());
        Ok(secret)
    }
}
