//! What stands between this computer and a site: the way there, and one request looked at closely.

use std::error::Error as StdError;
use std::time::SystemTime;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Method;
use reqwest::header::{DATE, HeaderMap};
use rustls::CertificateError;
use serde_json::Value;
use url::Url;

use crate::address::Server;
use crate::error::{Error, ErrorKind};
use crate::http::{Fault, Http};

/// The most bytes of this small answer.
const LIMIT: usize = 1024 * 1024;
const EXPECTED: &str = "an answer to a ping";

/// The way a request to a server takes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Route {
    /// Plain `http` to a loopback address: it does not leave the computer.
    Local,
    /// Straight to the server.
    Direct,
    /// Through the proxy that the system names.
    Proxy {
        /// Its host name or address, without a name or password for it.
        host: String,
        /// Its port.
        port: u16,
    },
}

impl Route {
    /// The way to this server, as the system says now: its environment variables, else its settings.
    pub fn to(server: &Server) -> Route {
        if server.origin().scheme() == "http" {
            return Route::Local;
        }
        through(&Matcher::from_system(), server.origin())
    }
}

fn through(system: &Matcher, origin: &Url) -> Route {
    let proxy = origin
        .as_str()
        .parse()
        .ok()
        .and_then(|uri| system.intercept(&uri));
    let Some(proxy) = proxy else {
        return Route::Direct;
    };
    let uri = proxy.uri();
    let usual = if uri.scheme_str() == Some("https") {
        443
    } else {
        80
    };
    Route::Proxy {
        host: uri.host().unwrap_or_default().to_owned(),
        port: uri.port_u16().unwrap_or(usual),
    }
}

/// What one request to a site showed.
#[derive(Debug)]
pub struct Probe {
    /// Whether a SmartFile API answered, as [`ping`](crate::ping()) says it.
    pub outcome: Result<(), Error>,
    /// The time of day at whoever answered (`Date`, RFC 9110 §6.6.1), in whole seconds.
    pub date: Option<SystemTime>,
    /// Why the identity of the server could not be verified, if that is what went wrong.
    pub distrust: Option<Distrust>,
}

/// Why a server was not believed to be who it says. There is no way around any of them.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Distrust {
    /// Its certificate has ended, as far as this computer's clock says.
    Expired,
    /// Its certificate does not begin yet, as far as this computer's clock says.
    NotYetValid,
    /// The certificate is another host's.
    OtherName,
    /// Nobody whom this computer trusts has signed it.
    UnknownIssuer,
    /// The connection could not be made safe for another reason.
    Other,
}

/// Asks `GET /api/2/ping/` (*documented*, API facts §4) once, without credentials, and keeps what a
/// person may need to know about the way there. Nothing is repeated and no redirect is followed.
pub async fn probe(http: &Http, server: &Server) -> Probe {
    let mut date = None;
    let outcome = asked(http, server, &mut date).await;
    Probe {
        distrust: outcome.as_ref().err().and_then(Error::distrust),
        outcome,
        date,
    }
}

async fn asked(http: &Http, server: &Server, date: &mut Option<SystemTime>) -> Result<(), Error> {
    let url = server.endpoint("api/2/ping/");
    let failed = |kind| Error::new("ping", kind);
    let faulty = |fault: Fault| fault.within("ping");
    let request = http.request(Method::GET, &url).map_err(faulty)?;
    let response = http.send(request).await.map_err(faulty)?;
    *date = date_of(response.headers());
    let reply = http.reply(response, LIMIT, EXPECTED).await;
    let reply = reply.map_err(faulty)?;
    if let Some(kind) = reply.failure(server, &url, &[]) {
        return Err(failed(kind));
    }
    let answer = reply.json(EXPECTED).map_err(failed)?;
    if answer.get("ping").and_then(Value::as_str) == Some("pong") {
        Ok(())
    } else {
        Err(failed(ErrorKind::UnexpectedReply { expected: EXPECTED }))
    }
}

fn date_of(headers: &HeaderMap) -> Option<SystemTime> {
    let text = headers.get(DATE)?.to_str().ok()?;
    httpdate::parse_http_date(text).ok()
}

/// The reason in a TLS error, wherever in the chain it is. rustls errors travel inside I/O errors,
/// whose `source` skips them, so those are opened by hand.
pub(crate) fn distrust(cause: &(dyn StdError + 'static)) -> Option<Distrust> {
    if let Some(error) = cause.downcast_ref::<rustls::Error>() {
        return Some(reason(error));
    }
    if let Some(inner) = cause
        .downcast_ref::<std::io::Error>()
        .and_then(std::io::Error::get_ref)
    {
        return distrust(inner);
    }
    cause.source().and_then(distrust)
}

fn reason(error: &rustls::Error) -> Distrust {
    use CertificateError as Bad;
    match error {
        rustls::Error::InvalidCertificate(Bad::Expired | Bad::ExpiredContext { .. }) => {
            Distrust::Expired
        }
        rustls::Error::InvalidCertificate(Bad::NotValidYet | Bad::NotValidYetContext { .. }) => {
            Distrust::NotYetValid
        }
        rustls::Error::InvalidCertificate(
            Bad::NotValidForName | Bad::NotValidForNameContext { .. },
        ) => Distrust::OtherName,
        rustls::Error::InvalidCertificate(Bad::UnknownIssuer) => Distrust::UnknownIssuer,
        _ => Distrust::Other,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test may stop at a surprise

    use std::io;

    use super::*;

    fn route(system: &Matcher, typed: &str) -> Route {
        through(system, Server::parse(typed).unwrap().origin())
    }

    /// B45: the route can be shown, and what the proxy is signed in to with cannot.
    #[test]
    fn the_way_through_a_proxy_names_its_host_and_never_its_password() {
        let system = Matcher::builder()
            .https("http://maya:opensesame@proxy.acme.test:3128")
            .no("inside.acme.test")
            .build();
        let taken = route(&system, "files.acme.test");
        let proxy = Route::Proxy {
            host: "proxy.acme.test".into(),
            port: 3128,
        };
        assert_eq!(taken, proxy);
        assert!(!format!("{taken:?}").contains("opensesame"));
        assert_eq!(route(&system, "inside.acme.test"), Route::Direct);
        assert_eq!(route(&Matcher::builder().build(), "acme"), Route::Direct);
        assert_eq!(
            Route::to(&Server::parse("http://127.0.0.1:8000").unwrap()),
            Route::Local
        );
    }

    /// B46: each reason why a server is not believed is told apart.
    #[test]
    fn the_reason_of_a_tls_failure_is_found_inside_io_errors() {
        for (error, expected) in [
            (CertificateError::Expired, Distrust::Expired),
            (CertificateError::NotValidYet, Distrust::NotYetValid),
            (CertificateError::NotValidForName, Distrust::OtherName),
            (CertificateError::UnknownIssuer, Distrust::UnknownIssuer),
            (CertificateError::Revoked, Distrust::Other),
        ] {
            let tls = rustls::Error::InvalidCertificate(error);
            let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, tls));
            assert_eq!(distrust(&wrapped), Some(expected));
        }
        assert_eq!(distrust(&io::Error::other("a cut cable")), None);
    }
}
