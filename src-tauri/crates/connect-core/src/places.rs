//! Starred and recent places, kept for each account in a file of the app, and forgotten with it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use smartfile::RemotePath;

use crate::account::AccountId;
use crate::connections::Connections;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::stored::StoredFile;

/// Recent places that are remembered.
const RECENT: usize = 30;
/// Starred ones; more than anybody wants at hand.
const STARRED: usize = 200;

/// A file or folder that somebody went to or wants at hand. It may be gone by now.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Place {
    /// Where it is.
    #[serde(with = "as_text")]
    pub path: RemotePath,
    /// A folder, as far as was known.
    pub is_folder: bool,
    /// When it was starred, or last looked at.
    pub at: Timestamp,
}

/// The places of one account.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Places {
    /// In the order in which they were starred.
    pub starred: Vec<Place>,
    /// The latest first.
    pub recent: Vec<Place>,
}

impl Places {
    fn star(&mut self, place: Place, starred: bool) {
        let known = self.starred.iter().any(|known| known.path == place.path);
        if !starred {
            self.starred.retain(|known| known.path != place.path);
        } else if !known && self.starred.len() < STARRED {
            self.starred.push(place);
        }
    }

    fn visit(&mut self, place: Place) {
        self.recent.retain(|known| known.path != place.path);
        self.recent.insert(0, place);
        self.recent.truncate(RECENT);
    }
}

mod as_text {
    use serde::{Deserialize as _, Deserializer, Serializer, de};
    use smartfile::RemotePath;

    pub(super) fn serialize<S: Serializer>(path: &RemotePath, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(path.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<RemotePath, D::Error> {
        let text = String::deserialize(d)?;
        RemotePath::parse(&text).map_err(de::Error::custom)
    }
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Shelf {
    accounts: HashMap<String, Places>,
}

/// All places of this computer.
pub(crate) struct Atlas {
    connections: Arc<Connections>,
    shelf: Guarded<Shelf>,
    /// Nothing when the file is of a newer version of the app: then it is left alone.
    file: Option<StoredFile>,
    /// One writes at a time, always the latest.
    writing: tokio::sync::Mutex<()>,
}

impl Atlas {
    pub(crate) fn open(folder: &Path, connections: Arc<Connections>) -> Arc<Self> {
        let file = StoredFile::new(folder, "places.json", 1);
        let loaded = file.load();
        let file = loaded.is_ok().then_some(file);
        let shelf = loaded.unwrap_or_else(|error| {
            tracing::warn!(%error, "places are not remembered");
            None
        });
        Arc::new(Self {
            connections,
            shelf: Guarded::new(shelf.unwrap_or_default()),
            file,
            writing: tokio::sync::Mutex::default(),
        })
    }

    pub(crate) fn current(&self) -> Result<Places, Error> {
        Ok(self.of(&self.account()?))
    }

    pub(crate) fn is_starred(&self, path: &RemotePath) -> bool {
        let places = self.current().unwrap_or_default();
        places.starred.iter().any(|place| place.path == *path)
    }

    pub(crate) async fn star(
        &self,
        path: &RemotePath,
        is_folder: bool,
        starred: bool,
    ) -> Result<Places, Error> {
        let account = self.account()?;
        let place = self.place(path, is_folder);
        let places = self.change(&account, |places| places.star(place, starred));
        self.save().await?;
        Ok(places)
    }

    pub(crate) async fn forget_recent(&self) -> Result<Places, Error> {
        let account = self.account()?;
        let places = self.change(&account, |places| places.recent.clear());
        self.save().await?;
        Ok(places)
    }

    /// Somebody was there. Saved in the background: a place that is lost is no loss.
    pub(crate) fn visit(self: &Arc<Self>, path: &RemotePath, is_folder: bool) {
        let Ok(account) = self.account() else { return };
        // Everybody comes by the root.
        if path.is_root() {
            return;
        }
        let place = self.place(path, is_folder);
        self.change(&account, |places| places.visit(place));
        let this = Arc::clone(self);
        self.connections.shared().errands.spawn_whole(async move {
            if let Err(error) = this.save().await {
                tracing::warn!(%error, "a place could not be remembered");
            }
        });
    }

    /// The account is going, and its places with it.
    pub(crate) async fn forget(&self, account: &AccountId) {
        let known = self.shelf.lock().accounts.remove(account.as_str());
        if known.is_some()
            && let Err(error) = self.save().await
        {
            tracing::warn!(%error, "places could not be forgotten");
        }
    }

    fn account(&self) -> Result<AccountId, Error> {
        Ok(self.connections.current().session()?.account.clone())
    }

    fn of(&self, account: &AccountId) -> Places {
        let known = self.shelf.lock();
        let places = known.accounts.get(account.as_str()).cloned();
        places.unwrap_or_default()
    }

    fn place(&self, path: &RemotePath, is_folder: bool) -> Place {
        Place {
            path: path.clone(),
            is_folder,
            at: self.connections.shared().ports.clock.wall(),
        }
    }

    fn change(&self, account: &AccountId, change: impl FnOnce(&mut Places)) -> Places {
        let mut known = self.shelf.lock();
        let places = known.accounts.entry(account.to_string()).or_default();
        let before = places.clone();
        change(places);
        if *places != before {
            self.connections.shared().board.places(account, places);
        }
        places.clone()
    }

    async fn save(&self) -> Result<(), Error> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        let _alone = self.writing.lock().await;
        let known = self.shelf.lock().clone();
        file.save(&known).await
    }
}
