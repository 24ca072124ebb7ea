//! What a person asks of transfers, of one or of all of them.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use tokio_util::task::TaskTracker;

use super::fetched::OF_A_COPY;
use super::limits::TransferLimits;
use super::row::Row;
use super::state::{Answer, Event, Phase};
use super::{Transfer, TransferId, Transfers};
use crate::account::AccountId;
use crate::error::Error;
use crate::journal::Adopted;

impl Transfers {
    /// What was begun before is asked for anew: it goes on, with the name and the answer that are chosen now.
    pub(super) fn go_on_with(&self, id: &TransferId, event: Event) {
        self.step_with(id, event, |row| {
            row.answer = None;
            row.looked_at = false;
        });
    }

    pub(crate) fn answer(&self, id: &TransferId, answer: Answer) -> Result<(), Error> {
        if let Some(meant) = self.answer_tree(id, answer) {
            return meant.then_some(()).ok_or(Error::TransferUnknown);
        }
        let answered = self.step_with(id, Event::Answered(answer), |row| {
            row.answer = Some(answer);
            // What was found before the answer is looked for again.
            row.notes.source = None;
        });
        answered.then_some(()).ok_or(Error::TransferUnknown)
    }

    pub(crate) fn cancel(&self, id: &TransferId) {
        self.ask_for(id, Event::CancelAsked);
    }

    pub(crate) fn retry(&self, id: &TransferId) -> Result<(), Error> {
        self.ask_for(id, Event::RetryAsked)
            .then_some(())
            .ok_or(Error::TransferUnknown)
    }

    pub(crate) fn pause(&self, id: &TransferId) -> Result<(), Error> {
        self.ask_for(id, Event::PauseAsked)
            .then_some(())
            .ok_or(Error::TransferUnknown)
    }

    pub(crate) fn resume(&self, id: &TransferId) -> Result<(), Error> {
        self.ask_for(id, Event::ResumeAsked)
            .then_some(())
            .ok_or(Error::TransferUnknown)
    }

    /// Of a folder or of a file.
    fn ask_for(&self, id: &TransferId, event: Event) -> bool {
        self.ask_tree(id, event)
            .unwrap_or_else(|| self.step(id, event))
    }

    /// Everything that can be held is held; what only waits first, so that nothing moves up meanwhile.
    pub(crate) fn pause_all(&self) {
        self.step_all(Event::PauseAsked, |phase| phase == Phase::Waiting);
        self.step_all(Event::PauseAsked, Phase::is_active);
    }

    pub(crate) fn resume_all(&self) {
        self.step_all(Event::ResumeAsked, |phase| phase == Phase::Paused);
    }

    pub(crate) fn cancel_all(&self) {
        self.step_all(Event::CancelAsked, |phase| phase == Phase::Waiting);
        self.step_all(Event::CancelAsked, |_| true);
    }

    pub(crate) fn retry_all(&self) {
        self.step_all(Event::RetryAsked, |phase| phase == Phase::Failed);
    }

    /// What the last start left goes on, in its order.
    pub(crate) fn continue_interrupted(&self) {
        self.step_all(Event::ContinueAsked, |phase| phase == Phase::Interrupted);
    }

    pub(crate) fn continue_one(&self, id: &TransferId) -> Result<(), Error> {
        self.ask_for(id, Event::ContinueAsked)
            .then_some(())
            .ok_or(Error::TransferUnknown)
    }

    /// What ended programs had not finished about this place of this computer is this one's, and shows as interrupted.
    pub(crate) async fn take_over(&self, local: PathBuf) -> Result<(), Error> {
        let local = super::anchored(local)?;
        let unfinished = self.journal.take_over(local).await?;
        self.bring_back(Adopted {
            unfinished,
            ..Adopted::default()
        });
        Ok(())
    }

    /// What the last start left is given up, and its rows go. Nothing at either end is touched but what is
    /// unfinished.
    pub(crate) async fn forget_interrupted(&self) {
        let ids = self.ids(|phase| phase == Phase::Interrupted);
        let runs: Vec<TaskTracker> = {
            let rows = self.rows.lock();
            let trees = self.trees.lock();
            let files = ids.iter().filter_map(|id| rows.all.get(id));
            let files = files.map(|row| row.runs.clone());
            let folders = ids.iter().filter_map(|id| trees.get(id));
            files.chain(folders.map(|tree| tree.runs.clone())).collect()
        };
        for id in &ids {
            self.ask_for(id, Event::CancelAsked);
        }
        for runs in runs {
            runs.close();
            runs.wait().await;
        }
        self.remove(|transfer| ids.contains(&transfer.id));
    }

