//! The places of the service a fault can be laid at.

use axum::http::Method;

/// A place a request goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// The sign-in and consent pages, `/oauth2/authorize/`.
    Authorize,
    /// The token endpoint, `/oauth2/token/`.
    Token,
    /// The revocation endpoint, `/oauth2/revoke_token/`.
    Revoke,
    /// `GET /api/2/ping/`.
    Ping,
    /// `GET /api/2/whoami/`.
    WhoAmI,
    /// `GET /api/2/path/info/…`.
    Info,
    /// `POST /api/2/path/info/…`.
    Attributes,
    /// `GET …/path/data/…`.
    Download,
    /// `POST /api/2/path/data/…` and `PUT /api/3/path/data/…`.
    Upload,
    /// `PATCH /api/3/path/data/…`.
    Append,
    /// `DELETE /api/3/path/data/…`.
    Delete,
    /// `/api/2/path/exchange/`.
    Exchange,
    /// `/api/2/path/oper/…`.
    Operation,
    /// `/api/2/task/…`.
    Task,
    /// `/api/2/search/…`.
    Search,
    /// `/api/2/link/…`.
    Link,
    /// `/api/2/access/…`.
    Access,
    /// `GET /api/2/path/list-versions/…`.
    Versions,
    /// Every place, also those without a name here.
    Any,
}

impl Endpoint {
    /// The place a request goes to; [`Endpoint::Any`] when it has no name of its own.
    pub(crate) fn of(method: &Method, path: &str) -> Self {
        if let Some(rest) = path.strip_prefix("/oauth2/") {
            return match rest.trim_end_matches('/') {
                "authorize" => Self::Authorize,
                "token" => Self::Token,
                "revoke_token" => Self::Revoke,
                _ => Self::Any,
            };
        }
        let Some((_, rest)) = api_rest(path) else {
            return Self::Any;
        };
        match rest.split('/').collect::<Vec<_>>().as_slice() {
            ["ping", ..] => Self::Ping,
            ["whoami", ..] => Self::WhoAmI,
            ["path", "info", ..] if method == Method::POST => Self::Attributes,
            ["path", "info", ..] => Self::Info,
            ["path", "data", ..] => match *method {
                Method::POST | Method::PUT => Self::Upload,
                Method::PATCH => Self::Append,
                Method::DELETE => Self::Delete,
                _ => Self::Download,
            },
            ["path", "exchange", ..] => Self::Exchange,
            ["path", "oper", ..] => Self::Operation,
            ["path", "list-versions", ..] => Self::Versions,
            ["task", ..] => Self::Task,
            ["search", ..] => Self::Search,
            ["link", ..] => Self::Link,
            ["access", ..] => Self::Access,
            _ => Self::Any,
        }
    }
}

/// A version of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    Two,
    /// The same names as 2 (seen).
    TwoOne,
    Three,
}

impl Version {
    pub(crate) fn segment(self) -> &'static str {
        match self {
            Self::Two => "2",
            Self::TwoOne => "2.1",
            Self::Three => "3",
        }
    }
}

/// The version in an API path, and what follows it.
pub(crate) fn api_rest(path: &str) -> Option<(Version, &str)> {
    let (version, rest) = path.strip_prefix("/api/")?.split_once('/')?;
    [Version::Two, Version::TwoOne, Version::Three]
        .into_iter()
        .find_map(|known| (known.segment() == version).then_some((known, rest)))
}

#[cfg(test)]
mod tests {
    use super::Endpoint;
    use axum::http::Method;

    #[test]
    fn each_request_belongs_to_one_endpoint() {
        let cases = [
            ("GET", "/oauth2/authorize/", Endpoint::Authorize),
            ("POST", "/oauth2/token/", Endpoint::Token),
            ("POST", "/oauth2/revoke_token/", Endpoint::Revoke),
            ("GET", "/api/2/ping/", Endpoint::Ping),
            ("GET", "/api/2.1/whoami/", Endpoint::WhoAmI),
            ("GET", "/api/2/path/info/", Endpoint::Info),
            ("GET", "/api/2/path/info/Projects/a%20b", Endpoint::Info),
            ("GET", "/api/2/path/data/a.txt", Endpoint::Download),
            ("POST", "/api/2/path/data/", Endpoint::Upload),
            ("POST", "/api/2/path/oper/mkdir/", Endpoint::Operation),
            ("POST", "/api/2/path/info/a", Endpoint::Attributes),
            ("PUT", "/api/3/path/data/a.txt", Endpoint::Upload),
            ("PATCH", "/api/3/path/data/a.txt", Endpoint::Append),
            ("DELETE", "/api/3/path/data/a.txt", Endpoint::Delete),
            ("POST", "/api/2/path/exchange/", Endpoint::Exchange),
            ("GET", "/api/2/task/0/", Endpoint::Task),
            ("GET", "/api/2/search/path/", Endpoint::Search),
            ("GET", "/api/2/link/", Endpoint::Link),
            ("GET", "/api/2/access/path/a/", Endpoint::Access),
            ("GET", "/api/2/path/list-versions/a", Endpoint::Versions),
            ("GET", "/api/2/pref/", Endpoint::Any),
            ("GET", "/", Endpoint::Any),
        ];
        for (method, path, expected) in cases {
            let method = method.parse::<Method>().unwrap_or_default();
            assert_eq!(Endpoint::of(&method, path), expected, "{method} {path}");
        }
    }
}
