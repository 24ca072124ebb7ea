//! `rm`: counted, asked, done.

use connect_core::{Bound, Rehearsal, RemotePath};
use serde_json::json;

use crate::arguments::Remove;
use crate::deed;
use crate::entry_line;
use crate::exit::Exit;
use crate::seat::{Seat, remote_path, request_id};
use crate::terminal::Terminal;
use crate::trouble::Trouble;
use crate::words::{With, say, word};

pub(crate) async fn remove(seat: &mut Seat, asked: Remove) -> Result<Exit, Trouble> {
    let paths: Result<Vec<RemotePath>, Trouble> =
        asked.paths.iter().map(|text| remote_path(text)).collect();
    let paths = paths?;
    seat.connected().await?;
    if !asked.yes {
        let counted = seat.app.rehearse_removal(&paths, &|_| {}).await?;
        if !Terminal::is_there() {
            let with = With::text("what", &sum(&counted));
            return Err(Trouble::own(Exit::NeedsAnswer, "remove-unasked", &with));
        }
        for line in warnings(&counted) {
            seat.out.remark(&line);
        }
        let question = say("cli-ask-remove", &With::text("what", &sum(&counted)));
        if !seat.terminal.agrees(&question).await {
            let kept = json!({ "kind": "operation", "deed": "remove", "ended": "skipped" });
            seat.out.success(&word("cli-kept"), &kept);
            return Ok(Exit::Failed);
        }
    }
    let id = seat.app.remove(&request_id(), paths)?;
    deed::follow(seat, &id, None).await
}

/// How many files and folders, and how much.
fn sum(counted: &Rehearsal) -> String {
    let least = match counted.bound {
        Some(_) => "-least",
        None => "",
    };
    let say_count = |what: &str, count: u64| {
        let id = format!("cli-count-{what}{least}");
        (count > 0).then(|| say(&id, &With::number("count", count)))
    };
    let what: Vec<String> = [
        say_count("files", counted.files),
        say_count("folders", counted.folders),
    ]
    .into_iter()
    .flatten()
    .collect();
    let amount = entry_line::amount(counted.bytes);
    let with = With::text("what", &what.join(", ")).and("amount", &amount);
    say("remove-sum", &with)
}

/// What the numbers do not say.
fn warnings(counted: &Rehearsal) -> Vec<String> {
    let bound = counted.bound.map(|bound| match bound {
        Bound::Unseen => word("remove-bound-unseen"),
        Bound::TooMany | Bound::TooLong | Bound::Stopped => word("remove-bound"),
    });
    let kept = counted.kept;
    let kept = (kept > 0).then(|| say("remove-kept", &With::number("count", kept)));
    [bound, kept, Some(word("remove-final"))]
        .into_iter()
        .flatten()
        .collect()
}
