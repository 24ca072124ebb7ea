//! Receipts as files: text for people, CSV for spreadsheets, JSON for programs (`docs/receipts.md`).

use std::fmt::Write as _;

use jiff::Timestamp;
use serde::Serialize;

use super::{CopyFound, CopyMeans, CopyState, KeptReceipt, Recheck};
use crate::transfers::{Direction, Fingerprint, Proof};

/// The number of the JSON format. It grows when a reader of the old one would be wrong about the new one.
const VERSION: u32 = 1;
/// How a spreadsheet is told that the text is UTF-8.
pub(super) const MARK: &str = "\u{feff}";
/// The heads of the columns. New ones are only ever added at the end.
pub(super) const COLUMNS: [&str; 16] = [
    "id",
    "at",
    "direction",
    "by",
    "username",
    "site",
    "path",
    "local name",
    "bytes",
    "proof",
    "algorithm",
    "fingerprint here",
    "fingerprint there",
    "checked at",
    "site now",
    "computer now",
];

/// For whom a list of receipts is written.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ReceiptForm {
    /// To be read and printed.
    Text,
    /// For a spreadsheet: comma-separated values (RFC 4180), in which no name is a formula.
    Csv,
    /// For other programs: JSON (RFC 8259).
    Json,
}

impl ReceiptForm {
    /// The end of a file's name in this form.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

/// A list that is written piece by piece.
pub(super) struct Writing {
    form: ReceiptForm,
    now: Timestamp,
    total: u64,
    written: u64,
}

impl Writing {
    pub(super) fn new(form: ReceiptForm, now: Timestamp, total: u64) -> Self {
        Self {
            form,
            now,
            total,
            written: 0,
        }
    }

    pub(super) fn begin(&self) -> Vec<u8> {
        let text = match self.form {
            ReceiptForm::Text => format!("{}\n{} in this list\n", title(self.now), self.total),
            ReceiptForm::Csv => format!("{MARK}{}", line(&COLUMNS.map(str::to_owned))),
            ReceiptForm::Json => format!(
                "{{\"format\":\"connect-smartfile-receipts\",\"version\":{VERSION},\"written\":\"{}\",\"receipts\":[",
                self.now
            ),
        };
        text.into_bytes()
    }

    pub(super) fn next(&mut self, kept: &KeptReceipt) -> Vec<u8> {
        self.written += 1;
        let text = match self.form {
            ReceiptForm::Text => format!("\n{}. {}", self.written, words(kept)),
            ReceiptForm::Csv => line(&columns(kept)),
            ReceiptForm::Json => {
                let between = if self.written == 1 { "\n" } else { ",\n" };
                // What a receipt is made of is text and numbers: there is nothing that JSON cannot hold.
                let object = serde_json::to_string(&Object::of(kept)).unwrap_or_default();
                format!("{between}{object}")
            }
        };
        text.into_bytes()
    }

