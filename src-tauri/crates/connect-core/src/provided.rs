//! The site that came with the program: from the environment at start (how the practice server
//! and a help desk point it somewhere), else from the environment of the build. A build carries
//! none of its own.

use smartfile::ClientSecret;

use crate::entry::ServerZone;
use crate::site::{ProvidedSite, Rung};

/// Reads it, if all three parts are there.
pub(crate) fn site() -> Option<ProvidedSite> {
    at_start().or_else(at_build)
}

/// The ports of this computer that a browser may come back to, with commas between, where the
/// environment names any.
pub(crate) fn loopback_ports() -> Vec<u16> {
    let named = std::env::var("CONNECT_SMARTFILE_PORTS").unwrap_or_default();
    named
        .split(',')
        .filter_map(|port| port.trim().parse().ok())
        .collect()
}

/// The zone that the site writes its times in, by its name in the IANA database, where the environment names
/// another one than usual.
pub(crate) fn server_zone() -> ServerZone {
    zone(&std::env::var("CONNECT_SMARTFILE_TIME_ZONE").unwrap_or_default())
}

fn zone(name: &str) -> ServerZone {
    let named = ServerZone::named(name.trim());
    if named.is_none() && !name.is_empty() {
        tracing::warn!("CONNECT_SMARTFILE_TIME_ZONE names no time zone; the usual one is taken");
    }
    named.unwrap_or_default()
}

fn at_start() -> Option<ProvidedSite> {
    let read = |name: &str| std::env::var(name).ok();
    from(
        read("CONNECT_SMARTFILE_SITE"),
        read("CONNECT_SMARTFILE_CLIENT_ID"),
        read("CONNECT_SMARTFILE_CLIENT_SECRET"),
        read("CONNECT_SMARTFILE_RETURN_BY"),
    )
}

fn at_build() -> Option<ProvidedSite> {
    let owned = |value: Option<&str>| value.map(str::to_owned);
    from(
        owned(option_env!("CONNECT_SMARTFILE_BUILD_SITE")),
        owned(option_env!("CONNECT_SMARTFILE_BUILD_CLIENT_ID")),
        owned(option_env!("CONNECT_SMARTFILE_BUILD_CLIENT_SECRET")),
        owned(option_env!("CONNECT_SMARTFILE_BUILD_RETURN_BY")),
    )
}

fn from(
    address: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    return_by: Option<String>,
) -> Option<ProvidedSite> {
    let filled = |value: Option<String>| value.filter(|value| !value.is_empty());
    Some(ProvidedSite {
        address: filled(address)?,
        client_id: filled(client_id)?,
        client_secret: ClientSecret::new(filled(client_secret)?),
        rungs: rungs(return_by.as_deref().unwrap_or_default()),
    })
}

/// `redirect`, `loopback`, `paste`, or several of them with commas between: the ways back that are
/// registered for the client. By itself, unless told otherwise.
fn rungs(text: &str) -> Vec<Rung> {
    let named: Vec<Rung> = text
        .split(',')
        .filter_map(|name| match name.trim() {
            "redirect" => Some(Rung::Redirect),
            "loopback" => Some(Rung::Loopback),
            "paste" => Some(Rung::Paste),
            _ => None,
        })
        .collect();
    if named.is_empty() {
        vec![Rung::Redirect]
    } else {
        named
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(
        address: &str,
        client_id: &str,
        client_secret: &str,
        return_by: Option<&str>,
    ) -> Option<ProvidedSite> {
        from(
            Some(address.to_owned()),
            Some(client_id.to_owned()),
            Some(client_secret.to_owned()),
            return_by.map(str::to_owned),
        )
    }

    #[test]
    fn a_site_needs_its_address_its_client_id_and_its_secret() {
        assert!(given("acme", "id", "secret", None).is_some());
        assert!(given("acme", "id", "", None).is_none());
        assert!(given("acme", "", "secret", None).is_none());
        assert!(given("", "id", "secret", None).is_none());
        assert!(from(None, None, None, None).is_none());
    }

    /// S13.22: US Eastern unless another zone is named.
    #[test]
    fn a_zone_that_nobody_knows_is_the_usual_one() {
        assert_eq!(
            zone("Europe/Berlin"),
            ServerZone::named("Europe/Berlin").unwrap()
        );
        for name in ["", "nowhere", "America/Indiana/Indianapolis"] {
            assert_eq!(zone(name), ServerZone::default(), "{name}");
        }
    }

    #[test]
    fn people_come_back_by_themselves_unless_told_otherwise() {
        let rungs = |by| given("a", "b", "c", by).map(|site| site.rungs);
        assert_eq!(rungs(None), Some(vec![Rung::Redirect]));
        assert_eq!(rungs(Some("nonsense")), Some(vec![Rung::Redirect]));
        assert_eq!(rungs(Some("paste")), Some(vec![Rung::Paste]));
        assert_eq!(
            rungs(Some("redirect, loopback,paste")),
            Some(Rung::ALL.to_vec())
        );
    }
}
