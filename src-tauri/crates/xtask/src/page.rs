//! The page: npm packages and the built files, only when stale.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::Outcome;
use crate::process::must_quietly;
use crate::repository::Repository;

/// What the built page is made of.
const SOURCES: &[&str] = &[
    "src",
    "locales",
    "public",
    "index.html",
    "package-lock.json",
    "svelte.config.js",
    "tsconfig.json",
    "vite.config.ts",
];

/// Installs the npm packages of the lock file, unless they are there.
pub(crate) fn packages(repository: &Repository) -> Outcome<()> {
    let lock = repository.ui().join("package-lock.json");
    // A copy of the lock file that was installed last: no guess about times or versions.
    let stamp = repository.ui().join("node_modules/.installed-lock.json");
    let wanted = fs::read(&lock).map_err(|problem| format!("{}: {problem}", lock.display()))?;
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("Installing npm packages");
    let mut npm = repository.npm();
    npm.args(["ci", "--no-audit", "--no-fund"]);
    must_quietly(
        npm,
        "npm ci",
        &repository.output("test-logs").join("npm.log"),
    )?;
    fs::write(&stamp, wanted).map_err(|problem| format!("{}: {problem}", stamp.display()))
}

/// Builds the page, unless what is built is newer than its sources. Installs packages first.
pub(crate) fn build(repository: &Repository) -> Outcome<()> {
    packages(repository)?;
    let ui = repository.ui();
    let built = modified(&ui.join("dist/index.html"));
    let newest = SOURCES
        .iter()
        .filter_map(|name| newest(&ui.join(name)))
        .max();
    if built.is_some() && built > newest {
        return Ok(());
    }
    println!("Building the page");
    let mut npm = repository.npm();
    npm.args(["run", "build"]);
    must_quietly(
        npm,
        "npm run build",
        &repository.output("test-logs").join("page.log"),
    )
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|facts| facts.modified()).ok()
}

/// The newest change in a file or folder; a folder changes too when a file in it goes away.
fn newest(path: &Path) -> Option<SystemTime> {
    let mut newest = modified(path);
    let entries: Vec<PathBuf> = fs::read_dir(path)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    for entry in entries {
        newest = newest.max(self::newest(&entry));
    }
    newest
}
