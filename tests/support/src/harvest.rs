//! What many connects came to, as a table.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use connect_core::Rung;

use crate::{Ending, WayOn};

/// One connect that came to rest.
#[derive(Clone, Debug)]
pub struct Run {
    /// The way back that was tried first.
    pub rung: Rung,
    /// Where it ended.
    pub ending: Ending,
    /// From the click to the first page of the list, where nothing was laid out that makes anybody wait.
    pub to_the_list: Option<Duration>,
}

/// Why a run counts as failed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Broken {
    /// It came to no rest: nothing was left that would have ended it.
    Stuck(String),
    /// It came to rest where it must not, or left something behind.
    Wrong(String),
}

#[derive(Debug, Default)]
struct Row {
    runs: usize,
    connected: usize,
    times: Vec<Duration>,
}

/// Collects runs and failures.
#[derive(Debug, Default)]
pub struct Harvest {
    rungs: BTreeMap<Rung, Row>,
    endings: BTreeMap<Ending, usize>,
    failed: usize,
    stuck: usize,
}

impl Harvest {
    /// One more.
    pub fn add(&mut self, ended: Result<Run, Broken>) {
        match ended {
            Ok(run) => {
                let row = self.rungs.entry(run.rung).or_default();
                row.runs += 1;
                row.connected += usize::from(run.ending.is_connected());
                row.times.extend(run.to_the_list);
                *self.endings.entry(run.ending).or_default() += 1;
            }
            Err(broken) => {
                self.failed += 1;
                self.stuck += usize::from(matches!(broken, Broken::Stuck(_)));
            }
        }
    }

    /// How many did not.
    pub fn failed(&self) -> usize {
        self.failed
    }

    /// How many came to rest where they may.
    pub fn passed(&self) -> usize {
        self.rungs.values().map(|row| row.runs).sum()
    }

    /// How many of these came to no rest at all.
    pub fn stuck(&self) -> usize {
        self.stuck
    }

    /// Everything, aligned.
    pub fn table(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(
            out,
            "{:<10}{:>6}{:>11}{:>13}  {:>10}{:>10}{:>8}",
            "rung", "runs", "connected", "named state", "median", "worst", "timed"
        );
        for (rung, row) in &self.rungs {
            let name = format!("{rung:?}").to_lowercase();
            let named = row.runs - row.connected;
            let (median, worst) = middle_and_last(&row.times);
            let timed = row.times.len();
            let (runs, connected) = (row.runs, row.connected);
            let _ = writeln!(
                out,
                "{name:<10}{runs:>6}{connected:>11}{named:>13}  {median:>10}{worst:>10}{timed:>8}"
            );
        }
        let _ = writeln!(out, "\n{:<58}{:>5}  way on", "where they ended", "runs");
        for (ending, count) in &self.endings {
            let way_on = match ending.way_on {
                WayOn::Connected => "",
                other => other.words(),
            };
            let _ = writeln!(out, "{:<58}{count:>5}  {way_on}", ending.name);
        }
        out
    }
}

fn middle_and_last(times: &[Duration]) -> (String, String) {
    let mut times = times.to_vec();
    times.sort();
    let shown = |time: Option<&Duration>| match time {
        Some(time) => format!("{:.1} ms", time.as_secs_f64() * 1000.0),
        None => "-".to_owned(),
    };
    (shown(times.get(times.len() / 2)), shown(times.last()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(rung: Rung, way_on: WayOn, millis: Option<u64>) -> Run {
        Run {
            rung,
            ending: Ending {
                name: format!("{way_on:?}"),
                way_on,
            },
            to_the_list: millis.map(Duration::from_millis),
        }
    }

    #[test]
    fn every_run_is_counted_once_and_the_stuck_ones_by_themselves() {
        let mut harvest = Harvest::default();
        harvest.add(Ok(run(Rung::Redirect, WayOn::Connected, Some(20))));
        harvest.add(Ok(run(Rung::Redirect, WayOn::Connect, None)));
        harvest.add(Ok(run(Rung::Redirect, WayOn::Connected, Some(40))));
        harvest.add(Ok(run(Rung::Redirect, WayOn::Connected, Some(30))));
        harvest.add(Err(Broken::Stuck("nothing moves".into())));
        harvest.add(Err(Broken::Wrong("an entry is left".into())));
        assert_eq!(
            (harvest.passed(), harvest.failed(), harvest.stuck()),
            (4, 2, 1)
        );
        let table = harvest.table();
        let row: Vec<&str> = table.lines().nth(1).unwrap().split_whitespace().collect();
        assert_eq!(
            row,
            ["redirect", "4", "3", "1", "30.0", "ms", "40.0", "ms", "3"]
        );
    }
}
