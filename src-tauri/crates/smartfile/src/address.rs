//! The address of a SmartFile site.

use url::{Host, Url};

/// One SmartFile address: the host that is both authorization server and resource server.
///
/// A site answers on its own host, `https://<site>.smartfile.com`, or on a domain of its own
/// (*documented*, API facts §1). The OAuth 2.0 endpoints lie under `/oauth2/` (*documented*, the
/// service's workflow page) and the API under `/api/2/` (*documented*).
#[derive(Clone, Debug, Eq, PartialEq, Hash)]
pub struct Server(Url);

/// Why a text is no address of a server.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash, thiserror::Error)]
pub enum AddressError {
    /// Nothing was typed.
    #[error("no address was given")]
    Empty,
    /// It cannot be read as a host name or a web address.
    #[error("this is not a web address")]
    Malformed,
    /// It is not `https`. Plain `http` is taken for this computer only.
    #[error("the address must begin with https")]
    NotHttps,
    /// It holds a user name or a password.
    #[error("the address must not hold a user name or password")]
    HasCredentials,
}

impl Server {
    /// Reads what a person typed or pasted: `acme` (which means `acme.smartfile.com`), a host
    /// name, or a whole web address, of which only the origin is kept.
    ///
    /// Only `https` is taken; `http` just for a loopback address of this computer, which is what a
    /// practice server has. International names are kept in their ASCII form (punycode), so that
    /// look-alikes are visible.
    pub fn parse(typed: &str) -> Result<Server, AddressError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(AddressError::Empty);
        }
        let url = if typed.contains("://") {
            Url::parse(typed)
        } else if typed
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !typed.eq_ignore_ascii_case("localhost")
            && typed.bytes().any(|b| b.is_ascii_alphabetic())
        {
            Url::parse(&format!("https://{typed}.smartfile.com/"))
        } else {
            Url::parse(&format!("https://{typed}"))
        };
        Server::of(&url.map_err(|_| AddressError::Malformed)?)
    }

    fn of(url: &Url) -> Result<Server, AddressError> {
        if !matches!(url.scheme(), "https" | "http") {
            return Err(AddressError::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::HasCredentials);
        }
        if !url.host().is_some_and(|host| is_believable(&host)) {
            return Err(AddressError::Malformed);
        }
        if url.scheme() == "http" && !is_loopback(url) {
            return Err(AddressError::NotHttps);
        }
        let mut origin = url.clone();
        origin.set_path("/");
        origin.set_query(None);
        origin.set_fragment(None);
        Ok(Server(origin))
    }

    /// The origin with a slash at the end: `https://acme.smartfile.com/`.
    pub fn origin(&self) -> &Url {
        &self.0
    }

    /// The host as it is shown to a person, with the port if it is not the usual one.
    pub fn host(&self) -> String {
        shown(&self.0)
    }

    /// Whether the name has letters outside ASCII, which can look like others. It is kept and shown
    /// in its ASCII form (punycode, RFC 5891 §2.3.2.1).
    pub fn is_international(&self) -> bool {
        self.0
            .domain()
            .is_some_and(|name| name.split('.').any(|label| label.starts_with("xn--")))
    }

    /// Where the person gives consent: `<origin>oauth2/authorize/` (*documented*, step 2 of the
    /// service's workflow page).
    pub fn authorization_endpoint(&self) -> Url {
        self.endpoint("oauth2/authorize/")
    }

    /// Where a code becomes tokens: `<origin>oauth2/token/` (*documented*, step 3).
    pub fn token_endpoint(&self) -> Url {
        self.endpoint("oauth2/token/")
    }

    /// Where a token is ended: `<origin>oauth2/revoke_token/` (*inferred* from the library that
    /// the server most likely runs; API facts §13.9).
    pub fn revocation_endpoint(&self) -> Url {
        self.endpoint("oauth2/revoke_token/")
    }

    /// An address under the origin. `encoded` is already percent-encoded and holds no leading
    /// slash, so it can change nothing but the path and the query.
    pub(crate) fn endpoint(&self, encoded: &str) -> Url {
        let mut url = self.0.clone();
        let (path, query) = encoded
            .split_once('?')
            .map_or((encoded, None), |(p, q)| (p, Some(q)));
        url.set_path(path);
        url.set_query(query);
        url
    }

    /// Whether an address belongs to this server: same scheme, host and port.
    pub(crate) fn is_origin_of(&self, url: &Url) -> bool {
        self.0.origin() == url.origin()
    }
}

