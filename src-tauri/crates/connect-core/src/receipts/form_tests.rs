#![allow(clippy::unwrap_used)] // tests

use smartfile::{Algorithm, RemotePath};

use super::form::{COLUMNS, MARK, ReceiptForm, Writing, alone, count};
use super::*;
use crate::transfers::{Direction, Proof};

fn kept(name: &str) -> KeptReceipt {
    KeptReceipt {
        receipt: Receipt {
            transfer: "7d1c".into(),
            account: "17".to_owned().into(),
            username: "maya".to_owned(),
            site: "files.example".to_owned(),
            at: "2026-11-23T10:42:07Z".parse().unwrap(),
            direction: Direction::Upload,
            remote: RemotePath::root().join(name).unwrap(),
            local_name: name.to_owned(),
            size: 4_812_338,
            proof: Some(Proof::Fingerprint(Fingerprint {
                algorithm: Algorithm::Sha256,
                here: "ab".repeat(32),
                there: "ab".repeat(32),
            })),
        },
        by: "Maya Lindqvist".to_owned(),
        checks: vec![Recheck {
            at: "2026-11-24T08:00:00Z".parse().unwrap(),
            there: Some(CopyState {
                found: CopyFound::Gone,
                means: CopyMeans::Size,
                size: None,
            }),
            here: None,
            fingerprint: None,
        }],
    }
}

fn written(form: ReceiptForm, all: &[KeptReceipt]) -> String {
    let now = "2026-11-24T09:00:00Z".parse().unwrap();
    let mut writing = Writing::new(form, now, all.len() as u64);
    let mut bytes = writing.begin();
    for kept in all {
        bytes.extend(writing.next(kept));
    }
    bytes.extend(writing.end());
    String::from_utf8(bytes).unwrap()
}

/// Reads RFC 4180 as a spreadsheet does: quoted fields, doubled quotes, records that end with CRLF.
fn read(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix(MARK).unwrap();
    let (mut rows, mut row, mut field) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut letters) = (false, text.chars().peekable());
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                field.push('"');
                letters.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted => {
                assert_eq!(letters.next(), Some('\n'));
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            other => field.push(other),
        }
    }
    assert!(!quoted && field.is_empty() && row.is_empty());
    rows
}

/// D1: a name is never a formula of the spreadsheet that reads it, and says what it was.
#[test]
fn a_name_that_begins_like_a_formula_is_text_in_a_spreadsheet() {
    let names = [
        "=HYPERLINK(\"evil\")",
        "+1",
        "-2+3",
        "@SUM(A1)",
        "＝1+1",
        "'quoted",
        "plain, with \"quotes\"\nand a line",
        "plan.pdf",
    ];
    let all: Vec<_> = names.iter().map(|name| kept(name)).collect();
    let rows = read(&written(ReceiptForm::Csv, &all));
    assert_eq!(rows.len(), names.len() + 1);
    assert!(rows.iter().all(|row| row.len() == COLUMNS.len()));
    assert_eq!(rows[0], COLUMNS);
    for (row, name) in rows[1..].iter().zip(names) {
        let told = &row[7];
        assert!(
            !told.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝']),
            "{told:?}"
        );
        assert_eq!(told.strip_prefix('\'').unwrap_or(told), name);
        assert!(row[6].starts_with('/'), "a path is none: {}", row[6]);
    }
    assert_eq!(rows[8][14], "gone");
    assert_eq!(rows[8][8], "4812338");
}

#[test]
fn what_programs_read_is_json_with_a_version_however_many_there_are() {
    for count in [0, 1, 3] {
        let all: Vec<_> = (0..count).map(|at| kept(&format!("{at}\".pdf"))).collect();
        let text = written(ReceiptForm::Json, &all);
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["version"], 1);
        assert_eq!(read["written"], "2026-11-24T09:00:00Z");
        assert_eq!(read["receipts"].as_array().unwrap().len(), count);
        if count > 0 {
            let first = &read["receipts"][0];
            assert_eq!(first["path"], "/0\".pdf");
            assert_eq!(first["proof"], "fingerprint");
            assert_eq!(first["fingerprint"]["algorithm"], "SHA-256");
            assert_eq!(first["fingerprint"]["there"], "ab".repeat(32));
            assert_eq!(first["checks"][0]["there"]["found"], "gone");
            assert!(first["checks"][0].get("here").is_none());
        }
    }
}

#[test]
fn what_people_read_says_all_of_it_and_no_name_breaks_a_line() {
    let now = "2026-11-24T09:00:00Z".parse().unwrap();
    let text = alone(&kept("in\nvoice\u{202e}fdp.exe"), now);
    for told in [
        "in<U+000A>voice<U+202E>fdp.exe\n",
        "Arrived complete. Both copies were the same.",
        "Maya Lindqvist (maya)",
        "23 November 2026, 10:42:07 UTC",
        "4,812,338 bytes",
        "files.example",
        "SHA-256 there",
        "the copy at the site was not there any more.",
    ] {
        assert!(text.contains(told), "{told:?} is not in:\n{text}");
    }
    assert!(text.lines().all(|line| line.len() < 120));
    assert_eq!(count(1), "1 byte");
    assert_eq!(count(1_000_000), "1,000,000 bytes");
}
