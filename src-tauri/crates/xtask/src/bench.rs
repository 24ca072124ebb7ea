//! `cargo xtask bench listing` and `cargo xtask bench transfers`: figures beside what they are meant to be.
//!
//! What is compared is measured by programs of their own, in pairs and in one run (`tests/bench`, `ui/tests/bench`);
//! here the pairs are read and judged. No test runs any of it, and no figure fails anything.

mod figure;
mod ratio;
mod sample;

use crate::Outcome;
use crate::arguments::Arguments;
use crate::packages::{self, Need};
use crate::page;
use crate::process::follow;
use crate::repository::Repository;
use crate::stage::Stage;

use figure::{FIGURES, Figure};
use sample::Sample;

/// The cargo profile whose programs are compared.
const PROFILE: &str = "measured";
/// With more than this the computer has other work, and nothing is claimed.
const QUIET_LOAD: f64 = 1.5;

pub(crate) fn run(arguments: Vec<String>) -> Outcome<()> {
    let mut words = arguments.into_iter();
    let what = words.next();
    let arguments = Arguments::new(words.collect());
    match what.as_deref() {
        Some("listing") => listing(arguments),
        Some("transfers") => transfers(arguments),
        _ => Err("what is to be measured? There are: listing, transfers".to_owned()),
    }
}

fn listing(mut arguments: Arguments) -> Outcome<()> {
    let only = arguments.value("--only")?;
    arguments.nothing_left()?;
    let (core, window) = match only.as_deref() {
        None => (true, true),
        Some("core") => (true, false),
        Some("window") => (false, true),
        Some(other) => return Err(format!("--only {other}? There are: core, window")),
    };
    let repository = Repository::find()?;
    let need = if window { Need::Stage } else { Need::Window };
    packages::install(&repository, need)?;
    page::packages(&repository)?;
    if core {
        build(&repository, "connect-smartfile", "listing")?;
    }
    let load = load();
    say_where(load);
    let mut samples = Vec::new();
    if core {
        let program = repository.built(PROFILE, "examples/listing")?;
        hear(
            &repository,
            std::process::Command::new(program),
            "core",
            &mut samples,
        )?;
    }
    if window {
        let stage = Stage::start(&repository.output("bench"))?;
        let mut npm = repository.npm();
        npm.args(["run", "--silent", "bench:compare"]);
        stage.dress(&mut npm);
        let heard = hear(&repository, npm, "window", &mut samples);
        drop(stage);
        heard?;
    }
    for figure in FIGURES {
        tell(figure, &samples, load);
    }
    Ok(())
}

fn transfers(mut arguments: Arguments) -> Outcome<()> {
    let size = if arguments.flag("--quick") {
        "quick"
    } else {
        "full"
    };
    let only = arguments.values("--only")?;
    arguments.nothing_left()?;
    let repository = Repository::find()?;
    packages::install(&repository, Need::Peers)?;
    build(&repository, "connect-core", "transfers")?;
    let load = load();
    say_where(load);
    let disk = repository.output("bench");
    std::fs::create_dir_all(&disk).map_err(|problem| format!("{}: {problem}", disk.display()))?;
    let program = repository.built(PROFILE, "examples/transfers")?;
    let mut command = std::process::Command::new(program);
    command.arg(size).arg(disk).args(&only);
    let mut samples = Vec::new();
    hear(&repository, command, "transfers", &mut samples)?;
    for figure in FIGURES {
        tell(figure, &samples, load);
    }
    if only.is_empty() {
        for (name, why) in figure::NOT_HERE {
            println!("\n{name:<4} not here: {why}");
        }
    }
    if size == "quick" {
        println!("\nThese were small files, to see that all of it runs: the figures say nothing.");
    }
    Ok(())
}

fn build(repository: &Repository, package: &str, example: &str) -> Outcome<()> {
    let mut cargo = repository.cargo();
    cargo.args(["build", "--profile", PROFILE]);
    cargo.args(["--package", package, "--example", example]);
    crate::process::must(cargo, "the build")
}

/// The computer and its other work: nothing is worth reading without.
fn say_where(load: Option<f64>) {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = load.map_or("not known".to_owned(), |load| format!("{load:.1}"));
    let system = std::env::consts::OS;
    println!(
        "{cores} cores, {system}, load {load} at the start; programs of the profile `{PROFILE}`"
    );
    println!(
        "Medians of the ratios of pairs in the order ABBA, with their quartiles; ratio of the minima"
    );
}

/// How many programs have wanted to run in the last minute; `None` where the system does not say.
fn load() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/loadavg").ok()?;
    text.split_whitespace().next()?.parse().ok()
}

/// Runs one of the programs that measure, and keeps what it measured.
fn hear(
    repository: &Repository,
    command: std::process::Command,
    what: &str,
    samples: &mut Vec<Sample>,
) -> Outcome<()> {
    let before = samples.len();
    let log = format!("bench-{what}.log");
    let success = follow(repository, command, &log, |line| {
        samples.extend(Sample::read(line));
        let peer = line.strip_prefix("peer| ");
        if let Some(line) = peer.or_else(|| line.contains(": drawn after ").then_some(line)) {
            println!("{line}");
        }
    })?;
    if success && samples.len() > before {
        return Ok(());
    }
    let log = repository.output("test-logs").join(log);
    Err(format!("{what} did not measure; see {}", log.display()))
}

fn tell(figure: &Figure, samples: &[Sample], load: Option<f64>) {
    let own: Vec<&Sample> = samples
        .iter()
        .filter(|sample| sample.figure == figure.name)
        .collect();
    if own.is_empty() {
        return;
    }
    println!("\n{:<4} {}", figure.name, figure.words);
    println!(
        "     target ≤ {}, moonshot ≤ {}",
        figure.target, figure.moonshot
    );
    let mut told: Vec<&str> = Vec::new();
    for sample in &own {
        if told.contains(&sample.case.as_str()) {
            continue;
        }
        told.push(&sample.case);
        case(figure, &sample.case, &own, load);
    }
    for line in figure.honestly {
        println!("     {line}");
    }
}

fn case(figure: &Figure, case: &str, samples: &[&Sample], load: Option<f64>) {
    let of = |same: bool| {
        let pairs = samples
            .iter()
            .filter(|sample| sample.case == case && sample.same == same);
        ratio::Ratio::of(&pairs.copied().collect::<Vec<_>>())
    };
    let (ours, control) = (of(false), of(true));
    println!("     {case}");
    let mut doubts = Vec::new();
    if let Some(control) = &control {
        println!("       A/A          {control}");
        doubts.extend((!control.is_steady()).then(|| "the same twice differs".to_owned()));
    }
    let Some(ours) = ours else { return };
    if ours.is_measured() {
        let busy = load.filter(|load| *load > QUIET_LOAD);
        doubts.extend(busy.map(|load| format!("load {load:.1}")));
        doubts.extend((ours.pairs == 1).then(|| "one pair".to_owned()));
    }
    println!("       ours ÷ peer  {ours}");
    let verdict = figure.verdict(ours.median);
    let verdict = match doubts.as_slice() {
        [] => verdict.to_owned(),
        doubts => format!("{verdict}, but no claim: noisy ({})", doubts.join(", ")),
    };
    println!("       {}; {verdict}", ours.sides());
}
