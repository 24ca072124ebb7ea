//! Lists in their envelope, page by page.

use serde_json::Value;
use url::Url;

use super::SmartFile;
use super::call::{Call, Form};
use super::lenient::number;
use super::record::Record;
use crate::error::Error;

/// The most bytes of one page.
const LIMIT: usize = 16 * 1024 * 1024;
const EXPECTED: &str = "a list";
/// How many things a page is asked to have (API facts §13.17).
pub(super) const PER_PAGE: u32 = 100;

/// One page of a list (API facts §3.5, *seen*: `total`, `page`, `pages`, `per_page`, `results`).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct List<T> {
    /// What is on this page, in the server's order.
    pub items: Vec<T>,
    /// Which page this is, from 1.
    pub page: u32,
    /// How many there are. `None` if the server does not page: then this is everything.
    pub pages: Option<u32>,
    /// How many things there are in all, if the server says so.
    pub total: Option<u64>,
    /// How many things were left out because they could not be understood. A count above 0 means: this
    /// list is not complete.
    pub skipped: usize,
}

impl<T> List<T> {
    /// Whether another page follows. A page that brings nothing is the last, whatever it says (API
    /// facts §5).
    pub fn has_more(&self) -> bool {
        let is_empty = self.items.is_empty() && self.skipped == 0;
        !is_empty && self.pages.is_some_and(|pages| self.page < pages)
    }

    /// Reads the envelope, or a bare array as older servers send it. `None` if it is neither.
    pub(super) fn read(
        answer: &Value,
        asked: u32,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Option<List<T>> {
        let results = answer
            .as_array()
            .or_else(|| answer.get("results")?.as_array())?;
        let items: Vec<T> = results.iter().filter_map(read).collect();
        let small = |key| number(answer.get(key)).and_then(|n| u32::try_from(n).ok());
        Some(List {
            skipped: results.len() - items.len(),
            items,
            page: small("page").unwrap_or(asked),
            pages: small("pages"),
            total: number(answer.get("total")),
        })
    }
}

impl SmartFile {
    /// One page of a list.
    pub(super) async fn list_of<T>(
        &self,
        call: Call<'_>,
        url: Url,
        query: Form,
        (page, limit): (u32, u32),
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<List<T>, Error> {
        let query = query
            .with("page", page.to_string())
            .with("limit", limit.to_string());
        let url = SmartFile::asking(url, &query);
        let answer = self.json(call, &url, LIMIT, EXPECTED).await?;
        List::read(&answer, page, read).ok_or_else(|| call.unexpected(EXPECTED))
    }

    /// One page of things whose shape is not documented.
    pub(super) async fn records_of(
        &self,
        call: Call<'_>,
        url: Url,
        query: Form,
        page: u32,
        limit: u32,
    ) -> Result<List<Record>, Error> {
        self.list_of(call, url, query, (page, limit), Record::read)
            .await
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test may stop at a surprise

    use serde_json::{Value, json};

    use super::List;

    fn numbers(answer: &Value) -> Option<List<u64>> {
        List::read(answer, 3, Value::as_u64)
    }

    #[test]
    fn an_envelope_and_a_bare_array_are_lists_and_nothing_else_is() {
        let list = numbers(&json!({
            "total": "5", "page": 1, "pages": 2, "per_page": 3, "previous": null, "next": "…",
            "results": [1, "x", 3]
        }))
        .unwrap();
        assert_eq!(
            (list.items.as_slice(), list.skipped, list.has_more()),
            ([1, 3].as_slice(), 1, true)
        );
        assert_eq!((list.page, list.pages, list.total), (1, Some(2), Some(5)));
        let list = numbers(&json!([1, 2])).unwrap();
        assert_eq!((list.page, list.pages, list.has_more()), (3, None, false));
        for answer in [json!({}), json!(null), json!({"results": {}}), json!("x")] {
            assert_eq!(numbers(&answer), None, "{answer}");
        }
    }

    #[test]
    fn a_page_that_brings_nothing_is_the_last() {
        let list = numbers(&json!({"page": 2, "pages": 99, "results": []})).unwrap();
        assert!(!list.has_more());
        let list = numbers(&json!({"page": 2, "pages": 99, "results": ["x"]})).unwrap();
        assert!(
            list.has_more(),
            "something is there, if not to be understood"
        );
    }
}
