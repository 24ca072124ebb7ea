//! An upload that was begun before: look what became of it, before anything is sent again.

use std::path::Path;
use std::time::Duration;

use smartfile::{EntryKind, RemotePath};

use super::check::Verdict;
use super::fingerprint::Reckoning;
use super::row::Notes;
use super::state::Answer;
use super::upload::{LOOK_AGAIN, is_missing, unreadable, unusable};
use super::{Halt, Proof, TransferId, Transfers, api_broke};
use crate::connection::Session;
use crate::disk::Stat;
use crate::problem::{Outcome, Problem};

/// What an earlier run has left at the site.
pub(super) enum Earlier {
    /// It is there, whole.
    Arrived(Proof),
    /// It is not there: it may be sent, under the same name.
    Nothing,
}

impl Transfers {
    /// Looks at the site for what an earlier run has sent there as `name`. What is there and is not ours is the
    /// person's to decide about, unless they have: never is anything sent a second time blindly.
    #[allow(clippy::too_many_arguments)] // they are the upload
    pub(super) async fn look_for_earlier(
        &self,
        id: &TransferId,
        session: &Session,
        local: &Path,
        stat: Stat,
        into: &RemotePath,
        name: &str,
        answer: Option<Answer>,
        notes: &Notes,
    ) -> Result<Earlier, Halt> {
        let path = into.join(name).map_err(|_| unusable(name))?;
        // When everything was sent it may only not be visible yet (API facts §13.29).
        let mut waits = LOOK_AGAIN.iter().filter(|_| notes.digest.is_some());
        let there = loop {
            match self.info(id, session, &path).await {
                Ok(entry) => break entry,
                Err(error) if is_missing(&error) => match waits.next() {
                    Some(wait) => {
                        let wait = Duration::from_millis(*wait);
                        self.connections.shared().ports.clock.sleep(wait).await;
                    }
                    None => return Ok(Earlier::Nothing),
                },
                Err(error) => return Err(api_broke(&error, name)),
            }
        };
        let replacing = answer == Some(Answer::Replace) && there.kind != EntryKind::Folder;
        let taken = || Problem::new(Outcome::NameTaken).about(name);
        let not_ours = || {
            if replacing && !notes.was_free {
                return Ok(Earlier::Nothing);
            }
            Err(Halt::NameTaken(taken()))
        };
        if there.size != Some(stat.size) || there.kind == EntryKind::Folder {
            return not_ours();
        }
        let reckoning = Reckoning::by(self.spoken(session));
        let ours = self.sum_up(local, stat.size, reckoning).await;
        let ours = ours.map_err(|error| unreadable(&error, name))?;
        let Some(ours) = ours.map(Reckoning::end) else {
            return not_ours();
        };
        match self.compare(session, &path, stat.size, &ours).await {
            Verdict::Same(fingerprint) => Ok(Earlier::Arrived(Proof::Fingerprint(fingerprint))),
            // Nothing had the name before; what has it now has our size, and the site can say no more.
            Verdict::Unknown if notes.was_free => Ok(Earlier::Arrived(Proof::Size)),
            Verdict::Unknown | Verdict::Different => not_ours(),
        }
    }
}
