//! Reads the repository.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .find(|folder| folder.join("tauri.conf.json").is_file())
        .expect("the repository has a tauri.conf.json at its root")
        .to_owned()
}

/// A file of the repository.
pub(crate) fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|problem| panic!("{path}: {problem}"))
}

/// The paths of all files under version control, or new and not ignored.
pub(crate) fn files() -> Vec<String> {
    let answer = Command::new("git")
        .args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ])
        .current_dir(root())
        .output()
        .expect("git is there");
    assert!(answer.status.success(), "git ls-files failed");
    let files: Vec<String> = String::from_utf8(answer.stdout)
        .expect("paths are UTF-8")
        .split('\0')
        .filter(|path| !path.is_empty() && root().join(path).is_file())
        .map(str::to_owned)
        .collect();
    assert!(files.len() > 20, "only {} files were found", files.len());
    files
}

/// The files with this ending, and their text.
pub(crate) fn texts(ending: &str) -> Vec<(String, String)> {
    files()
        .into_iter()
        .filter(|path| path.ends_with(ending))
        .map(|path| {
            let text = read(&path);
            (path, text)
        })
        .collect()
}

/// What cargo says about the workspace; with `dependencies`, about all crates.
pub(crate) fn metadata(dependencies: bool) -> serde_json::Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["metadata", "--format-version", "1", "--all-features"])
        .current_dir(root());
    if !dependencies {
        command.arg("--no-deps");
    }
    let answer = command.output().expect("cargo is there");
    assert!(
        answer.status.success(),
        "{}",
        String::from_utf8_lossy(&answer.stderr)
    );
    serde_json::from_slice(&answer.stdout).expect("cargo metadata is JSON")
}