    pub(super) fn end(&self) -> Vec<u8> {
        match self.form {
            ReceiptForm::Text | ReceiptForm::Csv => Vec::new(),
            ReceiptForm::Json => b"\n]}\n".to_vec(),
        }
    }
}

/// One receipt by itself, to be read and printed.
pub(super) fn alone(kept: &KeptReceipt, now: Timestamp) -> String {
    format!("{}\n\n{}", title(now), words(kept))
}

fn title(now: Timestamp) -> String {
    format!(
        "Connect SmartFile: proof of delivery\nWritten {}\n",
        moment(now)
    )
}

/// To the second, in the one time that is the same everywhere.
pub(crate) fn moment(at: Timestamp) -> String {
    at.strftime("%-d %B %Y, %H:%M:%S UTC").to_string()
}

fn words(kept: &KeptReceipt) -> String {
    let receipt = &kept.receipt;
    let fingerprint = fingerprint(kept);
    let name = receipt.remote.name().unwrap_or(&receipt.local_name);
    let sent = receipt.direction == Direction::Upload;
    let state = match &receipt.proof {
        Some(Proof::Fingerprint(_)) => "Arrived complete. Both copies were the same.",
        Some(Proof::Size) => "Arrived. Both copies had the same size; nobody compared more.",
        Some(Proof::Archive) => {
            "Arrived. The site packed it on its way, and its list of contents came last."
        }
        None => "Arrived. The site told no size, so nobody could compare the copies.",
    };
    let mut lines = vec![
        plain(name),
        format!("   {state}"),
        format!(
            "   {:<15}{}",
            if sent { "Sent by" } else { "Received by" },
            who(kept)
        ),
        format!("   {:<15}{}", "When", moment(receipt.at)),
        format!("   {:<15}{}", "Site", plain(&receipt.site)),
        format!("   {:<15}{}", "Where", plain(receipt.remote.as_str())),
        format!("   {:<15}{}", "Name here", plain(&receipt.local_name)),
        format!("   {:<15}{}", "Size", count(receipt.size)),
    ];
    if let Some(both) = fingerprint {
        let algorithm = name_of(both);
        lines.push(format!(
            "   {:<15}{}",
            format!("{algorithm} here"),
            both.here
        ));
        lines.push(format!(
            "   {:<15}{}",
            format!("{algorithm} there"),
            both.there
        ));
    }
    for check in &kept.checks {
        lines.push(format!(
            "   {:<15}{}: {}",
            "Checked again",
            moment(check.at),
            found(check)
        ));
    }
    lines.push(format!("   {:<15}{}", "Receipt", receipt.transfer));
    lines.push(String::new());
    lines.join("\n")
}

fn who(kept: &KeptReceipt) -> String {
    let username = &kept.receipt.username;
    if kept.by == *username {
        plain(username)
    } else {
        format!("{} ({})", plain(&kept.by), plain(username))
    }
}

fn found(check: &Recheck) -> String {
    let one = |end: &str, copy: CopyState| {
        let what = match (copy.found, copy.means) {
            (CopyFound::Same, CopyMeans::ReadBack) => "the same, by every byte",
            (CopyFound::Same, _) => "the same",
            (CopyFound::SameSize, _) => "of the same size; nobody could say more",
            (CopyFound::Changed, _) => "not the same any more",
            (CopyFound::Gone, _) => "not there any more",
        };
        format!("the copy {end} was {what}")
    };
    let there = check.there.map(|copy| one("at the site", copy));
    let here = check.here.map(|copy| one("on this computer", copy));
    let all: Vec<String> = there.into_iter().chain(here).collect();
    format!("{}.", all.join(", and "))
}

/// 4812338 as "4,812,338 bytes".
pub(crate) fn count(bytes: u64) -> String {
    let digits = bytes.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text} {}", if bytes == 1 { "byte" } else { "bytes" })
}

/// A name that breaks no line and turns nothing around: what cannot be seen is spelled out.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        let steers = matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}');
        if letter.is_control() || steers {
            // Writing to a text cannot fail.
            let _ = write!(plain, "<U+{:04X}>", u32::from(letter));
        } else {
            plain.push(letter);
        }
    }
    plain
}

fn fingerprint(kept: &KeptReceipt) -> Option<&Fingerprint> {
    match &kept.receipt.proof {
        Some(Proof::Fingerprint(both)) => Some(both),
        _ => None,
    }
}

fn name_of(fingerprint: &Fingerprint) -> &'static str {
    fingerprint.algorithm_name()
}

fn direction(kept: &KeptReceipt) -> &'static str {
    match kept.receipt.direction {
        Direction::Upload => "sent",
        Direction::Download => "received",
    }
}

fn proof(kept: &KeptReceipt) -> &'static str {
    match &kept.receipt.proof {
        None => "none",
        Some(Proof::Size) => "size",
        Some(Proof::Archive) => "archive",
        Some(Proof::Fingerprint(_)) => "fingerprint",
    }
}

