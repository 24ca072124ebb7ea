//! The look after the deed: what the site says when it is asked again is what the row says.

use std::time::Duration;

use futures_util::{FutureExt, StreamExt, stream};
use smartfile::{EntryKind, Error as ApiError, ErrorKind};

use super::act::Said;
use super::item::{Item, Seen};
use super::look::info;
use super::run::{AT_ONCE, Ready};
use super::{Deed, Operations};
use crate::connection::Session;
use crate::problem::{Outcome, Problem};

/// What was just done may not be visible at once (seen; API facts §13.29).
const LOOK_AGAIN: [u64; 3] = [500, 1000, 2000];

type Truth = Result<Option<Seen>, ApiError>;

/// What a look after the deed found.
enum Sight {
    /// As it was asked for.
    So(Option<Seen>),
    NotSo,
    Unseen(ApiError),
}

impl Operations {
    /// For each whether it is so, or why it is not, in the same order.
    pub(super) async fn check(
        &self,
        session: &Session,
        deed: Deed,
        ready: &[Ready],
        said: &[Said],
    ) -> Vec<Result<Option<Seen>, Problem>> {
        let mut sights: Vec<Sight> = look(session, deed, ready.iter().collect()).await;
        for wait in LOOK_AGAIN {
            // Who was told no has nothing to wait for.
            let late: Vec<usize> = (0..ready.len())
                .filter(|at| !matches!(sights[*at], Sight::So(_)) && may_be_so_yet(&said[*at]))
                .collect();
            if late.is_empty() {
                break;
            }
            let clock = &self.connections.shared().ports.clock;
            clock.sleep(Duration::from_millis(wait)).await;
            let again = look(session, deed, late.iter().map(|at| &ready[*at]).collect()).await;
            for (at, sight) in late.into_iter().zip(again) {
                sights[at] = sight;
            }
        }
        sights
            .into_iter()
            .zip(said)
            .map(|(sight, said)| match sight {
                Sight::So(seen) => Ok(seen),
                Sight::NotSo => Err(not_so(deed, said)),
                Sight::Unseen(error) => Err(unseen(said, &error)),
            })
            .collect()
    }
}

async fn look(session: &Session, deed: Deed, ready: Vec<&Ready>) -> Vec<Sight> {
    let looks: Vec<_> = ready
        .into_iter()
        .map(|ready| sight(session, deed, &ready.item).boxed())
        .collect();
    stream::iter(looks).buffered(AT_ONCE).collect().await
}

async fn sight(session: &Session, deed: Deed, item: &Item) -> Sight {
    match truth(session, deed, item).await {
        Ok(Some(seen)) => Sight::So(Some(seen)),
        Ok(None) if item.to.is_none() => Sight::So(None),
        Ok(None) => Sight::NotSo,
        Err(error) if *error.kind() == ErrorKind::NameTaken => Sight::NotSo,
        Err(error) => Sight::Unseen(error),
    }
}

/// Something for what is where it is to be, nothing for what is gone or never came.
async fn truth(session: &Session, deed: Deed, item: &Item) -> Truth {
    let still_there = || ApiError::new("look", ErrorKind::NameTaken);
    let Some(to) = &item.to else {
        let Some(from) = &item.from else {
            return Ok(None);
        };
        return match info(session, from).await? {
            Some(_) => Err(still_there()),
            None => Ok(None),
        };
    };
    let Some(there) = info(session, to).await? else {
        return Ok(None);
    };
    let fits = match (deed, item.seen) {
        (Deed::CreateFolder, _) => there.kind == EntryKind::Folder,
        (_, Some(seen)) => seen.fits(&there),
        (_, None) => true,
    };
    if !fits {
        return Ok(None);
    }
    if let (Deed::Move | Deed::Rename, Some(from)) = (deed, &item.from)
        && let Some(old) = info(session, from).await?
        // Where two spellings are one name, the old one still answers.
        && !Seen::of(&there).is(&old)
    {
        return Ok(None);
    }
    Ok(Some(Seen::of(&there)))
}

/// A clear no needs no second look; everything else may be on its way.
fn may_be_so_yet(said: &Said) -> bool {
    match said {
        Said::Yes => true,
        Said::NotThis(_) => false,
        Said::No(error) => error.may_have_happened(),
    }
}

/// Why it is not so, in the site's own words if it has some.
fn not_so(deed: Deed, said: &Said) -> Problem {
    match said {
        Said::Yes => Problem::new(Outcome::NotDone).logged(&"the site said yes, and it is not so"),
        Said::NotThis(words) => Problem::new(Outcome::NotDone)
            .saying(words.clone())
            .logged(&"the site did the rest, and not this"),
        Said::No(error) => match error.kind() {
            ErrorKind::PartlyFailed { failures } => Problem::new(Outcome::NotDone)
                .saying(failures.iter().find_map(|f| f.said.clone()))
                .logged(error),
            ErrorKind::TaskLost => Problem::new(Outcome::NotDone).logged(error),
            // A removal wants no name: something else is at it, and there is nothing to ask the person.
            ErrorKind::NameTaken if deed == Deed::Remove => {
                Problem::new(Outcome::NotDone).logged(error)
            }
            ErrorKind::Rejected { .. } => refused(error),
            _ => Problem::from_api(error),
        },
    }
}

/// A refusal in words of the site's own (400).
fn refused(error: &ApiError) -> Problem {
    let mut problem = Problem::from_api(error);
    problem.outcome = Outcome::NotDone;
    problem
}

/// It could not be looked at.
fn unseen(said: &Said, error: &ApiError) -> Problem {
    let told_no = matches!(said, Said::No(error) if !error.may_have_happened());
    match (said, error.kind()) {
        (Said::No(refusal), _) if told_no => Problem::from_api(refusal),
        (_, ErrorKind::ReauthorizationRequired | ErrorKind::Unauthorized) => {
            Problem::from_api(error)
        }
        _ => Problem::new(Outcome::Unclear).logged(error),
    }
}
