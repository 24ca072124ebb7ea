//! `/api/2/task/`: how far a task has come.

use axum::body::Body;
use axum::http::{Response, StatusCode};

use crate::call::Call;
use crate::reply;
use crate::tasks::Task;

/// Answers everything below `task/`.
pub(crate) fn answer(call: &Call, rest: &[&str]) -> Response<Body> {
    let mine = call
        .site
        .tasks
        .of(&call.user.username, call.switches.task_memory);
    match (&*call.method(), rest) {
        ("GET", []) => list(call, &mine),
        (method, [uuid]) => match (mine.iter().find(|task| task.uuid == *uuid), method) {
            (None, _) => reply::not_found(),
            (Some(task), "GET") => look(call, task),
            (Some(task), "DELETE") if call.switches.task_cancel => cancel(call, task),
            _ => reply::wrong_method(),
        },
        (_, []) => reply::wrong_method(),
        _ => reply::not_found(),
    }
}

/// The caller's tasks, in pages (seen).
fn list(call: &Call, tasks: &[Task]) -> Response<Body> {
    let place = call.switches.task_status;
    call.envelope(tasks.iter().map(|task| task.object(place)).collect())
}

fn look(call: &Call, task: &Task) -> Response<Body> {
    reply::json(StatusCode::OK, &task.object(call.switches.task_status))
}

/// Ends a running task, 204 (weakly seen, and in an early client only, so there is a switch). What
/// it had not begun stays undone.
fn cancel(call: &Call, task: &Task) -> Response<Body> {
    call.site.tasks.cancel(&task.uuid);
    reply::gone()
}
