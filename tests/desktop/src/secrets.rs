//! The secrets watch: nothing secret outside a request, an answer, and the password store.

use std::path::{Path, PathBuf};

use crate::Outcome;

/// Something secret where it must not be. Never says the secret itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Find {
    pub(crate) kind: &'static str,
    pub(crate) place: String,
}

/// Looks for secrets, also as a URL would carry them.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    secrets: Vec<(&'static str, Vec<u8>)>,
}

impl Watch {
    /// `secrets` as kind and value.
    pub(crate) fn new(secrets: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let mut all = Vec::new();
        for (kind, value) in secrets {
            // Shorter ones would be found by chance.
            if value.len() < 8 {
                continue;
            }
            let encoded: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
            if encoded != value {
                all.push((kind, encoded.into_bytes()));
            }
            all.push((kind, value.into_bytes()));
        }
        Self { secrets: all }
    }

    pub(crate) fn len(&self) -> usize {
        self.secrets.len()
    }

    /// The kinds of secrets in a text.
    pub(crate) fn look(&self, place: &str, text: &[u8]) -> Vec<Find> {
        self.secrets
            .iter()
            .filter(|(_, value)| holds(text, value))
            .map(|(kind, _)| Find {
                kind,
                place: place.to_owned(),
            })
            .collect()
    }

    /// The kinds of secrets in every file of a folder and below, and in the files' names.
    pub(crate) fn look_in(&self, folder: &Path, except: &[PathBuf]) -> Outcome<Vec<Find>> {
        let mut finds = Vec::new();
        let mut left = vec![folder.to_owned()];
        while let Some(path) = left.pop() {
            if except.contains(&path) {
                continue;
            }
            let place = path.display().to_string();
            finds.extend(self.look(&place, place.as_bytes()));
            let facts = match std::fs::symlink_metadata(&path) {
                Ok(facts) => facts,
                // Gone since the folder was read: it holds nothing any more.
                Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => continue,
                Err(problem) => return Err(format!("{place}: {problem}").into()),
            };
            if facts.is_dir() {
                for entry in std::fs::read_dir(&path)? {
                    left.push(entry?.path());
                }
            } else if facts.is_file() {
                match std::fs::read(&path) {
                    Ok(bytes) => finds.extend(self.look(&place, &bytes)),
                    Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => {}
                    Err(problem) => return Err(format!("{place}: {problem}").into()),
                }
            }
        }
        Ok(finds)
    }
}

fn holds(text: &[u8], value: &[u8]) -> bool {
    text.windows(value.len()).any(|window| window == value)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may stop loudly")]

    use super::*;

    const TOKEN: &str = "tok/en+with=signs";

    fn watch() -> Watch {
        Watch::new([
            ("access_token", TOKEN.to_owned()),
            ("code", "abc".to_owned()),
        ])
    }

    #[test]
    fn a_planted_token_is_found_plain_and_as_a_url_carries_it() {
        let found = [Find {
            kind: "access_token",
            place: "a log".to_owned(),
        }];
        assert_eq!(watch().look("a log", b"Bearer tok/en+with=signs."), found);
        assert_eq!(
            watch().look("a log", b"?t=tok%2Fen%2Bwith%3Dsigns&x"),
            found
        );
    }

    #[test]
    fn a_text_without_secrets_is_clean() {
        assert_eq!(watch().look("a log", b"connected as Maya, abc"), []);
    }

    #[test]
    fn a_token_in_a_file_deep_below_is_found_unless_that_folder_may_hold_it() {
        let home = tempfile::tempdir().unwrap();
        let deep = home.path().join("a/b");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::write(deep.join("app.log"), format!("oops {TOKEN}")).unwrap();

        assert_eq!(watch().look_in(home.path(), &[]).unwrap().len(), 1);
        assert_eq!(watch().look_in(home.path(), &[deep]).unwrap(), []);
    }
}
