//! A request to the API by somebody who has been let in, in the pieces the nouns need.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, Response, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::endpoint::Version;
use crate::faults::Fault;
use crate::form::Form;
use crate::home::Home;
use crate::remote_path::{Impossible, RemotePath};
use crate::reply;
use crate::site::Site;
use crate::switches::SwitchValues;
use crate::upload::drain;
use crate::user::User;

/// Parameters can name thousands of paths; more than this is refused (the service's limit is
/// unknown).
const LARGEST: usize = 4 * 1024 * 1024;

pub(crate) struct Call {
    pub(crate) site: Arc<Site>,
    pub(crate) user: Arc<User>,
    pub(crate) address: IpAddr,
    pub(crate) method: Method,
    pub(crate) version: Version,
    /// What follows the version in the path, as it was sent.
    pub(crate) rest: String,
    pub(crate) query: Form,
    pub(crate) headers: HeaderMap,
    /// The switches as they were when the request came.
    pub(crate) switches: SwitchValues,
    /// A fault that changes what is done, not what is answered.
    pub(crate) fault: Option<Fault>,
    /// Behind a lock because a body is for one taker alone.
    pub(crate) body: Mutex<Option<Body>>,
}

impl Call {
    pub(crate) fn home(&self) -> Home {
        Home::new(Arc::clone(&self.site), Arc::clone(&self.user))
    }

    pub(crate) fn is(&self, method: &str) -> bool {
        self.method.as_str() == method
    }

