//! The authorization response: what comes back from the browser, believed by nobody at first.

use std::fmt;

use subtle::ConstantTimeEq;
use url::{Url, form_urlencoded};

use crate::address::Server;
use crate::said::inert;
use crate::secret::{AuthorizationCode, is_vschar};

/// The longest redirection that is looked at, in bytes.
const LONGEST: usize = 8 * 1024;

/// Why a redirection gave no code.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ResponseError {
    /// It does not belong to this request: another redirect URI, another issuer, or the request
    /// has had its answer. Nothing happened.
    #[error("this redirection does not belong to the request")]
    Foreign,
    /// It carries no `state` or another one (RFC 6749 §10.12). Nothing happened.
    #[error("this redirection was not asked for")]
    StateMismatch,
    /// A parameter comes twice (RFC 6749 §3.1), a value cannot be one, or it is too long. Nothing
    /// happened.
    #[error("this redirection is malformed")]
    Malformed,
    /// Neither a code nor an error. Nothing happened.
    #[error("this redirection holds no code")]
    MissingCode,
    /// The person or the server said no. The request is used up.
    #[error("the authorization was refused: {0}")]
    Refused(AuthorizationError),
}

/// An error of the authorization server (RFC 6749 §4.1.2.1 and §5.2). `error_uri` is never kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AuthorizationError {
    /// Which one. Decide by this.
    pub code: AuthorizationErrorCode,
    /// The server's own words for a developer: inert text of at most 200 characters, without
    /// control characters. Anybody may have written it.
    pub description: Option<String>,
}

/// The error codes of RFC 6749 §4.1.2.1 (authorization endpoint) and §5.2 (token endpoint).
///
/// The service documents `invalid_grant` alone; the others are the standard's.
#[derive(Clone, Debug, Eq, PartialEq, Hash)]
pub enum AuthorizationErrorCode {
    /// `invalid_request`: a parameter is missing, doubled or malformed.
    InvalidRequest,
    /// `unauthorized_client`: this client may not ask for a code, or not use this grant.
    UnauthorizedClient,
    /// `access_denied`: the person, or the server, said no.
    AccessDenied,
    /// `unsupported_response_type`.
    UnsupportedResponseType,
    /// `invalid_scope`.
    InvalidScope,
    /// `server_error`: a 500 that had to be told by redirection.
    ServerError,
    /// `temporarily_unavailable`: a 503 that had to be told by redirection.
    TemporarilyUnavailable,
    /// `invalid_client`: unknown client or wrong client secret.
    InvalidClient,
    /// `invalid_grant`: the code or refresh token is wrong, used, expired or revoked, or the
    /// redirect URI or code verifier does not fit (*documented*, without its reasons).
    InvalidGrant,
    /// `unsupported_grant_type`.
    UnsupportedGrantType,
    /// Any other, as inert text of at most 64 characters.
    Other(String),
}

impl AuthorizationErrorCode {
    /// Reads the code as it is written on the wire.
    pub fn parse(text: &str) -> AuthorizationErrorCode {
        use AuthorizationErrorCode as Code;
        match text {
            "invalid_request" => Code::InvalidRequest,
            "unauthorized_client" => Code::UnauthorizedClient,
            "access_denied" => Code::AccessDenied,
            "unsupported_response_type" => Code::UnsupportedResponseType,
            "invalid_scope" => Code::InvalidScope,
            "server_error" => Code::ServerError,
            "temporarily_unavailable" => Code::TemporarilyUnavailable,
            "invalid_client" => Code::InvalidClient,
            "invalid_grant" => Code::InvalidGrant,
            "unsupported_grant_type" => Code::UnsupportedGrantType,
            other => Code::Other(
                inert(other, &[])
                    .unwrap_or_default()
                    .chars()
                    .take(64)
                    .collect(),
            ),
        }
    }

