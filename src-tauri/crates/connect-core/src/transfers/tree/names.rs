//! Names of the site on this computer's disk, so that each can be told back: B35 to B39, T10, T11.
//!
//! What a disk does not take is spelled by the mark `％`, which looks like a percent sign and is in no ordinary name,
//! and the two digits of each of its bytes: `a:b` is `a％3Ab`. A second one of the same spelling gets `％~2` before its
//! ending. A mark in the name itself is spelled so too where it could be mistaken.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

use super::super::name::split;
use crate::disk::NameRules;

const MARK: char = '％';
/// The longest name that common disks take: in bytes, or on Windows in units of UTF-16.
const LONGEST: usize = 255;
/// What the mark of a twin may take of that.
const TWIN_ROOM: usize = 12;

/// How a name of the site is spelled on a disk with these rules. The same name where that can be. Never a path,
/// never empty, never a device, never too long.
#[must_use]
pub fn local_item_name(name: &str, rules: NameRules) -> Cow<'_, str> {
    let spelled = spell(name, rules);
    if length(&spelled, rules) <= LONGEST {
        return spelled;
    }
    Cow::Owned(shortened(name, &spelled, rules))
}

/// The name at the site of something that was spelled by [`local_item_name`]. `None` for one that had to be
/// shortened: only the journal knows that.
#[must_use]
pub fn site_item_name(local: &str) -> Option<String> {
    let (stem, ending) = without_twin_mark(local)?;
    let mut bytes = Vec::with_capacity(local.len());
    for part in [stem, ending] {
        let mut rest = part;
        while let Some(at) = rest.find(MARK) {
            bytes.extend_from_slice(&rest.as_bytes()[..at]);
            rest = &rest[at + MARK.len_utf8()..];
            match two_digits(rest) {
                Some(byte) => {
                    bytes.push(byte);
                    rest = &rest[2..];
                }
                None => bytes.extend_from_slice("％".as_bytes()),
            }
        }
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

/// The spelling of one whose spelling is taken by another name: the `number`-th.
pub(crate) fn twin(spelled: &str, number: u32, rules: NameRules) -> String {
    let (stem, ending) = split(spelled);
    let mark = format!("{MARK}~{number}");
    let named = format!("{stem}{mark}{ending}");
    if length(&named, rules) <= LONGEST {
        return named;
    }
    // It can't be told back any more, like any that is too long.
    let shorter = shortened(spelled, spelled, rules);
    let (stem, ending) = split(&shorter);
    format!("{stem}{mark}{ending}")
}

/// Two paths with the same key are the same file on a disk with these rules.
pub(crate) fn key(path: &Path, rules: NameRules) -> Vec<u8> {
    if !rules.one_case && !rules.one_form {
        return path.as_os_str().as_encoded_bytes().to_vec();
    }
    let mut text = path.to_string_lossy().into_owned();
    if rules.one_form {
        text = text.nfc().collect();
    }
    if rules.one_case {
        text = text.to_lowercase();
    }
    text.into_bytes()
}

fn spell(name: &str, rules: NameRules) -> Cow<'_, str> {
    let device = rules.windows && is_device(name);
    let last = name.chars().count().saturating_sub(1);
    let mut spelled: Option<String> = None;
    for (at, (offset, letter)) in name.char_indices().enumerate() {
        let rest = &name[offset + letter.len_utf8()..];
        let mistaken = letter == MARK && (rest.starts_with('~') || two_digits(rest).is_some());
        let refused = (at == 0 && device)
            || hides(letter)
            || (rules.windows
                && ("\\:*?\"<>|".contains(letter) || (at == last && matches!(letter, '.' | ' '))));
        if mistaken || refused {
            let spelled = spelled.get_or_insert_with(|| name[..offset].to_owned());
            let mut buffer = [0; 4];
            for byte in letter.encode_utf8(&mut buffer).bytes() {
                // Writing to a text cannot fail.
                let _ = write!(spelled, "{MARK}{byte:02X}");
            }
        } else if let Some(spelled) = &mut spelled {
            spelled.push(letter);
        }
    }
    spelled.map_or(Cow::Borrowed(name), Cow::Owned)
}

/// What no eye can see, and what turns the order of what is beside it.
fn hides(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}'
        )
}

/// `CON`, `aux.h` and the like open a device wherever they lie.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let stem = stem.to_uppercase();
    let numbered = |kind: &str| {
        stem.strip_prefix(kind).is_some_and(|number| {
            let mut letters = number.chars();
            let one = letters.next();
            letters.next().is_none()
                && one.is_some_and(|one| "0123456789\u{b9}\u{b2}\u{b3}".contains(one))
        })
    };
    matches!(
        stem.as_str(),
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$"
    ) || numbered("COM")
        || numbered("LPT")
}

fn length(name: &str, rules: NameRules) -> usize {
    if rules.windows {
        name.encode_utf16().count()
    } else {
        name.len()
    }
}

/// Too long: the beginning, a sign of the whole name, and the ending.
fn shortened(name: &str, spelled: &str, rules: NameRules) -> String {
    let sum = Sha256::digest(name.as_bytes());
    let mut mark = format!("{MARK}~x");
    for byte in sum.iter().take(6) {
        let _ = write!(mark, "{byte:02x}");
    }
    let (stem, ending) = split(spelled);
    let room = LONGEST - TWIN_ROOM - length(&mark, rules) - length(ending, rules);
    let mut kept = String::new();
    let mut used = 0;
    for letter in stem.chars() {
        used += if rules.windows {
            letter.len_utf16()
        } else {
            letter.len_utf8()
        };
        if used > room {
            break;
        }
        kept.push(letter);
    }
    format!("{kept}{mark}{ending}")
}