    pub(crate) fn method(&self) -> Cow<'static, str> {
        match self.method {
            Method::GET => Cow::Borrowed("GET"),
            Method::POST => Cow::Borrowed("POST"),
            Method::PUT => Cow::Borrowed("PUT"),
            Method::DELETE => Cow::Borrowed("DELETE"),
            ref other => Cow::Owned(other.to_string()),
        }
    }

    /// Whether the caller's role does not have this right.
    pub(crate) fn lacks(&self, right: &str) -> bool {
        !self.site.has_right(&self.user, right)
    }

    /// Whether this request is to answer with success and do nothing.
    pub(crate) fn lies(&self) -> bool {
        self.switches.lying_operations || self.fault == Some(Fault::Lie)
    }

    /// Writes what happened into the site's activity.
    pub(crate) fn note(&self, action: &'static str, path: &RemotePath, size: u64) {
        let user = &self.user;
        self.site
            .activity
            .note(user, self.address, action, path, size);
    }

    /// The segments of the path, each decoded by itself.
    pub(crate) fn segments(&self) -> Vec<String> {
        self.rest
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
            .collect()
    }

    /// The remote path that follows an endpoint's name.
    pub(crate) fn path_below(&self, endpoint: &str) -> Result<RemotePath, Impossible> {
        RemotePath::from_url(self.rest.strip_prefix(endpoint).unwrap_or_default())
    }

    pub(crate) fn take_body(&mut self) -> Body {
        let body = self.body.get_mut().unwrap_or_else(PoisonError::into_inner);
        body.take().unwrap_or_default()
    }

    /// Reads what was sent and forgets it: a client that is still sending does not read an answer.
    pub(crate) async fn drain(&mut self) {
        drain(self.take_body()).await;
    }

    /// The parameters of the body: a form, or JSON (both seen). In JSON, a list stands for a key
    /// that is repeated, and `{"a": {"b": 1}}` for `a.b=1`.
    pub(crate) async fn fields(&mut self) -> Result<Form, Response<Body>> {
        let is_json = self
            .headers
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
        // What is not read here is read to its end, and forgotten, when the call is over.
        let announced = self.headers.get(CONTENT_LENGTH);
        let announced = announced.and_then(|length| length.to_str().ok()?.parse().ok());
        if announced.is_some_and(|length: usize| length > LARGEST) {
            return Err(reply::detail(
                StatusCode::PAYLOAD_TOO_LARGE,
                "This is more than a request needs.",
            ));
        }
        if Form::is_sent(&self.headers) {
            let body = self.take_body();
            let form = Form::read_up_to(LARGEST, &self.headers, body).await;
            return form
                .ok_or_else(|| reply::detail(StatusCode::BAD_REQUEST, "The form cannot be read."));
        }
        if !is_json {
            return Ok(Form::default());
        }
        let body = self.take_body();
        let refusal = || reply::detail(StatusCode::BAD_REQUEST, "The JSON cannot be read.");
        let bytes = axum::body::to_bytes(body, LARGEST).await;
        let value = serde_json::from_slice(&bytes.map_err(|_| refusal())?);
        Form::of_json(&value.map_err(|_| refusal())?).ok_or_else(refusal)
    }

    /// A parameter that is a path.
    pub(crate) fn path(form: &Form, name: &str) -> Result<RemotePath, Response<Body>> {
        let text = form.get(name).ok_or_else(|| reply::required(name))?;
        RemotePath::from_form(text).map_err(|_| reply::invalid(name, "This is not a valid path."))
    }

    /// A parameter that is one path or several.
    pub(crate) fn paths(form: &Form, name: &str) -> Result<Vec<RemotePath>, Response<Body>> {
        let given = form.all(name).filter(|text| !text.is_empty());
        let paths: Result<Vec<_>, _> = given.map(RemotePath::from_form).collect();
        match paths {
            Ok(paths) if paths.is_empty() => Err(reply::required(name)),
            Ok(paths) => Ok(paths),
            Err(_) => Err(reply::invalid(name, "This is not a valid path.")),
        }
    }

    /// Does work that walks the homes where it stops nobody else.
    pub(crate) async fn away(
        &self,
        work: impl FnOnce(Home) -> Response<Body> + Send + 'static,
    ) -> Response<Body> {
        let home = self.home();
        let done = tokio::task::spawn_blocking(move || work(home));
        done.await.unwrap_or_else(|_| reply::broken())
    }

    /// The page and the limit asked for. What the service says to anything that is no number is
    /// inferred.
    pub(crate) fn page(&self) -> Result<(usize, usize), Response<Body>> {
        let number = |name: &str, otherwise: usize| match self.query.get(name).map(str::parse) {
            None => Ok(otherwise.max(1)),
            Some(Ok(number)) if number > 0 => Ok(number),
            Some(_) => Err(reply::invalid(name, "Enter a whole number, at least 1.")),
        };
        let page = number("page", 1)?;
        let limit = number("limit", self.site.page_size(&self.user))?;
        Ok((page, limit.min(self.switches.largest_limit.max(1))))
    }

    /// A list, page by page (seen): `total`, `page`, `pages`, `per_page`, `previous`, `next`,
    /// `results`.
    pub(crate) fn envelope(&self, items: Vec<Value>) -> Response<Body> {
        let (page, limit) = match self.page() {
            Ok(place) => place,
            Err(refusal) => return refusal,
        };
        let total = items.len();
        let pages = total.div_ceil(limit).max(1);
        let results: Vec<Value> = items
            .into_iter()
            .skip((page - 1).saturating_mul(limit))
            .take(limit)
            .collect();
        let address = |other: usize| {
            let mut query: Vec<(&str, String)> = self
                .query
                .pairs()
                .filter(|(name, _)| *name != "page")
                .map(|(name, value)| (name, value.to_owned()))
                .collect();
            query.push(("page", other.to_string()));
            let query = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(query)
                .finish();
            let (site, version) = (&self.site.url, self.version.segment());
            json!(format!("{site}/api/{version}/{}?{query}", self.rest))
        };
        let answer = json!({
            "next": if page < pages { address(page + 1) } else { Value::Null },
            "page": page,
            "pages": pages,
            "per_page": limit,
            "previous": if page > 1 { address(page - 1) } else { Value::Null },
            "results": results,
            "total": total,
        });
        reply::json(StatusCode::OK, &answer)
    }
}
