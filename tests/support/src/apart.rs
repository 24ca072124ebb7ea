//! Processes with mounts and a network of their own, where this computer permits that.

use std::ffi::OsStr;
use std::process::Command;

/// Says to a process that it is apart.
const APART: &str = "CONNECT_TEST_APART";

/// What a process has of its own.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Own {
    /// What is mounted there nobody else sees, and it goes with the process.
    Mounts,
    /// That as well, and a network without any way out.
    Network,
}

/// A command whose process is apart; `None` where nobody is permitted that. Tried as it is, and, for who is not the
/// administrator, as one of a world of their own.
pub fn apart(program: impl AsRef<OsStr>, own: Own) -> Option<Command> {
    let kinds: &[&str] = match own {
        Own::Mounts => &["--mount", "--propagation", "private"],
        Own::Network => &["--mount", "--propagation", "private", "--net"],
    };
    let worlds: [&[&str]; 2] = [&[], &["--user", "--map-root-user"]];
    worlds.into_iter().find_map(|world| {
        let begun = || {
            let mut command = Command::new("unshare");
            command.args(world).args(kinds);
            command
        };
        let tried = begun().arg("true").output();
        tried.is_ok_and(|tried| tried.status.success()).then(|| {
            let mut command = begun();
            command.arg(program.as_ref()).env(APART, "1");
            command
        })
    })
}

/// Whether this process is apart.
pub fn is_apart() -> bool {
    std::env::var_os(APART).is_some()
}

/// Runs a system's program that must do what it is asked for.
pub fn must(program: &str, arguments: &[&str]) {
    let done = Command::new(program).args(arguments).output().unwrap();
    assert!(done.status.success(), "{program} {arguments:?}: {done:?}");
}
