//! Starred and recent places, as the page shows them.

use connect_core::{Place, Places};
use serde::Serialize;
use ts_rs::TS;

use super::millis;

/// A file or folder that somebody went to or wants at hand.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlaceView {
    /// Its path. It may be gone by now.
    pub path: String,
    /// Its name.
    pub name: String,
    /// Is it a folder?
    pub is_folder: bool,
    /// When it was starred or last looked at.
    pub at: i64,
}

impl From<Place> for PlaceView {
    fn from(place: Place) -> Self {
        Self {
            name: place.path.name().unwrap_or_default().to_owned(),
            path: place.path.as_str().to_owned(),
            is_folder: place.is_folder,
            at: millis(place.at),
        }
    }
}

/// The places of one account.
#[derive(Clone, Debug, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlacesView {
    /// In the order in which they were starred.
    pub starred: Vec<PlaceView>,
    /// The latest first; at most thirty.
    pub recent: Vec<PlaceView>,
}

impl From<Places> for PlacesView {
    fn from(places: Places) -> Self {
        let all = |places: Vec<Place>| places.into_iter().map(Into::into).collect();
        Self {
            starred: all(places.starred),
            recent: all(places.recent),
        }
    }
}
