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
    /// `GET /api/2/path/data/…`.
    Download,
    /// `POST /api/2/path/data/…`.
    Upload,
    /// `/api/2/path/oper/…`.
    Operation,
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
        let Some(rest) = api_rest(path) else {
            return Self::Any;
        };
        match rest.split('/').collect::<Vec<_>>().as_slice() {
            ["ping", ..] => Self::Ping,
            ["whoami", ..] => Self::WhoAmI,
            ["path", "info", ..] => Self::Info,
            ["path", "data", ..] if method == Method::POST => Self::Upload,
            ["path", "data", ..] => Self::Download,
            ["path", "oper", ..] => Self::Operation,
            _ => Self::Any,
        }
    }
}

/// What follows the version in an API path. Version 2.1 has the same names as 2 (seen).
pub(crate) fn api_rest(path: &str) -> Option<&str> {
    path.strip_prefix("/api/2/")
        .or_else(|| path.strip_prefix("/api/2.1/"))
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
            ("GET", "/api/2/link/", Endpoint::Any),
            ("GET", "/", Endpoint::Any),
        ];
        for (method, path, expected) in cases {
            let method = method.parse::<Method>().unwrap_or_default();
            assert_eq!(Endpoint::of(&method, path), expected, "{method} {path}");
        }
    }
}
