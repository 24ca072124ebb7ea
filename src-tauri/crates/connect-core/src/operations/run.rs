//! The run of an operation: look, ask, look again; a few entries at a time.

use std::collections::BTreeSet;
use std::time::Duration;

use smartfile::RemotePath;

use super::act::Said;
use super::item::Item;
use super::look::Look;
use super::state::Event;
use super::{Deed, OperationId, Operations};
use crate::connection::Session;
use crate::problem::{Outcome, Problem};
use crate::transfers::state::Answer;

/// Entries in one request. Small enough that a stop soon takes effect and that progress shows; large enough that
/// fifty files are not fifty jobs for the site.
const BATCH: usize = 10;
/// Times that is asked for again which the site has failed over and not done.
const AGAIN: usize = 2;
/// Seconds between looks while there is no way to the site: for two minutes what was asked for is done as soon as there
/// is one. What would be done later than that nobody expects any more.
const LOOK_AGAIN: [u64; 8] = [1, 2, 4, 8, 15, 30, 30, 30];
/// Questions at once (API facts §13.36).
pub(super) const AT_ONCE: usize = 3;

/// How an entry gets where it is to be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Way {
    /// With others in one request.
    Together,
    /// Under a name of its own.
    Named,
    /// What has the name is set aside first, and given up only when the new one is in its place.
    Aside,
}

/// An entry that was looked at and can be asked for.
pub(super) struct Ready {
    pub(super) at: usize,
    pub(super) item: Item,
    pub(super) way: Way,
}

struct Plan {
    deed: Deed,
    into: Option<RemotePath>,
    answer: Option<Answer>,
    open: Vec<(usize, Item)>,
}

impl Operations {
    pub(super) async fn run(&self, id: &OperationId) {
        let stop = self.rows.lock().rows.get(id).map(|row| row.stop.clone());
        let Some(stop) = stop else { return };
        let work = async {
            let Ok(_slot) = self.slots.acquire().await else {
                return;
            };
            if !self.step(id, Event::SlotFree) {
                return;
            }
            self.work(id).await;
            let end = self.rows.lock().rows.get(id).map(super::Row::end);
            self.step(id, end.unwrap_or(Event::NoneDone));
        };
        tokio::select! {
            biased;
            () = stop.cancelled() => {}
            () = work => {}
        }
        if stop.is_cancelled() {
            self.tidy(id).await;
            self.tell_folders(id, |item| item.tried);
        }
    }

    async fn work(&self, id: &OperationId) {
        let plan = self.change(id, |row| Plan {
            deed: row.operation.deed,
            into: row.operation.to.clone(),
            answer: row.answer.take(),
            open: row
                .items
                .iter()
                .enumerate()
                .filter(|(_, item)| !item.is_done())
                .map(|(at, item)| (at, item.clone()))
                .collect(),
        });
        let account = self
            .rows
            .lock()
            .rows
            .get(id)
            .map(|row| row.operation.account.clone());
        let (Some(plan), Some(account)) = (plan, account) else {
            return;
        };
        let fail_all = |open: &[(usize, Item)], problem: &Problem| {
            self.change(id, |row| {
                for (at, item) in open {
                    row.items[*at].fail(problem.clone().about(item.name()));
                }
            });
        };
        let session = self.connections.of(&account).and_then(|c| c.session());
        let session = match session {
            Ok(session) => session,
            Err(error) => return fail_all(&plan.open, &error.problem()),
        };
        if let (Deed::Move | Deed::Copy, Some(into)) = (plan.deed, &plan.into)
            && let Err(problem) = self.is_folder_in_time(&session, into).await
        {
            return fail_all(&plan.open, &problem);
        }
        for (number, batch) in plan.open.chunks(BATCH).enumerate() {
            let mut lost = self.batch(id, &session, &plan, batch).await;
            for _ in 0..AGAIN {
                if lost.is_some() {
                    break;
                }
                let undone = self.undone(id, batch);
                if undone.is_empty() {
                    break;
                }
                self.step(id, Event::More);
                lost = self.batch(id, &session, &plan, &undone).await;
            }
            if let Some(problem) = lost {
                // Every further question would only wait for the same silence.
                let rest = plan.open.get((number + 1) * BATCH..);
                return fail_all(rest.unwrap_or_default(), &problem);
            }
            self.step(id, Event::More);
        }
    }

    /// What the site failed over, of these, and was seen not to have done: it may be asked for once more.
    fn undone(&self, id: &OperationId, batch: &[(usize, Item)]) -> Vec<(usize, Item)> {
        let mut rows = self.rows.lock();
        let Some(row) = rows.rows.get_mut(id) else {
            return Vec::new();
        };
        let mut undone = Vec::new();
        for (at, _) in batch {
            let item = &mut row.items[*at];
            if item.may_be_tried_again() {
                item.forget_failure();
                undone.push((*at, item.clone()));
            }
        }
        undone
    }

