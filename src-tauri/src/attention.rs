//! What the desktop is told beside the window: the bar on the taskbar, and a word when the last transfer has ended.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use connect_core::{Fact, Observer};
use tauri::window::{ProgressBarState, ProgressBarStatus};
use tauri::{AppHandle, Manager, Runtime};

use crate::notice;
use crate::sight;
use crate::window;
use crate::work::{Bar, Ended, Work};

type Show = Box<dyn Fn(Bar) + Send + Sync>;
type Tell = Box<dyn Fn(Ended) + Send + Sync>;

/// Watches the transfers for the desktop.
pub struct Attention {
    seen: Mutex<Seen>,
    show: Show,
    tell: Tell,
}

#[derive(Debug)]
struct Seen {
    work: Work,
    bar: Bar,
}

impl fmt::Debug for Attention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attention").finish_non_exhaustive()
    }
}

impl Attention {
    /// `show` is called when the bar looks different, `tell` when the last transfer has ended.
    pub fn new(
        show: impl Fn(Bar) + Send + Sync + 'static,
        tell: impl Fn(Ended) + Send + Sync + 'static,
    ) -> Self {
        Self {
            seen: Mutex::new(Seen {
                work: Work::default(),
                bar: Bar::Gone,
            }),
            show: Box::new(show),
            tell: Box::new(tell),
        }
    }

    /// On this desktop. Who looks at the window sees the end of the transfers there.
    pub(crate) fn of_desktop<R: Runtime>(handle: &AppHandle<R>) -> Self {
        let (shown, told) = (handle.clone(), handle.clone());
        Self::new(
            move |bar| show(&shown, bar),
            move |ended| {
                let told = told.clone();
                tauri::async_runtime::spawn(async move {
                    let Some(window) = told.get_webview_window(window::MAIN) else {
                        return;
                    };
                    let looked_at = sight::asked(&window, |it| it.is_focused().unwrap_or(true));
                    if looked_at.await == Some(false) {
                        notice::show(&told, ended);
                    }
                });
            },
        )
    }
}

impl Observer for Attention {
    fn notify(&self, fact: Fact) {
        let (ended, changed) = {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            let ended = seen.work.take(&fact.what);
            let bar = seen.work.bar();
            let before = std::mem::replace(&mut seen.bar, bar);
            (ended, (before != bar).then_some(bar))
        };
        if let Some(bar) = changed {
            (self.show)(bar);
        }
        if let Some(ended) = ended {
            (self.tell)(ended);
        }
    }
}

/// Tells each fact to both, in this order.
pub struct Both(pub Arc<dyn Observer>, pub Arc<dyn Observer>);

impl fmt::Debug for Both {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Both").finish_non_exhaustive()
    }
}

impl Observer for Both {
    fn notify(&self, fact: Fact) {
        self.0.notify(fact.clone());
        self.1.notify(fact);
    }
}

