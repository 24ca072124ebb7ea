//! Every outcome has words, in every language.

use std::collections::BTreeSet;

use crate::repository::{files, read, texts};

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

/// The command line finds an outcome's words by the outcome's own name: so every one must have its words under it.
#[test]
fn every_outcome_of_the_core_has_its_words_under_its_own_name() {
    let text = read("src-tauri/crates/connect-core/src/problem.rs");
    let (_, list) = text.split_once("pub enum Outcome {").expect("the enum");
    let (list, _) = list.split_once("\n}").unwrap();
    let names: BTreeSet<String> = list
        .lines()
        .filter_map(|line| line.trim().strip_suffix(','))
        // Told by no words: a newer listing, and the person's own wish.
        .filter(|name| !["Superseded", "Cancelled"].contains(name))
        .map(snake)
        .collect();
    assert_eq!(names, codes());
}

/// `NameTaken` → `name_taken`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// The command line's own words: none is missing, and none is left over.
#[test]
fn every_word_the_command_line_asks_for_exists_and_every_word_is_asked_for() {
    let catalogue = read("ui/locales/en/cli.ftl");
    let known: BTreeSet<&str> = catalogue
        .lines()
        .filter(|line| line.starts_with("cli-"))
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(known.len() > 50, "only {known:?}");
    let sources: String = texts(".rs")
        .into_iter()
        .filter(|(path, _)| path.starts_with("src-tauri/crates/connect-smartfile-cli/src/"))
        .map(|(_, text)| text)
        .collect();
    // Names of a trouble stand without the prefix. Of names made from a value at run time the beginning stands there.
    let made = [
        "cli-done-",
        "cli-count-",
        "cli-info-",
        "cli-type-",
        "cli-left-out-",
    ];
    for id in &known {
        let name = id.trim_start_matches("cli-");
        let asked =
            sources.contains(&format!("\"{id}\"")) || sources.contains(&format!("\"{name}\""));
        let is_made = made.iter().any(|start| id.starts_with(start));
        assert!(asked || is_made, "nobody asks for {id}");
    }
    for start in made {
        assert!(
            sources.contains(&format!("\"{start}{{")),
            "nobody makes {start}"
        );
    }
    for asked in sources.split("\"cli-").skip(1) {
        let (name, _) = asked.split_once('"').unwrap();
        let id = format!("cli-{name}");
        assert!(known.contains(id.as_str()) || id.contains('{'), "{id}");
    }
    for told in sources.split("Trouble::own(").skip(1) {
        let (arguments, _) = told.split_once(';').unwrap_or((told, ""));
        if let Some(name) = arguments.split('"').nth(1) {
            assert!(known.contains(format!("cli-{name}").as_str()), "{name}");
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
