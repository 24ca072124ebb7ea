//! A folder's files at work: each a transfer like any other, that only its folder is told of.

use std::path::PathBuf;
use std::time::Duration;

use super::contents::{ItemKind, LeftOut};
use super::tally::Stand;
use super::walk::Grounds;
use super::{Direction, TransferId};
use crate::connection::Session;
use crate::journal::{Item, Member, Source, why};
use crate::problem::{Outcome, Problem};
use crate::transfers::queue::Place;
use crate::transfers::row::{Job, Row};
use crate::transfers::state::{Answer, Event, Phase};
use crate::transfers::{Transfer, Transfers};

/// Within so long it is told how many have arrived.
const SOON: Duration = Duration::from_millis(250);

/// Of a file whose run has come to an end.
struct End {
    phase: Phase,
    problem: Option<Problem>,
    proof: Option<crate::transfers::Proof>,
    answer: Option<Answer>,
    size: Option<u64>,
    folder: smartfile::RemotePath,
    name: String,
}

impl Transfers {
    /// One more is at work. It is in the journal as an item already: nothing has been done about it, so it needs no
    /// row of its own before its first byte.
    #[allow(clippy::too_many_arguments)] // they are the file
    pub(super) fn add_member(
        &self,
        id: &TransferId,
        session: &Session,
        grounds: &Grounds,
        item: Item,
        place: PathBuf,
        replaces: Option<Source>,
        answer: Option<Answer>,
    ) {
        let Some(path) = grounds.there(&item.remote) else {
            return;
        };
        let folder = path.parent().unwrap_or_else(smartfile::RemotePath::root);
        let job = match grounds.direction {
            Direction::Upload => Job::Upload {
                local: place,
                into: folder.clone(),
            },
            Direction::Download => Job::Download {
                path,
                target: place,
            },
        };
        let now = self.connections.shared().ports.clock.wall();
        let member = Member {
            tree: id.clone(),
            item: item.number,
        };
        let size = item.size.unwrap_or(0);
        let mut row = if let Some(record) = item.record {
            Row::of(record)
        } else {
            let name = TransferId::from(uuid::Uuid::new_v4().to_string());
            let (shown, _) = job.shown();
            let transfer = Transfer {
                id: name.clone(),
                account: session.account.clone(),
                direction: grounds.direction,
                name: shown,
                folder,
                size: item.size,
                moved: 0,
                phase: Phase::Waiting,
                wait: None,
                rate: None,
                proof: None,
                unchecked: false,
                problem: None,
                contents: None,
                at: now,
            };
            Row::new(transfer, job, name.to_string(), now, 0)
        };
        if row.answer != answer && row.notes.source.is_some() {
            // What was found before the answer is looked for again.
            row.notes.source = None;
        }
        row.answer = answer;
        row.member = Some(member);
        row.looked_at = true;
        row.notes.replaces = replaces;
        row.transfer.phase = Phase::Waiting;
        row.transfer.problem = None;
        row.transfer.moved = 0;
        let transfer = row.transfer.id.clone();
        let mut rows = self.rows.lock();
        let place = {
            let mut trees = self.trees.lock();
            let Some(tree) = trees.get_mut(id) else {
                return;
            };
            tree.members.insert(item.number, (transfer.clone(), size));
            tree.place
        };
        row.place = place;
        rows.all.insert(transfer.clone(), row);
        drop(rows);
        let place = Place::of(place, item.number);
        self.queue
            .lock()
            .wait(place, transfer, session.account.clone());
        self.pump();
    }

    /// Those whose run has come to an end make room for others.
    pub(super) async fn settle_ended(&self, id: &TransferId) {
        loop {
            let next = self
                .trees
                .lock()
                .get(id)
                .and_then(|tree| tree.ended.front().cloned());
            let Some((number, member)) = next else {
                break;
            };
            let found = {
                let rows = self.rows.lock();
                rows.all.get(&member).map(|row| {
                    let end = End {
                        phase: row.transfer.phase,
                        problem: row.transfer.problem.clone(),
                        proof: row.transfer.proof.clone(),
                        answer: row.answer,
                        size: row.transfer.size,
                        folder: row.transfer.folder.clone(),
                        name: row.transfer.name.clone(),
                    };
                    (end, row.runs.clone())
                })
            };
            let Some((end, runs)) = found else {
                self.forget_ended(id);
                continue;
            };
            let policy = self.same_names(id);
            if end.phase == Phase::NeedsYou
                && let Some(answer) = policy
                && (answer == Answer::Skip || Some(answer) != end.answer)
            {
                // It was said what is done about every name that is taken. One that is left ends once more.
                self.forget_ended(id);
                let _ = self.answer(&member, answer);
                continue;
            }
            // Its part may still be being removed.
            runs.close();
            runs.wait().await;
            self.settle(id, number, &member, end);
        }
    }

