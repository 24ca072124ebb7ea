//! The look before the deed (API facts §13.20): is it still there, and is its new name free?

use futures_util::{FutureExt, StreamExt, stream};
use smartfile::{Entry, EntryKind, Error as ApiError, ErrorKind, RemotePath};

use super::item::{Item, Seen, is_within};
use super::run::{AT_ONCE, Way};
use super::{Deed, Operations};
use crate::connection::Session;
use crate::problem::{Outcome, Problem};
use crate::transfers::name::numbered;
use crate::transfers::state::Answer;

/// Other names to try before giving up.
const NAMES: u32 = 99;

/// What a look found.
pub(super) enum Look {
    /// It can be asked for.
    Ready(Item, Way),
    /// It is as it was asked for already.
    Settled,
    /// Not this one.
    Problem(Problem),
    /// Not this one, and none of the others either: there is no way to the site.
    Lost(Problem),
}

impl From<ApiError> for Look {
    fn from(error: ApiError) -> Self {
        let problem = Problem::from_api(&error);
        if is_lost(&error) {
            Self::Lost(problem)
        } else {
            Self::Problem(problem)
        }
    }
}

impl Operations {
    pub(super) async fn look_at(
        &self,
        session: &Session,
        deed: Deed,
        answer: Option<Answer>,
        batch: &[(usize, Item)],
    ) -> Vec<Look> {
        let ask = |item: &Item| {
            let item = item.clone();
            let asked = look(session, deed, answer, item);
            asked.map(|look| look.unwrap_or_else(Look::from)).boxed()
        };
        let looks: Vec<_> = batch.iter().map(|(_, item)| ask(item)).collect();
        stream::iter(looks).buffered(AT_ONCE).collect().await
    }

    /// The folder that things go into.
    pub(super) async fn is_folder(
        &self,
        session: &Session,
        folder: &RemotePath,
    ) -> Result<(), Problem> {
        match info(session, folder).await {
            Ok(Some(there)) if there.kind == EntryKind::File => {
                Err(Problem::new(Outcome::NotFound).logged(&"the target is not a folder"))
            }
            Ok(Some(_)) => Ok(()),
            Ok(None) => Err(Problem::new(Outcome::NotFound).logged(&"the target is gone")),
            Err(error) => Err(Problem::from_api(&error)),
        }
    }
}

/// One entry, or that there is none.
pub(super) async fn info(session: &Session, path: &RemotePath) -> Result<Option<Entry>, ApiError> {
    let remote = &session.remote;
    match session.ask(|| remote.info(path)).await {
        Ok(entry) => Ok(Some(entry)),
        Err(error) if *error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// No further question would fare better.
fn is_lost(error: &ApiError) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Offline
            | ErrorKind::TimedOut
            | ErrorKind::Insecure
            | ErrorKind::ProxySignIn
            | ErrorKind::ProxyFailed
            | ErrorKind::Throttled { .. }
            | ErrorKind::Unauthorized
            | ErrorKind::ReauthorizationRequired
            | ErrorKind::Moved { .. }
    )
}

fn problem(outcome: Outcome, why: &'static str) -> Look {
    Look::Problem(Problem::new(outcome).logged(&why))
}

