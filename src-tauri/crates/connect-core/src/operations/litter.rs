//! What lies about at the site for the time being, and is tidied up whatever happens.

use smartfile::RemotePath;

use super::look::info;
use super::{OperationId, Operations};
use crate::connection::Session;

/// Something that an operation has put at the site for the time being.
#[derive(Clone, Debug)]
pub(super) enum Litter {
    /// What had a name before: put back, or given up once something else has the name.
    Aside { aside: RemotePath, name: RemotePath },
    /// A folder for one copy.
    Folder(RemotePath),
}

impl Litter {
    /// A short name that nobody has, in the same folder.
    pub(super) fn place_beside(path: &RemotePath) -> Option<RemotePath> {
        let id = uuid::Uuid::new_v4().simple().to_string();
        path.parent()?.join(&format!(".connect-{}", &id[..12])).ok()
    }
}

impl Operations {
    pub(super) fn note(&self, id: &OperationId, litter: Litter) {
        self.change(id, |row| row.litter.push(litter));
    }

    /// Leaves the site tidy. What cannot be tidied up now is left for the next try of this operation.
    pub(super) async fn tidy(&self, id: &OperationId) {
        let held = self.change(id, |row| {
            (
                row.operation.account.clone(),
                std::mem::take(&mut row.litter),
            )
        });
        let Some((account, litter)) = held.filter(|(_, litter)| !litter.is_empty()) else {
            return;
        };
        let Ok(session) = self.connections.of(&account).and_then(|c| c.session()) else {
            self.change(id, |row| row.litter.extend(litter));
            return;
        };
        for piece in litter {
            if let Err(error) = self.put_away(&session, &piece).await {
                tracing::warn!(%error, "something was left at the site for the time being");
                self.note(id, piece);
            }
        }
    }

    async fn put_away(&self, session: &Session, piece: &Litter) -> Result<(), smartfile::Error> {
        let remote = &session.remote;
        let place = match piece {
            Litter::Folder(place) => place,
            Litter::Aside { aside, name } => {
                let old = info(session, aside).await?;
                // The look comes first: what was there before is given up for something, never for nothing.
                if old.is_some() && info(session, name).await?.is_none() {
                    return session.ask(|| remote.rename(aside, name)).await;
                }
                aside
            }
        };
        if info(session, place).await?.is_none() {
            return Ok(());
        }
        let paths = std::slice::from_ref(place);
        let task = session.ask(|| remote.remove(paths)).await?;
        self.follow(session, &task).await.map(drop)
    }
}
