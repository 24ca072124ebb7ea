//! The site as the page shows it, and the form that changes it.

use std::fmt;

use connect_core::{ClientSecret, SiteState, WayState};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a person comes back from the browser.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Rung {
    /// The browser brings them back by itself.
    Redirect,
    /// The browser brings them back through a port of this computer.
    Loopback,
    /// The site shows a code, and they paste it.
    Paste,
}

impl From<connect_core::Rung> for Rung {
    fn from(rung: connect_core::Rung) -> Self {
        match rung {
            connect_core::Rung::Redirect => Self::Redirect,
            connect_core::Rung::Loopback => Self::Loopback,
            connect_core::Rung::Paste => Self::Paste,
        }
    }
}

impl From<Rung> for connect_core::Rung {
    fn from(rung: Rung) -> Self {
        match rung {
            Rung::Redirect => Self::Redirect,
            Rung::Loopback => Self::Loopback,
            Rung::Paste => Self::Paste,
        }
    }
}

/// The site that the next sign-in goes to. The secret itself never comes here.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SiteView {
    /// As a person would type it; empty when none is set.
    pub address: String,
    /// The client id that the site gave.
    pub client_id: String,
    /// Is a client secret kept?
    pub has_secret: bool,
    /// How people come back from the browser.
    pub return_by: Rung,
    /// Exactly this is registered at the site.
    pub redirect_uri: String,
    /// Every way back, the easiest first, registered or not.
    pub ways: Vec<WayView>,
    /// Nothing is missing.
    pub ready: bool,
    /// The values came with the program, not from the form.
    pub provided: bool,
}

impl From<SiteState> for SiteView {
    fn from(site: SiteState) -> Self {
        Self {
            address: site.address,
            client_id: site.client_id,
            has_secret: site.has_secret,
            return_by: site.return_by.into(),
            redirect_uri: site.redirect_uri,
            ways: site.ways.into_iter().map(Into::into).collect(),
            ready: site.ready,
            provided: site.provided,
        }
    }
}

/// One way back from the browser, with the registration for it.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WayView {
    /// Which.
    pub rung: Rung,
    /// The client id that the site gave; empty when none is registered.
    pub client_id: String,
    /// Is a client secret kept?
    pub has_secret: bool,
    /// Exactly these are registered at the site, the first one at least; none where a code is shown.
    pub redirect_uris: Vec<String>,
    /// The ports in them.
    pub ports: Vec<u16>,
}

impl From<WayState> for WayView {
    fn from(way: WayState) -> Self {
        Self {
            rung: way.rung.into(),
            client_id: way.client_id,
            has_secret: way.has_secret,
            redirect_uris: way.redirect_uris,
            ports: way.ports,
        }
    }
}

/// What a person typed about their company's site.
#[derive(Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SiteForm {
    /// The address, in any of the usual forms.
    pub address: String,
    /// The client id that the site gave.
    pub client_id: String,
    /// The client secret; nothing keeps the stored one.
    pub client_secret: Option<String>,
    /// How people come back from the browser.
    pub return_by: Rung,
    /// Ports of this computer that are registered, best first; none for the usual ones.
    pub ports: Vec<u16>,
}

impl fmt::Debug for SiteForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SiteForm")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl From<SiteForm> for connect_core::SiteForm {
    fn from(form: SiteForm) -> Self {
        Self {
            address: form.address,
            client_id: form.client_id,
            client_secret: form.client_secret.map(ClientSecret::new),
            return_by: form.return_by.into(),
            ports: form.ports,
        }
    }
}
