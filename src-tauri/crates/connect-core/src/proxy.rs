//! The company's proxy: what the person entered, its password in the vault.

use std::path::Path;

use serde::{Deserialize, Serialize};
use smartfile::{Http, ProxyAddress, ProxyPassword, ProxySettings, ProxySignIn, Route, Server};

use crate::error::Error;
use crate::guarded::Guarded;
use crate::stored::StoredFile;
use crate::vault::{Keeping, SecretBytes, VaultError};

/// Part of what is on people's computers: never change it.
const PASSWORD: &str = "proxy/password";
/// Stands for any site when the system is asked for its proxy.
const ANY_SITE: &str = "app.smartfile.com";

/// What a person entered.
#[derive(Clone, Debug)]
pub struct ProxyForm {
    /// `host:port`. Empty leaves it to the system.
    pub address: String,
    /// Empty when the proxy asks for none.
    pub username: String,
    /// `None` or empty keeps the stored one, if it is for the same proxy and name.
    pub password: Option<ProxyPassword>,
}

/// The proxy as shown.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ProxyState {
    /// Empty when it is left to the system.
    pub address: String,
    /// Empty when there is none.
    pub username: String,
    /// There is a password.
    pub has_password: bool,
    /// The proxy that the system names, as `host:port`.
    pub system: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
struct Saved {
    address: String,
    username: String,
    has_password: bool,
}

/// The one proxy of the app. Everything that is sent goes through it, the token exchange included.
pub(crate) struct CompanyProxy {
    file: StoredFile,
    http: Http,
    held: Guarded<Held>,
}

#[derive(Clone, Default)]
struct Held {
    saved: Saved,
    /// Here as well, for a vault that does not take it.
    password: Option<ProxyPassword>,
}

impl CompanyProxy {
    pub(crate) fn open(folder: &Path, http: Http) -> Result<Self, Error> {
        let file = StoredFile::new(folder, "proxy.json", 1);
        let saved = file.load()?.unwrap_or_default();
        let password = None;
        let proxy = Self {
            file,
            http,
            held: Guarded::default(),
        };
        proxy.hold(Held { saved, password });
        Ok(proxy)
    }

    pub(crate) fn state(&self) -> ProxyState {
        let saved = self.held.lock().saved.clone();
        let system = Server::parse(ANY_SITE).ok().and_then(|any| {
            let Route::Proxy { host, port } = Route::to(&any) else {
                return None;
            };
            Some(format!("{host}:{port}"))
        });
        ProxyState {
            address: saved.address,
            username: saved.username,
            has_password: saved.has_password,
            system,
        }
    }

    /// Whether there is a password to fetch before anything is sent.
    pub(crate) fn has_password(&self) -> bool {
        self.held.lock().saved.has_password
    }

    /// Fetches the password. Without it the proxy asks, and the person can type it again.
    pub(crate) async fn sign_in(&self, keeping: &Keeping) {
        let mut held = self.held.lock().clone();
        match stored(keeping).await {
            Ok(password) => {
                held.saved.has_password = password.is_some();
                held.password = password;
                self.hold(held);
            }
            Err(error) => {
                tracing::warn!(%error, "the password for the proxy could not be read");
            }
        }
    }

    /// Keeps what the person entered and goes that way at once. A stored password stays only with its own
    /// proxy and name: no other proxy is ever told it.
    pub(crate) async fn save(&self, form: ProxyForm, keeping: &Keeping) -> Result<(), Error> {
        let address = match form.address.trim() {
            "" => String::new(),
            typed => ProxyAddress::parse(typed)
                .map_err(Error::ProxyAddress)?
                .to_string(),
        };
        let username = form.username.trim().to_owned();
        let before = self.held.lock().clone();
        let same = before.saved.address == address && before.saved.username == username;
        let entered = form
            .password
            .filter(|password| !username.is_empty() && !password.expose().is_empty());
        let password = match entered {
            Some(password) => {
                let secret = SecretBytes::new(password.expose().as_bytes());
                if let Err(error) = keeping.write(PASSWORD.into(), secret).await {
                    tracing::warn!(%error, "the password for the proxy is kept in memory only");
                }
                Some(password)
            }
            None if same && before.saved.has_password => match before.password {
                Some(password) => Some(password),
                None => stored(keeping).await?,
            },
            None => {
                if before.saved.has_password {
                    // Best effort: nothing asks for this entry any more.
                    let _ = keeping.erase(PASSWORD.into()).await;
                }
                None
            }
        };
        let saved = Saved {
            address,
            username,
            has_password: password.is_some(),
        };
        if saved == Saved::default() {
            self.file.erase().await?;
        } else {
            self.file.save(&saved).await?;
        }
        self.hold(Held { saved, password });
        Ok(())
    }

    /// From here on everything goes this way.
    fn hold(&self, held: Held) {
        let username = held.saved.username.clone();
        let sign_in = held.password.clone();
        self.http.set_proxy(ProxySettings {
            // Checked when it was saved; a file that somebody broke means the system's proxy.
            address: ProxyAddress::parse(&held.saved.address).ok(),
            sign_in: sign_in.map(|password| ProxySignIn { username, password }),
        });
        *self.held.lock() = held;
    }
}

async fn stored(keeping: &Keeping) -> Result<Option<ProxyPassword>, VaultError> {
    let Some(bytes) = keeping.read(PASSWORD.into()).await? else {
        return Ok(None);
    };
    Ok(Some(ProxyPassword::new(bytes.text()?.to_owned())))
}
