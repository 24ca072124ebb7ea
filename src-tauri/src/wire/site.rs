//! The site as the page shows it, and the form that changes it.

use std::fmt;

use connect_core::{ClientSecret, SiteState};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a person comes back from the browser.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Rung {
    /// The browser brings them back by itself.
    Redirect,
    /// The site shows a code, and they paste it.
    Paste,
}

impl From<connect_core::Rung> for Rung {
    fn from(rung: connect_core::Rung) -> Self {
        match rung {
            connect_core::Rung::Redirect => Self::Redirect,
            connect_core::Rung::Paste => Self::Paste,
        }
    }
}

impl From<Rung> for connect_core::Rung {
    fn from(rung: Rung) -> Self {
        match rung {
            Rung::Redirect => Self::Redirect,
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
            ready: site.ready,
            provided: site.provided,
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
        }
    }
}
