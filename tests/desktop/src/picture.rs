//! Pictures: named by number and step.

/// `07-into-a-folder.png`
pub(crate) fn file_name(number: usize, words: &str) -> String {
    let mut slug = String::new();
    for letter in words.chars().flat_map(char::to_lowercase) {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    let short: String = slug.chars().take(48).collect();
    format!("{number:02}-{}.png", short.trim_end_matches('-'))
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_pictures_name_is_its_number_and_its_step_in_plain_letters() {
        assert_eq!(
            file_name(7, "Into \"Projects\", by keyboard…"),
            "07-into-projects-by-keyboard.png"
        );
    }
}
