//! `cargo xtask api-coverage`: every known endpoint of the service, and what speaks it here: a method of the SDK,
//! a function of the practice server, a test, and a witness that this project did not write.
//!
//! The list is `tests/api-coverage.txt`; what it claims is looked up, not believed.

mod found;
mod row;

use std::collections::BTreeMap;
use std::fs;

use found::Found;
use row::{Cell, List, Row, shape};

use crate::Outcome;
use crate::arguments::Arguments;
use crate::repository::Repository;

const LIST: &str = "tests/api-coverage.txt";
const ENDPOINTS: &str = "src-tauri/crates/smartfile-sandbox/endpoints.txt";

pub(crate) fn run(arguments: Vec<String>) -> Outcome<()> {
    Arguments::new(arguments).nothing_left()?;
    let repository = Repository::find()?;
    let read = |path: &str| {
        fs::read_to_string(repository.root().join(path))
            .map_err(|problem| format!("{path}: {problem}"))
    };
    let list = List::parse(&read(LIST)?)?;
    let endpoints = endpoints(&read(ENDPOINTS)?)?;
    let found = Found::in_repository(&repository);
    let (mut problems, mut lines) = (Vec::new(), Vec::new());
    for row in &list.rows {
        lines.push(looked_up(row, &list, &endpoints, &found, &mut problems));
    }
    let unknown = endpoints.keys().filter(|endpoint| {
        let known = |row: &Row| shape(&row.endpoint) == **endpoint;
        !list.rows.iter().any(known)
    });
    problems.extend(unknown.map(|endpoint| format!("{endpoint} is in {ENDPOINTS} only")));
    print(&lines);
    println!();
    for (name, words) in &list.reasons {
        println!("@{name}: {words}");
    }
    let spoken = list.rows.iter().filter(|row| row.sdk.is_named()).count();
    println!(
        "\n{} endpoints, {spoken} spoken by the SDK",
        list.rows.len()
    );
    if problems.is_empty() {
        return Ok(());
    }
    Err(problems.join("\n"))
}

/// One line of the table, and what in it is not true.
fn looked_up(
    row: &Row,
    list: &List,
    endpoints: &BTreeMap<String, String>,
    found: &Found,
    problems: &mut Vec<String>,
) -> [String; 5] {
    let mut wrong = |what: String| problems.push(format!("{}: {what}", row.endpoint));
    let handler = match endpoints.get(&shape(&row.endpoint)) {
        Some(handler) => {
            if row.sandbox != Cell::Listed {
                wrong(format!("the practice server has it: {handler}"));
            }
            Some(handler.clone())
        }
        None => match &row.sandbox {
            Cell::Listed => {
                wrong(format!("it is not in {ENDPOINTS}"));
                None
            }
            Cell::Named(names) => names.first().cloned(),
            Cell::Reason(_) => None,
        },
    };
    if let Some(handler) = handler.as_ref().filter(|handler| !found.handler(handler)) {
        wrong(format!("the practice server has no {handler}"));
    }
    for (column, cell, is_there) in [
        ("SDK", &row.sdk, Found::method as fn(&Found, &str) -> bool),
        ("test", &row.test, Found::test),
        ("witness", &row.witness, Found::witness),
    ] {
        match cell {
            Cell::Listed => wrong(format!("{column}: only the practice server has a list")),
            Cell::Reason(name) if !list.reasons.contains_key(name) => {
                wrong(format!("{column}: there is no reason @{name}"));
            }
            Cell::Reason(_) => {}
            Cell::Named(names) => {
                for name in names.iter().filter(|name| !is_there(found, name)) {
                    wrong(format!("{column}: there is no {name}"));
                }
            }
        }
    }
    if let Cell::Reason(name) = &row.sandbox
        && !list.reasons.contains_key(name)
    {
        wrong(format!("practice server: there is no reason @{name}"));
    }
    if row.sdk.is_named() && !row.test.is_named() {
        wrong("the SDK speaks it, and nothing tests that".to_owned());
    }
    let sandbox = handler.unwrap_or_else(|| row.sandbox.to_string());
    [
        row.endpoint.clone(),
        row.sdk.to_string(),
        sandbox,
        row.test.to_string(),
        row.witness.to_string(),
    ]
}

