//! Starting programs, and ending every one of them.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::repository::Repository;

/// Whether a program of this name is on the path.
pub(crate) fn on_path(name: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| {
            folder.join(name).is_file()
                || cfg!(windows) && folder.join(format!("{name}.exe")).is_file()
        })
    })
}

/// Runs to the end, its output on this terminal; an error names the program.
pub(crate) fn must(mut command: Command, what: &str) -> Outcome<()> {
    let status = command
        .status()
        .map_err(|problem| format!("{what} did not start: {problem}"))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("{what} failed ({status})"))
}

/// Runs to the end with its output in `log`; the error carries the output.
pub(crate) fn must_quietly(mut command: Command, what: &str, log: &Path) -> Outcome<()> {
    into_log(&mut command, log)?;
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|problem| format!("{what} did not start: {problem}"))?;
    if status.success() {
        return Ok(());
    }
    let said = std::fs::read_to_string(log).unwrap_or_default();
    Err(format!("{what} failed ({status}):\n{said}"))
}

/// Sends standard output and standard error to one new file.
pub(crate) fn into_log(command: &mut Command, log: &Path) -> Outcome<()> {
    if let Some(folder) = log.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|problem| format!("{}: {problem}", folder.display()))?;
    }
    let file = File::create(log).map_err(|problem| format!("{}: {problem}", log.display()))?;
    let copy = file
        .try_clone()
        .map_err(|problem| format!("{}: {problem}", log.display()))?;
    command.stdout(file).stderr(copy);
    Ok(())
}

/// Runs a command to its end; each line of its output is kept in a log and heard as it comes.
pub(crate) fn follow(
    repository: &Repository,
    mut command: Command,
    log: &str,
    mut hear: impl FnMut(&str),
) -> Outcome<bool> {
    let path = repository.output("test-logs").join(log);
    let problem = |problem: std::io::Error| format!("{}: {problem}", path.display());
    into_log(&mut command, &path)?;
    let mut child = command
        .env("CARGO_TERM_COLOR", "never")
        .env("NO_COLOR", "1")
        .env_remove("FORCE_COLOR")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|problem| {
            format!(
                "{} did not start: {problem}",
                command.get_program().display()
            )
        })?;
    let mut file = File::options().append(true).open(&path).map_err(problem)?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line.map_err(problem)?;
            let line = String::from_utf8_lossy(&line);
            writeln!(file, "{line}").map_err(problem)?;
            hear(&line);
        }
    }
    let status = child.wait().map_err(problem)?;
    Ok(status.success())
}

/// Looks until `ready`, at most `limit`.
pub(crate) fn until(limit: Duration, mut ready: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    loop {
        if ready() {
            return true;
        }
        if start.elapsed() > limit {
            return false;
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// Ends every process whose environment holds `mark`, also those that left our process group.
///
/// The mark is a variable that only this run gave to what it started, so nothing else is touched. A
/// browser may write its title over its environment; it is known by its profile, which lies in `home`.
pub(crate) fn end_marked(mark: &str, home: &Path) {
    for (signal, patience) in [("TERM", 3), ("KILL", 3)] {
        let marked = marked(mark, home);
        if marked.is_empty() {
            return;
        }
        // The shell's own `kill`: the program of that name is not on every system.
        let _unimportant = Command::new("sh")
            .arg("-c")
            .arg(format!("kill -{signal} {} 2>/dev/null", marked.join(" ")))
            .status();
        until(Duration::from_secs(patience), || {
            self::marked(mark, home).is_empty()
        });
    }
}

/// The ids of the processes whose environment holds `mark` or whose profile lies in `home`, without
/// those that ended already.
fn marked(mark: &str, home: &Path) -> Vec<String> {
    let profile = format!("--user-data-dir={}/", home.display());
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    processes
        .flatten()
        .filter_map(|process| {
            let id = process.file_name().to_string_lossy().into_owned();
            id.parse::<u32>().ok()?;
            // Empty for one that ended and was not yet waited for.
            let environment = std::fs::read(process.path().join("environ")).ok()?;
            let words = std::fs::read(process.path().join("cmdline")).ok()?;
            let is_marked = environment
                .split(|byte| *byte == 0)
                .any(|variable| variable == mark.as_bytes());
            let has_profile = String::from_utf8_lossy(&words).contains(&profile);
            (is_marked || has_profile).then_some(id)
        })
        .collect()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_marked_process_is_ended_and_an_unmarked_one_is_not() {
        let mark = format!("CONNECT_MARK_{}", std::process::id());
        let home = std::env::temp_dir().join(&mark);
        let sleeper = |value: &str| {
            Command::new("sleep")
                .arg("60")
                .env(&mark, value)
                .spawn()
                .unwrap()
        };
        let mut ours = sleeper("ours");
        let mut other = sleeper("other");
        assert!(until(Duration::from_secs(5), || !marked(
            &format!("{mark}=ours"),
            &home
        )
        .is_empty()));

        end_marked(&format!("{mark}=ours"), &home);

        assert!(!ours.wait().unwrap().success());
        assert!(other.try_wait().unwrap().is_none());
        other.kill().unwrap();
        other.wait().unwrap();
    }

    #[test]
    fn a_browser_that_forgot_its_mark_is_known_by_its_profile() {
        let home = std::env::temp_dir().join(format!("connect-home-{}", std::process::id()));
        let mut browser = Command::new("sh")
            .args(["-c", "sleep 60; true"])
            .arg(format!("--user-data-dir={}/profile", home.display()))
            .spawn()
            .unwrap();
        let mark = "CONNECT_NO_SUCH_MARK=1";
        assert!(until(Duration::from_secs(5), || !marked(mark, &home).is_empty()));
        end_marked(mark, &home);
        assert!(!browser.wait().unwrap().success());
    }
}
