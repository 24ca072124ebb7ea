//! What every front of the app has in common on one computer: to the password store, the disk and the site, the
//! window and the command line are one app, with the same accounts.

use std::path::PathBuf;

use crate::app::Options;
use crate::entry::ServerZone;
use crate::error::Error;
use crate::provided;
use crate::vault::keychain::Keychain;

/// Under this name the app is known to the computer: its folder, its entries in the password store, the scheme of
/// its addresses. The same stands in `tauri.conf.json`; a test holds them together.
pub const IDENTIFIER: &str = "com.smartfile.connect";

/// Exactly this is registered at a site (RFC 8252 §7.1: a reversed domain, a single slash).
pub const REDIRECT_URI: &str = "com.smartfile.connect:/oauth2/callback";

/// Where the app's own files live: in the person's folder for such files, under [`IDENTIFIER`].
///
/// # Errors
/// The computer does not say where that is.
pub fn data_dir() -> Result<PathBuf, Error> {
    let folder = dirs::data_dir().ok_or_else(|| Error::Own {
        name: "data folder",
        source: std::io::ErrorKind::NotFound.into(),
    })?;
    Ok(folder.join(IDENTIFIER))
}

impl Keychain {
    /// The entries of this app.
    pub fn of_the_app() -> Self {
        Self::new(IDENTIFIER)
    }
}

impl Options {
    /// As the app is set up on this computer, whichever front it has. `user_agent_name` is how it names itself to sites.
    pub fn of_this_computer(data_dir: PathBuf, user_agent_name: &str) -> Self {
        Self {
            data_dir,
            user_agent_name: user_agent_name.to_owned(),
            redirect_uri: REDIRECT_URI.to_owned(),
            loopback_ports: provided::loopback_ports(),
            provided_site: provided::site(),
        }
    }
}

impl ServerZone {
    /// The zone that sites write their times in, as far as this computer names another one than usual.
    pub fn of_this_computer() -> Self {
        provided::server_zone()
    }
}
