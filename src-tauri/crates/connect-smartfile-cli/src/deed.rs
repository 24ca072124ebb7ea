//! What is done to files at the site, followed to its end.

use connect_core::{Deed, Operation, OperationId, OperationPhase, RemotePath};
use serde_json::{Value, json};

use crate::arguments::Taken;
use crate::exit::Exit;
use crate::seat::Seat;
use crate::taken;
use crate::trouble::Trouble;
use crate::words::{With, say};

/// Waits until nothing more becomes of it by itself, and tells what became of it. Without `taken` a name that is
/// taken leaves nothing to choose.
pub(crate) async fn follow(
    seat: &mut Seat,
    id: &OperationId,
    taken: Option<Taken>,
) -> Result<Exit, Trouble> {
    loop {
        let ended = seat
            .until(|now| {
                let mut ours = now.operations.iter();
                let row = ours.find(|row| row.id == *id && !row.phase.is_active());
                row.cloned()
            })
            .await;
        if ended.phase != OperationPhase::NeedsYou {
            return Ok(tell(seat, &ended));
        }
        let name = ended
            .failures
            .first()
            .and_then(|failure| failure.path.name());
        let name = name.unwrap_or(&ended.name).to_owned();
        let answer = match taken {
            Some(taken) => taken::answer(seat, taken, &name).await,
            None => None,
        };
        let Some(answer) = answer else {
            seat.app.cancel_operation(id);
            tell_failures(seat, &ended);
            return Ok(Exit::NeedsAnswer);
        };
        seat.app.answer_operation(id, answer)?;
    }
}

fn tell(seat: &Seat, operation: &Operation) -> Exit {
    let ended = match operation.phase {
        OperationPhase::Done => "done",
        OperationPhase::Partly => "partly",
        OperationPhase::Cancelled => "skipped",
        _ => "failed",
    };
    let object = object(operation, ended);
    match operation.phase {
        OperationPhase::Done | OperationPhase::Partly => {
            seat.out.success(&line(operation), &object);
        }
        OperationPhase::Cancelled => {
            let left = say("cli-left", &With::text("name", &operation.name));
            seat.out.success(&left, &object);
        }
        _ => {}
    }
    match operation.phase {
        OperationPhase::Partly | OperationPhase::Failed => tell_failures(seat, operation),
        _ => Exit::Done,
    }
}

/// Tells each, as far as the app names them; ends like the first.
fn tell_failures(seat: &Seat, operation: &Operation) -> Exit {
    let mut exit = Exit::Done;
    for failure in &operation.failures {
        let trouble = Trouble::from(&failure.problem);
        seat.out.trouble(&trouble, Some(failure.path.as_str()));
        exit = exit.and(trouble.exit);
    }
    if let (Exit::Done, Some(problem)) = (exit, &operation.problem) {
        let trouble = Trouble::from(problem);
        seat.out.trouble(&trouble, Some(&operation.name));
        exit = trouble.exit;
    }
    let unnamed = operation.failed.saturating_sub(operation.failures.len());
    if unnamed > 0 {
        let count = u64::try_from(unnamed).unwrap_or(u64::MAX);
        seat.out
            .remark(&say("remove-more", &With::number("count", count)));
    }
    exit.and(Exit::Failed)
}

fn name(deed: Deed) -> &'static str {
    match deed {
        Deed::CreateFolder => "create-folder",
        Deed::Rename => "rename",
        Deed::Move => "move",
        Deed::Copy => "copy",
        Deed::Remove => "remove",
    }
}

fn line(operation: &Operation) -> String {
    let to = operation.to.as_ref().map_or("/", RemotePath::as_str);
    let count = u64::try_from(operation.done).unwrap_or(u64::MAX);
    let with = With::text("name", &operation.name)
        .and("to", to)
        .and_number("count", count);
    say(&format!("cli-done-{}", name(operation.deed)), &with)
}

fn object(operation: &Operation, ended: &str) -> Value {
    json!({
        "kind": "operation",
        "deed": name(operation.deed).replace('-', "_"),
        "ended": ended,
        "name": operation.name,
        "folder": operation.folder.as_str(),
        "to": operation.to.as_ref().map(RemotePath::as_str),
        "total": operation.total,
        "done": operation.done,
        "failed": operation.failed,
    })
}
