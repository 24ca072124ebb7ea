//! A Python of its own for each program: made once, and again when the list of its packages has changed.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where everything is.
pub(crate) struct Environment {
    /// Starts a Python that has the packages.
    pub(crate) python: PathBuf,
    /// The program to run.
    pub(crate) program: PathBuf,
    /// For logs.
    #[allow(dead_code, reason = "whoever measures writes no logs")]
    pub(crate) folder: PathBuf,
}

/// What an environment is for.
pub(crate) struct Purpose {
    /// Of its folder.
    pub(crate) name: &'static str,
    /// The list of its packages.
    pub(crate) packages: &'static str,
    /// What it must be able to import.
    pub(crate) imports: &'static str,
    /// The program to run.
    pub(crate) program: &'static str,
    /// Whether exactly the listed packages are installed, whatever they ask for.
    pub(crate) alone: bool,
}

/// Makes it, or takes the one that is there.
pub(crate) fn prepare(purpose: &Purpose) -> Result<Environment, String> {
    let root = root()?;
    let sources = root.join("tests").join("witness");
    let folder = root.join("target").join("witness");
    fs::create_dir_all(&folder).map_err(|problem| at(&folder, &problem))?;
    // Two test programs may come here at the same moment.
    let lock = folder.join("lock");
    let turn = File::create(&lock).map_err(|problem| at(&lock, &problem))?;
    turn.lock().map_err(|problem| at(&lock, &problem))?;

    let host = host_python()?;
    let requirements = sources.join(purpose.packages);
    let list = fs::read_to_string(&requirements).map_err(|problem| at(&requirements, &problem))?;
    let made_of = format!("{}\n{list}", said(Command::new(&host).arg("--version"))?);
    let home = folder.join(purpose.name);
    let python = home.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    // Written last, so that one that was left half made is made again.
    let stamp = home.join("made-of.txt");
    let import = format!("import {}", purpose.imports);
    let is_current = fs::read_to_string(&stamp).is_ok_and(|text| text == made_of)
        && said(Command::new(&python).args(["-c", &import])).is_ok();
    if !is_current {
        if home.exists() {
            fs::remove_dir_all(&home).map_err(|problem| at(&home, &problem))?;
        }
        make(&host, &home, &python, &requirements, purpose.alone)?;
        fs::write(&stamp, made_of).map_err(|problem| at(&stamp, &problem))?;
    }
    Ok(Environment {
        python,
        program: sources.join(purpose.program),
        folder,
    })
}

fn make(
    host: &str,
    home: &Path,
    python: &Path,
    requirements: &Path,
    alone: bool,
) -> Result<(), String> {
    let mut pip = if said(Command::new(host).args(["-m", "venv"]).arg(home)).is_ok() {
        let mut pip = Command::new(python);
        pip.args(["-m", "pip"]);
        pip
    } else {
        // Some systems part a virtual environment from its pip: then the system's own pip fills it.
        let mut venv = Command::new(host);
        venv.args(["-m", "venv", "--clear", "--without-pip"])
            .arg(home);
        said(&mut venv)?;
        let mut pip = Command::new(host);
        pip.args(["-m", "pip", "--python"]).arg(python);
        pip
    };
    pip.args([
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
    ])
    .args(alone.then_some("--no-deps"))
    .arg("--requirement")
    .arg(requirements);
    said(&mut pip).map(drop)
}

/// The first Python 3.10 or newer on the path.
fn host_python() -> Result<String, String> {
    let new_enough = "import sys; sys.exit(sys.version_info < (3, 10))";
    ["python3", "python"]
        .into_iter()
        .find(|name| said(Command::new(name).args(["-c", new_enough])).is_ok())
        .map(str::to_owned)
        .ok_or_else(|| {
            "Python 3.10 or newer was not found: please install it, with venv".to_owned()
        })
}

/// What a program printed, if it succeeded.
fn said(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let answer = command
        .output()
        .map_err(|problem| format!("{name} did not start: {problem}"))?;
    if answer.status.success() {
        return Ok(String::from_utf8_lossy(&answer.stdout).into_owned());
    }
    let said = [answer.stdout, answer.stderr].concat();
    Err(format!(
        "{command:?} failed ({}):\n{}",
        answer.status,
        String::from_utf8_lossy(&said)
    ))
}

fn root() -> Result<PathBuf, String> {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.ancestors()
        .find(|folder| folder.join("tauri.conf.json").is_file())
        .map(Path::to_owned)
        .ok_or_else(|| "the repository was not found".to_owned())
}

fn at(path: &Path, problem: &std::io::Error) -> String {
    format!("{}: {problem}", path.display())
}