/// The name in front of and behind the mark of a twin. `None` for one that was shortened.
fn without_twin_mark(local: &str) -> Option<(&str, &str)> {
    let Some((stem, behind)) = local.split_once("％~") else {
        return Some((local, ""));
    };
    let ending = behind.trim_start_matches(|c: char| c.is_ascii_digit());
    (ending.len() < behind.len()).then_some((stem, ending))
}

/// The byte that two digits at the beginning stand for; only the large letters are ours.
fn two_digits(text: &str) -> Option<u8> {
    let digits = text.get(..2)?;
    let ours = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte));
    ours.then(|| u8::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use proptest::prelude::*;

    use super::*;

    const WINDOWS: NameRules = NameRules {
        windows: true,
        one_case: true,
        one_form: false,
    };
    const UNIX: NameRules = NameRules {
        windows: false,
        one_case: false,
        one_form: false,
    };

    /// B35, B38, T10, T11: what a disk refuses and what an eye could mistake.
    #[test]
    fn a_name_is_spelled_so_that_the_disk_takes_it_and_the_eye_sees_it() {
        for (name, windows, unix) in [
            ("Grundriß EG.pdf", "Grundriß EG.pdf", "Grundriß EG.pdf"),
            ("100%25 #1?.txt", "100%25 #1％3F.txt", "100%25 #1?.txt"),
            ("a:b", "a％3Ab", "a:b"),
            ("..\\up", "..％5Cup", "..\\up"),
            ("...", "..％2E", "..."),
            ("dot.", "dot％2E", "dot."),
            ("space ", "space％20", "space "),
            ("aux.h", "％61ux.h", "aux.h"),
            ("COM¹", "％43OM¹", "COM¹"),
            ("COMPANY.log", "COMPANY.log", "COMPANY.log"),
            ("50％", "50％", "50％"),
            ("50％41", "50％EF％BC％8541", "50％EF％BC％8541"),
            (
                "a\u{202e}fdp.exe",
                "a％E2％80％AEfdp.exe",
                "a％E2％80％AEfdp.exe",
            ),
            ("line\nfeed", "line％0Afeed", "line％0Afeed"),
        ] {
            assert_eq!(local_item_name(name, WINDOWS), windows);
            assert_eq!(local_item_name(name, UNIX), unix);
        }
        assert_eq!(twin("Plan.tar.gz", 2, UNIX), "Plan％~2.tar.gz");
    }

    /// B39: too long for the disk: shorter, and no other too long name becomes the same.
    #[test]
    fn a_name_that_is_too_long_is_shortened_and_keeps_its_ending() {
        let long = |last: &str| format!("{}{last}.pdf", "語".repeat(100));
        let (one, other) = (long("一"), long("二"));
        for rules in [
            UNIX,
            NameRules {
                windows: true,
                ..UNIX
            },
        ] {
            let names = [&one, &other].map(|name| {
                let name = name.repeat(3);
                local_item_name(&name, rules).into_owned()
            });
            assert_ne!(names[0], names[1]);
            assert!(names.iter().all(|name| {
                Path::new(name)
                    .extension()
                    .is_some_and(|kind| kind == "pdf")
            }));
            assert!(names.iter().all(|name| length(name, rules) <= LONGEST));
            assert_eq!(site_item_name(&names[0]), None);
        }
    }

    fn names() -> impl Strategy<Value = String> {
        let odd = prop::sample::select(vec![
            "％", "~", "2", "41", "％3A", "％~2", ":", ".", " ", "con", "COM1", "\u{202e}", "é",
            "e\u{301}", "A", "a", "語", "\\", "\u{7}", ".tar", ".gz",
        ]);
        let part = prop_oneof![odd.prop_map(str::to_owned), "[^/\u{0}]{0,3}"];
        prop::collection::vec(part, 1..12)
            .prop_map(|parts| parts.concat())
            .prop_filter("a name", |name| !matches!(name.as_str(), "" | "." | ".."))
    }

    fn rules() -> impl Strategy<Value = NameRules> {
        any::<(bool, bool, bool)>().prop_map(|(windows, one_case, one_form)| NameRules {
            windows,
            one_case,
            one_form,
        })
    }

    proptest! {
        /// B35, B36, D17: whatever a name is, it comes back as it was, byte for byte, also as a twin of another.
        #[test]
        fn every_name_can_be_told_back(name in names(), rules in rules(), number in 2_u32..1000) {
            let spelled = local_item_name(&name, rules);
            prop_assert_eq!(site_item_name(&spelled), Some(name.clone()));
            let second = twin(&spelled, number, rules);
            prop_assert_ne!(second.as_str(), spelled.as_ref());
            prop_assert_eq!(site_item_name(&second), Some(name));
        }

        /// T11, B38: whatever a name is, what becomes of it lies in its folder and opens no device.
        #[test]
        fn every_spelling_lies_in_its_folder(name in "[^/\u{0}]{1,300}", rules in rules()) {
            prop_assume!(name != "." && name != "..");
            let spelled = local_item_name(&name, rules);
            prop_assert!(!matches!(spelled.as_ref(), "" | "." | ".."));
            prop_assert!(length(&spelled, rules) <= LONGEST);
            prop_assert!(!spelled.chars().any(|c| c == '/' || c.is_control()));
            if rules.windows {
                prop_assert!(!spelled.contains(['\\', ':', '*', '?', '"', '<', '>', '|']));
                prop_assert!(!spelled.ends_with(['.', ' ']));
                prop_assert!(!is_device(&spelled));
            }
        }
    }
}
