//! Redirect URIs: which are allowed, and what is added to them.

use url::form_urlencoded;

/// The redirect URI that stands for "show the code on the page" (inferred: once usual).
pub(crate) const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

/// Whether a redirect URI is one of those registered: letter by letter (RFC 6749 §3.1.2.3), except
/// that a registered loopback address matches with any port (RFC 8252 §7.3). The name `localhost`
/// has no such freedom.
pub(crate) fn is_registered(given: &str, registered: &[String]) -> bool {
    registered.iter().any(|known| {
        known == given
            || without_loopback_port(known)
                .is_some_and(|known| Some(known) == without_loopback_port(given))
    })
}

/// A loopback URI's host and what follows the port.
fn without_loopback_port(uri: &str) -> Option<(&str, &str)> {
    let rest = uri.strip_prefix("http://")?;
    let host = ["127.0.0.1", "[::1]"]
        .into_iter()
        .find(|host| rest.starts_with(host))?;
    let rest = &rest[host.len()..];
    let Some(after) = rest.strip_prefix(':') else {
        let whole = rest.is_empty() || rest.starts_with(['/', '?']);
        return whole.then_some((host, rest));
    };
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let (port, rest) = after.split_at(digits);
    let whole = rest.is_empty() || rest.starts_with(['/', '?']);
    (port.parse::<u16>().is_ok() && whole).then_some((host, rest))
}

/// A redirect URI with parameters added. What was there stays as it is.
pub(crate) fn with_parameters(uri: &str, parameters: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    format!("{uri}{}{query}", if uri.contains('?') { '&' } else { '?' })
}

/// Where a consent form may lead, for the page's content security policy: browsers hold redirects
/// after a form to `form-action` too.
pub(crate) fn form_action(uri: &str) -> Option<String> {
    let (scheme, rest) = uri.split_once(':')?;
    let mut letters = scheme.bytes();
    let is_scheme = letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    if !is_scheme {
        return None;
    }
    let Some(rest) = rest
        .strip_prefix("//")
        .filter(|_| matches!(scheme, "http" | "https"))
    else {
        return Some(format!("{scheme}:"));
    };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    // A policy cannot name an IPv6 address, so the scheme has to do.
    let plain = host
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':'));
    Some(if plain && !host.is_empty() {
        format!("{scheme}://{host}")
    } else {
        format!("{scheme}:")
    })
}

#[cfg(test)]
mod tests {
    use super::{form_action, is_registered, with_parameters};

    #[test]
    fn a_redirect_uri_matches_letter_by_letter_or_on_another_loopback_port() {
        let registered = [
            "com.smartfile.connect:/oauth2/callback".to_owned(),
            "http://127.0.0.1/callback".to_owned(),
            "http://[::1]:80/callback".to_owned(),
            "http://localhost:7000/callback".to_owned(),
        ];
        for yes in [
            "com.smartfile.connect:/oauth2/callback",
            "http://127.0.0.1/callback",
            "http://127.0.0.1:49152/callback",
            "http://[::1]:5/callback",
            "http://localhost:7000/callback",
        ] {
            assert!(is_registered(yes, &registered), "{yes}");
        }
        for no in [
            "com.smartfile.connect:/oauth2/callback/",
            "com.smartfile.connect://oauth2/callback",
            "COM.smartfile.connect:/oauth2/callback",
            "http://127.0.0.1:49152/callback2",
            "http://127.0.0.1:99999/callback",
            "http://127.0.0.1:80@evil.example/callback",
            "http://127.0.0.1.evil.example/callback",
            "https://127.0.0.1:49152/callback",
            "http://localhost:7001/callback",
            "http://[::2]:5/callback",
            "",
        ] {
            assert!(!is_registered(no, &registered), "{no}");
        }
    }

    #[test]
    fn parameters_follow_what_the_redirect_uri_already_has() {
        let parameters = [("code", "a b"), ("state", "x&y=z")];
        assert_eq!(
            with_parameters("app:/cb", &parameters),
            "app:/cb?code=a+b&state=x%26y%3Dz"
        );
        assert_eq!(
            with_parameters("app:/cb?k=v", &[("code", "c")]),
            "app:/cb?k=v&code=c"
        );
    }

    #[test]
    fn the_policy_allows_the_way_back_to_the_application() {
        let cases = [
            (
                "com.smartfile.connect:/oauth2/callback",
                Some("com.smartfile.connect:"),
            ),
            (
                "http://127.0.0.1:4000/callback",
                Some("http://127.0.0.1:4000"),
            ),
            ("http://[::1]:4000/callback", Some("http:")),
            ("no scheme", None),
            ("bad scheme;:x", None),
        ];
        for (uri, expected) in cases {
            assert_eq!(form_action(uri).as_deref(), expected, "{uri}");
        }
    }
}
