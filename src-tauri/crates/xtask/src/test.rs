//! `cargo xtask test`: every suite, cheap first, and one line that counts them all.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::Instant;

use crate::Outcome;
use crate::arguments::Arguments;
use crate::check;
use crate::compile::{self, EVERYTHING};
use crate::journey;
use crate::packages::{self, Need};
use crate::page;
use crate::repository::Repository;
use crate::stage::Stage;
use crate::suite::{self, Counts};
use crate::tally::Tally;

const HOUSE: &str = "house";
const COVERAGE: &str = "api-coverage";
const UNIT: &str = "unit";
const DOC: &str = "doc";
const UI: &str = "ui";
const CHECKS: [&str; 4] = ["format", "types", "lint", "clippy"];
const DESKTOP: &str = "desktop";

pub(crate) fn run(arguments: Vec<String>) -> Outcome<()> {
    let mut arguments = Arguments::new(arguments);
    let only: BTreeSet<String> = arguments.values("--only")?.into_iter().collect();
    let list = arguments.flag("--list");
    arguments.nothing_left()?;
    let repository = Repository::find()?;
    let integration = integration_tests(&repository)?;
    let mut names = vec![HOUSE, COVERAGE, UNIT];
    names.extend(integration.iter().map(String::as_str));
    names.extend([DOC, UI]);
    names.extend(CHECKS);
    names.push(DESKTOP);
    if list {
        println!("{}", names.join("\n"));
        return Ok(());
    }
    if let Some(unknown) = only
        .iter()
        .find(|name| !names.contains(&name.as_str()) && !name.starts_with("desktop-"))
    {
        return Err(format!(
            "there is no suite `{unknown}`; there are: {}",
            names.join(" ")
        ));
    }
    let start = Instant::now();
    packages::install(&repository, Need::Stage)?;
    let _ = std::fs::remove_file(repository.output("test-logs").join(suite::ENDED));
    let mut all = Run {
        repository,
        only,
        tally: Tally::default(),
    };
    all.everything(&integration);
    println!("{:.0} s in all", start.elapsed().as_secs_f32());
    all.close()
}

/// One run of the suites that were asked for.
#[derive(Debug)]
struct Run {
    repository: Repository,
    /// Empty: all.
    only: BTreeSet<String>,
    tally: Tally,
}

impl Run {
    fn everything(&mut self, integration: &[String]) {
        let mut cargo = self.repository.cargo();
        cargo.args(["test", "--package", "xtask", "--test", HOUSE]);
        self.suite(HOUSE, cargo, Counts::Cargo);
        match std::env::current_exe() {
            Ok(ourselves) => {
                let mut coverage = Command::new(ourselves);
                coverage.arg(COVERAGE);
                self.suite(COVERAGE, coverage, Counts::Whole);
            }
            Err(problem) => {
                println!("{COVERAGE}: {problem}");
                self.tally.add(Tally::one(false));
            }
        }
        self.suite("format", check::format(&self.repository), Counts::Whole);
        if let Err(problem) = page::build(&self.repository) {
            println!("{problem}");
            self.tally.add(Tally::one(false));
            return;
        }
        self.rust(integration);
        let mut npm = self.repository.npm();
        npm.args(["run", "test"]);
        self.suite(UI, npm, Counts::Vitest);
        self.suite("types", check::types(&self.repository), Counts::Whole);
        self.suite("lint", check::lint(&self.repository), Counts::Whole);
        self.suite("clippy", check::clippy(&self.repository), Counts::Whole);
        self.desktop();
    }

    /// All suites of cargo, on a stage: the keychain's tests want a real one.
    fn rust(&mut self, integration: &[String]) {
        let mut names = vec![UNIT];
        names.extend(integration.iter().map(String::as_str));
        names.push(DOC);
        if !names.iter().any(|name| self.wanted(name)) {
            return;
        }
        if !self.compiled() {
            self.skip(&names, "the build failed");
            return;
        }
        let stage = match Stage::start(&self.repository.output("test-home")) {
            Ok(stage) => stage,
            Err(problem) => {
                println!("{problem}");
                self.tally.add(Tally::one(false));
                self.skip(&names, "there is no stage");
                return;
            }
        };
        for name in names {
            let mut cargo = self.repository.cargo();
            cargo.arg("test").args(EVERYTHING).arg("--no-fail-fast");
            match name {
                UNIT => cargo.args(["--lib", "--bins"]),
                DOC => cargo.arg("--doc"),
                integration => cargo.args(["--test", integration]),
            };
            cargo.env("CONNECT_TEST_KEYCHAIN", "1");
            stage.dress(&mut cargo);
            self.suite(name, cargo, Counts::Cargo);
        }
    }

