//! Other ways to the same bytes: an address for a while, many files as one archive, earlier versions; and
//! how far an upload is.

use std::time::Duration;

use reqwest::Method;
use url::Url;

use super::call::{Call, Form, SMALL};
use super::content::any_type;
use super::lenient::text;
use super::list::List;
use super::record::Record;
use super::{Download, SmartFile};
use crate::error::{Error, ErrorKind};
use crate::path::{RemotePath, segment};
use crate::secret::DirectAddress;

impl SmartFile {
    /// An address that opens a file for a while without a sign-in: `POST /api/2/path/exchange/` (*seen*,
    /// API facts §6). Whole seconds. The address is a secret: it opens the file for whoever has it.
    ///
    /// An answer that is no `https` address is [`ErrorKind::UnexpectedReply`]; one of this very server
    /// may be what the server is. Safe to repeat: each call makes another address.
    pub async fn direct_address(
        &self,
        path: &RemotePath,
        lifetime: Duration,
    ) -> Result<DirectAddress, Error> {
        const EXPECTED: &str = "an address for a while";
        let call = Call::reads("exchange").at(path);
        let form = Form::new()
            .with("path", path.as_str())
            .with("mode", "r")
            .with("expires", lifetime.as_secs().to_string());
        let url = self.plain_url("path/exchange");
        let answer = self.tell(call, &url, &form, EXPECTED).await?;
        text(answer.get("url"))
            .and_then(|address| url.join(address).ok())
            .filter(|address| address.scheme() == "https" || self.server.is_origin_of(address))
            .map(|address| DirectAddress::new(address.into()))
            .ok_or_else(|| call.unexpected(EXPECTED))
    }

    /// Many entries as one zip archive, packed while it comes: `POST
    /// /api/2/path/oper/downloadmultiple/` (*seen*, API facts §7). Its length is usually not known before
    /// the end, and a zip has its list of contents there: one that was cut does not open. `filename` is
    /// what the service would call it. Changes nothing: safe to repeat.
    pub async fn download_several(
        &self,
        entries: &[RemotePath],
        filename: &str,
    ) -> Result<Download, Error> {
        let call = Call::reads("download several");
        let Some(first) = entries.first() else {
            let why = "there is nothing to download".to_owned();
            return Err(call.failed(ErrorKind::Local(why)));
        };
        let call = call.at(first);
        let form = Form::new()
            .paths("path", entries)
            .with("filename", filename);
        let url = self.plain_url("path/oper/downloadmultiple");
        let dress = |request| any_type(form.dress(request));
        let response = self.send(call, Method::POST, &url, dress).await?;
        self.begun(call, response, 0)
    }

    /// The earlier versions of a file, where the site keeps some: `GET /api/2/path/list-versions/<path>/`
    /// (*seen* to exist, API facts §5; its shape is not known). A site without versions may answer
    /// [`ErrorKind::NotFound`] or [`ErrorKind::Forbidden`]. Safe to repeat.
    pub async fn versions(&self, path: &RemotePath) -> Result<List<Record>, Error> {
        const EXPECTED: &str = "a list of versions";
        let call = Call::reads("versions").at(path);
        let url = self.url("path/list-versions", path);
        let answer = self.json(call, &url, SMALL, EXPECTED).await?;
        List::read(&answer, 1, Record::read).ok_or_else(|| call.unexpected(EXPECTED))
    }

    /// What the service calls the map of a person's paths: `GET /api/2/path/map/` (*seen* to exist, API
    /// facts §5; its shape is not known). Safe to repeat.
    pub async fn path_map(&self) -> Result<Record, Error> {
        self.record(Call::reads("path map"), &self.plain_url("path/map"))
            .await
    }

    /// How far the server says an upload is that was [named](SmartFile::upload_named): `GET
    /// /api/2/path/progress/<uuid>/` (*seen*, API facts §6; its shape is not known). A caller who counts
    /// what was sent knows as much. Safe to repeat.
    pub async fn upload_progress(&self, id: &str) -> Result<Record, Error> {
        let call = Call::reads("upload progress");
        let id = segment(id).ok_or_else(|| {
            let why = "this is no id of an upload".to_owned();
            call.failed(ErrorKind::Local(why))
        })?;
        let url = self.plain_url(&format!("path/progress/{id}"));
        self.record(call, &url).await
    }

    /// Asks for one thing whose shape is not documented.
    pub(super) async fn record(&self, call: Call<'_>, url: &Url) -> Result<Record, Error> {
        const EXPECTED: &str = "an object";
        let answer = self.json(call, url, SMALL, EXPECTED).await?;
        Record::read(&answer).ok_or_else(|| call.unexpected(EXPECTED))
    }
}
