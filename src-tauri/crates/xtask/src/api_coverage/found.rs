//! What is really in the sources: methods of the SDK, functions of the practice server, tests, witnesses.

use std::collections::BTreeSet;
use std::fs;

use crate::repository::{Repository, sources};

const SDK: &str = "src-tauri/crates/smartfile/src/";
const SANDBOX: &str = "src-tauri/crates/smartfile-sandbox/src/";
const WITNESS: &str = "tests/witness/";

/// By their names.
#[derive(Debug, Default)]
pub(crate) struct Found {
    methods: BTreeSet<String>,
    handlers: BTreeSet<String>,
    tests: BTreeSet<String>,
    witnesses: BTreeSet<String>,
}

impl Found {
    pub(crate) fn in_repository(repository: &Repository) -> Self {
        let mut found = Self::default();
        for folder in ["src-tauri/crates", "tests"] {
            for file in sources(&repository.root().join(folder)) {
                let path = file.strip_prefix(repository.root()).unwrap_or(&file);
                let text = fs::read_to_string(&file).unwrap_or_default();
                found.take_in(&path.to_string_lossy().replace('\\', "/"), &text);
            }
        }
        found
    }

    pub(crate) fn take_in(&mut self, path: &str, text: &str) {
        let module = path.strip_prefix(SANDBOX).map(|path| {
            let path = path.trim_end_matches(".rs");
            path.replace('/', "::")
        });
        let (mut of, mut is_test) = (None, false);
        for line in text.lines() {
            if let Some(named) = line.strip_prefix("impl") {
                of = type_of(named);
            } else if line == "}" {
                of = None;
            }
            let code = line.trim();
            if code.starts_with("#[test]") || code.starts_with("#[tokio::test") {
                is_test = true;
            } else if let Some((is_public, name)) = function(code) {
                if std::mem::take(&mut is_test) {
                    self.tests.insert(name.to_owned());
                    if path.starts_with(WITNESS) {
                        self.witnesses.insert(name.to_owned());
                    }
                } else if let Some(module) = &module {
                    self.handlers.insert(format!("{module}::{name}"));
                } else if is_public && path.starts_with(SDK) {
                    let of = of.as_ref().map(|of| format!("{of}::"));
                    self.methods
                        .insert(format!("{}{name}", of.unwrap_or_default()));
                }
            } else if !code.starts_with("#[") && !code.starts_with("//") {
                is_test = false;
            }
        }
    }

    pub(crate) fn method(&self, name: &str) -> bool {
        self.methods.contains(name)
    }

    /// Of this module, or of one inside it that it passes on.
    pub(crate) fn handler(&self, name: &str) -> bool {
        let inside = |(module, function): (&str, &str)| {
            let (start, end) = (format!("{module}::"), format!("::{function}"));
            self.handlers
                .iter()
                .any(|handler| handler.starts_with(&start) && handler.ends_with(&end))
        };
        self.handlers.contains(name) || name.rsplit_once("::").is_some_and(inside)
    }

    pub(crate) fn test(&self, name: &str) -> bool {
        self.tests.contains(name)
    }

    pub(crate) fn witness(&self, name: &str) -> bool {
        self.witnesses.contains(name)
    }
}

/// ` Thing {`, `<T> Thing<T> {`, ` Trait for Thing {`: Thing.
fn type_of(named: &str) -> Option<String> {
    let named = named.rsplit_once(" for ").map_or(named, |(_, of)| of);
    let named = match named.strip_prefix('<') {
        Some(generic) => generic.split_once("> ")?.1,
        None => named,
    };
    let end = |c: char| !c.is_alphanumeric();
    named.trim().split(end).next().map(str::to_owned)
}

/// Whether it is public to everybody, and its name.
fn function(code: &str) -> Option<(bool, &str)> {
    let public = code.strip_prefix("pub ");
    let code = public.unwrap_or_else(|| {
        let visible = code
            .strip_prefix("pub(")
            .and_then(|rest| rest.split_once(") "));
        visible.map_or(code, |(_, rest)| rest)
    });
    let code = code.strip_prefix("async ").unwrap_or(code);
    let rest = code.strip_prefix("fn ")?;
    let name = rest.split(['(', '<']).next()?;
    Some((public.is_some(), name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_functions_are_read_off_their_first_line() {
        for (line, name) in [
            (" SmartFile {", "SmartFile"),
            ("<T> List<T> {", "List"),
            (" Clock for SystemClock {", "SystemClock"),
        ] {
            assert_eq!(type_of(line).as_deref(), Some(name));
        }
        assert_eq!(function("pub async fn list<T>("), Some((true, "list")));
        assert_eq!(function("pub(crate) fn list()"), Some((false, "list")));
        assert_eq!(function("fn list()"), Some((false, "list")));
        assert_eq!(function("let list = 5;"), None);
    }

    #[test]
    fn a_function_without_the_mark_of_a_test_is_none() {
        let mut found = Found::default();
        found.take_in(
            "tests/contract/a.rs",
            "/// Words.\n#[tokio::test(flavor = \"multi_thread\")]\nasync fn one() {}\n#[test]\nconst X: u8 = 1;\nfn two() {}\n",
        );
        assert!(found.test("one") && !found.test("two") && !found.witness("one"));
    }
}