    /// The journeys in the real window, each on a stage of its own.
    fn desktop(&mut self) {
        let one = |name: &str| format!("{DESKTOP}-{name}");
        let asked = |run: &Self, name: &str| run.wanted(DESKTOP) || run.wanted(&one(name));
        if !self.wanted(DESKTOP) && !self.only.iter().any(|name| name.starts_with("desktop-")) {
            return;
        }
        if !self.compiled() {
            self.skip(&[DESKTOP], "the build failed");
            return;
        }
        let names = match journey::names(&self.repository) {
            Ok(names) if !names.is_empty() => names,
            other => {
                println!("the journeys could not be listed: {other:?}");
                self.tally.add(Tally::one(false));
                return;
            }
        };
        for name in &names {
            if !asked(self, name) {
                continue;
            }
            let pictures = self.repository.output("test-run").join(name);
            match journey::prepare(&self.repository, name, &pictures) {
                Ok(journey) => {
                    let journey::Journey { command, stage } = journey;
                    let tally = suite::run(&self.repository, &one(name), command, Counts::Whole);
                    self.tally.add(tally);
                    drop(stage);
                }
                Err(problem) => {
                    println!("{}: {problem}", one(name));
                    self.tally.add(Tally::one(false));
                }
            }
        }
    }

    /// Builds all programs; says so only if that failed or took long.
    fn compiled(&mut self) -> bool {
        let start = Instant::now();
        let log = self.repository.output("test-logs").join("build.log");
        let mut cargo = compile::programs(&self.repository);
        cargo.env("CARGO_TERM_COLOR", "never");
        match crate::process::must_quietly(cargo, "the build", &log) {
            Ok(()) => {
                if start.elapsed().as_secs() > 5 {
                    println!("{:<22} {:>31.1} s", "build", start.elapsed().as_secs_f32());
                }
                true
            }
            Err(problem) => {
                println!("{problem}");
                self.tally.add(Tally::one(false));
                false
            }
        }
    }

    fn suite(&mut self, name: &str, command: Command, counts: Counts) {
        if self.wanted(name) {
            let tally = suite::run(&self.repository, name, command, counts);
            self.tally.add(tally);
        }
    }

    fn skip(&mut self, names: &[&str], why: &str) {
        for name in names {
            if self.wanted(name) {
                self.tally.add(suite::skipped(name, why));
            }
        }
    }

    fn wanted(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.contains(name)
    }

    /// The closing line, alone, last.
    fn close(self) -> Outcome<()> {
        let Tally {
            passed,
            failed,
            skipped,
        } = self.tally;
        if failed > 0 {
            let logs = self.repository.output("test-logs");
            println!("The logs are in {}", logs.display());
        }
        println!("{passed} passed, {failed} failed, {skipped} skipped");
        if failed > 0 || passed == 0 {
            // Everything is said: nothing may follow the closing line.
            return Err(String::new());
        }
        Ok(())
    }
}

/// The names of the workspace's test targets, but for the house's, which runs before all.
fn integration_tests(repository: &Repository) -> Outcome<Vec<String>> {
    let metadata = repository.metadata()?;
    let mut names = BTreeSet::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        for target in package["targets"].as_array().into_iter().flatten() {
            let is_test = target["kind"]
                .as_array()
                .is_some_and(|kinds| kinds.iter().any(|kind| kind == "test"));
            if let (true, Some(name)) = (is_test, target["name"].as_str()) {
                names.insert(name.to_owned());
            }
        }
    }
    names.remove(HOUSE);
    Ok(names.into_iter().collect())
}
