//! REST API v2: the account, entries, folders and their bytes.
//!
//! Every call sends its credentials in the `Authorization` header and to the one server of its
//! [`Bearer`], never follows a redirect, and never sends cookies (API facts §13.10, .32, .40).
//!
//! Answers are read with good will (API facts §13, general rules): unknown fields are ignored,
//! every field but the name is optional, null is missing, numbers may be texts of digits.

mod account;
mod content;
mod entry;
mod folder;
mod lenient;
mod multipart;

use std::sync::Arc;

use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;
use url::Url;

pub use account::{Identity, Storage, ping};
pub use content::{Download, Uploaded};
pub use entry::{Acl, Entry, EntryKind};
pub use folder::Page;

use crate::address::Server;
use crate::auth::Bearer;
use crate::error::{Error, ErrorKind};
use crate::http::{ERROR_LIMIT, Fault, Http, with_bearer};
use crate::path::RemotePath;
use crate::reply::Reply;
use crate::secret::AccessToken;

/// One person's files on one server. Cheap to clone; clones share the bearer.
#[derive(Clone, Debug)]
pub struct SmartFile {
    http: Http,
    server: Server,
    bearer: Arc<Bearer>,
}

/// What is being done, to what: the two things every error names.
#[derive(Clone, Copy)]
struct Task<'a> {
    operation: &'static str,
    path: Option<&'a RemotePath>,
}

impl Task<'_> {
    fn failed(self, kind: ErrorKind) -> Error {
        Error::new(self.operation, kind).at_maybe(self.path)
    }
}

impl SmartFile {
    /// Speaks with this server on behalf of the person whose tokens the bearer holds. The bearer
    /// must be of the same server.
    pub fn new(http: Http, server: Server, bearer: Arc<Bearer>) -> SmartFile {
        SmartFile {
            http,
            server,
            bearer,
        }
    }

    /// The server that is spoken with.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// `/api/2/<endpoint>/<path>/`, each segment of the path encoded by itself (API facts §3.1).
    fn url(&self, endpoint: &str, path: &RemotePath) -> Url {
        self.server
            .endpoint(&format!("api/2/{endpoint}/{}", path.encoded()))
    }

    /// Asks for JSON.
    async fn json(
        &self,
        task: Task<'_>,
        url: &Url,
        limit: usize,
        expected: &'static str,
    ) -> Result<Value, Error> {
        let response = self.ask(task, url, |request| request).await?;
        let reply = self.http.reply(response, limit, expected).await;
        let reply = reply.map_err(|fault| fault.within(task.operation).at_maybe(task.path))?;
        reply.json(expected).map_err(|kind| task.failed(kind))
    }

    /// Sends a GET and gives its answer if that is a success (or a 416, which only a download can
    /// judge). A refused token is replaced once, and the request repeated once.
    async fn ask(
        &self,
        task: Task<'_>,
        url: &Url,
        dress: impl Fn(RequestBuilder) -> RequestBuilder + Send + Sync,
    ) -> Result<Response, Error> {
        let token = self.bearer.token().await?;
        let refused = match self.ask_once(task, url, &token, &dress).await? {
            Ok(response) => return Ok(response),
            Err(refused) => refused,
        };
        if !refused.may_be_cured {
            return Err(task.failed(refused.kind));
        }
        let token = self.bearer.replace(&token).await?;
        match self.ask_once(task, url, &token, &dress).await? {
            Ok(response) => Ok(response),
            Err(refused) => Err(task.failed(refused.kind)),
        }
    }

    async fn ask_once(
        &self,
        task: Task<'_>,
        url: &Url,
        token: &AccessToken,
        dress: &(impl Fn(RequestBuilder) -> RequestBuilder + Send + Sync),
    ) -> Result<Result<Response, Refused>, Error> {
        let faulty = |fault: Fault| fault.within(task.operation).at_maybe(task.path);
        let request = self.http.request(Method::GET, url).map_err(faulty)?;
        let request = with_bearer(dress(request), token);
        let response = self.http.send(request).await.map_err(faulty)?;
        if response.status().is_success() || response.status().as_u16() == 416 {
            return Ok(Ok(response));
        }
        let reply = self.error_reply(task, response).await?;
        Ok(Err(self.refused(&reply, url, token)))
    }

    async fn error_reply(&self, task: Task<'_>, response: Response) -> Result<Reply, Error> {
        let reply = self.http.reply(response, ERROR_LIMIT, "an error").await;
        reply.map_err(|fault| fault.within(task.operation).at_maybe(task.path))
    }

    fn refused(&self, reply: &Reply, url: &Url, token: &AccessToken) -> Refused {
        let kind = reply
            .failure(&self.server, url, &[token.expose()])
            .unwrap_or(ErrorKind::UnexpectedReply {
                expected: "an answer",
            });
        let may_be_cured = match kind {
            ErrorKind::Unauthorized => true,
            // API facts §13.11: old servers answer a dead token with 403.
            ErrorKind::Forbidden { .. } => reply.is_about_login() || self.bearer.has_outlived(),
            _ => false,
        };
        Refused { kind, may_be_cured }
    }
}

/// An answer that is no success.
struct Refused {
    kind: ErrorKind,
    /// Whether it is about the token, so that another token may help.
    may_be_cured: bool,
}
