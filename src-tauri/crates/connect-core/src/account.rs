//! Who is connected: identity without secrets, and the file that remembers it.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use smartfile::{Identity, Server, Storage};

use crate::error::Error;
use crate::rotation::Rotations;
use crate::site::Rung;
use crate::stored::StoredFile;

/// Names one account on this computer; also the first part of its entries in the vault.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(transparent)]
pub struct AccountId(String);

impl AccountId {
    pub(crate) fn random() -> Self {
        Self(uuid::Uuid::new_v4().to_string())
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for AccountId {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where the sign-in rests.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptIn {
    /// The password store.
    #[default]
    Vault,
    /// The sealed file, behind a passphrase.
    File,
    /// Memory: until the app is quit.
    Memory,
}

impl KeptIn {
    #[allow(clippy::trivially_copy_pass_by_ref)] // serde asks in this way
    fn is_usual(&self) -> bool {
        *self == Self::Vault
    }
}

/// An account, as shown. Contains no secret.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// Ours.
    pub id: AccountId,
    /// The site it belongs to; fixed for its life.
    pub server: Server,
    /// The client it was connected with.
    pub client_id: String,
    /// The way back that this client is registered for.
    pub rung: Rung,
    /// Empty while the site has not yet said who this is.
    pub username: String,
    /// Full name.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// What the site calls itself.
    pub site_name: Option<String>,
    /// Storage used and allowed.
    pub storage: Option<Storage>,
    /// When it was first connected.
    pub connected_since: Timestamp,
    /// When the sign-in was last renewed.
    pub last_renewed: Option<Timestamp>,
    /// When the site last answered.
    pub last_answered: Option<Timestamp>,
    /// Where the sign-in rests.
    pub kept_in: KeptIn,
    /// The person said: yes, this is me.
    pub confirmed: bool,
}

impl Account {
    pub(crate) fn unknown(
        id: AccountId,
        server: Server,
        client_id: String,
        kept_in: KeptIn,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            server,
            client_id,
            rung: Rung::Redirect,
            username: String::new(),
            name: None,
            email: None,
            site_name: None,
            storage: None,
            connected_since: now,
            last_renewed: Some(now),
            last_answered: None,
            kept_in,
            confirmed: false,
        }
    }

    pub(crate) fn identify(&mut self, identity: Identity, now: Timestamp) {
        self.username = identity.username;
        self.name = identity.name;
        self.email = identity.email;
        self.site_name = identity.site_name;
        self.storage = identity.storage;
        self.last_answered = Some(now);
    }
}

/// When the tokens were issued and for how long: a duration as sent, never an absolute end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Life {
    pub(crate) issued_at: Timestamp,
    pub(crate) expires_in: Option<Duration>,
}

impl Life {
    /// How long ago the tokens were issued, as far as the calendar can be believed: a clock that was set
    /// back makes them new, one that was set ahead makes them due, and neither makes them anything else.
    pub(crate) fn age(&self, now: Timestamp) -> Duration {
        let age = Duration::try_from(now.duration_since(self.issued_at)).unwrap_or_default();
        self.expires_in.map_or(age, |life| age.min(life))
    }
}

/// One line of `accounts.json`.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) account: Account,
    pub(crate) life: Option<Life>,
}

#[derive(Debug, Default, Deserialize, Serialize)]
struct Lines {
    accounts: Vec<Line>,
    /// Whose files were looked at last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    current: Option<AccountId>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Line {
    id: AccountId,
    server: String,
    client_id: String,
    #[serde(default = "first_rung")]
    rung: Rung,
    username: String,
    name: Option<String>,
    email: Option<String>,
    site_name: Option<String>,
    storage_used: Option<u64>,
    storage_limit: Option<u64>,
    connected_since: Timestamp,
    last_renewed: Option<Timestamp>,
    last_answered: Option<Timestamp>,
    confirmed: bool,
    issued_at: Option<Timestamp>,
    expires_in_seconds: Option<u64>,
    /// Not there in files of versions that knew one place only.
    #[serde(default, skip_serializing_if = "KeptIn::is_usual")]
    kept_in: KeptIn,
}

/// Of accounts that were remembered before there was more than one way with a callback address.
fn first_rung() -> Rung {
    Rung::Redirect
}

impl Line {
    fn of(record: &Record) -> Self {
        let account = &record.account;
        Self {
            id: account.id.clone(),
            server: account.server.origin().to_string(),
            client_id: account.client_id.clone(),
            rung: account.rung,
            username: account.username.clone(),
            name: account.name.clone(),
            email: account.email.clone(),
            site_name: account.site_name.clone(),
            storage_used: account.storage.as_ref().map(|s| s.used),
            storage_limit: account.storage.as_ref().and_then(|s| s.limit),
            connected_since: account.connected_since,
            last_renewed: account.last_renewed,
            last_answered: account.last_answered,
            confirmed: account.confirmed,
            issued_at: record.life.map(|l| l.issued_at),
            expires_in_seconds: record.life.and_then(|l| l.expires_in).map(|d| d.as_secs()),
            kept_in: account.kept_in,
        }
    }

