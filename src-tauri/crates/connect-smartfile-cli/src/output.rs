//! What the program writes: results to standard output, everything else to standard error.

use std::io::{self, IsTerminal as _, Write as _};

use indicatif::{MultiProgress, ProgressDrawTarget};
use serde_json::Value;

use crate::trouble::Trouble;
use crate::visible::visible_json;

/// Where results and remarks go.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    json: bool,
    quiet: bool,
    bars: MultiProgress,
}

impl Output {
    pub(crate) fn new(json: bool, quiet: bool) -> Self {
        let shown = !json && !quiet && io::stderr().is_terminal();
        let bars = if shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        Self {
            json,
            quiet,
            bars: MultiProgress::with_draw_target(bars),
        }
    }

    /// Bars may be drawn here; they hide themselves where there is no terminal.
    pub(crate) fn bars(&self) -> &MultiProgress {
        &self.bars
    }

    /// A result: a line, or with `--json` an object.
    pub(crate) fn result(&self, line: &str, object: &Value) {
        if self.json {
            self.object(object);
        } else {
            self.line(line);
        }
    }

    /// A result that says only that all went well: left out when that is not wanted.
    pub(crate) fn success(&self, line: &str, object: &Value) {
        if self.json || !self.quiet {
            self.result(line, object);
        }
    }

    /// A remark for whoever sits there. No part of the result.
    pub(crate) fn remark(&self, line: &str) {
        if !self.json && !self.quiet {
            self.aside(line);
        }
    }

    /// What is no trouble and must be known all the same, as what was left out. Said also when only that is wanted which
    /// went wrong.
    pub(crate) fn note(&self, line: &str, object: &Value) {
        if self.json {
            self.object(object);
        } else {
            self.aside(line);
        }
    }

    /// What was not done, and why.
    pub(crate) fn trouble(&self, trouble: &Trouble, about: Option<&str>) {
        if self.json {
            return self.object(&trouble.object(about));
        }
        let about = about.map(|about| format!("{}: ", crate::visible::visible(about)));
        self.aside(&format!("{}{}", about.unwrap_or_default(), trouble.title));
        for line in trouble.detail.lines() {
            self.aside(&format!("  {line}"));
        }
    }

    fn object(&self, object: &Value) {
        self.line(&visible_json(&object.to_string()));
    }

    fn line(&self, line: &str) {
        // A reader that has left is no reason to stop what was asked for.
        self.bars.suspend(|| {
            let mut out = io::stdout().lock();
            let _ = writeln!(out, "{line}");
            let _ = out.flush();
        });
    }

    fn aside(&self, line: &str) {
        self.bars.suspend(|| {
            let _ = writeln!(io::stderr().lock(), "{line}");
        });
    }
}