    /// It is the next one.
    pub(crate) fn move_to_front(&self, id: &TransferId) -> Result<(), Error> {
        let place = {
            let mut rows = self.rows.lock();
            let place = rows.first;
            if self.move_tree(id, place) {
                rows.first -= 1;
                self.move_members(id, &mut rows, place);
                return Ok(());
            }
            let row = rows.all.get_mut(id).ok_or(Error::TransferUnknown)?;
            row.place = place;
            if row.is_known() {
                self.journal.note(row.record());
            }
            rows.first -= 1;
            place
        };
        self.queue.lock().move_to(place, id);
        Ok(())
    }

    /// What nobody has finished, as it was last written down, and whether a program that still runs has it.
    pub(crate) async fn unfinished(&self) -> Result<Vec<(Transfer, bool)>, Error> {
        let found = self.journal.unfinished().await?.into_iter();
        // A file of a folder is not shown by itself, and what a copy had begun is thrown away by whoever comes next.
        let found = found.filter(|(record, lives)| {
            record.member.is_none() && (*lives || !record.request.starts_with(OF_A_COPY))
        });
        let shown = found.map(|(record, lives)| {
            let phase = record.phase;
            let mut transfer = Row::of(record).transfer;
            if lives {
                transfer.phase = phase;
            }
            (transfer, lives)
        });
        Ok(shown.collect())
    }

    /// How many at once, and how many bytes a second all of them together.
    pub(crate) fn limit(&self, limits: TransferLimits) {
        self.queue.lock().set_slots(limits.parallel.into());
        self.windows.lock().set_most(limits.parallel.into());
        self.pace.lock().set(limits.bytes_per_second);
        self.pump();
    }

    fn ids(&self, which: impl Fn(Phase) -> bool) -> Vec<TransferId> {
        let rows = self.rows.lock();
        let trees = self.trees.lock();
        // What is done with a folder is done with its files.
        let files = rows.all.values().filter(|row| row.member.is_none());
        let files = files.map(|row| (row.place, &row.transfer));
        let all = files.chain(trees.values().map(|tree| (tree.place, &tree.transfer)));
        let mut found: Vec<(i64, TransferId)> = all
            .filter(|(_, transfer)| which(transfer.phase))
            .map(|(place, transfer)| (place, transfer.id.clone()))
            .collect();
        found.sort_by_key(|(place, _)| *place);
        found.into_iter().map(|(_, id)| id).collect()
    }

    fn step_all(&self, event: Event, which: impl Fn(Phase) -> bool) {
        for id in self.ids(which) {
            self.ask_for(&id, event);
        }
    }

    /// Rows that are done with. Failed ones stay: something is still to be decided about them.
    pub(crate) fn clear_finished(&self) {
        self.remove(|transfer| matches!(transfer.phase, Phase::Done | Phase::Cancelled));
    }

    /// Stops everything as it is; resolves when nothing is in flight. Whatever had not finished is there again at
    /// the next start.
    pub(crate) async fn stop_all(&self) {
        self.leaving.store(true, Ordering::SeqCst);
        let rows: Vec<TaskTracker> = {
            let rows = self.rows.lock();
            let rows = rows.all.values();
            // A check that is being ended gives its file the name it is due.
            rows.inspect(|row| {
                if !row.skip.is_cancelled() {
                    row.stop.cancel();
                }
            })
            .map(|row| row.runs.clone())
            .chain(self.stop_trees())
            .collect()
        };
        for runs in rows {
            runs.close();
            runs.wait().await;
        }
    }

    /// Stops everything of this account and takes its rows away: it is going.
    pub(crate) async fn remove_account(&self, id: &AccountId) {
        let stopped: Vec<(TransferId, TaskTracker)> = {
            let rows = self.rows.lock();
            let trees = self.trees.lock();
            let files = rows.all.values();
            let files = files.map(|row| (&row.transfer, &row.runs));
            let all = trees.values().map(|tree| (&tree.transfer, &tree.runs));
            // Folders first: nothing of them gets in line any more.
            all.chain(files)
                .filter(|(transfer, _)| transfer.account == *id)
                .map(|(transfer, runs)| (transfer.id.clone(), runs.clone()))
                .collect()
        };
        for (id, _) in &stopped {
            self.cancel(id);
        }
        for (_, runs) in stopped {
            runs.close();
            runs.wait().await;
        }
        self.remove(|transfer| transfer.account == *id);
        if let Err(error) = self.journal.erase_account(id).await {
            tracing::warn!(%error, "rows of an account that has gone stay in the journal");
        }
    }

    pub(super) fn remove(&self, which: impl Fn(&Transfer) -> bool) {
        let mut rows = self.rows.lock();
        let files = rows.all.values().filter(|row| row.member.is_none());
        let mut gone: Vec<TransferId> = files
            .filter(|row| which(&row.transfer))
            .map(|row| row.transfer.id.clone())
            .collect();
        for id in &gone {
            rows.all.remove(id);
        }
        gone.extend(self.remove_trees(which));
        for id in gone {
            self.connections.shared().board.transfer_removed(&id);
        }
    }
}
