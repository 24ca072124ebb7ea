//! `cargo xtask requirements`: every numbered requirement, the tests that carry its number, and how they ended.
//!
//! A test carries a number in its doc comment: `/// B9, T19: a hundred strangers knock first`; `S13.11` is row
//! 11 of what is safe where the service's own facts are unknown. In the page's
//! tests it is a comment above the test, in a journey the first lines of its file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::Outcome;
use crate::arguments::Arguments;
use crate::repository::{Repository, sources};
use crate::test;

/// Why a requirement has no test here: a number, then the reason, one a line.
const REASONS: &str = "tests/requirements.txt";
/// Letters with their first and last number.
/// `S` stands for the table of what a client should do where the service's facts are unknown: `S13.1` …
const RANGES: &[(char, u32, u32)] = &[
    ('B', 1, 25),
    ('C', 1, 33),
    ('S', 1, 40),
    ('T', 1, 8),
    ('T', 15, 20),
];
/// How a number of that table is written.
const TABLE: &str = "S13.";
const FOLDERS: &[&str] = &["src-tauri", "tests", "ui/src", "ui/tests"];

pub(crate) fn run(arguments: Vec<String>) -> Outcome<()> {
    let mut arguments = Arguments::new(arguments);
    let last_run = arguments.flag("--last-run");
    arguments.nothing_left()?;
    let repository = Repository::find()?;
    if !last_run {
        // A failed suite is a row of the table as well, so the table comes in any case.
        let _ = test::run(Vec::new());
    }
    let mut proofs: BTreeMap<Number, Vec<Proof>> = BTreeMap::new();
    for folder in FOLDERS {
        for file in sources(&repository.root().join(folder)) {
            let text = fs::read_to_string(&file).unwrap_or_default();
            for (numbers, proof) in carried(&file, &text) {
                for number in numbers {
                    proofs.entry(number).or_default().push(proof.clone());
                }
            }
        }
    }
    let logs = Logs::read(&repository.output("test-logs"));
    let reasons = reasons(&fs::read_to_string(repository.root().join(REASONS)).unwrap_or_default());
    let (mut proven, mut without, mut missing, mut red) = (0, 0, 0, 0);
    for number in all() {
        let found = proofs.get(&number).map_or(&[][..], Vec::as_slice);
        if found.is_empty() {
            if let Some(reason) = reasons.get(&number) {
                without += 1;
                println!("{number:<6} not testable here: {reason}");
            } else {
                missing += 1;
                println!("{number:<6} MISSING");
            }
            continue;
        }
        let mut good = true;
        for proof in found {
            let ended = logs.ended(proof);
            good &= ended == Some(true);
            let word = match ended {
                Some(true) => "ok",
                Some(false) => "FAILED",
                None => "NOT RUN",
            };
            println!("{number:<6} {word:<8} {proof}");
        }
        if good { proven += 1 } else { red += 1 }
    }
    println!("{proven} proven, {without} not testable here, {missing} missing");
    if missing + red > 0 {
        return Err(format!("{missing} missing, {red} not green"));
    }
    Ok(())
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Number(char, u32);

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self('S', row) => f.pad(&format!("{TABLE}{row}")),
            Self(letter, number) => f.pad(&format!("{letter}{number}")),
        }
    }
}

/// What carries a number.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Proof {
    /// A Rust test, by its name.
    Rust(String),
    /// A test of the page.
    Page(String),
    /// A journey in the real window.
    Journey(String),
}

impl std::fmt::Display for Proof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rust(name) => f.write_str(&name.replace('_', " ")),
            Self::Page(title) => write!(f, "page: {title}"),
            Self::Journey(name) => write!(f, "the journey `{name}` in the real window"),
        }
    }
}

fn all() -> impl Iterator<Item = Number> {
    RANGES
        .iter()
        .flat_map(|&(letter, first, last)| (first..=last).map(move |number| Number(letter, number)))
}

/// `B9, T19: text` → B9, T19. Anything else is no mark.
fn mark(comment: &str) -> Option<Vec<Number>> {
    let (numbers, _) = comment.trim().split_once(':')?;
    numbers
        .split(", ")
        .map(|word| {
            if let Some(row) = word.strip_prefix(TABLE) {
                return row.parse().ok().map(|row| Number('S', row));
            }
            let mut letters = word.chars();
            let letter = letters.next().filter(|letter| "BCT".contains(*letter))?;
            letters.as_str().parse().ok().map(|n| Number(letter, n))
        })
        .collect()
}

/// Every mark of a file with what carries it.
fn carried(file: &Path, text: &str) -> Vec<(Vec<Number>, Proof)> {
    let mut found = Vec::new();
    let mut pending: Vec<Number> = Vec::new();
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let is_journey = file
        .parent()
        .is_some_and(|folder| folder.ends_with("journeys"));
    for line in text.lines() {
        let line = line.trim();
        if let Some(comment) = line.strip_prefix("//!") {
            if let (true, Some(numbers)) = (is_journey, mark(comment)) {
                found.push((numbers, Proof::Journey(stem.replace("main_job", "main"))));
            }
        } else if let Some(comment) = line.strip_prefix("///").or_else(|| line.strip_prefix("//")) {
            pending.extend(mark(comment).unwrap_or_default());
        } else if let Some(proof) = test_named(line) {
            if !pending.is_empty() {
                found.push((std::mem::take(&mut pending), proof));
            }
        } else if !line.starts_with("#[") && !line.is_empty() {
            pending.clear();
        }
    }
    found
}

