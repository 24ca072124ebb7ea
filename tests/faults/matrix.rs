//! The faults, and what each is to come to where it is met: 62 rows, and the columns that apply to each.
//!
//! A cell that is not here is not in the matrix; one that is here and is neither laid out nor excused fails the run.

use std::fmt;

/// Where a fault is met.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Column {
    /// Browsing.
    A,
    /// A file comes here.
    B,
    /// A file goes there.
    C,
    /// A new folder, another name, a move, a copy, a removal.
    D,
    /// A job of the site.
    E,
    /// The sign-in, and its renewal.
    F,
    /// The queue is started, and taken up again.
    H,
}

impl Column {
    pub(crate) const ALL: [Self; 7] = [
        Self::A,
        Self::B,
        Self::C,
        Self::D,
        Self::E,
        Self::F,
        Self::H,
    ];

    pub(crate) fn of(letter: char) -> Option<Self> {
        let all = Self::ALL.into_iter();
        all.into_iter()
            .find(|column| column.to_string() == letter.to_string())
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// How it ends for the person.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Letter {
    /// Tried again, and ended well unseen.
    R,
    /// Waited as told, and ended well.
    W,
    /// Stopped, this alone, with a plain message and a next step.
    U,
    /// Both sides are kept, and the person decides.
    K,
    /// Nothing is done before the person is asked.
    S,
}

/// One fault.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// Where it applies, without the pass of a sync, which there is none of yet.
    pub(crate) columns: &'static str,
    /// What it is to come to: `R`, or by column `A:R C:U`; several letters where each of them will do.
    pub(crate) expected: &'static str,
}

impl Row {
    pub(crate) fn columns(&self) -> impl Iterator<Item = Column> + use<> {
        self.columns.chars().filter_map(Column::of)
    }

    /// The letters that will do in this column.
    pub(crate) fn expected(&self, column: Column) -> Vec<Letter> {
        let own = self.expected.split(' ').find_map(|word| {
            let (columns, letters) = word.split_once(':')?;
            columns.contains(&column.to_string()).then_some(letters)
        });
        let letters = own.unwrap_or_else(|| {
            let general = self.expected.split(' ').find(|word| !word.contains(':'));
            general.unwrap_or_default()
        });
        letters
            .chars()
            .map(|letter| match letter {
                'R' => Letter::R,
                'W' => Letter::W,
                'U' => Letter::U,
                'K' => Letter::K,
                'S' => Letter::S,
                other => panic!("{}: {other} is no end", self.id),
            })
            .collect()
    }
}

const fn row(
    id: &'static str,
    name: &'static str,
    columns: &'static str,
    expected: &'static str,
) -> Row {
    Row {
        id,
        name,
        columns,
        expected,
    }
}

