//! What is in a folder, page by page.

use std::collections::HashSet;

use futures_util::stream::{self, Stream};
use serde::de::MapAccess;

use super::call::{Call, Form};
use super::object::Object;
use super::scalar::{Fields, Items, Maybe, Scalar};
use super::{Entry, EntryKind, SmartFile};
use crate::error::Error;
use crate::path::RemotePath;

/// The most bytes of one page. Older servers send everything at once (API facts §3.5), which is
/// some 500 bytes an entry.
const LIMIT: usize = 64 * 1024 * 1024;
/// How many entries a page is asked to have (API facts §13.17).
const PER_PAGE: u32 = 100;
const EXPECTED: &str = "a folder";

/// One page of a folder's entries, in the server's order, which is not documented.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Page {
    /// The folder itself.
    pub folder: Entry,
    /// Its entries on this page.
    pub entries: Vec<Entry>,
    /// Which page this is, from 1.
    pub page: u32,
    /// How many there are. `None` if the server does not page: then this is everything.
    pub pages: Option<u32>,
    /// How many entries the folder has, if the server says so.
    pub total: Option<u64>,
    /// How many entries were left out because their path or name cannot be used safely. A count
    /// above 0 means: this listing is not complete.
    pub skipped: usize,
}

/// A fact about an entry that a listing can be asked for (*documented* names, API facts §5).
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Field {
    /// What may be done with it.
    Acl,
    /// What is noted about it.
    Attributes,
    /// Its number.
    Id,
    /// How many entries it has.
    Items,
    /// Its media type.
    Mime,
    /// Whose it is.
    Owner,
    /// Its bytes.
    Size,
    /// Its tags.
    Tags,
    /// When it was last changed.
    Time,
}

impl Page {
    /// Reads the answer to a listing from its bytes, without asking a server: for whoever has one, such as a
    /// benchmark. `asked` is the folder that was asked for, `number` the page, from 1. `None` if it is no
    /// listing.
    pub fn from_json(body: &[u8], asked: &RemotePath, number: u32) -> Option<Page> {
        Answer::read(body)?.page(asked, number)
    }
}

impl Field {
    fn name(self) -> &'static str {
        match self {
            Field::Acl => "acl",
            Field::Attributes => "attributes",
            Field::Id => "id",
            Field::Items => "items",
            Field::Mime => "mime",
            Field::Owner => "owner",
            Field::Size => "size",
            Field::Tags => "tags",
            Field::Time => "time",
        }
    }
}

impl SmartFile {
    /// One page of a folder: `GET /api/2/path/info/<folder>/?children=true&limit=…&page=…` (API
    /// facts §3.5, *seen*). `page` counts from 1; the server may give fewer entries than `limit`. Safe to
    /// repeat.
    pub async fn page(&self, folder: &RemotePath, page: u32, limit: u32) -> Result<Page, Error> {
        let call = Call::reads("list").at(folder);
        let mut url = self.url("path/info", folder);
        url.set_query(Some(&format!("children=true&limit={limit}&page={page}")));
        let body = self.body(call, &url, LIMIT, EXPECTED).await?;
        Page::from_json(&body, folder, page).ok_or_else(|| call.unexpected(EXPECTED))
    }

    /// One page of a folder with only these facts of each entry: `fields=…`, repeated (*seen*, API facts
    /// §5), which makes a long listing shorter. Path, name and kind always come along. `page` counts
    /// from 1. Safe to repeat.
    ///
    /// Whether a server that is asked for some fields still sends the list of children is not documented;
    /// one that does not is asked again without the wish, so that a folder never only seems empty.
    pub async fn page_of(
        &self,
        folder: &RemotePath,
        page: u32,
        limit: u32,
        fields: &[Field],
    ) -> Result<Page, Error> {
        let call = Call::reads("list").at(folder);
        let query = Form::new()
            .with("children", "true")
            .with("limit", limit.to_string())
            .with("page", page.to_string());
        let always = ["path", "name", "isdir", "isfile"].into_iter();
        let query = always
            .chain(fields.iter().map(|field| field.name()))
            .fold(query, |query, name| query.with("fields", name));
        let url = SmartFile::asking(self.url("path/info", folder), &query);
        let body = self.body(call, &url, LIMIT, EXPECTED).await?;
        let answer = Answer::read(&body).ok_or_else(|| call.unexpected(EXPECTED))?;
        if !answer.lists_children() {
            return self.page(folder, page, limit).await;
        }
        let page = answer.page(folder, page);
        page.ok_or_else(|| call.unexpected(EXPECTED))
    }

