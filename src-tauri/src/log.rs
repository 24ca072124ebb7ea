//! The log: one file a day, kept for a week, cleaned at the sink.
//!
//! Nothing that may open an account is meant to reach a log line at all. Should it ever, the sink
//! takes it out: whatever writes, every line passes here.

use std::io::{self, Write};
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

const DAYS_KEPT: usize = 7;

/// Starts the log in `folder`. It runs for as long as the guard is kept.
///
/// A log that can't be written is no reason not to start: then it goes to standard error alone.
pub fn start(folder: &Path) -> Option<WorkerGuard> {
    let filter = || {
        EnvFilter::try_from_env("CONNECT_SMARTFILE_LOG").unwrap_or_else(|_| {
            EnvFilter::new("warn,connect_smartfile=info,connect_core=info,smartfile=info")
        })
    };
    let file = std::fs::create_dir_all(folder)
        .map_err(|_| ())
        .and_then(|()| {
            RollingFileAppender::builder()
                .rotation(Rotation::DAILY)
                .max_log_files(DAYS_KEPT)
                .filename_prefix("connect-smartfile")
                .filename_suffix("log")
                .build(folder)
                .map_err(|_| ())
        });
    let (sink, guard) = match file {
        Ok(file) => {
            let (sink, guard) = tracing_appender::non_blocking(file);
            (Some(sink), Some(guard))
        }
        Err(()) => (None, None),
    };
    let to_file = sink.map(|sink| {
        tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(Clean(sink))
    });
    let to_terminal = tracing_subscriber::fmt::layer().with_writer(Clean(io::stderr));
    // A second start in one process (tests) keeps the first log.
    let _ = tracing_subscriber::registry()
        .with(filter())
        .with(to_file)
        .with(to_terminal)
        .try_init();
    guard
}

/// Replaces whatever looks like a secret in a line of the log.
#[must_use]
pub fn clean(line: &str) -> String {
    static BEARER: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]+").ok());
    static FIELD: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r#"(?i)\b(code|state|verifier|access_token|refresh_token|client_secret|code_verifier|code_challenge|token|secret|password)("?\s*[=:]\s*"?)[^\s&"',;})]+"#,
        )
        .ok()
    });
    static REDIRECTION: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"com\.smartfile\.connect:[^\s"']*"#).ok());
    let mut cleaned = line.to_owned();
    for (pattern, with) in [
        (&*BEARER, "$1 …"),
        (&*REDIRECTION, "com.smartfile.connect:…"),
        (&*FIELD, "$1$2…"),
    ] {
        if let Some(pattern) = pattern {
            cleaned = pattern.replace_all(&cleaned, with).into_owned();
        }
    }
    cleaned
}

struct Clean<W>(W);

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for Clean<W> {
    type Writer = CleanLine<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        CleanLine(self.0.make_writer())
    }
}

/// One event: the formatter hands over a whole line at once.
struct CleanLine<W>(W);

impl<W: Write> Write for CleanLine<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0
            .write_all(clean(&String::from_utf8_lossy(line)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;

    /// T15: at the sink.
    #[test]
    fn whatever_opens_an_account_is_taken_out_of_a_line() {
        for line in [
            "sent Authorization: Bearer S3CRETabc.def-_~+/=",
            "opened com.smartfile.connect:/oauth2/callback?code=S3CRETabc&state=S3CRETxyz",
            "GET /oauth2/callback?code=S3CRETabc&state=S3CRETxyz",
            r#"{"access_token": "S3CRETabc", "refresh_token":"S3CRETxyz"}"#,
            "client_secret=S3CRETabc&code_verifier=S3CRETxyz",
            "token: S3CRETabc",
            "verifier=S3CRETabc",
        ] {
            let cleaned = clean(line);
            assert!(!cleaned.contains("S3CRET"), "{cleaned}");
            assert!(cleaned.contains('…'), "{cleaned}");
        }
    }

    /// B24: however long the app is used, the log does not grow beyond a week.
    #[test]
    fn old_days_are_thrown_away() {
        let folder = tempfile::tempdir().unwrap();
        for day in 1..=30 {
            let name = format!("connect-smartfile.2026-01-{day:02}.log");
            std::fs::write(folder.path().join(name), b"a day").unwrap();
        }
        std::fs::write(folder.path().join("notes.txt"), b"not ours").unwrap();
        let guard = start(folder.path());
        drop(guard);
        let left: Vec<String> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|file| file.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        let ours = |name: &&String| name.starts_with("connect-smartfile.");
        let days = left.iter().filter(ours).count();
        assert!((1..=DAYS_KEPT).contains(&days), "{left:?}");
        assert!(left.contains(&"notes.txt".to_owned()));
    }

    #[test]
    fn the_rest_of_a_line_stays() {
        let line = "listed 12 entries of Projects in 40 ms, reference 4f2a91";
        assert_eq!(clean(line), line);
    }
}
