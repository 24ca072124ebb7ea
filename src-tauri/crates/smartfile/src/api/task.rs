//! What the server does on its own time: followed to its end, failures of single paths included.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::Response;
use reqwest::header::LOCATION;
use serde_json::Value;
use url::Url;

use super::SmartFile;
use super::call::{Call, Form, SMALL};
use super::lenient::text;
use super::list::{List, PER_PAGE};
use super::record::Record;
use crate::clock::Pauses;
use crate::error::{Error, ErrorKind, PathFailure};
use crate::path::{RemotePath, segment};
use crate::said::inert;
use crate::throttle::with_chance;

const EXPECTED: &str = "a task";
/// Statuses that may come with the address of a task.
pub(super) const REDIRECTS: &[u16] = &[301, 302, 303, 307, 308];

/// Something that the server has begun to do.
///
/// Dropping this, or the future that follows it, ends nothing at the server; no way to stop a task is
/// known (API facts §7).
#[derive(Clone, Debug, Eq, PartialEq)]
#[must_use = "nobody knows how it ends unless it is followed"]
pub struct Task {
    url: Url,
    operation: &'static str,
    path: Option<RemotePath>,
}

/// How far a task is (API facts §7, *seen*).
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum TaskState {
    /// `PENDING`: it waits for its turn.
    Waiting,
    /// `PROGRESS`, and every word that is not known (API facts §13.15).
    Running,
    /// `SUCCESS`: it has come to its end. Single paths may have failed all the same.
    Done,
    /// `FAILURE`: the server gave up.
    Failed,
}

/// How long a task is waited for, and how often it is asked about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Patience {
    /// The wait before the first question. Each following one is twice as long.
    pub first: Duration,
    /// The longest wait between two questions.
    pub longest: Duration,
    /// When it is enough.
    pub limit: Duration,
}

impl Default for Patience {
    /// As SmartFile's own Node client: 192 ms at first, 6144 ms at most, 393 s in all (API facts §7,
    /// *seen*).
    fn default() -> Patience {
        Patience {
            first: Duration::from_millis(192),
            longest: Duration::from_millis(6144),
            limit: Duration::from_millis(393_216),
        }
    }
}

/// How a task ended that was carried out.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[must_use = "single paths may have failed: see `failures`, or ask for the `whole`"]
pub struct Report {
    /// The paths for which it failed. Everything else is done.
    pub failures: Vec<PathFailure>,
    /// Checksums in hexadecimal digits, small letters, if they were what was asked for.
    pub checksums: BTreeMap<RemotePath, String>,
}

impl Report {
    /// The same report if nothing failed; otherwise [`ErrorKind::PartlyFailed`].
    pub fn whole(self) -> Result<Report, ErrorKind> {
        if self.failures.is_empty() {
            return Ok(self);
        }
        let failures = self.failures;
        Err(ErrorKind::PartlyFailed { failures })
    }

    fn read(result: Option<&Value>) -> Report {
        Report {
            failures: failures(result.and_then(|result| result.get("errors"))),
            checksums: checksums(result.and_then(|result| result.get("checksums"))),
        }
    }
}

impl SmartFile {
    /// Follows a task to its end, on the clock that is passed in.
    ///
    /// It is asked about after ever longer waits; `seen` is told each state. Bad weather on the way
    /// (a lost connection, a failing server, a request for patience) ends nothing, for asking changes
    /// nothing: it is asked again until the time is up. Dropping the future stops the asking; the
    /// server goes on.
    ///
    /// Partial failure is no error here but in the [`Report`]. A task given up is
    /// [`ErrorKind::TaskFailed`], one that the server has forgotten [`ErrorKind::TaskLost`], one that is
    /// not done in time [`ErrorKind::StillRunning`]: of each [`Error::may_have_happened`] is true. A
    /// task may be followed again at any time.
    pub async fn follow(
        &self,
        task: &Task,
        clock: &dyn Pauses,
        patience: Patience,
        mut seen: impl FnMut(TaskState) + Send,
    ) -> Result<Report, Error> {
        let began = clock.now();
        let left = || {
            patience
                .limit
                .saturating_sub(clock.now().saturating_duration_since(began))
        };
        let mut wait = patience.first;
        let mut asked_to_wait = None;
        loop {
            let pause = asked_to_wait.take().map_or(wait, |asked| wait.max(asked));
            clock.pause(pause.min(left())).await;
            wait = wait.saturating_mul(2).min(patience.longest);
            match self.look(task).await {
                Ok((TaskState::Failed, result)) => {
                    seen(TaskState::Failed);
                    let said = words(result.as_ref());
                    return Err(task.failed(ErrorKind::TaskFailed { said }));
                }
                Ok((TaskState::Done, result)) => {
                    seen(TaskState::Done);
                    return Ok(Report::read(result.as_ref()));
                }
                Ok((state, _)) => seen(state),
                Err(error) if *error.kind() == ErrorKind::NotFound => {
                    return Err(task.failed(ErrorKind::TaskLost));
                }
                Err(error) if error.is_temporary() => {
                    asked_to_wait = error.retry_after().map(with_chance);
                }
                Err(error) => return Err(error.in_doubt_if(true)),
            }
            if left().is_zero() {
                return Err(task.failed(ErrorKind::StillRunning));
            }
        }
    }

    /// How far a task is at this moment: `GET /api/2/task/<uuid>/` (*documented*, API facts §7). Safe to
    /// repeat.
    pub async fn task_state(&self, task: &Task) -> Result<TaskState, Error> {
        self.look(task).await.map(|(state, _)| state)
    }

