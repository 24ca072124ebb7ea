//! The fault matrix: 62 faults, each where it may be met. A cell ends as the matrix says, or for a written reason in
//! another way or not at all; in every cell no byte is lost, nothing partial has a name, nothing is done twice, it ends
//! in a named state, others go on, and no secret is said.
//!
//! `cargo xtask faults` prints it. `CONNECT_FAULTS_ONLY=N4`, `N4D` or `*D` tries a part of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a surprise in a test is a failed test

mod killed;
mod liars;
mod matrix;
mod names;
mod outcome;
mod place;
mod plan;
mod special;
mod stage;
mod start;
mod weather;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use connect_core::Deed;
use support::{Authority, Company, in_the_company_apart, report};

use matrix::{Column, Letter, MATRIX, Row};
use outcome::{Cell, Harvest, Point};
use plan::{Make, Plan, plan};
use special::Special;
use stage::{Moved, Stage};
use start::Begun;

/// How long one thing under one fault may take, in real time, before it counts as stuck.
const STUCK: Duration = Duration::from_secs(90);

/// Attempts at once: most of their time is that of the disk.
const AT_ONCE: usize = 6;

/// One thing under one fault.
#[derive(Clone, Debug)]
struct Attempt {
    row: Row,
    column: Column,
    deed: Deed,
    renews: bool,
    /// Which of the ways that are laid out for this cell.
    way: usize,
}

/// B41, C32: whatever goes wrong, wherever it does.
#[test]
fn every_fault_ends_as_the_matrix_says_wherever_it_is_met() {
    let name = "every_fault_ends_as_the_matrix_says_wherever_it_is_met";
    match in_the_company_apart(name) {
        Company::Inside(authority) => everything(&authority),
        Company::Outside(said) => {
            let lines = said.lines().filter_map(|line| line.strip_prefix("soak|"));
            let lines: Vec<&str> = lines
                .map(|line| line.strip_prefix(' ').unwrap_or(line))
                .collect();
            report(&lines.join("\n"));
        }
    }
}

fn everything(authority: &Arc<Authority>) {
    let only = std::env::var("CONNECT_FAULTS_ONLY").unwrap_or_default();
    let wanted = |row: &Row, column: Column| {
        let own = [
            row.id.to_owned(),
            format!("{}{column}", row.id),
            format!("*{column}"),
        ];
        only.is_empty() || own.contains(&only)
    };
    let mut harvest = Harvest::default();
    let mut attempts = Vec::new();
    for row in MATRIX {
        for column in row.columns().filter(|column| wanted(&row, *column)) {
            match plan(row.id, column, "") {
                Plan::Tried(ways) => {
                    harvest.cell(row.id, column, Cell::to_be(row.expected(column)));
                    attempts.extend(attempts_of(row, column, ways.len()));
                }
                Plan::Today(ways, letters, reason) => {
                    harvest.cell(row.id, column, Cell::today(letters, reason));
                    attempts.extend(attempts_of(row, column, ways.len()));
                }
                Plan::NotYet(reason) => harvest.cell(row.id, column, Cell::NotYet(reason)),
                Plan::Missing => harvest.cell(row.id, column, Cell::Missing),
            }
        }
    }
    attempts.reverse();
    let (attempts, harvest) = (Mutex::new(attempts), Mutex::new(harvest));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some(attempt) = attempts.lock().unwrap().pop() else {
                        return;
                    };
                    let point = watched(&attempt, authority);
                    let (id, column) = (attempt.row.id, attempt.column);
                    if let Point::Failed(why) = &point {
                        let way = format!("{:?}", make_of(&attempt, ""));
                        let way: String = way.chars().take(200).collect();
                        report(&format!(
                            "FAILED {id}{column} {attempt:?}\n  {way}\n  {why}"
                        ));
                    }
                    harvest.lock().unwrap().point(id, column, point);
                }
            });
        }
    });
    let harvest = harvest.into_inner().unwrap();
    report(&harvest.table());
    assert!(harvest.is_well(), "{}", harvest.closing());
}

