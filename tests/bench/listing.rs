//! The way of a listing through Rust, from the last byte of an answer to the message to the page: how much work it is
//! (P11), and how many bytes cross (P12). `cargo xtask bench listing` runs this and reads its lines; nothing is
//! asserted, and nothing here knows a target.
#![allow(
    clippy::cast_precision_loss,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark may stop at a surprise, talks to whoever started it, and counts no more than a float holds"
)]

mod answers;
mod said;
mod typed;
mod work;

use std::hint::black_box;

use connect_core::Sieve;
use connect_smartfile::wire::PageView;
use serde_json::json;
use smartfile::{Page, RemotePath};

use answers::{FOLDER, answers};
use said::say;
use work::{Work, work};

/// What the app asks for at once.
const PER_PAGE: usize = 100;

fn main() {
    let folder = RemotePath::parse(FOLDER).unwrap();
    let ours = |answers: &[Vec<u8>]| through(&folder, answers);
    // An odd number of pairs has a middle.
    for (case, entries, per_page, pairs) in [
        ("10,000 entries in pages of 100", 10_000, PER_PAGE, 21),
        ("100,000 entries in pages of 100", 100_000, PER_PAGE, 9),
        ("100,000 entries in one answer", 100_000, 100_000, 9),
    ] {
        let answers = answers(entries, per_page);
        assert_eq!(
            (typed::parse(&answers), ours(&answers).0),
            (entries, entries)
        );
        for _ in 0..pairs {
            let all = || work(|| ours(&answers));
            say_work(case, true, all(), all());
        }
        for pair in 0..pairs {
            let parse = || work(|| typed::parse(&answers));
            let all = || work(|| ours(&answers));
            // ABBA: what grows or shrinks with time is on both sides.
            let (first, second) = if pair % 2 == 0 {
                let all = all();
                (all, parse())
            } else {
                let parse = parse();
                (all(), parse)
            };
            say_work(case, false, first, second);
        }
    }
    let (_, large) = ours(&answers(100_000, PER_PAGE));
    let (_, small) = ours(&answers(1000, PER_PAGE));
    let case = "every row of the folder crosses";
    let bytes = [large, small].map(|bytes| bytes as f64);
    say("P12", case, "bytes", false, bytes, json!({}));
}

fn say_work(case: &str, same: bool, ours: Work, peer: Work) {
    let wall = json!({"wall": [ours.wall_ms, peer.wall_ms]});
    say(
        "P11",
        case,
        "ms CPU",
        same,
        [ours.cpu_ms, peer.cpu_ms],
        wall,
    );
}

/// What the app does with the answers: how many rows were sent to the page, and in how many bytes.
fn through(folder: &RemotePath, answers: &[Vec<u8>]) -> (usize, usize) {
    let mut sieve = Sieve::default();
    let (mut rows, mut bytes) = (0, 0);
    for (at, answer) in answers.iter().enumerate() {
        let number = u32::try_from(at + 1).unwrap();
        let page = sieve.pass(Page::from_json(answer, folder, number).unwrap());
        rows += page.entries.len();
        // As Tauri's channel writes it.
        let message = serde_json::to_string(&PageView::from(page)).unwrap();
        bytes += message.len();
        black_box(message);
    }
    (rows, bytes)
}
