//! The deed itself. What the site says about it is only noted: whether it is so is looked at afterwards.

use std::time::Duration;

use smartfile::{Error as ApiError, ErrorKind, Patience, RemotePath, Task};

use super::litter::Litter;
use super::look::info;
use super::run::{Ready, Way};
use super::{Deed, OperationId, Operations};
use crate::clock::ClientClock;
use crate::connection::Session;

/// The longest that a job of the site is followed.
const PATIENCE: Duration = Duration::from_hours(1);

/// What the site said about one entry.
#[derive(Clone, Debug)]
pub(super) enum Said {
    Yes,
    /// The rest was done, this was not.
    NotThis(Option<String>),
    No(ApiError),
}

impl From<Result<(), ApiError>> for Said {
    fn from(result: Result<(), ApiError>) -> Self {
        match result {
            Ok(()) => Self::Yes,
            Err(error) => Self::No(error),
        }
    }
}

impl Operations {
    /// Asks for all of these, as few requests as it takes; the answers are in the same order.
    pub(super) async fn act(
        &self,
        id: &OperationId,
        session: &Session,
        deed: Deed,
        ready: &[Ready],
    ) -> Vec<Said> {
        let together = |ready: &Ready| {
            ready.way == Way::Together && matches!(deed, Deed::Move | Deed::Copy | Deed::Remove)
        };
        let group: Vec<&Ready> = ready.iter().filter(|ready| together(ready)).collect();
        let mut answers = self.act_together(session, deed, &group).await.into_iter();
        let mut said = Vec::with_capacity(ready.len());
        for ready in ready {
            said.push(if together(ready) {
                answers.next().unwrap_or(Said::Yes)
            } else {
                self.act_alone(id, session, deed, ready).await.into()
            });
        }
        said
    }

    async fn act_together(&self, session: &Session, deed: Deed, group: &[&Ready]) -> Vec<Said> {
        let paths: Vec<RemotePath> = group.iter().filter_map(|r| r.item.from.clone()).collect();
        if paths.is_empty() {
            return Vec::new();
        }
        let into = group
            .first()
            .and_then(|ready| ready.item.to.as_ref()?.parent());
        let together = self.task(session, deed, into.as_ref(), &paths).await;
        let mut said = Vec::with_capacity(paths.len());
        match together {
            Ok(failures) => {
                for path in &paths {
                    let own = failures
                        .iter()
                        .find(|failure| failure.path.as_ref() == Some(path));
                    said.push(own.map_or(Said::Yes, |f| Said::NotThis(f.said.clone())));
                }
            }
            // One of them stood in the way of all. A refusal did nothing, so that each may be asked for alone.
            Err(error) if paths.len() > 1 && is_refusal(&error) => {
                for path in &paths {
                    let alone = std::slice::from_ref(path);
                    let answer = self.task(session, deed, into.as_ref(), alone).await;
                    said.push(match answer {
                        Ok(failures) => failures
                            .first()
                            .map_or(Said::Yes, |f| Said::NotThis(f.said.clone())),
                        Err(error) => Said::No(error),
                    });
                }
            }
            Err(error) => said.resize(paths.len(), Said::No(error)),
        }
        said
    }

    async fn task(
        &self,
        session: &Session,
        deed: Deed,
        into: Option<&RemotePath>,
        paths: &[RemotePath],
    ) -> Result<Vec<smartfile::PathFailure>, ApiError> {
        let remote = &session.remote;
        let root = RemotePath::root();
        let into = into.unwrap_or(&root);
        let task = session
            .ask(|| async {
                match deed {
                    Deed::Move => remote.move_into(into, paths).await,
                    Deed::Copy => remote.copy_into(into, paths).await,
                    _ => remote.remove(paths).await,
                }
            })
            .await?;
        self.follow(session, &task).await
    }

    pub(super) async fn follow(
        &self,
        session: &Session,
        task: &Task,
    ) -> Result<Vec<smartfile::PathFailure>, ApiError> {
        let clock = ClientClock(self.connections.shared().ports.clock.clone());
        let patience = Patience {
            limit: PATIENCE,
            ..Patience::default()
        };
        let report = session.remote.follow(task, &clock, patience).await;
        session.heard(&report);
        Ok(report?.failures)
    }

    async fn act_alone(
        &self,
        id: &OperationId,
        session: &Session,
        deed: Deed,
        ready: &Ready,
    ) -> Result<(), ApiError> {
        let remote = &session.remote;
        let Some(to) = &ready.item.to else {
            return Ok(());
        };
        if ready.way == Way::Aside {
            self.set_aside(id, session, to).await?;
        }
        let Some(from) = &ready.item.from else {
            return session.ask(|| remote.create_folder(to)).await;
        };
        match deed {
            Deed::Copy if ready.way == Way::Aside => {
                let paths = std::slice::from_ref(from);
                let into = to.parent();
                refused(self.task(session, deed, into.as_ref(), paths).await?)
            }
            Deed::Copy => self.copy_as(id, session, from, to).await,
            _ => session.ask(|| remote.rename(from, to)).await,
        }
    }

    /// Gives what has a name another one for the time being.
    async fn set_aside(
        &self,
        id: &OperationId,
        session: &Session,
        to: &RemotePath,
    ) -> Result<(), ApiError> {
        let remote = &session.remote;
        let Some(aside) = Litter::place_beside(to) else {
            return Ok(());
        };
        self.note(
            id,
            Litter::Aside {
                aside: aside.clone(),
                name: to.clone(),
            },
        );
        let set = session.ask(|| remote.rename(to, &aside)).await;
        // Nothing goes to a name before what had it is seen to be safe elsewhere.
        if info(session, &aside).await?.is_none() {
            set?;
            return Err(ApiError::new("rename", ErrorKind::NameTaken).at(to));
        }
        Ok(())
    }

    /// Copies under another name. The service copies into folders only, so that there is one for the time
    /// being.
    async fn copy_as(
        &self,
        id: &OperationId,
        session: &Session,
        from: &RemotePath,
        to: &RemotePath,
    ) -> Result<(), ApiError> {
        let remote = &session.remote;
        let (Some(place), Some(name)) = (Litter::place_beside(to), from.name()) else {
            return Ok(());
        };
        self.note(id, Litter::Folder(place.clone()));
        session.ask(|| remote.create_folder(&place)).await?;
        let paths = std::slice::from_ref(from);
        refused(self.task(session, Deed::Copy, Some(&place), paths).await?)?;
        let Ok(copy) = place.join(name) else {
            return Ok(());
        };
        session.ask(|| remote.rename(&copy, to)).await
    }
}

/// A clear no to what was asked: nothing of it was done.
fn is_refusal(error: &ApiError) -> bool {
    let refused = matches!(
        error.kind(),
        ErrorKind::NotFound
            | ErrorKind::Forbidden { .. }
            | ErrorKind::NameTaken
            | ErrorKind::NotAFile
            | ErrorKind::QuotaExceeded { .. }
            | ErrorKind::Rejected { .. }
    );
    refused && !error.may_have_happened()
}

fn refused(failures: Vec<smartfile::PathFailure>) -> Result<(), ApiError> {
    if failures.is_empty() {
        return Ok(());
    }
    Err(ApiError::new("copy", ErrorKind::PartlyFailed { failures }))
}
