//! What an answer of the server means, decided in one place from status, headers and body.

use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION, WWW_AUTHENTICATE};
use serde_json::Value;
use url::Url;

use crate::address::{Server, shown};
use crate::api::number;
use crate::error::ErrorKind;
use crate::said::said;
use crate::throttle::throttled;

/// The most bytes of an answer that may be nothing but the words of a failure.
const LONGEST_FAILURE: usize = 4096;

/// A whole answer, its body bounded when it was read.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: zeroize::Zeroizing<Vec<u8>>,
}

impl Reply {
    /// A web page, by its label or by its first characters.
    pub(crate) fn is_page(&self) -> bool {
        let labelled = self
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.to_ascii_lowercase().contains("html"));
        let start = self.body.trim_ascii_start();
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
        let begins = |tag: &[u8]| {
            start
                .get(..tag.len())
                .is_some_and(|s| s.eq_ignore_ascii_case(tag))
        };
        labelled || begins(b"<!doctype html") || begins(b"<html")
    }

    /// The JSON of a good answer; whatever its label, unless it is a web page.
    pub(crate) fn json(&self, expected: &'static str) -> Result<Value, ErrorKind> {
        self.no_page()?;
        serde_json::from_slice(&self.body).map_err(|_| ErrorKind::UnexpectedReply { expected })
    }

    /// The bytes of a good answer, unless it is a web page. From here on they are not wiped: for answers without
    /// a secret in them.
    pub(crate) fn into_body(mut self) -> Result<Vec<u8>, ErrorKind> {
        self.no_page()?;
        Ok(std::mem::take(&mut *self.body))
    }

    /// The failure that came as a success (API facts §13.27, *seen* with uploads): an object that tells nothing
    /// but what went wrong. Every field of every good answer is optional, so that it would pass for a folder
    /// without entries, or for a path that nobody was given access to.
    pub(crate) fn failure_inside(&self, secrets: &[&str]) -> Option<ErrorKind> {
        if self.body.len() > LONGEST_FAILURE {
            return None;
        }
        let answer: Value = serde_json::from_slice(&self.body).ok()?;
        let fields = answer.as_object()?;
        let words = ["detail", "error", "errors"];
        let tells = words.iter().any(|word| fields.contains_key(*word));
        let of_failure = |name: &String| {
            words.contains(&name.as_str()) || matches!(name.as_str(), "status" | "code")
        };
        if !tells || !fields.keys().all(of_failure) {
            return None;
        }
        let status = number(fields.get("status")).and_then(|status| u16::try_from(status).ok());
        let status = status.filter(|status| *status >= 400);
        let said = said(&self.body, secrets);
        Some(match status.unwrap_or(self.status) {
            402 => ErrorKind::QuotaExceeded { said },
            403 => ErrorKind::Forbidden { said },
            404 => ErrorKind::NotFound,
            status @ 500..=599 => ErrorKind::Server { status },
            // Nothing of it is about the token: that is the business of the outer status.
            status => ErrorKind::Rejected { status, said },
        })
    }

    fn no_page(&self) -> Result<(), ErrorKind> {
        if self.is_page() {
            return Err(ErrorKind::Page {
                status: self.status,
            });
        }
        Ok(())
    }

    /// What an answer that is no success means (API facts §3.2, *seen* unless said otherwise).
    /// `None` for a success.
    pub(crate) fn failure(&self, server: &Server, at: &Url, secrets: &[&str]) -> Option<ErrorKind> {
        if let Some(retry_after) = throttled(self.status, &self.headers) {
            return Some(ErrorKind::Throttled { retry_after });
        }
        let status = self.status;
        let said = || said(&self.body, secrets);
        Some(match status {
            200..=299 => return None,
            300..=399 => redirect(server, at, &self.headers),
            500.. => ErrorKind::Server { status },
            413 => ErrorKind::Rejected {
                status,
                said: said(),
            },
            // Before the page: Django labels even an empty answer as one, and a dead token would
            // never be renewed.
            401 if self.body.is_empty() || self.challenges_a_bearer() => ErrorKind::Unauthorized,
            403 if self.body.is_empty() => ErrorKind::Forbidden { said: None },
            // Even a 404: a page says nothing about a path, only that this is no API.
            _ if self.is_page() => ErrorKind::Page { status },
            401 => ErrorKind::Unauthorized,
            402 => ErrorKind::QuotaExceeded { said: said() },
            403 => ErrorKind::Forbidden { said: said() },
            404 => ErrorKind::NotFound,
            409 => ErrorKind::NameTaken,
            412 | 416 => ErrorKind::Changed,
            415 => ErrorKind::NotAFile,
            _ => ErrorKind::Rejected {
                status,
                said: said(),
            },
        })
    }

    /// Whether the server speaks of bearer tokens itself (RFC 6750 §3). What merely stands in between, such
    /// as a captive portal, does not.
    fn challenges_a_bearer(&self) -> bool {
        self.headers
            .get_all(WWW_AUTHENTICATE)
            .iter()
            .filter_map(|value| value.to_str().ok()?.trim_start().get(..6))
            .any(|scheme| scheme.eq_ignore_ascii_case("bearer"))
    }

    /// Whether a 403 is about who is asking rather than about what was asked (API facts §13.11):
    /// older servers answer a bad token with 403 and words about signing in. RFC 6750 §3.1's
    /// `insufficient_scope` never is.
    pub(crate) fn is_about_login(&self) -> bool {
        if self.status != 403 {
            return false;
        }
        let challenge = self
            .headers
            .get(WWW_AUTHENTICATE)
            .and_then(|value| value.to_str().ok());
        if challenge.is_some_and(|challenge| challenge.contains("insufficient_scope")) {
            return false;
        }
        said(&self.body, &[]).is_some_and(|words| {
            let words = words.to_ascii_lowercase();
            ["login", "log in", "authenticat", "credentials", "token"]
                .iter()
                .any(|w| words.contains(w))
        })
    }
}

