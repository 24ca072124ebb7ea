//! The people of a site and what they are set to: users, groups, roles, quotas, preferences, keys. A client
//! of files needs little of it; who looks after a site needs all.

use reqwest::Method;
use serde_json::{Map, Value};
use url::Url;

use super::SmartFile;
use super::call::{Call, Form};
use super::list::{List, PER_PAGE};
use super::record::Record;
use crate::error::{Error, ErrorKind};
use crate::path::segment;

const EXPECTED: &str = "an object of the directory";

/// A kind of thing that a site has (*seen*, API facts §10). Each is known by its name.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Directory {
    /// People. New ones take `name`, `username`, `password`, `email`, `role`, `send_email`.
    User,
    /// Groups of people. New ones take `name` and `users`.
    Group,
    /// What a kind of people may do. New ones take `name` and `rights`, an object of truths.
    Role,
    /// The site itself.
    Site,
    /// What a user may use up: `enforcement` (`notify` or `disable`), `interval` (`monthly` or
    /// `weekly`), `disk_bytes_limit`, `xfer_bytes_limit`.
    UserQuota,
    /// The same for a group.
    GroupQuota,
    /// The same for the site.
    SiteQuota,
}

impl Directory {
    fn endpoint(self) -> &'static str {
        match self {
            Directory::User => "user",
            Directory::Group => "group",
            Directory::Role => "role",
            Directory::Site => "site",
            Directory::UserQuota => "quota/user",
            Directory::GroupQuota => "quota/group",
            Directory::SiteQuota => "quota/site",
        }
    }
}

/// Whose preference it is (*seen*, API facts §10).
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum PreferenceOf {
    /// The person's own.
    User,
    /// The site's.
    Site,
}

impl PreferenceOf {
    fn endpoint(self) -> &'static str {
        match self {
            PreferenceOf::User => "pref/user",
            PreferenceOf::Site => "pref/site",
        }
    }
}

impl SmartFile {
    /// One page of them: `GET /api/2/<kind>/`. Safe to repeat.
    pub async fn directory(&self, kind: Directory, page: u32) -> Result<List<Record>, Error> {
        let call = Call::reads("list directory");
        let url = self.plain_url(kind.endpoint());
        self.records_of(call, url, Form::new(), page, PER_PAGE)
            .await
    }

    /// One of them: `GET /api/2/<kind>/<name>/`. Safe to repeat.
    pub async fn directory_entry(&self, kind: Directory, name: &str) -> Result<Record, Error> {
        let call = Call::reads("directory entry");
        let url = self.named_url(call, kind.endpoint(), name)?;
        self.record(call, &url).await
    }

    /// Makes one: `POST /api/2/<kind>/` with JSON, which is taken as well as a form (API facts §3.1,
    /// *seen*), and is the only way to send a role's rights. `fields` is a JSON object as text; anything
    /// else is [`ErrorKind::Local`]. Not safe to repeat blindly: look for the name first.
    pub async fn create_directory_entry(
        &self,
        kind: Directory,
        fields: &str,
    ) -> Result<Option<Record>, Error> {
        let call = Call::changes("create directory entry");
        let url = self.plain_url(kind.endpoint());
        self.tell_fields(call, &url, fields).await
    }

    /// Changes one: `POST /api/2/<kind>/<name>/` (*seen*, answered with 200). `fields` is a JSON object as
    /// text. Safe to repeat: the same values are written again.
    pub async fn change_directory_entry(
        &self,
        kind: Directory,
        name: &str,
        fields: &str,
    ) -> Result<Option<Record>, Error> {
        let call = Call::changes("change directory entry");
        let url = self.named_url(call, kind.endpoint(), name)?;
        self.tell_fields(call, &url, fields).await
    }

    /// Deletes one: `DELETE /api/2/<kind>/<name>/` (*seen*, answered with 204). Safe to repeat: a second
    /// time it is [`ErrorKind::NotFound`].
    pub async fn delete_directory_entry(&self, kind: Directory, name: &str) -> Result<(), Error> {
        let call = Call::changes("delete directory entry");
        let url = self.named_url(call, kind.endpoint(), name)?;
        self.delete(call, &url).await
    }

    /// One page of preferences, such as `max-per-page`: `GET /api/2/pref/user/` or `…/site/` (*seen*, API
    /// facts §10). Safe to repeat.
    pub async fn preferences(&self, of: PreferenceOf, page: u32) -> Result<List<Record>, Error> {
        let call = Call::reads("list preferences");
        let url = self.plain_url(of.endpoint());
        self.records_of(call, url, Form::new(), page, PER_PAGE)
            .await
    }

