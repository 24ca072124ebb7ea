//! What a person asks of a folder on its way.

use std::path::PathBuf;

use jiff::Timestamp;
use smartfile::RemotePath;

use super::contents::{Contents, FolderAnswer, ItemNumber, ItemsPage, ItemsShown};
use super::standing::Course;
use super::{TransferId, Tree};
use crate::error::Error;
use crate::transfers::state::{Answer, Event, Phase};
use crate::transfers::{Direction, Transfer, Transfers, anchored};

impl Transfers {
    pub(crate) fn upload_folder(
        &self,
        request_id: &str,
        local: PathBuf,
        into: RemotePath,
    ) -> Result<TransferId, Error> {
        let local = anchored(local)?;
        let name = local.file_name().unwrap_or_default();
        let shown = (name.to_string_lossy().into_owned(), into.clone());
        self.add_tree(request_id, Direction::Upload, local, into, shown)
    }

    pub(crate) fn download_folder(
        &self,
        request_id: &str,
        path: RemotePath,
        target: PathBuf,
    ) -> Result<TransferId, Error> {
        let target = anchored(target)?;
        let name = target.file_name().unwrap_or_default();
        let folder = path.parent().unwrap_or_else(RemotePath::root);
        let shown = (name.to_string_lossy().into_owned(), folder);
        self.add_tree(request_id, Direction::Download, target, path, shown)
    }

    fn add_tree(
        &self,
        request_id: &str,
        direction: Direction,
        local: PathBuf,
        remote: RemotePath,
        (name, folder): (String, RemotePath),
    ) -> Result<TransferId, Error> {
        let account = self.connections.current().session()?.account.clone();
        let id = {
            let mut rows = self.rows.lock();
            if let Some(id) = rows.requests.get(request_id) {
                return Ok(id.clone());
            }
            let id = TransferId::from(uuid::Uuid::new_v4().to_string());
            let now = self.connections.shared().ports.clock.wall();
            let transfer = Transfer {
                id: id.clone(),
                account,
                direction,
                name,
                folder,
                size: None,
                moved: 0,
                phase: Phase::Waiting,
                wait: None,
                rate: None,
                proof: None,
                unchecked: false,
                problem: None,
                contents: Some(Contents {
                    scanning: true,
                    ..Contents::default()
                }),
                at: now,
            };
            self.connections.shared().board.transfer(&transfer);
            rows.requests.insert(request_id.to_owned(), id.clone());
            let place = rows.last;
            rows.last += 1;
            let tree = Tree::new(transfer, local, remote, request_id.to_owned(), now, place);
            self.trees.lock().insert(id.clone(), tree);
            id
        };
        self.run_tree(&id);
        Ok(id)
    }

    /// Whether this is a folder; if so, `event` is asked of it, and whether that meant anything is the answer.
    pub(in crate::transfers) fn ask_tree(&self, id: &TransferId, event: Event) -> Option<bool> {
        let phase = self.trees.lock().get(id)?.transfer.phase;
        let meant = match event {
            Event::PauseAsked => self.pause_tree(id, phase),
            Event::ResumeAsked => phase == Phase::Paused && self.let_tree_go(id, false),
            Event::ContinueAsked => phase == Phase::Interrupted && self.let_tree_go(id, false),
            Event::RetryAsked => self.retry_tree(id, phase),
            Event::CancelAsked => self.cancel_tree(id, phase),
            _ => false,
        };
        Some(meant)
    }

    fn pause_tree(&self, id: &TransferId, phase: Phase) -> bool {
        let going = matches!(phase, Phase::Waiting | Phase::Preparing | Phase::Moving);
        if !going || !self.change_tree(id, |tree| tree.course = Course::Paused) {
            return false;
        }
        // What only waits first, so that nothing moves up meanwhile.
        let members = self.members_of(id);
        for (_, member) in members.iter().filter(|(phase, _)| *phase == Phase::Waiting) {
            self.step(member, Event::PauseAsked);
        }
        for (_, member) in &members {
            self.step(member, Event::PauseAsked);
        }
        self.run_tree(id);
        true
    }

    /// Goes on, from wherever it is.
    fn let_tree_go(&self, id: &TransferId, again: bool) -> bool {
        let gone = self.change_tree(id, |tree| {
            tree.course = Course::Going;
            tree.fault = None;
            tree.at_rest = false;
            tree.again |= again;
        });
        for (_, member) in self.members_of(id) {
            self.step(&member, Event::ResumeAsked);
        }
        self.run_tree(id);
        gone
    }

