//! Every log line of the test program.

use std::io;
use std::sync::{Mutex, OnceLock};

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Every line that is logged by anybody, at every level, since it began to listen. Tests of one program run side
/// by side, so a line may come from another test; for a watch that looks for secrets this is no loss. What was
/// logged before cannot hold a secret of what has only begun.
#[derive(Clone, Copy, Debug)]
pub struct Logs {
    from: usize,
}

/// Where all lines go.
#[derive(Clone, Copy, Debug)]
struct Lines;

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

impl Logs {
    /// Listens from now on.
    pub fn listen() -> Self {
        static ONCE: OnceLock<()> = OnceLock::new();
        ONCE.get_or_init(|| {
            let listener = tracing_subscriber::fmt()
                .with_max_level(LevelFilter::TRACE)
                .with_ansi(false)
                .with_writer(Lines)
                .finish();
            // A program with a listener of its own keeps that.
            let _ = tracing::subscriber::set_global_default(listener);
        });
        let from = LINES.lock().unwrap().len();
        Self { from }
    }

    /// Begins anew: for a program whose desks come one after the other, and are many.
    pub fn clear(self) {
        LINES.lock().unwrap().clear();
    }

    /// Everything since then.
    pub fn text(self) -> String {
        let lines = LINES.lock().unwrap();
        String::from_utf8_lossy(lines.get(self.from..).unwrap_or(&lines)).into_owned()
    }
}

impl io::Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        LINES.lock().unwrap().extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        *self
    }
}
