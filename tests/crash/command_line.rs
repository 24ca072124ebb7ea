//! The command line as a process of its own: the real program at a real password store; elsewhere this test program
//! once more, with all of it but the store and the browser.

use std::ffi::OsString;
use std::path::Path;

use connect_smartfile_cli::{Computer, carry_out};
use support::{Desk, ScriptedBrowser, shared_vault};
use tokio::process::Command;

use crate::person::{INTO, OUT_OF};
use crate::plan::{Kind, Line, Plan};

const ARGUMENTS: &str = "CONNECT_CRASH_ARGUMENTS";
const DATA: &str = "CONNECT_CRASH_DATA";
const VAULT: &str = "CONNECT_CRASH_VAULT";

pub(crate) async fn be_the_command_line() {
    let variable = |name| std::env::var(name).unwrap();
    let arguments: Vec<String> = serde_json::from_str(&variable(ARGUMENTS)).unwrap();
    let computer = Computer {
        browser: ScriptedBrowser::new(),
        vault: shared_vault(&variable(VAULT)),
        data_dir: variable(DATA).into(),
    };
    let arguments = arguments.into_iter().map(OsString::from);
    let exit = carry_out(arguments, || Ok(computer)).await;
    std::process::exit(i32::from(exit.number()));
}

/// The same line each time: every file of the plan, one way.
fn arguments(plan: &Plan, line: Line) -> Vec<String> {
    let mut words = vec!["connect-smartfile-cli".to_owned()];
    if line.kind == Kind::Upload {
        words.push("put".into());
        let files = plan.jobs.iter().map(|job| format!("local/{}", job.file()));
        words.extend(files);
        words.push(format!("{INTO}/"));
    } else {
        words.push("get".into());
        let files = plan
            .jobs
            .iter()
            .map(|job| format!("{OUT_OF}/{}", job.file()));
        words.extend(files);
        words.push("downloads".into());
    }
    if let Some(answer) = line.if_exists {
        words.extend(["--if-exists".into(), answer.into()]);
    }
    words.push("--json".into());
    words
}

/// The program with its line, not yet started.
pub(crate) fn program(desk: &Desk, vault: &str, plan: &Plan, line: Line) -> Command {
    let home = desk.data_dir().parent().unwrap().to_owned();
    let words = arguments(plan, line);
    let mut command = if vault == "keychain" {
        let mut command = Command::new(env!("CARGO_BIN_EXE_connect-smartfile-cli"));
        command
            .args(&words[1..])
            .env("XDG_DATA_HOME", data_home(&home));
        command
    } else {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["the_command_line", "--exact", "--ignored"])
            .args(["--nocapture", "--test-threads=1"])
            .env(ARGUMENTS, serde_json::to_string(&words).unwrap())
            .env(DATA, desk.data_dir())
            .env(VAULT, vault);
        command
    };
    command.current_dir(&home).env("TZ", "UTC");
    command
}

/// Where the real program looks for the folder of the window: beside the desk's home, by a link.
fn data_home(home: &Path) -> std::path::PathBuf {
    let mut name = home.as_os_str().to_owned();
    name.push("-data-home");
    name.into()
}

/// Lays that link; it goes with what is answered.
pub(crate) fn link(desk: &Desk) -> Link {
    let there = data_home(desk.data_dir().parent().unwrap());
    std::fs::create_dir(&there).unwrap();
    let link = there.join(connect_core::IDENTIFIER);
    std::os::unix::fs::symlink(desk.data_dir(), link).unwrap();
    Link(there)
}

pub(crate) struct Link(std::path::PathBuf);

impl Drop for Link {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
