//! Work that goes on after the answer.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::time::Instant;
use uuid::Uuid;

use crate::home::Home;
use crate::lock::held;
use crate::site::Site;
use crate::switches::TaskStatus;

/// What came of a piece of work.
#[derive(Default)]
pub(crate) struct Outcome {
    /// Paths and what went wrong with them. The rest went well: a task with errors ends in
    /// `SUCCESS` all the same (seen).
    pub(crate) errors: Map<String, Value>,
    /// Paths and their checksums, for a task that was asked for them.
    pub(crate) checksums: Option<Map<String, Value>>,
    /// Nothing was done at all.
    pub(crate) failed: bool,
}

#[derive(Clone)]
enum State {
    Running,
    Ended { status: &'static str, result: Value },
}

/// A task (seen: `uuid`, `url`, `type`, and the result's `status`).
#[derive(Clone)]
pub(crate) struct Task {
    pub(crate) uuid: String,
    pub(crate) kind: &'static str,
    pub(crate) username: String,
    begun: Instant,
    length: Duration,
    ended: Option<Instant>,
    state: State,
}

impl Task {
    /// `PENDING`, `PROGRESS`, `SUCCESS`, `FAILURE` (seen) or `REVOKED` (inferred). A quarter of its
    /// length a task waits to be begun.
    fn status(&self) -> &'static str {
        match &self.state {
            State::Ended { status, .. } => status,
            State::Running if self.begun.elapsed() * 4 < self.length => "PENDING",
            State::Running => "PROGRESS",
        }
    }

    pub(crate) fn is_running(&self) -> bool {
        matches!(self.state, State::Running)
    }

    /// The task as its own address gives it. What stands in it while it runs is unknown.
    pub(crate) fn object(&self, place: TaskStatus) -> Value {
        let result = match &self.state {
            State::Running => json!({}),
            State::Ended { result, .. } => result.clone(),
        };
        let mut object = json!({"type": self.kind, "uuid": self.uuid});
        match place {
            TaskStatus::Nested => {
                object["result"] = json!({"result": result, "status": self.status()});
            }
            TaskStatus::Top => {
                object["status"] = json!(self.status());
                object["result"] = result;
            }
        }
        object
    }
}

/// The tasks of the site, oldest first.
#[derive(Default)]
pub(crate) struct Tasks {
    kept: Mutex<Vec<Task>>,
}

impl Tasks {
    /// Somebody's tasks. Those that ended too long ago are forgotten.
    pub(crate) fn of(&self, username: &str, memory: Duration) -> Vec<Task> {
        let mut kept = held(&self.kept);
        kept.retain(|task| task.ended.is_none_or(|ended| ended.elapsed() < memory));
        kept.iter()
            .filter(|task| task.username == username)
            .cloned()
            .collect()
    }

    /// Ends a task that runs, and forgets one that does not.
    pub(crate) fn cancel(&self, uuid: &str) {
        let mut kept = held(&self.kept);
        kept.retain(|task| task.uuid != uuid || task.is_running());
        if let Some(task) = kept.iter_mut().find(|task| task.uuid == uuid) {
            task.state = State::Ended {
                status: "REVOKED",
                result: json!({}),
            };
            task.ended = Some(Instant::now());
        }
    }

    fn end(&self, uuid: &str, outcome: Outcome) {
        let mut kept = held(&self.kept);
        let Some(task) = kept
            .iter_mut()
            .find(|task| task.uuid == uuid && task.is_running())
        else {
            return;
        };
        let mut result = json!({"errors": outcome.errors});
        if let Some(checksums) = outcome.checksums {
            result["checksums"] = Value::Object(checksums);
        }
        let status = if outcome.failed { "FAILURE" } else { "SUCCESS" };
        task.state = State::Ended { status, result };
        task.ended = Some(Instant::now());
    }

    fn runs(&self, uuid: &str) -> bool {
        let kept = held(&self.kept);
        kept.iter()
            .any(|task| task.uuid == uuid && task.is_running())
    }
}

/// Begins a piece of work and returns its number. With a length of zero it is done when this
/// returns; otherwise it is done all at once when the length has passed, unless it was cancelled.
pub(crate) async fn begin(
    home: Home,
    kind: &'static str,
    length: Duration,
    work: impl FnOnce(Home) -> Outcome + Send + 'static,
) -> String {
    let uuid = Uuid::new_v4().to_string();
    let site = Arc::clone(&home.site);
    held(&site.tasks.kept).push(Task {
        uuid: uuid.clone(),
        kind,
        username: home.user.username.clone(),
        begun: Instant::now(),
        length,
        ended: None,
        state: State::Running,
    });
    if length.is_zero() {
        finish(&site, home, &uuid, work).await;
        return uuid;
    }
    // The work does not keep a sandbox alive that has been stopped.
    let (weak, user, number) = (Arc::downgrade(&site), home.user, uuid.clone());
    tokio::spawn(async move {
        tokio::time::sleep(length).await;
        let Some(site) = weak.upgrade() else {
            return;
        };
        if site.tasks.runs(&number) {
            let home = Home::new(Arc::clone(&site), user);
            finish(&site, home, &number, work).await;
        }
    });
    uuid
}

async fn finish(
    site: &Site,
    home: Home,
    uuid: &str,
    work: impl FnOnce(Home) -> Outcome + Send + 'static,
) {
    let done = tokio::task::spawn_blocking(move || work(home)).await;
    let outcome = done.unwrap_or_else(|_| Outcome {
        failed: true,
        ..Outcome::default()
    });
    site.tasks.end(uuid, outcome);
}
