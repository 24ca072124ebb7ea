//! JSON as the service writes it.
//!
//! The documented failure of the token endpoint is `{"error": "invalid_grant"}`, with a space after
//! the colon: the default spacing of Python's `json.dumps`. So every answer is written that way,
//! with everything outside ASCII escaped (inferred).

use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use serde_json::ser::Formatter;

struct Python;

impl Formatter for Python {
    fn begin_array_value<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        if first { Ok(()) } else { out.write_all(b", ") }
    }

    fn begin_object_key<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        if first { Ok(()) } else { out.write_all(b", ") }
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn write_string_fragment<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        text: &str,
    ) -> io::Result<()> {
        if text.is_ascii() {
            return out.write_all(text.as_bytes());
        }
        let mut escaped = String::with_capacity(text.len() * 2);
        for letter in text.chars() {
            if letter.is_ascii() {
                escaped.push(letter);
            } else {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    write!(escaped, "\\u{unit:04x}").map_err(io::Error::other)?;
                }
            }
        }
        out.write_all(escaped.as_bytes())
    }
}

/// The text of a value.
///
/// # Errors
/// Only when the value itself cannot be written, such as a map with keys that are no text.
pub(crate) fn text(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut out = Vec::with_capacity(256);
    value.serialize(&mut serde_json::Serializer::with_formatter(
        &mut out, Python,
    ))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests stop at the first surprise

    #[test]
    fn json_is_spaced_and_escaped_like_pythons() {
        let value = serde_json::json!({"a": [1, null, "x\"y"], "b": {"c": "Café 🏛"}});
        let text = String::from_utf8(super::text(&value).unwrap()).unwrap();
        assert_eq!(
            text,
            r#"{"a": [1, null, "x\"y"], "b": {"c": "Caf\u00e9 \ud83c\udfdb"}}"#
        );
    }
}