fn standing(copy: CopyState) -> &'static str {
    match copy.found {
        CopyFound::Same => "same",
        CopyFound::SameSize => "same size",
        CopyFound::Changed => "changed",
        CopyFound::Gone => "gone",
    }
}

fn columns(kept: &KeptReceipt) -> [String; 16] {
    let receipt = &kept.receipt;
    let both = fingerprint(kept);
    let last = kept.checks.first();
    let now = |copy: Option<CopyState>| copy.map(standing).unwrap_or_default().to_owned();
    [
        receipt.transfer.to_string(),
        receipt.at.to_string(),
        direction(kept).to_owned(),
        kept.by.clone(),
        receipt.username.clone(),
        receipt.site.clone(),
        receipt.remote.as_str().to_owned(),
        receipt.local_name.clone(),
        receipt.size.to_string(),
        proof(kept).to_owned(),
        both.map(name_of).unwrap_or_default().to_owned(),
        both.map(|both| both.here.clone()).unwrap_or_default(),
        both.map(|both| both.there.clone()).unwrap_or_default(),
        last.map(|check| check.at.to_string()).unwrap_or_default(),
        now(last.and_then(|check| check.there)),
        now(last.and_then(|check| check.here)),
    ]
}

/// One record of RFC 4180: each field quoted, each quote doubled, CRLF at the end.
fn line(fields: &[String]) -> String {
    let fields: Vec<String> = fields
        .iter()
        .map(|field| format!("\"{}\"", inert(field).replace('"', "\"\"")))
        .collect();
    format!("{}\r\n", fields.join(","))
}

/// A spreadsheet takes what begins like this for a formula, quoted or not. With an apostrophe before it, it is text.
fn inert(field: &str) -> String {
    let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    // What began with one is told from what got one.
    let apostrophe = if formula || field.starts_with('\'') {
        "'"
    } else {
        ""
    };
    format!("{apostrophe}{field}")
}

#[derive(Serialize)]
struct Object<'a> {
    id: &'a str,
    at: String,
    direction: &'static str,
    by: &'a str,
    username: &'a str,
    site: &'a str,
    path: &'a str,
    local_name: &'a str,
    bytes: u64,
    proof: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<Sums<'a>>,
    checks: Vec<Check<'a>>,
}

#[derive(Serialize)]
struct Sums<'a> {
    algorithm: &'static str,
    here: &'a str,
    there: &'a str,
}

#[derive(Serialize)]
struct Check<'a> {
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    there: Option<Copy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    here: Option<Copy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<Sums<'a>>,
}

#[derive(Serialize)]
struct Copy {
    found: CopyFound,
    means: CopyMeans,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
}

impl<'a> Sums<'a> {
    fn of(both: &'a Fingerprint) -> Self {
        Self {
            algorithm: name_of(both),
            here: &both.here,
            there: &both.there,
        }
    }
}

impl<'a> Object<'a> {
    fn of(kept: &'a KeptReceipt) -> Self {
        let receipt = &kept.receipt;
        let copy = |copy: CopyState| Copy {
            found: copy.found,
            means: copy.means,
            bytes: copy.size,
        };
        let checks = kept.checks.iter().map(|check| Check {
            at: check.at.to_string(),
            there: check.there.map(copy),
            here: check.here.map(copy),
            fingerprint: check.fingerprint.as_ref().map(Sums::of),
        });
        Self {
            id: receipt.transfer.as_str(),
            at: receipt.at.to_string(),
            direction: direction(kept),
            by: &kept.by,
            username: &receipt.username,
            site: &receipt.site,
            path: receipt.remote.as_str(),
            local_name: &receipt.local_name,
            bytes: receipt.size,
            proof: proof(kept),
            fingerprint: fingerprint(kept).map(Sums::of),
            checks: checks.collect(),
        }
    }
}