/// A redirect is never followed: another origin means that the site has moved, and credentials are
/// never sent there (API facts §13.32); one within the server has no business here.
fn redirect(server: &Server, at: &Url, headers: &HeaderMap) -> ErrorKind {
    let target = headers
        .get(LOCATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| at.join(value).ok());
    match target {
        Some(url) if !server.is_origin_of(&url) && url.has_host() => {
            ErrorKind::Moved { host: shown(&url) }
        }
        _ => ErrorKind::Redirected,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test may stop at a surprise

    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    use super::Reply;
    use crate::address::Server;
    use crate::error::ErrorKind;

    fn reply(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Reply {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        Reply {
            status,
            headers,
            body: body.as_bytes().to_vec().into(),
        }
    }

    fn kind(reply: &Reply) -> Option<ErrorKind> {
        let server = Server::parse("acme").unwrap();
        let at = server.endpoint("api/2/whoami/");
        reply.failure(&server, &at, &[])
    }

    #[test]
    fn every_status_of_the_table_has_its_outcome() {
        let detail = r#"{"detail": "Why."}"#;
        let said = Some("Why.".to_owned());
        for (status, outcome) in [
            (200, None),
            (204, None),
            (302, Some(ErrorKind::Redirected)),
            (
                400,
                Some(ErrorKind::Rejected {
                    status: 400,
                    said: said.clone(),
                }),
            ),
            (401, Some(ErrorKind::Unauthorized)),
            (402, Some(ErrorKind::QuotaExceeded { said: said.clone() })),
            (403, Some(ErrorKind::Forbidden { said: said.clone() })),
            (404, Some(ErrorKind::NotFound)),
            (405, Some(ErrorKind::Rejected { status: 405, said })),
            (409, Some(ErrorKind::NameTaken)),
            (412, Some(ErrorKind::Changed)),
            (415, Some(ErrorKind::NotAFile)),
            (500, Some(ErrorKind::Server { status: 500 })),
            (503, Some(ErrorKind::Server { status: 503 })),
        ] {
            assert_eq!(kind(&reply(status, &[], detail)), outcome, "{status}");
        }
    }

    #[test]
    fn a_web_page_is_no_answer_unless_the_server_failed() {
        let html = [("content-type", "text/html; charset=utf-8")];
        for status in [400, 401, 403, 404] {
            assert_eq!(
                kind(&reply(status, &html, "gone")),
                Some(ErrorKind::Page { status })
            );
        }
        assert_eq!(
            kind(&reply(404, &[], " <!DOCTYPE html><p>")),
            Some(ErrorKind::Page { status: 404 })
        );
        assert_eq!(
            kind(&reply(404, &[], "NOT FOUND")),
            Some(ErrorKind::NotFound)
        );
        assert_eq!(
            kind(&reply(502, &html, "<html>")),
            Some(ErrorKind::Server { status: 502 })
        );
        assert_eq!(
            reply(200, &html, "{}").json("x"),
            Err(ErrorKind::Page { status: 200 })
        );
        assert_eq!(
            reply(200, &[], "{").json("x"),
            Err(ErrorKind::UnexpectedReply { expected: "x" })
        );
    }

    /// S13.27: and an answer that tells anything else is an answer.
    #[test]
    fn a_success_that_tells_nothing_but_what_went_wrong_is_a_failure() {
        for (body, outcome) in [
            (
                r#"{"status": "402", "detail": "Full."}"#,
                Some(ErrorKind::QuotaExceeded {
                    said: Some("Full.".into()),
                }),
            ),
            (
                r#"{"status": 503, "detail": "Not now."}"#,
                Some(ErrorKind::Server { status: 503 }),
            ),
            (
                r#"{"detail": "Not found."}"#,
                Some(ErrorKind::Rejected {
                    status: 200,
                    said: Some("Not found.".into()),
                }),
            ),
            (
                r#"{"error": "A secret of eight"}"#,
                Some(ErrorKind::Rejected {
                    status: 200,
                    said: Some("A \u{2026} of eight".into()),
                }),
            ),
            (r#"{"status": "SUCCESS"}"#, None),
            (r#"{"detail": "A plan", "name": "plan.pdf"}"#, None),
            (r#"{"path": "/", "status": 500}"#, None),
            ("[]", None),
            ("{}", None),
            ("", None),
        ] {
            let found = reply(200, &[], body).failure_inside(&["secret"]);
            assert_eq!(found, outcome, "{body}");
        }
    }

    /// C21: as django-oauth-toolkit answers a dead token.
    #[test]
    fn a_refused_token_is_no_web_page_even_if_it_is_labelled_as_one() {
        let html = ("content-type", "text/html; charset=utf-8");
        for challenge in [
            "Bearer",
            r#"Bearer error="invalid_token",error_description="The access token is invalid.""#,
            r#"bearer realm="api""#,
        ] {
            let headers = [html, ("www-authenticate", challenge)];
            for body in ["", "<!doctype html><title>Please sign in</title>"] {
                assert_eq!(
                    kind(&reply(401, &headers, body)),
                    Some(ErrorKind::Unauthorized),
                    "{challenge}: {body}"
                );
            }
        }
        assert_eq!(
            kind(&reply(401, &[html], "")),
            Some(ErrorKind::Unauthorized)
        );
        assert_eq!(
            kind(&reply(403, &[html], "")),
            Some(ErrorKind::Forbidden { said: None })
        );
        let portal = [html, ("www-authenticate", r#"Basic realm="Guests""#)];
        assert_eq!(
            kind(&reply(401, &portal, "<html>")),
            Some(ErrorKind::Page { status: 401 })
        );
    }

    #[test]
    fn a_redirect_to_another_host_names_it_and_any_other_does_not() {
        for (location, outcome) in [
            (
                "https://acme.files.com/",
                ErrorKind::Moved {
                    host: "acme.files.com".into(),
                },
            ),
            (
                "//acme.files.com:8443/x",
                ErrorKind::Moved {
                    host: "acme.files.com:8443".into(),
                },
            ),
            (
                "http://acme.smartfile.com/",
                ErrorKind::Moved {
                    host: "acme.smartfile.com".into(),
                },
            ),
            ("/ftp/login", ErrorKind::Redirected),
            (
                "https://acme.smartfile.com/api/2/ping/",
                ErrorKind::Redirected,
            ),
            ("https://", ErrorKind::Redirected),
        ] {
            assert_eq!(
                kind(&reply(301, &[("location", location)], "")),
                Some(outcome),
                "{location}"
            );
        }
        assert_eq!(kind(&reply(301, &[], "")), Some(ErrorKind::Redirected));
    }

    #[test]
    fn a_403_about_login_is_told_from_a_403_about_permission() {
        let words = "You do not have permission to access this resource. You may need to login or otherwise authenticate the request.";
        assert!(reply(403, &[], &format!(r#"{{"detail": "{words}"}}"#)).is_about_login());
        assert!(!reply(403, &[], r#"{"detail": "This folder is read-only."}"#).is_about_login());
        assert!(!reply(403, &[], "").is_about_login());
        assert!(!reply(404, &[], r#"{"detail": "login"}"#).is_about_login());
        let scope = [("www-authenticate", r#"Bearer error="insufficient_scope""#)];
        assert!(!reply(403, &scope, r#"{"detail": "Please login"}"#).is_about_login());
    }
}