    /// `None` when the address cannot be read any more.
    fn record(self) -> Option<Record> {
        Some(Record {
            life: self.issued_at.map(|issued_at| Life {
                issued_at,
                expires_in: self.expires_in_seconds.map(Duration::from_secs),
            }),
            account: Account {
                id: self.id,
                server: Server::parse(&self.server).ok()?,
                client_id: self.client_id,
                rung: self.rung,
                username: self.username,
                name: self.name,
                email: self.email,
                site_name: self.site_name,
                storage: self.storage_used.map(|used| Storage {
                    used,
                    limit: self.storage_limit,
                }),
                connected_since: self.connected_since,
                last_renewed: self.last_renewed,
                last_answered: self.last_answered,
                kept_in: self.kept_in,
                confirmed: self.confirmed,
            },
        })
    }
}

/// The accounts this computer remembers. Written whole and atomically at each change, over what the file
/// says at that moment: another copy of the program may have added or removed one.
#[derive(Debug)]
pub(crate) struct Accounts {
    file: StoredFile,
    pub(crate) rotations: Rotations,
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// What is remembered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Remembered {
    /// In the order in which they were added.
    pub(crate) records: Vec<Record>,
    /// Whose files were looked at last.
    pub(crate) current: Option<AccountId>,
}

impl Remembered {
    /// Those that are kept in the sealed file.
    pub(crate) fn in_file(&self) -> Vec<AccountId> {
        let records = self.records.iter();
        let in_file = records.filter(|record| record.account.kept_in == KeptIn::File);
        in_file.map(|record| record.account.id.clone()).collect()
    }
}

impl Accounts {
    pub(crate) fn open(folder: &Path) -> Self {
        Self {
            file: StoredFile::new(folder, "accounts.json", 1),
            rotations: Rotations::new(folder),
            turn: Arc::default(),
        }
    }

    /// What the file says now. A line that cannot be read any more is left out and stays in the file.
    pub(crate) fn remembered(&self) -> Result<Remembered, Error> {
        let lines: Lines = self.file.load()?.unwrap_or_default();
        Ok(Remembered {
            records: lines
                .accounts
                .into_iter()
                .filter_map(Line::record)
                .collect(),
            current: lines.current,
        })
    }

    /// Adds or replaces the record of this account.
    pub(crate) async fn keep(&self, record: Record) -> Result<(), Error> {
        self.keep_current(|| Some(record)).await
    }

    /// The same for what is current when the turn comes, so that an older picture never overwrites a newer one.
    pub(crate) async fn keep_current(
        &self,
        current: impl FnOnce() -> Option<Record> + Send + 'static,
    ) -> Result<(), Error> {
        self.change(move |lines| {
            let Some(record) = current() else {
                return false;
            };
            let line = Line::of(&record);
            match lines.accounts.iter_mut().find(|old| old.id == line.id) {
                Some(old) => *old = line,
                None => lines.accounts.push(line),
            }
            true
        })
        .await
    }

    /// Remembers whose files are looked at. An account that lives in memory only is nobody to remember.
    pub(crate) async fn look_at(&self, id: &AccountId) -> Result<(), Error> {
        let id = id.clone();
        self.change(move |lines| {
            let known = lines.accounts.iter().any(|line| line.id == id);
            let news = known && lines.current.as_ref() != Some(&id);
            if news {
                lines.current = Some(id);
            }
            news
        })
        .await
    }

    pub(crate) async fn forget(&self, id: &AccountId) -> Result<(), Error> {
        self.rotations.forget(id).await;
        let id = id.clone();
        self.change(move |lines| {
            let before = lines.accounts.len();
            lines.accounts.retain(|line| line.id != id);
            if lines.current.as_ref() == Some(&id) {
                lines.current = None;
            }
            lines.accounts.len() != before
        })
        .await
    }

