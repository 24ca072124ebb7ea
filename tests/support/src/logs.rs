//! Every log line of the test program.

use std::io;
use std::sync::{Mutex, OnceLock};

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Keeps every line that is logged by anybody, at every level. Tests of one program run side by side, so
/// a line may come from another test; for a watch that looks for secrets this is no loss.
#[derive(Clone, Copy, Debug)]
pub struct Logs;

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

impl Logs {
    /// Starts to listen, once.
    pub fn listen() -> Self {
        static ONCE: OnceLock<()> = OnceLock::new();
        ONCE.get_or_init(|| {
            let listener = tracing_subscriber::fmt()
                .with_max_level(LevelFilter::TRACE)
                .with_ansi(false)
                .with_writer(Logs)
                .finish();
            // A program with a listener of its own keeps that.
            let _ = tracing::subscriber::set_global_default(listener);
        });
        Self
    }

    /// Begins anew: for a program whose desks come one after the other, and are many.
    pub fn clear(self) {
        LINES.lock().unwrap().clear();
    }

    /// Everything so far.
    pub fn text(self) -> String {
        String::from_utf8_lossy(&LINES.lock().unwrap()).into_owned()
    }
}

impl io::Write for Logs {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        LINES.lock().unwrap().extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Logs {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        *self
    }
}