    /// One preference, its value in the field `value`: `GET /api/2/pref/user/<name>/` (*seen*). Safe to
    /// repeat.
    pub async fn preference(&self, of: PreferenceOf, name: &str) -> Result<Record, Error> {
        let call = Call::reads("preference");
        let url = self.named_url(call, of.endpoint(), name)?;
        self.record(call, &url).await
    }

    /// Sets a preference: `POST /api/2/pref/user/` with `name` and `value` (*seen*). Safe to repeat.
    pub async fn set_preference(
        &self,
        of: PreferenceOf,
        name: &str,
        value: &str,
    ) -> Result<(), Error> {
        let call = Call::changes("set preference");
        let form = Form::new().with("name", name).with("value", value);
        let url = self.plain_url(of.endpoint());
        self.tell(call, &url, &form, EXPECTED).await.map(drop)
    }

    /// Sets a preference that is there: `PUT /api/2/pref/user/<name>/` with `value` (*seen*). Safe to
    /// repeat.
    pub async fn replace_preference(
        &self,
        of: PreferenceOf,
        name: &str,
        value: &str,
    ) -> Result<(), Error> {
        let call = Call::changes("set preference");
        let url = self.named_url(call, of.endpoint(), name)?;
        let form = Form::new().with("value", value);
        let dress = |request| form.dress(request);
        self.send(call, Method::PUT, &url, dress).await.map(drop)
    }

    /// A public SSH key of a user: `GET /api/3/sshkeys/<user>/<name>/` (*seen*, API facts §10), with the
    /// fields `name` and `key`. Safe to repeat.
    pub async fn ssh_key(&self, user: &str, name: &str) -> Result<Record, Error> {
        let call = Call::reads("ssh key");
        let url = self.key_url(call, user, name)?;
        self.record(call, &url).await
    }

    /// Stores a public SSH key: `PUT /api/3/sshkeys/<user>/<name>/` (*seen*). What was there under this
    /// name is replaced. Safe to repeat.
    pub async fn put_ssh_key(&self, user: &str, name: &str, key: &str) -> Result<(), Error> {
        self.tell_key(Method::PUT, "put ssh key", user, name, key)
            .await
    }

    /// Changes a public SSH key that is there: `PATCH /api/3/sshkeys/<user>/<name>/` (*seen*). Safe to
    /// repeat.
    pub async fn change_ssh_key(&self, user: &str, name: &str, key: &str) -> Result<(), Error> {
        self.tell_key(Method::PATCH, "change ssh key", user, name, key)
            .await
    }

    /// Deletes a public SSH key: `DELETE /api/3/sshkeys/<user>/<name>/` (*seen*). Safe to repeat: a second
    /// time it is [`ErrorKind::NotFound`].
    pub async fn delete_ssh_key(&self, user: &str, name: &str) -> Result<(), Error> {
        let call = Call::changes("delete ssh key");
        let url = self.key_url(call, user, name)?;
        self.delete(call, &url).await
    }

    async fn tell_key(
        &self,
        method: Method,
        operation: &'static str,
        user: &str,
        name: &str,
        key: &str,
    ) -> Result<(), Error> {
        let call = Call::changes(operation);
        let url = self.key_url(call, user, name)?;
        let fields = serde_json::json!({"name": name, "key": key});
        self.tell_json(call, method, &url, &fields, EXPECTED)
            .await
            .map(drop)
    }

    async fn tell_fields(
        &self,
        call: Call<'_>,
        url: &Url,
        fields: &str,
    ) -> Result<Option<Record>, Error> {
        let fields: Map<String, Value> = serde_json::from_str(fields).map_err(|_| {
            let why = "the fields are no JSON object".to_owned();
            call.failed(ErrorKind::Local(why))
        })?;
        let fields = Value::Object(fields);
        let answer = self
            .tell_json(call, Method::POST, url, &fields, EXPECTED)
            .await?;
        Ok(Record::read(&answer))
    }

    fn key_url(&self, call: Call<'_>, user: &str, name: &str) -> Result<Url, Error> {
        let (user, name) = (part(call, user)?, part(call, name)?);
        Ok(self
            .server
            .endpoint(&format!("api/3/sshkeys/{user}/{name}/")))
    }

    fn named_url(&self, call: Call<'_>, endpoint: &str, name: &str) -> Result<Url, Error> {
        let name = part(call, name)?;
        Ok(self.plain_url(&format!("{endpoint}/{name}")))
    }
}

fn part(call: Call<'_>, name: &str) -> Result<String, Error> {
    segment(name).ok_or_else(|| {
        let why = "this is no name that can stand in an address".to_owned();
        call.failed(ErrorKind::Local(why))
    })
}
