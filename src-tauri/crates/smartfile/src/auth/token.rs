//! The token response.

use std::time::Duration;

use serde_json::Value;

use crate::secret::{AccessToken, RefreshToken, is_vschar};

/// What the token endpoint issued (RFC 6749 §5.1; *documented*, step 3 of the service's workflow
/// page). Its `Debug` shows no token.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TokenSet {
    /// Opens the API.
    pub access_token: AccessToken,
    /// Gets the next set; documented, yet may be missing in the answer to a refresh.
    pub refresh_token: Option<RefreshToken>,
    /// How long the access token lives, counted from the answer. Missing if the server did not say
    /// so in a usable way.
    pub expires_in: Option<Duration>,
    /// What it opens, as the server named it. Scope names are not documented (API facts §13.3).
    pub scope: Option<String>,
}

/// Ten years. A longer life is as good as this one and computes without surprises.
const LONGEST_LIFE: f64 = 315_360_000.0;

impl TokenSet {
    /// Reads a token response. `None` if it holds no usable access token or another type of token
    /// than Bearer, which RFC 6749 §7.1 forbids to use.
    ///
    /// The type is compared without regard to case (§5.1) and a missing one is taken as Bearer, the
    /// only one the service knows (*documented*). `expires_in` may be a number or a text of digits
    /// (API facts §13.37); `expires_in`, `refresh_token` and `scope` may be missing; other fields
    /// are ignored.
    pub(crate) fn read(answer: Value) -> Option<TokenSet> {
        let Value::Object(mut fields) = answer else {
            return None;
        };
        let mut text = |key: &str| match fields.remove(key) {
            Some(Value::String(text)) if !text.is_empty() => Some(text),
            Some(other) => {
                fields.insert(key.to_owned(), other);
                None
            }
            None => None,
        };
        let access_token = text("access_token").filter(|token| is_vschar(token))?;
        let refresh_token = text("refresh_token").filter(|token| is_vschar(token));
        let scope = text("scope");
        match fields.get("token_type") {
            None | Some(Value::Null) => {}
            Some(Value::String(kind)) if kind.eq_ignore_ascii_case("bearer") => {}
            Some(_) => return None,
        }
        Some(TokenSet {
            access_token: AccessToken::new(access_token),
            refresh_token: refresh_token.map(RefreshToken::new),
            expires_in: fields.get("expires_in").and_then(life),
            scope,
        })
    }
}

fn life(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) if text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok()?,
        _ => return None,
    };
    (seconds > 0.0).then(|| Duration::from_secs_f64(seconds.min(LONGEST_LIFE)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test may stop at a surprise

    use std::time::Duration;

    use serde_json::json;

    use super::TokenSet;

    /// S13.3: the scope that came back can be shown.
    #[test]
    fn the_documented_answer_is_read() {
        let set = TokenSet::read(json!({
            "access_token": "aaaa", "expires_in": 36000, "refresh_token": "rrrr", "scope": "read write", "token_type": "Bearer"
        }))
        .unwrap();
        assert_eq!(set.access_token.expose(), "aaaa");
        assert_eq!(set.refresh_token.as_ref().unwrap().expose(), "rrrr");
        assert_eq!(set.expires_in, Some(Duration::from_hours(10)));
        assert_eq!(set.scope.as_deref(), Some("read write"));
        let printed = format!("{set:?} {set:#?}");
        assert!(
            !printed.contains("aaaa") && !printed.contains("rrrr"),
            "{printed}"
        );
    }

    /// C16: `token_type`.
    #[test]
    fn the_type_is_compared_without_case_and_an_unknown_type_is_not_used() {
        for kind in ["bearer", "BEARER", "Bearer"] {
            assert!(TokenSet::read(json!({"access_token": "a", "token_type": kind})).is_some());
        }
        assert!(TokenSet::read(json!({"access_token": "a"})).is_some());
        for kind in [json!("mac"), json!(""), json!(7), json!(["Bearer"])] {
            assert!(
                TokenSet::read(json!({"access_token": "a", "token_type": kind})).is_none(),
                "{kind}"
            );
        }
    }

    /// C16: `expires_in`.
    #[test]
    fn the_life_may_be_a_number_a_text_of_digits_or_missing() {
        let life = |value| {
            TokenSet::read(json!({"access_token": "a", "expires_in": value}))
                .unwrap()
                .expires_in
        };
        let seconds = |n| Some(Duration::from_secs(n));
        assert_eq!(life(json!(3)), seconds(3));
        assert_eq!(life(json!(3.5)), Some(Duration::from_millis(3500)));
        assert_eq!(life(json!("36000")), seconds(36000));
        assert_eq!(life(json!(u64::MAX)), seconds(315_360_000));
        assert_eq!(life(json!("9".repeat(400))), seconds(315_360_000));
        for value in [
            json!(null),
            json!(0),
            json!(-5),
            json!(""),
            json!("soon"),
            json!("-5"),
            json!([3]),
            json!({}),
        ] {
            assert_eq!(life(value.clone()), None, "{value}");
        }
    }

    /// C16: what is no token is not used.
    #[test]
    fn without_a_usable_access_token_there_is_no_set() {
        for answer in [
            json!({}),
            json!([]),
            json!("token"),
            json!({"access_token": ""}),
            json!({"access_token": null}),
            json!({"access_token": 12}),
            json!({"access_token": "a\r\nX-Evil: 1"}),
            json!({"access_token": "käse"}),
        ] {
            assert!(TokenSet::read(answer.clone()).is_none(), "{answer}");
        }
        let set = TokenSet::read(json!({"access_token": "a", "refresh_token": 5, "scope": ["x"]}))
            .unwrap();
        assert_eq!((set.refresh_token, set.scope), (None, None));
    }
}
