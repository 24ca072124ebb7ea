//! A process whose trust store holds a company's authority and nothing else: the same test, started once more, for
//! the system's trust store and the system's proxy are the environment of a process.

use std::process::Command;
use std::sync::Arc;

use crate::{Authority, Own, apart};

/// Holds the authority's key in the second process.
pub const AUTHORITY: &str = "CONNECT_TEST_AUTHORITY";

/// Where a test finds itself.
#[derive(Debug)]
pub enum Company {
    /// In the second process, where this authority is trusted.
    Inside(Arc<Authority>),
    /// In the first one; the second has passed and has said this.
    Outside(String),
}

impl Company {
    /// The authority, in the second process.
    pub fn inside(self) -> Option<Arc<Authority>> {
        match self {
            Self::Inside(authority) => Some(authority),
            Self::Outside(_) => None,
        }
    }
}

/// Goes there. `name` is the test's own, with its module. Fails if the test fails there.
pub fn in_the_company(name: &str, proxy: Option<&str>) -> Company {
    go(name, proxy, Command::new(std::env::current_exe().unwrap()))
}

/// The same, with mounts of its own where this computer permits that.
pub fn in_the_company_apart(name: &str) -> Company {
    let program = std::env::current_exe().unwrap();
    let again = apart(&program, Own::Mounts).unwrap_or_else(|| Command::new(program));
    go(name, None, again)
}

fn go(name: &str, proxy: Option<&str>, mut again: Command) -> Company {
    if let Ok(key) = std::env::var(AUTHORITY) {
        return Company::Inside(Arc::new(Authority::of(&key)));
    }
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    again.args(["--exact", name, "--nocapture"]);
    for (variable, _) in std::env::vars_os() {
        let known = variable.to_string_lossy().to_ascii_lowercase();
        if known.ends_with("_proxy") {
            again.env_remove(&variable);
        }
    }
    again
        .env_remove("SSL_CERT_DIR")
        .env("SSL_CERT_FILE", authority.write(folder.path()))
        .env(AUTHORITY, authority.key());
    if let Some(proxy) = proxy {
        again.env("HTTPS_PROXY", format!("http://{proxy}"));
    }
    let ended = again.output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    let errors = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{said}\n{errors}");
    assert!(said.contains("1 passed"), "it did not run: {said}");
    Company::Outside(said)
}
