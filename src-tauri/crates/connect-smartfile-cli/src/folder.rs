//! Whole folders on their way: what is asked about them, and what is told of each thing that did not arrive.

use std::collections::HashSet;

use connect_core::{
    Answer, Contents, ContentsItem, FolderAnswer, ItemState, ItemsShown, LeftOut, Outcome, Phase,
    Problem, Transfer, TransferId,
};
use serde_json::json;

use crate::arguments::Taken;
use crate::exit::Exit;
use crate::seat::Seat;
use crate::taken;
use crate::trouble::Trouble;
use crate::visible::visible;
use crate::words::{With, say, word};

/// Items that are told at once.
const AT_ONCE: u32 = 200;

/// What was said about folders so far.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// Their files were answered for: what asks again cannot be helped by the same answer.
    answered: HashSet<TransferId>,
    /// Nobody said what to do about something in them.
    unanswered: HashSet<TransferId>,
}

impl Said {
    /// Answers a folder that asks: about its own name, or about those of its files.
    pub(crate) async fn answer(
        &mut self,
        seat: &mut Seat,
        taken: Taken,
        row: &Transfer,
    ) -> Result<(), Trouble> {
        let in_it = row.contents.as_ref().is_some_and(|all| all.needs_you > 0);
        if in_it {
            return self.answer_items(seat, taken, row).await;
        }
        if taken.merge {
            let files = taken.if_exists.map(Answer::from);
            let answer = FolderAnswer::Merge(files);
            return Ok(seat.app.answer_folder(&row.id, answer)?);
        }
        let answer = taken::answer(seat, taken, &row.name).await;
        if answer.is_none() {
            self.unanswered.insert(row.id.clone());
            if let Some(problem) = &row.problem {
                seat.out.trouble(&problem.into(), Some(&row.name));
            }
        }
        let answer = answer.unwrap_or(Answer::Skip);
        Ok(seat.app.answer_transfer(&row.id, answer)?)
    }

    async fn answer_items(
        &mut self,
        seat: &mut Seat,
        taken: Taken,
        row: &Transfer,
    ) -> Result<(), Trouble> {
        let name = row
            .problem
            .as_ref()
            .and_then(|problem| problem.name.clone());
        let name = name.unwrap_or_else(|| row.name.clone());
        let first = self.answered.insert(row.id.clone());
        let answer = if first {
            taken::answer(seat, taken, &name).await
        } else {
            None
        };
        if answer.is_none() {
            self.unanswered.insert(row.id.clone());
            tell_items(seat, row, ItemsShown::NeedsYou).await?;
        }
        let answer = answer.unwrap_or(Answer::Skip);
        Ok(seat.app.answer_transfer(&row.id, answer)?)
    }

    /// How one ended: what did not arrive, each with its reason, and then the sum of it.
    pub(crate) async fn tell(
        &self,
        seat: &Seat,
        row: &Transfer,
        local: &str,
    ) -> Result<Exit, Trouble> {
        let contents = row.contents.clone().unwrap_or_default();
        let mut exit = if self.unanswered.contains(&row.id) {
            Exit::NeedsAnswer
        } else {
            Exit::Done
        };
        for shown in [ItemsShown::LeftOut, ItemsShown::Renamed, ItemsShown::Failed] {
            exit = exit.and(tell_items(seat, row, shown).await?);
        }
        if let (Phase::Failed, Some(problem)) = (row.phase, &row.problem)
            && contents.failed == 0
        {
            let trouble = Trouble::from(problem);
            seat.out.trouble(&trouble, Some(&row.name));
            exit = exit.and(trouble.exit);
        }
        let ended = match row.phase {
            Phase::Done => "done",
            Phase::Failed => "failed",
            _ => "skipped",
        };
        let object = json!({
            "kind": "folder",
            "direction": crate::transfer::direction(row.direction),
            "ended": ended,
            "name": row.name,
            "folder": row.folder.as_str(),
            "local": local,
            "files": contents.files,
            "done": contents.done,
            "by_fingerprint": contents.by_fingerprint,
            "by_size": contents.by_size,
            "size": contents.bytes_done,
            "failed": contents.failed,
            "left_out": contents.left_out,
            "renamed": contents.renamed,
        });
        let line = if row.phase == Phase::Cancelled {
            say("cli-left", &With::text("name", &row.name))
        } else {
            format!("{}: {}", visible(&row.name), sum(&contents))
        };
        seat.out.success(&line, &object);
        Ok(exit)
    }
}

/// "47 of 50 files arrived. 45 are the same at both ends, …"
fn sum(contents: &Contents) -> String {
    let with = With::number("done", contents.done).and_number("files", contents.files);
    let arrived = say("cli-folder-arrived", &with);
    let with = With::number("same", contents.by_fingerprint).and_number("size", contents.by_size);
    let proven = match (contents.done, contents.by_size) {
        (0, _) => return arrived,
        (_, 0) => say("cli-folder-same", &with),
        _ => say("cli-folder-size", &with),
    };
    format!("{arrived} {proven}")
}

async fn tell_items(seat: &Seat, row: &Transfer, shown: ItemsShown) -> Result<Exit, Trouble> {
    let mut exit = Exit::Done;
    let mut after = None;
    loop {
        let page = seat
            .app
            .folder_items(&row.id, shown, after, AT_ONCE)
            .await?;
        for item in &page.items {
            exit = exit.and(tell_item(seat, row, item));
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(exit),
        }
    }
}

fn tell_item(seat: &Seat, row: &Transfer, item: &ContentsItem) -> Exit {
    let path = format!("{}/{}", row.name, item.path);
    let problem = |outcome: Outcome| Trouble::from(Problem::new(outcome).about(item.path.clone()));
    match &item.state {
        ItemState::Failed(outcome) => {
            let trouble = problem(*outcome);
            seat.out.trouble(&trouble, Some(&path));
            trouble.exit
        }
        ItemState::NeedsYou(outcome) => {
            seat.out.trouble(&problem(*outcome), Some(&path));
            Exit::NeedsAnswer
        }
        ItemState::LeftOut(reason) => {
            let reason = reason_name(*reason);
            let why = word(&format!("cli-left-out-{reason}"));
            let line = format!("{}: {why}", visible(&path));
            seat.out.note(
                &line,
                &json!({
                    "kind": "left_out",
                    "path": path,
                    "reason": reason,
                }),
            );
            Exit::Done
        }
        ItemState::Done(_) | ItemState::Waiting => {
            if let Some(other) = &item.renamed {
                let with = With::text("path", &path).and("name", other);
                seat.out.note(
                    &say("cli-renamed-item", &with),
                    &json!({
                        "kind": "renamed",
                        "path": path,
                        "name": other,
                    }),
                );
            }
            Exit::Done
        }
    }
}

fn reason_name(reason: LeftOut) -> &'static str {
    match reason {
        LeftOut::Link => "link",
        LeftOut::Socket => "socket",
        LeftOut::Pipe => "pipe",
        LeftOut::Device => "device",
        LeftOut::Special => "special",
        LeftOut::NameNotText => "name-not-text",
        LeftOut::NameUnusable => "name-unusable",
        LeftOut::ContainsItself => "contains-itself",
        LeftOut::TooDeep => "too-deep",
        LeftOut::NameTaken => "name-taken",
        LeftOut::ByYou => "by-you",
    }
}
