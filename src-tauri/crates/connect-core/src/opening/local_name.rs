//! A name of the site on this computer's disk (requirements T11, B38, B39).

/// The longest name, in bytes, that every common disk takes.
const LONGEST: usize = 255;

/// The same name where it can be; what a disk or an eye could mistake becomes `_`. Never a path, never empty, never
/// a device of Windows, never longer than a disk takes; the ending stays.
#[must_use]
pub fn local_name(name: &str) -> String {
    let clean: String = name
        .chars()
        .map(|c| {
            let turns_or_hides = matches!(
                c,
                '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}'
            );
            if c.is_control() || turns_or_hides || "/\\:*?\"<>|".contains(c) {
                '_'
            } else {
                c
            }
        })
        .collect();
    let clean = clean.trim_end_matches([' ', '.']).trim_start();
    if clean.is_empty() {
        return "file".to_owned();
    }
    let clean = if is_device(clean) {
        format!("_{clean}")
    } else {
        clean.to_owned()
    };
    shortened(clean)
}

/// `CON`, `aux.h` and the like open a device wherever they lie.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let stem = stem.to_ascii_uppercase();
    let numbered = |kind: &str| {
        stem.strip_prefix(kind)
            .is_some_and(|n| matches!(n, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9"))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

fn shortened(name: String) -> String {
    if name.len() <= LONGEST {
        return name;
    }
    let dot = name
        .rfind('.')
        .filter(|dot| *dot > 0 && name.len() - dot <= 16);
    let (stem, ending) = name.split_at(dot.unwrap_or(name.len()));
    let mut room = LONGEST - ending.len();
    while !stem.is_char_boundary(room) {
        room -= 1;
    }
    format!("{}{ending}", &stem[..room])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T11, B38, B39: no name leaves its folder, opens a device, or is too long.
    #[test]
    fn every_name_becomes_one_that_lies_in_its_folder() {
        for (name, local) in [
            ("Grundriß EG.pdf", "Grundriß EG.pdf"),
            ("a/b\\c:d", "a_b_c_d"),
            ("..\\up.txt", ".._up.txt"),
            ("...", "file"),
            (". ", "file"),
            ("CON", "_CON"),
            ("aux.h", "_aux.h"),
            ("com1.log", "_com1.log"),
            ("COMPANY.log", "COMPANY.log"),
            ("trailing dot.", "trailing dot"),
            ("report\u{202e}fdp.exe", "report_fdp.exe"),
            ("line\nfeed.txt", "line_feed.txt"),
            ("-rf", "-rf"),
        ] {
            assert_eq!(local_name(name), local, "{name:?}");
        }
        let long = local_name(&format!("{}.pdf", "語".repeat(100)));
        assert!(long.len() <= LONGEST && long.ends_with("語.pdf"), "{long}");
    }
}