    fn forget_ended(&self, id: &TransferId) {
        if let Some(tree) = self.trees.lock().get_mut(id) {
            tree.ended.pop_front();
        }
    }

    fn settle(&self, id: &TransferId, number: i64, member: &TransferId, end: End) {
        self.rows.lock().all.remove(member);
        let outcome = end
            .problem
            .as_ref()
            .map_or(Outcome::Internal, |problem| problem.outcome);
        let given_up = self.course_of(id) == Some(super::standing::Course::Cancelled);
        let (stand, reason) = match end.phase {
            Phase::Done => (Stand::Done, None),
            Phase::NeedsYou => (Stand::NeedsYou, Some(why(outcome))),
            Phase::Failed => (Stand::Failed, Some(why(outcome))),
            _ if given_up => (Stand::Waiting, None),
            _ if end.answer == Some(Answer::Skip) => {
                (Stand::LeftOut, Some(LeftOut::NameTaken.word()))
            }
            _ => (Stand::LeftOut, Some(LeftOut::ByYou.word())),
        };
        // What is done was written down with its receipt.
        if !matches!(stand, Stand::Done | Stand::Waiting) {
            self.journal
                .note_item(number, stand, reason, Some(member.clone()));
        }
        if let Some(tree) = self.trees.lock().get_mut(id) {
            tree.ended.pop_front();
            let found = tree.members.remove(&number).map_or(0, |(_, size)| size);
            if let Some(contents) = &mut tree.transfer.contents {
                contents.turn(ItemKind::File, Stand::Waiting, stand, found);
                if stand == Stand::Done {
                    // It may have had another size than when it was found.
                    let size = end.size.unwrap_or(found);
                    contents.bytes = contents.bytes.saturating_sub(found) + size;
                    contents.bytes_done = contents.bytes_done.saturating_sub(found) + size;
                    contents.prove(end.proof.as_ref());
                }
            }
            if stand == Stand::Done && tree.is_upload() {
                tree.touched.insert(end.folder);
            }
            if matches!(stand, Stand::NeedsYou | Stand::Failed) {
                tree.trouble = end.problem.map(|problem| problem.about(end.name));
            }
            // Every other file would fail over the same.
            if stand == Stand::Failed
                && matches!(outcome, Outcome::DiskFull | Outcome::QuotaExceeded)
            {
                tree.fault.clone_from(&tree.trouble);
            }
        }
        let due = {
            let now = self.connections.shared().ports.clock.now();
            let mut trees = self.trees.lock();
            trees
                .get_mut(id)
                .is_some_and(|tree| tree.progress.add(now, 0))
        };
        if due || stand != Stand::Done {
            self.show_tree(id, true);
            self.show_touched(id);
        } else {
            self.show_soon(id);
        }
    }

    /// What is not worth a fact of its own is told with the next one, and that comes soon.
    fn show_soon(&self, id: &TransferId) {
        let first = self.trees.lock().get_mut(id).is_some_and(|tree| {
            let first = !tree.shows_soon;
            tree.shows_soon = true;
            first
        });
        if !first {
            return;
        }
        let clock = self.connections.shared().ports.clock.clone();
        let (me, id) = (self.me.clone(), id.clone());
        self.handle.spawn(async move {
            clock.sleep(SOON).await;
            if let Some(this) = me.upgrade() {
                if let Some(tree) = this.trees.lock().get_mut(&id) {
                    tree.shows_soon = false;
                }
                this.show_tree(&id, true);
                this.show_touched(&id);
            }
        });
    }

    /// A file of a folder is in this phase now: its folder looks after it where that is an end.
    pub(in crate::transfers) fn member_is(
        &self,
        member: &Member,
        transfer: &TransferId,
        phase: Phase,
    ) {
        let over = matches!(
            phase,
            Phase::Done | Phase::NeedsYou | Phase::Failed | Phase::Cancelled
        );
        let mut trees = self.trees.lock();
        let Some(tree) = trees.get_mut(&member.tree) else {
            return;
        };
        tree.stirred |= matches!(phase, Phase::Moving | Phase::Done);
        if over {
            tree.ended.push_back((member.item, transfer.clone()));
            tree.stir();
        }
    }

    /// A folder whose file has come to an end looks after it.
    pub(in crate::transfers) fn wake_tree_of(&self, member: &Member, event: Event) {
        if !matches!(event, Event::SlotFree | Event::AllMoved | Event::Settled) {
            self.run_tree(&member.tree);
        }
        self.show_tree(&member.tree, false);
    }
}
