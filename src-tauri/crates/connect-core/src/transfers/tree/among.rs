//! Folders among the other transfers: brought back, moved in the queue, stopped and taken away with them.

use smartfile::RemotePath;
use tokio_util::task::TaskTracker;

use super::contents::Contents;
use super::standing::Course;
use super::{TransferId, Tree};
use crate::connection::Session;
use crate::journal::TreeRecord;
use crate::transfers::queue::Place;
use crate::transfers::{Rows, Transfer, Transfers};

impl Transfers {
    /// What the last start left shows again. Answers those that were given up and of which something may lie about.
    pub(in crate::transfers) fn bring_trees_back(
        &self,
        found: Vec<(TreeRecord, Contents)>,
        rows: &mut Rows,
    ) -> Vec<TransferId> {
        let mut given_up = Vec::new();
        let mut trees = self.trees.lock();
        for (record, contents) in found {
            let mut tree = Tree::of(record, contents);
            let id = tree.transfer.id.clone();
            tree.place = rows.last;
            rows.last += 1;
            rows.requests.insert(tree.request.clone(), id.clone());
            if tree.course == Course::Cancelled {
                given_up.push(id.clone());
            } else {
                self.connections.shared().board.transfer(&tree.transfer);
            }
            trees.insert(id, tree);
        }
        given_up
    }

    /// The ways may have changed.
    pub(in crate::transfers) fn look_again_at_trees(&self) {
        let ids: Vec<TransferId> = {
            let trees = self.trees.lock();
            let going = trees.values().filter(|tree| tree.course == Course::Going);
            going.map(|tree| tree.transfer.id.clone()).collect()
        };
        for id in ids {
            if let Some(tree) = self.trees.lock().get(&id) {
                tree.stir();
            }
            self.show_tree(&id, true);
        }
    }

    /// The folder stands here in the queue from now on.
    pub(in crate::transfers) fn move_tree(&self, id: &TransferId, place: i64) -> bool {
        let mut trees = self.trees.lock();
        let Some(tree) = trees.get_mut(id) else {
            return false;
        };
        tree.place = place;
        self.journal.note_tree(tree.record());
        true
    }

    pub(in crate::transfers) fn move_members(&self, id: &TransferId, rows: &mut Rows, place: i64) {
        let mut queue = self.queue.lock();
        for row in rows.all.values_mut() {
            if let Some(member) = row.member.clone().filter(|member| member.tree == *id) {
                row.place = place;
                queue.move_to(Place::of(place, member.item), &row.transfer.id);
            }
        }
    }

    /// Ends all their runs as they are.
    pub(in crate::transfers) fn stop_trees(&self) -> Vec<TaskTracker> {
        let trees = self.trees.lock();
        let trees = trees.values();
        trees
            .map(|tree| {
                tree.stop.cancel();
                tree.runs.clone()
            })
            .collect()
    }

    /// Takes away those that are done with, and forgets what was in them.
    pub(in crate::transfers) fn remove_trees(
        &self,
        which: impl Fn(&Transfer) -> bool,
    ) -> Vec<TransferId> {
        let mut trees = self.trees.lock();
        let gone: Vec<TransferId> = trees
            .values()
            // One that is being tidied up stays until it is.
            .filter(|tree| {
                which(&tree.transfer) && (tree.at_rest || tree.course == Course::Interrupted)
            })
            .map(|tree| tree.transfer.id.clone())
            .collect();
        for id in &gone {
            trees.remove(id);
            self.journal.note_forgotten(id);
        }
        gone
    }

    /// Something is new in a folder at the site. Of a folder's many files that is told now and then.
    pub(in crate::transfers) fn is_new_in(
        &self,
        id: &TransferId,
        session: &Session,
        folder: &RemotePath,
    ) {
        let member = self.rows.lock().all.get(id).map(|row| row.member.is_some());
        if member != Some(true) {
            let board = &self.connections.shared().board;
            board.folder_changed(&session.account, folder);
        }
    }
}