    /// Reads, changes and writes in one turn: of this program's and of every other copy's. Nobody who stops
    /// waiting ends the turn before the file is written, or a later change would be overtaken by this one.
    async fn change(
        &self,
        change: impl FnOnce(&mut Lines) -> bool + Send + 'static,
    ) -> Result<(), Error> {
        let ours = Arc::clone(&self.turn).lock_owned().await;
        let alone = self.file.turn().await;
        let file = self.file.clone();
        let work = move || {
            let _turn = (ours, alone);
            let mut lines = file.load::<Lines>()?.unwrap_or_default();
            if change(&mut lines) {
                file.save_now(&lines)?;
            }
            Ok(())
        };
        let changed = tokio::task::spawn_blocking(work).await;
        changed.unwrap_or_else(|error| Err(self.file.failed(std::io::Error::other(error))))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn record() -> Record {
        let mut account = Account::unknown(
            AccountId::random(),
            Server::parse("acme.smartfile.com").unwrap(),
            "client".into(),
            KeptIn::Vault,
            at("2026-03-01T10:00:00Z"),
        );
        account.username = "ada".into();
        account.confirmed = true;
        account.storage = Some(Storage {
            used: 3,
            limit: None,
        });
        Record {
            account,
            life: Some(Life {
                issued_at: at("2026-03-01T10:00:00Z"),
                expires_in: Some(Duration::from_hours(1)),
            }),
        }
    }

    #[tokio::test]
    async fn an_account_comes_back_as_it_was_kept() {
        let folder = tempfile::tempdir().unwrap();
        let kept = record();
        Accounts::open(folder.path())
            .keep(kept.clone())
            .await
            .unwrap();
        let read = Accounts::open(folder.path()).remembered().unwrap();
        assert_eq!(read.records[0].account, kept.account);
        assert_eq!(read.records[0].life, kept.life);
        assert_eq!(read.current, None);
    }

    #[tokio::test]
    async fn a_forgotten_account_is_gone_from_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let accounts = Accounts::open(folder.path());
        let kept = record();
        accounts.keep(kept.clone()).await.unwrap();
        accounts.look_at(&kept.account.id).await.unwrap();
        accounts.forget(&kept.account.id).await.unwrap();
        let text = std::fs::read_to_string(folder.path().join("accounts.json")).unwrap();
        assert!(!text.contains("ada"), "{text}");
        assert!(!text.contains(kept.account.id.as_str()), "{text}");
        assert!(accounts.remembered().unwrap().records.is_empty());
    }

    #[tokio::test]
    async fn two_programs_that_remember_at_once_lose_nothing_of_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let (ours, theirs) = (Accounts::open(folder.path()), Accounts::open(folder.path()));
        let records: Vec<Record> = (0..8).map(|_| record()).collect();
        let keeping = records.iter().enumerate().map(|(number, record)| {
            let accounts = if number % 2 == 0 { &ours } else { &theirs };
            accounts.keep(record.clone())
        });
        for kept in futures_util::future::join_all(keeping).await {
            kept.unwrap();
        }
        theirs.forget(&records[0].account.id).await.unwrap();
        ours.look_at(&records[3].account.id).await.unwrap();
        let read = ours.remembered().unwrap();
        let mut ids: Vec<_> = read.records.into_iter().map(|r| r.account.id).collect();
        let mut kept: Vec<_> = records[1..].iter().map(|r| r.account.id.clone()).collect();
        ids.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        kept.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        assert_eq!(ids, kept);
        assert_eq!(read.current, Some(records[3].account.id.clone()));
    }

    #[tokio::test]
    async fn an_account_that_is_not_remembered_is_nobody_to_come_back_to() {
        let folder = tempfile::tempdir().unwrap();
        let accounts = Accounts::open(folder.path());
        accounts.look_at(&AccountId::random()).await.unwrap();
        assert_eq!(accounts.remembered().unwrap().current, None);
        assert!(!folder.path().join("accounts.json").exists());
    }

    /// B16: a file of an earlier version has no word about the place, and means the password store.
    #[tokio::test]
    async fn where_it_is_kept_is_remembered_and_the_usual_place_is_not_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts.json");
        let accounts = Accounts::open(folder.path());
        let mut kept = record();
        accounts.keep(kept.clone()).await.unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("kept_in"), "{text}");
        assert!(accounts.remembered().unwrap().in_file().is_empty());
        kept.account.kept_in = KeptIn::File;
        accounts.keep(kept.clone()).await.unwrap();
        let read = Accounts::open(folder.path()).remembered().unwrap();
        assert_eq!(read.in_file(), [kept.account.id.clone()]);
        assert_eq!(read.records[0].account, kept.account);
    }

    #[test]
    fn a_clock_set_back_or_far_ahead_never_leaves_the_life_of_the_tokens() {
        let life = record().life.unwrap();
        assert_eq!(life.age(at("2026-02-28T10:00:00Z")), Duration::ZERO);
        assert_eq!(
            life.age(at("2026-03-01T10:10:00Z")),
            Duration::from_mins(10)
        );
        assert_eq!(
            life.age(at("2027-03-01T10:00:00Z")),
            Duration::from_hours(1)
        );
    }
}
