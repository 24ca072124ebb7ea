//! What the authorization server has given out.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

use crate::lock::held;

/// An authorization code's terms.
#[derive(Clone)]
pub(crate) struct Code {
    pub(crate) username: String,
    pub(crate) scope: String,
    /// As it stood in the authorization request; the token request must repeat it
    /// (RFC 6749 §4.1.3).
    pub(crate) redirect_uri: Option<String>,
    /// The S256 challenge, if one was sent and is heeded.
    pub(crate) challenge: Option<String>,
    pub(crate) expires: Instant,
}

struct Access {
    username: String,
    /// Tokens that stem from the same consent share a family.
    family: u64,
    expires: Instant,
}

#[derive(Clone)]
struct Refresh {
    username: String,
    scope: String,
    family: u64,
}

/// Two tokens, fresh from the press.
#[derive(Clone)]
pub(crate) struct Pair {
    pub(crate) access_token: String,
    pub(crate) refresh_token: String,
    pub(crate) scope: String,
}

#[derive(Default)]
struct Kept {
    families: u64,
    codes: HashMap<String, Code>,
    access: HashMap<String, Access>,
    refresh: HashMap<String, Refresh>,
    /// What took the place of a rotated refresh token, and when.
    rotated: HashMap<String, (Instant, Pair)>,
}

/// Codes and tokens, in memory: they end with the sandbox.
#[derive(Default)]
pub(crate) struct Grants {
    kept: Mutex<Kept>,
}

impl Grants {
    pub(crate) fn add_code(&self, code: String, terms: Code) {
        let mut kept = held(&self.kept);
        let now = Instant::now();
        kept.codes.retain(|_, code| code.expires > now);
        kept.codes.insert(code, terms);
    }

    /// The terms of a code that has neither expired nor been used.
    pub(crate) fn code(&self, code: &str) -> Option<Code> {
        let kept = held(&self.kept);
        kept.codes
            .get(code)
            .filter(|terms| terms.expires > Instant::now())
            .cloned()
    }

    /// Ends a code's life and starts that of two tokens. `None` if someone else was faster.
    pub(crate) fn redeem(
        &self,
        code: &str,
        tokens: (String, String),
        life: Duration,
    ) -> Option<Pair> {
        let mut kept = held(&self.kept);
        let Code {
            username, scope, ..
        } = kept.codes.remove(code)?;
        kept.families += 1;
        let family = kept.families;
        Some(kept.issue(
            Refresh {
                username,
                scope,
                family,
            },
            tokens,
            life,
        ))
    }

    /// New tokens for a refresh token. With `rotate` the old one ends; otherwise it comes back.
    /// With `end_access` the access tokens of the same family end.
    pub(crate) fn refresh(
        &self,
        token: &str,
        (access, refresh): (String, String),
        life: Duration,
        rotate: bool,
        end_access: bool,
    ) -> Option<Pair> {
        let mut kept = held(&self.kept);
        let terms = kept.refresh.get(token)?.clone();
        if end_access {
            kept.access.retain(|_, token| token.family != terms.family);
        }
        let refresh = if rotate {
            kept.refresh.remove(token);
            refresh
        } else {
            token.to_owned()
        };
        let pair = kept.issue(terms, (access, refresh), life);
        if rotate {
            let turned = (Instant::now(), pair.clone());
            kept.rotated.insert(token.to_owned(), turned);
        }
        Some(pair)
    }

    /// The pair that took this refresh token's place no longer than `grace` ago, if it is still good.
    pub(crate) fn again(&self, token: &str, grace: Duration) -> Option<Pair> {
        let kept = held(&self.kept);
        let (turned, pair) = kept.rotated.get(token)?;
        let good = turned.elapsed() < grace
            && kept.refresh.contains_key(&pair.refresh_token)
            && kept.access.contains_key(&pair.access_token);
        good.then(|| pair.clone())
    }

    /// Whose access token this is; `None` for one that is unknown or has expired.
    pub(crate) fn bearer(&self, token: &str) -> Option<String> {
        let kept = held(&self.kept);
        let access = kept
            .access
            .get(token)
            .filter(|access| access.expires > Instant::now())?;
        Some(access.username.clone())
    }

    /// RFC 7009: a refresh token takes its family with it, an access token goes alone.
    pub(crate) fn revoke(&self, token: &str) {
        let mut kept = held(&self.kept);
        kept.access.remove(token);
        if let Some(Refresh { family, .. }) = kept.refresh.remove(token) {
            kept.access.retain(|_, access| access.family != family);
            kept.refresh.retain(|_, refresh| refresh.family != family);
        }
    }

    /// Ends everything a person has granted.
    pub(crate) fn end(&self, username: &str) {
        let mut kept = held(&self.kept);
        kept.codes.retain(|_, code| code.username != username);
        kept.access.retain(|_, access| access.username != username);
        kept.refresh
            .retain(|_, refresh| refresh.username != username);
    }

    /// Ends the access tokens, not the refresh tokens.
    pub(crate) fn expire_access(&self) {
        held(&self.kept).access.clear();
    }
}

impl Kept {
    fn issue(
        &mut self,
        terms: Refresh,
        (access, refresh): (String, String),
        life: Duration,
    ) -> Pair {
        let now = Instant::now();
        self.access.retain(|_, token| token.expires > now);
        let pair = Pair {
            access_token: access.clone(),
            refresh_token: refresh.clone(),
            scope: terms.scope.clone(),
        };
        self.access.insert(
            access,
            Access {
                username: terms.username.clone(),
                family: terms.family,
                expires: now + life,
            },
        );
        self.refresh.insert(refresh, terms);
        pair
    }
}
