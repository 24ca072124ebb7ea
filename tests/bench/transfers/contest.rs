//! Who is compared with whom, at what.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use super::control;
use super::cost::Cost;
use super::said::say;
use super::stage::{Sizes, Stage};

/// What the app asks a site for each file in its turn: whether the name is free, and to take it.
const ANSWERS_IN_TURN: usize = 2;
const IN_FLIGHT: &str = "8";
const DELAY_MS: u64 = 40;

/// All figures, or only those that are named. `disk` is a folder on a disk that is one: the journal's own figure is
/// not taken in memory.
pub(crate) fn run(sizes: &Sizes, disk: &Path, only: &[&str]) {
    let is_wanted =
        |names: &[&str]| only.is_empty() || names.iter().any(|name| only.contains(name));
    for (program, words) in [("curl", "--version"), ("rclone", "version")] {
        let said = Command::new(program).arg(words).output().unwrap().stdout;
        println!(
            "peer| {}",
            String::from_utf8_lossy(&said)
                .lines()
                .next()
                .unwrap_or_default()
        );
    }
    let stage = Stage::set(sizes);
    let contest = Contest {
        stage: &stage,
        sizes,
    };
    if is_wanted(&["P1", "P5", "P6"]) {
        contest.upload();
    }
    if is_wanted(&["P2"]) {
        contest.upload_secured();
    }
    if is_wanted(&["P3"]) {
        contest.download();
    }
    if is_wanted(&["P4"]) {
        contest.form();
    }
    if is_wanted(&["P7", "P8", "P9"]) {
        contest.small_files();
    }
    if is_wanted(&["P10"]) {
        contest.far_away();
    }
    if is_wanted(&["P22"]) {
        contest.promises(disk);
    }
    if is_wanted(&["P24", "P25"]) {
        contest.counted();
    }
}

struct Contest<'a> {
    stage: &'a Stage,
    sizes: &'a Sizes,
}

