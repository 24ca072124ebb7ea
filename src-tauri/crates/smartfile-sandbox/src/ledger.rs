//! What was asked and answered.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::watch;

use crate::lock::held;

/// How much of a body is kept.
pub(crate) const KEPT: usize = 64 * 1024;

/// How long [`Ledger::wait_for`] has patience.
const PATIENCE: Duration = Duration::from_secs(10);

/// One request and its answer. Debug output shows neither queries, headers nor bodies.
#[derive(Clone, Default)]
pub struct Exchange {
    /// The method, in capitals.
    pub method: String,
    /// The path as it was sent, still percent-encoded.
    pub path: String,
    /// The query as it was sent, without the question mark.
    pub query: Option<String>,
    /// The request's headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The request's body, at most 64 KiB of what was read of it.
    pub body: Bytes,
    /// The status of the answer.
    pub status: u16,
    /// The body of the answer, at most 64 KiB of what was sent of it.
    pub reply: Bytes,
    /// The content type of the answer; empty if it had none.
    pub reply_type: String,
}

impl Exchange {
    /// The first value of a request header; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| &**value)
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} → {}", self.method, self.path, self.status)
    }
}

/// Something that must never show up outside a request or an answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    /// `access_token`, `refresh_token`, `code`, `client_secret`, `state`, `code_verifier`,
    /// `api_password`, `session` (a cookie) or `exchange` (the word in a temporary address).
    pub kind: &'static str,
    /// The secret itself; Debug output leaves it out.
    pub value: String,
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Secret")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// What was asked and answered, in the order of the answers.
///
/// An exchange is in the ledger before the first byte of its answer leaves. The rest of a long
/// answer is added while it is sent.
pub struct Ledger {
    book: Mutex<Book>,
    changes: watch::Sender<()>,
}

#[derive(Default)]
struct Book {
    asked: Vec<String>,
    exchanges: Vec<Open>,
    secrets: Vec<Secret>,
}

/// An exchange whose bodies may still grow.
pub(crate) type Open = Arc<Mutex<Entry>>;

#[derive(Default)]
pub(crate) struct Entry {
    pub(crate) exchange: Exchange,
    pub(crate) body: Vec<u8>,
    pub(crate) reply: Vec<u8>,
}

impl Entry {
    fn close(&self) -> Exchange {
        Exchange {
            body: Bytes::copy_from_slice(&self.body),
            reply: Bytes::copy_from_slice(&self.reply),
            ..self.exchange.clone()
        }
    }
}

/// Adds to a kept body as long as there is room.
pub(crate) fn keep(kept: &mut Vec<u8>, chunk: &[u8]) {
    let room = KEPT.saturating_sub(kept.len()).min(chunk.len());
    kept.extend_from_slice(&chunk[..room]);
}

impl fmt::Debug for Ledger {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.exchanges()).finish()
    }
}

impl Ledger {
    pub(crate) fn new() -> Self {
        Self {
            book: Mutex::default(),
            changes: watch::Sender::new(()),
        }
    }

    /// Every exchange.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.to("")
    }

    /// The exchanges whose path starts with `path_prefix`.
    pub fn to(&self, path_prefix: &str) -> Vec<Exchange> {
        let book = held(&self.book);
        let entries = book.exchanges.iter().map(|open| held(open));
        entries
            .filter(|entry| entry.exchange.path.starts_with(path_prefix))
            .map(|entry| entry.close())
            .collect()
    }

    /// How many exchanges with this method have a path that starts with `path_prefix`.
    pub fn count(&self, method: &str, path_prefix: &str) -> usize {
        let book = held(&self.book);
        let entries = book.exchanges.iter().map(|open| held(open));
        entries
            .filter(|entry| {
                entry.exchange.method == method && entry.exchange.path.starts_with(path_prefix)
            })
            .count()
    }

    /// Forgets the exchanges. Secrets stay.
    pub fn clear(&self) {
        let mut book = held(&self.book);
        book.asked.clear();
        book.exchanges.clear();
    }

    /// Resolves when at least so many requests to this path have been answered; `false` when that
    /// takes more than ten seconds.
    pub async fn wait_for(&self, at_least: usize, path_prefix: &str) -> bool {
        self.wait(|book| {
            let entries = book.exchanges.iter().map(|open| held(open));
            let here = entries.filter(|entry| entry.exchange.path.starts_with(path_prefix));
            here.count() >= at_least
        })
        .await
    }

    /// Like [`Ledger::wait_for`], but an answer is not needed: also requests that hang count.
    pub async fn wait_until_asked(&self, at_least: usize, path_prefix: &str) -> bool {
        self.wait(|book| {
            let here = book
                .asked
                .iter()
                .filter(|path| path.starts_with(path_prefix));
            here.count() >= at_least
        })
        .await
    }

    /// Every access token, refresh token, code, client secret, session and temporary address given
    /// out since the start, every `state` and `code_verifier` received, and every API password that
    /// was either; each once.
    pub fn secrets(&self) -> Vec<Secret> {
        held(&self.book).secrets.clone()
    }

    async fn wait(&self, reached: impl Fn(&Book) -> bool) -> bool {
        let mut changes = self.changes.subscribe();
        let waiting = async {
            while !reached(&held(&self.book)) {
                if changes.changed().await.is_err() {
                    return false;
                }
            }
            true
        };
        tokio::time::timeout(PATIENCE, waiting)
            .await
            .unwrap_or(false)
    }

    pub(crate) fn ask(&self, path: &str) {
        held(&self.book).asked.push(path.to_owned());
        self.changes.send_replace(());
    }

    pub(crate) fn answer(&self, open: Open) {
        held(&self.book).exchanges.push(open);
        self.changes.send_replace(());
    }

    pub(crate) fn remember(&self, kind: &'static str, value: &str) {
        let mut book = held(&self.book);
        let known = book
            .secrets
            .iter()
            .any(|known| known.kind == kind && known.value == value);
        if !value.is_empty() && !known {
            book.secrets.push(Secret {
                kind,
                value: value.to_owned(),
            });
        }
    }
}
