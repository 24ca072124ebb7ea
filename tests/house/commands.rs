//! A command is asked for in the page, handled in Rust and permitted: the same set three times.

use std::collections::{BTreeMap, BTreeSet};

use crate::repository::{files, read};

/// The last part of every path in `generate_handler![…]`.
fn handled() -> BTreeSet<String> {
    let shell = read("src-tauri/src/lib.rs");
    let (_, list) = shell
        .split_once("generate_handler![")
        .expect("a list of handlers");
    let (list, _) = list.split_once(']').expect("the list ends");
    list.split(',')
        .filter_map(|path| path.trim().rsplit("::").next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Each permitted command, with the files that permit it.
fn permitted() -> BTreeMap<String, Vec<String>> {
    let mut permitted: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in files() {
        if !path.starts_with("src-tauri/permissions/") {
            continue;
        }
        let text = read(&path);
        for list in text.split("commands.allow").skip(1) {
            let (_, list) = list.split_once('[').expect("a list of commands");
            let (list, _) = list.split_once(']').expect("the list ends");
            for name in quoted(list, '"') {
                permitted.entry(name).or_default().push(path.clone());
            }
        }
    }
    permitted
}

/// Every command that the page's real host asks for.
fn asked() -> BTreeSet<String> {
    let host = read("ui/src/host/tauri.ts");
    let mut asked = BTreeSet::new();
    for call in host.split("ask").chain(host.split("invoke")).skip(1) {
        // `ask("x")` and `ask<Answer>("x")`.
        let call = match call.strip_prefix('<') {
            Some(generic) => generic.split_once(">(").map_or("", |(_, rest)| rest),
            None => call.strip_prefix('(').unwrap_or(""),
        };
        if let Some(rest) = call.strip_prefix('"')
            && let Some((name, _)) = rest.split_once('"')
        {
            asked.insert(name.to_owned());
        }
    }
    asked
}

/// The methods of the `Host` interface, as commands are written.
fn offered() -> BTreeSet<String> {
    let host = read("ui/src/host/host.ts");
    let (_, body) = host
        .split_once("interface Host")
        .expect("the Host interface");
    body.lines()
        .skip(1)
        .take_while(|line| *line != "}")
        .filter_map(|line| {
            let line = line.trim_start();
            let (name, _) = line.split_once('(')?;
            let word = !name.is_empty() && name.chars().all(char::is_alphanumeric);
            word.then(|| snake(name))
        })
        .collect()
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn quoted(text: &str, mark: char) -> Vec<String> {
    text.split(mark)
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// T3: no command is granted that the page does not use.
#[test]
fn page_shell_and_permissions_name_the_same_commands() {
    let handled = handled();
    assert!(handled.len() > 5, "only {handled:?}");
    assert_eq!(
        asked(),
        handled,
        "asked in ui/src/host/tauri.ts, handled in src-tauri/src/lib.rs"
    );
    assert_eq!(
        offered(),
        handled,
        "the Host interface in ui/src/host/host.ts"
    );
    let permitted: BTreeSet<String> = permitted().into_keys().collect();
    assert_eq!(permitted, handled, "src-tauri/permissions");
}

/// T3: each is granted once.
#[test]
fn every_command_is_in_exactly_one_permission_set() {
    for (command, files) in permitted() {
        assert_eq!(files.len(), 1, "{command} is permitted in {files:?}");
    }
}

/// T3: nothing of Tauri's own is granted.
#[test]
fn the_window_may_ask_only_our_own_permission_sets() {
    let capability: serde_json::Value =
        serde_json::from_str(&read("src-tauri/capabilities/main.json")).unwrap();
    let mut sets = BTreeSet::new();
    for path in files() {
        if path.starts_with("src-tauri/permissions/") {
            let text = read(&path);
            for rest in text.split("identifier").skip(1) {
                sets.extend(quoted(rest, '"').into_iter().next());
            }
        }
    }
    for permission in capability["permissions"].as_array().unwrap() {
        let name = permission
            .as_str()
            .expect("a permission is named, without scopes");
        assert!(sets.contains(name), "{name} is not one of {sets:?}");
    }
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    assert!(
        capability["remote"].is_null(),
        "no remote page may ask anything"
    );
}
