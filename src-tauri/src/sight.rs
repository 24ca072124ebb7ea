//! Whether a person can see the window: what it shows is kept true for whoever looks at it.

use std::time::Duration;

use connect_core::App;
use tauri::{Manager, Runtime, WebviewWindow, WindowEvent};

/// Some desktops say that the focus has gone before they say that the window is put away.
const SETTLED: Duration = Duration::from_secs(1);

/// Tells the app from now on.
pub(crate) fn watch<R: Runtime>(window: &WebviewWindow<R>) {
    let watched = window.clone();
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Focused(_) | WindowEvent::Resized(_)) {
            tell(&watched);
        }
    });
    tell(window);
}

/// Tells it how things are, in a moment: a window may not be asked about itself while it speaks.
pub(crate) fn tell<R: Runtime>(window: &WebviewWindow<R>) {
    let window = window.clone();
    tauri::async_runtime::spawn(async move {
        for wait in [Duration::ZERO, SETTLED] {
            tokio::time::sleep(wait).await;
            // Without an app there is nothing to keep true.
            if let Some(app) = window.try_state::<App>() {
                app.in_sight(can_be_seen(&window));
            }
        }
    });
}

/// A window that does not answer is taken for one that is looked at: asking too often does less harm than
/// showing what is no longer so.
fn can_be_seen<R: Runtime>(window: &WebviewWindow<R>) -> bool {
    window.is_visible().unwrap_or(true) && !window.is_minimized().unwrap_or(false)
}
