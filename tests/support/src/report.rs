//! What a long test has to tell whoever started it.

use std::io::Write as _;

/// Begins each line of a report; `cargo xtask soak` shows these lines and nothing else of a test's output.
const MARK: &str = "soak| ";

/// Prints past the test runner, which keeps what passing tests print to itself.
pub fn report(text: &str) {
    let mut lines = String::from("\n");
    for line in text.lines() {
        lines.push_str(format!("{MARK}{line}").trim_end());
        lines.push('\n');
    }
    let _unheard = std::io::stdout().write_all(lines.as_bytes());
}
