//! `verify`: whether what has arrived is still as it was.

use std::path::Path;

use connect_core::{
    CopyFound, CopyMeans, KeptReceipt, Recheck, RecheckProgress, TransferId, Verified, VerifyNews,
};
use indicatif::ProgressBar;
use serde_json::json;

use super::receipts::{check, found, path};
use crate::arguments::Verify;
use crate::exit::Exit;
use crate::output::Output;
use crate::seat::{Seat, remote_path};
use crate::trouble::Trouble;
use crate::visible::visible;
use crate::words::{With, say, word};

pub(crate) async fn verify(seat: &mut Seat, asked: Verify) -> Result<Exit, Trouble> {
    seat.connected().await?;
    let mut exit = Exit::Done;
    for item in &asked.items {
        let looked = match receipt(seat, item, &asked).await {
            Ok(Some(ended)) => Ok(ended),
            Ok(None) => place(seat, item, &asked).await,
            Err(trouble) => Err(trouble),
        };
        exit = exit.and(looked.unwrap_or_else(|trouble| {
            seat.out.trouble(&trouble, Some(item));
            trouble.exit
        }));
    }
    Ok(exit)
}

/// One receipt, if it is the id of one.
async fn receipt(seat: &Seat, item: &str, asked: &Verify) -> Result<Option<Exit>, Trouble> {
    if asked.here || asked.there || uuid::Uuid::parse_str(item).is_err() {
        return Ok(None);
    }
    let id = TransferId::from(item);
    if seat.app.kept_receipt(&id).await.is_err() {
        return Ok(None);
    }
    let bar = seat.out.bars().add(ProgressBar::new(0));
    let shown = |progress: RecheckProgress| {
        bar.set_length(progress.total);
        bar.set_position(progress.read);
    };
    let looked = seat.app.check_again(&id, asked.read_back, &shown).await;
    bar.finish_and_clear();
    // Nobody else looks in this program: it was not stopped.
    let Some(kept) = looked? else {
        return Ok(Some(Exit::Failed));
    };
    let mut counted = Verified::default();
    if let Some(recheck) = kept.checks.first() {
        counted.count(recheck);
    }
    tell(&seat.out, &kept);
    counted.whole = true;
    Ok(Some(end(&counted)))
}

/// A file or folder with everything in it.
async fn place(seat: &Seat, item: &str, asked: &Verify) -> Result<Exit, Trouble> {
    let bar = seat.out.bars().add(ProgressBar::new(0));
    let news = |news: VerifyNews<'_>| match news {
        VerifyNews::Counted(counted) => {
            let done = counted.same
                + counted.same_size
                + counted.changed
                + counted.gone
                + counted.unasked
                + counted.never;
            bar.set_length(counted.total.max(done));
            bar.set_position(done);
        }
        VerifyNews::Looked(kept) => tell(&seat.out, kept),
        VerifyNews::Unasked(receipt) => {
            odd(&seat.out, receipt.remote.as_str(), None, "unasked");
        }
        VerifyNews::Never(path) => odd(&seat.out, path.as_str(), None, "no_receipt"),
        VerifyNews::NeverHere(path) => {
            let local = path.display().to_string();
            odd(&seat.out, &local, Some(&local), "no_receipt");
        }
    };
    let here = asked.here || (!asked.there && Path::new(item).symlink_metadata().is_ok());
    let counted = if here {
        seat.app.verify_here(Path::new(item), &news).await
    } else {
        seat.app.verify(&remote_path(item)?, &news).await
    };
    bar.finish_and_clear();
    let counted = counted?;
    if counted.total + counted.never == 0 {
        let with = With::text("path", item);
        return Err(Trouble::own(Exit::Failed, "no-receipt", &with));
    }
    sum(&seat.out, item, here, &counted);
    Ok(end(&counted))
}

