//! `SUMMARY.txt`: what a copy is and how it was proven, to be read and printed.

use jiff::Timestamp;

use super::record::{Book, Head};
use super::{CopyReport, FILES, MANIFEST};
use crate::account::Account;
use crate::problem::Outcome;
use crate::receipts::{count, moment, plain};

/// While a run has not come to its end, whatever ends it.
pub(super) fn under_way(head: &Head, account: &Account, began: Timestamp) -> String {
    let mut lines = opening(head, account);
    lines.push(row("Begun", &moment(began)));
    lines.extend([
        String::new(),
        "This run has not come to its end. If nothing is at work any more, run it again:"
            .to_owned(),
        "what was proven before is not fetched again.".to_owned(),
        String::new(),
    ]);
    lines.join("\n")
}

pub(super) fn ended(
    book: &Book,
    account: &Account,
    (began, now): (Timestamp, Timestamp),
    report: &CopyReport,
) -> String {
    let mut lines = opening(&book.head, account);
    lines.extend([
        row("Begun", &moment(began)),
        row("Ended", &moment(now)),
        row(
            "Files",
            &format!("{}, {}", report.files, count(report.bytes)),
        ),
        String::new(),
        if report.is_whole() {
            "Everything that the site has in this folder is in this copy.".to_owned()
        } else if report.ended_by.is_some() {
            "This run did not get to its end: this copy is not whole.".to_owned()
        } else {
            "This copy is not whole: what was left out is listed below.".to_owned()
        },
        String::new(),
        row("Unchanged", &report.unchanged.to_string()),
        row("New", &report.new.to_string()),
        row("Changed", &report.changed.to_string()),
    ]);
    let more = [
        ("Fetched again", report.restored),
        ("Set aside", report.set_aside),
        ("Gone there", report.gone),
    ];
    let more = more.into_iter().filter(|(_, number)| *number > 0);
    lines.extend(more.map(|(label, number)| row(label, &number.to_string())));
    lines.extend([
        String::new(),
        "In this run".to_owned(),
        row(
            "Fingerprint",
            &format!(
                "{} (the site's own, the same as ours)",
                report.by_fingerprint
            ),
        ),
        row(
            "Size only",
            &format!("{} (the site could not say more)", report.by_size),
        ),
    ]);
    let gone: Vec<String> = book
        .files
        .values()
        .filter_map(|kept| Some((kept, kept.gone?)))
        .map(|(kept, since)| format!("   {}   (since {})", plain(&kept.path), moment(since)))
        .collect();
    list(&mut lines, "Not at the site any more, and kept here", gone);
    let skipped = report.skipped.iter().map(|skipped| {
        let path = plain(skipped.path.as_str());
        let folder = if skipped.is_folder { "/" } else { "" };
        format!("   {path}{folder}   ({})", reason(skipped.problem.outcome))
    });
    list(&mut lines, "Left out or not proven", skipped.collect());
    lines.extend([
        String::new(),
        "To check every file here again, without this program:".to_owned(),
        format!("   sha256sum -c {MANIFEST}"),
        String::new(),
    ]);
    lines.join("\n")
}

/// In half a sentence.
fn reason(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Forbidden => "you are not allowed to see all of it",
        Outcome::NotFound => "it is not there any more",
        Outcome::ChangedOnServer => "it was changed while it came",
        Outcome::DamagedHere => "it is not as it was sent",
        Outcome::Incomplete => "it did not come whole",
        Outcome::FileUnwritable => "this computer could not write it",
        Outcome::FileUnreadable => "this computer could not read it",
        Outcome::NameUnusable => "it can have no such name here",
        Outcome::UnexpectedReply => "it is neither a file nor a folder",
        _ => "the site did not give it out",
    }
}

fn opening(head: &Head, account: &Account) -> Vec<String> {
    let name = account.name.clone().filter(|name| !name.is_empty());
    let who = match name {
        Some(name) => format!("{} ({})", plain(&name), plain(&head.username)),
        None => plain(&head.username),
    };
    vec![
        "Connect SmartFile: verified copy".to_owned(),
        String::new(),
        row("Site", &plain(&head.site)),
        row("Folder", &plain(&head.folder)),
        row("Kept by", &who),
        row("Files in", FILES),
    ]
}

fn row(label: &str, value: &str) -> String {
    format!("   {label:<15}{value}")
}

fn list(lines: &mut Vec<String>, title: &str, entries: Vec<String>) {
    if !entries.is_empty() {
        lines.extend([String::new(), title.to_owned()]);
        lines.extend(entries);
    }
}
