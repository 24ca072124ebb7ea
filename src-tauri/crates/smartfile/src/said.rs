//! What the server said about an error: seven kinds of bodies, read in one place.

use serde_json::Value;

/// The most characters of the server's words that are kept.
const LONGEST: usize = 200;

/// Reads the words out of an error body.
///
/// The reading order is API facts §3.3 (*seen*): `detail`, the first of `errors`, the first of
/// `field_errors`, the first field that is a list of texts, `error_description`, `error`; an array
/// of texts gives its first; a short plain text is taken as it is; a web page gives nothing.
///
/// Every text in `secrets` is struck out, should the server repeat what it was sent.
pub(crate) fn said(body: &[u8], secrets: &[&str]) -> Option<String> {
    let words = if let Ok(value) = serde_json::from_slice::<Value>(body) {
        words(&value)?
    } else {
        let text = std::str::from_utf8(body).ok()?.trim();
        if text.len() > LONGEST || text.starts_with(['<', '{', '[']) {
            return None;
        }
        text.to_owned()
    };
    inert(&words, secrets)
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(list) => first_text(list),
        Value::Object(fields) => {
            let text = |key: &str| fields.get(key).and_then(Value::as_str).map(str::to_owned);
            let list = |key: &str| {
                fields
                    .get(key)
                    .and_then(Value::as_array)
                    .and_then(|l| first_text(l))
            };
            text("detail")
                .or_else(|| list("detail"))
                .or_else(|| list("errors"))
                .or_else(|| {
                    let by_field = fields.get("field_errors")?.as_object()?;
                    by_field.values().find_map(|l| first_text(l.as_array()?))
                })
                .or_else(|| fields.values().find_map(|l| first_text(l.as_array()?)))
                .or_else(|| text("error_description"))
                .or_else(|| text("error"))
        }
        _ => None,
    }
}

fn first_text(list: &[Value]) -> Option<String> {
    list.iter().find_map(Value::as_str).map(str::to_owned)
}

/// Makes a text harmless: control and invisible direction characters become spaces, runs of white
/// space become one, at most 200 characters are kept, and known secrets are struck out first.
pub(crate) fn inert(text: &str, secrets: &[&str]) -> Option<String> {
    let mut text = text.to_owned();
    for secret in secrets.iter().filter(|secret| secret.len() >= 4) {
        if text.contains(secret) {
            text = text.replace(secret, "…");
        }
    }
    let harmless = |c: char| {
        if c.is_control() || is_invisible(c) {
            ' '
        } else {
            c
        }
    };
    let clean: String = text.chars().map(harmless).collect();
    let words: Vec<&str> = clean.split_whitespace().collect();
    let short: String = words.join(" ").chars().take(LONGEST).collect();
    (!short.is_empty()).then_some(short)
}

/// Characters that change how their neighbours are shown, or show nothing (Unicode Bidi controls,
/// zero-width characters, line and paragraph separators).
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}')
}

#[cfg(test)]
mod tests {
    use super::{inert, said};

    #[test]
    fn the_seven_error_bodies_are_read() {
        for (body, words) in [
            (
                r#"{"detail": "You may need to login."}"#,
                Some("You may need to login."),
            ),
            (
                r#"{"field_errors": {"dst": ["No such folder."]}, "errors": ["Bad request."]}"#,
                Some("Bad request."),
            ),
            (
                r#"{"field_errors": {"dst": ["No such folder."]}, "errors": []}"#,
                Some("No such folder."),
            ),
            (r#"{"src": ["Not found."]}"#, Some("Not found.")),
            (
                r#"["Unknown parameter a.", "Unknown parameter b."]"#,
                Some("Unknown parameter a."),
            ),
            (r#"{"error": "invalid_grant"}"#, Some("invalid_grant")),
            (
                r#"{"error": "invalid_grant", "error_description": "Code has expired."}"#,
                Some("Code has expired."),
            ),
            ("THROTTLED", Some("THROTTLED")),
            ("<!doctype html><h1>No</h1>", None),
            (
                r#"{"status": 400, "detail": "Upload failed midway."}"#,
                Some("Upload failed midway."),
            ),
            (r#""just text""#, Some("just text")),
            (r#"{"detail": {"nested": true}}"#, None),
            (r"{broken", None),
            ("", None),
            ("42", None),
        ] {
            assert_eq!(said(body.as_bytes(), &[]).as_deref(), words, "{body}");
        }
        assert_eq!(said(&[0xff, 0xfe, b'a'], &[]), None);
        assert_eq!(said("x".repeat(5000).as_bytes(), &[]), None);
    }

    #[test]
    fn the_words_are_made_harmless() {
        assert_eq!(
            inert("Deny\u{202e}gnp.exe\r\n\x1b[31mred\0", &[]).as_deref(),
            Some("Deny gnp.exe [31mred")
        );
        assert_eq!(
            inert(&"é".repeat(500), &[]).map(|s| s.chars().count()),
            Some(200)
        );
        assert_eq!(inert(" \n\t ", &[]), None);
    }

    #[test]
    fn a_secret_that_the_server_repeats_is_struck_out() {
        let body = br#"{"detail": "Token abcdefgh is not valid"}"#;
        assert_eq!(
            said(body, &["abcdefgh"]).as_deref(),
            Some("Token … is not valid")
        );
    }
}
