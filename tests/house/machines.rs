//! The repository is the same on every computer.

use crate::repository::{files, root};

/// A path that exists on one computer only, if the text names one.
fn names_a_machine(text: &str) -> Option<&str> {
    // Put together here, so that this file does not name them itself.
    let homes = [
        concat!("/ro", "ot/"),
        concat!("/wo", "rk/"),
        concat!("/tmp/", "brief"),
    ];
    if let Some(home) = homes.iter().find(|home| text.contains(**home)) {
        return Some(home);
    }
    [
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("\\Us", "ers\\"),
    ]
    .into_iter()
    .find_map(|parent| {
        let (before, after) = text.split_once(parent)?;
        let person = after
            .split(['/', '\\', '"', '\'', ' '])
            .next()
            .unwrap_or_default();
        let at_a_start = before
            .chars()
            .next_back()
            .is_none_or(|letter| !letter.is_alphanumeric() && letter != '}');
        let somebody = ["someone", "you", "user", "me", "maya", "name"].contains(&person);
        (at_a_start && !person.is_empty() && !somebody).then_some(parent)
    })
}

#[test]
fn no_file_names_a_path_of_somebodys_computer() {
    for path in files() {
        let Ok(text) = std::fs::read_to_string(root().join(&path)) else {
            continue; // a picture
        };
        for (number, line) in text.lines().enumerate() {
            assert_eq!(names_a_machine(line), None, "{path}:{}: {line}", number + 1);
        }
    }
}

#[test]
fn the_search_sees_a_path_of_somebodys_computer() {
    let line = format!("open {}{}x", concat!("/ho", "me/"), "karl/");
    assert!(names_a_machine(&line).is_some());
    assert!(names_a_machine(concat!("cd /ro", "ot/project")).is_some());
    assert_eq!(names_a_machine("GET /path/info/home/"), None);
}

#[test]
fn the_lock_files_name_no_registry_but_the_usual_one() {
    let cargo = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let sources: std::collections::BTreeSet<&str> = cargo
        .lines()
        .filter(|line| line.starts_with("source = "))
        .collect();
    assert_eq!(sources.len(), 1, "{sources:?}");
    assert!(sources.iter().all(|source| source.contains("rust-lang/")));
    let npm = std::fs::read_to_string(root().join("ui/package-lock.json")).unwrap();
    assert!(
        !npm.contains("\"resolved\""),
        "npm would ask only that host"
    );
}