/// The practice server's own list: the shape of an endpoint, and the function that answers it.
fn endpoints(text: &str) -> Outcome<BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (endpoint, handler) = line
            .split_once(" | ")
            .ok_or_else(|| format!("{ENDPOINTS}: not understood: {line}"))?;
        all.insert(shape(endpoint), handler.trim().to_owned());
    }
    Ok(all)
}

/// Of several names in a column, each has a line of its own.
fn print(lines: &[[String; 5]]) {
    let head = ["endpoint", "SDK", "practice server", "test", "witness"].map(str::to_owned);
    let mut widths = [0; 5];
    for line in lines.iter().chain([&head]) {
        for (width, cell) in widths.iter_mut().zip(line) {
            let longest = cell.split(", ").map(str::len).max().unwrap_or_default();
            *width = (*width).max(longest);
        }
    }
    for line in [&head].into_iter().chain(lines) {
        let mut cells = line.each_ref().map(|cell| cell.split(", "));
        loop {
            let names = cells.each_mut().map(Iterator::next);
            if names.iter().all(Option::is_none) {
                break;
            }
            let padded: Vec<String> = names
                .iter()
                .zip(widths)
                .map(|(name, width)| format!("{:<width$}", name.unwrap_or_default()))
                .collect();
            println!("{}", padded.join("  ").trim_end());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDPOINTS: &str = "# words\nGET /a/ | one::list\nGET /a/<id>/ | one::look\n";

    fn problems(list: &str) -> Vec<String> {
        let list = List::parse(list).unwrap();
        let mut found = Found::default();
        found.take_in(
            "src-tauri/crates/smartfile/src/a.rs",
            "impl Thing {\n    pub async fn list(&self) {}\n}\npub async fn ping() {}\n",
        );
        found.take_in(
            "src-tauri/crates/smartfile-sandbox/src/one.rs",
            "pub(crate) fn list() {}\n",
        );
        found.take_in(
            "tests/contract/a.rs",
            "#[tokio::test]\nasync fn it_works() {}\nfn no_test() {}\n",
        );
        found.take_in("tests/witness/a.rs", "#[test]\nfn somebody_saw_it() {}\n");
        let endpoints = endpoints(ENDPOINTS).unwrap();
        let mut problems = Vec::new();
        for row in &list.rows {
            looked_up(row, &list, &endpoints, &found, &mut problems);
        }
        problems
    }

    #[test]
    fn what_is_there_is_believed() {
        let list = "@none: Nobody needs it.\n\
                    GET /a/ | Thing::list, ping | listed | it_works | somebody_saw_it\n\
                    GET /b/ | @none | @none | @none | @none\n\
                    GET /c/ | ping | one::list | it_works | @none\n";
        assert_eq!(problems(list), Vec::<String>::new());
    }

    #[test]
    fn every_claim_that_is_not_true_is_told() {
        for (row, problem) in [
            (
                "GET /a/ | Thing::look | listed | it_works | @none",
                "SDK: there is no Thing::look",
            ),
            (
                "GET /a/ | Other::list | listed | it_works | @none",
                "SDK: there is no Other::list",
            ),
            (
                "GET /a/ | ping | listed | no_test | @none",
                "test: there is no no_test",
            ),
            (
                "GET /a/ | ping | listed | it_works | it_works",
                "witness: there is no it_works",
            ),
            (
                "GET /a/ | ping | listed | it_works | @other",
                "witness: there is no reason @other",
            ),
            (
                "GET /a/ | ping | @none | it_works | @none",
                "the practice server has it: one::list",
            ),
            (
                "GET /a/ | ping | listed | @none | @none",
                "the SDK speaks it, and nothing tests that",
            ),
            ("GET /z/ | ping | listed | it_works | @none", "it is not in"),
            (
                "GET /z/ | ping | @other | it_works | @none",
                "practice server: there is no reason @other",
            ),
            (
                "GET /a/<x>/ | ping | listed | it_works | @none",
                "the practice server has no one::look",
            ),
        ] {
            let told = problems(&format!("@none: Nobody needs it.\n{row}\n"));
            assert_eq!(told.len(), 1, "{row}: {told:?}");
            assert!(told[0].contains(problem), "{row}: {told:?}");
        }
    }
}