pub(crate) const MATRIX: [Row; 62] = [
    row("N1", "connection refused, network down", "ABCDEFH", "R"),
    row("N2", "name not resolved", "ABCDEFH", "R"),
    row("N3", "connecting is swallowed", "ABCDEFH", "R"),
    row("N4", "reset before an answer", "ABCDEF", "R"),
    row("N5", "reset in the body", "ABC", "R"),
    row("N6", "cut body, length known", "AB", "R"),
    row("N7", "cut body, length unknown", "AB", "RU"),
    row("N8", "the head of an answer trickles", "ABCDEF", "R"),
    row("N9", "a body stalls", "BC", "R"),
    row("N10", "1 KiB a second for ever", "BC", "R"),
    row("N11", "another address, sleep and wake", "BC", "R"),
    row("T1", "certificate expired", "ABCDF", "U"),
    row("T2", "certificate of another host", "ABCDF", "U"),
    row("T3", "unknown authority", "ABCDF", "U"),
    row("T4", "handshake cut", "ABCDF", "R"),
    row("T5", "TLS ends without a word in a body", "AB", "R"),
    row("H1", "400 with errors by field", "CDF", "U F:RU"),
    row("H2", "401, and a refresh works", "ABCDEH", "R"),
    row(
        "H3",
        "401, and the refresh is refused",
        "ABCDEFH",
        "U E:RU F:RU",
    ),
    row("H4", "403", "ABCD", "U"),
    // A removal of what is gone is done; what the site says of its job is looked at.
    row("H5", "404", "ABCDE", "ABC:U D:RU E:R"),
    row("H6", "409, a name or a job", "CD", "C:K D:UK"),
    row("H7", "412", "C", "K"),
    row("H8", "413", "C", "U"),
    row("H9", "402, 507, words about a quota", "CD", "U"),
    row("H10", "429 with Retry-After, three ways", "ABCDEF", "W"),
    row("H11", "429 with X-Throttle-Wait-Seconds", "ABCDEF", "W"),
    row("H12", "503 with X-Throttle", "ABCDEF", "W"),
    row("H13", "503, 502, 504 with a page", "ABCDEF", "R"),
    row("H14", "500", "ABCDE", "R"),
    row("H15", "200 with an error in it", "ABCDE", "ABCD:RU E:R"),
    row("H16", "200 with a page", "ABCDEF", "ABCDF:RU E:R"),
    row(
        "H17",
        "broken, cut, huge or deep JSON",
        "ADEF",
        "A:U D:RU E:R F:RU",
    ),
    row("H18", "wrong or no Content-Type", "ABCEF", "R"),
    row(
        "H19",
        "redirect to another host, or to http",
        "ABCDF",
        "U F:RU",
    ),
    row("H20", "Range answered by 200 or 416", "B", "R"),
    row("H21", "206 with another offset", "B", "R"),
    row("H22", "the file changes between two ranges", "B", "R"),
    row("H23", "pages shift, repeat or never end", "A", "R"),
    row("H24", "a job succeeds with errors", "DE", "U"),
    row("H25", "a job that never ends, or is forgotten", "DE", "RU"),
    row(
        "H26",
        "an upload that is said to be whole and is not",
        "C",
        "RU",
    ),
    row("L1", "the disk is full at a byte", "BH", "U"),
    row("L2", "no permission", "BC", "U"),
    // Where it cannot be seen whether the old file is still the one that was to be replaced, both are kept.
    row("L3", "I/O error in any step", "BCH", "U H:UK"),
    row("L4", "the file vanishes while it is sent", "C", "U"),
    row("L5", "the file changes while it is sent", "C", "U"),
    row("L6", "the target is a folder, or read-only", "B", "KU"),
    row("L7", "names that cannot be, and twins", "BCD", "RKU"),
    row("L8", "the root of a sync is gone or empty", "H", "S"),
    row("L9", "the watcher overflows", "", ""),
    row("L10", "too many open files", "ABC", "R"),
    row("L11", "the journal is locked, full or damaged", "H", "U"),
    row("L12", "links in a circle, devices, pipes", "C", "U"),
    row("P1", "killed at every step", "BCDEH", "R"),
    row("P2", "quit, logged off", "BCH", "R"),
    row("P3", "the power goes", "BCH", "R"),
    row("P4", "a second one at the same time", "H", "U"),
    row("P5", "the clock jumps", "ABCFH", "R"),
    row("P6", "the token ends in a long transfer", "BC", "R"),
    row("P7", "the password store is locked or refuses", "FH", "RU"),
    row("P8", "an update with a full queue", "H", "R"),
];

/// Why a cell does not end as the matrix says, or cannot be tried. The numbers are what the table shows.
pub(crate) const REASONS: [&str; 4] = [
    "A code is presented once (RFC 6749 \u{a7}4.1.2). Where it may have been, the app says so, and one click connects; where \
     it was not, and at a renewal, it is tried again.",
    "There is no sync yet whose root could be missing. What a transfer's folder is missing for is told, and nothing is \
     removed for it at either end.",
    "What is done to files lives in rows that end with the app; what the site has begun it goes on with.",
    "This computer permits nobody a process with names of its own (`unshare --mount`).",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_has_62_faults_and_every_cell_an_expected_end() {
        let mut ids: Vec<&str> = MATRIX.iter().map(|row| row.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 62);
        let mut cells = [0; 7];
        for row in MATRIX {
            for column in row.columns() {
                assert!(!row.expected(column).is_empty(), "{} {column}", row.id);
                let at = Column::ALL.iter().position(|c| *c == column).unwrap();
                cells[at] += 1;
            }
        }
        // As the matrix was counted when it was drawn up, but for G, the pass of a sync.
        assert_eq!(cells, [30, 43, 44, 29, 20, 21, 16]);
    }
}