async fn look(
    session: &Session,
    deed: Deed,
    answer: Option<Answer>,
    mut item: Item,
) -> Result<Look, ApiError> {
    if let (Some(from), Some(to)) = (&item.from, &item.to) {
        if deed != Deed::Copy && from == to {
            return Ok(Look::Settled);
        }
        if from != to && is_within(to, from) {
            return Ok(problem(Outcome::IntoItself, "a folder into itself"));
        }
    }
    if let Some(from) = item.from.clone() {
        let there = info(session, &from).await?;
        if let Some(look) = gone(session, deed, &item, there.as_ref()).await? {
            return Ok(look);
        }
        if let (Some(left), Some(there)) = (item.takes_back, &there) {
            let emptied = deed == Deed::Remove && !is_empty(session, &from).await?;
            if emptied || !left.fits(there) {
                return Ok(problem(Outcome::UndoTooLate, "it is not as it was left"));
            }
        }
        if !item.tried {
            item.seen = there.as_ref().map(Seen::of);
        }
    }
    let Some(to) = item.to.clone() else {
        return Ok(Look::Ready(item, Way::Together));
    };
    let Some(there) = info(session, &to).await? else {
        return Ok(Look::Ready(item, Way::Together));
    };
    // Another spelling of the same name, where the site does not tell them apart.
    if deed == Deed::Rename && item.seen.is_some_and(|seen| seen.is(&there)) {
        return Ok(Look::Ready(item, Way::Together));
    }
    // Its name was free when it was asked for: what has it now came from here.
    let ours = match deed {
        Deed::CreateFolder => there.kind == EntryKind::Folder,
        _ => deed == Deed::Copy && item.seen.is_some_and(|seen| seen.fits(&there)),
    };
    if item.tried && ours {
        return Ok(Look::Settled);
    }
    taken(session, deed, answer, item, &to, &there).await
}

/// What it means that an entry is not there any more; `None` if it is.
async fn gone(
    session: &Session,
    deed: Deed,
    item: &Item,
    there: Option<&Entry>,
) -> Result<Option<Look>, ApiError> {
    if there.is_some() {
        return Ok(None);
    }
    if deed == Deed::Remove {
        return Ok(Some(Look::Settled));
    }
    if item.takes_back.is_some() {
        return Ok(Some(problem(Outcome::UndoTooLate, "it is gone")));
    }
    if let (true, Deed::Move | Deed::Rename, Some(to), Some(seen)) =
        (item.tried, deed, &item.to, item.seen)
        && info(session, to)
            .await?
            .is_some_and(|there| seen.fits(&there))
    {
        return Ok(Some(Look::Settled));
    }
    Ok(Some(problem(Outcome::NotFound, "it is gone")))
}

/// A name that is taken is the person's to decide.
async fn taken(
    session: &Session,
    deed: Deed,
    answer: Option<Answer>,
    mut item: Item,
    to: &RemotePath,
    there: &Entry,
) -> Result<Look, ApiError> {
    if item.takes_back.is_some() {
        return Ok(problem(Outcome::UndoTooLate, "its old name is taken"));
    }
    let is_file = |kind| matches!(kind, EntryKind::File | EntryKind::Archive);
    match answer {
        Some(Answer::KeepBoth) => {
            let name = to.name().unwrap_or_default();
            for number in 2..=NAMES {
                let other = to
                    .parent()
                    .and_then(|p| p.join(&numbered(name, number)).ok());
                let Some(other) = other else { break };
                if info(session, &other).await?.is_none() {
                    item.to = Some(other);
                    return Ok(Look::Ready(item, Way::Named));
                }
            }
            Ok(problem(Outcome::NameTaken, "no free name was found"))
        }
        Some(Answer::Replace) if deed == Deed::CreateFolder => Ok(match there.kind {
            EntryKind::Folder => Look::Settled,
            _ => problem(Outcome::NameTaken, "a file has this name"),
        }),
        // A folder is never given up for something else, nor a file for a folder.
        Some(Answer::Replace)
            if is_file(there.kind)
                && item.seen.is_some_and(|seen| is_file(seen.kind))
                && item.from.as_ref() != Some(to) =>
        {
            Ok(Look::Ready(item, Way::Aside))
        }
        _ => Ok(problem(Outcome::NameTaken, "the name is taken")),
    }
}

async fn is_empty(session: &Session, folder: &RemotePath) -> Result<bool, ApiError> {
    let remote = &session.remote;
    let page = session.ask(|| remote.page(folder, 1, 1)).await?;
    let nothing_seen = page.entries.is_empty() && page.skipped == 0;
    Ok(nothing_seen && page.folder.kind == EntryKind::Folder)
}
