//! Every outcome has words, in every language.

use std::collections::BTreeSet;

use crate::repository::{files, read};

/// The closed set, as generated for the page.
fn codes() -> BTreeSet<String> {
    let text = read("ui/src/host/wire/ErrorCode.ts");
    let (_, list) = text.split_once("type ErrorCode").expect("the type");
    let codes: BTreeSet<String> = list
        .split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect();
    assert!(codes.len() > 20, "only {codes:?}");
    codes
}

/// Each language's file with the words of errors.
fn catalogues() -> Vec<(String, String)> {
    let found: Vec<(String, String)> = files()
        .into_iter()
        .filter(|path| path.starts_with("ui/locales/") && path.ends_with("/errors.ftl"))
        .map(|path| {
            let text = read(&path);
            (path, text)
        })
        .collect();
    assert!(
        found
            .iter()
            .any(|(path, _)| path == "ui/locales/en/errors.ftl")
    );
    found
}

/// A message's own lines: its value and its attributes.
fn message<'a>(catalogue: &'a str, id: &str) -> Option<Vec<&'a str>> {
    let start = format!("{id} =");
    let mut lines = catalogue
        .lines()
        .skip_while(|line| !line.starts_with(&start));
    let first = lines.next()?;
    let mut all = vec![first];
    all.extend(lines.take_while(|line| line.starts_with(' ')));
    Some(all)
}

#[test]
fn every_error_code_has_a_title_a_detail_and_an_action_in_every_language() {
    for (path, catalogue) in catalogues() {
        for code in codes() {
            let id = format!("error-{}", code.replace('_', "-"));
            let lines = message(&catalogue, &id).unwrap_or_else(|| panic!("{path} has no {id}"));
            let title = lines[0].split_once('=').unwrap().1;
            assert!(!title.trim().is_empty(), "{path}: {id} has no title");
            for attribute in [".detail", ".action"] {
                let words = lines.iter().find_map(|line| {
                    let (name, words) = line.trim().split_once('=')?;
                    (name.trim() == attribute).then(|| words.trim())
                });
                assert!(
                    words.is_some_and(|words| !words.is_empty()),
                    "{path}: {id} has no {attribute}"
                );
            }
        }
    }
}

#[test]
fn no_words_are_left_of_an_error_that_no_longer_exists() {
    let known: BTreeSet<String> = codes()
        .iter()
        .map(|code| format!("error-{}", code.replace('_', "-")))
        .collect();
    for (path, catalogue) in catalogues() {
        for line in catalogue.lines().filter(|line| line.starts_with("error-")) {
            let id = line.split([' ', '=']).next().unwrap_or_default();
            assert!(known.contains(id), "{path}: {id}");
        }
    }
}
