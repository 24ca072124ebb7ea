//! What a program cost, with everything that it started.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use serde_json::Value;

#[derive(Clone, Debug)]
pub(crate) struct Cost {
    /// Milliseconds of a processor, in the programs' own code and in the system's.
    pub(crate) cpu_ms: f64,
    /// Milliseconds that went by.
    pub(crate) wall_ms: f64,
    /// The most memory that it had at once.
    pub(crate) rss_mib: f64,
    /// Milliseconds of the server's processor meanwhile.
    pub(crate) server_ms: f64,
    /// The last line that it said, if it is JSON.
    pub(crate) said: Value,
}

/// Runs it to its end, which must be a good one.
///
/// Through GNU time, for its memory: a program begins with the high-water mark of whoever started it.
pub(crate) fn of(command: &Command, folder: &Path, server_ms: impl Fn() -> f64) -> Cost {
    let peak = folder.join("peak");
    let mut timed = Command::new("time");
    timed
        .args(["--quiet", "--format=%M", "--output"])
        .arg(&peak)
        .arg(command.get_program());
    timed.args(command.get_args()).stdin(Stdio::null());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => timed.env(name, value),
            None => timed.env_remove(name),
        };
    }
    timed.current_dir(command.get_current_dir().unwrap_or(folder));
    let (server, cpu, begun) = (server_ms(), children_ms(), Instant::now());
    let output = timed.output().unwrap();
    let (wall_ms, cpu_ms) = (begun.elapsed().as_secs_f64() * 1e3, children_ms() - cpu);
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}{failed}");
    let peak: f64 = std::fs::read_to_string(peak)
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    Cost {
        cpu_ms,
        wall_ms,
        rss_mib: peak / 1024.0,
        server_ms: server_ms() - server,
        said: said
            .lines()
            .last()
            .and_then(|line| serde_json::from_str(line).ok())
            .unwrap_or_default(),
    }
}

/// Of all that ended and were waited for.
#[allow(
    clippy::cast_precision_loss,
    reason = "a benchmark does not run for a hundred years"
)]
fn children_ms() -> f64 {
    let used = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    (used.user_time() + used.system_time()).num_microseconds() as f64 / 1e3
}
