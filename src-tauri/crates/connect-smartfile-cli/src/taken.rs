//! What to do where a name is taken: said beforehand, or asked.

use connect_core::Answer;

use crate::arguments::Taken;
use crate::seat::Seat;
use crate::terminal::Terminal;
use crate::words::{With, say};

/// The answer for this name; `None` when nobody says.
pub(crate) async fn answer(seat: &mut Seat, taken: Taken, name: &str) -> Option<Answer> {
    if let Some(said) = taken.if_exists {
        return Some(said.into());
    }
    if !Terminal::is_there() {
        return None;
    }
    let question = say("cli-ask-taken", &With::text("name", name));
    loop {
        let typed = seat.terminal.ask(&question).await?;
        match typed.trim().to_lowercase().as_str() {
            "r" | "replace" => return Some(Answer::Replace),
            "k" | "keep-both" => return Some(Answer::KeepBoth),
            "s" | "skip" => return Some(Answer::Skip),
            _ => {}
        }
    }
}
