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
            let seen = asked(&window, can_be_seen).await;
            // Without an app there is nothing to keep true.
            if let Some(app) = window.try_state::<App>() {
                app.in_sight(seen.unwrap_or(true));
            }
        }
    });
}

/// Asks a window about itself, on a thread that does nothing else. It answers when its loop comes round, and at the end
/// that loop waits for the app to stop: were the app's own threads to wait here, neither would ever end. `None` if it
/// could not be asked.
pub(crate) async fn asked<R: Runtime, T: Send + 'static>(
    window: &WebviewWindow<R>,
    question: impl FnOnce(&WebviewWindow<R>) -> T + Send + 'static,
) -> Option<T> {
    let window = window.clone();
    let answer = tauri::async_runtime::spawn_blocking(move || question(&window));
    answer.await.ok()
}

/// A window that does not answer is taken for one that is looked at: asking too often does less harm than
/// showing what is no longer so.
fn can_be_seen<R: Runtime>(window: &WebviewWindow<R>) -> bool {
    window.is_visible().unwrap_or(true) && !window.is_minimized().unwrap_or(false)
}
