//! What is known of a path beside its content: attributes and earlier versions.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::SystemTime;

use crate::lock::held;
use crate::remote_path::RemotePath;
use crate::storage::Content;

/// An earlier content of a file.
#[derive(Clone)]
pub(crate) struct Version {
    pub(crate) number: u64,
    pub(crate) content: Content,
    /// When it was replaced.
    pub(crate) time: SystemTime,
}

#[derive(Clone, Default)]
struct Note {
    attributes: BTreeMap<String, String>,
    versions: Vec<Version>,
    versions_so_far: u64,
}

/// Notes by home and path, in memory: they end with the sandbox.
#[derive(Default)]
pub(crate) struct Notes {
    kept: Mutex<BTreeMap<(String, RemotePath), Note>>,
}

impl Notes {
    pub(crate) fn attributes(&self, home: &str, path: &RemotePath) -> BTreeMap<String, String> {
        let kept = held(&self.kept);
        if kept.is_empty() {
            return BTreeMap::new();
        }
        kept.get(&(home.to_owned(), path.clone()))
            .map(|note| note.attributes.clone())
            .unwrap_or_default()
    }

    /// Sets these attributes and keeps the others; an empty value ends one.
    pub(crate) fn set(&self, home: &str, path: &RemotePath, attributes: Vec<(String, String)>) {
        let mut kept = held(&self.kept);
        let note = kept.entry((home.to_owned(), path.clone())).or_default();
        for (key, value) in attributes {
            if value.is_empty() {
                note.attributes.remove(&key);
            } else {
                note.attributes.insert(key, value);
            }
        }
    }

    /// Adds an earlier version; of more than `most`, the oldest go.
    pub(crate) fn replaced(&self, home: &str, path: &RemotePath, content: Content, most: usize) {
        let mut kept = held(&self.kept);
        let note = kept.entry((home.to_owned(), path.clone())).or_default();
        note.versions_so_far += 1;
        note.versions.push(Version {
            number: note.versions_so_far,
            content,
            time: SystemTime::now(),
        });
        let over = note.versions.len().saturating_sub(most);
        note.versions.drain(..over);
    }

    pub(crate) fn versions(&self, home: &str, path: &RemotePath) -> Vec<Version> {
        held(&self.kept)
            .get(&(home.to_owned(), path.clone()))
            .map(|note| note.versions.clone())
            .unwrap_or_default()
    }

    /// Everything at and below `from` has gone to `to`.
    pub(crate) fn moved(&self, home: &str, from: &RemotePath, to: &RemotePath) {
        let mut kept = held(&self.kept);
        let places: Vec<_> = below(&kept, home, from);
        for place in places {
            if let Some(note) = kept.remove(&place)
                && let Some(path) = place.1.moved(from, to)
            {
                kept.insert((place.0, path), note);
            }
        }
    }

    /// Everything at and below `from` is at `to` as well; versions stay with the first.
    pub(crate) fn copied(&self, home: &str, from: &RemotePath, to: &RemotePath) {
        let mut kept = held(&self.kept);
        for place in below(&kept, home, from) {
            if let Some(note) = kept.get(&place)
                && let Some(path) = place.1.moved(from, to)
            {
                let copy = Note {
                    attributes: note.attributes.clone(),
                    ..Note::default()
                };
                kept.insert((place.0, path), copy);
            }
        }
    }

    /// Everything at and below a path is gone.
    pub(crate) fn removed(&self, home: &str, path: &RemotePath) {
        let mut kept = held(&self.kept);
        for place in below(&kept, home, path) {
            kept.remove(&place);
        }
    }
}

fn below(
    kept: &BTreeMap<(String, RemotePath), Note>,
    home: &str,
    path: &RemotePath,
) -> Vec<(String, RemotePath)> {
    kept.keys()
        .filter(|(place, below)| place == home && below.is_within(path))
        .cloned()
        .collect()
}
