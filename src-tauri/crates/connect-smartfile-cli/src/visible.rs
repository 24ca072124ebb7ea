//! Text from outside, made harmless: what a terminal would obey, or a reader could not see, is written out.

use std::fmt::Write as _;

/// A name as it may be shown on a terminal: `invoice\u{202e}fdp.exe` cannot pass for a PDF, and no name moves the
/// cursor, changes a colour or begins another line. Joiners stay, because some scripts and emoji need them.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_steering(letter) {
            shown.extend(letter.escape_unicode());
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// The same for a line of JSON: it stays the same JSON, with such letters as `\uXXXX` (RFC 8259 §7). They can only
/// stand inside of texts there.
pub(crate) fn visible_json(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    for letter in line.chars() {
        if is_steering(letter) {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                // Writing to a text cannot fail.
                let _ = write!(shown, "\\u{unit:04x}");
            }
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// Controls a terminal, turns the direction of text, or takes no room at all.
fn is_steering(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use super::*;

    const HOSTILE: &str = "a\u{1b}]0;x\u{7}\u{202e}fdp\n\u{9b}2J\u{feff}\u{e0041}\u{200d}é";

    #[test]
    fn what_steers_is_written_out_and_the_rest_stays() {
        assert_eq!(
            visible(HOSTILE),
            "a\\u{1b}]0;x\\u{7}\\u{202e}fdp\\u{a}\\u{9b}2J\\u{feff}\\u{e0041}\u{200d}é"
        );
        assert_eq!(
            visible("Straße 1 – Grundriß.pdf"),
            "Straße 1 – Grundriß.pdf"
        );
    }

    #[test]
    fn json_means_the_same_with_and_without() {
        let line = serde_json::to_string(HOSTILE).unwrap();
        let shown = visible_json(&line);
        assert!(!shown.chars().any(is_steering), "{shown}");
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), HOSTILE);
    }
}
