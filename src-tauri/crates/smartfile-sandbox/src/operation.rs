//! `POST /api/2/path/oper/<name>/`: what takes longer than an answer, and so becomes a task.

mod checksum;
mod relocation;
mod removal;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::json;

use crate::call::Call;
use crate::faults::Fault;
use crate::form::Form;
use crate::home::Home;
use crate::switches::TaskAnswer;
use crate::tasks::{self, Outcome};
use crate::{archive, folder, rename, reply};

pub(crate) use checksum::checksum;
pub(crate) use relocation::{copy, relocate};
pub(crate) use removal::remove;

/// Answers everything below `path/oper/`.
pub(crate) async fn answer(call: &mut Call, rest: &[&str]) -> Response<Body> {
    match rest {
        [name @ ("mkdir" | "create"), ..] => return folder::make(call, name).await,
        [_] if !call.is("POST") => return reply::wrong_method(),
        ["rename"] => return rename::rename(call).await,
        _ => {}
    }
    let form = match call.fields().await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let done = match rest {
        ["remove"] => remove(call, &form).await,
        ["copy"] => copy(call, &form).await,
        ["move"] => relocate(call, &form).await,
        ["checksum"] => checksum(call, &form).await,
        ["compress"] => compress(call, &form).await,
        ["downloadmultiple"] => archive::download(call, &form).await,
        _ => Err(reply::not_found()),
    };
    done.unwrap_or_else(|refusal| refusal)
}

/// Packs files and folders into an archive: `path` repeated, `dst` a folder, `name` (seen).
pub(crate) async fn compress(call: &Call, form: &Form) -> Result<Response<Body>, Response<Body>> {
    let paths = Call::paths(form, "path")?;
    let folder = Call::path(form, "dst")?;
    let name = form.get("name").ok_or_else(|| reply::required("name"))?;
    let target = folder
        .join(name)
        .map_err(|_| reply::invalid("name", "A file cannot have this name."))?;
    let home = call.home();
    if paths.iter().any(|path| home.facts(path).is_none()) {
        return Err(reply::not_found());
    }
    if !home.is_folder(&folder) {
        return Err(reply::invalid("dst", "The folder does not exist."));
    }
    if !home.acl(&folder).write || paths.iter().any(|path| !home.acl(path).read) {
        return Err(reply::no_right());
    }
    Ok(begin(call, "Compress", move |home| {
        archive::place(&home, &paths, &target)
    })
    .await)
}

/// Begins a task and answers with it, in one of the three ways that are known.
async fn begin(
    call: &Call,
    kind: &'static str,
    work: impl FnOnce(Home) -> Outcome + Send + 'static,
) -> Response<Body> {
    let (lies, fails) = (call.lies(), call.fault == Some(Fault::FailTask));
    let work = move |home: Home| {
        if lies || fails {
            Outcome {
                failed: fails,
                ..Outcome::default()
            }
        } else {
            work(home)
        }
    };
    let uuid = tasks::begin(call.home(), kind, call.switches.task_length, work).await;
    let relative = format!("/api/2/task/{uuid}/");
    let absolute = format!("{}{relative}", call.site.url);
    let url = match call.switches.task_answer {
        TaskAnswer::Redirect => return reply::redirect(StatusCode::FOUND, &absolute),
        TaskAnswer::Relative => relative,
        TaskAnswer::Absolute => absolute,
    };
    reply::json(
        StatusCode::OK,
        &json!({"type": kind, "url": url, "uuid": uuid}),
    )
}

/// Whether the switch for partial failure names this.
fn is_to_fail(home: &Home, name: &str) -> bool {
    home.site.switches.get().failing_name.as_deref() == Some(name)
}
