//! What happened on the site, and being told when something does.

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;
use url::Url;

use super::call::{Call, Form};
use super::list::{List, PER_PAGE};
use super::record::Record;
use super::{Download, SmartFile};
use crate::error::{Error, ErrorKind};
use crate::path::{RemotePath, segment};
use crate::time::ServerTime;

/// What [`SmartFile::export_activity`] writes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Hash)]
pub enum ExportFormat {
    /// Values with commas between.
    #[default]
    Csv,
    /// Values with tabs between.
    Tsv,
    /// JSON.
    Json,
    /// XML.
    Xml,
}

impl ExportFormat {
    fn name(self) -> &'static str {
        match self {
            ExportFormat::Csv => "csv",
            ExportFormat::Tsv => "tsv",
            ExportFormat::Json => "json",
            ExportFormat::Xml => "xml",
        }
    }
}

/// A choice of what happened. Empty: everything.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ActivityFilter {
    /// The first moment, in the server's local time.
    pub from: Option<ServerTime>,
    /// The last moment, in the server's local time.
    pub until: Option<ServerTime>,
    /// A word.
    pub keyword: Option<String>,
}

/// The columns that an export is known to have (*seen*, API facts §11).
pub const ACTIVITY_COLUMNS: [&str; 11] = [
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

impl SmartFile {
    /// What happened, as a file: `GET /api/3/activity/export/` (*seen*, API facts §11), for those who may
    /// see it. `columns` are some of [`ACTIVITY_COLUMNS`].
    ///
    /// A parameter that the server does not know is refused with its words. A heavy export ends in
    /// [`ErrorKind::Forbidden`] or [`ErrorKind::Server`] (*seen*): choose a shorter time. Safe to repeat.
    pub async fn export_activity(
        &self,
        filter: &ActivityFilter,
        columns: &[&str],
        format: ExportFormat,
    ) -> Result<Download, Error> {
        let call = Call::reads("export activity");
        let moment = |sign: &str, time: &ServerTime| format!("{sign}{}", time.as_str());
        let query = Form::new()
            .maybe("timestamp[]", filter.from.as_ref().map(|t| moment(">=", t)))
            .maybe(
                "timestamp[]",
                filter.until.as_ref().map(|t| moment("<=", t)),
            )
            .maybe("keyword", filter.keyword.as_deref());
        let query = columns
            .iter()
            .fold(query, |query, column| query.with("fields[]", *column))
            .with("format", format.name());
        let url = self.server.endpoint("api/3/activity/export/");
        let url = SmartFile::asking(url, &query);
        self.bytes(call, &url, 0).await
    }

    /// One page of what happened: `GET /api/2/activity/` (*seen*). The service switched it off at the
    /// beginning of 2023 (*documented*, API facts §11); a private appliance may still have it. Safe to
    /// repeat.
    pub async fn activity(
        &self,
        filter: &ActivityFilter,
        page: u32,
    ) -> Result<List<Record>, Error> {
        let call = Call::reads("activity");
        let query = Form::new()
            .maybe(
                "timestamp_min",
                filter.from.as_ref().map(ServerTime::as_str),
            )
            .maybe(
                "timestamp_max",
                filter.until.as_ref().map(ServerTime::as_str),
            )
            .maybe("action", filter.keyword.as_deref());
        let url = self.plain_url("activity");
        self.records_of(call, url, query, page, PER_PAGE).await
    }

    /// Has the service tell the person of changes at a path: `POST /api/2/watch/paths/` (*seen*, API facts
    /// §11). Whether doing so twice tells twice is not known: look through [`SmartFile::watched_paths`].
    pub async fn watch(&self, path: &RemotePath) -> Result<Option<Record>, Error> {
        let call = Call::changes("watch").at(path);
        let form = Form::new().with("path", path.as_str());
        let url = self.plain_url("watch/paths");
        let answer = self.tell(call, &url, &form, "a subscription").await?;
        Ok(Record::read(&answer))
    }

    /// No longer: `DELETE /api/2/watch/path/<path>/` (*seen*, API facts §11). Safe to repeat: a second time
    /// it is [`ErrorKind::NotFound`].
    pub async fn unwatch(&self, path: &RemotePath) -> Result<(), Error> {
        let call = Call::changes("unwatch").at(path);
        self.delete(call, &self.url("watch/path", path)).await
    }

    /// Has the service tell the person of what a user does: `POST /api/2/watch/users/` (*seen* to exist, API
    /// facts §11; that the field is called `user` is *inferred*). As with [`SmartFile::watch`], look before
    /// repeating.
    pub async fn watch_user(&self, user: &str) -> Result<Option<Record>, Error> {
        self.watch_people("watch/users", "user", user).await
    }

    /// Has the service tell the person of what a group does: `POST /api/2/watch/groups/` (*seen* to exist,
    /// API facts §11; that the field is called `group` is *inferred*). As with [`SmartFile::watch`], look
    /// before repeating.
    pub async fn watch_group(&self, group: &str) -> Result<Option<Record>, Error> {
        self.watch_people("watch/groups", "group", group).await
    }

    /// No longer of a user: `DELETE /api/2/watch/user/<name>/` (*inferred* from that of a group). Safe to
    /// repeat: a second time it is [`ErrorKind::NotFound`].
    pub async fn unwatch_user(&self, user: &str) -> Result<(), Error> {
        self.unwatch_people("watch/user", user).await
    }

    /// No longer of a group: `DELETE /api/2/watch/group/<name>/` (*seen*, API facts §11). Safe to repeat: a
    /// second time it is [`ErrorKind::NotFound`].
    pub async fn unwatch_group(&self, group: &str) -> Result<(), Error> {
        self.unwatch_people("watch/group", group).await
    }

    async fn watch_people(
        &self,
        endpoint: &str,
        field: &'static str,
        name: &str,
    ) -> Result<Option<Record>, Error> {
        let call = Call::changes("watch");
        let form = Form::new().with(field, name);
        let url = self.plain_url(endpoint);
        let answer = self.tell(call, &url, &form, "a subscription").await?;
        Ok(Record::read(&answer))
    }

    async fn unwatch_people(&self, endpoint: &str, name: &str) -> Result<(), Error> {
        let call = Call::changes("unwatch");
        let name = segment(name).ok_or_else(|| {
            let why = "this is no name of a user or group".to_owned();
            call.failed(ErrorKind::Local(why))
        })?;
        let url = self.plain_url(&format!("{endpoint}/{name}"));
        self.delete(call, &url).await
    }

    /// The paths of which the person is told: `GET /api/2/watch/paths/` (*seen* to exist, API facts §11;
    /// its shape is not known). Safe to repeat.
    pub async fn watched_paths(&self, page: u32) -> Result<List<Record>, Error> {
        self.watched("watch/paths", page).await
    }

    /// The users of whom the person is told: `GET /api/2/watch/users/`. Safe to repeat.
    pub async fn watched_users(&self, page: u32) -> Result<List<Record>, Error> {
        self.watched("watch/users", page).await
    }

    /// The groups of which the person is told: `GET /api/2/watch/groups/`. Safe to repeat.
    pub async fn watched_groups(&self, page: u32) -> Result<List<Record>, Error> {
        self.watched("watch/groups", page).await
    }

    async fn watched(&self, endpoint: &str, page: u32) -> Result<List<Record>, Error> {
        let call = Call::reads("list watched");
        let url = self.plain_url(endpoint);
        self.records_of(call, url, Form::new(), page, PER_PAGE)
            .await
    }

    /// Has the service call an address whenever a file was uploaded: `POST /api/3/webhook/` (*seen*, API
    /// facts §11). Only `https` addresses are taken, since names of files are sent there; otherwise it is
    /// [`ErrorKind::Local`]. Not safe to repeat blindly: each call may make another.
    pub async fn create_webhook(&self, target: &Url) -> Result<Option<Record>, Error> {
        let call = Call::changes("create webhook");
        if target.scheme() != "https" {
            let why = "names of files are sent over https only".to_owned();
            return Err(call.failed(ErrorKind::Local(why)));
        }
        let form = Form::new()
            .with("event", "file.uploaded")
            .with("target", target.as_str());
        let url = self.server.endpoint("api/3/webhook/");
        let answer = self.tell(call, &url, &form, "a webhook").await?;
        Ok(Record::read(&answer))
    }

    /// Sends JSON with a method of choice and reads what comes back; null if that is empty.
    pub(super) async fn tell_json(
        &self,
        call: Call<'_>,
        method: Method,
        url: &Url,
        body: &Value,
        expected: &'static str,
    ) -> Result<Value, Error> {
        let body = body.to_string();
        let dress = |request: reqwest::RequestBuilder| {
            request
                .header(CONTENT_TYPE, "application/json")
                .body(body.clone())
        };
        let response = self.send(call, method, url, dress).await?;
        self.json_or_nothing(call, response, expected).await
    }
}
