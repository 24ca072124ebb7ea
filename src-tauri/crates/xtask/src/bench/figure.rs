//! What is measured, and what it is meant to be: `src-tauri/docs/benchmarks.md` tells how it was.

/// A ratio of ours to a peer; lower is better.
#[derive(Debug)]
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) words: &'static str,
    pub(crate) target: f64,
    pub(crate) moonshot: f64,
    /// What a reader must know before believing it.
    pub(crate) honestly: &'static [&'static str],
}

pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "P11",
        words: "Work of a listing, last byte to the message to the page ÷ serde_json's typed parse alone",
        target: 2.0,
        moonshot: 1.0,
        honestly: &[
            "All rows are sent, not a first window. The parse alone reads every field and bears no odd answer.",
        ],
    },
    Figure {
        name: "P12",
        words: "Bytes to the page to show a folder of 100,000 rows ÷ of 1,000 rows",
        target: 1.2,
        moonshot: 1.0,
        honestly: &[
            "Every row crosses today, so this is the ratio of the rows. A listing held in Rust, of which the page",
            "asks for a window, is the known next step.",
        ],
    },
    Figure {
        name: "P13",
        words: "Click to the first row of a folder of 100,000 ÷ of a folder of 100",
        target: 1.25,
        moonshot: 1.0,
        honestly: &[
            "The page in the app's engine, over an invented app: to the second frame with the first row. Been there",
            "before, the rows are the page's own and no answer is waited for; the list is read again meanwhile.",
        ],
    },
    Figure {
        name: "P14",
        words: "99th percentile of a frame while scrolling, 100,000 rows in a window ÷ 1,000 all in the page",
        target: 1.2,
        moonshot: 0.9,
        honestly: &[
            "Same web view, same rows, drawn in software on a display of our own: read the ratio alone.",
        ],
    },
    Figure {
        name: "P27",
        words: "95th percentile of click to paint, 10,000 transfers ÷ none",
        target: 1.5,
        moonshot: 1.1,
        honestly: &[
            "The page's share, over an invented app: three uploads move and tell of it four times a second, as the app",
            "does it, and the others wait. They cannot start and stop within a pair, so idle was measured before them.",
        ],
    },
];

impl Figure {
    /// Where the ratio stands, in words.
    pub(crate) fn verdict(&self, ratio: f64) -> &'static str {
        if ratio <= self.moonshot {
            "meets the moonshot"
        } else if ratio <= self.target {
            "meets the target"
        } else {
            "MISSES THE TARGET"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FIGURES;

    #[test]
    fn a_missed_target_is_said() {
        let figure = &FIGURES[0];
        assert_eq!(figure.verdict(2.01), "MISSES THE TARGET");
        assert_eq!(figure.verdict(2.0), "meets the target");
        assert_eq!(figure.verdict(1.0), "meets the moonshot");
    }
}
