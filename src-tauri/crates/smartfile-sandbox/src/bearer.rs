//! Who is calling the API.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use crate::form::Form;
use crate::site::Site;
use crate::token::basic;
use crate::user::User;

/// The person behind a request.
///
/// A bearer token in the header (documented), or as the request parameter `access_token`: the
/// workflow page allows "request parameters" without naming one, so the name is that of RFC 6750
/// §2.3 (inferred). User name and password on Basic are accepted too (seen).
pub(crate) fn caller<'a>(site: &'a Site, headers: &HeaderMap, query: &Form) -> Option<&'a User> {
    let Some(header) = headers.get(AUTHORIZATION) else {
        return site.user(&site.grants.bearer(query.get("access_token")?)?);
    };
    if let Some((name, password)) = basic(header) {
        return site.user(&name).filter(|user| user.password == password);
    }
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return None;
    }
    site.user(&site.grants.bearer(token.trim())?)
}
