//! Parameters of queries and form bodies.

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use url::form_urlencoded;

/// A form is a few short fields; more than this is refused.
const LARGEST_BODY: usize = 64 * 1024;

/// Parameters in the order they came, decoded.
#[derive(Clone, Default)]
pub(crate) struct Form {
    pairs: Vec<(String, String)>,
}

/// A list stands for a name that is repeated, an object inside for names with a dot.
fn flatten(name: &str, value: &serde_json::Value, pairs: &mut Vec<(String, String)>) {
    use serde_json::Value;
    match value {
        Value::Null => pairs.push((name.to_owned(), String::new())),
        Value::String(text) => pairs.push((name.to_owned(), text.clone())),
        Value::Array(values) => values.iter().for_each(|value| flatten(name, value, pairs)),
        Value::Object(fields) => fields
            .iter()
            .for_each(|(inner, value)| flatten(&format!("{name}.{inner}"), value, pairs)),
        Value::Bool(_) | Value::Number(_) => pairs.push((name.to_owned(), value.to_string())),
    }
}

impl Form {
    pub(crate) fn parse(text: &[u8]) -> Self {
        Self {
            pairs: form_urlencoded::parse(text).into_owned().collect(),
        }
    }

    /// Whether a request says that its body is a form.
    pub(crate) fn is_sent(headers: &HeaderMap) -> bool {
        let kind = headers
            .get(CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next());
        kind.is_some_and(|kind| {
            kind.trim()
                .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        })
    }

    /// The parameters of a request body. `None` when it is not a form, or too long for one.
    pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Option<Self> {
        Self::read_up_to(LARGEST_BODY, headers, body).await
    }

    /// Like [`Form::read`], for so many bytes.
    pub(crate) async fn read_up_to(most: usize, headers: &HeaderMap, body: Body) -> Option<Self> {
        if !Self::is_sent(headers) {
            return None;
        }
        let bytes = axum::body::to_bytes(body, most).await.ok()?;
        Some(Self::parse(&bytes))
    }

    /// The parameters of a JSON object; `None` for any other JSON.
    pub(crate) fn of_json(value: &serde_json::Value) -> Option<Self> {
        let mut pairs = Vec::new();
        for (name, value) in value.as_object()? {
            flatten(name, value, &mut pairs);
        }
        Some(Self { pairs })
    }

    pub(crate) fn add(&mut self, name: &str, value: &str) {
        self.pairs.push((name.to_owned(), value.to_owned()));
    }

    /// Every parameter, in order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The first value of a parameter. RFC 6749 §3.1: one sent without a value counts as omitted.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let given = self
            .pairs
            .iter()
            .filter(|(key, value)| key == name && !value.is_empty());
        given.map(|(_, value)| &**value).next()
    }

    /// Every value of a parameter, in order.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| &**value)
    }

    pub(crate) fn repeats(&self, name: &str) -> bool {
        self.all(name).nth(1).is_some()
    }

    /// Whether any parameter came more than once, which RFC 6749 §3.1 and §3.2 forbid.
    pub(crate) fn repeats_any(&self) -> bool {
        self.pairs.iter().any(|(name, _)| self.repeats(name))
    }

    /// The spellings of "yes" clients have been seen to send.
    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.get(name)
            .is_some_and(|value| matches!(value, "true" | "True" | "on" | "1"))
    }
}
