//! Looks for secrets where none belong.

use std::path::Path;

use smartfile_sandbox::{Ledger, Secret};

/// A secret that was found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Find {
    /// What it is: `access_token`, `code`, …
    pub kind: &'static str,
    /// Where it was.
    pub place: String,
}

/// Given every secret a sandbox has issued or received, looks for them in texts and files.
#[derive(Debug)]
pub struct SecretsWatch {
    secrets: Vec<Secret>,
    finds: Vec<Find>,
}

impl SecretsWatch {
    /// Looks for everything in this ledger.
    pub fn of(ledger: &Ledger) -> Self {
        Self::for_secrets(ledger.secrets())
    }

    /// Looks for these.
    pub fn for_secrets(secrets: Vec<Secret>) -> Self {
        for secret in &secrets {
            assert!(
                secret.value.len() >= 8,
                "too short to look for: a {}",
                secret.kind
            );
        }
        Self {
            secrets,
            finds: Vec::new(),
        }
    }

    /// Looks for these too.
    #[must_use]
    pub fn and(mut self, secrets: &[Secret]) -> Self {
        self.secrets.extend_from_slice(secrets);
        self
    }

    /// How many secrets are looked for.
    pub fn len(&self) -> usize {
        self.secrets.len()
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.secrets.is_empty()
    }

    /// Looks at a text: a log, debug output, what crossed to a page.
    #[must_use]
    pub fn text(mut self, place: &str, text: &str) -> Self {
        self.look(place, text.as_bytes());
        self
    }

    /// Looks into every file below a folder, names included.
    #[must_use]
    pub fn folder(mut self, folder: &Path) -> Self {
        self.walk(folder);
        self
    }

    /// What was found.
    pub fn finds(&self) -> &[Find] {
        &self.finds
    }

    /// Fails the test if anything was found.
    pub fn assert_clean(&self) {
        assert!(
            self.finds.is_empty(),
            "secrets where none belong: {:?}",
            self.finds
        );
    }

    fn walk(&mut self, folder: &Path) {
        let Ok(entries) = std::fs::read_dir(folder) else {
            return;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            let place = path.display().to_string();
            self.look(&format!("the name {place}"), place.as_bytes());
            if path.is_dir() {
                self.walk(&path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                self.look(&place, &bytes);
            }
        }
    }

    fn look(&mut self, place: &str, bytes: &[u8]) {
        for secret in &self.secrets {
            let needle = secret.value.as_bytes();
            let found = bytes.windows(needle.len()).any(|window| window == needle);
            if found {
                self.finds.push(Find {
                    kind: secret.kind,
                    place: place.to_owned(),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets() -> Vec<Secret> {
        vec![
            Secret {
                kind: "access_token",
                value: "Zx81QlPamVtw0Kc5".into(),
            },
            Secret {
                kind: "state",
                value: "r4nd0m-st4te-of-one-try".into(),
            },
        ]
    }

    #[test]
    fn a_logged_token_turns_the_watch_red() {
        let watch = SecretsWatch::for_secrets(secrets()).text(
            "the log",
            "WARN refreshed, token=Zx81QlPamVtw0Kc5, all is well",
        );
        let find = Find {
            kind: "access_token",
            place: "the log".into(),
        };
        assert_eq!(watch.finds(), [find]);
    }

    #[test]
    fn a_secret_in_a_file_or_its_name_turns_the_watch_red() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        std::fs::write(
            inner.join("note.txt"),
            b"\x00\xffr4nd0m-st4te-of-one-try\x01",
        )
        .unwrap();
        std::fs::write(inner.join("Zx81QlPamVtw0Kc5.txt"), b"").unwrap();
        let watch = SecretsWatch::for_secrets(secrets()).folder(folder.path());
        let mut kinds: Vec<_> = watch.finds().iter().map(|find| find.kind).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["access_token", "state"]);
    }

    #[test]
    fn a_text_without_secrets_leaves_the_watch_green() {
        SecretsWatch::for_secrets(secrets())
            .text("the log", "INFO refreshed, token=AccessToken(…)")
            .assert_clean();
    }
}
