//! What all runs came to.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use support::LABELS;

use crate::check::{Finding, Wrong};

/// The phases in which a kill may find a transfer, as the journal spells them, and as a person would.
const PHASES: [(&str, &str); 10] = [
    ("waiting", "waiting"),
    ("preparing", "preparing"),
    ("moving", "sending"),
    ("finishing", "finishing"),
    ("checking", "checking"),
    ("done", "done"),
    ("needs_you", "asking"),
    ("paused", "paused"),
    ("failed", "failed"),
    ("cancelled", "cancelled"),
];

#[derive(Debug, Default)]
pub(crate) struct Count {
    pub(crate) runs: usize,
    pub(crate) kills: usize,
    /// Of a process that was looking at what an earlier kill had left.
    pub(crate) double: usize,
    pub(crate) of_the_line: usize,
    pub(crate) files: usize,
    pub(crate) bytes: u64,
    pub(crate) labels: BTreeMap<&'static str, usize>,
    pub(crate) by: BTreeMap<&'static str, usize>,
    /// Kills that found nothing written down.
    pub(crate) nothing: usize,
    pub(crate) phases: BTreeMap<String, (usize, usize)>,
    pub(crate) lost: usize,
    pub(crate) doubled: usize,
    pub(crate) untrue: usize,
    pub(crate) failed: usize,
}

impl Count {
    /// A kill that left these phases in the journal.
    pub(crate) fn left(&mut self, phases: &[String]) {
        if phases.is_empty() {
            self.nothing += 1;
        }
        let mut seen: Vec<&String> = Vec::new();
        for phase in phases {
            let (kills, transfers) = self.phases.entry(phase.clone()).or_default();
            *transfers += 1;
            if !seen.contains(&phase) {
                *kills += 1;
                seen.push(phase);
            }
        }
    }

    pub(crate) fn add(&mut self, findings: &[Finding]) {
        for Finding(wrong, _) in findings {
            *match wrong {
                Wrong::Lost => &mut self.lost,
                Wrong::Doubled => &mut self.doubled,
                Wrong::Untrue => &mut self.untrue,
                Wrong::Failed => &mut self.failed,
            } += 1;
        }
    }

    pub(crate) fn is_good(&self) -> bool {
        (self.lost, self.doubled, self.untrue, self.failed) == (0, 0, 0, 0) && self.kills > 0
    }

    pub(crate) fn table(&self) -> String {
        let mut out = format!(
            "{:<12}{:>22}{:>22}\n",
            "phase", "kills that found it", "transfers in it"
        );
        for (spelled, shown) in PHASES {
            let (kills, transfers) = self.phases.get(spelled).copied().unwrap_or_default();
            let _ = writeln!(out, "{shown:<12}{kills:>22}{transfers:>22}");
        }
        let _ = writeln!(out, "{:<12}{:>22}", "none yet", self.nothing);
        let _ = writeln!(out, "\nkilled by");
        for (by, kills) in &self.by {
            let _ = writeln!(out, "  {by:<32}{kills:>6}");
        }
        let _ = writeln!(out, "  of these at a step of the disk or of what is told:");
        for pair in LABELS.chunks(4) {
            out.push_str("   ");
            for label in pair {
                let kills = self.labels.get(label).copied().unwrap_or(0);
                let _ = write!(out, " {label:<17}{kills:>4}");
            }
            out.push('\n');
        }
        let _ = write!(
            out,
            "\n{} runs, {} kills ({} of the command line, {} while it looked at what a kill had left); \
             {} files of {:.1} MB compared byte by byte",
            self.runs,
            self.kills,
            self.of_the_line,
            self.double,
            self.files,
            megabytes(self.bytes),
        );
        out
    }
}

#[allow(clippy::cast_precision_loss, reason = "it is only shown")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}
