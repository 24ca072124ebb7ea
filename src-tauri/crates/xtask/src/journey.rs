//! A desktop journey on a stage of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;
use crate::repository::Repository;
use crate::stage::Stage;

/// The journey that `cargo xtask run` shows.
pub(crate) const MAIN: &str = "main";

/// A journey ready to start; the stage ends with it.
#[derive(Debug)]
pub(crate) struct Journey {
    pub(crate) command: Command,
    pub(crate) stage: Stage,
}

/// Sets the stage for one journey; its pictures go to `pictures`, which is emptied first.
pub(crate) fn prepare(repository: &Repository, name: &str, pictures: &Path) -> Outcome<Journey> {
    let problem = |problem: std::io::Error| format!("{}: {problem}", pictures.display());
    if pictures.exists() {
        std::fs::remove_dir_all(pictures).map_err(problem)?;
    }
    let home: PathBuf = pictures.join("home");
    std::fs::create_dir_all(&home).map_err(problem)?;
    let stage = Stage::start(&home)?;
    let mut command = Command::new(repository.program("desktop-journeys")?);
    command
        .arg(name)
        .arg("--app")
        .arg(repository.program("connect-smartfile")?)
        .arg("--pictures")
        .arg(pictures)
        .arg("--home")
        .arg(&home);
    stage.dress(&mut command);
    Ok(Journey { command, stage })
}

/// The names of all journeys, as the program itself lists them.
pub(crate) fn names(repository: &Repository) -> Outcome<Vec<String>> {
    let answer = Command::new(repository.program("desktop-journeys")?)
        .arg("--list")
        .output()
        .map_err(|problem| format!("desktop-journeys did not start: {problem}"))?;
    Ok(String::from_utf8_lossy(&answer.stdout)
        .lines()
        .map(str::to_owned)
        .collect())
}
