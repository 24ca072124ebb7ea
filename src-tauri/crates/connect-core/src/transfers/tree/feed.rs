//! The files of a folder get in line, a few at a time.

use std::io;
use std::path::PathBuf;

use super::contents::{ItemKind, LeftOut};
use super::tally::Stand;
use super::walk::Grounds;
use super::{AHEAD, Direction, TransferId, WINDOW};
use crate::connection::Session;
use crate::disk::{LookKind, Stat};
use crate::journal::{Item, Source, why};
use crate::problem::{Outcome, Problem};
use crate::transfers::placing::identity;
use crate::transfers::state::Answer;
use crate::transfers::{Transfers, name};

/// Other names to try before giving up.
const NAMES: u32 = 99;

/// What is to be done about one.
pub(super) enum Course {
    /// It gets in line: from or to this place, in the stead of what is there.
    Goes(PathBuf, Option<Source>),
    /// Not now, because of this.
    Needs(Outcome),
    Failed(Outcome),
    LeftOut(LeftOut),
}

impl Transfers {
    /// As many get in line as may be at work at once.
    pub(super) async fn feed(&self, id: &TransferId, session: &Session) -> Result<(), Problem> {
        loop {
            let Some(grounds) = self.grounds(id) else {
                return Ok(());
            };
            let Some(item) = self.next_item(id).await? else {
                return Ok(());
            };
            let answer = item.answer.or_else(|| self.same_names(id));
            match self.course_of_file(&grounds, &item, answer).await {
                Course::Goes(place, replaces) => {
                    self.add_member(id, session, &grounds, item, place, replaces, answer);
                }
                Course::Needs(outcome) => {
                    self.decide(id, &item, Stand::NeedsYou, why(outcome));
                    self.about(id, &item, outcome);
                }
                Course::Failed(outcome) => {
                    self.decide(id, &item, Stand::Failed, why(outcome));
                    self.about(id, &item, outcome);
                }
                Course::LeftOut(reason) => {
                    self.decide(id, &item, Stand::LeftOut, reason.word());
                }
            }
        }
    }

    /// The next one that may be at work, if another may.
    async fn next_item(&self, id: &TransferId) -> Result<Option<Item>, Problem> {
        loop {
            let after = {
                let mut trees = self.trees.lock();
                let Some(tree) = trees.get_mut(id) else {
                    return Ok(None);
                };
                if tree.members.len() >= WINDOW || tree.course != super::standing::Course::Going {
                    return Ok(None);
                }
                while let Some(item) = tree.ahead.pop_front() {
                    if !tree.members.contains_key(&item.number) {
                        return Ok(Some(item));
                    }
                }
                tree.cursor
            };
            let read = self.journal.next_files(id, after, AHEAD).await;
            let read = read.map_err(|error| error.problem())?;
            let mut trees = self.trees.lock();
            let Some(tree) = trees.get_mut(id) else {
                return Ok(None);
            };
            let Some(last) = read.last() else {
                return Ok(None);
            };
            if tree.cursor == after {
                tree.cursor = last.number;
                tree.ahead.extend(read);
            }
        }
    }

    /// Looks before a file gets in line: it may be another thing by now, or have a name that is taken here.
    async fn course_of_file(
        &self,
        grounds: &Grounds,
        item: &Item,
        answer: Option<Answer>,
    ) -> Course {
        let vfs = &self.connections.shared().ports.vfs;
        if grounds.there(&item.remote).is_none() {
            return Course::LeftOut(LeftOut::NameUnusable);
        }
        let place = grounds.local.join(&item.local);
        let above = item.local.parent().map(PathBuf::from).unwrap_or_default();
        let broken = match grounds.direction {
            Direction::Upload => Outcome::FileUnreadable,
            Direction::Download => Outcome::FileUnwritable,
        };
        if !matches!(self.is_within(&grounds.local, &above).await, Ok(true)) {
            return Course::Failed(broken);
        }
        let there = vfs.look(&place).await;
        if grounds.direction == Direction::Upload {
            return match there {
                Ok(look) if look.kind == LookKind::File => Course::Goes(place, None),
                Ok(look) if look.kind != LookKind::Folder => {
                    Course::LeftOut(LeftOut::of(look.kind))
                }
                _ => Course::Failed(broken),
            };
        }
        if let Some(record) = &item.record
            && record.source.is_some()
        {
            // Begun before: what had the name then is written down.
            return Course::Goes(record.local.clone(), record.replaces.clone());
        }
        match (there, answer) {
            (Err(error), _) if error.kind() == io::ErrorKind::NotFound => Course::Goes(place, None),
            (Err(_), _) => Course::Failed(broken),
            (Ok(_), Some(Answer::Skip)) => Course::LeftOut(LeftOut::NameTaken),
            // Never through a link, and never a folder.
            (Ok(look), Some(Answer::Replace)) if look.kind == LookKind::File => {
                let stat: io::Result<Stat> = vfs.stat(&place).await;
                let replaces = stat.ok().map(|stat| identity(&stat));
                Course::Goes(place, replaces)
            }
            (Ok(_), None | Some(Answer::Replace)) => Course::Needs(Outcome::NameTaken),
            (Ok(_), Some(Answer::KeepBoth)) => {
                let shown = place.file_name().unwrap_or_default();
                let shown = shown.to_string_lossy().into_owned();
                for number in 2..=NAMES {
                    let other = place.with_file_name(name::numbered(&shown, number));
                    if vfs.look(&other).await.is_err() {
                        return Course::Goes(other, None);
                    }
                }
                Course::Needs(Outcome::NameTaken)
            }
        }
    }

    fn decide(&self, id: &TransferId, item: &Item, stand: Stand, why: String) {
        self.journal.note_item(item.number, stand, Some(why), None);
        let bytes = item.size.unwrap_or(0);
        self.change_tree(id, |tree| {
            tree.turn(ItemKind::File, Stand::Waiting, stand, bytes);
        });
    }

    fn about(&self, id: &TransferId, item: &Item, outcome: Outcome) {
        let problem = Problem::new(outcome).about(item.remote.as_str());
        self.change_tree(id, |tree| tree.trouble = Some(problem));
    }
}
