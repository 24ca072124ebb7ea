//! The way out of a company's network.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::header::HeaderValue;
use reqwest::{ClientBuilder, Proxy};
use url::Url;
use zeroize::Zeroizing;

use crate::address::Server;
use crate::probe::Route;
use crate::secret::ProxyPassword;

/// How `https` requests find their way out. The default is what the system says: its environment
/// variables, and on Windows and macOS its network settings.
///
/// There is one for everything that is sent, the token endpoint included.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ProxySettings {
    /// A proxy of the person's own choice. `None` leaves it to the system.
    pub address: Option<ProxyAddress>,
    /// What the proxy knows the person by, whoever chose the proxy.
    pub sign_in: Option<ProxySignIn>,
}

/// The name and password for a proxy (`Basic`, RFC 7617; sent to the proxy only).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProxySignIn {
    /// As the company gave it. A colon cannot be in it (RFC 7617 §2).
    pub username: String,
    /// Never shown again.
    pub password: ProxyPassword,
}

/// Host and port of a proxy.
#[derive(Clone, Debug, Eq, PartialEq, Hash)]
pub struct ProxyAddress(Url);

/// Why a text is no address of a proxy.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash, thiserror::Error)]
pub enum ProxyAddressError {
    /// Not a host with a port, like `proxy.example.com:8080`.
    #[error("this is not the address of a proxy")]
    Malformed,
    /// It holds a user name or a password, which have fields of their own.
    #[error("the address must not hold a user name or password")]
    HasCredentials,
}

impl ProxyAddress {
    /// Reads `host:port`, or the same with `http://` or `https://` before it. Proxies have no usual
    /// port, so there must be one.
    pub fn parse(typed: &str) -> Result<ProxyAddress, ProxyAddressError> {
        use ProxyAddressError::{HasCredentials, Malformed};
        let typed = typed.trim();
        let (scheme, rest) = typed.split_once("://").unwrap_or(("http", typed));
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains('@') {
            return Err(HasCredentials);
        }
        let (host, port) = authority.rsplit_once(':').ok_or(Malformed)?;
        let port: u16 = port.parse().map_err(|_| Malformed)?;
        let scheme = scheme.to_ascii_lowercase();
        if port == 0
            || host.is_empty()
            || host.contains(['/', '?', '#', '\\'])
            || !matches!(scheme.as_str(), "http" | "https")
        {
            return Err(Malformed);
        }
        let url = Url::parse(&format!("{scheme}://{host}:{port}/")).map_err(|_| Malformed)?;
        Ok(ProxyAddress(url))
    }

    /// The host, as it would be typed.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or_default()
    }
}

/// `host:port`, with `https://` before it if the way to the proxy itself is encrypted. What
/// [`ProxyAddress::parse`] reads again.
impl fmt::Display for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.0.scheme() == "https" {
            "https://"
        } else {
            ""
        };
        write!(f, "{scheme}{}:{}", self.host(), self.port())
    }
}

impl ProxySettings {
    /// The way a request to this server takes with these settings.
    pub fn route(&self, server: &Server) -> Route {
        match &self.address {
            Some(proxy) if server.origin().scheme() != "http" => Route::Proxy {
                host: proxy.host().to_owned(),
                port: proxy.port(),
            },
            _ => Route::to(server),
        }
    }

    pub(crate) fn apply(&self, builder: ClientBuilder) -> ClientBuilder {
        let proxy = match &self.address {
            Some(ProxyAddress(url)) => {
                let url = url.clone();
                Proxy::custom(move |_| Some(url.clone()))
            }
            // The connector asks the system by itself, and takes what is in its variables with it.
            None if self.sign_in.is_none() => return builder,
            None => {
                let system = Matcher::from_system();
                Proxy::custom(move |url| {
                    let target = url.as_str().parse().ok()?;
                    Some(system.intercept(&target)?.uri().to_string())
                })
            }
        };
        builder.proxy(match self.sign_in.as_ref().and_then(ProxySignIn::header) {
            Some(header) => proxy.custom_http_auth(header),
            None => proxy,
        })
    }
}

impl ProxySignIn {
    fn header(&self) -> Option<HeaderValue> {
        let pair = Zeroizing::new(format!("{}:{}", self.username, self.password.expose()));
        let text = Zeroizing::new(format!("Basic {}", BASE64_STANDARD.encode(pair.as_bytes())));
        let mut header = HeaderValue::from_str(&text).ok()?;
        header.set_sensitive(true);
        Some(header)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test may stop at a surprise

    use super::*;

    #[test]
    fn a_proxy_is_a_host_with_a_port() {
        for (typed, shown) in [
            ("proxy.acme.test:3128", "proxy.acme.test:3128"),
            (" http://proxy:80/ ", "proxy:80"),
            ("HTTPS://proxy.acme.test:443", "https://proxy.acme.test:443"),
            ("[::1]:3128", "[::1]:3128"),
            ("10.1.2.3:8080", "10.1.2.3:8080"),
        ] {
            let proxy = ProxyAddress::parse(typed).unwrap();
            assert_eq!(proxy.to_string(), shown, "{typed:?}");
            assert_eq!(ProxyAddress::parse(shown).unwrap(), proxy);
        }
    }

    #[test]
    fn what_is_no_proxy_is_refused_with_its_reason() {
        use ProxyAddressError::{HasCredentials, Malformed};
        for (typed, why) in [
            ("", Malformed),
            ("proxy.acme.test", Malformed),
            ("proxy.acme.test:0", Malformed),
            ("proxy.acme.test:70000", Malformed),
            (":3128", Malformed),
            ("socks5://proxy.acme.test:1080", Malformed),
            ("proxy.acme.test/x:3128", Malformed),
            ("pro xy:3128", Malformed),
            ("maya:pw@proxy.acme.test:3128", HasCredentials),
        ] {
            assert_eq!(ProxyAddress::parse(typed), Err(why), "{typed:?}");
        }
    }

    /// B45: the password of a proxy is not in anything that is printed.
    #[test]
    fn neither_settings_nor_connections_print_the_password() {
        let settings = ProxySettings {
            address: Some(ProxyAddress::parse("proxy.acme.test:3128").unwrap()),
            sign_in: Some(ProxySignIn {
                username: "maya".into(),
                password: ProxyPassword::new("opensesame".into()),
            }),
        };
        let http = crate::Http::new("test").unwrap();
        http.set_proxy(settings.clone());
        let header = settings.sign_in.as_ref().unwrap().header().unwrap();
        assert_eq!(header, "Basic bWF5YTpvcGVuc2VzYW1l");
        let printed = format!("{settings:?} {http:?} {header:?}");
        assert!(!printed.contains("opensesame"), "{printed}");
        assert!(!printed.contains("bWF5YTpvcGVuc2VzYW1l"), "{printed}");
    }

    /// B45: the person's own proxy is the way, except to this computer itself.
    #[test]
    fn a_proxy_of_ones_own_comes_before_the_systems() {
        let settings = ProxySettings {
            address: Some(ProxyAddress::parse("proxy.acme.test:3128").unwrap()),
            sign_in: None,
        };
        let proxy = Route::Proxy {
            host: "proxy.acme.test".into(),
            port: 3128,
        };
        assert_eq!(settings.route(&Server::parse("acme").unwrap()), proxy);
        let local = Server::parse("http://127.0.0.1:8000").unwrap();
        assert_eq!(settings.route(&local), Route::Local);
    }
}
