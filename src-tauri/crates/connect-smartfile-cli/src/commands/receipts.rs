//! `receipts`: what has arrived, as lines or as a file.

use std::collections::HashSet;
use std::path::Path;

use connect_core::{
    CopyFound, CopyMeans, CopyState, KeptReceipt, Proof, ReceiptForm, ReceiptQuery, Recheck,
};
use jiff::ZonedDateTime;
use serde_json::{Value, json};

use super::get;
use crate::arguments::Receipts;
use crate::exit::Exit;
use crate::moment;
use crate::seat::Seat;
use crate::transfer::{direction, fingerprint_object, proof_object, proof_words};
use crate::trouble::Trouble;
use crate::visible::visible;
use crate::words::{With, say, word};

/// Read at once.
const PAGE: u64 = 200;

pub(crate) async fn receipts(seat: &mut Seat, asked: Receipts) -> Result<Exit, Trouble> {
    let since = match &asked.since {
        None => None,
        Some(text) => {
            let at = moment::since(text, &ZonedDateTime::now());
            let wrong = || Trouble::own(Exit::Usage, "since", &With::text("text", text));
            Some(at.ok_or_else(wrong)?)
        }
    };
    let query = ReceiptQuery {
        words: asked.words.join(" "),
        since,
        within: None,
    };
    seat.connected().await?;
    if let Some(file) = &asked.export {
        let form = asked.format.map_or_else(|| form_of(file), Into::into);
        let file = match get::free(seat, asked.taken, file.clone(), &mut HashSet::new()).await {
            Ok(file) => file,
            Err(ended) => return Ok(ended),
        };
        let count = seat.app.save_receipts(query, form, &file).await?;
        let shown = file.display().to_string();
        let saved = json!({ "kind": "receipts_saved", "file": shown, "count": count });
        let said = say("receipts-saved", &With::number("count", count));
        seat.out.success(&said, &saved);
        return Ok(Exit::Done);
    }
    let mut left = asked.limit;
    let mut before = None;
    loop {
        let limit = u32::try_from(left.min(PAGE)).unwrap_or(u32::MAX);
        let page = seat.app.kept_receipts(query.clone(), before, limit).await?;
        for kept in &page.receipts {
            seat.out.result(&line(kept), &object(kept));
        }
        left = left.saturating_sub(page.receipts.len() as u64);
        before = page.next;
        if page.total == 0 {
            seat.out.remark(&word("cli-receipts-none"));
        }
        match before {
            Some(_) if left > 0 => {}
            Some(_) => {
                let with = With::number("count", page.total);
                seat.out.remark(&say("cli-receipts-more", &with));
                return Ok(Exit::Done);
            }
            None => return Ok(Exit::Done),
        }
    }
}

fn form_of(file: &Path) -> ReceiptForm {
    let ending = file.extension().unwrap_or_default().to_ascii_lowercase();
    match ending.to_str() {
        Some("json") => ReceiptForm::Json,
        Some("csv") => ReceiptForm::Csv,
        _ => ReceiptForm::Text,
    }
}

/// When, which way, where it lies at the site, how that was proven, and its id.
fn line(kept: &KeptReceipt) -> String {
    let receipt = &kept.receipt;
    let way = match direction(receipt.direction) {
        "upload" => word("receipt-sent"),
        _ => word("receipt-received"),
    };
    let path = visible(&path(kept));
    let proof = word(proof_words(receipt.proof.as_ref()));
    let at = moment::shown(receipt.at);
    format!("{at}  {way:<8}  {path}  {proof}  {}", receipt.transfer)
}

/// Where it lies at the site; an archive was packed on its way, from what is in its folder.
pub(super) fn path(kept: &KeptReceipt) -> String {
    let receipt = &kept.receipt;
    match &receipt.proof {
        Some(Proof::Archive) => match receipt.remote.join(&receipt.local_name) {
            Ok(path) => path.as_str().to_owned(),
            Err(_) => receipt.local_name.clone(),
        },
        _ => receipt.remote.as_str().to_owned(),
    }
}

pub(super) fn object(kept: &KeptReceipt) -> Value {
    let receipt = &kept.receipt;
    json!({
        "kind": "receipt",
        "id": receipt.transfer.as_str(),
        "at": receipt.at.to_string(),
        "direction": direction(receipt.direction),
        "by": kept.by,
        "username": receipt.username,
        "site": receipt.site,
        "path": path(kept),
        "local_name": receipt.local_name,
        "size": receipt.size,
        "proof": receipt.proof.as_ref().map(proof_object),
        "checks": kept.checks.iter().map(check).collect::<Vec<_>>(),
    })
}

/// What one look found.
pub(super) fn check(recheck: &Recheck) -> Value {
    json!({
        "at": recheck.at.to_string(),
        "there": recheck.there.map(copy),
        "here": recheck.here.map(copy),
        "fingerprint": recheck.fingerprint.as_ref().map(fingerprint_object),
    })
}

fn copy(copy: CopyState) -> Value {
    json!({
        "found": found(copy.found),
        "means": match copy.means {
            CopyMeans::Size => "size",
            CopyMeans::Fingerprint => "fingerprint",
            CopyMeans::ReadBack => "read_back",
        },
        "size": copy.size,
    })
}

/// As in saved lists (`docs/receipts.md`).
pub(super) fn found(found: CopyFound) -> &'static str {
    match found {
        CopyFound::Same => "same",
        CopyFound::Changed => "changed",
        CopyFound::Gone => "gone",
        CopyFound::SameSize => "same_size",
    }
}
