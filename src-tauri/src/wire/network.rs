//! What asking a site showed, and the company's proxy.

use std::fmt;

use connect_core::{ProxyPassword, ProxyState, SiteCheck};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::UiError;

/// What asking a site showed, before its address is kept.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SiteCheckView {
    /// Host as shown; an international name in its ASCII form.
    pub address: String,
    /// Its name has letters that can look like others.
    pub international: bool,
    /// Why it can't be connected to.
    pub problem: Option<UiError>,
    /// It may be kept all the same, and tried later.
    pub may_keep: bool,
}

impl From<SiteCheck> for SiteCheckView {
    fn from(check: SiteCheck) -> Self {
        Self {
            address: check.address,
            international: check.international,
            problem: check.problem.map(Into::into),
            may_keep: check.may_keep,
        }
    }
}

/// The company's proxy. The password itself never comes here.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProxyView {
    /// `host:port`; empty when it is left to the computer.
    pub address: String,
    /// Empty when there is none.
    pub username: String,
    /// Is a password kept?
    pub has_password: bool,
    /// What the computer's own settings name, as `host:port`.
    pub system: Option<String>,
}

impl From<ProxyState> for ProxyView {
    fn from(proxy: ProxyState) -> Self {
        Self {
            address: proxy.address,
            username: proxy.username,
            has_password: proxy.has_password,
            system: proxy.system,
        }
    }
}

/// What a person typed about their company's proxy.
#[derive(Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProxyForm {
    /// `host:port`; empty leaves it to the computer.
    pub address: String,
    /// The name for the proxy; may be empty.
    pub username: String,
    /// The password; nothing keeps the stored one.
    pub password: Option<String>,
}

impl fmt::Debug for ProxyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProxyForm")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl From<ProxyForm> for connect_core::ProxyForm {
    fn from(form: ProxyForm) -> Self {
        Self {
            address: form.address,
            username: form.username,
            password: form.password.map(ProxyPassword::new),
        }
    }
}