    /// A whole folder in one answer: `?children=true` without numbers, as the older servers answer in
    /// any case (*seen*, API facts §3.5). If the answer has `pages` all the same, it is the first of them.
    /// Very large folders may take the server longer than anybody waits (*documented*): rather
    /// [`SmartFile::folder`]. Safe to repeat.
    pub async fn whole_folder(&self, folder: &RemotePath) -> Result<Page, Error> {
        let call = Call::reads("list").at(folder);
        let query = Form::new().with("children", "true");
        let url = SmartFile::asking(self.url("path/info", folder), &query);
        let body = self.body(call, &url, LIMIT, EXPECTED).await?;
        Page::from_json(&body, folder, 1).ok_or_else(|| call.unexpected(EXPECTED))
    }

    /// All pages of a folder, one after the other, each asked for when the stream is polled.
    ///
    /// Ends as API facts §13.17 advise: after the first page if the server does not page, else
    /// after the page that it says is the last, or at one that brings nothing new. An entry that
    /// shows up again, because the folder changed in between, is dropped.
    ///
    /// After an error the stream stays where it is: polling on asks for the same page again. A
    /// listing that ended with an error is not complete, and what is missing from it is not gone.
    pub fn folder(
        &self,
        folder: &RemotePath,
    ) -> impl Stream<Item = Result<Page, Error>> + Send + use<> {
        let walk = Walk {
            api: self.clone(),
            folder: folder.clone(),
            next: Some(1),
            seen: HashSet::new(),
        };
        stream::unfold(walk, |mut walk| async move {
            let page = walk.step().await?;
            Some((page, walk))
        })
    }
}

/// Where a listing is.
struct Walk {
    api: SmartFile,
    folder: RemotePath,
    next: Option<u32>,
    seen: HashSet<RemotePath>,
}

impl Walk {
    async fn step(&mut self) -> Option<Result<Page, Error>> {
        let number = self.next?;
        let mut page = match self.api.page(&self.folder, number, PER_PAGE).await {
            Ok(page) => page,
            Err(error) => return Some(Err(error)),
        };
        page.entries
            .retain(|entry| self.seen.insert(entry.path.clone()));
        let brings_nothing = page.entries.is_empty() && page.skipped == 0;
        let is_last = page.pages.is_none_or(|pages| number >= pages);
        self.next = if is_last || brings_nothing {
            None
        } else {
            number.checked_add(1)
        };
        // The first page is due even if it is empty: it tells of the folder itself.
        (number == 1 || !brings_nothing).then_some(Ok(page))
    }
}

/// A folder as it stands in an answer: a path object with its children, and where this page is.
#[derive(Debug, Default)]
struct Answer<'a> {
    folder: Object<'a>,
    children: Items<Maybe<Object<'a>>>,
    page: Scalar<'a>,
    pages: Scalar<'a>,
    total: Scalar<'a>,
}

impl<'de: 'a, 'a> Fields<'de> for Answer<'a> {
    fn take<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
        match name {
            "children" => self.children = map.next_value()?,
            "page" => self.page = map.next_value()?,
            "pages" => self.pages = map.next_value()?,
            "total" => self.total = map.next_value()?,
            other => return self.folder.take(other, map),
        }
        Ok(true)
    }
}

