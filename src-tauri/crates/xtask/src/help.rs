//! `cargo xtask help`.

use crate::Outcome;

const WORDS: &str = "\
Commands of this project:

  cargo xtask run       Installs what is missing, builds, and opens the app on a practice server.
                        With no display: one is made, the whole journey is driven in it, and a
                        picture of each step is left in target/run/.
        --site https://DOMAIN --client-id ID [--client-secret SECRET]
                        Opens the app on that SmartFile site instead. The secret is better given
                        by CONNECT_SMARTFILE_CLIENT_SECRET, or typed when asked.
        --headless      Drives the journey on a display of its own even if there is one.

  cargo xtask test      Installs what is missing and runs every test. The last line counts them.
        --only NAME     Only this suite; may be repeated. `--list` names the suites.

  cargo xtask requirements
                        Runs every test and prints each numbered requirement with the tests that
                        carry its number. --last-run reads the last run instead.

  cargo xtask api-coverage
                        Every known endpoint of the service: the SDK's method, the practice server's
                        function, the test, the witness. A claim that is not true is an error.

  cargo xtask soak connect
                        1,000 connects in random weather, each to its end; restarts, two processes
                        and killed ones; the same at django-oauth-toolkit. Needs Python 3.10.
        --runs N        So many connects; at the toolkit 60 of them at most.
        --seed S        The weather of an earlier run; without it, another one each time.
        --from K        Begins at the K-th connect of the seed, and does only connects.
        --at SERVER     Only `practice` or only `witness`, the toolkit.

  cargo xtask faults    62 faults, each wherever it may be met: a table of what every one came to, what moved
                        meanwhile, and what was lost. Fails if a cell fails, or has neither a test nor a reason.
        --only CELL     Only a fault (`N4`) or a cell (`N4D`).

  cargo xtask crash     Both programs killed at random moments of a mixed load, and again while they look what the
                        kill had left: 500 runs, a kill in each at least. Closes with what was lost, what is
                        there twice, and which receipts are not true. Minutes.
        --runs N        So many runs.
        --seed S        The runs of an earlier time. Each run has its own seed, which a failed one says.
        --machine       Instead, within one process: random deeds, faults and restarts against a model of what
                        must be where, 10,000 steps. A failure is made as short as it gets, and kept.
        --steps N       So many steps of that.

  cargo xtask bench listing
                        How a folder of 100,000 entries compares: work of a listing in Rust, bytes to
                        the page, the first row, scrolling, and answers while 10,000 files wait. Each
                        figure beside its target; a missed one is said and is no failure. Minutes.
        --only WHERE    Only `core`, what needs no window, or only `window`.

  cargo xtask bench transfers
                        Files of 1 GiB and thousands of small ones, by the app without a window and by
                        curl, rclone and SmartFile's own Python client at the same server: work, memory,
                        connections, the journal. Needs 4 GiB of memory to spare. Minutes.
        --quick         Small files, to see that all of it runs.
        --only FIGURE   Only this figure, such as P7; may be repeated.

  cargo xtask check     Formatting, lints and types, in Rust and in the page.

  cargo xtask sandbox   The practice server alone. Its first line is JSON: url, client_id,
                        client_secret, users. What follows `sandbox` is given to it; try --help.

  cargo xtask dev       The app on a practice server, rebuilt as you type.

  cargo xtask stage COMMAND…
                        Any command on a display, session bus and password store of our own.

  cargo xtask wire      Writes ui/src/host/wire again from the Rust types.
";

/// Prints the commands.
#[allow(
    clippy::unnecessary_wraps,
    reason = "all commands have one shape, so that main can choose among them"
)]
pub(crate) fn run() -> Outcome<()> {
    print!("{WORDS}");
    Ok(())
}
