//! What is in a folder on its way, as the page shows it.

use connect_core::{
    Contents, ContentsItem, FolderAnswer, ItemKind, ItemState, ItemsPage, ItemsShown, LeftOut,
    Problem,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::UiError;

/// What was found in a folder, and what became of it.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ContentsView {
    /// Files found so far.
    pub files: u64,
    /// Folders found so far.
    pub folders: u64,
    /// Files and folders that are on their way or have not had their turn.
    pub waiting: u64,
    /// Files that arrived.
    pub done: u64,
    /// Of those: proven by the same fingerprint.
    pub by_fingerprint: u64,
    /// Of those: proven by their size only.
    pub by_size: u64,
    /// About which the person has to decide.
    pub needs_you: u64,
    /// Which failed and can be tried again.
    pub failed: u64,
    /// Which are not moved.
    pub left_out: u64,
    /// Which have another name at the receiving end.
    pub renamed: u64,
    /// It is still being looked through.
    pub scanning: bool,
}

impl From<Contents> for ContentsView {
    fn from(contents: Contents) -> Self {
        Self {
            files: contents.files,
            folders: contents.folders,
            waiting: contents.waiting,
            done: contents.done,
            by_fingerprint: contents.by_fingerprint,
            by_size: contents.by_size,
            needs_you: contents.needs_you,
            failed: contents.failed,
            left_out: contents.left_out,
            renamed: contents.renamed,
            scanning: contents.scanning,
        }
    }
}

/// What something in a folder is.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ContentsKind {
    /// Has bytes.
    File,
    /// Has entries.
    Folder,
    /// Neither.
    Other,
}

/// What became of it.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ContentsStanding {
    /// Its turn comes, or has come.
    Waiting,
    /// Arrived.
    Done,
    /// The person has to decide.
    NeedsYou,
    /// Can be tried again.
    Failed,
    /// Not moved.
    LeftOut,
}

/// Why something is not moved.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LeftOutReason {
    /// A link to something else.
    Link,
    /// What some program or the system uses: a socket, a pipe, a device.
    Special,
    /// A name that can't be written, or not at the other end.
    Name,
    /// A folder that is one of those it lies in.
    ContainsItself,
    /// It lies too deep.
    TooDeep,
    /// The name was taken, and what is there was to be left alone.
    NameTaken,
    /// The person said so.
    ByYou,
}

/// One thing in a folder on its way.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ContentsItemView {
    /// Given back to answer it.
    pub number: i64,
    /// What it is.
    pub kind: ContentsKind,
    /// Where it is below the folder, as it is called at the sending end.
    pub path: String,
    /// Its name at the receiving end, where that is another one.
    pub renamed: Option<String>,
    /// Bytes of a file.
    pub size: Option<u64>,
    /// What became of it.
    pub standing: ContentsStanding,
    /// Why it failed, or what it needs.
    pub problem: Option<UiError>,
    /// Why it is not moved.
    pub left_out: Option<LeftOutReason>,
    /// The transfer that its receipt is kept by.
    pub transfer: Option<String>,
}

/// Some of what is in a folder, in the order in which it was found.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ContentsPageView {
    /// Them.
    pub items: Vec<ContentsItemView>,
    /// There are more, after this one.
    pub next: Option<i64>,
}

/// Which of them.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ContentsShown {
    /// About which the person has to decide.
    NeedsYou,
    /// Which failed.
    Failed,
    /// Which are not moved.
    LeftOut,
    /// Which have another name at the receiving end.
    Renamed,
}

/// What to do about a folder whose name is taken.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FolderAnswerView {
    /// Into the folder that is there; files whose names are taken are asked about.
    Merge,
    /// Give the new folder another name.
    KeepBoth,
    /// Leave it.
    Skip,
}

impl From<FolderAnswerView> for FolderAnswer {
    fn from(answer: FolderAnswerView) -> Self {
        match answer {
            FolderAnswerView::Merge => Self::Merge(None),
            FolderAnswerView::KeepBoth => Self::KeepBoth,
            FolderAnswerView::Skip => Self::Skip,
        }
    }
}

impl From<ContentsShown> for ItemsShown {
    fn from(shown: ContentsShown) -> Self {
        match shown {
            ContentsShown::NeedsYou => Self::NeedsYou,
            ContentsShown::Failed => Self::Failed,
            ContentsShown::LeftOut => Self::LeftOut,
            ContentsShown::Renamed => Self::Renamed,
        }
    }
}

impl From<LeftOut> for LeftOutReason {
    fn from(why: LeftOut) -> Self {
        match why {
            LeftOut::Link => Self::Link,
            LeftOut::Socket | LeftOut::Pipe | LeftOut::Device | LeftOut::Special => Self::Special,
            LeftOut::NameNotText | LeftOut::NameUnusable => Self::Name,
            LeftOut::ContainsItself => Self::ContainsItself,
            LeftOut::TooDeep => Self::TooDeep,
            LeftOut::NameTaken => Self::NameTaken,
            LeftOut::ByYou => Self::ByYou,
        }
    }
}

impl From<ContentsItem> for ContentsItemView {
    fn from(item: ContentsItem) -> Self {
        let name = item.path.rsplit('/').next().unwrap_or_default().to_owned();
        let told = |outcome| Some(UiError::from(Problem::new(outcome).about(name)));
        let (standing, problem, left_out) = match item.state {
            ItemState::Waiting => (ContentsStanding::Waiting, None, None),
            ItemState::Done(_) => (ContentsStanding::Done, None, None),
            ItemState::NeedsYou(outcome) => (ContentsStanding::NeedsYou, told(outcome), None),
            ItemState::Failed(outcome) => (ContentsStanding::Failed, told(outcome), None),
            ItemState::LeftOut(why) => (ContentsStanding::LeftOut, None, Some(why.into())),
        };
        Self {
            number: item.number.into(),
            kind: match item.kind {
                ItemKind::File => ContentsKind::File,
                ItemKind::Folder => ContentsKind::Folder,
                ItemKind::Other => ContentsKind::Other,
            },
            path: item.path,
            renamed: item.renamed,
            size: item.size,
            standing,
            problem,
            left_out,
            transfer: item.transfer.map(|id| id.to_string()),
        }
    }
}

impl From<ItemsPage> for ContentsPageView {
    fn from(page: ItemsPage) -> Self {
        Self {
            items: page.items.into_iter().map(Into::into).collect(),
            next: page.next.map(Into::into),
        }
    }
}