    /// Also while other files of it are still on their way.
    fn retry_tree(&self, id: &TransferId, phase: Phase) -> bool {
        let over = matches!(phase, Phase::Done | Phase::Cancelled);
        let held = matches!(phase, Phase::Paused | Phase::Interrupted);
        let failed = self.trees.lock().get(id).is_some_and(|tree| {
            let contents = tree.transfer.contents.as_ref();
            tree.fault.is_some() || contents.is_some_and(|contents| contents.failed > 0)
        });
        failed && !over && !held && self.let_tree_go(id, true)
    }

    fn cancel_tree(&self, id: &TransferId, phase: Phase) -> bool {
        if matches!(phase, Phase::Done | Phase::Cancelled) {
            return false;
        }
        self.change_tree(id, |tree| {
            tree.course = Course::Cancelled;
            tree.asks = false;
            tree.fault = None;
            tree.stop.cancel();
        });
        self.end_members(id);
        self.run_tree(id);
        true
    }

    /// Everything of it that is at work is given up.
    pub(super) fn end_members(&self, id: &TransferId) {
        let members = self.members_of(id);
        for (_, member) in members.iter().filter(|(phase, _)| *phase == Phase::Waiting) {
            self.step(member, Event::CancelAsked);
        }
        for (_, member) in &members {
            self.step(member, Event::CancelAsked);
        }
    }

    /// Its files at work.
    pub(super) fn members_of(&self, id: &TransferId) -> Vec<(Phase, TransferId)> {
        let rows = self.rows.lock();
        let trees = self.trees.lock();
        let members = trees
            .get(id)
            .into_iter()
            .flat_map(|tree| tree.members(&rows));
        members
            .map(|row| (row.transfer.phase, row.transfer.id.clone()))
            .collect()
    }

    /// The answer for the folder itself, or for all files of it that wait for one, those that come later included.
    pub(in crate::transfers) fn answer_tree(
        &self,
        id: &TransferId,
        answer: Answer,
    ) -> Option<bool> {
        let asks = self.trees.lock().get(id)?.asks;
        if asks {
            return Some(self.answer_folder(id, answer.into()).is_ok());
        }
        let meant = self.change_tree(id, |tree| {
            tree.same_names = Some(answer);
            tree.at_rest = false;
            tree.recount = true;
        });
        self.run_tree(id);
        Some(meant)
    }

    pub(crate) fn answer_folder(&self, id: &TransferId, answer: FolderAnswer) -> Result<(), Error> {
        let asks = self.trees.lock().get(id).map(|tree| tree.asks);
        if asks != Some(true) {
            return Err(Error::TransferUnknown);
        }
        if answer == FolderAnswer::Skip {
            self.cancel_tree(id, Phase::NeedsYou);
            return Ok(());
        }
        self.change_tree(id, |tree| {
            tree.asks = false;
            tree.answer = Some(answer);
            if let FolderAnswer::Merge(files) = answer {
                tree.same_names = files;
            }
            tree.at_rest = false;
        });
        self.run_tree(id);
        Ok(())
    }

    pub(crate) async fn items(
        &self,
        id: &TransferId,
        shown: ItemsShown,
        after: Option<ItemNumber>,
        limit: u32,
    ) -> Result<ItemsPage, Error> {
        let direction = self
            .trees
            .lock()
            .get(id)
            .map(|tree| tree.transfer.direction);
        let direction = direction.ok_or(Error::TransferUnknown)?;
        // What was told is written down before it is read.
        self.journal.open_folders(id, 0).await?;
        self.journal.items(id, direction, shown, after, limit).await
    }

    pub(crate) async fn answer_item(
        &self,
        id: &TransferId,
        item: ItemNumber,
        answer: Answer,
    ) -> Result<(), Error> {
        self.known_tree(id)?;
        let meant = self.journal.answer_items(id, Some(item), answer).await?;
        self.count_again(id);
        meant.then_some(()).ok_or(Error::TransferUnknown)
    }

    pub(crate) async fn retry_item(&self, id: &TransferId, item: ItemNumber) -> Result<(), Error> {
        self.known_tree(id)?;
        let meant = self.journal.retry_items(id, Some(item)).await?;
        self.count_again(id);
        meant.then_some(()).ok_or(Error::TransferUnknown)
    }