fn show<R: Runtime>(handle: &AppHandle<R>, bar: Bar) {
    let (status, share) = match bar {
        Bar::Gone => (ProgressBarStatus::None, None),
        Bar::Running(None) => (ProgressBarStatus::Indeterminate, None),
        Bar::Running(share) => (ProgressBarStatus::Normal, share),
        Bar::Paused(share) => (ProgressBarStatus::Paused, share),
        Bar::Trouble(share) => (ProgressBarStatus::Error, share),
    };
    let state = ProgressBarState {
        status: Some(status),
        progress: Some(share.unwrap_or_default().into()),
    };
    if let Some(window) = handle.get_webview_window(window::MAIN)
        && let Err(error) = window.set_progress_bar(state)
    {
        tracing::debug!(%error, "the taskbar shows no progress");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use connect_core::{AccountId, Direction, Phase, RemotePath, Timestamp, Transfer, What};

    use super::*;

    #[derive(Default)]
    struct Desk {
        bars: Mutex<Vec<Bar>>,
        told: Mutex<Vec<Ended>>,
    }

    fn watched() -> (Arc<Desk>, Attention) {
        let desk = Arc::new(Desk::default());
        let (bars, told) = (Arc::clone(&desk), Arc::clone(&desk));
        let attention = Attention::new(
            move |bar| bars.bars.lock().unwrap().push(bar),
            move |ended| told.told.lock().unwrap().push(ended),
        );
        (desk, attention)
    }

    fn becomes(attention: &Attention, id: &str, phase: Phase, moved: u64) {
        let transfer = Transfer {
            id: id.into(),
            account: AccountId::from("a".to_owned()),
            direction: Direction::Upload,
            name: id.to_owned(),
            folder: RemotePath::root(),
            size: Some(100),
            moved,
            phase,
            wait: None,
            rate: None,
            proof: None,
            unchecked: false,
            problem: None,
            contents: None,
            at: Timestamp::UNIX_EPOCH,
        };
        attention.notify(Fact {
            seq: 0,
            what: What::TransferChanged(transfer),
        });
    }

    #[test]
    fn the_bar_has_the_share_of_all_bytes_and_goes_when_all_is_done() {
        let (desk, attention) = watched();
        becomes(&attention, "1", Phase::Waiting, 0);
        becomes(&attention, "2", Phase::Waiting, 0);
        becomes(&attention, "1", Phase::Moving, 50);
        becomes(&attention, "1", Phase::Done, 100);
        becomes(&attention, "2", Phase::Moving, 1);
        becomes(&attention, "2", Phase::Done, 100);
        let bars = desk.bars.lock().unwrap().clone();
        assert_eq!(
            bars,
            [
                Bar::Running(Some(0)),
                Bar::Running(Some(25)),
                Bar::Running(Some(50)),
                Bar::Gone
            ]
        );
        becomes(&attention, "3", Phase::Waiting, 0);
        let last = *desk.bars.lock().unwrap().last().unwrap();
        assert_eq!(last, Bar::Running(Some(0)), "what is done counts no more");
    }

    #[test]
    fn a_bar_says_when_everything_is_held_and_when_everything_needs_somebody() {
        let (desk, attention) = watched();
        becomes(&attention, "1", Phase::Moving, 30);
        becomes(&attention, "1", Phase::Paused, 30);
        becomes(&attention, "2", Phase::Moving, 10);
        becomes(&attention, "2", Phase::NeedsYou, 10);
        becomes(&attention, "2", Phase::Cancelled, 0);
        becomes(&attention, "1", Phase::Cancelled, 0);
        let bars = desk.bars.lock().unwrap().clone();
        assert_eq!(
            bars,
            [
                Bar::Running(Some(30)),
                Bar::Paused(Some(30)),
                Bar::Running(Some(20)),
                Bar::Trouble(Some(20)),
                Bar::Paused(Some(30)),
                Bar::Gone
            ]
        );
    }

    #[test]
    fn the_end_is_told_once_with_what_arrived_and_what_needs_somebody() {
        let (desk, attention) = watched();
        for id in ["1", "2", "3"] {
            becomes(&attention, id, Phase::Waiting, 0);
        }
        becomes(&attention, "1", Phase::Done, 100);
        becomes(&attention, "2", Phase::Failed, 0);
        assert_eq!(*desk.told.lock().unwrap(), []);
        becomes(&attention, "3", Phase::Done, 100);
        let (arrived, needing) = (2, 1);
        assert_eq!(*desk.told.lock().unwrap(), [Ended { arrived, needing }]);
        becomes(&attention, "3", Phase::Done, 100);
        assert_eq!(desk.told.lock().unwrap().len(), 1);
        // What is tried again is an end of its own, and counts what arrived since.
        becomes(&attention, "2", Phase::Waiting, 0);
        becomes(&attention, "2", Phase::Done, 100);
        let again = *desk.told.lock().unwrap().last().unwrap();
        assert_eq!((again.arrived, again.needing), (1, 0));
    }

    #[test]
    fn what_was_stopped_or_held_or_left_by_the_last_start_is_no_end() {
        let (desk, attention) = watched();
        becomes(&attention, "0", Phase::Interrupted, 0);
        becomes(&attention, "1", Phase::Moving, 0);
        becomes(&attention, "1", Phase::Cancelled, 0);
        becomes(&attention, "2", Phase::Moving, 0);
        becomes(&attention, "2", Phase::Paused, 0);
        attention.notify(Fact {
            seq: 0,
            what: What::TransferRemoved("2".into()),
        });
        assert_eq!(*desk.told.lock().unwrap(), []);
    }
}