fn test_named(line: &str) -> Option<Proof> {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let line = line.strip_prefix("async ").unwrap_or(line);
    if let Some(rest) = line.strip_prefix("fn ") {
        let name = rest.split(['(', '<']).next()?;
        return Some(Proof::Rust(name.to_owned()));
    }
    let rest = ["test(", "it(", "test.each("]
        .iter()
        .find_map(|start| line.strip_prefix(start))?;
    let title = rest.trim_start_matches(['"', '`', '[']);
    Some(Proof::Page(
        title.split(['"', '`']).next().unwrap_or(title).to_owned(),
    ))
}

fn reasons(text: &str) -> BTreeMap<Number, String> {
    text.lines()
        .filter_map(|line| {
            let numbers = mark(line)?;
            let (_, reason) = line.split_once(':')?;
            Some((*numbers.first()?, reason.trim().to_owned()))
        })
        .collect()
}

/// How the tests of the last run ended.
#[derive(Debug, Default)]
struct Logs {
    passed: BTreeSet<String>,
    failed: BTreeSet<String>,
    suites: BTreeMap<String, bool>,
}

impl Logs {
    fn read(folder: &Path) -> Self {
        let mut logs = Self::default();
        for line in fs::read_to_string(folder.join(crate::suite::ENDED))
            .unwrap_or_default()
            .lines()
        {
            if let Some((suite, word)) = line.split_once('\t') {
                logs.suites.insert(suite.to_owned(), word == "ok");
            }
        }
        for suite in logs.suites.keys().cloned().collect::<Vec<_>>() {
            let text = fs::read(folder.join(format!("{suite}.log"))).unwrap_or_default();
            logs.take_in(&String::from_utf8_lossy(&text));
        }
        logs
    }

    fn take_in(&mut self, log: &str) {
        for line in log.lines() {
            let Some((name, ended)) = line
                .strip_prefix("test ")
                .and_then(|line| line.split_once(" ... "))
            else {
                continue;
            };
            let name = name.rsplit("::").next().unwrap_or(name).to_owned();
            if ended.starts_with("FAILED") {
                self.failed.insert(name);
            } else if !ended.starts_with("ignored") {
                self.passed.insert(name);
            }
        }
    }

    fn ended(&self, proof: &Proof) -> Option<bool> {
        match proof {
            Proof::Rust(name) if self.failed.contains(name) => Some(false),
            Proof::Rust(name) => self.passed.contains(name).then_some(true),
            Proof::Page(_) => self.suites.get("ui").copied(),
            Proof::Journey(name) => self.suites.get(&format!("desktop-{name}")).copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_numbers_and_a_colon_and_nothing_else_is() {
        assert_eq!(
            mark(" B9, T19: strangers"),
            Some(vec![Number('B', 9), Number('T', 19)])
        );
        assert_eq!(
            mark(" C21, S13.11: once"),
            Some(vec![Number('C', 21), Number('S', 11)])
        );
        assert_eq!(format!("{:<6}|", Number('S', 4)), "S13.4 |");
        for no in [
            "S12.1: x",
            "S13: x",
            "S1: x",
            "Bytes: four",
            "see B9",
            "B: x",
            "RFC 6749 §4: x",
            "B9 and more: x",
        ] {
            assert_eq!(mark(no), None, "{no}");
        }
    }

    #[test]
    fn a_test_carries_the_number_right_above_it() {
        let text = "/// B9: garbage\n/// and more words\n#[tokio::test]\nasync fn strangers_knock() {\n}\n\n\
                    /// C3: not a test's\nconst X: u32 = 1;\n#[test]\nfn plain() {}\n";
        let found = carried(Path::new("tests/core/x.rs"), text);
        assert_eq!(
            found,
            [(vec![Number('B', 9)], Proof::Rust("strangers_knock".into()))]
        );
        let text = "// B52: by keyboard\ntest(\"arrows move\", () => {});\n";
        let found = carried(Path::new("ui/tests/x.test.ts"), text);
        assert_eq!(
            found,
            [(vec![Number('B', 52)], Proof::Page("arrows move".into()))]
        );
        let found = carried(
            Path::new("tests/desktop/src/journeys/deny.rs"),
            "//! B7: said\n",
        );
        assert_eq!(
            found,
            [(vec![Number('B', 7)], Proof::Journey("deny".into()))]
        );
    }

    #[test]
    fn a_test_that_failed_anywhere_is_red_and_one_that_did_not_run_is_not_green() {
        let mut logs = Logs::default();
        logs.take_in("test a::good ... ok\ntest b::bad ... FAILED\ntest c::lazy ... ignored\n");
        let ended = |name: &str| logs.ended(&Proof::Rust(name.into()));
        assert_eq!(ended("good"), Some(true));
        assert_eq!(ended("bad"), Some(false));
        assert_eq!(ended("lazy"), None);
        assert_eq!(ended("unknown"), None);
    }
}
