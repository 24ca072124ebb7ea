//! Names say what a thing is.

use crate::repository::texts;

/// Endings that say nothing.
const EMPTY: &[&str] = &[
    "Manager",
    "Service",
    "Helper",
    "Util",
    "Utils",
    "Handler",
    "Processor",
    "Data",
    "Info",
    "Impl",
];

/// Files named after nothing in particular.
const VAGUE: &[&str] = &[
    "utils", "util", "helpers", "helper", "common", "misc", "types",
];

/// The names of types declared in a line of Rust or TypeScript.
fn declared(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line
        .strip_prefix("export ")
        .or_else(|| line.strip_prefix("pub "))
        .or_else(|| line.strip_prefix("pub(crate) "))?;
    let rest = [
        "struct ",
        "enum ",
        "trait ",
        "type ",
        "class ",
        "interface ",
    ]
    .iter()
    .find_map(|word| line.strip_prefix(word))?;
    let end = rest
        .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .unwrap_or(rest.len());
    Some(&rest[..end])
}

/// The last word of a name in CamelCase: `Data` of `FileData`, `Metadata` of `Metadata`.
fn last_word(name: &str) -> &str {
    let start = name
        .rfind(|letter: char| letter.is_ascii_uppercase())
        .unwrap_or(0);
    &name[start..]
}

#[test]
fn no_type_has_an_ending_that_says_nothing() {
    let mut count = 0;
    for ending in [".rs", ".ts", ".svelte"] {
        for (path, text) in texts(ending) {
            for name in text.lines().filter_map(declared) {
                count += 1;
                assert!(!EMPTY.contains(&last_word(name)), "{path}: {name}");
            }
        }
    }
    assert!(count > 50, "only {count} types were found");
}

#[test]
fn the_search_sees_a_bad_name() {
    assert_eq!(
        declared("pub struct TokenManager {").map(last_word),
        Some("Manager")
    );
    assert_eq!(
        declared("    pub(crate) enum UploadInfo<T> {").map(last_word),
        Some("Info")
    );
    assert_eq!(
        declared("export type Metadata = {").map(last_word),
        Some("Metadata")
    );
    assert_eq!(declared("let data = 1;"), None);
}

#[test]
fn no_file_is_named_after_nothing_in_particular() {
    for ending in [".rs", ".ts", ".svelte"] {
        for (path, _) in texts(ending) {
            let file = path.rsplit('/').next().unwrap_or_default();
            let stem = file.split('.').next().unwrap_or_default();
            assert!(!VAGUE.contains(&stem), "{path}");
            assert!(
                file != "mod.rs",
                "{path}: a module is a file named after it"
            );
        }
    }
}
