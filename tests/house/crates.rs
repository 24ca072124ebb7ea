//! Who may depend on whom.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::repository::metadata;

/// Every edge between crates of the workspace, and why it is there.
const EDGES: &[(&str, &str, &str)] = &[
    (
        "connect-core",
        "smartfile",
        "the app speaks to the service through the SDK alone",
    ),
    (
        "connect-smartfile",
        "connect-core",
        "the shell shows the app and decides nothing",
    ),
    (
        "connect-smartfile-cli",
        "connect-core",
        "the command line is another front of the app, and decides nothing either",
    ),
    (
        "connect-smartfile-cli",
        "smartfile-sandbox (dev)",
        "its commands are tested against the practice server",
    ),
    (
        "connect-smartfile-cli",
        "support (dev)",
        "beside the window's core, on one desk",
    ),
    (
        "smartfile",
        "smartfile-sandbox (dev)",
        "the SDK's contract suite asks the practice server",
    ),
    (
        "connect-core",
        "smartfile-sandbox (dev)",
        "whole journeys run against the practice server",
    ),
    (
        "connect-core",
        "support (dev)",
        "journeys share their browser, clock and vault",
    ),
    (
        "connect-smartfile",
        "smartfile-sandbox (dev)",
        "commands are tested against the practice server",
    ),
    (
        "connect-smartfile",
        "support (dev)",
        "the shell's tests share them too",
    ),
    (
        "connect-smartfile",
        "smartfile (dev)",
        "the benchmark of a listing begins where an answer has arrived",
    ),
    (
        "support",
        "connect-core",
        "the shared test parts implement the app's ports",
    ),
    ("support", "smartfile", "and hold the SDK's values"),
    (
        "support",
        "smartfile-sandbox",
        "and set a table with a practice server on it",
    ),
    (
        "desktop-journeys",
        "smartfile-sandbox",
        "the journeys read the practice server's ledger",
    ),
];

fn packages(metadata: &Value) -> Vec<&Value> {
    metadata["packages"].as_array().unwrap().iter().collect()
}

fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap()
}

#[test]
fn crates_of_the_workspace_depend_on_each_other_only_where_a_sentence_says_why() {
    let metadata = metadata(false);
    let packages = packages(&metadata);
    let ours: BTreeSet<&str> = packages.iter().map(|package| name(package)).collect();
    let mut found = BTreeSet::new();
    for package in &packages {
        for dependency in package["dependencies"].as_array().unwrap() {
            if !ours.contains(name(dependency)) {
                continue;
            }
            let kind = dependency["kind"].as_str();
            let suffix = kind.map(|kind| format!(" ({kind})")).unwrap_or_default();
            found.insert((
                name(package).to_owned(),
                format!("{}{suffix}", name(dependency)),
            ));
        }
    }
    let allowed: BTreeSet<(String, String)> = EDGES
        .iter()
        .map(|(from, to, _)| ((*from).to_owned(), (*to).to_owned()))
        .collect();
    let new: Vec<_> = found.difference(&allowed).collect();
    assert!(
        new.is_empty(),
        "edges without a sentence in this test: {new:?}"
    );
}

#[test]
fn the_practice_server_imports_none_of_ours() {
    let metadata = metadata(false);
    let packages = packages(&metadata);
    let ours: BTreeSet<&str> = packages.iter().map(|package| name(package)).collect();
    let sandbox = packages
        .iter()
        .find(|package| name(package) == "smartfile-sandbox")
        .unwrap();
    for dependency in sandbox["dependencies"].as_array().unwrap() {
        assert!(!ours.contains(name(dependency)), "{}", name(dependency));
    }
}

/// All crates that `start` needs, for its tests too.
fn reachable<'a>(metadata: &'a Value, start: &str) -> BTreeSet<&'a str> {
    let names: BTreeMap<&str, &str> = packages(metadata)
        .into_iter()
        .map(|package| (package["id"].as_str().unwrap(), name(package)))
        .collect();
    let nodes: BTreeMap<&str, &Value> = metadata["resolve"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| (node["id"].as_str().unwrap(), node))
        .collect();
    let first = names.iter().find(|(_, name)| **name == start).unwrap().0;
    let mut left = vec![*first];
    let mut seen = BTreeSet::new();
    while let Some(id) = left.pop() {
        if !seen.insert(id) {
            continue;
        }
        for dependency in nodes[id]["deps"].as_array().unwrap() {
            let next = dependency["pkg"].as_str().unwrap();
            let only_for_tests = dependency["dep_kinds"]
                .as_array()
                .unwrap()
                .iter()
                .all(|kind| kind["kind"] == "dev");
            // The development dependencies of a crate matter only when it is tested itself.
            if !only_for_tests || id == *first {
                left.push(next);
            }
        }
    }
    seen.into_iter().map(|id| names[id]).collect()
}

#[test]
fn everything_but_the_shell_is_built_and_tested_without_tauri() {
    let metadata = metadata(true);
    assert!(reachable(&metadata, "connect-smartfile").contains("tauri"));
    for free in [
        "smartfile",
        "connect-core",
        "connect-smartfile-cli",
        "smartfile-sandbox",
        "xtask",
        "desktop-journeys",
    ] {
        let found: Vec<&str> = reachable(&metadata, free)
            .into_iter()
            .filter(|name| *name == "tauri" || name.starts_with("tauri-") || *name == "wry")
            .collect();
        assert!(found.is_empty(), "{free} reaches {found:?}");
    }
}

#[test]
fn the_sdk_knows_neither_keychain_nor_window_nor_database() {
    let metadata = metadata(false);
    let sdk = packages(&metadata)
        .into_iter()
        .find(|package| name(package) == "smartfile")
        .unwrap()
        .clone();
    for dependency in sdk["dependencies"].as_array().unwrap() {
        let kept_out = [
            "keyring",
            "keyring-core",
            "dirs",
            "rusqlite",
            "open",
            "tempfile",
        ];
        let is_dev = dependency["kind"] == "dev";
        assert!(
            is_dev || !kept_out.contains(&name(dependency)),
            "{}",
            name(dependency)
        );
    }
}
