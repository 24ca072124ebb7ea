//! The one window, and where it may not go.

use tauri::webview::NewWindowResponse;
use tauri::{Manager, Runtime, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// The window's label; capabilities name it.
pub(crate) const MAIN: &str = "main";

/// Opens it.
///
/// # Errors
/// When the system can't open a window.
pub(crate) fn open<R: Runtime, M: Manager<R>>(manager: &M) -> tauri::Result<WebviewWindow<R>> {
    let dev = dev(manager);
    let window = WebviewWindowBuilder::new(manager, MAIN, WebviewUrl::default())
        .title("Connect SmartFile")
        .inner_size(1280.0, 800.0)
        .min_inner_size(900.0, 640.0)
        .center()
        .on_navigation(move |url| is_ours(url, dev.as_ref()))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        // Shown once it hears what is done to it: under GTK a window that is closed before that takes nobody with it,
        // and the app would go on without one.
        .visible(false)
        .build()?;
    window.show()?;
    Ok(window)
}

/// Where the page comes from while it is developed; never in a finished app.
pub(crate) fn dev<R: Runtime, M: Manager<R>>(manager: &M) -> Option<Url> {
    cfg!(dev)
        .then(|| manager.config().build.dev_url.clone())
        .flatten()
}

/// Brings it to the front.
pub(crate) fn raise<R: Runtime, M: Manager<R>>(manager: &M) {
    if let Some(window) = manager.get_webview_window(MAIN) {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// The page never leaves the app: no remote content, whatever it may be told to load.
pub(crate) fn is_ours(url: &Url, dev: Option<&Url>) -> bool {
    let bundled = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    };
    bundled || dev.is_some_and(|dev| dev.origin() == url.origin())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;

    /// C1, T1: no sign-in page, nor any other, is ever shown in our window.
    #[test]
    fn the_page_never_leaves_the_app() {
        let dev: Url = "http://localhost:1420".parse().unwrap();
        assert!(is_ours(
            &"tauri://localhost/index.html".parse().unwrap(),
            None
        ));
        assert!(is_ours(&"http://tauri.localhost/".parse().unwrap(), None));
        assert!(is_ours(
            &"http://localhost:1420/src".parse().unwrap(),
            Some(&dev)
        ));
        for foreign in [
            "https://app.smartfile.com/",
            "http://localhost:1420/",
            "http://tauri.localhost.example.com/",
            "file:///etc/passwd",
            "data:text/html,hello",
            "javascript:alert(1)",
            "about:blank",
        ] {
            assert!(!is_ours(&foreign.parse().unwrap(), None), "{foreign}");
        }
    }
}