/// Host and unusual port of an address, for people.
pub(crate) fn shown(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Whether an address names this very computer.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn is_believable(host: &Host<&str>) -> bool {
    let Host::Domain(name) = host else {
        return true;
    };
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253
        && name.strip_suffix('.').unwrap_or(name).split('.').all(label)
        && (name.contains('.') || *name == "localhost")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test may stop at a surprise

    use super::{AddressError, Server};

    fn origin(typed: &str) -> Result<String, AddressError> {
        Server::parse(typed).map(|server| server.origin().to_string())
    }

    #[test]
    fn a_site_name_a_host_and_a_pasted_address_all_mean_the_same_server() {
        for typed in [
            "acme",
            " ACME ",
            "acme.smartfile.com",
            "https://acme.smartfile.com",
            "https://acme.smartfile.com/ftp/login?next=/#top",
            "acme.smartfile.com/ftp/login",
            "https://acme.smartfile.com:443/",
        ] {
            assert_eq!(
                origin(typed).as_deref(),
                Ok("https://acme.smartfile.com/"),
                "{typed:?}"
            );
        }
        assert_eq!(
            Server::parse("acme"),
            Server::parse("https://acme.smartfile.com/x")
        );
    }

    #[test]
    fn a_domain_of_its_own_and_a_port_are_kept() {
        let server = Server::parse("https://files.example.test:8443/").unwrap();
        assert_eq!(server.host(), "files.example.test:8443");
        assert_eq!(
            Server::parse("files.example.test").unwrap().host(),
            "files.example.test"
        );
    }

    #[test]
    fn international_names_are_shown_in_ascii() {
        assert_eq!(
            origin("büro.example.test").as_deref(),
            Ok("https://xn--bro-hoa.example.test/")
        );
    }

    /// T17: a name that only looks like another one is known for what it is.
    #[test]
    fn a_name_with_letters_of_other_alphabets_says_so() {
        for (typed, host, international) in [
            ("acme", "acme.smartfile.com", false),
            // The first letter is Cyrillic.
            (
                "\u{430}cme.smartfile.com",
                "xn--cme-5cd.smartfile.com",
                true,
            ),
            (
                "xn--cme-5cd.smartfile.com",
                "xn--cme-5cd.smartfile.com",
                true,
            ),
            ("https://127.0.0.1:8443", "127.0.0.1:8443", false),
        ] {
            let server = Server::parse(typed).unwrap();
            assert_eq!(server.host(), host, "{typed:?}");
            assert_eq!(server.is_international(), international, "{typed:?}");
        }
    }

    #[test]
    fn plain_http_is_for_this_computer_only() {
        assert_eq!(
            origin("http://127.0.0.1:8000/x").as_deref(),
            Ok("http://127.0.0.1:8000/")
        );
        assert_eq!(
            origin("http://[::1]:8000").as_deref(),
            Ok("http://[::1]:8000/")
        );
        assert_eq!(
            origin("http://localhost:8000").as_deref(),
            Ok("http://localhost:8000/")
        );
        for typed in [
            "http://acme.smartfile.com",
            "http://10.0.0.1",
            "http://localhost.example.test",
            "ftp://acme.smartfile.com",
        ] {
            assert_eq!(origin(typed), Err(AddressError::NotHttps), "{typed:?}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_its_reason() {
        use AddressError::{Empty, HasCredentials, Malformed};
        for (typed, why) in [
            ("", Empty),
            ("   ", Empty),
            ("my company", Malformed),
            ("https://", Malformed),
            ("https://acme..com", Malformed),
            ("-acme.example.test", Malformed),
            ("a*b.example.test", Malformed),
            ("https://intranet", Malformed),
            ("javascript:alert(1)", Malformed),
            ("https://mara:pw@acme.smartfile.com", HasCredentials),
            ("mara@acme.smartfile.com", HasCredentials),
        ] {
            assert_eq!(origin(typed), Err(why), "{typed:?}");
        }
    }

    #[test]
    fn the_endpoints_are_the_documented_ones() {
        let server = Server::parse("acme").unwrap();
        assert_eq!(
            server.authorization_endpoint().as_str(),
            "https://acme.smartfile.com/oauth2/authorize/"
        );
        assert_eq!(
            server.token_endpoint().as_str(),
            "https://acme.smartfile.com/oauth2/token/"
        );
        assert_eq!(
            server.revocation_endpoint().as_str(),
            "https://acme.smartfile.com/oauth2/revoke_token/"
        );
    }
}