impl<'a> Answer<'a> {
    fn read(body: &'a [u8]) -> Option<Answer<'a>> {
        serde_json::from_slice::<Maybe<Answer<'a>>>(body).ok()?.0
    }

    /// Whether it says what is in the folder, be it nothing.
    fn lists_children(&self) -> bool {
        matches!(self.children, Items::These(_))
    }

    fn page(self, asked: &RemotePath, number_asked: u32) -> Option<Page> {
        let folder = Entry::of(self.folder, Some(asked), None)?;
        let children = match self.children {
            Items::These(children) => children,
            // Without the right to list there may be no children at all (API facts §5, *inferred*).
            Items::Missing if folder.kind != EntryKind::File => Vec::new(),
            _ => return None,
        };
        let listed = children.len();
        let mut entries = Vec::with_capacity(listed);
        let objects = children.into_iter().filter_map(|child| child.0);
        entries.extend(objects.filter_map(|child| Entry::of(child, None, Some(&folder.path))));
        Some(Page {
            skipped: listed - entries.len(),
            entries,
            page: self.page.small().unwrap_or(number_asked),
            pages: self.pages.small(),
            total: self.total.number(),
            folder,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test may stop at a surprise

    use serde_json::json;

    use serde_json::Value;

    use super::Page;
    use crate::path::RemotePath;

    fn read(answer: &Value, asked: &RemotePath, number: u32) -> Option<Page> {
        Page::from_json(answer.to_string().as_bytes(), asked, number)
    }

    #[test]
    fn a_page_is_read_with_its_numbers() {
        let harbor = RemotePath::parse("/Harbor").unwrap();
        let page = read(
            &json!({"path": "/Harbor", "name": "Harbor", "isdir": true, "page": "2", "pages": 3, "total": 250, "per_page": 100,
                "children": [{"name": "a"}, {"name": ".."}, 7, {"path": "/Harbor/b"}]}),
            &harbor,
            2,
        )
        .unwrap();
        assert_eq!(
            (page.page, page.pages, page.total, page.skipped),
            (2, Some(3), Some(250), 2)
        );
        assert_eq!(
            page.entries
                .iter()
                .map(|e| e.path.as_str())
                .collect::<Vec<_>>(),
            ["/Harbor/a", "/Harbor/b"]
        );
        assert_eq!(page.folder.path, harbor);
    }

    #[test]
    fn a_folder_without_children_is_empty_and_a_file_is_no_folder() {
        let root = RemotePath::root();
        let page = read(&json!({"path": "/", "isdir": true}), &root, 1).unwrap();
        assert_eq!((page.entries.len(), page.pages, page.page), (0, None, 1));
        assert_eq!(
            read(&json!({"path": "/a.txt", "isfile": true}), &root, 1),
            None
        );
        assert_eq!(
            read(
                &json!({"path": "/", "isdir": true, "children": {}}),
                &root,
                1
            ),
            None
        );
        assert_eq!(read(&json!([]), &root, 1), None);
    }

    /// Read straight from the bytes, a page is as patient as the entry of a single answer.
    #[test]
    fn whatever_a_field_of_a_listing_holds_the_other_entries_are_there() {
        let root = RemotePath::root();
        let odd = [
            json!(null),
            json!(true),
            json!(-1),
            json!(1.5),
            json!("x\u{e9}\n"),
            json!([[1], {"a": []}]),
            json!({"name": {"list": [null]}}),
        ];
        for field in [
            "id",
            "isdir",
            "isfile",
            "size",
            "items",
            "mime",
            "time",
            "acl",
            "owner",
            "attributes",
            "tags",
            "unknown",
        ] {
            for value in &odd {
                let mut entry = json!({"path": "/a", "name": "a"});
                entry[field] = value.clone();
                let answer = json!({"path": "/", "isdir": true, "children": [entry, value, {"name": "b"}], field: value});
                let page = read(&answer, &root, 1).unwrap();
                let names: Vec<&str> = page.entries.iter().map(|e| e.name.as_str()).collect();
                // Only a `name` inside the odd value could make an entry of it, and that one is no text.
                assert_eq!((names, page.skipped), (vec!["a", "b"], 1), "{answer}");
            }
        }
    }

    #[test]
    fn a_name_with_escapes_is_read_and_a_field_that_comes_twice_counts_as_it_came_last() {
        let body = br#"{"children": [{"name": "first", "name": "caf\u00e9 \"1\".txt", "size": 1, "size": "7"}], "path": "/Harbor", "isdir": true}"#;
        let page = Page::from_json(body, &RemotePath::root(), 1).unwrap();
        assert_eq!(page.entries[0].path.as_str(), "/Harbor/caf\u{e9} \"1\".txt");
        assert_eq!(page.entries[0].size, Some(7));
    }

    #[test]
    fn what_is_no_listing_is_none() {
        let root = RemotePath::root();
        for body in [
            "",
            "null",
            "[]",
            "7",
            "{\"path\": \"/\"",
            "{\"path\": \"/\"} more",
            "{\"path\": \"/a\", \"children\": {}}",
        ] {
            assert_eq!(Page::from_json(body.as_bytes(), &root, 1), None, "{body}");
        }
    }
}
