//! Who is calling the API.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use crate::form::Form;
use crate::site::Site;
use crate::token::basic;
use crate::user::User;

/// The person behind a request's credentials.
///
/// A bearer token in the header (documented), or as the request parameter `access_token`: the
/// workflow page allows "request parameters" without naming one, so the name is that of RFC 6750
/// §2.3 (inferred). An API key with its password on Basic (documented); user name and password are
/// accepted there too (seen).
pub(crate) fn caller(site: &Site, headers: &HeaderMap, query: &Form) -> Option<Arc<User>> {
    let Some(header) = headers.get(AUTHORIZATION) else {
        return site.user(&site.grants.bearer(query.get("access_token")?)?);
    };
    if let Some((name, password)) = basic(header) {
        let fits = |user: &User| {
            (user.username == name && user.password == password)
                || (user.api_key == name && user.api_password == password)
        };
        let user = site.people.find(|user| user.active && fits(user))?;
        if user.api_password == password {
            site.ledger.remember("api_password", &password);
        }
        return Some(user);
    }
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return None;
    }
    site.user(&site.grants.bearer(token.trim())?)
}
