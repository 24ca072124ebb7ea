//! `transfers`: what nobody has finished. What an ended program left goes on here, or is given up.

use std::collections::HashMap;

use connect_core::{Direction, Phase, Transfer};
use serde_json::{Value, json};

use crate::arguments::{Leftover, Pace, Taken, Transfers};
use crate::exit::Exit;
use crate::seat::Seat;
use crate::transfer::{self, Origin, direction};
use crate::trouble::Trouble;
use crate::visible::visible;
use crate::words::{With, say, word};

pub(crate) async fn transfers(seat: &mut Seat, asked: Transfers) -> Result<Exit, Trouble> {
    match asked.what {
        None => list(seat).await,
        Some(Leftover::Continue { taken, pace }) => go_on(seat, taken, pace).await,
        Some(Leftover::Cancel) => give_up(seat).await,
    }
}

/// Of every program, whether it runs or not. Whose account it is does not matter.
async fn list(seat: &mut Seat) -> Result<Exit, Trouble> {
    let found = seat.app.unfinished_transfers().await?;
    for (transfer, lives) in &found {
        seat.out
            .result(&line(transfer, *lives), &object(transfer, *lives));
    }
    if found.is_empty() {
        seat.out.remark(&word("cli-transfers-none"));
    } else if found.iter().any(|(_, lives)| !lives) {
        seat.out.remark(&word("cli-transfers-left"));
    }
    Ok(Exit::Done)
}

async fn go_on(seat: &mut Seat, taken: Taken, pace: Pace) -> Result<Exit, Trouble> {
    let account = seat.connected().await?;
    transfer::pace(seat, pace);
    let left = seat.app.snapshot().transfers.into_iter();
    let ours = left.filter(|transfer| transfer.account == account.id && is_left(transfer));
    let under_way: HashMap<_, _> = ours
        .map(|transfer| {
            let about = transfer.folder.join(&transfer.name);
            let about = about.map_or(transfer.name, |path| path.as_str().to_owned());
            (transfer.id, Origin { about, local: None })
        })
        .collect();
    if under_way.is_empty() {
        seat.out.remark(&word("cli-transfers-none"));
        return Ok(Exit::Done);
    }
    for transfer in seat.app.snapshot().transfers {
        if !under_way.contains_key(&transfer.id) {
            continue;
        }
        match transfer.phase {
            Phase::Paused => seat.app.resume_transfer(&transfer.id)?,
            Phase::Failed => seat.app.retry_transfer(&transfer.id)?,
            _ => seat.app.continue_transfer(&transfer.id)?,
        }
    }
    transfer::follow(seat, under_way, taken, true).await
}

/// Of every account: nothing of it is sent or fetched any more.
async fn give_up(seat: &mut Seat) -> Result<Exit, Trouble> {
    seat.restored().await?;
    let left = seat.app.snapshot().transfers;
    let left: Vec<Transfer> = left.into_iter().filter(is_left).collect();
    for transfer in &left {
        seat.app.cancel_transfer(&transfer.id);
    }
    let count = left.len() as u64;
    let object = json!({ "kind": "transfers_given_up", "count": count });
    let said = say("cli-transfers-given-up", &With::number("count", count));
    seat.out.success(&said, &object);
    Ok(Exit::Done)
}

/// An ended program left it.
fn is_left(transfer: &Transfer) -> bool {
    matches!(
        transfer.phase,
        Phase::Interrupted | Phase::Paused | Phase::Failed
    )
}

fn line(transfer: &Transfer, lives: bool) -> String {
    let place = With::text("place", transfer.folder.as_str());
    let way = match transfer.direction {
        Direction::Upload => say("transfer-to", &place),
        Direction::Download => say("transfer-from", &place),
    };
    let state = match transfer.phase {
        Phase::Paused => word("transfer-paused"),
        Phase::Failed => word("cli-transfer-failed"),
        _ if lives => word("cli-transfer-elsewhere"),
        _ => word("transfer-interrupted"),
    };
    format!("{}  {way}  {state}", visible(&transfer.name))
}

fn object(transfer: &Transfer, lives: bool) -> Value {
    json!({
        "kind": "unfinished",
        "id": transfer.id.as_str(),
        "direction": direction(transfer.direction),
        "name": transfer.name,
        "folder": transfer.folder.as_str(),
        "size": transfer.size,
        "moved": transfer.moved,
        "standing": match transfer.phase {
            Phase::Paused => "paused",
            Phase::Failed => "failed",
            _ if lives => "under_way",
            _ => "interrupted",
        },
        "elsewhere": lives,
    })
}