    async fn look(&self, task: &Task) -> Result<(TaskState, Option<Value>), Error> {
        let call = task.asked();
        let mut answer = self.json(call, &task.url, SMALL, EXPECTED).await?;
        if !answer.is_object() {
            return Err(call.unexpected(EXPECTED));
        }
        let state = state(&answer);
        let result = answer
            .get_mut("result")
            .and_then(|result| result.get_mut("result"))
            .map(Value::take);
        Ok((state, result))
    }

    /// One page of the person's tasks: `GET /api/2/task/` (*seen*, API facts §7); what is told of each is
    /// not documented. Safe to repeat.
    pub async fn tasks(&self, page: u32) -> Result<List<Record>, Error> {
        let call = Call::reads("list tasks");
        let url = self.plain_url("task");
        self.records_of(call, url, Form::new(), page, PER_PAGE)
            .await
    }

    /// Starts an operation that the server carries out on its own time.
    pub(super) async fn start(
        &self,
        call: Call<'_>,
        operation: &str,
        form: &Form,
    ) -> Result<Task, Error> {
        let url = self.plain_url(&format!("path/oper/{operation}"));
        let call = call.judging(REDIRECTS);
        let response = self.tell_for_answer(call, &url, form).await?;
        self.task_of(call, &url, response).await
    }

    /// The task in an answer: a `uuid`, from which the address is made; else an address, absolute or
    /// not; else a redirect (API facts §13.14). An address of another server is never asked.
    async fn task_of(&self, call: Call<'_>, at: &Url, response: Response) -> Result<Task, Error> {
        let location = response
            .headers()
            .get(LOCATION)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let reply = self.whole(call, response, SMALL, EXPECTED).await?;
        let task = |url| Task {
            url,
            operation: call.operation,
            path: call.path.cloned(),
        };
        let ours = |address: &str| {
            let url = at.join(address).ok()?;
            // A name in an address would be sent as a sign-in of its own.
            let is_task = url.path().contains("/task/") && url.username().is_empty();
            (self.server.is_origin_of(&url) && is_task).then_some(url)
        };
        if !(200..=299).contains(&reply.status) {
            let kind = || reply.failure(&self.server, at, &[]);
            return location
                .as_deref()
                .and_then(ours)
                .map(task)
                .ok_or_else(|| call.failed(kind().unwrap_or(ErrorKind::Redirected)));
        }
        let answer = match (reply.body.trim_ascii(), &location) {
            ([], Some(_)) => Value::Null,
            _ => reply.json(EXPECTED).map_err(|kind| call.failed(kind))?,
        };
        let by_uuid = text(answer.get("uuid"))
            .and_then(segment)
            .map(|uuid| self.plain_url(&format!("task/{uuid}")));
        by_uuid
            .or_else(|| ours(text(answer.get("url"))?))
            .or_else(|| ours(location.as_deref()?))
            .map(task)
            .ok_or_else(|| call.unexpected(EXPECTED))
    }
}

impl Task {
    fn asked(&self) -> Call<'_> {
        let call = Call::reads(self.operation);
        match &self.path {
            Some(path) => call.at(path),
            None => call,
        }
    }

    fn failed(&self, kind: ErrorKind) -> Error {
        self.asked().failed(kind).in_doubt_if(true)
    }
}

/// `result.status`, and in old answers `status` at the top (API facts §13.15).
fn state(answer: &Value) -> TaskState {
    let inner = answer.get("result").and_then(|result| result.get("status"));
    match text(inner).or_else(|| text(answer.get("status"))) {
        Some("PENDING") => TaskState::Waiting,
        Some("SUCCESS") => TaskState::Done,
        Some("FAILURE") => TaskState::Failed,
        _ => TaskState::Running,
    }
}

/// A map of path to words (*seen*, API facts §7). A list and a single text are understood as well, so
/// that no failure is overlooked.
fn failures(errors: Option<&Value>) -> Vec<PathFailure> {
    let said = |value: &Value| match value {
        Value::String(text) => inert(text, &[]),
        Value::Array(list) => list
            .iter()
            .find_map(Value::as_str)
            .and_then(|t| inert(t, &[])),
        _ => None,
    };
    let nameless = |value: &Value| PathFailure {
        path: None,
        said: said(value),
    };
    match errors {
        None | Some(Value::Null | Value::Bool(false)) => Vec::new(),
        Some(Value::Object(by_path)) => by_path
            .iter()
            .map(|(path, value)| PathFailure {
                path: named(path),
                said: said(value),
            })
            .collect(),
        Some(Value::Array(list)) => list.iter().map(nameless).collect(),
        Some(Value::String(text)) if text.trim().is_empty() => Vec::new(),
        Some(other) => vec![nameless(other)],
    }
}

fn checksums(checksums: Option<&Value>) -> BTreeMap<RemotePath, String> {
    let is_hex = |sum: &&str| !sum.is_empty() && sum.bytes().all(|b| b.is_ascii_hexdigit());
    checksums
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(path, sum)| {
            let sum = sum.as_str().filter(is_hex)?;
            Some((named(path)?, sum.to_ascii_lowercase()))
        })
        .collect()
}

/// Without a leading slash the server means the same (API facts §3.1, *seen*).
fn named(path: &str) -> Option<RemotePath> {
    if path.starts_with('/') {
        return RemotePath::parse(path).ok();
    }
    RemotePath::parse(&format!("/{path}")).ok()
}

/// What a task that failed says: its first error, or a text in its place.
fn words(result: Option<&Value>) -> Option<String> {
    let result = result?;
    let errors = result.get("errors").unwrap_or(result);
    failures(Some(errors)).into_iter().find_map(|f| f.said)
}

#[cfg(test)]
#[path = "task_tests.rs"]
mod tests;
