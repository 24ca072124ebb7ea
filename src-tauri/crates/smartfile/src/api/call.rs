//! One call: what it is about, how it is sent, and what its answer means.

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::{Acl, SmartFile};
use crate::error::{Error, ErrorKind};
use crate::http::{ERROR_LIMIT, Fault, with_bearer};
use crate::path::RemotePath;
use crate::reply::Reply;
use crate::secret::AccessToken;

/// The most bytes of an answer that describes one thing.
pub(super) const SMALL: usize = 1024 * 1024;

/// What is being done, to what: the things every error names.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) operation: &'static str,
    pub(super) path: Option<&'a RemotePath>,
    /// Whether it changes something on the server, so that a lost answer leaves a doubt.
    pub(super) changes: bool,
    /// Statuses beside the successes that the caller judges by itself.
    pub(super) judges: &'static [u16],
}

impl<'a> Call<'a> {
    /// Asks and changes nothing.
    pub(super) fn reads(operation: &'static str) -> Call<'a> {
        Call {
            operation,
            path: None,
            changes: false,
            judges: &[],
        }
    }

    /// Changes something.
    pub(super) fn changes(operation: &'static str) -> Call<'a> {
        Call {
            changes: true,
            ..Call::reads(operation)
        }
    }

    /// The same call, about this path.
    pub(super) fn at(self, path: &'a RemotePath) -> Call<'a> {
        let path = Some(path);
        Call { path, ..self }
    }

    /// The same call, whose caller judges these statuses by itself.
    pub(super) fn judging(self, judges: &'static [u16]) -> Call<'a> {
        Call { judges, ..self }
    }

    /// The error for an answer that came.
    pub(super) fn failed(self, kind: ErrorKind) -> Error {
        let in_doubt = matches!(
            kind,
            ErrorKind::Server { .. }
                | ErrorKind::UnexpectedReply { .. }
                | ErrorKind::Page { status: 200..=299 }
        );
        Error::new(self.operation, kind)
            .at_maybe(self.path)
            .in_doubt_if(self.changes && in_doubt)
    }

    /// The error for an answer that did not come, or not whole.
    pub(super) fn broken(self, fault: Fault) -> Error {
        let in_doubt = fault.may_have_arrived();
        fault
            .within(self.operation)
            .at_maybe(self.path)
            .in_doubt_if(self.changes && in_doubt)
    }

    /// The error for an answer that cannot be understood.
    pub(super) fn unexpected(self, expected: &'static str) -> Error {
        self.failed(ErrorKind::UnexpectedReply { expected })
    }
}

/// The body of a request that is small and can be sent again.
#[derive(Clone, Debug, Default)]
pub(super) struct Form(Vec<(&'static str, String)>);

impl Form {
    pub(super) fn new() -> Form {
        Form::default()
    }

    /// One more field. A list is made by repeating a key (API facts §3.1, *documented*).
    pub(super) fn with(mut self, key: &'static str, value: impl Into<String>) -> Form {
        self.0.push((key, value.into()));
        self
    }

    /// One more field, if there is a value.
    pub(super) fn maybe(self, key: &'static str, value: Option<impl Into<String>>) -> Form {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// Paths, plain and decoded as form values are (API facts §3.1, *seen*).
    pub(super) fn paths(self, key: &'static str, paths: &[RemotePath]) -> Form {
        paths
            .iter()
            .fold(self, |form, path| form.with(key, path.as_str()))
    }

    /// The four rights by the service's own names (*seen*, API facts §9, §10).
    pub(super) fn rights(self, acl: Acl) -> Form {
        self.with("list", acl.list.to_string())
            .with("read", acl.read.to_string())
            .with("write", acl.write.to_string())
            .with("remove", acl.remove.to_string())
    }

    /// As `application/x-www-form-urlencoded`, and as a query.
    pub(super) fn encoded(&self) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(&self.0);
        form.finish()
    }

    pub(super) fn dress(&self, request: RequestBuilder) -> RequestBuilder {
        request
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(self.encoded())
    }
}

/// An answer that is no success.
pub(super) struct Refused {
    pub(super) kind: ErrorKind,
    /// Whether it is about the token, so that another token may help.
    pub(super) may_be_cured: bool,
}

impl SmartFile {
    /// `/api/2/<endpoint>/<path>/`, each segment of the path encoded by itself (API facts §3.1).
    pub(super) fn url(&self, endpoint: &str, path: &RemotePath) -> Url {
        self.server
            .endpoint(&format!("api/2/{endpoint}/{}", path.encoded()))
    }

    /// `/api/2/<endpoint>/` without a path.
    pub(super) fn plain_url(&self, endpoint: &str) -> Url {
        self.server.endpoint(&format!("api/2/{endpoint}/"))
    }

    /// The same with a query.
    pub(super) fn asking(mut url: Url, query: &Form) -> Url {
        let query = query.encoded();
        url.set_query((!query.is_empty()).then_some(query.as_str()));
        url
    }

    /// Asks for JSON.
    pub(super) async fn json(
        &self,
        call: Call<'_>,
        url: &Url,
        limit: usize,
        expected: &'static str,
    ) -> Result<Value, Error> {
        let response = self.ask(call, url, |request| request).await?;
        self.json_of(call, response, limit, expected).await
    }

    /// Asks for JSON that is to be read from its bytes.
    pub(super) async fn body(
        &self,
        call: Call<'_>,
        url: &Url,
        limit: usize,
        expected: &'static str,
    ) -> Result<Vec<u8>, Error> {
        let response = self.ask(call, url, |request| request).await?;
        let reply = self.good(call, response, limit, expected).await?;
        reply.into_body().map_err(|kind| call.failed(kind))
    }

    /// Sends a form and reads the JSON of the answer; null if the answer is empty.
    pub(super) async fn tell(
        &self,
        call: Call<'_>,
        url: &Url,
        form: &Form,
        expected: &'static str,
    ) -> Result<Value, Error> {
        let response = self.tell_for_answer(call, url, form).await?;
        self.json_or_nothing(call, response, expected).await
    }

    /// Sends a form.
    pub(super) async fn tell_for_answer(
        &self,
        call: Call<'_>,
        url: &Url,
        form: &Form,
    ) -> Result<Response, Error> {
        let dress = |request| form.dress(request);
        self.send(call, Method::POST, url, dress).await
    }

    /// The JSON of an answer that is no JSON only if it is empty.
    pub(super) async fn json_or_nothing(
        &self,
        call: Call<'_>,
        response: Response,
        expected: &'static str,
    ) -> Result<Value, Error> {
        let reply = self.good(call, response, SMALL, expected).await?;
        if reply.body.trim_ascii().is_empty() {
            return Ok(Value::Null);
        }
        reply.json(expected).map_err(|kind| call.failed(kind))
    }

    async fn json_of(
        &self,
        call: Call<'_>,
        response: Response,
        limit: usize,
        expected: &'static str,
    ) -> Result<Value, Error> {
        let reply = self.good(call, response, limit, expected).await?;
        reply.json(expected).map_err(|kind| call.failed(kind))
    }

    /// Deletes; the answer is empty (204; API facts §3.2, *seen*), and any success will do.
    pub(super) async fn delete(&self, call: Call<'_>, url: &Url) -> Result<(), Error> {
        self.send(call, Method::DELETE, url, |request| request)
            .await
            .map(drop)
    }

    /// Reads a whole answer.
    pub(super) async fn whole(
        &self,
        call: Call<'_>,
        response: Response,
        limit: usize,
        expected: &'static str,
    ) -> Result<Reply, Error> {
        let reply = self.http.reply(response, limit, expected).await;
        reply.map_err(|fault| call.broken(fault))
    }

    /// Reads a whole answer that says it is a success, and is one.
    async fn good(
        &self,
        call: Call<'_>,
        response: Response,
        limit: usize,
        expected: &'static str,
    ) -> Result<Reply, Error> {
        let reply = self.whole(call, response, limit, expected).await?;
        let token = self.bearer.held_token();
        match reply.failure_inside(&[token.expose()]) {
            Some(kind) => Err(call.failed(kind)),
            None => Ok(reply),
        }
    }

    /// Sends a GET.
    pub(super) async fn ask(
        &self,
        call: Call<'_>,
        url: &Url,
        dress: impl Fn(RequestBuilder) -> RequestBuilder + Send + Sync,
    ) -> Result<Response, Error> {
        self.send(call, Method::GET, url, dress).await
    }

    /// Sends a request and gives its answer if that is a success, or a status that the caller judges.
    ///
    /// A refused token is replaced once, and the request repeated once, whatever its method: a server
    /// that refuses who asks has not done what was asked (RFC 9110 §15.5.2). Nothing else is repeated.
    pub(super) async fn send(
        &self,
        call: Call<'_>,
        method: Method,
        url: &Url,
        dress: impl Fn(RequestBuilder) -> RequestBuilder + Send + Sync,
    ) -> Result<Response, Error> {
        let token = self.bearer.token().await?;
        let refused = match self
            .send_once(call, method.clone(), url, &token, &dress)
            .await?
        {
            Ok(response) => return Ok(response),
            Err(refused) => refused,
        };
        if !refused.may_be_cured {
            return Err(call.failed(refused.kind));
        }
        let token = self.bearer.replace(&token).await?;
        match self.send_once(call, method, url, &token, &dress).await? {
            Ok(response) => Ok(response),
            Err(refused) => Err(call.failed(refused.kind)),
        }
    }

    async fn send_once(
        &self,
        call: Call<'_>,
        method: Method,
        url: &Url,
        token: &AccessToken,
        dress: &(impl Fn(RequestBuilder) -> RequestBuilder + Send + Sync),
    ) -> Result<Result<Response, Refused>, Error> {
        let faulty = |fault: Fault| call.broken(fault);
        let request = self.http.request(method, url).map_err(faulty)?;
        let request = with_bearer(dress(request), token);
        let response = self.http.send(request).await.map_err(faulty)?;
        if response.status().is_success() || call.judges.contains(&response.status().as_u16()) {
            return Ok(Ok(response));
        }
        let reply = self.error_reply(call, response).await?;
        Ok(Err(self.refused(&reply, url, token)))
    }

    pub(super) async fn error_reply(
        &self,
        call: Call<'_>,
        response: Response,
    ) -> Result<Reply, Error> {
        self.whole(call, response, ERROR_LIMIT, "an error").await
    }

    pub(super) fn refused(&self, reply: &Reply, url: &Url, token: &AccessToken) -> Refused {
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
