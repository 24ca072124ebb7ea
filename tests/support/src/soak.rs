//! Many runs, one after the other, each of which can be repeated alone.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use crate::{Broken, Chance, Harvest, Run, report};

/// How many runs; without it, the test's own number.
const RUNS: &str = "CONNECT_SOAK_RUNS";
/// What makes their weather; without it, always the same.
const SEED: &str = "CONNECT_SOAK_SEED";
/// The number of the first one.
const FROM: &str = "CONNECT_SOAK_FROM";
/// How long what a run has left behind may take to end.
const ENDING: Duration = Duration::from_secs(5);

/// What goes wrong in one run.
pub trait Weather: Clone + Debug {
    /// Laid out by chance.
    fn of(chance: &mut Chance) -> Self;
    /// How many things go wrong.
    fn faults(&self) -> usize;
}

/// Makes runs at this server and reports what they came to, with how to repeat the ones that failed. Fails if any
/// did.
pub fn soak<W, F>(server: &str, usual_runs: usize, run: impl Fn(W, Chance) -> F)
where
    W: Weather,
    F: Future<Output = Result<Run, Broken>>,
{
    let runs = variable(RUNS, usual_runs as u64);
    let first = variable(FROM, 0);
    let seed = variable(SEED, 2026);
    let start = Instant::now();
    let mut harvest = Harvest::default();
    let (mut in_bad_weather, mut faults) = (0, 0);
    report(&format!("{runs} connects over three rungs, seed {seed}"));
    for number in first..first + runs {
        let mut chance = Chance::of_run(seed, usize::try_from(number).unwrap());
        let weather = W::of(&mut chance);
        in_bad_weather += usize::from(weather.faults() > 0);
        faults += weather.faults();
        let ended = alone(|| run(weather.clone(), chance.clone()));
        if let Err(broken) = &ended {
            report(&format!(
                "run {number} FAILED: {broken:?}\n  {weather:?}\n  \
                 again: cargo xtask soak connect --at {server} --seed {seed} --from {number} --runs 1"
            ));
        }
        harvest.add(ended);
        let done = number + 1 - first;
        if done.is_multiple_of(250) && done < runs {
            let seconds = start.elapsed().as_secs();
            report(&format!("  {done} done, {seconds} s"));
        }
    }
    report(&format!(
        "\n{}\n\
         median, worst: real time from the click to the first page of the file list, the browser's pages and the\n\
         confirmation included; only of runs in which nothing was laid out that makes anybody wait\n\
         {faults} faults in {in_bad_weather} runs; {} runs ended well, {} failed, {} stuck; {} s",
        harvest.table(),
        harvest.passed(),
        harvest.failed(),
        harvest.stuck(),
        start.elapsed().as_secs(),
    ));
    assert_eq!(harvest.failed(), 0, "seed {seed}");
}

fn variable(name: &str, otherwise: u64) -> u64 {
    match std::env::var(name) {
        Ok(value) => value.parse().unwrap_or_else(|_| panic!("{name}={value}")),
        Err(_) => otherwise,
    }
}

/// One run with threads of its own, so that nothing of it reaches into the next.
fn alone<F>(run: impl Fn() -> F) -> Result<Run, Broken>
where
    F: Future<Output = Result<Run, Broken>>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let ended = catch_unwind(AssertUnwindSafe(|| runtime.block_on(async { run().await })));
    runtime.shutdown_timeout(ENDING);
    ended.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().cloned();
        let words = words.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
        Err(Broken::Wrong(words.unwrap_or_default()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_panics_is_one_that_failed_and_says_why() {
        let panics = || async { panic!("not as {}", "it must be") };
        let ended = alone(panics).unwrap_err();
        assert_eq!(ended, Broken::Wrong("not as it must be".into()));
    }
}
