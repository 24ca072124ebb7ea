//! What is dragged over the window from the desktop, as the page knows it.

use serde::Serialize;
use ts_rs::TS;

/// Files and folders of this computer under the pointer. Places are in the page's own pixels; no path is named.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum DragView {
    /// They are over the window.
    Over {
        /// How many.
        items: u32,
        /// From the left edge of the page.
        x: f64,
        /// From its upper edge.
        y: f64,
    },
    /// They were taken elsewhere.
    Left,
    /// They were let go over the window.
    Dropped {
        /// Given back to upload them.
        ticket: String,
        /// How many.
        items: u32,
        /// From the left edge of the page.
        x: f64,
        /// From its upper edge.
        y: f64,
    },
}

/// What became of things that were dropped.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DroppedView {
    /// How many are on their way; each has its row.
    pub started: u32,
    /// How many were left where they are: what is neither file nor folder.
    pub left_out: u32,
}
