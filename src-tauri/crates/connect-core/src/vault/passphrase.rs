//! The passphrase of the sealed file.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The fewest characters of a passphrase that is not made of words.
const CHARACTERS: usize = 12;
/// As many words are enough, however short they are.
const WORDS: usize = 4;
/// A word has as many letters at least.
const LETTERS: usize = 2;
/// Fewer different characters than this are one key held down.
const DIFFERENT: usize = 5;

/// What a person types to open the sealed file. Cannot be printed; wiped when dropped.
///
/// The same letters are the same passphrase, however a keyboard or a clipboard spells them: they are brought
/// into one form first (NFKC; NIST SP 800-63B §3.1.1.2). Nothing is cut off and nothing is trimmed.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes it over.
    pub fn new(text: String) -> Self {
        let text = Zeroizing::new(text);
        // Room for any form of it at once: a text that grows leaves its old bytes behind.
        let mut one_form = Zeroizing::new(String::with_capacity(text.len() * 4));
        one_form.extend(text.nfkc());
        Self(one_form)
    }

    /// Long enough to be chosen: twelve characters, or four different words, and not a few keys over and
    /// over. No rule about which characters (NIST SP 800-63B §3.1.1.2).
    pub fn is_strong(&self) -> bool {
        let mut characters: Vec<char> = self.0.chars().collect();
        let long = characters.len() >= CHARACTERS;
        characters.sort_unstable();
        characters.dedup();
        let different = characters.len() >= DIFFERENT;
        characters.fill('\0');
        let mut words: Vec<&str> = self
            .0
            .split_whitespace()
            .filter(|word| word.chars().count() >= LETTERS)
            .collect();
        words.sort_unstable();
        words.dedup();
        different && (long || words.len() >= WORDS)
    }

    pub(crate) fn expose(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strong(text: &str) -> bool {
        Passphrase::new(text.into()).is_strong()
    }

    #[test]
    fn twelve_characters_or_four_words_are_enough_whatever_they_are() {
        for text in [
            "blue kettle on fire",
            "ox in my tub",
            "twelve chars",
            "correcthorse",
            "grüne birnen",
            "今日は公園で猫と長く遊んだ",
        ] {
            assert!(strong(text), "{text}");
        }
    }

    #[test]
    fn what_is_short_or_one_key_held_down_is_not() {
        for text in [
            "",
            "kettle",
            "eleven char",
            "a b c d e",
            "aaaaaaaaaaaaaaaaaaaa",
            "abababababab",
            "no no no no",
        ] {
            assert!(!strong(text), "{text}");
        }
    }

    #[test]
    fn the_same_letters_are_the_same_passphrase() {
        let composed = Passphrase::new("gr\u{fc}ne birnen".into());
        let apart = Passphrase::new("gru\u{308}ne birnen".into());
        assert_eq!(composed.expose(), apart.expose());
        let spaced = Passphrase::new(" grüne birnen".into());
        assert_ne!(composed.expose(), spaced.expose(), "nothing is trimmed");
    }

    #[test]
    fn a_passphrase_is_never_printed() {
        let printed = format!("{:?}", Passphrase::new("blue kettle on fire".into()));
        assert_eq!(printed, "Passphrase(…)");
    }
}
