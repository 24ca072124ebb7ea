//! What the cells came to, as a table.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use connect_core::Outcome;

use crate::matrix::{Column, Letter, MATRIX, REASONS};
use crate::stage::Moved;

/// One thing under one fault.
#[derive(Clone, Debug)]
pub(crate) enum Point {
    Ended(Letter, Option<Outcome>, Moved),
    /// Over before what was laid out could be met: the end of a sweep.
    Untouched,
    Failed(String),
}

/// What a cell is to come to.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    /// One of these letters, in every way it was tried.
    ToBe(Vec<Letter>),
    /// For this reason one of these.
    Today(Vec<Letter>, usize),
    NotYet(usize),
    Missing,
}

impl Cell {
    pub(crate) fn to_be(letters: Vec<Letter>) -> Self {
        Self::ToBe(letters)
    }

    pub(crate) fn today(letters: &str, reason: usize) -> Self {
        let letter = |letter| match letter {
            'R' => Letter::R,
            'W' => Letter::W,
            'K' => Letter::K,
            _ => Letter::U,
        };
        Self::Today(letters.chars().map(letter).collect(), reason)
    }
}

/// All cells, and what was seen in them.
#[derive(Debug, Default)]
pub(crate) struct Harvest {
    cells: BTreeMap<(&'static str, Column), (Cell, usize, usize)>,
    moved: Moved,
    points: usize,
    good: usize,
    lost: usize,
    silent: usize,
}

impl Harvest {
    pub(crate) fn cell(&mut self, id: &'static str, column: Column, cell: Cell) {
        self.cells.insert((id, column), (cell, 0, 0));
    }

    pub(crate) fn point(&mut self, id: &'static str, column: Column, point: Point) {
        let Some((cell, good, all)) = self.cells.get_mut(&(id, column)) else {
            return;
        };
        *all += 1;
        self.points += 1;
        match point {
            Point::Ended(letter, outcome, moved) => {
                self.moved.files += moved.files;
                self.moved.bytes += moved.bytes;
                let fits = match cell {
                    Cell::ToBe(letters) | Cell::Today(letters, _) => letters.contains(&letter),
                    Cell::NotYet(_) | Cell::Missing => false,
                };
                if fits {
                    *good += 1;
                    self.good += 1;
                } else {
                    support::report(&format!(
                        "FAILED {id}{column}: it came to {letter:?} ({outcome:?}), and is to come to {cell:?}"
                    ));
                }
            }
            Point::Untouched => {
                *good += 1;
                self.good += 1;
            }
            Point::Failed(why) => {
                self.lost += usize::from(why.contains("lost"));
                self.silent += usize::from(why.contains("silently wrong"));
            }
        }
    }

    fn mark(cell: &(Cell, usize, usize)) -> String {
        let well = cell.1 == cell.2;
        match &cell.0 {
            Cell::ToBe(_) if well && cell.2 > 0 => "\u{2713}".to_owned(),
            Cell::Today(_, reason) if well && cell.2 > 0 => reason.to_string(),
            Cell::NotYet(reason) => reason.to_string(),
            Cell::ToBe(_) | Cell::Today(..) => "\u{2717}".to_owned(),
            Cell::Missing => "?".to_owned(),
        }
    }

    fn proven(&self) -> usize {
        let proven =
            |cell: &&(Cell, usize, usize)| matches!(cell.0, Cell::ToBe(_)) && cell.1 == cell.2;
        self.cells.values().filter(proven).count()
    }

    /// Whether every cell is as it is to be, or has a reason.
    pub(crate) fn is_well(&self) -> bool {
        let marks: BTreeSet<String> = self.cells.values().map(Self::mark).collect();
        !self.cells.is_empty() && !marks.contains("\u{2717}") && !marks.contains("?")
    }

    pub(crate) fn closing(&self) -> String {
        format!(
            "cells {} of {}, files moved {}, bytes moved {}, lost {}, silently wrong {}",
            self.proven(),
            self.cells.len(),
            self.moved.files,
            self.moved.bytes,
            self.lost,
            self.silent,
        )
    }

    pub(crate) fn table(&self) -> String {
        let mut out = format!("{:<5}{:<48}", "", "");
        for column in Column::ALL {
            let _ = write!(out, "{:>4}", column.to_string());
        }
        out.push_str("  tried\n");
        for row in MATRIX {
            let own = |column| self.cells.get(&(row.id, column));
            if Column::ALL.iter().all(|column| own(*column).is_none()) {
                continue;
            }
            let _ = write!(out, "{:<5}{:<48}", row.id, row.name);
            let mut tried = 0;
            for column in Column::ALL {
                let mark = own(column).map(Self::mark).unwrap_or_default();
                tried += own(column).map_or(0, |cell| cell.2);
                let _ = write!(out, "{mark:>4}");
            }
            let _ = writeln!(out, "{tried:>7}");
        }
        out.push_str(
            "\n\u{2713} as the matrix says, in every way it was tried; \u{2717} not; ? forgotten; a number is a reason:\n",
        );
        let used: BTreeSet<usize> = self
            .cells
            .values()
            .filter_map(|cell| match cell.0 {
                Cell::Today(_, reason) | Cell::NotYet(reason) => Some(reason),
                _ => None,
            })
            .collect();
        for reason in used {
            let _ = writeln!(out, "{reason} {}", REASONS[reason - 1]);
        }
        let _ = writeln!(
            out,
            "\nfor a reason tried and safe, and not as the matrix says: {}; not tried: {}",
            self.count(|cell| matches!(cell, Cell::Today(..))),
            self.count(|cell| matches!(cell, Cell::NotYet(_))),
        );
        let _ = writeln!(out, "points {} of {}", self.good, self.points);
        out.push_str(&self.closing());
        out
    }

    fn count(&self, which: impl Fn(&Cell) -> bool) -> usize {
        self.cells.values().filter(|cell| which(&cell.0)).count()
    }
}