    pub(crate) async fn leave_failed(&self, id: &TransferId) -> Result<(), Error> {
        self.known_tree(id)?;
        self.journal.leave_failed_items(id).await?;
        // What kept the whole folder from going on, as a full storage, was left with them.
        self.change_tree(id, |tree| tree.fault = None);
        self.count_again(id);
        Ok(())
    }

    fn known_tree(&self, id: &TransferId) -> Result<(), Error> {
        let trees = self.trees.lock();
        let tree = trees
            .get(id)
            .filter(|tree| tree.course != Course::Cancelled);
        tree.map(|_| ()).ok_or(Error::TransferUnknown)
    }

    fn count_again(&self, id: &TransferId) {
        self.change_tree(id, |tree| {
            tree.recount = true;
            tree.at_rest = false;
        });
        self.run_tree(id);
    }

    /// Changes a folder, writes that down and tells it. False if there is none.
    pub(super) fn change_tree(&self, id: &TransferId, change: impl FnOnce(&mut Tree)) -> bool {
        let changed = self.trees.lock().get_mut(id).map(change).is_some();
        self.show_tree(id, true);
        changed
    }

    /// Tells how a folder is now. Its phase follows from that, and is written down where it is another one.
    pub(super) fn show_tree(&self, id: &TransferId, always: bool) {
        let now = self.connections.shared().ports.clock.wall();
        let rows = self.rows.lock();
        let mut trees = self.trees.lock();
        let Some(tree) = trees.get_mut(id) else {
            return;
        };
        let (mut moving, mut quiet) = (0, true);
        for row in tree.members(&rows) {
            moving += row.transfer.moved;
            quiet &= row.transfer.phase == Phase::Waiting;
        }
        let wait = self.wait_of(&tree.transfer.account);
        tree.look(moving, wait.filter(|_| quiet));
        if let Some(written) = tree.phase_changed(now) {
            self.journal.note_tree(written);
        } else if !always {
            return;
        }
        self.connections.shared().board.transfer(&tree.transfer);
    }

    /// Bytes of one of its files have moved: told now and then.
    pub(in crate::transfers) fn tree_moved(&self, id: &TransferId, bytes: u64) {
        let now = self.connections.shared().ports.clock.now();
        let due = self.trees.lock().get_mut(id).is_some_and(|tree| {
            tree.stirred = true;
            let due = tree.progress.add(now, bytes);
            tree.transfer.rate = tree.progress.rate();
            due
        });
        if due {
            self.show_tree(id, true);
            self.show_touched(id);
        }
    }

    /// Folders at the site in which something is new are read again by whoever looks at them.
    pub(super) fn show_touched(&self, id: &TransferId) {
        let touched = self.trees.lock().get_mut(id).map(|tree| {
            let touched = std::mem::take(&mut tree.touched);
            (tree.transfer.account.clone(), touched)
        });
        if let Some((account, touched)) = touched {
            for folder in touched {
                let board = &self.connections.shared().board;
                board.folder_changed(&account, &folder);
            }
        }
    }
}

impl Tree {
    /// Brings up to date what is shown beside the phase.
    fn look(&mut self, moving: u64, wait: Option<crate::transfers::Wait>) {
        let scanning = self.walking || !self.settled;
        let over = matches!(self.course, Course::Done | Course::Cancelled);
        if let Some(contents) = &mut self.transfer.contents {
            contents.scanning = scanning && !over && !self.at_rest;
            self.transfer.size = Some(contents.bytes);
            self.transfer.moved = contents.bytes_done + moving;
        }
        let going = self.course == Course::Going && !self.at_rest;
        self.transfer.wait = wait.filter(|_| going);
    }

    /// The phase that follows from everything else, where it is another one.
    fn phase_changed(&mut self, now: Timestamp) -> Option<crate::journal::TreeRecord> {
        let phase = super::standing::phase(&self.standing(self.transfer.wait.is_some()));
        let stands = matches!(phase, Phase::NeedsYou | Phase::Failed);
        let trouble = self.fault.as_ref().or(self.trouble.as_ref());
        self.transfer.problem = trouble.filter(|_| stands).cloned();
        if phase == self.transfer.phase {
            return None;
        }
        self.transfer.phase = phase;
        self.transfer.at = now;
        if phase != Phase::Moving {
            self.transfer.rate = None;
        }
        Some(self.record())
    }
}