impl Contest<'_> {
    fn upload(&self) {
        let (stage, server) = (self.stage, &self.stage.http);
        let ours = || stage.ours(server, &["upload", IN_FLIGHT, "large"]);
        let curl = || stage.curl(server, &["-T", "large"], "/raw/large", "/dev/null");
        let pairs = self.large("P1", "one large file up, http; curl -T", &ours, &curl);
        let summed = || {
            let files = ["/dev/null", "large"];
            stage.curl_and_sum(server, &["-T", "large"], "/raw/large", files)
        };
        let case = "the same; curl -T and openssl dgst -sha256, which is the same proof";
        self.large("P1", case, &ours, &summed);
        let (growth, grown) = (
            "peak of a large file less that of a medium one ÷ the difference of the files",
            1_048_576.0,
        );
        let difference = (self.sizes.large - self.sizes.medium) as f64 / grown;
        for (ours, curl) in &pairs {
            say(
                "P6",
                "one large file up",
                "MiB",
                false,
                [ours.rss_mib, curl.rss_mib],
                json!({}),
            );
            let medium = stage.ours(server, &["upload", IN_FLIGHT, "medium"]);
            let more = (ours.rss_mib - medium.rss_mib).max(0.0);
            say("P5", growth, "MiB", false, [more, difference], json!({}));
        }
    }

    fn upload_secured(&self) {
        let (stage, server) = (self.stage, &self.stage.https);
        let ours = || stage.ours(server, &["upload", IN_FLIGHT, "large"]);
        let curl = || stage.curl(server, &["-T", "large"], "/raw/large", "/dev/null");
        self.large(
            "P2",
            "one large file up, https; curl --http1.1 -T",
            &ours,
            &curl,
        );
    }

    fn download(&self) {
        let (stage, server) = (self.stage, &self.stage.http);
        let (name, target) = (
            format!("/give-{}.bin", self.sizes.large),
            stage.path("down"),
        );
        let target = target.to_str().unwrap();
        let after = |cost: Cost| {
            let size = std::fs::metadata(target).unwrap().len();
            assert_eq!(size, self.sizes.large);
            // What is there already is written over faster.
            std::fs::remove_file(target).unwrap();
            cost
        };
        let ours = || after(stage.ours(server, &["download", IN_FLIGHT, &name, target]));
        let path = format!("/api/2/path/data{name}");
        let basic = "Authorization: Basic bench";
        let curl = || after(stage.curl(server, &["-H", basic], &path, target));
        self.large(
            "P3",
            "one large file down, http, ours with its check; curl -o",
            &ours,
            &curl,
        );
        let summed = || {
            let words = ["-H", basic];
            after(stage.curl_and_sum(server, &words, &path, [target, target]))
        };
        let case = "the same; curl -o and openssl dgst -sha256, which is the same proof";
        self.large("P3", case, &ours, &summed);
    }

    fn form(&self) {
        let (stage, server) = (self.stage, &self.stage.http);
        let ours = || stage.ours(server, &["upload", IN_FLIGHT, "large"]);
        let basic = "Authorization: Basic bench";
        let form = ["-H", basic, "-F", "file=@large"];
        let curl = || stage.curl(server, &form, "/api/2/path/data/", "/dev/null");
        self.large(
            "P4",
            "one large file up as a form, http; curl -F",
            &ours,
            &curl,
        );
    }

    fn small_files(&self) {
        let (stage, server, number) = (self.stage, &self.stage.http, self.sizes.small_files);
        let ours = || {
            let cost = stage.ours(server, &["upload", IN_FLIGHT, "small"]);
            let tally = control::tally(&server.control);
            assert_eq!(tally["files"], json!(number));
            let connections = tally["connections"].as_f64().unwrap();
            say(
                "P9",
                "connections ÷ files in flight",
                "connections",
                false,
                [connections, 8.0],
                json!({}),
            );
            cost
        };
        let name = |peer: &str| format!("{number} files of 4 KiB; {peer}");
        let curl = || stage.curl_many(server, "small");
        pairs(
            "P7",
            &name("curl --parallel-max 8, -T each"),
            self.sizes.small_pairs,
            &ours,
            &curl,
        );
        let rclone = || stage.rclone(server, "small");
        let few = self.sizes.large_pairs;
        pairs(
            "P7",
            &name("rclone's S3 backend, 8 at once"),
            few,
            &ours,
            &rclone,
        );
        let python = || stage.official(server, "upload_all", "small");
        pairs(
            "P8",
            &name("SmartFile's Python client"),
            few,
            &ours,
            &python,
        );
    }

    /// The ideal is the answers that a file waits for in its turn, 8 at once, and nothing between them.
    fn far_away(&self) {
        let (stage, number) = (self.stage, self.sizes.slow_files);
        let ideal = (number * ANSWERS_IN_TURN) as f64 * DELAY_MS as f64 / 8.0;
        let case = format!("{number} files of 4 KiB, each answer after {DELAY_MS} ms");
        for _ in 0..3 {
            let cost = stage.ours_behaving(
                &stage.http,
                ("delay", DELAY_MS),
                &["upload", IN_FLIGHT, "slow"],
            );
            let wall = cost.said["wall_ms"].as_f64().unwrap();
            say("P10", &case, "ms", false, [wall, ideal], json!({}));
        }
    }

    fn promises(&self, disk: &Path) {
        let stage = self.stage;
        stage.many("promises", self.sizes.promises);
        let folder = tempfile::tempdir_in(disk).unwrap();
        let case = "call to a file's turn, its row on the disk; a bare commit that survives power loss, WAL";
        for _ in 0..5 {
            let cost = stage.ours_at(folder.path(), &stage.http, &["promise", "1", "promises"]);
            let middle = |name: &str| {
                let values = cost.said[name].as_array().unwrap().iter();
                let mut values: Vec<f64> = values.map(|value| value.as_f64().unwrap()).collect();
                values.sort_by(f64::total_cmp);
                values[values.len() / 2]
            };
            say(
                "P22",
                case,
                "µs",
                false,
                [middle("promise_us"), middle("commit_us")],
                json!({}),
            );
        }
    }

    fn counted(&self) {
        let (stage, server) = (self.stage, &self.stage.http);
        let renewals = stage.ours(server, &["renew"]).said["renewals"]
            .as_f64()
            .unwrap();
        say(
            "P24",
            "100 questions refused at once; one renewal",
            "renewals",
            false,
            [renewals, 1.0],
            json!({}),
        );
        for slots in ["3", IN_FLIGHT] {
            let cost = stage.ours_behaving(server, ("wait", 1500), &["upload", slots, "small"]);
            assert!(cost.wall_ms > 1500.0, "it was told to wait, and did not");
            let tally = control::tally(&server.control);
            assert_eq!(tally["waits"], json!(1));
            let early = tally["early"].as_f64().unwrap();
            let case = format!("told once to wait 1.5 s, {slots} files in flight");
            say("P25", &case, "requests", false, [early, 1.0], json!({}));
        }
    }

    fn large(
        &self,
        figure: &str,
        case: &str,
        ours: &dyn Fn() -> Cost,
        peer: &dyn Fn() -> Cost,
    ) -> Vec<(Cost, Cost)> {
        pairs(figure, case, self.sizes.large_pairs, ours, peer)
    }
}

/// The same twice first, then both in the order ABBA: what grows or shrinks with time is on both sides.
fn pairs(
    figure: &str,
    case: &str,
    pairs: usize,
    ours: &dyn Fn() -> Cost,
    peer: &dyn Fn() -> Cost,
) -> Vec<(Cost, Cost)> {
    // Not measured: what the first run of a program has to read.
    let _ = (ours(), peer());
    for _ in 0..pairs.min(5) {
        say_costs(figure, case, true, &ours(), &ours());
    }
    (0..pairs)
        .map(|pair| {
            let (first, second) = if pair % 2 == 0 {
                let first = ours();
                (first, peer())
            } else {
                let second = peer();
                (ours(), second)
            };
            say_costs(figure, case, false, &first, &second);
            (first, second)
        })
        .collect()
}

fn say_costs(figure: &str, case: &str, same: bool, ours: &Cost, peer: &Cost) {
    let more = json!({
        "wall": [ours.wall_ms, peer.wall_ms], "server": [ours.server_ms, peer.server_ms],
        "peak": [ours.rss_mib, peer.rss_mib],
    });
    say(
        figure,
        case,
        "ms CPU",
        same,
        [ours.cpu_ms, peer.cpu_ms],
        more,
    );
}