/// What was found of one receipt. What is as it was is left out when only what went wrong is wanted.
fn tell(out: &Output, kept: &KeptReceipt) {
    let Some(recheck) = kept.checks.first() else {
        return;
    };
    let standing = standing(recheck);
    let object = json!({
        "kind": "verified",
        "receipt": kept.receipt.transfer.as_str(),
        "path": path(kept),
        "local": null,
        "standing": found(standing),
        "check": check(recheck),
    });
    let line = format!("{}: {}", visible(&path(kept)), words(recheck));
    match standing {
        CopyFound::Same | CopyFound::SameSize => out.success(&line, &object),
        CopyFound::Changed | CopyFound::Gone => out.result(&line, &object),
    }
}

/// A file of which no receipt says anything now.
fn odd(out: &Output, about: &str, local: Option<&str>, standing: &str) {
    let said = match standing {
        "unasked" => word("cli-verify-unasked"),
        _ => word("cli-verify-never"),
    };
    let object = json!({
        "kind": "verified",
        "receipt": null,
        "path": local.is_none().then_some(about),
        "local": local,
        "standing": standing,
        "check": null,
    });
    out.result(&format!("{}: {said}", visible(about)), &object);
}

/// The worse of both copies.
fn standing(recheck: &Recheck) -> CopyFound {
    let copies = [recheck.there, recheck.here];
    let has = |wanted| copies.iter().flatten().any(|copy| copy.found == wanted);
    let order = [CopyFound::Changed, CopyFound::Gone, CopyFound::SameSize];
    let worst = order.into_iter().find(|wanted| has(*wanted));
    worst.unwrap_or(CopyFound::Same)
}

/// In the words of the window.
fn words(recheck: &Recheck) -> String {
    let there = recheck.there.map(|copy| match (copy.found, copy.means) {
        (CopyFound::Same, CopyMeans::ReadBack) => "receipt-there-same-read",
        (CopyFound::Same, _) => "receipt-there-same",
        (CopyFound::SameSize, _) => "receipt-there-same-size",
        (CopyFound::Changed, _) => "receipt-there-changed",
        (CopyFound::Gone, _) => "receipt-there-gone",
    });
    let here = recheck.here.map(|copy| match copy.found {
        CopyFound::Same => "receipt-here-same",
        CopyFound::SameSize => "receipt-here-same-size",
        CopyFound::Changed => "receipt-here-changed",
        CopyFound::Gone => "receipt-here-gone",
    });
    let both: Vec<String> = there.into_iter().chain(here).map(word).collect();
    both.join(" ")
}

fn sum(out: &Output, item: &str, here: bool, counted: &Verified) {
    let object = json!({
        "kind": "verified_sum",
        "of": item,
        "end": if here { "here" } else { "there" },
        "same": counted.same,
        "same_size": counted.same_size,
        "changed": counted.changed,
        "gone": counted.gone,
        "unasked": counted.unasked,
        "no_receipt": counted.never,
        "whole": counted.whole,
    });
    let parts = [
        ("verify-same", counted.same),
        ("verify-same-size", counted.same_size),
        ("verify-changed", counted.changed),
        ("verify-gone", counted.gone),
        ("verify-unasked", counted.unasked),
        ("verify-never", counted.never),
    ];
    let parts = parts.into_iter().filter(|(_, count)| *count > 0);
    let parts = parts.map(|(id, count)| say(id, &With::number("count", count)));
    let parts: Vec<String> = parts.collect();
    let end = if counted.changed + counted.gone > 0 {
        word("verify-differs")
    } else if counted.whole {
        word("verify-fine")
    } else {
        word("verify-part")
    };
    out.success(&format!("{}. {end}", parts.join(", ")), &object);
}

/// Only what is proven is well.
fn end(counted: &Verified) -> Exit {
    if counted.changed + counted.gone > 0 {
        Exit::Damaged
    } else if counted.unasked + counted.never > 0 || !counted.whole {
        Exit::Failed
    } else {
        Exit::Done
    }
}
