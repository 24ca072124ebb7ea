//! The other name of a file whose name is taken.

/// The longest name, in bytes: what every common disk takes.
const LONGEST: usize = 255;

/// `plan.pdf` → `plan (2).pdf`. The whole ending stays (`.tar.gz`), a leading dot is no ending, and a
/// name that would become too long loses the end of its stem.
pub fn numbered(name: &str, number: u32) -> String {
    let (stem, ending) = split(name);
    let mark = format!(" ({number})");
    let mut room = LONGEST
        .saturating_sub(mark.len() + ending.len())
        .min(stem.len());
    while !stem.is_char_boundary(room) {
        room -= 1;
    }
    format!("{}{mark}{ending}", &stem[..room])
}

pub(super) fn split(name: &str) -> (&str, &str) {
    let dot = match name.rfind('.') {
        Some(dot) if dot > 0 && name.len() - dot <= 16 => dot,
        _ => return (name, ""),
    };
    let dot = match name[..dot].rfind('.') {
        Some(inner) if inner > 0 && name[inner..dot].eq_ignore_ascii_case(".tar") => inner,
        _ => dot,
    };
    name.split_at(dot)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_stands_before_the_ending() {
        assert_eq!(numbered("plan.pdf", 2), "plan (2).pdf");
        assert_eq!(numbered("backup.tar.gz", 3), "backup (3).tar.gz");
        assert_eq!(numbered("notes", 2), "notes (2)");
        assert_eq!(numbered(".profile", 2), ".profile (2)");
        assert_eq!(
            numbered("v1.2 final draft of the year", 2),
            "v1.2 final draft of the year (2)"
        );
        assert_eq!(numbered("Straße.txt", 10), "Straße (10).txt");
    }

    #[test]
    fn a_long_name_keeps_its_ending_and_whole_letters() {
        let name = format!("{}.pdf", "ß".repeat(125));
        let other = numbered(&name, 2);
        assert!(other.len() <= LONGEST, "{}", other.len());
        assert!(other.ends_with("ß (2).pdf"), "{other}");
    }
}
