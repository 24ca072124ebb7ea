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
        name: "P1",
        words: "CPU of one large file up, http ÷ curl -T",
        target: 1.0,
        moonshot: 0.85,
        honestly: &[
            "curl sends the bytes and no more. Ours asks whether the name is free, keeps a journal, takes the file's",
            "fingerprint on the way and compares it with the site's.",
        ],
    },
    Figure {
        name: "P2",
        words: "The same over https ÷ curl --http1.1 -T",
        target: 1.0,
        moonshot: 0.8,
        honestly: &[],
    },
    Figure {
        name: "P3",
        words: "CPU of one large file down, with its check ÷ curl -o without",
        target: 1.0,
        moonshot: 0.8,
        honestly: &[
            "Ours goes into a temporary file, is on the disk for good, is compared, and only then has its name.",
        ],
    },
    Figure {
        name: "P4",
        words: "CPU of one large file up as a form ÷ curl -F",
        target: 1.1,
        moonshot: 0.95,
        honestly: &[],
    },
    Figure {
        name: "P5",
        words: "Growth of memory with the file ÷ growth of the file",
        target: 0.004,
        moonshot: 0.001,
        honestly: &[],
    },
    Figure {
        name: "P6",
        words: "Peak memory of a large upload ÷ curl's",
        target: 2.0,
        moonshot: 1.0,
        honestly: &[],
    },
    Figure {
        name: "P7",
        words: "CPU of many small files, 8 in flight, durable queue ÷ a peer with 8 in flight",
        target: 1.0,
        moonshot: 0.6,
        honestly: &[
            "curl and rclone ask once for each file. Ours asks twice (is the name free, and the file), and twice for as",
            "many as wait for their check together; it writes a row and a receipt that survive power loss.",
        ],
    },
    Figure {
        name: "P8",
        words: "The same ÷ SmartFile's own Python client, one after the other",
        target: 0.1,
        moonshot: 0.05,
        honestly: &["It sends each file and checks none."],
    },
    Figure {
        name: "P9",
        words: "Connections opened for many small files ÷ files in flight",
        target: 1.25,
        moonshot: 1.0,
        honestly: &["Files that are being checked are in flight beside those that are being sent."],
    },
    Figure {
        name: "P10",
        words: "Time for files with slow answers ÷ the answers that each waits for in its turn, 8 at once",
        target: 1.1,
        moonshot: 1.03,
        honestly: &[
            "In its turn a file waits for two answers: is its name free, and the file. The checks go on beside it.",
        ],
    },
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
        name: "P22",
        words: "A promise to the journal, from the call to the file's turn ÷ a bare commit",
        target: 1.5,
        moonshot: 1.1,
        honestly: &[
            "Seen from outside: two changes of task and a fact are in it. Both commits survive power loss.",
        ],
    },
    Figure {
        name: "P24",
        words: "Renewals of the sign-in for 100 questions that are refused at once",
        target: 1.0,
        moonshot: 1.0,
        honestly: &[],
    },
    Figure {
        name: "P25",
        words: "Requests inside a wait that the site asked for",
        target: 0.0,
        moonshot: 0.0,
        honestly: &["Those that came within 25 ms of it are not counted: they were on their way."],
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

/// What is not measured here, and why.
pub(crate) const NOT_HERE: &[(&str, &str)] = &[
    (
        "P21",
        "scan of a local tree ÷ find. Folders are sent; their walk is not measured by itself yet.",
    ),
    (
        "P23",
        "bytes sent again after kill -9 ÷ the file. Tests kill it; here nothing does yet.",
    ),
    (
        "P26",
        "faults that are passed ÷ cells of the matrix: `cargo xtask faults` counts them.",
    ),
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
        let figure = FIGURES.iter().find(|it| it.name == "P11").unwrap();
        assert_eq!(figure.verdict(2.01), "MISSES THE TARGET");
        assert_eq!(figure.verdict(2.0), "meets the target");
        assert_eq!(figure.verdict(1.0), "meets the moonshot");
    }
}
