//! Where things are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;

/// The repository and the folders that builds write to.
#[derive(Debug, Clone)]
pub(crate) struct Repository {
    root: PathBuf,
}

impl Repository {
    /// The repository this program was built from.
    pub(crate) fn find() -> Outcome<Self> {
        let here = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        here.ancestors()
            .find(|folder| folder.join("tauri.conf.json").is_file())
            .map(|root| Self {
                root: root.to_owned(),
            })
            .ok_or_else(|| "the repository was not found; start this as `cargo xtask`".to_owned())
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// For pictures and logs: in the repository, wherever cargo builds.
    pub(crate) fn output(&self, name: &str) -> PathBuf {
        self.root.join("target").join(name)
    }

    /// A program that cargo built in debug mode.
    pub(crate) fn program(&self, name: &str) -> Outcome<PathBuf> {
        self.built("debug", name)
    }

    /// A program that cargo built, in the folder of its profile.
    pub(crate) fn built(&self, profile: &str, name: &str) -> Outcome<PathBuf> {
        let path = self
            .cargo_target()?
            .join(profile)
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        if path.is_file() {
            return Ok(path);
        }
        Err(format!("{} is not there after the build", path.display()))
    }

    /// `cargo` at the root of the repository, without colours when its output is kept.
    pub(crate) fn cargo(&self) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.current_dir(&self.root);
        // Set by `cargo run` for this program; they would be wrong for another package.
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_")
                || text.starts_with("CARGO_MANIFEST")
                || text == "CARGO_BIN_NAME"
                || text == "CARGO_CRATE_NAME"
                || text == "CARGO_PRIMARY_PACKAGE"
                || text == "LD_LIBRARY_PATH"
            {
                command.env_remove(&name);
            }
        }
        command
    }

    /// `npm` in the page's folder.
    pub(crate) fn npm(&self) -> Command {
        let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        command.current_dir(self.ui());
        command
    }

    /// What cargo says about the workspace's own packages.
    pub(crate) fn metadata(&self) -> Outcome<serde_json::Value> {
        let answer = self
            .cargo()
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .output()
            .map_err(|problem| format!("cargo did not start: {problem}"))?;
        if !answer.status.success() {
            return Err(String::from_utf8_lossy(&answer.stderr).into_owned());
        }
        serde_json::from_slice(&answer.stdout)
            .map_err(|problem| format!("cargo metadata was not understood: {problem}"))
    }

    fn cargo_target(&self) -> Outcome<PathBuf> {
        let metadata = self.metadata()?;
        metadata["target_directory"]
            .as_str()
            .map(PathBuf::from)
            .ok_or_else(|| "cargo metadata names no target folder".to_owned())
    }
}

/// Every file with code in a folder and below, in order.
pub(crate) fn sources(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path
            .extension()
            .is_some_and(|end| end == "rs" || end == "ts")
        {
            files.push(path);
        }
    }
    files.sort();
    files
}
