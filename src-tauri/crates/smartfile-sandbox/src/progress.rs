//! `GET /api/2/path/progress/<uuid>/`: how far an upload has come (seen; its shape is unknown).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::header::CONTENT_LENGTH;
use axum::http::{Response, StatusCode};
use serde_json::json;

use crate::call::Call;
use crate::lock::held;
use crate::reply;
use crate::site::Site;

/// Uploads beyond this number push the oldest out.
const MOST: usize = 1000;

struct Progress {
    uuid: String,
    received: u64,
    total: Option<u64>,
    done: bool,
}

/// The uploads that were sent with a number of their own.
#[derive(Default)]
pub(crate) struct Progresses {
    kept: Mutex<VecDeque<Progress>>,
}

impl Progresses {
    fn change(&self, uuid: &str, change: impl FnOnce(&mut Progress)) {
        let mut kept = held(&self.kept);
        if let Some(progress) = kept.iter_mut().find(|progress| progress.uuid == uuid) {
            change(progress);
        }
    }
}

/// Counts one upload, if it has a number: the header `X-Upload-UUID` (seen).
pub(crate) struct Watch {
    site: Arc<Site>,
    uuid: Option<String>,
}

impl Watch {
    pub(crate) fn of(call: &Call) -> Self {
        let text = |name: &str| Some(call.headers.get(name)?.to_str().ok()?.to_owned());
        let uuid = text("x-upload-uuid");
        if let Some(uuid) = &uuid {
            let mut kept = held(&call.site.progresses.kept);
            kept.retain(|progress| progress.uuid != *uuid);
            kept.push_back(Progress {
                uuid: uuid.clone(),
                received: 0,
                total: text(CONTENT_LENGTH.as_str()).and_then(|length| length.parse().ok()),
                done: false,
            });
            if kept.len() > MOST {
                kept.pop_front();
            }
        }
        Self {
            site: Arc::clone(&call.site),
            uuid,
        }
    }

    pub(crate) fn add(&mut self, bytes: u64) {
        if let Some(uuid) = &self.uuid {
            self.site
                .progresses
                .change(uuid, |progress| progress.received += bytes);
        }
    }

    pub(crate) fn end(&mut self) {
        if let Some(uuid) = &self.uuid {
            self.site
                .progresses
                .change(uuid, |progress| progress.done = true);
        }
    }
}

/// The bytes of file content received so far, the length of the whole request, and whether it has
/// ended.
pub(crate) fn look(call: &Call, uuid: &str) -> Response<Body> {
    let kept = held(&call.site.progresses.kept);
    let Some(progress) = kept.iter().find(|progress| progress.uuid == uuid) else {
        return reply::not_found();
    };
    let answer = json!({
        "done": progress.done, "received": progress.received, "total": progress.total,
        "uuid": uuid,
    });
    reply::json(StatusCode::OK, &answer)
}