    /// The code as it is written on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            AuthorizationErrorCode::InvalidRequest => "invalid_request",
            AuthorizationErrorCode::UnauthorizedClient => "unauthorized_client",
            AuthorizationErrorCode::AccessDenied => "access_denied",
            AuthorizationErrorCode::UnsupportedResponseType => "unsupported_response_type",
            AuthorizationErrorCode::InvalidScope => "invalid_scope",
            AuthorizationErrorCode::ServerError => "server_error",
            AuthorizationErrorCode::TemporarilyUnavailable => "temporarily_unavailable",
            AuthorizationErrorCode::InvalidClient => "invalid_client",
            AuthorizationErrorCode::InvalidGrant => "invalid_grant",
            AuthorizationErrorCode::UnsupportedGrantType => "unsupported_grant_type",
            AuthorizationErrorCode::Other(text) => text,
        }
    }

    pub(crate) fn is_temporary(&self) -> bool {
        matches!(
            self,
            AuthorizationErrorCode::ServerError | AuthorizationErrorCode::TemporarilyUnavailable
        )
    }
}

impl AuthorizationError {
    pub(crate) fn new(
        code: &str,
        description: Option<&str>,
        secrets: &[&str],
    ) -> AuthorizationError {
        let code = match AuthorizationErrorCode::parse(code) {
            AuthorizationErrorCode::Other(text) => {
                AuthorizationErrorCode::Other(inert(&text, secrets).unwrap_or_default())
            }
            known => known,
        };
        AuthorizationError {
            code,
            description: description.and_then(|text| inert(text, secrets)),
        }
    }
}

impl fmt::Display for AuthorizationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())
    }
}

/// Checks a redirection and takes the code out of it. Cheapest and strictest checks first.
pub(super) fn read(
    redirection: &str,
    redirect_uri: &str,
    state: &str,
    server: &Server,
) -> Result<AuthorizationCode, ResponseError> {
    if redirection.len() > LONGEST {
        return Err(ResponseError::Malformed);
    }
    let query = query_of(redirection, redirect_uri).ok_or(ResponseError::Foreign)?;
    let parameters: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    for (position, (name, _)) in parameters.iter().enumerate() {
        if parameters[..position]
            .iter()
            .any(|(earlier, _)| earlier == name)
        {
            return Err(ResponseError::Malformed);
        }
    }
    let value = |key: &str| {
        let found = parameters.iter().find(|(name, _)| name == key);
        found
            .map(|(_, value)| value.as_ref())
            .filter(|value| !value.is_empty())
    };

    let given = value("state").unwrap_or_default();
    if !bool::from(given.as_bytes().ct_eq(state.as_bytes())) {
        return Err(ResponseError::StateMismatch);
    }
    // RFC 9207 §2.4: an issuer that is named must be ours. Origins are compared, for how the
    // service would write its issuer is not documented.
    if value("iss").is_some_and(|iss| !Url::parse(iss).is_ok_and(|iss| server.is_origin_of(&iss))) {
        return Err(ResponseError::Foreign);
    }
    if let Some(error) = value("error") {
        let error = AuthorizationError::new(error, value("error_description"), &[state]);
        return Err(ResponseError::Refused(error));
    }
    // The standard's name, or the word of the service's page (API facts §13.7).
    let code = value("code")
        .or_else(|| value("verifier"))
        .ok_or(ResponseError::MissingCode)?;
    if is_vschar(code) {
        Ok(AuthorizationCode::new(code.to_owned()))
    } else {
        Err(ResponseError::Malformed)
    }
}

/// The query of a redirection to exactly this redirect URI. The URI is compared as text, before
/// anything is parsed. A fragment, which a browser may carry over, is dropped.
fn query_of<'r>(redirection: &'r str, redirect_uri: &str) -> Option<&'r str> {
    let rest = redirection.strip_prefix(redirect_uri)?;
    let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
    if rest.is_empty() {
        return Some("");
    }
    let separator = if redirect_uri.contains('?') { '&' } else { '?' };
    rest.strip_prefix(separator)
}

#[cfg(test)]
#[path = "response_tests.rs"]
mod tests;