/// Each way with each deed, or with each half of a sign-in.
fn attempts_of(row: Row, column: Column, ways: usize) -> Vec<Attempt> {
    let kinds: Vec<(Deed, bool)> = match column {
        Column::D => [
            Deed::CreateFolder,
            Deed::Rename,
            Deed::Move,
            Deed::Copy,
            Deed::Remove,
        ]
        .map(|deed| (deed, false))
        .to_vec(),
        Column::E => [Deed::Move, Deed::Copy, Deed::Remove]
            .map(|deed| (deed, false))
            .to_vec(),
        Column::F => [false, true].map(|renews| (Deed::Copy, renews)).to_vec(),
        _ => vec![(Deed::Copy, false)],
    };
    let all = (0..ways).flat_map(|way| kinds.iter().map(move |kind| (way, *kind)));
    all.map(|(way, (deed, renews))| Attempt {
        row,
        column,
        deed,
        renews,
        way,
    })
    .collect()
}

fn make_of(attempt: &Attempt, elsewhere: &str) -> Make {
    match plan(attempt.row.id, attempt.column, elsewhere) {
        Plan::Tried(mut ways) | Plan::Today(mut ways, ..) => ways.swap_remove(attempt.way),
        Plan::NotYet(_) | Plan::Missing => Make::Fair,
    }
}

/// Tries it on a thread of its own: what never ends is stuck, and does not keep the others.
fn watched(attempt: &Attempt, authority: &Arc<Authority>) -> Point {
    let (ended, end) = mpsc::channel();
    let (attempt, authority) = (attempt.clone(), Arc::clone(authority));
    std::thread::spawn(move || {
        let tried = catch_unwind(AssertUnwindSafe(|| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(tried(&attempt, &authority))
        }));
        let point = tried.unwrap_or_else(|panic| {
            let words = panic.downcast_ref::<String>().cloned();
            let words = words.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
            let words: String = words.unwrap_or_default().chars().take(1500).collect();
            Point::Failed(words)
        });
        let _nobody_waits_any_more = ended.send(point);
    });
    end.recv_timeout(STUCK)
        .unwrap_or_else(|_| Point::Failed("stuck".to_owned()))
}

async fn tried(attempt: &Attempt, authority: &Arc<Authority>) -> Point {
    let make = make_of(attempt, "");
    let _names = match make {
        Make::Unnamed | Make::Special(Special::UnnamedDuringAJob) | Make::Start(Begun::Unnamed) => {
            Some(names::TURN.lock().await)
        }
        _ => None,
    };
    match make {
        Make::Start(begun) => return start::tried(begun).await,
        Make::Killed(course, label) => return killed::tried(course, label).await,
        Make::Apart(test) => return place::tried(test),
        _ => {}
    }
    let secure = make.is_secure().then(|| Arc::clone(authority));
    let stage = Stage::new(attempt, secure, make.needs_a_name()).await;
    let elsewhere = format!("http://{}/", stage.elsewhere.local_addr().unwrap());
    let make = make_of(attempt, &elsewhere);
    let mut end = stage.under(&make, authority).await;
    if end.letter == Letter::R && make.told().is_some_and(|told| stage.passed() >= told) {
        end.letter = Letter::W;
    }
    let untouched = matches!(make, Make::Disk(..)) && !stage.disk.mend();
    stage.clear_up(&make, authority).await;
    let (may_differ, whole) = match &make {
        Make::Special(special) => (special.may_differ(), special.is_whole()),
        // What the site has made of it is its own; that it is not whole was told.
        Make::Then(_) if attempt.row.id == "H26" => (&["/Into/sent.bin"][..], false),
        _ => (&[][..], false),
    };
    stage.holds(&end, may_differ);
    if !whole {
        stage.carry_out_again().await;
    }
    if !matches!(make, Make::Special(Special::Quit)) {
        stage.others_go_on().await;
    }
    let moved: Moved = *stage.moved.lock().unwrap();
    if untouched {
        assert_eq!(end.letter, Letter::R, "{end:?}");
        return Point::Untouched;
    }
    Point::Ended(end.letter, end.outcome, moved)
}