    /// Does a few entries; answers why there is no use in going on, if there is none.
    async fn batch(
        &self,
        id: &OperationId,
        session: &Session,
        plan: &Plan,
        batch: &[(usize, Item)],
    ) -> Option<Problem> {
        let looks = self.look_in_time(session, plan, batch).await;
        let mut lost = None;
        let mut ready = Vec::new();
        self.change(id, |row| {
            for ((at, item), look) in batch.iter().zip(looks) {
                let own = &mut row.items[*at];
                match look {
                    Look::Ready(changed, way) => {
                        *own = changed;
                        own.tried = true;
                        ready.push(Ready {
                            at: *at,
                            item: own.clone(),
                            way,
                        });
                    }
                    Look::Settled => own.done(),
                    Look::Problem(problem) => own.fail(problem.about(item.name())),
                    Look::Lost(problem) => {
                        own.fail(problem.clone().about(item.name()));
                        lost = Some(problem);
                    }
                }
            }
            row.asked = !ready.is_empty();
        });
        if ready.is_empty() {
            return lost;
        }
        let said = self.act(id, session, plan.deed, &ready).await;
        self.step(id, Event::Asked);
        self.settle(id, session, plan.deed, &ready, &said).await;
        self.change(id, |row| row.asked = false);
        let touched: BTreeSet<usize> = ready.iter().map(|ready| ready.at).collect();
        self.tell(id, |at, _| touched.contains(&at));
        lost
    }

    /// The look before the deed, when there is a way to the site. Nothing has been asked for yet.
    async fn look_in_time(
        &self,
        session: &Session,
        plan: &Plan,
        batch: &[(usize, Item)],
    ) -> Vec<Look> {
        for seconds in LOOK_AGAIN {
            let looks = self.look_at(session, plan.deed, plan.answer, batch).await;
            let away = |look: &Look| matches!(look, Look::Lost(problem) if is_away(problem));
            if !looks.iter().any(away) {
                return looks;
            }
            let clock = &self.connections.shared().ports.clock;
            clock.sleep(Duration::from_secs(seconds)).await;
        }
        self.look_at(session, plan.deed, plan.answer, batch).await
    }

    async fn is_folder_in_time(
        &self,
        session: &Session,
        folder: &RemotePath,
    ) -> Result<(), Problem> {
        for seconds in LOOK_AGAIN {
            match self.is_folder(session, folder).await {
                Err(problem) if is_away(&problem) => {
                    let clock = &self.connections.shared().ports.clock;
                    clock.sleep(Duration::from_secs(seconds)).await;
                }
                looked => return looked,
            }
        }
        self.is_folder(session, folder).await
    }

    /// Looks at what came of it until everything is as it was asked for, or nothing more is to be expected.
    async fn settle(
        &self,
        id: &OperationId,
        session: &Session,
        deed: Deed,
        ready: &[Ready],
        said: &[Said],
    ) {
        let found = self.check(session, deed, ready, said).await;
        self.change(id, |row| {
            for (ready, found) in ready.iter().zip(found) {
                let own = &mut row.items[ready.at];
                match found {
                    Ok(seen) => {
                        if own.seen.is_none() {
                            own.seen = seen;
                        }
                        own.replaced = ready.way == Way::Aside;
                        own.done();
                    }
                    Err(problem) => own.fail(problem.about(ready.item.name())),
                }
            }
        });
        self.tidy(id).await;
    }

    fn tell_folders(&self, id: &OperationId, which: impl Fn(&Item) -> bool) {
        self.tell(id, |_, item| which(item));
    }

    /// Says whose folders may look different now, and that what others left there is not as they left it.
    fn tell(&self, id: &OperationId, which: impl Fn(usize, &Item) -> bool) {
        let told = {
            let rows = self.rows.lock();
            rows.rows.get(id).map(|row| {
                let all = row.items.iter().enumerate();
                let touched: Vec<Item> = all
                    .filter(|(at, item)| which(*at, item))
                    .map(|(_, item)| item.clone())
                    .collect();
                (row.operation.account.clone(), touched)
            })
        };
        let Some((account, touched)) = told else {
            return;
        };
        let folders: BTreeSet<RemotePath> = touched.iter().flat_map(Item::folders).collect();
        for folder in folders {
            self.connections
                .shared()
                .board
                .folder_changed(&account, &folder);
        }
        let from: Vec<RemotePath> = touched
            .iter()
            .filter_map(|item| item.from.clone())
            .collect();
        self.outdate(id, &from);
    }
}

/// There is no way to the site for now.
fn is_away(problem: &Problem) -> bool {
    matches!(
        problem.outcome,
        Outcome::Offline | Outcome::TimedOut | Outcome::ProxyFailed
    )
}
