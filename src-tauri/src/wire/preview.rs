//! A look into a file, as the page shows it.

use connect_core::{Glimpse, Opening, Preview, Risk};
use serde::Serialize;
use ts_rs::TS;

/// What can be shown of a file.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PreviewKind {
    /// `address` in an `<img>`.
    Image,
    /// `text`, as it is.
    Text,
    /// `address` in an `<audio>`.
    Audio,
    /// `address` in a `<video>`.
    Video,
    /// A PDF at `address`, `size` bytes of it: the page reads it in stretches and draws its leaves on canvases.
    Paper,
    /// `address` in an `<img>`: a picture that the site has made of it, as of a text document's first page.
    Picture,
    /// Too large to be shown here.
    TooLarge,
    /// Nothing that is safely shown here. Offer the person's own program.
    None,
}

/// A look into a file. It is never drawn as HTML.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PreviewView {
    /// What can be shown.
    pub kind: PreviewKind,
    /// Where the bytes are, for a while: in stretches, but for those of a picture.
    pub address: Option<String>,
    /// Given back with `closePreview`.
    pub ticket: Option<String>,
    /// The beginning of a text.
    pub text: Option<String>,
    /// There is more of it than is shown.
    pub cut: bool,
    /// What it is, by its bytes; not what its name says.
    pub media: Option<String>,
    /// Bytes of the whole file.
    pub size: Option<u64>,
}

impl PreviewView {
    /// As the page gets it. `address` makes the address of a ticket.
    pub(crate) fn new(preview: Preview, address: impl Fn(&str) -> String) -> Self {
        let mut view = Self {
            kind: PreviewKind::None,
            address: None,
            ticket: None,
            text: None,
            cut: false,
            media: preview.media.map(str::to_owned),
            size: preview.size,
        };
        let mut at = |kind, ticket: String| {
            view.kind = kind;
            view.address = Some(address(&ticket));
            view.ticket = Some(ticket);
        };
        match preview.glimpse {
            Glimpse::Image(ticket) => at(PreviewKind::Image, ticket),
            Glimpse::Picture(ticket) => at(PreviewKind::Picture, ticket),
            Glimpse::Audio(ticket) => at(PreviewKind::Audio, ticket),
            Glimpse::Video(ticket) => at(PreviewKind::Video, ticket),
            Glimpse::Paper(ticket) => at(PreviewKind::Paper, ticket),
            Glimpse::Text { text, cut } => {
                view.kind = PreviewKind::Text;
                view.text = Some(text);
                view.cut = cut;
            }
            Glimpse::TooLarge => view.kind = PreviewKind::TooLarge,
            Glimpse::Nothing => {}
        }
        view
    }
}

/// Why a file should not be opened without a thought.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OpenRisk {
    /// It is a program, or installs one.
    Program,
    /// It tells the computer what to do.
    Script,
    /// A document that may carry a program.
    Macro,
    /// It leads to something else.
    Shortcut,
    /// A web page from somewhere, opened as if from this computer.
    Page,
    /// Its name pretends another ending than it has.
    Disguised,
}

impl From<Risk> for OpenRisk {
    fn from(risk: Risk) -> Self {
        match risk {
            Risk::Program => Self::Program,
            Risk::Script => Self::Script,
            Risk::Macro => Self::Macro,
            Risk::Shortcut => Self::Shortcut,
            Risk::Page => Self::Page,
            Risk::Disguised => Self::Disguised,
        }
    }
}

/// What becomes of the wish to open a file with the person's own program.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpeningView {
    /// The transfer that fetched a copy. Opened, if it arrived.
    pub transfer: Option<String>,
    /// Nothing was fetched: ask the person first, then ask again with `sure`.
    pub risk: Option<OpenRisk>,
}

impl From<Opening> for OpeningView {
    fn from(opening: Opening) -> Self {
        match opening {
            Opening::Fetched(id) => Self {
                transfer: Some(id.to_string()),
                risk: None,
            },
            Opening::AskFirst(risk) => Self {
                transfer: None,
                risk: Some(risk.into()),
            },
        }
    }
}
