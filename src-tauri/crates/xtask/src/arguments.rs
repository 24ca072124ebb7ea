//! Reads `--name value` and `--flag` from a command's arguments.

use crate::Outcome;

/// The arguments not yet asked for.
#[derive(Debug)]
pub(crate) struct Arguments {
    left: Vec<String>,
}

impl Arguments {
    pub(crate) fn new(words: Vec<String>) -> Self {
        Self { left: words }
    }

    /// Whether `--name` was given; takes it away.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.left.len();
        self.left.retain(|word| word != name);
        self.left.len() != before
    }

    /// The value after `--name`, or in `--name=value`; takes both away.
    pub(crate) fn value(&mut self, name: &str) -> Outcome<Option<String>> {
        let joined = format!("{name}=");
        if let Some(at) = self.left.iter().position(|word| word.starts_with(&joined)) {
            let word = self.left.remove(at);
            return Ok(Some(word[joined.len()..].to_owned()));
        }
        let Some(at) = self.left.iter().position(|word| word == name) else {
            return Ok(None);
        };
        if at + 1 >= self.left.len() {
            return Err(format!("{name} wants a value"));
        }
        self.left.remove(at);
        Ok(Some(self.left.remove(at)))
    }

    /// Every value of a `--name` that may be repeated.
    pub(crate) fn values(&mut self, name: &str) -> Outcome<Vec<String>> {
        let mut all = Vec::new();
        while let Some(value) = self.value(name)? {
            all.push(value);
        }
        Ok(all)
    }

    /// An error if anything is left that nobody asked for.
    pub(crate) fn nothing_left(self) -> Outcome<()> {
        if self.left.is_empty() {
            return Ok(());
        }
        Err(format!(
            "not understood: {} (`cargo xtask help` lists what is)",
            self.left.join(" ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    fn arguments(words: &[&str]) -> Arguments {
        Arguments::new(words.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn a_value_may_follow_its_name_or_an_equals_sign() {
        let mut given = arguments(&["--only", "house", "--only=unit"]);
        let mut only = given.values("--only").unwrap();
        only.sort();
        assert_eq!(only, ["house", "unit"]);
        assert!(given.nothing_left().is_ok());
    }

    #[test]
    fn a_name_without_its_value_is_an_error() {
        assert!(arguments(&["--site"]).value("--site").is_err());
    }

    #[test]
    fn a_word_nobody_asked_for_is_an_error_that_names_it() {
        let problem = arguments(&["--onyl", "house"]).nothing_left().unwrap_err();
        assert!(problem.contains("--onyl"), "{problem}");
    }
}
