//! What happened on the site: `GET /api/2/activity/`, and `GET /api/3/activity/export/`.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::SystemTime;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::lock::held;
use crate::remote_path::RemotePath;
use crate::user::User;
use crate::{reply, site_time};

/// Events beyond this number push the oldest out.
const MOST: usize = 10_000;

/// The columns of an export (seen).
const COLUMNS: [&str; 11] = [
    "timestamp",
    "user_name",
    "user_username",
    "type",
    "action",
    "result",
    "conn_type",
    "obj0_name",
    "ip_addr",
    "size",
    "country_name",
];

/// What happened, oldest first.
#[derive(Default)]
pub(crate) struct Activity {
    kept: Mutex<VecDeque<Map<String, Value>>>,
}

impl Activity {
    pub(crate) fn note(
        &self,
        user: &User,
        address: IpAddr,
        action: &'static str,
        path: &RemotePath,
        size: u64,
    ) {
        let time = site_time::naive(SystemTime::now(), &site_time::zone());
        let values = [
            json!(time),
            json!(user.name),
            json!(user.username),
            json!("path"),
            json!(action),
            json!("success"),
            json!("api"),
            json!(path.to_string()),
            json!(address.to_string()),
            json!(size),
            Value::Null,
        ];
        let columns = COLUMNS.iter().map(|column| (*column).to_owned());
        let mut kept = held(&self.kept);
        kept.push_back(columns.zip(values).collect());
        if kept.len() > MOST {
            kept.pop_front();
        }
    }

    fn all(&self) -> Vec<Map<String, Value>> {
        held(&self.kept).iter().cloned().collect()
    }
}

fn text<'a>(event: &'a Map<String, Value>, column: &str) -> &'a str {
    event
        .get(column)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// The caller's events, or everybody's with the right to see them (inferred).
fn seen(call: &Call) -> Vec<Map<String, Value>> {
    let mut events = call.site.activity.all();
    if call.lacks("activity_manage") {
        events.retain(|event| text(event, "user_username") == call.user.username);
    }
    events
}

/// API 2: `action`, `user`, `path`, `timestamp_min`, `timestamp_max`, in the list envelope, or as
/// CSV (seen). It was switched off at the start of 2023 (documented), and so it is here unless a
/// switch says otherwise: 404.
pub(crate) fn list(call: &Call) -> Response<Body> {
    if !call.switches.activity_2 {
        return reply::not_found();
    }
    let query = &call.query;
    let is = |event: &Map<String, Value>, column: &str, name: &str| {
        query
            .get(name)
            .is_none_or(|wanted| text(event, column) == wanted)
    };
    let mut events = seen(call);
    events.retain(|event| {
        let time = text(event, "timestamp");
        let inside = query
            .get("path")
            .is_none_or(|path| text(event, "obj0_name").starts_with(path));
        is(event, "action", "action")
            && is(event, "user_username", "user")
            && inside
            && query.get("timestamp_min").is_none_or(|least| time >= least)
            && query.get("timestamp_max").is_none_or(|most| time <= most)
    });
    if query.get("format") == Some("csv") {
        return table(&events, &COLUMNS, ',', "text/csv");
    }
    call.envelope(events.into_iter().map(Value::Object).collect())
}

/// API 3: `fields[]`, `timestamp[]` with a comparison in front, `keyword`, `format` (seen). What is
/// not known is refused, with a sentence for each (seen).
pub(crate) fn export(call: &Call) -> Response<Body> {
    let known = ["fields[]", "timestamp[]", "keyword", "format"];
    let mut wrong: Vec<String> = call
        .query
        .pairs()
        .filter(|(name, _)| !known.contains(name))
        .map(|(name, _)| format!("Unknown parameter: {name}."))
        .collect();
    let fields: Vec<&str> = call.query.all("fields[]").collect();
    wrong.extend(
        fields
            .iter()
            .filter(|field| !COLUMNS.contains(field))
            .map(|field| format!("Unknown field: {field}.")),
    );
    let bounds: Vec<&str> = call.query.all("timestamp[]").collect();
    wrong.extend(
        bounds
            .iter()
            .filter(|bound| !bound.starts_with(['<', '>']))
            .map(|bound| format!("Unknown comparison: {bound}.")),
    );
    if !wrong.is_empty() {
        return reply::json(StatusCode::BAD_REQUEST, &wrong);
    }
    let mut events = seen(call);
    events.retain(|event| {
        let time = text(event, "timestamp");
        bounds.iter().all(|bound| within(time, bound))
            && call
                .query
                .get("keyword")
                .is_none_or(|word| event.values().any(|value| value.to_string().contains(word)))
    });
    let fields = if fields.is_empty() {
        COLUMNS.to_vec()
    } else {
        fields
    };
    for event in &mut events {
        event.retain(|column, _| fields.contains(&&**column));
    }
    match call.query.get("format").unwrap_or("json") {
        "json" => reply::json(StatusCode::OK, &events),
        "csv" => table(&events, &fields, ',', "text/csv"),
        "tsv" => table(&events, &fields, '\t', "text/tab-separated-values"),
        "xml" => xml(&events, &fields),
        _ => reply::json(StatusCode::BAD_REQUEST, &["Unknown format."]),
    }
}

/// Whether a time satisfies `>=2021-06-14T00:00:00` or the like.
fn within(time: &str, bound: &str) -> bool {
    let limit = bound.trim_start_matches(['<', '>', '=']);
    match &bound[..bound.len() - limit.len()] {
        ">" => time > limit,
        ">=" => time >= limit,
        "<" => time < limit,
        "<=" => time <= limit,
        _ => false,
    }
}

fn cell(event: &Map<String, Value>, column: &str) -> String {
    match event.get(column) {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    }
}

fn table(
    events: &[Map<String, Value>],
    columns: &[&str],
    separator: char,
    kind: &str,
) -> Response<Body> {
    let quoted = |text: String| {
        if text.contains([separator, '"', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    };
    let line = |cells: Vec<String>| cells.join(&separator.to_string()) + "\r\n";
    let mut out = line(columns.iter().map(|column| (*column).to_owned()).collect());
    for event in events {
        out += &line(
            columns
                .iter()
                .map(|column| quoted(cell(event, column)))
                .collect(),
        );
    }
    reply::body(StatusCode::OK, kind, out)
}

fn xml(events: &[Map<String, Value>], columns: &[&str]) -> Response<Body> {
    let mut out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<response>".to_owned();
    for event in events {
        out += "<resource>";
        for column in columns {
            let text = crate::consent::escape(&cell(event, column));
            // Writing to a text cannot fail.
            let _ = write!(out, "<{column}>{text}</{column}>");
        }
        out += "</resource>";
    }
    out += "</response>\n";
    reply::body(StatusCode::OK, "application/xml", out)
}
