//! Files dragged in from the desktop. The system tells Rust where they are; the page is told how many they are and
//! where the pointer is, says what lies there, and gives a ticket back for what was let go.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tauri::ipc::Channel;
use tauri::{DragDropEvent, Manager, PhysicalPosition, Runtime, WebviewWindow, WindowEvent};

use crate::wire::DragView;

/// What is dragged over the window, and what was let go there. A ticket is good until the program ends, so that a
/// page that asks twice is answered twice the same.
#[derive(Default)]
pub struct Drops(Mutex<Dragged>);

#[derive(Default)]
struct Dragged {
    page: Option<Channel<DragView>>,
    /// How many are under the pointer.
    items: usize,
    told: Option<DragView>,
    dropped: HashMap<String, Vec<PathBuf>>,
}

impl std::fmt::Debug for Drops {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Drops").finish_non_exhaustive()
    }
}

impl Drops {
    /// From now on this page is told, and no other.
    pub fn watch(&self, page: Channel<DragView>) {
        self.dragged().page = Some(page);
    }

    /// The pointer moved, with things of this computer or of elsewhere. `scale` is how many of the system's pixels
    /// are one of the page's.
    pub fn take(&self, event: &DragDropEvent, scale: f64) {
        match event {
            DragDropEvent::Enter { paths, position } => {
                let items = local(paths).count();
                self.dragged().items = items;
                self.over(position, scale);
            }
            DragDropEvent::Over { position } => self.over(position, scale),
            DragDropEvent::Drop { paths, position } => {
                let paths: Vec<PathBuf> = local(paths).cloned().collect();
                self.dropped(paths, position, scale);
            }
            // A way to leave that is not known yet is one all the same.
            _ => self.left(),
        }
    }

    /// What was let go, in the order in which it came.
    pub fn paths(&self, ticket: &str) -> Option<Vec<PathBuf>> {
        self.dragged().dropped.get(ticket).cloned()
    }

    fn over(&self, position: &PhysicalPosition<f64>, scale: f64) {
        let mut dragged = self.dragged();
        let Some(items) = counted(dragged.items) else {
            return;
        };
        let (x, y) = (position.x / scale, position.y / scale);
        let view = DragView::Over { items, x, y };
        // Under some systems a hand that holds still is told again and again.
        if dragged.told.as_ref() != Some(&view) {
            dragged.tell(view);
        }
    }

    fn dropped(&self, paths: Vec<PathBuf>, position: &PhysicalPosition<f64>, scale: f64) {
        let mut dragged = self.dragged();
        dragged.items = 0;
        let Some(items) = counted(paths.len()) else {
            return;
        };
        let ticket = uuid::Uuid::new_v4().to_string();
        dragged.dropped.insert(ticket.clone(), paths);
        let (x, y) = (position.x / scale, position.y / scale);
        dragged.tell(DragView::Dropped {
            ticket,
            items,
            x,
            y,
        });
    }

    fn left(&self) {
        let mut dragged = self.dragged();
        if std::mem::take(&mut dragged.items) > 0 {
            dragged.tell(DragView::Left);
        }
    }

    fn dragged(&self) -> MutexGuard<'_, Dragged> {
        // A panic elsewhere can't leave a count and a list half written.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Dragged {
    fn tell(&mut self, view: DragView) {
        if let Some(page) = &self.page
            && let Err(error) = page.send(view.clone())
        {
            tracing::warn!(%error, "the page is gone; it will watch again");
            self.page = None;
        }
        self.told = Some(view);
    }
}

/// Things of this computer. A picture of a web page, or of our own, comes with its address: that is no path.
fn local(paths: &[PathBuf]) -> impl Iterator<Item = &PathBuf> {
    paths.iter().filter(|path| path.is_absolute())
}

/// How many, if there are any.
fn counted(items: usize) -> Option<u32> {
    u32::try_from(items).ok().filter(|items| *items > 0)
}

/// Passes on what is dragged over the window from now on.
pub(crate) fn watch<R: Runtime>(window: &WebviewWindow<R>) {
    let watched = window.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::DragDrop(event) = event
            && let Some(drops) = watched.try_state::<Drops>()
        {
            drops.take(event, scale(&watched));
        }
    });
}

/// Windows alone tells places in pixels of the screen; the other systems tell them in those of the page.
fn scale<R: Runtime>(window: &WebviewWindow<R>) -> f64 {
    if cfg!(windows) {
        window.scale_factor().unwrap_or(1.0)
    } else {
        1.0
    }
}
